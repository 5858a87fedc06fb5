"""What organisers do about check-in, in the words of the audit list."""

from __future__ import annotations

from bot.texts import _, n_
from handlers.check_in.base import feature

feature.noted("check_in.open", _("opened check-in"))
feature.noted("check_in.renew", _("changed the link of the check-in page"))
feature.noted("check_in.word", _("set the word for check-in"))
feature.noted("check_in.tick", _("noted 1 person as there"))
feature.noted("check_in.untick", _("noted 1 person as not there"))
feature.noted("check_in.all", lambda count: n_("noted {n} person as there", "noted {n} people as there", int(count)))
feature.noted("check_in.undo", lambda count: n_("took {n} person off again", "took {n} people off again", int(count)))

"""What organisers do with events, in the words of the audit list."""

from __future__ import annotations

from bot.texts import Words, _, joined, n_
from handlers.organise.base import feature
from handlers.organise.editing import FIELDS


def _revised(details: str) -> Words:
    return _("changed {fields}", fields=joined([FIELDS[name] for name in details.split() if name in FIELDS], "、"))


feature.noted("publish", _("published"))
feature.noted("revise", _revised)
feature.noted("cancel", _("cancelled"))
feature.noted("repeat", lambda details: n_("repeated {n} time", "repeated {n} times", int(details)))
feature.noted("series", lambda name: _("changed the defaults of {series}", series=name))

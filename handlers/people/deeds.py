"""What happens to people and groups, in the words of the audit list."""

from __future__ import annotations

from bot.texts import _
from handlers.people.base import feature

feature.noted("person.join", _("joined by a personal link"))
feature.noted("person.invite", _("made a joining link"))
feature.noted("person.withdraw", _("withdrew consent"))
feature.noted("person.forget", _("was forgotten"))
feature.noted("role.grant", lambda details: _("gave a role ({details})", details=details))
feature.noted("role.revoke", lambda details: _("took a role back ({details})", details=details))
feature.noted("roster.import", lambda details: _("imported the roster ({details})", details=details))

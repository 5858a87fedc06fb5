"""What the parts of this feature share: its declaration, its refusal, and how a group's choices are shown."""

from __future__ import annotations

from bot.domain.events import EventUnknown
from bot.domain.groups import NotBound, Quiet
from bot.texts import Words, _
from handlers.cards import event_id
from handlers.kit import Feature

feature = Feature("groups", _("Groups"))
feature.refuses(NotBound, lambda _r: _("This group is not bound. An organiser who administers it sends /bind there."))
feature.noted("post", _("posted to a group"))
feature.noted("group.bind", _("bound the group"))
feature.noted("group.unbind", _("unbound the group"))
feature.noted("group.language", _("chose the group's language"))
feature.noted("group.change", _("changed what the group hears"))


def group_id(payload: str) -> int:
    """Read the id of a group off a link. Raises NotBound for anything forged."""
    digits = payload.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):  # noqa: PLR2004 - below 2**63
        raise NotBound
    return int(payload)


def typed_event(text: str) -> int:
    """Read which event somebody typed: 12, e_12 or a whole link. Raises EventUnknown."""
    number = text.rpartition("e_")[2] if "e_" in text else text
    if not number:
        raise EventUnknown
    return event_id(number)


def quiet_text(quiet: Quiet | None) -> Words:
    """Return from when to when a group hears nothing."""
    if quiet is None:
        return _("no quiet hours")
    return f"{quiet.from_ // 60:02}:{quiet.from_ % 60:02}–{quiet.to // 60:02}:{quiet.to % 60:02}"

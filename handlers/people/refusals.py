"""What people are told when something of this feature cannot be done."""

from __future__ import annotations

from bot.domain.people import (
    NAME_LIMIT,
    AlreadyJoined,
    DepartmentUnknown,
    ExpiryPassed,
    InvitationGone,
    LastOwner,
    NameUnfit,
    NoAuthority,
    NotGroupAdmin,
    NotJoined,
    PersonUnknown,
    Role,
    RoleGone,
    RoleIsFixed,
    TooManyGuesses,
)
from bot.texts import When, Words, _
from handlers.people.base import feature


def _no_authority(refusal: NoAuthority) -> Words:
    if refusal.role is Role.OWNER:
        return _("Only owners of the bot can do that.")
    return _("Only organisers responsible for it can do that. An owner can grant you the role.")


feature.refuses(NoAuthority, _no_authority)
feature.refuses(NameUnfit, lambda _refusal: _("A name has 1 to {limit} characters.", limit=NAME_LIMIT))
feature.refuses(DepartmentUnknown, lambda _refusal: _("That department is not there any more. Please choose again."))
feature.refuses(PersonUnknown, lambda _refusal: _("That person is not there any more."))
feature.refuses(NotGroupAdmin, lambda _refusal: _("Only administrators of this group can choose its language."))
feature.refuses(
    NotJoined, lambda _refusal: _("This person has not joined yet. Send them a joining link first: /invite")
)
feature.refuses(AlreadyJoined, lambda _refusal: _("That is done already: the person has joined."))
feature.refuses(
    InvitationGone,
    lambda _refusal: _("This joining link was used, replaced or has expired. Ask an organiser for a new one."),
)
feature.refuses(
    TooManyGuesses,
    lambda refusal: _(
        "Too many links that did not work. Please try again after {time}.", time=When(refusal.until, "time")
    ),
)
feature.refuses(RoleGone, lambda _refusal: _("That role has ended already."))
feature.refuses(
    RoleIsFixed, lambda _refusal: _("This owner is named in the OWNERS setting and can only be removed there.")
)
feature.refuses(LastOwner, lambda _refusal: _("Somebody has to stay owner without an end. Name another owner first."))
feature.refuses(ExpiryPassed, lambda _refusal: _("That day has passed. Please choose a later one."))

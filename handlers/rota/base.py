"""What the parts of this feature share: its declaration, its taps, the look of a member and of a turn."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.rota import (
    FEWEST_KINDS,
    LONGEST_KIND,
    MOST_KINDS,
    KindInUse,
    KindsUnfit,
    Member,
    MemberGone,
    RotaUnknown,
    SpeakerFound,
    Turn,
    TurnGone,
    TurnState,
)
from bot.texts import When, Words, _, joined
from handlers.kit import Feature

feature = Feature("rota", _("Speaker rota"))

PAGE = 8  # on a phone's screen without scrolling


class ListRotas(Tap, wire="tn"):
    """Every rota, and the own turns."""


class OpenRota(Tap, wire="tn="):
    """A rota: for organisers to keep, for others to take part."""

    series: int


class EditKinds(Tap, wire="tnk"):
    """Say which kinds of people take turns."""

    series: int


class OpenKind(Tap, wire="tnp"):
    """A page of the people of a kind; 0: those who volunteered."""

    series: int
    kind: int
    page: int = 0


class OpenComing(Tap, wire="tne"):
    """Who speaks at an event to come, for organisers."""

    event: int


class Invite(Tap, wire="tni"):
    """Invite somebody to speak."""

    event: int
    person: int


class OpenTurn(Tap, wire="tnt"):
    """The own turn."""

    event: int


class LeaveRota(Tap, wire="tnl"):
    """Take no turns any more, or take the offer back."""

    series: int


class Volunteer(Tap, wire="tnv"):
    """Offer to speak in a series."""

    series: int


def waited(member: Member) -> Words:
    """Return when somebody spoke last, or has a turn to come, or that neither."""
    if member.spoke_at:
        return When(member.spoke_at, "day")
    return _("has a turn to come") if member.given_at else _("never yet")


def state_text(turn: Turn) -> Words:
    """Return what became of a turn."""
    match turn.state:
        case TurnState.INVITED:
            return _("{name}, invited, answers by {until}", name=turn.name, until=When(turn.answer_by))
        case TurnState.ACCEPTED:
            return _("{name}, accepted", name=turn.name)
        case TurnState.DECLINED:
            reason: list[Words] = [turn.reason] if turn.reason else []
            return joined([_("{name} cannot", name=turn.name), *reason])
        case TurnState.EXPIRED:
            return _("{name} did not answer in time", name=turn.name)
        case TurnState.WITHDRAWN:
            return _("{name}, taken back", name=turn.name)


feature.refuses(RotaUnknown, lambda _r: _("Nobody takes turns in this series (yet). See /rota for those there are."))
feature.refuses(MemberGone, lambda _r: _("That person or kind is not in the rota any more. Open /rota again."))
feature.refuses(TurnGone, lambda _r: _("It is not your turn there (any more). See /rota for your turns."))
feature.refuses(SpeakerFound, lambda _r: _("Somebody speaks there already, or is invited to. Take that back first."))
feature.refuses(
    KindsUnfit,
    lambda _r: _(
        "{fewest} to {most} kinds, please, each with another name of at most {limit} characters.",
        fewest=FEWEST_KINDS,
        most=MOST_KINDS,
        limit=LONGEST_KIND,
    ),
)
feature.refuses(
    KindInUse,
    lambda r: _("“{name}” has people, or they have spoken. Rename it rather than leave it out.", name=r.name),
)
feature.noted("rota.keep", lambda names: _("set the kinds of the rota: {names}", names=names))
feature.noted("rota.enlist", _("put somebody into the rota"))
feature.noted("rota.remove", _("took somebody off the rota"))
feature.noted("rota.pause", _("let somebody pause in the rota"))
feature.noted("rota.resume", _("ended somebody's pause in the rota"))
feature.noted("rota.invite", _("invited somebody to speak"))
feature.noted("rota.withdraw", _("took an invitation to speak back"))
feature.noted("rota.accept", _("accepted to speak"))
feature.noted("rota.decline", _("declined to speak"))
feature.noted("rota.title", _("said the title"))

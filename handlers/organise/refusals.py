"""Why an event cannot be published, changed or cancelled, and what to do."""

from __future__ import annotations

from bot.domain.events import (
    MOST_HOURS,
    MOST_SEATS,
    CapacityTooSmall,
    EndsBeforeStart,
    HoursUnfit,
    LinkUnfit,
    NotYours,
    StartsInPast,
    TextTooLong,
    TitleMissing,
    WindowUnfit,
)
from bot.domain.recurrence import RepeatedAlready, RepetitionUnfit
from bot.domain.rules import MOST_QUESTIONS, RulesUnfit
from bot.domain.series import SeriesUnknown
from bot.texts import When, _
from handlers.organise.base import feature

_TEXTS = {
    "title": _("Title"),
    "series": _("Series"),
    "speaker": _("Speaker"),
    "place": _("Place"),
    "link": _("Link"),
    "reason": _("Reason"),
    "field": _("Field"),
}
_RULES = {
    "reserved": _("Reserved seats: at least one each, together no more than there are seats."),
    "questions": _("Questions: at most {n}, each with a short text, a choice with 2 to 10 options.", n=MOST_QUESTIONS),
}

feature.refuses(NotYours, lambda _r: _("This is for organisers of the event. An owner can make you one with /roles."))
feature.refuses(TitleMissing, lambda _r: _("The event has no title yet. Please give it one."))
feature.refuses(
    TextTooLong,
    lambda r: _("{field}: at most {limit} characters. Please shorten it.", field=_TEXTS[r.field], limit=r.limit),
)
feature.refuses(LinkUnfit, lambda _r: _("The link must begin with http:// or https://. Please copy it as a whole."))
feature.refuses(
    StartsInPast,
    lambda r: _("The start is over: {start}. Please choose a time to come.", start=When(r.starts_at)),
)
feature.refuses(EndsBeforeStart, lambda _r: _("The end is not after the start. Please change the duration."))
feature.refuses(
    WindowUnfit,
    lambda _r: _(
        "Sign-up must open before it closes, and close at the latest at the start. Please change one of them."
    ),
)
feature.refuses(
    CapacityTooSmall,
    lambda _r: _("The number of seats goes from 1 to {most}, or there is no limit.", most=MOST_SEATS),
)
feature.refuses(
    RulesUnfit, lambda r: _RULES.get(r.rule, _("That number is too large for this rule. Please choose a smaller one."))
)
feature.refuses(HoursUnfit, lambda _r: _("Credit hours go from 0 to {most}.", most=f"{MOST_HOURS:g}"))
feature.refuses(
    RepetitionUnfit,
    lambda _r: _("No further day comes out of that. Please choose a later end, or leave fewer days out."),
)
feature.refuses(SeriesUnknown, lambda _r: _("There is no such series (any more). See /series for those there are."))
feature.refuses(
    RepeatedAlready,
    lambda _r: _("This event repeats already. To go on longer, copy the last one and repeat the copy."),
)

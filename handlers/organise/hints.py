"""What to tell somebody whose date, time or duration could not be taken."""

from __future__ import annotations

from bot.domain.moments import Fault, Misread
from bot.texts import When, Words, _, lines
from handlers.kit import Ctx, Misfit

_EXAMPLES = _("Fits: next Wednesday 14:30, 12-8 14:30, tomorrow 2pm, 8 December 14:30–16:00")
_PLAIN = {
    Fault.UNREADABLE: _("I could not read that."),
    Fault.NO_DAY: _("That is a time without a day."),
    Fault.NO_SUCH_DAY: _("There is no such day. Please look at the date again."),
    Fault.NO_SUCH_TIME: _("There is no such time. Times go from 0:00 to 24:00."),
    Fault.CONTRADICTION: _("The hour and the half of the day do not go together."),
    Fault.PAST: _("That is over. Please give a time to come."),
    Fault.TOO_FAR: _("That is too far away. Is the year right?"),
    Fault.END_FIRST: _("The end must be after the start."),
}


def misfit(misread: Misread, ctx: Ctx, fits: Words = _EXAMPLES) -> Misfit:
    """Return what did not fit, how it was understood, and what would fit."""
    return Misfit(lines(_what(misread, ctx), fits))


def _what(misread: Misread, ctx: Ctx) -> Words:
    match misread.fault, misread.readings:
        case Fault.AMBIGUOUS, (early, late):
            return _(
                "Is it {early} or {late}? Please say morning or afternoon, or write it like {late}.",
                early=When(early, "time"),
                late=When(late, "time"),
            )
        case Fault.CONTRADICTION, (day,):
            return _("That does not go together: the date is {day}.", day=When(day, "day"))
        case Fault.PAST, (moment,):
            return _("I read that as {moment}, which is over.", moment=When(moment))
        case Fault.TOO_FAR, (moment,):
            year = str(moment.astimezone(ctx.zone).year)
            return _("I read that as a day in {year}. Is the year right?", year=year)
    return _PLAIN[misread.fault]

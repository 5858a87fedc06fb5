"""What the parts of this feature share: its declaration, its job, how hours and years are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.callbacks import Tap
from bot.domain.hours import HUNDRED, HoursRuleUnfit, RuleNotYours, SeriesUnknown
from bot.services.hours import Hours
from bot.texts import Words, _
from handlers.kit import Button, Desk, Feature, Row

feature = Feature("hours", _("Credit hours"))
feature.refuses(
    SeriesUnknown, lambda _r: _("This series does not exist (any more). See /hoursrule for those there are.")
)
feature.refuses(
    RuleNotYours,
    lambda _r: _("Rules of series are set by those who organise for all departments. Ask one of them, or an owner."),
)
feature.refuses(
    HoursRuleUnfit,
    lambda _r: _("This rule cannot hold: a whole day gives at least what half a day gives, and speakers at most ×20."),
)
feature.noted("hours.rule", _("set how a series credits hours"))


@feature.every("hours", timedelta(minutes=5))
async def settle(desk: Desk, _now: datetime) -> None:
    """Bring the ledger in line with who was there."""
    await desk.service(Hours).settle()


def shown(amount: int) -> str:
    """Return hundredths of an hour as a number of hours."""
    return f"{amount / HUNDRED:g}"


def turns(page: int, pages: int, to: Callable[[int], Tap]) -> Row:
    """Return the buttons to the pages before and after."""
    around: tuple[tuple[Words, int], ...] = ((_("‹ Earlier page"), page - 1), (_("Next page ›"), page + 1))
    return tuple(Button(label, to(number)) for label, number in around if 0 <= number < pages)

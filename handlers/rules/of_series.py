"""The rules that new events of a series begin with."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.callbacks import StaleTapError, Tap
from bot.domain.events import NotYours
from bot.domain.series import Defaults, Series
from bot.services.series import AllSeries
from bot.texts import Words, _, joined, lines
from handlers.cards import BACK, SERIES, ShowSeries, paired
from handlers.kit import Addition, Button, Ctx, Screen
from handlers.rulebook import all_rules
from handlers.rules.base import RULINGS, choice_buttons, feature, rule_buttons, with_value


class SeriesRules(Tap, wire="rs"):
    """The rules of a series."""

    series: int


class AskSeriesRule(Tap, wire="rs?"):
    """The choices for one rule."""

    series: int
    rule: str


class SetSeriesRule(Tap, wire="rs="):
    """One of the choices."""

    series: int
    rule: str
    value: int


@feature.adds(SERIES)
async def button(_ctx: Ctx, series: Series) -> Addition | None:
    """Lead from a series that has defaults to its rules."""
    return Addition(buttons=(Button(_("Rules"), SeriesRules(series.id)),)) if series.defaults else None


@feature.on(SeriesRules)
async def show_rules(ctx: Ctx, tap: SeriesRules) -> Screen:
    """Show every rule in words, with a button for each."""
    return _screen(*await _series(ctx, tap.series))


@feature.on(AskSeriesRule)
async def ask_rule(ctx: Ctx, tap: AskSeriesRule) -> Screen:
    """Offer the choices for one rule; the present one is marked."""
    series, defaults = await _series(ctx, tap.series)
    choices = choice_buttons(defaults.rules, tap.rule, partial(SetSeriesRule, series.id))
    ruling = RULINGS[tap.rule]
    return Screen(
        lines(_("<b>{rule}</b> · “{title}”", rule=ruling.label, title=series.name), "", ruling.ask),
        (*paired(choices), (Button(BACK, SeriesRules(series.id)),)),
    )


@feature.on(SetSeriesRule)
async def set_rule(ctx: Ctx, tap: SetSeriesRule) -> Screen:
    """Set a rule for the events to come; those that are published keep theirs."""
    series, defaults = await _series(ctx, tap.series)
    after = replace(defaults, rules=with_value(defaults.rules, tap.rule, tap.value))
    await ctx.use(AllSeries).save(ctx.person.id, replace(series, defaults=after))
    return _screen(series, after, _("Saved"))


def _screen(series: Series, defaults: Defaults, toast: Words | None = None) -> Screen:
    own = rule_buttons(defaults.rules, partial(AskSeriesRule, series.id), partial(SetSeriesRule, series.id))
    return Screen(
        lines(
            _("<b>Rules</b> · “{title}”", title=series.name),
            _("They hold for events published from now on."),
            "",
            *(joined(["·", line], " ") for line in all_rules(defaults.rules)),
        ),
        (*paired(own), (Button(BACK, ShowSeries(series.id)),)),
        toast=toast,
    )


async def _series(ctx: Ctx, series_id: int) -> tuple[Series, Defaults]:
    """Return a series that has defaults, for an organiser's eyes. Raises NotYours, SeriesUnknown."""
    if not ctx.person.is_organiser(ctx.now):
        raise NotYours
    series = await ctx.use(AllSeries).get(series_id)
    if series.defaults is None:
        raise StaleTapError
    return series, series.defaults

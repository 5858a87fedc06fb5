"""/hoursrule: by which rule a series credits hours, for organisers of the whole workplace to set."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.hours import HUNDRED, USUAL_RULE, HoursRule, SeriesUnknown
from bot.services.hours import Hours
from bot.texts import Words, _, lines
from handlers.cards import BACK, clip, privately
from handlers.hours.base import feature, shown, turns
from handlers.kit import Answers, Button, Choice, Ctx, Form, Misfit, Scope, Screen, Step, Style

_PAGE = 8
_NAME = 28  # characters on a button
_NUMBER = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)\s*(?:学时|小时|倍|hours?|h|x)?", re.ASCII | re.IGNORECASE)


class ListRules(Tap, wire="hol"):
    """A page of series."""

    page: int


class ShowRule(Tap, wire="hor"):
    """The rule of a series."""

    series: int


class EditRule(Tap, wire="hoe"):
    """Change the rule of a series."""

    series: int


class DropRule(Tap, wire="hox"):
    """Let a series have no rule."""

    series: int


@feature.link("hoursrule")
@feature.command("hoursrule", _("How series credit hours"), Scope.ORGANISER)
async def hours_rule(ctx: Ctx, _rest: str) -> Screen:
    """Ask for the series."""
    if not ctx.private:
        return privately(ctx, "hoursrule")
    return await _list(ctx, 0)


@feature.on(ListRules)
async def list_rules(ctx: Ctx, tap: ListRules) -> Screen:
    """Show a page of series."""
    return await _list(ctx, tap.page)


@feature.on(ShowRule)
async def show_rule(ctx: Ctx, tap: ShowRule) -> Screen:
    """Show the rule of a series, and what can be done with it."""
    return await _rule(ctx, tap.series)


@feature.on(EditRule)
async def edit_rule(ctx: Ctx, tap: EditRule) -> Screen:
    """Open the form with the rule as it is, or the usual one."""
    _series, rule = await _of(ctx, tap.series)
    return await ctx.fill_in(_form, {"_series": tap.series, **asdict(rule or USUAL_RULE)})


@feature.on(DropRule)
async def drop_rule(ctx: Ctx, tap: DropRule) -> Screen:
    """Let hours follow the duration again."""
    await ctx.use(Hours).set_rule(ctx.person.id, tap.series, None)
    return await _rule(ctx, tap.series, _("Saved"))


async def _list(ctx: Ctx, page: int) -> Screen:
    series = await ctx.use(Hours).rules(ctx.person.id)
    pages = max(1, -(-len(series) // _PAGE))
    page = min(max(page, 0), pages - 1)
    rows = [
        (Button(clip(name, _NAME), ShowRule(id_)),) for id_, name, _rule_ in series[page * _PAGE : (page + 1) * _PAGE]
    ]
    body = _("<b>How series credit hours</b>\nChoose a series.") if series else _("There is no series yet.")
    return Screen(body, tuple(row for row in (*rows, turns(page, pages, ListRules)) if row))


async def _of(ctx: Ctx, series: int) -> tuple[str, HoursRule | None]:
    for id_, name, rule in await ctx.use(Hours).rules(ctx.person.id):
        if id_ == series:
            return name, rule
    raise SeriesUnknown


async def _rule(ctx: Ctx, series: int, toast: Words | None = None) -> Screen:
    name, rule = await _of(ctx, series)
    described = (
        _("No rule: an event is worth its duration, speakers ×{times}.", times=USUAL_RULE.speaker)
        if rule is None
        else _described(rule)
    )
    rows = [(Button(_("Change") if rule else _("Set a rule"), EditRule(series), style=Style.PRIMARY),)]
    if rule:
        rows.append((Button(_("No rule"), DropRule(series)),))
    head = _("<b>{series}: credit hours</b>", series=name)
    return Screen(lines(head, "", described), (*rows, (Button(BACK, ListRules(0)),)), toast=toast)


def _described(rule: HoursRule) -> Words:
    return lines(
        _("Half a day: {hours}", hours=shown(rule.half_day)),
        _("A whole day: {hours}", hours=shown(rule.whole_day)),
        _("Speakers: ×{times}", times=rule.speaker),
        _("Counts in a year: {cap}", cap=_cap(rule.cap)),
        _("To the next year: {carry}", carry=_carry(rule.carry)),
        "",
        _("Up to four hours are half a day. What an organiser says for an event goes before the rule."),
        _("Half and whole days hold for events published from now on, the limits at once."),
    )


def _cap(cap: int | None) -> Words:
    return _("everything") if cap is None else _("at most {hours}", hours=shown(cap))


def _carry(carry: int) -> Words:
    return _("nothing") if not carry else _("of what is above the limit, at most {hours}", hours=shown(carry))


def _reading(scale: int, nothing: int | None = 0) -> Callable[[Ctx, Answers, str], Awaitable[int | None]]:
    """Return the reader of a number, in units of 1/`scale`; "0" means `nothing`."""

    async def read(_ctx: Ctx, _answers: Answers, text: str) -> int | None:
        fits = _NUMBER.fullmatch(text.strip())
        if fits is None:
            raise Misfit(_("A number, please, such as 3 or 1.5."))
        value = float(fits[1]) * scale
        if value != round(value):
            raise Misfit(_("A whole number, please."))
        return round(value) or nothing

    return read


def _offering(
    *labelled: tuple[Words, str],
) -> Callable[[Ctx, Answers, str], Awaitable[tuple[tuple[Choice, ...], ...]]]:
    async def offer(_ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
        return (tuple(Choice(label, value) for label, value in labelled),)

    return offer


def _made(answers: Answers) -> HoursRule:
    return HoursRule(**{name: answers[name] for name in asdict(USUAL_RULE)})


async def _preview(ctx: Ctx, answers: Answers) -> Words:
    name, _before = await _of(ctx, answers["_series"])
    return lines(_("<b>{series}: credit hours</b>", series=name), _described(_made(answers)))


async def _save(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    await ctx.use(Hours).set_rule(ctx.person.id, answers["_series"], _made(answers), draft)
    return await _rule(ctx, answers["_series"], _("Saved"))


_form = feature.form(
    Form(
        "hours.rule",
        _("Rule for hours"),
        (
            Step(
                "half_day",
                _("Half a day"),
                _("How many hours does half a day give?"),
                _reading(HUNDRED),
                show=lambda _ctx, value: shown(value),
                choices=_offering(("2", "2"), ("3", "3"), ("4", "4")),
            ),
            Step(
                "whole_day",
                _("Whole day"),
                _("How many hours does a whole day give?"),
                _reading(HUNDRED),
                show=lambda _ctx, value: shown(value),
                choices=_offering(("4", "4"), ("6", "6"), ("8", "8")),
            ),
            Step(
                "speaker",
                _("Speakers"),
                _("How many times as much do speakers get?"),
                _reading(1),
                show=lambda _ctx, value: f"×{value}",
                choices=_offering(("×1", "1"), ("×3", "3"), ("×5", "5")),
            ),
            Step(
                "cap",
                _("Year's limit"),
                _("How many hours of this series count in a year at most?"),
                _reading(HUNDRED, None),
                show=lambda _ctx, value: _cap(value),
                choices=_offering((_("everything"), "0"), ("40", "40"), ("80", "80")),
            ),
            Step(
                "carry",
                _("Carry-over"),
                _("How many hours above the limit go over to the next year at most?"),
                _reading(HUNDRED),
                show=lambda _ctx, value: _carry(value),
                choices=_offering((_("nothing"), "0"), ("10", "10"), ("20", "20")),
            ),
        ),
        _save,
        _("Save"),
        preview=_preview,
    )
)

"""/series: what each series knows about its next event, and the form that changes it."""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.events import NotYours, Pillar
from bot.domain.series import Defaults, Series
from bot.services.series import AllSeries
from bot.texts import Words, _, joined, lines
from handlers import whom
from handlers.cards import BACK, PILLARS, SERIES, ShowSeries, clip, paired, privately
from handlers.kit import Answer, Answers, Button, Ctx, Form, Scope, Screen, Style
from handlers.organise import steps
from handlers.organise.answers import like
from handlers.organise.base import feature
from handlers.organise.calendar import WEEKDAYS
from handlers.organise.create import form
from handlers.organise.known import known, paths
from handlers.organise.series_steps import STEPS, clock
from handlers.rulebook import unusual_rules

_SHOWN = 8  # series on a page


class SeriesPage(Tap, wire="orsp"):
    """A page of the list."""

    page: int


class EditSeries(Tap, wire="orse"):
    """Change what its next event begins with."""

    series: int


class NewInSeries(Tap, wire="orsn"):
    """Begin its next event."""

    series: int


@feature.command("series", _("Series and their defaults"), Scope.ORGANISER)
async def all_series(ctx: Ctx, _rest: str) -> Screen:
    """List the series."""
    return await _list(ctx, 0) if ctx.private else privately(ctx, "series")


@feature.link("series")
async def all_series_link(ctx: Ctx, _rest: str) -> Answer:
    """List the series for somebody who came from a group."""
    return await all_series(ctx, "")


@feature.on(SeriesPage)
async def turn(ctx: Ctx, tap: SeriesPage) -> Screen:
    """Show another page of the list."""
    return await _list(ctx, tap.page)


@feature.on(ShowSeries)
async def show_series(ctx: Ctx, tap: ShowSeries) -> Screen:
    """Show what a series knows."""
    return await _show(ctx, await _series(ctx, tap.series))


@feature.on(NewInSeries)
async def new_in_series(ctx: Ctx, tap: NewInSeries) -> Screen:
    """Begin an event with all that its series knows."""
    chosen = {"series": (await _series(ctx, tap.series)).name}
    return await ctx.fill_in(form, chosen | await known(ctx, chosen))


@feature.on(EditSeries)
async def edit_series(ctx: Ctx, tap: EditSeries) -> Screen:
    """Open the form with everything as it is."""
    series = await _series(ctx, tap.series)
    now = await _defaults(ctx, series)
    answers: Answers = {
        "_series": series.id,
        "pillar": series.pillar.value,
        "field": series.field or None,
        "weekday": now.weekday,
        "starts": now.starts,
        "lasts": now.lasts,
        "place": None if now.place is None else {"place": now.place, "link": now.link},
        "speaker": now.speaker or None,
        "capacity": now.capacity,
        "departments": [list(one) for one in await paths(ctx, now.departments)],
        "opens": now.opens,
        "closes": now.closes,
        "hours": now.hours,
    }
    return await ctx.fill_in(_form, answers)


async def _series(ctx: Ctx, series_id: int) -> Series:
    """Return a series for an organiser's eyes. Raises NotYours, SeriesUnknown."""
    if not ctx.person.is_organiser(ctx.now):
        raise NotYours
    return await ctx.use(AllSeries).get(series_id)


async def _defaults(ctx: Ctx, series: Series) -> Defaults:
    """Return what the series says, or else what its last event was like."""
    if series.defaults:
        return series.defaults
    last = await ctx.use(AllSeries).last_event(ctx.person.id, series.id)
    return like(last, ctx.zone) if last else Defaults()


async def _list(ctx: Ctx, page: int) -> Screen:
    if not ctx.person.is_organiser(ctx.now):
        raise NotYours
    found = await ctx.use(AllSeries).all()
    pages = max(1, -(-len(found) // _SHOWN))
    page = min(max(page, 0), pages - 1)
    rows = [
        (Button(joined([clip(one.name), PILLARS[one.pillar]]), ShowSeries(one.id)),)
        for one in found[page * _SHOWN : (page + 1) * _SHOWN]
    ]
    turns = tuple(
        Button(label, SeriesPage(to))
        for label, to in ((_("‹ Earlier page"), page - 1), (_("Next page ›"), page + 1))
        if 0 <= to < pages
    )
    body = _("Which series?") if found else _("No series yet. Name one when you publish an event: /newevent.")
    return Screen(lines(_("<b>Series</b>"), "", body), (*rows, *((turns,) if turns else ())))


async def _show(ctx: Ctx, series: Series, toast: Words | None = None) -> Screen:
    defaults = await _defaults(ctx, series)
    added = await ctx.additions(SERIES, series)
    source = None if series.defaults else _("Nothing is set yet: this is how the last event was.")
    return Screen(
        lines(_("<b>{name}</b>", name=series.name), source, "", *await _in_words(ctx, series, defaults), *added.lines),
        (
            (Button(_("Publish the next one"), NewInSeries(series.id), style=Style.PRIMARY),),
            *paired([Button(_("Change the defaults"), EditSeries(series.id)), *added.buttons]),
            (Button(BACK, SeriesPage(0)),),
        ),
        toast=toast,
    )


async def _in_words(ctx: Ctx, series: Series, now: Defaults) -> list[Words]:
    """Return the defaults, one a line; what is asked each time is left out."""
    shown: list[Words] = [joined([PILLARS[series.pillar], *([series.field] if series.field else [])])]
    if now.weekday is not None:
        shown.append(_("Day: every {weekday}", weekday=WEEKDAYS[now.weekday]))
    if now.starts is not None:
        shown.append(_("Start: {time}", time=clock(now.starts)))
    if now.lasts is not None:
        shown.append(_("Duration: {length}", length=steps.duration(now.lasts)))
    if now.place or now.link:
        shown.append(_("Place: {place}", place=joined([text for text in (now.place, now.link) if text])))
    if now.speaker:
        shown.append(_("Speaker: {speaker}", speaker=now.speaker))
    if now.capacity is not None:
        shown.append(_("Seats: {n}", n=str(now.capacity)) if now.capacity else _("Seats: no limit"))
    departments = [list(one) for one in await paths(ctx, now.departments)]
    shown += [
        _("Who may come: {who}", who=whom.show(ctx, departments)),
        _(
            "Sign-up: {opens} to {closes}",
            opens=steps.show_opens(ctx, now.opens),
            closes=steps.show_closes(ctx, now.closes),
        ),
    ]
    if now.hours is not None:
        shown.append(_("Credit hours: {hours}", hours=f"{now.hours:g}"))
    return [*shown, *unusual_rules(now.rules)]


def _changed(answers: Answers, before: Defaults) -> Defaults:
    """Return the defaults that complete answers make; rules stay as they are."""
    where = answers["place"] or {}
    return replace(
        before,
        speaker=answers["speaker"] or "",
        place=where.get("place"),
        link=where.get("link", ""),
        capacity=answers["capacity"],
        weekday=answers["weekday"],
        starts=answers["starts"],
        lasts=answers["lasts"],
        departments=tuple(id_ for id_, _path in answers["departments"]),
        opens=answers["opens"],
        closes=answers["closes"],
        hours=answers["hours"],
    )


async def _after(ctx: Ctx, answers: Answers) -> Series:
    series = await _series(ctx, answers["_series"])
    defaults = _changed(answers, await _defaults(ctx, series))
    return replace(series, pillar=Pillar(answers["pillar"]), field=answers["field"] or "", defaults=defaults)


async def _preview(ctx: Ctx, answers: Answers) -> Words:
    after = await _after(ctx, answers)
    shown = await _in_words(ctx, after, after.defaults or Defaults())
    return lines(_("<b>{name}</b>", name=after.name), *shown, "", _("What is not said here is asked each time."))


async def _save(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    after = await _after(ctx, answers)
    await ctx.use(AllSeries).save(ctx.person.id, after, draft)
    return await _show(ctx, after, _("Saved"))


_form = feature.form(Form("series", _("Defaults of the series"), STEPS, _save, _("Save"), preview=_preview))

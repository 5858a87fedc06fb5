"""What a bound group hears, and when: a screen of buttons in private."""

from __future__ import annotations

from typing import Any

from bot.callbacks import StaleTapError, Tap
from bot.domain.groups import QUIETS, Group
from bot.services.events import Events
from bot.services.groups import Groups
from bot.texts import LANGUAGES, Words, _, joined, lines, n_
from handlers.cards import BACK, clip, paired
from handlers.groups.base import feature, group_id, quiet_text
from handlers.kit import Answer, Button, Ctx, Go, Screen, Style

_PAGE = 12  # series at once
_SWITCHES = ("digest", "reminders", "everything")


class OpenGroup(Tap, wire="gs"):
    """The settings of a group."""

    group: int


class Switch(Tap, wire="gs!"):
    """Turn a choice on or off: one of _SWITCHES, or the topic off."""

    group: int
    what: str


class NextQuiet(Tap, wire="gsq"):
    """The next choice of quiet hours."""

    group: int


class NextLanguage(Tap, wire="gsl"):
    """The next language."""

    group: int


class ShowSeries(Tap, wire="gss"):
    """A page of the series a group may hear of."""

    group: int
    page: int


class SwitchSeries(Tap, wire="gsw"):
    """Hear of a series, or not."""

    group: int
    series: int
    page: int


@feature.link("g")
async def settings_link(ctx: Ctx, rest: str) -> Answer:
    """Open the settings of a group."""
    if not ctx.private:
        return None
    return await open_group(ctx, OpenGroup(group_id(rest)))


@feature.on(OpenGroup)
async def open_group(ctx: Ctx, tap: OpenGroup) -> Screen:
    """Show what a group hears."""
    return await screen(ctx, await ctx.use(Groups).settings(ctx.person, tap.group))


@feature.on(Switch)
async def switch(ctx: Ctx, tap: Switch) -> Screen:
    """Turn a choice on or off."""
    if tap.what not in (*_SWITCHES, "topic"):
        raise StaleTapError

    def change(group: Group) -> dict[str, Any]:
        return {"topic_id": None} if tap.what == "topic" else {tap.what: not getattr(group, tap.what)}

    return await screen(ctx, await ctx.use(Groups).change(ctx.person, tap.group, change), _SAVED)


@feature.on(NextQuiet)
async def next_quiet(ctx: Ctx, tap: NextQuiet) -> Screen:
    """Choose the next quiet hours."""

    def change(group: Group) -> dict[str, Any]:
        at = QUIETS.index(group.quiet) if group.quiet in QUIETS else -1
        return {"quiet": QUIETS[(at + 1) % len(QUIETS)]}

    return await screen(ctx, await ctx.use(Groups).change(ctx.person, tap.group, change), _SAVED)


@feature.on(NextLanguage)
async def next_language(ctx: Ctx, tap: NextLanguage) -> Screen:
    """Choose the next language."""
    codes = list(LANGUAGES)
    group = await ctx.use(Groups).settings(ctx.person, tap.group)
    after = codes[(codes.index(group.language or codes[0]) + 1) % len(codes)]
    return await screen(ctx, await ctx.use(Groups).speak(ctx.person, tap.group, after), _SAVED)


@feature.on(ShowSeries)
async def show_series(ctx: Ctx, tap: ShowSeries) -> Screen:
    """Show which series a group hears of."""
    return await _series(ctx, await ctx.use(Groups).settings(ctx.person, tap.group), tap.page)


@feature.on(SwitchSeries)
async def switch_series(ctx: Ctx, tap: SwitchSeries) -> Screen:
    """Let a group hear of a series, or not."""
    known = {id_ for id_, _name in await ctx.use(Events).run_series()}
    if tap.series not in known:
        raise StaleTapError

    def change(group: Group) -> dict[str, Any]:
        return {"everything": False, "series": group.series ^ {tap.series}}

    return await _series(ctx, await ctx.use(Groups).change(ctx.person, tap.group, change), tap.page)


async def screen(ctx: Ctx, group: Group, toast: Words | None = None) -> Screen:
    """Return the settings of a group."""
    topic = () if group.topic_id is None else (Button(_("Not only this topic"), Switch(group.id, "topic")),)
    buttons = (
        _tick(_("08:30 digest"), Switch(group.id, "digest"), on=group.digest),
        _tick(_("Eve reminder"), Switch(group.id, "reminders"), on=group.reminders),
        Button(_("Which series"), ShowSeries(group.id, 0)),
        Button(_("Quiet hours"), NextQuiet(group.id)),
        Button(joined([_("Language"), LANGUAGES[group.language or ctx.reader.language]], " "), NextLanguage(group.id)),
        *topic,
    )
    return Screen(
        lines(
            _("<b>{title}</b>", title=group.title),
            "",
            _("Hears of: {what}", what=_hears(group)),
            _("Where: {where}", where=_("one topic") if group.topic_id else _("the group itself")),
            _("Quiet: {hours}", hours=quiet_text(group.quiet)),
            "",
            _("To choose another topic, send /bind there."),
        ),
        (*paired(buttons), (Button(_("Unbind"), _unbind(group), style=Style.DANGER), Button(BACK, Go("/bind")))),
        toast=toast,
    )


async def _series(ctx: Ctx, group: Group, page: int) -> Screen:
    series = await ctx.use(Events).run_series()
    pages = max(1, -(-len(series) // _PAGE))
    page = min(max(page, 0), pages - 1)
    rows = [(_tick(_("All series"), Switch(group.id, "everything"), on=group.everything),)]
    rows += [
        (_tick(clip(name, 20), SwitchSeries(group.id, id_, page), on=group.everything or id_ in group.series),)
        for id_, name in series[page * _PAGE : (page + 1) * _PAGE]
    ]
    turns = [
        Button(label, ShowSeries(group.id, to))
        for label, to in ((_("‹ Earlier page"), page - 1), (_("Next page ›"), page + 1))
        if 0 <= to < pages
    ]
    body = lines(_("<b>{title}</b>", title=group.title), "", _("Hears of: {what}", what=_hears(group)))
    return Screen(body, (*rows, *paired(turns), (Button(BACK, OpenGroup(group.id)),)))


def _hears(group: Group) -> Words:
    if group.everything:
        return _("all series")
    return n_("{n} series", "{n} series", len(group.series))


def _tick(label: Words, tap: Tap, *, on: bool) -> Button:
    return Button(joined(["☑" if on else "☐", label], " "), tap)


def _unbind(group: Group) -> Tap:
    from handlers.groups.binding import Unbind  # noqa: PLC0415 - each leads to the other

    return Unbind(group.id)


_SAVED = _("Saved")

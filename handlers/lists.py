"""Lists of an event for its organisers: a workbook, pictures, and how the seats filled up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.callbacks import StaleTapError, Tap
from bot.domain.events import Card, NotYours, SignUpState
from bot.domain.lists import Listed, Listing, filling
from bot.drawing.chart import Bar, Chart, chart
from bot.drawing.fonts import available
from bot.drawing.picture import ROWS, picture
from bot.drawing.table import Cell, Table
from bot.drawing.workbook import workbook
from bot.services.events import Events
from bot.services.lists import Lists
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import BACK, MANAGE, Manage
from handlers.kit import Addition, Answer, Button, Ctx, Document, Feature, Screen, Toast

feature = Feature("lists", _("Lists"))

_STATES: dict[SignUpState | None, Words] = {
    SignUpState.SEATED: _("seat"),
    SignUpState.WAITING: _("waitlist"),
    SignUpState.OFFERED: _("offered a seat"),
    SignUpState.ASKING: _("waits for approval"),
    SignUpState.EXCUSED: _("asked to be excused"),
    SignUpState.DECLINED: _("not approved"),
    SignUpState.LEFT: _("left"),
    None: _("came without sign-up"),
}
_NO_FONT = _("Pictures need a Chinese typeface on the server (fonts-noto-cjk). The Excel file has everything.")


class ShowLists(Tap, wire="ls"):
    """What can be taken home of an event."""

    event: int


class TakeWorkbook(Tap, wire="lsx"):
    """The workbook."""

    event: int


class TakePicture(Tap, wire="lsp"):
    """A page of a list as a picture; `came`: of who came, else of who signed up."""

    event: int
    came: bool
    page: int = 0


class TakeChart(Tap, wire="lsc"):
    """How the seats filled up."""

    event: int


@feature.adds(MANAGE)
async def offer(_ctx: Ctx, card: Card) -> Addition:
    """Lead from the organiser's screen of an event to its lists."""
    return Addition(buttons=(Button(_("Lists and pictures"), ShowLists(card.event.id)),))


@feature.on(ShowLists)
async def show(ctx: Ctx, tap: ShowLists) -> Screen:
    """Offer the forms of the lists."""
    card = await ctx.use(Events).card(tap.event, ctx.person.id)
    if not card.may_manage:
        raise NotYours
    event = tap.event
    return Screen(
        lines(
            _("<b>{title}</b>", title=card.event.title),
            _("Lists and pictures"),
            _("They hold names: pass them on only to those who need them."),
            None if available() else _NO_FONT,
        ),
        (
            (Button(_("Excel: sign-up and check-in"), TakeWorkbook(event)),),
            (
                Button(_("Picture: sign-up"), TakePicture(event, came=False)),
                Button(_("Picture: check-in"), TakePicture(event, came=True)),
            ),
            (Button(_("Picture: seats over time"), TakeChart(event)),),
            (Button(BACK, Manage(event)),),
        ),
    )


@feature.on(TakeWorkbook)
async def take_workbook(ctx: Ctx, tap: TakeWorkbook) -> Answer:
    """Send the workbook: one sheet of who signed up, one of who came."""
    listing = await ctx.use(Lists).take(ctx.person.id, tap.event, "xlsx")
    sheets = [_signed_up(ctx, listing), _came(ctx, listing)]
    content = await asyncio.to_thread(workbook, sheets)
    people = len(listing.people)
    return Screen(
        lines(
            _("<b>{title}</b>", title=listing.event.title),
            n_("{n} person on the list", "{n} people on the list", people),
        ),
        document=Document(f"{_file_name(ctx, listing)}.xlsx", content),
        toast=_("The file is below"),
    )


@feature.on(TakePicture)
async def take_picture(ctx: Ctx, tap: TakePicture) -> Answer:
    """Send one page of a list as a picture."""
    if not available():
        return Toast(_NO_FONT, alert=True)
    listing = await ctx.use(Lists).take(ctx.person.id, tap.event, "picture")
    table = _came(ctx, listing) if tap.came else _signed_up(ctx, listing, brief=True)
    pages = max(1, -(-len(table.rows) // ROWS))
    if not 0 <= tap.page < pages:
        raise StaleTapError
    rows = table.rows[tap.page * ROWS : (tap.page + 1) * ROWS]
    note = joined([_moment(listing), n_("{n} person", "{n} people", len(table.rows)), f"{tap.page + 1}/{pages}"])
    shown = Table(f"{listing.event.title} · {table.title}", table.heads, rows, ctx.reader.plain(note))
    more = Button(_("Next page ›"), TakePicture(tap.event, tap.came, tap.page + 1))
    return Screen(
        _("<b>{title}</b>", title=listing.event.title),
        ((more,),) if tap.page + 1 < pages else (),
        picture=Document(f"{_file_name(ctx, listing)}.png", await asyncio.to_thread(picture, shown)),
        toast=_("The picture is below"),
    )


@feature.on(TakeChart)
async def take_chart(ctx: Ctx, tap: TakeChart) -> Answer:
    """Send how the seats filled up as a picture."""
    if not available():
        return Toast(_NO_FONT, alert=True)
    listing = await ctx.use(Lists).take(ctx.person.id, tap.event, "chart")
    event, say = listing.event, ctx.reader.plain
    moments, hourly = filling(listing, ctx.now, ctx.zone)
    form = "%m-%d %H:%M" if hourly else "%m-%d"
    bars = [Bar(f"{one.at.astimezone(ctx.zone):{form}}", one.seated, one.waiting) for one in moments]
    limit = _("no limit") if event.capacity is None else n_("{n} seat", "{n} seats", event.capacity)
    drawn = Chart(
        say(_("{title} · seats over time", title=event.title)),
        say(joined([_moment(listing), limit])),
        bars,
        (say(_("signed up")), say(_("waitlist")), say(_("seats"))),
        event.capacity,
    )
    return Screen(
        _("<b>{title}</b>", title=event.title),
        picture=Document(f"{_file_name(ctx, listing)}.png", await asyncio.to_thread(chart, drawn)),
        toast=_("The picture is below"),
    )


def _signed_up(ctx: Ctx, listing: Listing, *, brief: bool = False) -> Table:
    """Return the list of who answered; `brief` leaves out what a phone's picture has no room for."""
    say = ctx.reader.plain
    people = [one for one in listing.people if one.state]
    columns: list[tuple[Words, Callable[[Listed], Cell]]] = [
        (_("Name"), lambda one: one.name),
        (_("Department"), lambda one: one.department),
        (_("Post"), lambda one: one.post),
        (_("Standing"), lambda one: say(_STATES[one.state])),
    ]
    if not brief:
        columns += [
            (_("Staff number"), lambda one: one.staff_number),
            (_("Signed up at"), lambda one: _local(ctx, one.signed_up_at)),
            (_("Left at"), lambda one: _local(ctx, one.left_at)),
            (_("Reason"), lambda one: one.reason),
            *((one.text, _answer_to(one.key)) for one in listing.event.rules.questions),
        ]
    rows = [(number, *(value(one) for _head, value in columns)) for number, one in enumerate(people, 1)]
    return Table(say(_("Sign-up list")), ("#", *(say(head) for head, _value in columns)), rows)


def _came(ctx: Ctx, listing: Listing) -> Table:
    """Return the list of who was expected and who came."""
    say = ctx.reader.plain
    people = [one for one in listing.people if one.state is SignUpState.SEATED or one.came_at]
    heads = (_("Name"), _("Department"), _("Standing"), _("Checked in at"))
    rows = [
        (number, one.name, one.department, say(_STATES[one.state]), _local(ctx, one.came_at))
        for number, one in enumerate(people, 1)
    ]
    return Table(say(_("Check-in list")), ("#", *(say(head) for head in heads)), rows)


def _answer_to(key: str) -> Callable[[Listed], Cell]:
    def answer(one: Listed) -> Cell:
        value = one.answers.get(key)
        return value if isinstance(value, int | float | None) else str(value)

    return answer


def _local(ctx: Ctx, at: datetime | None) -> datetime | None:
    # Workbooks know no time zones: what they hold is the workplace's time.
    return None if at is None else at.astimezone(ctx.zone).replace(tzinfo=None)


def _moment(listing: Listing) -> Words:
    return When(listing.event.starts_at)


def _file_name(ctx: Ctx, listing: Listing) -> str:
    title = "".join(char for char in listing.event.title if char not in '\\/:*?"<>|')
    return f"{title[:40].strip() or 'event'} {listing.event.starts_at.astimezone(ctx.zone):%Y-%m-%d}"


feature.noted("event.list", lambda details: _("took the lists ({form})", form=details))

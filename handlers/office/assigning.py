"""To which office, and to whom in it."""

from __future__ import annotations

from bot.callbacks import StaleTapError
from bot.domain.suggestions.acts import Action
from bot.services.office import Office
from bot.services.office_acts import Told
from bot.services.people import People
from bot.texts import Words, _, lines
from handlers.cards import BACK, clip, paired
from handlers.kit import Button, Ctx, Row, Screen, Style
from handlers.office.base import ChooseHandler, ChooseOffice, OpenCase, PickHandler, PickOffice, feature
from handlers.office.card import case_screen
from handlers.office.writing import begin

_PAGE = 8
_WITH_OFFICE = (Action.ASSIGN, Action.TRANSFER)


@feature.on(ChooseOffice)
async def choose_office(ctx: Ctx, tap: ChooseOffice) -> Screen:
    """Go down the tree of departments."""
    office = ctx.use(Office)
    seen = await office.case(ctx.person.id, tap.suggestion)
    below = await office.offices(tap.parent or None)
    here = await ctx.use(People).department(tap.parent) if tap.parent else None
    page = max(0, min(tap.page, (len(below) - 1) // _PAGE))
    to = (tap.suggestion, tap.action)
    rows: list[Row] = []
    if here:
        itself = _("✓ {name}, this one itself", name=here.name)
        rows.append((Button(itself, PickOffice(*to, here.id), style=Style.PRIMARY),))
    rows += paired(
        [
            Button(_("{name} ›", name=one.name), ChooseOffice(*to, one.id))
            if one.branches
            else Button(one.name, PickOffice(*to, one.id))
            for one in below[page * _PAGE : (page + 1) * _PAGE]
        ]
    )
    around: tuple[tuple[str, int], ...] = (("‹", page - 1), ("›", page + 1))
    pages = -(-len(below) // _PAGE)
    turned = tuple(
        Button(label, ChooseOffice(*to, tap.parent, number)) for label, number in around if 0 <= number < pages
    )
    rows += [turned] if turned else []
    if here:
        rows.append((Button(_("↑ One level up"), ChooseOffice(*to, here.parent_id or 0)),))
    rows.append((Button(BACK, OpenCase(tap.suggestion)),))
    one = seen.suggestion
    return Screen(
        lines(_("<b>{number}</b>", number=one.number), clip(one.text), "", _("Which office is it for?")), tuple(rows)
    )


@feature.on(PickOffice)
async def pick_office(ctx: Ctx, tap: PickOffice) -> Screen:
    """Assign it, or ask why it is passed on."""
    if tap.action not in _WITH_OFFICE:
        raise StaleTapError
    if tap.action == Action.TRANSFER:
        return await begin(ctx, tap.suggestion, Action.TRANSFER, {"_office": tap.office})
    await ctx.use(Office).act(ctx.person.id, tap.suggestion, Action.ASSIGN, Told(office_id=tap.office))
    return await case_screen(ctx, tap.suggestion, _("Assigned; the office is told"))


@feature.on(ChooseHandler)
async def choose_handler(ctx: Ctx, tap: ChooseHandler) -> Screen:
    """List the people of the office."""
    people = await ctx.use(Office).colleagues(ctx.person.id, tap.suggestion)
    page = max(0, min(tap.page, (len(people) - 1) // _PAGE))
    rows = list(
        paired(
            [Button(name, PickHandler(tap.suggestion, id_)) for id_, name in people[page * _PAGE : (page + 1) * _PAGE]]
        )
    )
    pages = -(-len(people) // _PAGE)
    around: tuple[tuple[str, int], ...] = (("‹", page - 1), ("›", page + 1))
    turned = tuple(
        Button(label, ChooseHandler(tap.suggestion, number)) for label, number in around if 0 <= number < pages
    )
    rows += [turned] if turned else []
    ask: Words = _("Who handles it?") if people else _("Nobody of that office uses the bot yet.")
    return Screen(ask, (*rows, (Button(BACK, OpenCase(tap.suggestion)),)))


@feature.on(PickHandler)
async def pick_handler(ctx: Ctx, tap: PickHandler) -> Screen:
    """Name who handles it."""
    await ctx.use(Office).act(ctx.person.id, tap.suggestion, Action.NAME_HANDLER, Told(handler_id=tap.person))
    return await case_screen(ctx, tap.suggestion, _("Named; they are told"))

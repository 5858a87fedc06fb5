"""What organisers make of the demand: an event, one wish of two, or an answer why not."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.wishes import LONGEST_REASON, DemandNotYours, Wish, WishState, similar
from bot.services.catalogue import Catalogue
from bot.services.events import Events
from bot.services.wishes import Wishes
from bot.texts import Words, _, lines, n_
from handlers.cards import BACK, clip, row_label
from handlers.kit import Answers, Button, Ctx, Form, Misfit, Row, Screen, Step, Style
from handlers.wishes.base import PAGE, OpenWish, ShowWishes, feature, head, row

_ALIKE = 3  # events that are about the same, shown before the others


class AskPlan(Tap, wire="wip"):
    """Ask which event answers the wish; `page` of the events to come."""

    wish: int
    page: int = 0


class AskPlanned(Tap, wire="wip?"):
    """Ask whether to tell that this event answers the wish."""

    wish: int
    event: int


class Plan(Tap, wire="wip+"):
    """Answer the wish by the event."""

    wish: int
    event: int


class AskMerge(Tap, wire="wim"):
    """Ask which wish is the same; `page` of them."""

    wish: int
    page: int = 0


class AskMerged(Tap, wire="wim?"):
    """Ask whether to merge."""

    wish: int
    into: int


class Merge(Tap, wire="wim+"):
    """Make one wish of two."""

    wish: int
    into: int


class CloseWish(Tap, wire="wix"):
    """Close the wish with a reason."""

    wish: int


def ways_of_organiser(wish: Wish) -> tuple[Row, ...]:
    """Return what an organiser, who alone sees the wisher, can make of an open wish."""
    if not wish.wisher or wish.state is not WishState.OPEN:
        return ()
    merge, close = Button(_("Same as …"), AskMerge(wish.id)), Button(_("Close with a reason"), CloseWish(wish.id))
    return ((Button(_("There is an event"), AskPlan(wish.id), style=Style.PRIMARY),), (merge, close))


async def _managed(ctx: Ctx, wish_id: int) -> Wish:
    """Return an open wish for an organiser. Raises DemandNotYours, WishUnknown, WishSettled."""
    if not ctx.person.is_organiser(ctx.now):
        raise DemandNotYours
    wish = await ctx.use(Wishes).wish(ctx.person.id, wish_id)
    wish.open()
    return wish


@feature.on(AskPlan)
async def ask_plan(ctx: Ctx, tap: AskPlan) -> Screen:
    """List the events to come, those about the same first."""
    wish = await _managed(ctx, tap.wish)
    page = await ctx.use(Catalogue).search(ctx.person.id, "", tap.page, PAGE)
    cards = list(page.cards)
    if page.page == 0:
        alike = await ctx.use(Catalogue).find(ctx.person.id, wish.title, _ALIKE)
        ids = {card.event.id for card in alike}
        cards = [*alike, *(card for card in cards if card.event.id not in ids)]
    rows = [
        (Button(row_label(card, ctx.now), AskPlanned(wish.id, card.event.id)),) for card in cards if card.may_manage
    ]
    ask = _("Which event is it?") if rows else _("Nothing is planned yet. Publish it with /newevent first.")
    turns = _turns(page.page, page.pages, AskPlan, wish.id)
    return Screen(lines(head(wish), "", ask), (*rows, *turns, (Button(BACK, OpenWish(wish.id)),)))


@feature.on(AskPlanned)
async def ask_planned(ctx: Ctx, tap: AskPlanned) -> Screen:
    """Ask before many people are told."""
    wish = await _managed(ctx, tap.wish)
    card = await ctx.use(Events).card(tap.event, ctx.person.id)
    told = n_("{n} person is told", "{n} people are told", wish.supports)
    body = lines(head(wish), "", _("Event: {title}", title=card.event.title), told)
    yes = Button(_("Yes, tell them"), Plan(wish.id, tap.event), style=Style.SUCCESS)
    return Screen(body, ((yes,), (Button(BACK, AskPlan(wish.id)),)))


@feature.on(Plan)
async def plan(ctx: Ctx, tap: Plan) -> Screen:
    """Answer it by the event."""
    wish = await ctx.use(Wishes).plan(ctx.person.id, tap.wish, tap.event)
    return _done(wish, _("The wish is planned; who supports it is told."))


@feature.on(AskMerge)
async def ask_merge(ctx: Ctx, tap: AskMerge) -> Screen:
    """List the other wishes, those about the same first."""
    wish = await _managed(ctx, tap.wish)
    others = [one for one in await ctx.use(Wishes).open(ctx.person.id) if one.id != wish.id]
    alike = similar(wish.title, others)
    ordered = [*alike, *(one for one in others if one not in alike)]
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(max(tap.page, 0), pages - 1)
    rows = [row(one, AskMerged(wish.id, one.id)) for one in ordered[page * PAGE : (page + 1) * PAGE]]
    ask = _("Which wish is the same? Its supporters are added, each once.") if rows else _("There is no other wish.")
    turns = _turns(page, pages, AskMerge, wish.id)
    return Screen(lines(head(wish), "", ask), (*rows, *turns, (Button(BACK, OpenWish(wish.id)),)))


@feature.on(AskMerged)
async def ask_merged(ctx: Ctx, tap: AskMerged) -> Screen:
    """Ask before one of two goes."""
    wish, into = await _managed(ctx, tap.wish), await _managed(ctx, tap.into)
    body = lines(head(wish), "", _("becomes part of"), "", head(into), "", _("Once merged, they stay one."))
    yes = Button(_("Merge"), Merge(wish.id, into.id), style=Style.DANGER)
    return Screen(body, ((yes,), (Button(BACK, AskMerge(wish.id)),)))


@feature.on(Merge)
async def merge(ctx: Ctx, tap: Merge) -> Screen:
    """Make one of two."""
    return _done(await ctx.use(Wishes).merge(ctx.person.id, tap.wish, tap.into), _("The two are one now."))


@feature.on(CloseWish)
async def ask_reason(ctx: Ctx, tap: CloseWish) -> Screen:
    """Ask why nothing comes of it."""
    wish = await _managed(ctx, tap.wish)
    return await ctx.fill_in(_form, {"_wish": wish.id, "_title": wish.title, "_told": wish.supports})


async def _reason(_ctx: Ctx, _answers: Answers, text: str) -> str:
    if not 1 <= len(text.strip()) <= LONGEST_REASON:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_REASON))
    return text.strip()


async def _preview(_ctx: Ctx, answers: Answers) -> Words:
    return lines(
        _("Topic: {title}", title=clip(answers["_title"])),
        _("Reason: {reason}", reason=answers["reason"]),
        n_("{n} person is told", "{n} people are told", answers["_told"]),
    )


async def _close(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    wish = await ctx.use(Wishes).close(ctx.person.id, answers["_wish"], answers["reason"], draft)
    return _done(wish, _("The wish is closed; who supports it is told why."))


_form = feature.form(
    Form(
        "wishclose",
        _("Close a wish"),
        (Step("reason", _("Reason"), _("Why does nothing come of it? Whoever supports it reads this."), _reason),),
        _close,
        _("Close and tell"),
        preview=_preview,
    )
)


feature.noted("wish.plan", lambda title: _("answered the wish “{title}”", title=title))
feature.noted("wish.close", lambda title: _("closed the wish “{title}”", title=title))
feature.noted("wish.merge", lambda title: _("merged the wish “{title}” with another", title=title))


def _done(wish: Wish, said: Words) -> Screen:
    return Screen(lines(head(wish), "", said), ((Button(_("All wishes"), ShowWishes()),),), toast=said)


def _turns(page: int, pages: int, tap: type[AskPlan | AskMerge], wish_id: int) -> tuple[Row, ...]:
    ways = ((_("‹ Earlier page"), page - 1), (_("Next page ›"), page + 1))
    turns = tuple(Button(label, tap(wish_id, to)) for label, to in ways if 0 <= to < pages)
    return (turns,) if turns else ()

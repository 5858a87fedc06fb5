"""Reading an answer by receipt, writing more, closing the matter."""

from __future__ import annotations

from datetime import timedelta

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.feedback import TEXT_LIMIT, Conversation, Note
from bot.services.drafts import Drafts
from bot.services.feedback import Feedback
from bot.texts import Words, _, clean, lines
from handlers.cards import BACK
from handlers.conversation import on_day, pages
from handlers.feedback.base import Ask, Wipe, feature
from handlers.kit import Answer, Answers, Button, Ctx, Form, Misfit, Row, Scope, Screen, Step, Style


class More(Tap, wire="fbm"):
    """Write more."""


class CloseMatter(Tap, wire="fbc"):
    """Close the matter; `sure` after asking."""

    sure: bool


class Leave(Tap, wire="fbl"):
    """Put the receipt away."""


class Turn(Tap, wire="fbt"):
    """Another page of the conversation."""

    page: int


class Back(Tap, wire="fbb"):
    """Back to the conversation."""


@feature.command("receipt", _("Read an anonymous answer"), Scope.PRIVATE)
async def receipt(ctx: Ctx, rest: str) -> Screen:
    """Ask for the receipt, or take what was typed behind the command for it."""
    if not ctx.private:
        open_ = Button(_("Open"), url=ctx.link("receipt"), style=Style.PRIMARY)
        return Screen(_("Receipts are for the two of us alone. What was typed here was not kept."), ((open_,),))
    if rest:
        return conversation(ctx, await ctx.use(Feedback).open(ctx.person.telegram_id or 0, rest))
    return await ctx.fill_in(_ask)


@feature.link("receipt")
async def linked(ctx: Ctx, _rest: str) -> Answer:
    """Ask whoever comes from a group."""
    return await receipt(ctx, "")


@feature.on(Ask)
async def ask(ctx: Ctx, _tap: Ask) -> Screen:
    """Ask for the receipt."""
    return await ctx.fill_in(_ask)


def conversation(ctx: Ctx, one: Conversation, page: int | None = None) -> Screen:
    """Return a page of what the desk wrote, the last one unless told, and what can be done."""
    parts = pages(one.notes)
    page = len(parts) - 1 if page is None else min(max(page, 0), len(parts) - 1)
    body: list[Words] = [_("<b>{tag}</b> · {desk}", tag=one.tag, desk=one.desk), ""]
    body += [_note(ctx, note) for note in parts[page]]
    answered = any(note.from_desk for note in one.notes)
    if one.closed:
        body.append(_("This matter is closed."))
    elif not answered:
        body.append(_("No answer yet. The desk gets what came in twice a working day."))
    act: Row = (Button(_("Write more"), More(), style=Style.PRIMARY), Button(_("Close it"), CloseMatter(sure=False)))
    turn = tuple(Button(sign, Turn(to)) for sign, to in (("‹", page - 1), ("›", page + 1)) if 0 <= to < len(parts))
    rows = (
        turn,
        () if one.closed else act,
        (Button(_("Put away"), Leave()), Button(_("Delete them"), Wipe(), style=Style.DANGER)),
    )
    return Screen(lines(*body), tuple(row for row in rows if row), secret=True)


def _note(ctx: Ctx, note: Note) -> Words:
    if note.from_desk:
        text = note.text if note.text is not None else _("This answer cannot be opened any more.")
        return lines(_("<b>The desk</b>, {day}", day=on_day(ctx, note.day)), text, "")
    return lines(_("<b>You</b>, {day}", day=on_day(ctx, note.day)), _("Only the desk can open what you wrote."), "")


@feature.on(More)
async def more(ctx: Ctx, _tap: More) -> Screen:
    """Ask for more."""
    await ctx.use(Feedback).again(ctx.person.telegram_id or 0)
    return await ctx.fill_in(_more)


@feature.on(CloseMatter)
async def close(ctx: Ctx, tap: CloseMatter) -> Screen:
    """Close the matter, after asking."""
    account = ctx.person.telegram_id or 0
    if tap.sure:
        return conversation(ctx, await ctx.use(Feedback).close(account))
    await ctx.use(Feedback).again(account)
    return Screen(
        _("Close this matter? Nobody can write in it after that; it can still be read."),
        ((Button(_("Close it"), CloseMatter(sure=True), style=Style.DANGER), Button(BACK, Back())),),
        secret=True,
    )


@feature.on(Back)
async def back(ctx: Ctx, _tap: Back) -> Screen:
    """Show the conversation again."""
    return conversation(ctx, await ctx.use(Feedback).again(ctx.person.telegram_id or 0))


@feature.on(Turn)
async def turn(ctx: Ctx, tap: Turn) -> Screen:
    """Show another page of the conversation."""
    return conversation(ctx, await ctx.use(Feedback).again(ctx.person.telegram_id or 0), tap.page)


@feature.on(Leave)
async def leave(ctx: Ctx, _tap: Leave) -> Screen:
    """Let the receipt be needed again."""
    ctx.use(Feedback).leave(ctx.person.telegram_id or 0)
    delete = Button(_("Delete them"), Wipe(), style=Style.DANGER)
    return Screen(_("Put away. To read it again: /receipt"), ((delete,),), secret=True)


async def _typed(_ctx: Ctx, _answers: Answers, text: str) -> str:
    return text


async def _opened(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    put_back = ctx.use(Drafts).take(draft)
    try:
        return conversation(ctx, await ctx.use(Feedback).open(ctx.person.telegram_id or 0, answers["receipt"]))
    except BaseException:
        put_back()
        raise


async def _read_text(_ctx: Ctx, _answers: Answers, text: str) -> str:
    text = clean(text).strip()
    if not 1 <= len(text) <= TEXT_LIMIT:
        raise Misfit(
            _("One to {limit} characters, please; this has {n}. Nothing was kept.", limit=TEXT_LIMIT, n=len(text))
        )
    return text


async def _wrote(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    put_back = ctx.use(Drafts).take(draft)
    try:
        return conversation(ctx, await ctx.use(Feedback).write(ctx.person.telegram_id or 0, answers["text"]))
    except BaseException:
        put_back()
        raise


_ask = feature.form(
    Form(
        "feedback.receipt",
        _("Receipt"),
        (Step("receipt", _("Receipt"), _("Type or paste the receipt; blanks do not matter."), _typed),),
        _opened,
        _("Open"),
        lifetime=timedelta(minutes=15),
        quick=True,
        secret=True,
    )
)

_more = feature.form(
    Form(
        "feedback.more",
        _("Write more"),
        (Step("text", _("Message text"), _("Write what is to be added; it is sent at once."), _read_text),),
        _wrote,
        _("Send"),
        lifetime=timedelta(minutes=15),
        quick=True,
        secret=True,
    )
)

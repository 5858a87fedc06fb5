"""Writing to a desk: the promise, the desk, the text, the receipt, and only then it is sent."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.desks import Desk
from bot.domain.drafts import DraftKey
from bot.domain.feedback import TEXT_LIMIT, parse_receipt
from bot.services.drafts import Drafts
from bot.services.feedback import Feedback
from bot.texts import Words, _, clean, joined, lines
from handlers.feedback.base import PROMISE, Ask, Published, Tell, Weekly, Wipe, feature
from handlers.kit import (
    Answer,
    Answers,
    Attachment,
    Button,
    Choice,
    Ctx,
    Form,
    Go,
    Misfit,
    Row,
    Scope,
    Screen,
    Step,
    Style,
    Toast,
)

_ABOUT = _("Say something anonymously")


@feature.command("feedback", _ABOUT, Scope.PRIVATE)
async def feedback(ctx: Ctx, _rest: str) -> Screen:
    """Show the promise, the desks and who reads them. What was typed behind the command is not kept."""
    if not ctx.private:
        open_ = Button(_("Open"), url=ctx.link("feedback"), style=Style.PRIMARY)
        return Screen(
            _("Anonymous feedback is for the two of us alone. What was typed here was not kept."), ((open_,),)
        )
    desks = await ctx.use(Feedback).desks()
    rows: tuple[Row, ...] = tuple((Button(desk.name, Tell(desk.id), style=Style.PRIMARY),) for desk in desks)
    more = (
        (Button(_("Read an answer"), Ask()), Button(_("Published answers"), Published(0))),
        (Button(_("Weekly list"), Weekly()), Button(_("What is protected"), Go("/anonymity"))),
    )
    body: list[Words | None] = [_("<b>Anonymous feedback</b>"), "", PROMISE, ""]
    if not desks:
        return Screen(lines(*body, _("No desk takes anything at the moment.")), more, secret=True)
    return Screen(lines(*body, *(_line(desk) for desk in desks)), (*rows, *more), secret=True)


def _line(desk: Desk) -> Words:
    names = joined([name for _id, name in desk.readers], "、")
    about = (
        _("<b>{desk}</b>: {about}", desk=desk.name, about=desk.about)
        if desk.about
        else _("<b>{desk}</b>", desk=desk.name)
    )
    eyes = _("It is read only after two of them have opened it.") if desk.sensitive else None
    return lines(about, _("Read by: {names}", names=names), eyes, "")


@feature.link("feedback")
async def linked(ctx: Ctx, _rest: str) -> Answer:
    """Show the same to whoever comes from a group."""
    return await feedback(ctx, "")


@feature.on(Tell)
async def tell(ctx: Ctx, tap: Tell) -> Screen:
    """Ask for the text. The receipt is made first: whoever has to wait learns that before they type."""
    receipt = await ctx.use(Feedback).receipt(ctx.person.telegram_id or 0, tap.desk)
    return await ctx.fill_in(_form, {"desk": tap.desk, "_receipt": str(receipt)})


async def _choices(ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    return tuple((Choice(desk.name, str(desk.id)),) for desk in await ctx.use(Feedback).desks())


async def _read_desk(ctx: Ctx, _answers: Answers, text: str) -> int:
    for desk in await ctx.use(Feedback).desks():
        if text in {str(desk.id), desk.name}:
            return desk.id
    raise Misfit(_("Please tap one of these."))


async def _read_text(_ctx: Ctx, _answers: Answers, text: str) -> str:
    text = clean(text).strip()
    if not 1 <= len(text) <= TEXT_LIMIT:
        raise Misfit(
            _("One to {limit} characters, please; this has {n}. Nothing was kept.", limit=TEXT_LIMIT, n=len(text))
        )
    return text


async def _no_file(_ctx: Ctx, _answers: Answers, _file: Attachment) -> str:
    raise Misfit(_("Text only, please: files carry names, places and times with them."))


async def _preview(ctx: Ctx, answers: Answers) -> Screen:
    receipt = answers["_receipt"]
    desk = next((one.name for one in await ctx.use(Feedback).desks() if one.id == answers["desk"]), "—")
    body = lines(
        _("To: {desk}", desk=desk),
        "",
        answers["text"],
        "",
        _("Your receipt: <code>{receipt}</code>", receipt=receipt),
        _("The answer can only be read with it, and nobody can replace it: keep it first."),
        "",
        PROMISE,
    )
    return Screen(body, ((Button(_("Copy the receipt"), copy=receipt),),))


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    receipt = parse_receipt(answers["_receipt"])
    put_back = ctx.use(Drafts).take(draft)
    try:
        sent = await ctx.use(Feedback).send(ctx.person.telegram_id or 0, answers["desk"], answers["text"], receipt)
    except BaseException:
        put_back()
        raise
    body = lines(
        _("✔ Sent to {desk}. It gets there with others, hours later, without a name.", desk=sent.desk),
        _("Answers wait for your receipt <code>{receipt}</code>: /receipt", receipt=answers["_receipt"]),
        "",
        _("Delete these messages from this chat? The receipt goes with them: keep it first."),
    )
    copy = Button(_("Copy the receipt"), copy=answers["_receipt"])
    return Screen(body, ((copy,), (Button(_("Delete them"), Wipe(), style=Style.DANGER),)), secret=True)


@feature.on(Wipe)
async def wipe(_ctx: Ctx, _tap: Wipe) -> Answer:
    """Delete what was said in the last hour."""
    return Toast(_("What was said here in the last hour is being deleted from this chat."), wipes=True)


_form = feature.form(
    Form(
        "feedback.tell",
        _("Anonymous feedback"),
        (
            Step(
                "desk",
                _("Desk"),
                _("Which desk should read it?"),
                _read_desk,
                choices=_choices,
            ),
            Step(
                "text",
                _("Message text"),
                lines(
                    PROMISE,
                    "",
                    _(
                        "Write it in one message, up to {limit} characters. Leave out what only you can know, if "
                        "nobody is to guess who you are. Until it is sent it is only in memory, for 15 minutes.",
                        limit=TEXT_LIMIT,
                    ),
                ),
                _read_text,
                attach=_no_file,
            ),
        ),
        _file,
        _("Send"),
        preview=_preview,
        lifetime=timedelta(minutes=15),
        secret=True,
    )
)

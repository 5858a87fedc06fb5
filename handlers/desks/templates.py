"""A desk's templates: what its readers answer often."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.desks import TEMPLATE_LIMIT
from bot.domain.drafts import DraftKey
from bot.services.desks import Desks
from bot.services.drafts import Drafts
from bot.texts import Words, _, clean, lines
from handlers.cards import BACK, clip
from handlers.desks.base import ShowDesk, Templates, feature
from handlers.kit import Answers, Button, Ctx, Form, Misfit, Row, Screen, Step, Style

_LABEL = 24


class AddTemplate(Tap, wire="fdk+"):
    """Keep another text."""

    desk: int


class DropTemplate(Tap, wire="fdk-"):
    """Keep a text no more."""

    desk: int
    template: int


@feature.on(Templates)
async def show(ctx: Ctx, tap: Templates) -> Screen:
    """Show a desk's templates."""
    return await _list(ctx, tap.desk)


async def _list(ctx: Ctx, desk_id: int, toast: Words | None = None) -> Screen:
    kept = await ctx.use(Desks).templates(ctx.person.id, desk_id)
    body: list[Words] = [_("<b>Ready answers</b>"), "", *(_("· {text}", text=clip(text, 120)) for _id, text in kept)]
    if not kept:
        body.append(_("None yet. Keep here what is answered often; it is offered with every answer."))
    rows: list[Row] = [
        (Button(_("Delete: {text}", text=clip(text, _LABEL)), DropTemplate(desk_id, id_)),) for id_, text in kept
    ]
    rows.append((Button(_("Add a template"), AddTemplate(desk_id), style=Style.PRIMARY),))
    rows.append((Button(BACK, ShowDesk(desk_id)),))
    return Screen(lines(*body), tuple(rows), toast)


@feature.on(AddTemplate)
async def add(ctx: Ctx, tap: AddTemplate) -> Screen:
    """Ask for the text."""
    await ctx.use(Desks).templates(ctx.person.id, tap.desk)
    return await ctx.fill_in(_form, {"_desk": tap.desk})


@feature.on(DropTemplate)
async def drop(ctx: Ctx, tap: DropTemplate) -> Screen:
    """Keep a text no more."""
    await ctx.use(Desks).drop_template(ctx.person.id, tap.desk, tap.template)
    return await _list(ctx, tap.desk, _("Deleted."))


async def _read(_ctx: Ctx, _answers: Answers, text: str) -> str:
    text = clean(text).strip()
    if not 1 <= len(text) <= TEMPLATE_LIMIT:
        raise Misfit(_("One to {limit} characters, please; this has {n}.", limit=TEMPLATE_LIMIT, n=len(text)))
    return text


async def _added(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    put_back = ctx.use(Drafts).take(draft)
    try:
        await ctx.use(Desks).add_template(ctx.person.id, answers["_desk"], answers["text"])
    except BaseException:
        put_back()
        raise
    return await _list(ctx, answers["_desk"], _("Saved."))


_form = feature.form(
    Form(
        "desks.template",
        _("Template"),
        (Step("text", _("Message text"), _("Write the text, without anything of a particular matter."), _read),),
        _added,
        _("Save"),
        quick=True,
        secret=True,
    )
)

"""Notices kept as templates: keeping one, beginning with one, another name, and keeping it no longer."""

from __future__ import annotations

from bot.domain.drafts import DraftKey
from bot.domain.notice_templates import (
    LONGEST_NAME,
    MOST_TEMPLATES,
    TemplateUnknown,
    TemplateUnnamed,
    TooManyTemplates,
    check_name,
)
from bot.services.notice_templates import NoticeTemplates
from bot.services.notices import Notices
from bot.services.watching import Watching
from bot.texts import Words, _, lines
from handlers.cards import BACK, clip
from handlers.kit import Answers, Button, Choice, Ctx, Form, Go, Misfit, Screen, Step, Style
from handlers.notice_look import preview_screen
from handlers.notices.base import (
    DropTemplate,
    KeepTemplate,
    ListTemplates,
    RenameTemplate,
    ShowNotice,
    ShowTemplate,
    UseTemplate,
    feature,
)
from handlers.notices.compose import begin_with

_LABEL = 28
_UNNAMED = _("A name of at most {limit} characters that no other template has, please.", limit=LONGEST_NAME)

feature.refuses(TemplateUnknown, lambda _r: _("This template is not kept any more. See /notices."))
feature.refuses(TemplateUnnamed, lambda _r: _UNNAMED)
feature.refuses(
    TooManyTemplates, lambda _r: _("At most {most} templates are kept. Delete an old one.", most=MOST_TEMPLATES)
)


@feature.on(KeepTemplate)
async def keep(ctx: Ctx, tap: KeepTemplate) -> Screen:
    """Ask for the name; the title of the notice is offered."""
    notice = (await ctx.use(Notices).progress(ctx.person.id, tap.notice)).notice
    await ctx.use(Watching).unwatch(ctx.person.id, ctx.message_id)
    return await ctx.fill_in(_keeping, {"_notice": notice.id, "_title": notice.title[:LONGEST_NAME].strip()})


@feature.on(ListTemplates)
async def templates(ctx: Ctx, _tap: ListTemplates) -> Screen:
    """List them."""
    await ctx.use(Watching).unwatch(ctx.person.id, ctx.message_id)
    return await _list(ctx)


@feature.on(ShowTemplate)
async def show(ctx: Ctx, tap: ShowTemplate) -> Screen:
    """Show how it looks, with what can be done."""
    template = await ctx.use(NoticeTemplates).one(ctx.person.id, tap.template)
    body = lines(
        _("<b>Template “{name}”</b>", name=template.name),
        _("For: {who}", who=template.plan.audience_words) if template.plan.audience_words else None,
    )
    use = Button(_("Write with it"), UseTemplate(template.id), style=Style.PRIMARY)
    rename = Button(_("Rename"), RenameTemplate(template.id))
    delete = Button(_("Delete"), DropTemplate(template.id), style=Style.DANGER)
    looks = preview_screen(ctx.link, template.plan, language=ctx.person.language)
    return Screen(body, ((use,), (rename, delete), (Button(BACK, ListTemplates()),)), before=looks, fresh=True)


@feature.on(UseTemplate)
async def use(ctx: Ctx, tap: UseTemplate) -> Screen:
    """Begin a notice in which everything is known already."""
    template = await ctx.use(NoticeTemplates).one(ctx.person.id, tap.template)
    return await begin_with(ctx, template.plan)


@feature.on(RenameTemplate)
async def rename(ctx: Ctx, tap: RenameTemplate) -> Screen:
    """Ask for the new name."""
    await ctx.use(NoticeTemplates).one(ctx.person.id, tap.template)
    return await ctx.fill_in(_renaming, {"_template": tap.template})


@feature.on(DropTemplate)
async def drop(ctx: Ctx, tap: DropTemplate) -> Screen:
    """Keep it no longer."""
    await ctx.use(NoticeTemplates).delete(ctx.person.id, tap.template)
    return await _list(ctx, _("Deleted"))


async def _list(ctx: Ctx, toast: Words | None = None) -> Screen:
    found = await ctx.use(NoticeTemplates).mine(ctx.person.id)
    rows = tuple((Button(clip(one.name, _LABEL), ShowTemplate(one.id)),) for one in found)
    none = _("You keep none yet. Open a notice that was sent and tap “Keep as template”.")
    return Screen(
        lines(_("<b>Templates</b>"), None if found else none),
        (*rows, (Button(_("‹ My notices"), Go("/notices")),)),
        toast=toast,
    )


async def _read_name(_ctx: Ctx, _answers: Answers, text: str) -> str:
    try:
        return check_name(text)
    except TemplateUnnamed:
        raise Misfit(_UNNAMED) from None


async def _offer_title(_ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    title = answers["_title"]
    return ((Choice(title, "title"),),) if title else ()


async def _read_new_name(ctx: Ctx, answers: Answers, text: str) -> str:
    return await _read_name(ctx, answers, answers["_title"] if text == "title" else text)


async def _kept(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    await ctx.use(NoticeTemplates).keep(ctx.person.id, answers["_notice"], answers["name"], draft)
    ways = (Button(_("Open the notice"), ShowNotice(answers["_notice"])), Button(_("Templates"), ListTemplates()))
    return Screen(_("Kept as the template “{name}”.", name=answers["name"]), (ways,))


async def _renamed(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    await ctx.use(NoticeTemplates).rename(ctx.person.id, answers["_template"], answers["name"], draft)
    return await _list(ctx, _("Renamed"))


_ASK = _("What shall the template be called?")
_keeping = feature.form(
    Form(
        "notice_template",
        _("Keep as template"),
        (Step("name", _("Template name"), _ASK, _read_new_name, choices=_offer_title),),
        _kept,
        _("Keep it"),
        quick=True,
    )
)
_renaming = feature.form(
    Form(
        "notice_template.rename",
        _("Rename the template"),
        (Step("name", _("Template name"), _ASK, _read_name),),
        _renamed,
        _("Rename"),
        quick=True,
    )
)

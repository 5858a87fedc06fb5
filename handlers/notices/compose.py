"""Composing a notice: what, for whom, a preview as it will look with how many it reaches, and then it goes."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.audience_terms import AudienceUnfit
from bot.domain.deliveries import Reach
from bot.domain.drafts import DraftKey
from bot.domain.notices import Importance, NoticePlan
from bot.domain.people import NoAuthority, Role
from bot.services.mirroring import Mirroring
from bot.services.notice_templates import NoticeTemplates
from bot.services.notices import Notices
from bot.texts import Words, _, joined, lines, n_
from handlers.kit import Answers, Button, Ctx, Form, Scope, Screen, Step
from handlers.notice_look import preview_screen
from handlers.notices import audience, content, details
from handlers.notices.base import CopyNotice, ListTemplates, feature
from handlers.notices.steering import followed

_SAID = {"audience", "importance", "ack", "mirrors", "when", "every", "until"}
_LOOKS = {"", "content", "title", "buttons", "ack", "importance", *(f"in_{one}" for one in content.TRANSLATED)}

feature.refuses(AudienceUnfit, lambda _r: _("I cannot tell for whom that is meant. Please choose the people anew."))


@feature.command("notice", _("Write a notice"), Scope.ORGANISER)
async def begin(ctx: Ctx, _rest: str) -> Screen:
    """Ask what is to be said."""
    if not ctx.person.is_organiser(ctx.now):
        raise NoAuthority(Role.ORGANISER)
    screen = await ctx.fill_in(_form, await _given(ctx))
    if await ctx.use(NoticeTemplates).mine(ctx.person.id):
        return replace(screen, rows=((Button(_("Templates"), ListTemplates()),), *screen.rows))
    return screen


async def begin_with(ctx: Ctx, plan: NoticePlan) -> Screen:
    """Begin a notice like `plan`, also for the same people; only when it goes out is not known."""
    words = plan.audience_words or ctx.reader.plain(_("as in the template"))
    whom = {"terms": [["or", plan.audience, words]], "how": "or"}
    return await ctx.fill_in(_form, await _given(ctx) | _of(plan) | {"audience": whom})


@feature.on(CopyNotice)
async def copy(ctx: Ctx, tap: CopyNotice) -> Screen:
    """Begin one like an earlier one: everything is known but for whom."""
    notice = (await ctx.use(Notices).progress(ctx.person.id, tap.notice)).notice
    return await ctx.fill_in(_form, await _given(ctx) | _of(notice))


async def _given(ctx: Ctx) -> Answers:
    mirrors = await ctx.use(Mirroring).offered(ctx.person.id)
    unsaid = {f"in_{language}": None for language in content.TRANSLATED}
    return dict(details.GIVEN) | unsaid | {"_mirrors": list(mirrors)}


def _of(notice: NoticePlan) -> Answers:
    chosen = [
        {"label": one.label, "url": one.url, "event": one.event_id, "campaign": one.campaign_id}
        for one in notice.buttons
    ]
    return content.kept(dict(notice.content)) | {
        "title": notice.title,
        "importance": notice.importance.value,
        "ack": "yes" if notice.ask_ack else "no",
        "buttons": chosen,
    }


def _plan(ctx: Ctx, answers: Answers) -> NoticePlan:
    return NoticePlan(
        title=answers["title"],
        content=content.read(answers),
        audience=audience.expression(answers["audience"]),
        audience_words=ctx.reader.plain(audience.show(answers["audience"])),
        importance=Importance(answers["importance"]),
        ask_ack=answers["ack"] == "yes",
        buttons=details.buttons(answers),
        mirrors=tuple(answers.get("mirrors") or ()),
        send_at=details.send_at(answers),
        repetition=details.repetition(answers),
    )


async def _known(_ctx: Ctx, answers: Answers) -> Answers:
    title = content.title_of(answers)
    return {"title": title} if title else {}


async def _preview(ctx: Ctx, answers: Answers) -> Screen:
    plan = _plan(ctx, answers)
    reach = await ctx.use(Notices).preview_count(ctx.person.id, plan.audience, plan.importance)
    said = [step for step in _STEPS if step.name in _SAID and step.when(answers)]
    body = lines(
        *(_("{label}: {value}", label=one.label, value=one.show(ctx, answers.get(one.name))) for one in said),
        "",
        *reach_words(reach),
    )
    if answers.get("_came", "") not in _LOOKS:
        return Screen(body)
    return Screen(body, before=preview_screen(ctx.link, plan, language=ctx.person.language), fresh=True)


def reach_words(reach: Reach) -> tuple[Words, ...]:
    """Return how many a notice will reach, and whom not."""
    groups = n_("{n} group", "{n} groups", reach.groups) if reach.groups else None
    reached = n_("<b>Reaches {n} person</b>", "<b>Reaches {n} people</b>", reach.reachable)
    missed = n_(
        "Not reached: {n} (never pressed Start, or blocked the bot)",
        "Not reached: {n} (never pressed Start, or blocked the bot)",
        reach.unreachable,
    )
    return (
        joined([reached, *([groups] if groups else [])]),
        *((missed,) if reach.unreachable else ()),
        *((n_("Muted: {n}", "Muted: {n}", reach.muted),) if reach.muted else ()),
        *_left_out(reach),
        *((_("A second organiser has to approve it first."),) if reach.needs_second else ()),
    )


def _left_out(reach: Reach) -> tuple[Words, ...]:
    if not reach.outside:
        return ()
    count = n_(
        "Left out, not in your departments: {n} person", "Left out, not in your departments: {n} people", reach.outside
    )
    return (count, joined(reach.named, "、")) if reach.named else (count,)


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    notice = await ctx.use(Notices).confirm(ctx.person.id, _plan(ctx, answers), draft)
    return await followed(ctx, notice.id)


def _steps() -> tuple[Step, ...]:
    first, *translations = content.content_steps()
    first = Step(
        first.name, first.label, first.ask, first.read, show=first.show, take=first.take, more=first.more, knows=_known
    )
    return (first, details.title_step(), audience.audience_step(), *details.detail_steps(), *translations)


_STEPS = _steps()
_form = feature.form(Form("notice", _("Notice"), _STEPS, _file, _("Send it"), preview=_preview))

"""Who speaks at an event, as people of this bot: they are credited for it, and told what concerns speakers."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.events import Card
from bot.services.events import Events
from bot.services.roles import Roles
from bot.services.speakers import Speakers
from bot.texts import Words, _, joined, lines
from handlers.cards import BACK, MORE, Manage, clip
from handlers.kit import Addition, Answers, Button, Ctx, Feature, Form, Row, Screen, Style
from handlers.search import SHOWN, Found, chosen, search

feature = Feature("speakers", _("Speakers"))


class ListSpeakers(Tap, wire="sp"):
    """Who speaks at an event."""

    event: int


class AddSpeaker(Tap, wire="sp+"):
    """Look for somebody who speaks."""

    event: int


class RemoveSpeaker(Tap, wire="sp-"):
    """Somebody does not speak after all."""

    event: int
    person: int


@feature.adds(MORE)
async def manage(_ctx: Ctx, card: Card) -> Addition:
    """Lead to the speakers."""
    return Addition(buttons=(Button(_("Speakers"), ListSpeakers(card.event.id)),))


@feature.on(ListSpeakers)
async def list_speakers(ctx: Ctx, tap: ListSpeakers) -> Screen:
    """Show who speaks."""
    return await _list(ctx, tap.event)


@feature.on(AddSpeaker)
async def add_speaker(ctx: Ctx, tap: AddSpeaker) -> Screen:
    """Ask for a name."""
    await ctx.use(Speakers).of(ctx.person.id, tap.event)
    return await ctx.fill_in(_form, {"_event": tap.event})


@feature.on(RemoveSpeaker)
async def remove_speaker(ctx: Ctx, tap: RemoveSpeaker) -> Screen:
    """Take somebody off."""
    await ctx.use(Speakers).remove(ctx.person.id, tap.event, tap.person)
    return await _list(ctx, tap.event, _("Taken off"))


async def _list(ctx: Ctx, event: int, toast: Words | None = None) -> Screen:
    speakers = await ctx.use(Speakers).of(ctx.person.id, event)
    card = await ctx.use(Events).card(event, ctx.person.id)
    rows: list[Row] = [
        (Button(joined(("✕ ", clip(name, 20)), ""), RemoveSpeaker(event, person)),) for person, name in speakers
    ]
    rows += [
        (Button(_("Add a speaker"), AddSpeaker(event), style=Style.PRIMARY),),
        (Button(BACK, Manage(event)),),
    ]
    body = lines(
        _("<b>Who speaks at “{title}”</b>", title=card.event.title),
        "",
        joined([name for _person, name in speakers], "、") if speakers else _("Nobody is entered yet."),
        "",
        _("Speakers are credited several times the hours, without checking in. A tap on a name takes it off."),
    )
    return Screen(body, tuple(rows), toast=toast)


async def _look(ctx: Ctx, text: str) -> Found:
    people = await ctx.use(Roles).find(ctx.person.id, text, SHOWN + 1, joined=True)
    return tuple((one.id, " · ".join(part for part in (one.name, one.department) if part)) for one in people)


async def _preview(_ctx: Ctx, answers: Answers) -> Words:
    shown: str = chosen(answers, "who")["shown"]
    return _("Speaks: {who}", who=shown)


async def _add(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    event: int = answers["_event"]
    await ctx.use(Speakers).add(ctx.person.id, event, chosen(answers, "who")["id"], draft)
    return await _list(ctx, event, _("Entered"))


_form = feature.form(
    Form(
        "speaker",
        _("Add a speaker"),
        search(
            "who",
            _("Who"),
            _("Who speaks? Type part of the name, the department or the staff number."),
            _look,
        ),
        _add,
        _("Enter"),
        preview=_preview,
    )
)
feature.noted("speaker.add", _("entered a speaker"))
feature.noted("speaker.remove", _("took a speaker off"))

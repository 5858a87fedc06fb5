"""What a member's card says about check-in, and checking in by the word of the speaker."""

from __future__ import annotations

from datetime import timedelta

from bot.callbacks import Tap
from bot.domain.check_in import LONGEST_WORD, expect_open, is_open, opening
from bot.domain.drafts import DraftKey
from bot.domain.events import Card, EventState, SignUpState
from bot.services.check_in import CheckIns
from bot.services.events import Events
from bot.texts import When, _, clean
from handlers.cards import CARD
from handlers.check_in.arriving import checked_in
from handlers.check_in.base import feature
from handlers.kit import Addition, Answers, Button, Ctx, Form, Misfit, Screen, Step, Style


class SayWord(Tap, wire="cy"):
    """Ask for the word."""

    event: int


@feature.adds(CARD)
async def on_card(ctx: Ctx, card: Card) -> Addition | None:
    """Say that the reader is checked in, or how to be, from half an hour before the start on."""
    event = card.event
    if ctx.now < opening(event)[0] or event.state is EventState.CANCELLED:
        return None
    at, word = await ctx.use(CheckIns).own(event.id, ctx.person.id)
    if at is not None:
        return Addition((_("✅ Checked in: {time}", time=When(at, "time")),))
    if word is None or card.standing.state is not SignUpState.SEATED or not is_open(event, ctx.now):
        return None
    if word:
        return Addition(buttons=(Button(_("Check in"), SayWord(event.id), style=Style.SUCCESS),))
    return Addition((_("To check in, scan the code on the screen or send me its six digits."),))


@feature.on(SayWord)
async def say_word(ctx: Ctx, tap: SayWord) -> Screen:
    """Ask for the word."""
    event = (await ctx.use(Events).card(tap.event, ctx.person.id)).event
    expect_open(event, "", ctx.now)
    return await ctx.fill_in(_say, {"_event": tap.event})


async def _read_word(_ctx: Ctx, _answers: Answers, text: str) -> str:
    word = clean(text).strip()
    if not 1 <= len(word) <= LONGEST_WORD:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_WORD))
    return word


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    arrival = await ctx.use(CheckIns).check_in_by_word(answers["_event"], ctx.person, answers["word"], draft)
    return checked_in(ctx, arrival)


_say = feature.form(
    Form(
        "check_in.say",
        _("Check in"),
        (Step("word", _("Word"), _("Which word did the speaker say? Type it here."), _read_word),),
        _file,
        _("Check in"),
        lifetime=timedelta(hours=2),
        quick=True,
    )
)

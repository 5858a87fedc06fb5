"""Giving stars and words. The key to one's stars is only in the buttons under them: nowhere else could it be kept."""

from __future__ import annotations

from datetime import timedelta

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.events import Card
from bot.domain.ratings import LONGEST_WORDS, MOST_STARS, OPEN_DAYS, closes_at
from bot.services.events import Events
from bot.services.ratings import Ratings
from bot.texts import Words, _, lines
from handlers.cards import CARD, THANKS
from handlers.kit import Addition, Answers, Button, Ctx, Form, Misfit, Row, Screen, Step, Style
from handlers.ratings.base import PROMISE, feature

_WORDS_KEPT = timedelta(hours=1)  # unfinished: they stand beside a name as long


class AskRating(Tap, wire="ra?"):
    """Ask for stars."""

    event: int


class Rate(Tap, wire="ra"):
    """Give stars."""

    event: int
    stars: int


class Rerate(Tap, wire="ra="):
    """Give other stars."""

    event: int
    stars: int
    key: str


class AddWords(Tap, wire="raw"):
    """Begin to write."""

    event: int


@feature.adds(THANKS)
async def ask_with_thanks(ctx: Ctx, card: Card) -> Addition | None:
    """Ask for stars in the thanks."""
    own = await ctx.use(Ratings).own(card.event.id, ctx.person.id)
    if own is None or own.rated:
        return None
    return Addition(lines=("", *_question()), rows=(_stars(card.event.id),))


@feature.adds(CARD)
async def on_card(ctx: Ctx, card: Card) -> Addition | None:
    """Lead to the question, as long as it can be answered."""
    if not card.event.ends_at <= ctx.now < closes_at(card.event):
        return None
    own = await ctx.use(Ratings).own(card.event.id, ctx.person.id)
    if own is None or (own.rated and own.wrote):
        return None
    return Addition(buttons=(Button(_("Rate it"), AskRating(card.event.id)),))


@feature.on(AskRating)
async def ask(ctx: Ctx, tap: AskRating) -> Screen:
    """Ask for what is not given yet."""
    card = await ctx.use(Events).card(tap.event, ctx.person.id)
    own = await ctx.use(Ratings).own(tap.event, ctx.person.id)
    head = _("<b>{title}</b>", title=card.event.title)
    if own and own.rated:
        more = () if own.wrote else (_words_row(tap.event),)
        return Screen(lines(head, "", _("You have given your stars. Thank you.")), more, fresh=True)
    return Screen(lines(head, "", *_question()), (_stars(tap.event),), fresh=True)


@feature.on(Rate)
async def rate(ctx: Ctx, tap: Rate) -> Screen:
    """Take the stars, and offer to change them and to add words."""
    key = await ctx.use(Ratings).rate(tap.event, ctx.person.id, tap.stars)
    return await _given(ctx, tap.event, tap.stars, key)


@feature.on(Rerate)
async def rerate(ctx: Ctx, tap: Rerate) -> Screen:
    """Take other stars."""
    await ctx.use(Ratings).change(tap.event, ctx.person.id, tap.key, tap.stars)
    return await _given(ctx, tap.event, tap.stars, tap.key)


@feature.on(AddWords)
async def add_words(ctx: Ctx, tap: AddWords) -> Screen:
    """Ask for words."""
    return await ctx.fill_in(_form, {"_event": tap.event})


async def _given(ctx: Ctx, event: int, stars: int, key: str) -> Screen:
    card = await ctx.use(Events).card(event, ctx.person.id)
    own = await ctx.use(Ratings).own(event, ctx.person.id)
    body = lines(
        _("<b>{title}</b>", title=card.event.title),
        _("You gave {stars}. It can be changed here, for {days} days.", stars="★" * stars, days=OPEN_DAYS),
    )
    rows: list[Row] = [
        tuple(
            Button(f"{number} ★", Rerate(event, number, key), style=Style.PRIMARY if number == stars else None)
            for number in range(1, MOST_STARS + 1)
        )
    ]
    if own and not own.wrote:
        rows.append(_words_row(event))
    return Screen(body, tuple(rows), toast=_("Thank you"))


def _question() -> tuple[Words, ...]:
    return (_("How was it? One tap, one star: could be better; five: excellent."), PROMISE)


def _stars(event: int) -> Row:
    return tuple(Button(f"{number} ★", Rate(event, number)) for number in range(1, MOST_STARS + 1))


def _words_row(event: int) -> Row:
    return (Button(_("Add a few words"), AddWords(event)),)


async def _read(_ctx: Ctx, _answers: Answers, text: str) -> str:
    words = text.strip()
    if not 1 <= len(words) <= LONGEST_WORDS:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_WORDS))
    return words


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    await ctx.use(Ratings).write(answers["_event"], ctx.person.id, answers["words"], draft)
    return Screen(_("Thank you. Your words will be shown without a name, among those of others."))


_form = feature.form(
    Form(
        "rating.words",
        _("Words about the event"),
        (
            Step(
                "words",
                _("Your words"),
                lines(_("What was good, what could be better?"), PROMISE),
                _read,
            ),
        ),
        _file,
        _("Send the words"),
        lifetime=_WORDS_KEPT,
    )
)

"""What speakers and organisers are told, written when it is due: None when it does not hold any more."""

from __future__ import annotations

from bot.domain.events import EventUnknown, NotYours
from bot.domain.hours import HUNDRED
from bot.domain.ratings import STEP, Results
from bot.domain.rota import MemberGone, OwnTurn, RotaNews, RotaUnknown, Turn, TurnGone, TurnState, takes_place
from bot.domain.rota_times import EVE
from bot.services.hours import Hours
from bot.services.ratings import Ratings
from bot.services.rota import Rotas
from bot.services.rota_turns import Turns
from bot.texts import When, Words, _, lines, n_
from handlers.cards import clip, open_button
from handlers.kit import Button, Ctx, Promise, Screen
from handlers.rota.base import OpenComing, OpenKind, OpenRota, feature, state_text
from handlers.rota.inviting import proposal
from handlers.rota.speaking import facts, missing, own_screen, ways

_WORDS = 6  # of 500 characters that one message surely holds


@feature.promise(RotaNews.INVITED)
async def invited(ctx: Ctx, promise: Promise) -> Screen | None:
    """Invite somebody to speak."""
    own = await _own(ctx, promise)
    if own is None or own.turn.state is not TurnState.INVITED:
        return None
    topic = _("You once offered to speak about: {topic}", topic=own.topic) if own.topic else None
    return own_screen(ctx, own, lines(_("It is your turn to speak. Will you?"), topic))


@feature.promise(RotaNews.MOVED)
async def moved(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody that the event takes place at another time."""
    own = await _own(ctx, promise)
    if own is None or not own.turn.live:
        return None
    return own_screen(ctx, own, _("The event where you are to speak has another time."))


@feature.promise(RotaNews.OFF)
async def off(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody that they need not speak."""
    own = await _own(ctx, promise, cancelled=True)
    if own is None or own.turn.state is not TurnState.WITHDRAWN:
        return None
    cancelled = None if takes_place(own.event) else _("The event does not take place.")
    return Screen(lines(_("You need not speak there any more."), cancelled, "", facts(ctx, own)))


@feature.promise(RotaNews.REMINDER)
async def reminder(ctx: Ctx, promise: Promise) -> Screen | None:
    """Remind the speaker of what is missing; the evening before, of time and place."""
    own = await _own(ctx, promise)
    if own is None or own.turn.state is not TurnState.ACCEPTED:
        return None
    days = int(promise.data["days"])
    if days == EVE:
        head = _("You speak tomorrow. All the best.")
        return Screen(lines(head, "", facts(ctx, own)), (*ways(own), (open_button(own.event),)))
    if own.complete:
        return None
    head = n_("You speak in {n} day.", "You speak in {n} days.", days)
    return Screen(lines(head, missing(own), "", facts(ctx, own)), (*ways(own), (open_button(own.event),)))


@feature.promise(RotaNews.FEEDBACK)
async def feedback(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell the speaker what those who were there said, as far as organisers would see it."""
    own = await _own(ctx, promise)
    if own is None or own.turn.state is not TurnState.ACCEPTED or ctx.now < own.event.ends_at:
        return None
    credited = await ctx.use(Hours).credited(own.event.id, ctx.person.id)
    try:
        found = await ctx.use(Ratings).results(ctx.person.id, own.event.id)
    except NotYours:  # an organiser has said since that they did not speak
        return None
    return Screen(
        lines(
            _("Thank you for speaking at <b>“{title}”</b>.", title=own.event.title),
            _("Credited: {hours} hours, see /hours", hours=f"{credited / HUNDRED:g}") if credited else None,
            "",
            *_results(found),
        ),
        ((open_button(own.event),),),
    )


def _results(found: Results) -> list[Words]:
    if not found.answers:
        return [_("Ratings are shown from {step} answers on; there are fewer so far.", step=STEP)]
    answers = n_("{n} answer", "{n} answers", found.answers)
    counts = reversed(list(enumerate(found.stars, 1)))
    return [
        _("<b>{average}</b> of 5 stars, {answers}", average=f"{found.average:.1f}", answers=answers),
        *(_("{stars}: {n}", stars="★" * number, n=count) for number, count in counts),
        *(_("“{words}”", words=words) for words in found.words[:_WORDS]),
    ]


@feature.promise(RotaNews.ANSWERED)
async def answered(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell the organiser what became of an invitation; when nobody speaks, with the next proposal."""
    turn = await ctx.use(Turns).turn(int(promise.data["turn"]))
    try:
        rota = await ctx.use(Turns).of_event(ctx.person.id, promise.subject)
    except (EventUnknown, NotYours, RotaUnknown):
        return None
    one = next((each for each in rota.coming if each.event.id == promise.subject), None)
    if one is None:
        return None
    what = _("“{title}” {when}", title=clip(one.event.title), when=When(one.event.starts_at))
    said = state_text(turn) if turn else _("The speaker is not there any more.")
    look = (Button(_("Open the rota"), OpenComing(one.event.id)),)
    if not one.free:
        return Screen(lines(what, said), (look,))
    proposed, rows = proposal(rota, one)
    return Screen(lines(what, said, "", proposed), rows)


@feature.promise(RotaNews.HANDED_IN)
async def handed_in(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell the organiser the title."""
    turn: Turn | None = await ctx.use(Turns).turn(int(promise.data["turn"]))
    if turn is None or not turn.titled:
        return None
    try:
        own = await ctx.use(Turns).own(turn.person_id, turn.event_id)
    except (EventUnknown, TurnGone):
        return None
    said = _("{name} has said the title: “{title}”", name=turn.name, title=own.event.title)
    return Screen(said, ((open_button(own.event),),))


@feature.promise(RotaNews.VOLUNTEERED)
async def volunteered(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell who keeps the rota that somebody would like to speak."""
    try:
        rota = await ctx.use(Rotas).get(ctx.person.id, promise.subject)
        one = rota.person(int(promise.data["person"]))
    except (NotYours, RotaUnknown, MemberGone):
        return None
    if one not in rota.volunteers:
        return None
    said = _("{name} would like to speak in {series}: {topic}", name=one.name, series=rota.series, topic=one.topic)
    return Screen(said, ((Button(_("Volunteers"), OpenKind(rota.series_id, 0)),),))


@feature.promise(RotaNews.LISTED)
async def listed(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell a volunteer what became of the offer."""
    try:
        own = await ctx.use(Rotas).own(ctx.person.id, promise.subject)
    except RotaUnknown:
        return None
    look = ((Button(_("Open the rota"), OpenRota(own.series_id)),),)
    if promise.data["listed"] and own.place:
        return Screen(
            _("You are on the speaker rota of {series} now. I tell you when it is your turn.", series=own.series), look
        )
    if promise.data["listed"] or own.member:
        return None
    return Screen(
        _("The organiser of {series} thanks you for your offer to speak, but cannot take it up now.", series=own.series)
    )


async def _own(ctx: Ctx, promise: Promise, *, cancelled: bool = False) -> OwnTurn | None:
    try:
        own = await ctx.use(Turns).own(ctx.person.id, promise.subject)
    except (EventUnknown, TurnGone):
        return None
    return own if cancelled or takes_place(own.event) else None

"""Before anything else: the notice and two separate consents. Nothing of a stranger is stored until both are given.

What the person came for travels in the buttons.
"""

from __future__ import annotations

from bot.callbacks import StaleTapError, Tap, encode
from bot.domain.people import NOTICE_VERSION, AlreadyJoined, InvitationGone, Person, TooManyGuesses
from bot.services.people import People
from bot.texts import LANGUAGES, Reader, Words, _, joined, lines
from handlers.kit import Answer, Button, Ctx, Screen, Style, Toast
from handlers.people.base import JOIN, feature, onward
from handlers.people.notice import notice
from handlers.people.profile import PROFILE

_HANDLING, _ABROAD = 1, 2
_BOTH = _HANDLING | _ABROAD

# A right over one's data is not bought with consent; what a group reads is no matter of a person's data.
_NEEDS_NO_CONSENT = {"/privacy", "/mydata", "/forget", "/withdraw"}
_NEEDS_NO_CONSENT_IN_GROUPS = {"/language"}


class Consider(Tap, wire="pc"):
    """Show the notice with these lines ticked, in `language` ("": as it comes); `intent` is what the person wants."""

    ticks: int
    language: str
    intent: str


class Agree(Tap, wire="pa"):
    """Agree, with these lines ticked."""

    ticks: int
    language: str
    intent: str


class Decline(Tap, wire="pd"):
    """Do not agree."""

    language: str
    intent: str


async def gate(ctx: Ctx, intent: str) -> Screen | None:
    """Return the notice, or the first question of the profile, while they are missing."""
    person = ctx.person
    if person.consent >= NOTICE_VERSION and person.name:
        return None
    if intent in (_NEEDS_NO_CONSENT if ctx.private else _NEEDS_NO_CONSENT_IN_GROUPS):
        return None
    if ctx.private:
        intent = await ctx.desk.lasting(ctx, intent)
    if person.consent < NOTICE_VERSION or not ctx.private:
        return _screen(ctx, 0, "", intent)
    return await ctx.fill_in(PROFILE, {"_intent": intent})


@feature.on(Consider, before_consent=True)
async def consider(ctx: Ctx, tap: Consider) -> Screen:
    """Show the notice again, with other ticks or in another language."""
    return _screen(ctx, tap.ticks, tap.language, tap.intent)


@feature.on(Agree, before_consent=True)
async def agree(ctx: Ctx, tap: Agree) -> Answer:
    """Note the consents once both are given, and go on to what the person came for."""
    _read_in(ctx, tap.language)
    if tap.ticks != _BOTH:
        return Toast(_("Please tap both lines with the empty boxes first: each is a consent of its own."), alert=True)
    intent, note = "" if _token(tap) else tap.intent, None
    if ctx.person.consent < NOTICE_VERSION:
        ctx.person, note = await _agreed(ctx, tap)
    if not ctx.person.name:
        return await ctx.fill_in(PROFILE, {"_intent": intent})
    screen = await onward(ctx, intent)
    return Screen(lines(note, "", screen.body), screen.rows) if note else screen


@feature.on(Decline, before_consent=True)
async def decline(ctx: Ctx, tap: Decline) -> Screen:
    """Say what not agreeing means."""
    _read_in(ctx, tap.language)
    again = Button(_("Read the notice again"), Consider(0, tap.language, tap.intent))
    if not ctx.person.id:
        body = _(
            "That is fine. Nothing about you has been stored. Without the two consents the bot cannot sign you up "
            "or remind you; the organisers can tell you about the programme in other ways."
        )
    else:
        body = _(
            "That is fine. The bot stays closed until you agree. What was kept before stays as it was: "
            "/withdraw stops all messages, /forget erases it."
        )
    return Screen(body, ((again,),))


async def _agreed(ctx: Ctx, tap: Agree) -> tuple[Person, Words | None]:
    people, telegram_id, language = ctx.use(People), ctx.person.telegram_id or 0, tap.language or None
    if token := _token(tap):
        try:
            person = await people.join(token, telegram_id, NOTICE_VERSION, language)
        except (InvitationGone, TooManyGuesses, AlreadyJoined):
            person = await people.agree(telegram_id, NOTICE_VERSION, language)
            return person, _("Your joining link was used or has expired. You can go on without it.")
        return person, _("Welcome, {name}. You are on the list already.", name=person.name)
    return await people.agree(telegram_id, NOTICE_VERSION, language), None


def _token(tap: Agree) -> str:
    prefix, _sep, token = tap.intent.partition("_")
    return token if prefix == JOIN else ""


def _screen(ctx: Ctx, ticks: int, language: str, intent: str) -> Screen:
    if ticks not in range(_BOTH + 1):
        raise StaleTapError
    _read_in(ctx, language)
    intent = intent if _fits(intent) else ""
    rows = [
        (_tick(ticks, _HANDLING, _("I agree that my data is handled as described"), language, intent),),
        (_tick(ticks, _ABROAD, _("I agree that Telegram carries messages abroad"), language, intent),),
        (
            Button(_("I agree"), Agree(ticks, language, intent), style=Style.SUCCESS if ticks == _BOTH else None),
            Button(_("I do not agree"), Decline(language, intent)),
        ),
        tuple(
            Button(label, Consider(ticks, code, intent))
            for code, label in LANGUAGES.items()
            if code != ctx.reader.language
        ),
    ]
    return Screen(lines(notice(ctx), "", _("Tap both lines below, then “I agree”.")), tuple(rows))


def _tick(ticks: int, bit: int, label: Words, language: str, intent: str) -> Button:
    return Button(joined(("☑" if ticks & bit else "☐", label), " "), Consider(ticks ^ bit, language, intent))


def _fits(intent: str) -> bool:
    try:
        encode(Consider(_BOTH, max(LANGUAGES, key=len), intent))
    except ValueError:
        return False
    return True


def _read_in(ctx: Ctx, language: str) -> None:
    if language:
        if language not in LANGUAGES:
            raise StaleTapError
        ctx.reader = Reader(language, ctx.zone)

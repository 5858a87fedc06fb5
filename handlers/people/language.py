"""/language: the own one in private, the group's in a group."""

from __future__ import annotations

from bot.callbacks import StaleTapError, Tap
from bot.services.people import People
from bot.texts import LANGUAGES, Reader, Words, _, joined
from handlers.kit import Button, Ctx, Scope, Screen
from handlers.people.base import feature


class Speak(Tap, wire="pl"):
    """Use that language here."""

    language: str


@feature.command("language", _("Language 语言"), Scope.PRIVATE, Scope.GROUP)
async def language(ctx: Ctx, _rest: str) -> Screen:
    """Show which language is used here, and the others."""
    return _screen(ctx)


@feature.on(Speak, before_consent=True, in_groups=True)
async def speak(ctx: Ctx, tap: Speak) -> Screen:
    """Use another language from now on."""
    if tap.language not in LANGUAGES:
        raise StaleTapError
    people = ctx.use(People)
    if ctx.private:
        ctx.person = await people.set_language(ctx.person.id, tap.language)
    else:
        await people.set_group_language(ctx.person, ctx.chat.id, tap.language)
    ctx.reader = Reader(tap.language, ctx.zone)
    return _screen(ctx, _("From now on in {language}.", language=LANGUAGES[tap.language]))


def _screen(ctx: Ctx, toast: Words | None = None) -> Screen:
    ask = _("In which language shall I write to you?")
    if not ctx.private:
        ask = _("In which language shall I write in this group? Its administrators can choose.")
    rows = tuple(
        (Button(joined(("✓", name), " ") if code == ctx.reader.language else name, Speak(code)),)
        for code, name in LANGUAGES.items()
    )
    return Screen(ask, rows, toast=toast)

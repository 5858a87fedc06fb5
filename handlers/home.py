"""The way in: /start with what is done often, /help with everything that the features declare."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.drafts import DraftGone
from bot.texts import Words, _, lines
from handlers.cards import paired
from handlers.kit import Answer, Button, Command, Ctx, Feature, Go, Scope, Screen, Style

feature = Feature("home", _("Start"))
feature.refuses(DraftGone, lambda _r: _("This form is done or was dropped. Nothing was filed twice."))


_PROGRAMME, _ORGANISING, _ONESELF = _("<b>The programme</b>"), _("<b>Organising</b>"), _("<b>You and the bot</b>")
# What stands on the start screen, for whoever may use it; everything else is listed by /help.
_OFTEN = (
    ("newevent", _("New event")),
    ("events", _("What is on")),
    ("agenda", _("My agenda")),
    ("suggest", _("File a suggestion")),
    ("feedback", _("Anonymous feedback")),
    ("notice", _("Write a notice")),
    ("survey", _("Surveys")),
    ("series", _("Series")),
    ("bind", _("Groups and channels")),
    ("hours", _("Hours")),
    ("wishes", _("Wishes")),
    ("reminders", _("Reminders")),
    ("me", _("About me")),
)


@feature.command("start", _("Begin, or come back here"))
async def start(ctx: Ctx, _rest: str) -> Screen:
    """Greet, with buttons for what this person does often."""
    usable = {command.name for _feature, command in _usable(ctx)}
    offered = [Button(label, Go(f"/{name}")) for name, label in _OFTEN if name in usable]
    first = [replace(offered.pop(0), style=Style.PRIMARY)] if "newevent" in usable else []
    return Screen(
        lines(
            _("<b>{name}, what would you like to do?</b>", name=ctx.person.name),
            _("Everything I can do is listed under /help."),
        ),
        (*((one,) for one in first), *paired(offered)),
    )


@feature.command("help", _("What I can do"), Scope.PRIVATE, Scope.GROUP)
async def help_(ctx: Ctx, _rest: str) -> Screen:
    """List the commands this person can use here; in a group, briefly, with the way to the private chat."""
    if not ctx.private:
        return Screen(
            _("I keep the programme: lectures, sign-up, reminders. Let us talk in private."),
            ((Button(_("Open"), url=ctx.link("")),),),
        )
    chapters: dict[Words, list[Words]] = {_PROGRAMME: [], _ORGANISING: [], _ONESELF: []}
    for one, command in _usable(ctx):
        chapters[_chapter(one, command)].append(_("/{name} {about}", name=command.name, about=command.about))
    parts = [part for title, listed in chapters.items() if listed for part in ("", title, *listed)]
    return Screen(lines(*parts[1:]))


@feature.on(Go)
async def go(ctx: Ctx, tap: Go) -> Answer:
    """Follow a button to another feature."""
    return await ctx.desk.follow(ctx, tap.intent)


def _usable(ctx: Ctx) -> list[tuple[Feature, Command]]:
    """Return the commands that this person can use in private, with their features."""
    scopes = {Scope.PRIVATE, Scope.ORGANISER} if ctx.person.is_organiser(ctx.now) else {Scope.PRIVATE}
    return [(one, command) for one in ctx.desk.features for command in one.commands.values() if command.scopes & scopes]


def _chapter(one: Feature, command: Command) -> Words:
    if Scope.PRIVATE not in command.scopes:
        return _ORGANISING
    return _ONESELF if one.name in {feature.name, "people"} else _PROGRAMME

"""The way in: /start and /help, both read off what the features declare."""

from __future__ import annotations

from bot.domain.drafts import DraftGone
from bot.texts import Words, _, lines
from handlers.kit import Answer, Button, Ctx, Feature, Go, Scope, Screen

feature = Feature("home", _("Start"))
feature.refuses(DraftGone, lambda _r: _("This form is done or was dropped. Nothing was filed twice."))


@feature.command("start", _("Begin, or come back here"))
async def start(ctx: Ctx, _rest: str) -> Screen:
    """Greet, with one button per feature this person can use."""
    rows = []
    for one in ctx.desk.features:
        offered = [name for name, command in one.commands.items() if command.scopes & _scopes(ctx)]
        if one is not feature and offered:
            rows.append(Button(one.title, Go(f"/{offered[0]}")))
    pairs = tuple(tuple(rows[i : i + 2]) for i in range(0, len(rows), 2))
    return Screen(
        lines(
            _("<b>{name}, what would you like to do?</b>", name=ctx.person.name),
            _("Everything I can do is listed under /help."),
        ),
        pairs,
    )


@feature.command("help", _("What I can do"), Scope.PRIVATE, Scope.GROUP)
async def help_(ctx: Ctx, _rest: str) -> Screen:
    """List the commands this person can use here; in a group, briefly, with the way to the private chat."""
    if not ctx.private:
        return Screen(
            _("I keep the programme: lectures, sign-up, reminders. Let us talk in private."),
            ((Button(_("Open"), url=ctx.link("")),),),
        )
    parts: list[Words] = []
    for one in ctx.desk.features:
        offered = [command for command in one.commands.values() if command.scopes & _scopes(ctx)]
        if offered:
            parts += ["", _("<b>{title}</b>", title=one.title)]
            parts += [_("/{name} {about}", name=command.name, about=command.about) for command in offered]
    return Screen(lines(*parts[1:]))


@feature.on(Go)
async def go(ctx: Ctx, tap: Go) -> Answer:
    """Follow a button to another feature."""
    return await ctx.desk.follow(ctx, tap.intent)


def _scopes(ctx: Ctx) -> set[Scope]:
    return {Scope.PRIVATE, Scope.ORGANISER} if ctx.person.is_organiser(ctx.now) else {Scope.PRIVATE}

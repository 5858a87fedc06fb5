"""The rules of an event on one screen, and a screen of choices for each."""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks import StaleTapError, Tap
from bot.domain.events import Card, Event, NotYours
from bot.services.events import Events
from bot.texts import _, joined, lines
from handlers.cards import BACK, MANAGE, RULES, Manage, clip, paired
from handlers.kit import Addition, Button, Ctx, Screen, Style
from handlers.rulebook import all_rules
from handlers.rules.base import RULINGS, feature, other, with_value


class ShowRules(Tap, wire="ru"):
    """The rules of an event."""

    event: int


class AskRule(Tap, wire="ru?"):
    """The choices for one rule."""

    event: int
    rule: str


class SetRule(Tap, wire="ru="):
    """One of the choices."""

    event: int
    rule: str
    value: int


@feature.adds(MANAGE)
async def button(_ctx: Ctx, card: Card) -> Addition:
    """Lead from the organiser's screen of an event to its rules."""
    return Addition(buttons=(Button(_("Rules"), ShowRules(card.event.id)),))


@feature.on(ShowRules)
async def show_rules(ctx: Ctx, tap: ShowRules) -> Screen:
    """Show every rule in words, with a button for each."""
    return await _screen(ctx, await _managed(ctx, tap.event))


@feature.on(AskRule)
async def ask_rule(ctx: Ctx, tap: AskRule) -> Screen:
    """Offer the choices for one rule; the present one is marked."""
    card = await _managed(ctx, tap.event)
    if tap.rule not in RULINGS:
        raise StaleTapError
    ruling, now = RULINGS[tap.rule], int(getattr(card.event.rules, tap.rule))
    choices = [
        Button(
            joined(["✓", ruling.say(value)], " ") if value == now else ruling.say(value),
            SetRule(tap.event, tap.rule, value),
            style=Style.PRIMARY if value == now else None,
        )
        for value in ruling.values
    ]
    return Screen(
        lines(_("<b>{rule}</b> · “{title}”", rule=ruling.label, title=clip(card.event.title)), "", ruling.ask),
        (*paired(choices), (Button(BACK, ShowRules(tap.event)),)),
    )


@feature.on(SetRule)
async def set_rule(ctx: Ctx, tap: SetRule) -> Screen:
    """Set a rule; a value that stands on no button is forged."""
    if tap.rule not in RULINGS or tap.value not in RULINGS[tap.rule].values:
        raise StaleTapError
    event = (await _managed(ctx, tap.event)).event
    rules = with_value(event.rules, tap.rule, tap.value)
    await ctx.use(Events).revise(ctx.person.id, tap.event, replace(event.plan(), rules=rules))
    return replace(await _screen(ctx, await _managed(ctx, tap.event)), toast=_("Saved"))


async def _screen(ctx: Ctx, card: Card) -> Screen:
    added, rules, event = await ctx.additions(RULES, card), card.event.rules, card.event
    own = [_button(event, name) for name, ruling in RULINGS.items() if ruling.applies(rules)]
    return Screen(
        lines(
            _("<b>Rules</b> · “{title}”", title=clip(event.title)),
            "",
            *(joined(["·", line], " ") for line in all_rules(rules)),
            *added.lines,
        ),
        (*paired([*own, *added.buttons]), (Button(BACK, Manage(event.id)),)),
    )


def _button(event: Event, name: str) -> Button:
    """Return the button of a rule: with two values it leads to the other one, else to the choices."""
    ruling = RULINGS[name]
    switch = other(ruling, int(getattr(event.rules, name)))
    if switch is None:
        return Button(ruling.label, AskRule(event.id, name))
    return Button(joined(["→", ruling.say(switch)], " "), SetRule(event.id, name, switch))


async def _managed(ctx: Ctx, event_id: int) -> Card:
    card = await ctx.use(Events).card(event_id, ctx.person.id)
    if not card.may_manage:
        raise NotYours
    return card

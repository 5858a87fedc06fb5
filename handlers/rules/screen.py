"""The rules of an event on one screen, and a screen of choices for each."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.callbacks import Tap
from bot.domain.events import Card, NotYours
from bot.services.events import Events
from bot.texts import _, joined, lines
from handlers.cards import BACK, MANAGE, RULES, Manage, clip, paired
from handlers.kit import Addition, Button, Ctx, Screen
from handlers.rulebook import all_rules
from handlers.rules.base import RULINGS, choice_buttons, feature, rule_buttons, with_value


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
    event = (await _managed(ctx, tap.event)).event
    choices = choice_buttons(event.rules, tap.rule, partial(SetRule, event.id))
    ruling = RULINGS[tap.rule]
    return Screen(
        lines(_("<b>{rule}</b> · “{title}”", rule=ruling.label, title=clip(event.title)), "", ruling.ask),
        (*paired(choices), (Button(BACK, ShowRules(event.id)),)),
    )


@feature.on(SetRule)
async def set_rule(ctx: Ctx, tap: SetRule) -> Screen:
    """Set a rule; a value that stands on no button is forged."""
    event = (await _managed(ctx, tap.event)).event
    rules = with_value(event.rules, tap.rule, tap.value)
    await ctx.use(Events).revise(ctx.person.id, tap.event, replace(event.plan(), rules=rules))
    return replace(await _screen(ctx, await _managed(ctx, tap.event)), toast=_("Saved"))


async def _screen(ctx: Ctx, card: Card) -> Screen:
    added, rules, event = await ctx.additions(RULES, card), card.event.rules, card.event
    own = rule_buttons(rules, partial(AskRule, event.id), partial(SetRule, event.id))
    return Screen(
        lines(
            _("<b>Rules</b> · “{title}”", title=clip(event.title)),
            "",
            *(joined(["·", line], " ") for line in all_rules(rules)),
            *added.lines,
        ),
        (*paired([*own, *added.buttons]), (Button(BACK, Manage(event.id)),)),
    )


async def _managed(ctx: Ctx, event_id: int) -> Card:
    card = await ctx.use(Events).card(event_id, ctx.person.id)
    if not card.may_manage:
        raise NotYours
    return card

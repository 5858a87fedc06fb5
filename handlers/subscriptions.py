"""/settings: what somebody wants to hear of and when, and the way to all else that they can choose."""

from __future__ import annotations

from bot.callbacks import StaleTapError, Tap
from bot.domain.audience_terms import LONGEST_TOPIC
from bot.domain.drafts import DraftKey
from bot.domain.groups import Quiet
from bot.domain.subscriptions import (
    MOST_TOPICS,
    QUIETS,
    TooManyTopics,
    Topic,
    TopicUnfit,
    TopicUnknown,
    check_topic,
)
from bot.services.subscriptions import Subscriptions
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import BACK, paired, privately
from handlers.kit import Answer, Answers, Button, Ctx, Feature, Form, Go, Misfit, Screen, Step, Style

feature = Feature("subscriptions", _("Settings"))


class Subscribe(Tap, wire="su"):
    """Hear of a topic or not, as the screen showed it: a repeated tap changes nothing."""

    topic: int
    on: bool


class Mute(Tap, wire="sum"):
    """Hear of important notices only, or of all again."""

    muted: bool


class KeepQuiet(Tap, wire="suq"):
    """Be left in peace during the hours at that place of QUIETS."""

    quiet: int


class ListTopics(Tap, wire="sut"):
    """The topics, for owners."""


class AddTopic(Tap, wire="sut+"):
    """Offer another topic."""


class AskRetire(Tap, wire="sut?"):
    """Ask whether to offer a topic no longer."""

    topic: int


class Retire(Tap, wire="sut-"):
    """Offer a topic no longer."""

    topic: int


feature.refuses(TopicUnknown, lambda _r: _("This topic is not offered any more. See /settings for those there are."))
feature.refuses(
    TopicUnfit, lambda _r: _("The name of a topic has 1 to {n} characters. Please try another.", n=LONGEST_TOPIC)
)
feature.refuses(
    TooManyTopics, lambda _r: _("There are {n} topics already. Take one away first, in /settings.", n=MOST_TOPICS)
)
feature.noted("topic.add", lambda name: _("offered the topic “{name}”", name=name))
feature.noted("topic.retire", lambda name: _("took the topic “{name}” away", name=name))


@feature.command("settings", _("Settings: topics, quiet hours, reminders"))
async def settings(ctx: Ctx, _rest: str) -> Screen:
    """Show what there is to choose."""
    if not ctx.private:
        return privately(ctx, "settings")
    return await _screen(ctx)


@feature.link("settings")
async def settings_link(ctx: Ctx, _rest: str) -> Answer:
    """Show the settings to somebody who came from a group."""
    return await settings(ctx, "")


@feature.on(Subscribe)
async def subscribe(ctx: Ctx, tap: Subscribe) -> Screen:
    """Subscribe to a topic, or not any more."""
    topic = await ctx.use(Subscriptions).subscribe(ctx.person.id, tap.topic, on=tap.on)
    said = _("You hear of “{name}” from now on.", name=topic.name)
    return await _screen(ctx, said if tap.on else _("You hear no more of “{name}”.", name=topic.name))


@feature.on(Mute)
async def mute(ctx: Ctx, tap: Mute) -> Screen:
    """Send all notices or only important ones."""
    await ctx.use(Subscriptions).mute(ctx.person.id, muted=tap.muted)
    return await _screen(ctx, _("Only important notices come now.") if tap.muted else _("All notices come again."))


@feature.on(KeepQuiet)
async def keep_quiet(ctx: Ctx, tap: KeepQuiet) -> Screen:
    """Choose quiet hours."""
    if tap.quiet not in range(len(QUIETS)):
        raise StaleTapError
    await ctx.use(Subscriptions).keep_quiet(ctx.person.id, QUIETS[tap.quiet])
    return await _screen(ctx, _("Quiet hours: {hours}", hours=_hours(QUIETS[tap.quiet])))


@feature.on(ListTopics)
async def list_topics(ctx: Ctx, _tap: ListTopics) -> Screen:
    """Show the topics and how many want to hear of each."""
    return await _topics(ctx)


@feature.on(AddTopic)
async def add_topic(ctx: Ctx, _tap: AddTopic) -> Screen:
    """Ask for the name of a topic."""
    return await ctx.fill_in(_ADD)


@feature.on(AskRetire)
async def ask_retire(ctx: Ctx, tap: AskRetire) -> Screen:
    """Ask whether to offer a topic no longer."""
    wants = await ctx.use(Subscriptions).wants(ctx.person.id)
    topic = next((topic for topic in wants.topics if topic.id == tap.topic), None)
    if topic is None:
        raise TopicUnknown
    return Screen(
        lines(
            _("Offer “{name}” no longer?", name=topic.name),
            n_("{n} person hears of it; that ends.", "{n} people hear of it; that ends.", topic.subscribers),
        ),
        ((Button(_("Take it away"), Retire(topic.id), style=Style.DANGER), Button(BACK, ListTopics())),),
    )


@feature.on(Retire)
async def retire(ctx: Ctx, tap: Retire) -> Screen:
    """Offer a topic no longer."""
    topic = await ctx.use(Subscriptions).retire_topic(ctx.person.id, tap.topic)
    return await _topics(ctx, _("“{name}” is not offered any more.", name=topic.name))


async def _read_topic(_ctx: Ctx, _answers: Answers, text: str) -> str:
    try:
        return check_topic(text)
    except TopicUnfit:
        raise Misfit(_("The name of a topic has 1 to {n} characters. Please try another.", n=LONGEST_TOPIC)) from None


async def _file_topic(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    await ctx.use(Subscriptions).add_topic(ctx.person.id, answers["topic"], draft)
    return await _topics(ctx)


_TOPIC = Step(
    "topic", _("Subscription topic"), _("What is the topic called? Two to four characters fit best."), _read_topic
)
_ADD = feature.form(Form("topic", _("New topic"), (_TOPIC,), _file_topic, _("Offer"), quick=True))


async def _screen(ctx: Ctx, toast: Words | None = None) -> Screen:
    wants = await ctx.use(Subscriptions).wants(ctx.person.id)
    topics = [
        _tick(topic.name, Subscribe(topic.id, not topic.subscribed), on=topic.subscribed) for topic in wants.topics
    ]
    at = QUIETS.index(wants.quiet) if wants.quiet in QUIETS else -1
    rows = (
        *paired(topics),
        (
            Button(_("Quiet hours ›"), KeepQuiet((at + 1) % len(QUIETS))),
            _tick(_("Important only"), Mute(not wants.muted), on=wants.muted),
        ),
        (Button(_("Reminders of events"), Go("/reminders")), Button(_("Language"), Go("/language"))),
        (Button(_("Name and display"), Go("/me")), Button(_("Data and rights"), Go("/privacy"))),
    )
    owner = ((Button(_("Manage topics"), ListTopics()),),) if ctx.person.is_owner(ctx.now) else ()
    return Screen(
        lines(
            _("<b>Settings</b>"),
            "",
            _("Topics: tap what you want to hear of.") if topics else None,
            _("Notices: {which}", which=_("only important ones") if wants.muted else _("all that are for you")),
            _("Quiet hours: {hours}", hours=_hours(wants.quiet)),
            "",
            _(
                "In quiet hours, what can wait waits until they end. At once come: offered seats, reminders shortly "
                "before the start, what changes or is cancelled next morning, and important notices."
            ),
        ),
        (*rows, *owner),
        toast=toast,
    )


async def _topics(ctx: Ctx, toast: Words | None = None) -> Screen:
    wants = await ctx.use(Subscriptions).wants(ctx.person.id)
    return Screen(
        lines(_("<b>Topics people can subscribe to</b>"), *map(_subscribers, wants.topics)),
        (
            *paired([Button(joined(["✕", topic.name], " "), AskRetire(topic.id)) for topic in wants.topics]),
            (Button(_("New topic"), AddTopic()), Button(BACK, Go("/settings"))),
        ),
        toast=toast,
    )


def _subscribers(topic: Topic) -> Words:
    return joined([topic.name, n_("{n} person", "{n} people", topic.subscribers)])


def _hours(quiet: Quiet | None) -> Words:
    if quiet is None:
        return _("not set")
    return f"{quiet.from_ // 60:02}:{quiet.from_ % 60:02}–{quiet.to // 60:02}:{quiet.to % 60:02}"


def _tick(label: Words, tap: Tap, *, on: bool) -> Button:
    return Button(joined(["☑" if on else "☐", label], " "), tap)

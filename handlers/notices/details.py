"""How a notice is sent: importance, acknowledgement, buttons, when, and how often."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import instant, micros
from bot.domain.events import Shelf
from bot.domain.moments import Misread, read_moment
from bot.domain.notices import LONGEST_TITLE, MOST_BUTTONS, Importance, NoticeButton
from bot.domain.recurrence import Every, OffDay, Repetition
from bot.services.campaigns import Campaigns
from bot.services.events import Events
from bot.services.suggestions import Suggestions
from bot.texts import When, Words, _, joined
from handlers.cards import clip
from handlers.kit import Answers, Choice, Ctx, Misfit, Partly, Step

_NOW, _NONE, _DONE, _ONCE, _EVER = "now", "none", "done", "once", "ever"
_LABEL, _EVENTS, _CAMPAIGNS = 24, 6, 3
_EVENT = re.compile(r"e(\d{1,18})", re.ASCII)
_CAMPAIGN = re.compile(r"k(\d{1,18})", re.ASCII)
_LINK = re.compile(r"(.*?)\s*(https?://\S+)")
IMPORTANCE: dict[str, Words] = {Importance.NORMAL: _("normal"), Importance.IMPORTANT: _("important")}
_ACKS: dict[str, Words] = {"yes": _("ask for it"), "no": _("do not ask")}
_EVERY: dict[str, Words] = {
    Every.WEEK: _("every week"),
    Every.FORTNIGHT: _("every two weeks"),
    Every.MONTH_DAY: _("every month, same day"),
    Every.MONTH_WEEKDAY: _("every month, same weekday"),
}
GIVEN: Answers = {
    "importance": Importance.NORMAL.value,
    "ack": "yes",
    "buttons": [],
    "mirrors": [],
    "when": None,
    "every": None,
}

Rows = tuple[tuple[Choice, ...], ...]


def detail_steps() -> tuple[Step, ...]:
    """Return the steps, all of which have an answer beforehand."""
    return (
        _one_of(
            "importance",
            _("Importance"),
            _("Important notices come in quiet hours, too, are pinned in groups, and remind who did not acknowledge."),
            IMPORTANCE,
        ),
        _one_of("ack", _("Acknowledgement"), _("Shall people confirm with one tap that they have read it?"), _ACKS),
        Step(
            "buttons",
            _("Buttons"),
            _("Type a label and a link (Form https://…), or choose an event or a campaign. Several are fine."),
            _read_button,
            show=lambda _ctx, value: joined([one["label"] for one in value], "、") if value else _("none"),
            choices=_button_choices,
        ),
        Step(
            "mirrors",
            _("Mirrors"),
            _("Where shall it go besides, as text? Files are only named there."),
            _read_mirror,
            show=lambda _ctx, value: "、".join(value) if value else _("nowhere"),
            choices=_mirror_choices,
            when=lambda answers: bool(answers.get("_mirrors")),
        ),
        Step("when", _("When"), _("When shall it be sent?"), _read_when, show=_show_when, choices=_when_choices),
        Step(
            "every",
            _("Repeat"),
            _("How often? Where that is no work day, it goes out on the next work day."),
            _read_every,
            show=lambda _ctx, value: _EVERY[value] if value else _("once"),
            choices=_every_choices,
            when=lambda answers: bool(answers.get("when")),
        ),
        Step(
            "until",
            _("Repeat until"),
            _("Until which day, inclusive?"),
            _read_until,
            show=lambda _ctx, value: value or _("no end"),
            choices=_until_choices,
            when=lambda answers: bool(answers.get("when") and answers.get("every")),
        ),
    )


def title_step() -> Step:
    """Return the step of the title, which is in the lists of organisers and in reminders."""
    return Step("title", _("Notice title"), _("What is it called, in a few words?"), _read_title)


def buttons(answers: Answers) -> tuple[NoticeButton, ...]:
    """Return the buttons that were chosen."""
    return tuple(
        NoticeButton(one["label"], one["url"], one["event"], one.get("campaign")) for one in answers["buttons"]
    )


def send_at(answers: Answers) -> datetime | None:
    """Return when it is to be sent; None: now."""
    return instant(answers["when"]) if answers.get("when") else None


def repetition(answers: Answers) -> Repetition | None:
    """Return how it is repeated."""
    if not (answers.get("when") and answers.get("every")):
        return None
    rule = Repetition(every=Every(answers["every"]), off_day=OffDay.NEXT)
    until = answers.get("until")
    return replace(rule, until=datetime.fromisoformat(until).date()) if until else rule


def _one_of(name: str, label: Words, ask: Words, values: dict[str, Words]) -> Step:
    async def read(_ctx: Ctx, _answers: Answers, text: str) -> str:
        if text not in values:
            raise Misfit(_("Please tap one of these."))
        return text

    async def offer(_ctx: Ctx, _answers: Answers, _page: str) -> Rows:
        return (tuple(Choice(words, value) for value, words in values.items()),)

    return Step(name, label, ask, read, show=lambda _ctx, value: values[value], choices=offer)


async def _read_title(_ctx: Ctx, _answers: Answers, text: str) -> str:
    title = " ".join(text.split())
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_TITLE))
    return title


async def _read_button(ctx: Ctx, answers: Answers, text: str) -> Any:
    value = answers.get("buttons") or []
    if text == _NONE:
        return []
    if text == _DONE:
        return value
    if len(value) >= MOST_BUTTONS:
        raise Misfit(_("At most {n} buttons.", n=MOST_BUTTONS))
    if event := _EVENT.fullmatch(text):
        card = await ctx.use(Events).card(int(event[1]), ctx.person.id)
        return Partly([*value, {"label": clip(card.event.title, _LABEL), "url": "", "event": card.event.id}])
    if campaign := _CAMPAIGN.fullmatch(text):
        one = (await ctx.use(Campaigns).look(ctx.person.id, int(campaign[1]))).campaign
        return Partly([*value, {"label": clip(one.title, _LABEL), "url": "", "event": None, "campaign": one.id}])
    if not (link := _LINK.fullmatch(text.strip())):
        raise Misfit(_("A label and a link that begins with http:// or https://, please."))
    label = clip(" ".join(link[1].split()) or ctx.reader.plain(_("Open the link")), _LABEL)
    return Partly([*value, {"label": label, "url": link[2], "event": None}])


async def _button_choices(ctx: Ctx, answers: Answers, _page: str) -> Rows:
    page = await ctx.use(Events).browse(ctx.person.id, Shelf.ON, None, 0, _EVENTS)
    campaigns = await ctx.use(Suggestions).collecting(ctx.person.id)
    rows = [(Choice(clip(card.event.title, _LABEL), f"e{card.event.id}"),) for card in page.cards]
    rows += [(Choice(joined(["💡", clip(one.title, _LABEL)], " "), f"k{one.id}"),) for one in campaigns[:_CAMPAIGNS]]
    last = (Choice(_("No buttons"), _NONE), *((Choice(_("Done ✓"), _DONE),) if answers.get("buttons") else ()))
    return (*rows, last)


async def _read_mirror(_ctx: Ctx, answers: Answers, text: str) -> Any:
    value = answers.get("mirrors") or []
    if text in (_NONE, _DONE):
        return value if text == _DONE else []
    names = answers["_mirrors"]
    if not (text.isascii() and text.isdigit() and int(text) < len(names)):
        raise Misfit(_("Please tap one of these."))
    name = names[int(text)]
    return Partly([one for one in value if one != name] if name in value else [*value, name])


async def _mirror_choices(_ctx: Ctx, answers: Answers, _page: str) -> Rows:
    chosen = answers.get("mirrors") or []
    rows = [
        (Choice(joined(("☑" if name in chosen else "☐", name), " "), str(place)),)
        for place, name in enumerate(answers["_mirrors"])
    ]
    return (*rows, (Choice(_("Nowhere"), _NONE), Choice(_("Done ✓"), _DONE)))


async def _read_when(ctx: Ctx, _answers: Answers, text: str) -> int | None:
    if text == _NOW:
        return None
    try:
        moment = read_moment(text, now=ctx.now, zone=ctx.zone)
    except Misread:
        moment = None
    if moment is None or moment.start is None:
        raise Misfit(_("A day and a time to come, please. Fits: tomorrow 9:00, next Monday 14:30, 12-8 9:00"))
    return micros(moment.start.astimezone(UTC))


async def _when_choices(ctx: Ctx, _answers: Answers, _page: str) -> Rows:
    local = ctx.now.astimezone(ctx.zone)
    fixed = [local.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in (9, 14, 18)]
    soon = [moment if moment > local else moment + timedelta(days=1) for moment in fixed]
    offered = [Choice(When(moment, "short"), moment.strftime("%Y-%m-%d %H:%M")) for moment in sorted(soon)[:2]]
    return ((Choice(_("Now"), _NOW),), tuple(offered))


def _show_when(_ctx: Ctx, value: int | None) -> Words:
    return _("now") if value is None else When(instant(value))


async def _read_every(_ctx: Ctx, _answers: Answers, text: str) -> str | None:
    if text != _ONCE and text not in _EVERY:
        raise Misfit(_("Please tap one of these."))
    return None if text == _ONCE else text


async def _every_choices(_ctx: Ctx, _answers: Answers, _page: str) -> Rows:
    return (
        (Choice(_("once"), _ONCE),),
        *((Choice(words, value),) for value, words in _EVERY.items()),
    )


async def _read_until(ctx: Ctx, answers: Answers, text: str) -> str | None:
    if text == _EVER:
        return None
    try:
        day = read_moment(text, now=ctx.now, zone=ctx.zone).day
    except Misread:
        raise Misfit(_("A day to come, please. Fits: 12-31, 31 December")) from None
    first = send_at(answers)
    if first and day < first.astimezone(ctx.zone).date():
        raise Misfit(_("That is before the first time."))
    return day.isoformat()


async def _until_choices(_ctx: Ctx, _answers: Answers, _page: str) -> Rows:
    return ((Choice(_("no end"), _EVER),),)

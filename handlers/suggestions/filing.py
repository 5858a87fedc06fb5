"""Filing a suggestion: what it is about, what there is already about the same matter, a look, and its number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.drafts import DraftKey
from bot.domain.suggestions.campaign import Campaign, CampaignUnknown
from bot.domain.suggestions.listed import Line
from bot.domain.suggestions.states import Published
from bot.domain.suggestions.suggestion import Filing
from bot.services.campaigns import Campaigns
from bot.services.drafts import Drafts
from bot.services.suggestion_lists import SuggestionLists
from bot.services.suggestions import Suggestions
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import clip
from handlers.kit import Answers, Button, Choice, Ctx, Form, Misfit, Screen, Sent, Step, Style
from handlers.suggestion_look import PUBLISHED, first_words
from handlers.suggestions.base import NewSuggestion, OpenSuggestion, ShowHome, feature
from handlers.suggestions.card import shown
from handlers.suggestions.content import (
    NEXT,
    content_step,
    files_of,
    gathered,
    place_of,
    place_step,
    show_place,
    summary,
)

_ANOTHER = "new"
_SECOND = "s"
_ANSWER, _WORDS = 60, 60  # characters of an answer and of a suggestion about the same matter
_PREVIEW = 3000  # characters of the text: a message takes 4096


async def begin(ctx: Ctx, campaign_id: int | None = None, sent: Iterable[Sent] = ()) -> Screen:
    """Open the form, for a campaign and with what was `sent` already; say so when nothing is asked for now.

    Raises CampaignUnknown, CampaignClosed.
    """
    found = await ctx.use(Suggestions).collecting(ctx.person.id)
    if campaign_id is not None and all(one.id != campaign_id for one in found):
        (await ctx.use(Campaigns).look(ctx.person.id, campaign_id)).campaign.collect(ctx.now)
        raise CampaignUnknown  # it collects, but not from them
    if not found:
        return Screen(_("Nothing is being collected at the moment. You can look at what was filed."), (_LOOK,))
    chosen = next((one for one in found if one.id == campaign_id), found[0] if len(found) == 1 else None)
    answers: Answers = {"_campaigns": {str(one.id): _kept(one) for one in found}, "place": None, "hidden": False}
    if chosen:
        answers["campaign"] = chosen.id
    messages = tuple(sent)
    if messages:
        answers |= gathered(messages, max(one.rules.longest for one in found))
    return await ctx.fill_in(FORM, answers)


@feature.on(NewSuggestion)
async def new(ctx: Ctx, _tap: NewSuggestion) -> Screen:
    """Begin."""
    return await ctx.go_on(FORM) or await begin(ctx)


def _kept(one: Campaign) -> dict[str, Any]:
    return {
        "title": one.title,
        "theme": one.theme,
        "longest": one.rules.longest,
        "hidden": one.rules.hidden_names,
        "moderated": one.rules.moderated,
    }


def _campaign(answers: Answers) -> dict[str, Any]:
    known: dict[str, Any] = answers["_campaigns"].get(str(answers.get("campaign")), {})
    return known


async def _choose(_ctx: Ctx, answers: Answers, text: str) -> int:
    if text not in answers["_campaigns"]:
        raise Misfit(_("Please tap one of these."))
    return int(text)


async def _campaigns(_ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    return tuple((Choice(clip(one["title"]), id_),) for id_, one in answers["_campaigns"].items())


async def _content(ctx: Ctx, answers: Answers, tapped: str) -> Any:
    value = await _CONTENT.read(ctx, answers, tapped)
    if tapped == NEXT:
        found = await ctx.use(SuggestionLists).alike(ctx.person.id, value["text"])
        answers["_similar"] = [_similar(one) for one in found]
    return value


def _similar(one: Line) -> dict[str, Any]:
    said = one.suggestion
    waits = said.published is Published.ASKING and not one.own
    return {
        "id": said.id,
        "number": said.number,
        "published": Published.WORKING if waits else said.published,
        "seconds": said.seconds if one.counted else 0,
        "words": first_words(said, _WORDS),
        "answer": clip(said.answer, _ANSWER),
        "own": one.own,
        "seconded": one.seconded,
        "votable": one.votable and not one.seconded,
    }


def _alike(_ctx: Ctx, answers: Answers) -> Words:
    parts: list[Words] = [_("Is it one of these? Seconding one counts more than filing it again."), ""]
    for number, one in enumerate(answers["_similar"], 1):
        mine = [_("mine")] if one["own"] else [_("you second it")] if one["seconded"] else []
        seconds = [n_("{n} second", "{n} seconds", one["seconds"])] if one["seconds"] else []
        head = joined([one["number"], PUBLISHED[Published(one["published"])], *seconds, *mine])
        parts += [joined([f"{number}.", head], " "), one["words"]]
        parts += [_("Answer: {words}", words=one["answer"])] if one["answer"] else []
        parts.append("")
    return lines(*parts[:-1])


async def _same(_ctx: Ctx, answers: Answers, text: str) -> str:
    if text == _ANOTHER or text in {f"{_SECOND}{one['id']}" for one in answers["_similar"] if one["votable"]}:
        return text
    raise Misfit(_("Please tap one of these."))


async def _offered(_ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    votes = [
        Choice(_("Second no. {n}", n=number), f"{_SECOND}{one['id']}")
        for number, one in enumerate(answers["_similar"], 1)
        if one["votable"]
    ]
    pairs = tuple(tuple(votes[i : i + 2]) for i in range(0, len(votes), 2))
    return (*pairs, (Choice(_("None of these: go on"), _ANOTHER),))


async def _name(_ctx: Ctx, _answers: Answers, text: str) -> bool:
    if text not in ("shown", "hidden"):
        raise Misfit(_("Please tap one of these."))
    return text == "hidden"


async def _names(_ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    return ((Choice(_("With my name"), "shown"), Choice(_("Hide my name"), "hidden")),)


def _name_words(_ctx: Ctx, hidden: Any) -> Words:
    return _("hidden; organisers see it") if hidden else _("shown")


def _seconds_one(answers: Answers) -> bool:
    return str(answers.get("same", "")).startswith(_SECOND)


async def _preview(ctx: Ctx, answers: Answers) -> Words:
    content, known = answers["content"], _campaign(answers)
    place = show_place(ctx, answers["place"]) if answers.get("place") else None
    return lines(
        known["title"],
        "",
        clip(content["text"], _PREVIEW),
        "",
        _("With it: {summary}", summary=summary({**content, "text": ""})) if content["files"] else None,
        _("Where: {place}", place=place) if place else None,
        _("Your name: {shown}", shown=_name_words(ctx, answers["hidden"])) if known["hidden"] else None,
        _("Others see it once an organiser has let it through.") if known["moderated"] else None,
    )


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    service = ctx.use(Suggestions)
    if _seconds_one(answers):
        seen = await service.second(ctx.person.id, int(answers["same"][len(_SECOND) :]))
        await ctx.use(Drafts).drop(draft.person_id, draft.chat_id)
        return shown(ctx, seen, _("Seconded. You hear what comes of it"))
    filing = Filing(
        answers["campaign"],
        answers["content"]["text"],
        files_of(answers),
        place_of(answers),
        bool(answers["hidden"]) and _campaign(answers)["hidden"],
    )
    seen = await service.file(ctx.person.id, filing, draft)
    one = seen.suggestion
    body = lines(
        _("<b>Filed. Its number is {number}.</b>", number=one.number),
        "",
        first_words(one),
        "",
        _("Within a working day you hear whether it is accepted, then each step."),
        _("You can change it for 15 minutes and take it back until it is answered."),
    )
    open_ = Button(_("Open the suggestion"), OpenSuggestion(one.id), style=Style.PRIMARY)
    return Screen(body, ((open_,), (Button(_("Another one"), NewSuggestion()), *_LOOK)))


_LOOK = (Button(_("All suggestions"), ShowHome()),)
_CONTENT = content_step()

FORM = feature.form(
    Form(
        "suggestion",
        _("Suggestion"),
        (
            Step(
                "campaign",
                _("Campaign"),
                _("Which campaign is it for?"),
                _choose,
                show=lambda _ctx, _value: "✓",
                choices=_campaigns,
                when=lambda answers: len(answers["_campaigns"]) > 1,
            ),
            replace(_CONTENT, read=_content),
            Step(
                "same",
                _("Alike"),
                _alike,
                _same,
                choices=_offered,
                when=lambda answers: bool(answers.get("_similar")),
            ),
            place_step(),
            Step(
                "hidden",
                _("Name"),
                _("Should others see your name? Organisers always do, and treat it in confidence."),
                _name,
                show=_name_words,
                choices=_names,
                when=lambda answers: bool(_campaign(answers).get("hidden")),
            ),
        ),
        _file,
        _("File it"),
        preview=_preview,
        lifetime=timedelta(days=7),
        quick=_seconds_one,
    )
)

"""Choosing the posts that an event is for: from those that people have, or typed; choosing one again takes it out."""

from __future__ import annotations

import re

from bot.domain.audience import check_posts
from bot.domain.drafts import DraftKey
from bot.services.audience import Audiences
from bot.texts import _, joined, lines
from handlers.cards import clip
from handlers.guests.base import LimitPosts, feature
from handlers.guests.meant import meant_screen
from handlers.kit import Answers, Choice, Ctx, Form, Screen, Step

_SHOWN = 12
_LABEL = 12
_ANY = "*"
_PLACE = re.compile(r"#(\d{1,2})", re.ASCII)
_SEPARATORS = re.compile(r"[、，,;；\n]+")


@feature.on(LimitPosts)
async def limit_posts(ctx: Ctx, tap: LimitPosts) -> Screen:
    """Open the choice with the posts as they are."""
    event = (await ctx.use(Audiences).meant(ctx.person.id, tap.event)).event
    event.manageable(ctx.now)
    offered = [post for post, _people in await ctx.use(Audiences).posts(_SHOWN)]
    known: Answers = {"posts": list(event.rules.posts)} if event.rules.posts else {}
    return await ctx.fill_in(_form, {"_event": tap.event, "_offered": offered, **known})


async def _offer(_ctx: Ctx, answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    chosen = answers.get("posts") or ()
    every = [
        Choice(joined(["✓", clip(post, _LABEL)], " ") if post in chosen else clip(post, _LABEL), f"#{place}")
        for place, post in enumerate(answers["_offered"])
    ]
    return (*(tuple(every[i : i + 2]) for i in range(0, len(every), 2)), (Choice(_("Any post"), _ANY),))


async def _read(ctx: Ctx, answers: Answers, text: str) -> list[str]:
    """Return the posts with the chosen or typed ones added, or taken out if they were in."""
    if text.strip() in (_ANY, ctx.reader.plain(_("Any post"))):
        return []
    place = _PLACE.fullmatch(text)
    offered = answers["_offered"]
    typed = [offered[int(place[1])]] if place and int(place[1]) < len(offered) else _SEPARATORS.split(text)
    kept = dict.fromkeys(answers.get("posts") or ())
    for post in check_posts(typed):
        if post in kept:
            del kept[post]
        else:
            kept[post] = None
    return list(kept)


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    event = answers["_event"]
    await ctx.use(Audiences).limit_to(ctx.person.id, event, answers["posts"], draft)
    return await meant_screen(ctx, event, _("Saved"))


_form = feature.form(
    Form(
        "posts",
        _("Posts"),
        (
            Step(
                "posts",
                _("Posts"),
                lines(
                    _("For which posts? Tap one, or type it: several with 、 between."),
                    _("“科长” also fits 副科长 and 科长助理. Choosing one again takes it out."),
                ),
                _read,
                show=lambda _ctx, value: joined(value, "、") if value else _("all"),
                choices=_offer,
            ),
        ),
        _file,
        _("Save"),
    )
)

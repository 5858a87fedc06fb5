"""The help page on anonymity: what is protected and what is not, also as a picture."""

from __future__ import annotations

import asyncio

from bot.domain.feedback import KEPT
from bot.domain.people import Notice
from bot.drawing.fonts import available
from bot.drawing.picture import picture
from bot.drawing.table import Table
from bot.texts import Words, _, lines
from handlers.feedback.base import PROMISE, Picture, feature
from handlers.kit import Button, Ctx, Document, Go, Scope, Screen, Style

_SEES: tuple[tuple[Words, Words, Words], ...] = (
    (_("Readers of the desk"), _("Text, day, tag"), _("Who you are, the hour")),
    (_("Other organisers"), _("Only what is published"), _("Everything else")),
    (_("Who steals a backup"), _("Tags, days, ciphertext"), _("Text, who you are")),
    (_("Who runs the server"), _("Texts that are kept, what passes"), _("Who wrote before they looked")),
    (_("Telegram"), _("Your chat with the bot"), "—"),
    (_("Who holds your phone"), _("Your chat, until deleted"), _("The answer, without receipt")),
)


@feature.command("anonymity", _("What is protected, and what is not"), Scope.PRIVATE)
async def anonymity(ctx: Ctx, _rest: str) -> Screen:
    """Say what is protected and what is not."""
    said = ctx.use(Notice)
    body = lines(
        _("<b>What anonymous means here</b>"),
        "",
        PROMISE,
        "",
        _("<b>Protected</b>"),
        _(
            "· Your name, account and the hour are not stored. What you write is stored sealed; its readers get it in "
            "a shuffled batch."
        ),
        _("· Answers wait for your receipt. Nobody sees whether you read them, and nobody can push you a message."),
        _(
            "· A stolen database or backup shows neither text nor author; after {days} days all of it is deleted.",
            days=KEPT.days,
        ),
        "",
        _("<b>Not protected</b>"),
        _("· Telegram carries the messages, and your chat shows them until you delete them there."),
        _(
            "· Whoever controls the server could open the texts that are kept and, while you write, see that it is "
            "you. No program can replace trust in them."
        ),
        _("· How you write, and what only you can know, may tell who you are. So does a small circle."),
        _("· Who has your phone and your receipt reads what you read. A lost receipt cannot be replaced."),
        "",
        _(
            "{operator} controls the server. Who could learn what is written down in full in the README, “Anonymous "
            "feedback”; ask: {contact}",
            operator=said.operator or _("The workplace's organisers"),
            contact=said.contact or _("an organiser"),
        ),
    )
    rows = (
        (Button(_("As a picture"), Picture()),),
        (Button(_("Write something"), Go("/feedback"), style=Style.PRIMARY),),
    )
    return Screen(body, rows if available() else rows[1:])


@feature.on(Picture)
async def as_picture(ctx: Ctx, _tap: Picture) -> Screen:
    """Send who can see what as a picture."""
    said = ctx.reader.plain
    table = Table(
        said(_("Who can see what")),
        (said(_("Who it is")), said(_("Can see")), said(_("Cannot see"))),
        [tuple(said(cell) for cell in row) for row in _SEES],
    )
    name = said(_("Who can see what")) + ".png"
    content = await asyncio.to_thread(picture, table)
    return Screen(_("Who can see what of anonymous feedback"), picture=Document(name, content), fresh=True)

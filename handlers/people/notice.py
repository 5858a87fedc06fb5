"""The notice: who handles what, why, how long, and which rights people have. Changing it: NOTICE_VERSION grows."""

from __future__ import annotations

from bot.domain.people import NOTICE_VERSION, Notice
from bot.domain.retention import KEPT, Kind
from bot.texts import Lines, _, lines
from handlers.kit import Ctx

_YEAR = 365


def notice(ctx: Ctx) -> Lines:
    """Return the whole notice."""
    said = ctx.use(Notice)
    return lines(
        _("<b>What happens with your data</b> · notice {version}", version=NOTICE_VERSION),
        "",
        _(
            "<b>Who</b>: {operator} runs this bot for the workplace's programme. Contact: {contact}",
            operator=said.operator or _("the workplace's organisers"),
            contact=said.contact or _("ask an organiser"),
        ),
        _(
            "<b>What</b>: your Telegram number, name, department, post and staff number, your language, "
            "what you sign up for, and the messages the bot owes you."
        ),
        _(
            "<b>What for</b>: sign-up, waitlists, reminders and attendance; nothing else. "
            "Organisers see name, department and post of those who take part in what they organise."
        ),
        _(
            "<b>How long</b>: sign-ups {years} years after the event, sent messages {days} days, "
            "decisions about roles {audit} years.",
            years=KEPT[Kind.SIGN_UP].days // _YEAR,
            days=KEPT[Kind.MESSAGE].days,
            audit=KEPT[Kind.AUDIT].days // _YEAR,
        ),
        _(
            "<b>Your rights</b>: see and correct it /me, take a copy /mydata, have it erased /forget, "
            "withdraw your consent at any time /withdraw, ask and complain at the contact above."
        ),
        "",
        _(
            "<b>Abroad</b>: messages pass through Telegram, whose servers are outside mainland China and can read "
            "what you write to the bot and what it answers. Telegram's rules: telegram.org/privacy. "
            "This takes a consent of its own; without it the bot cannot be used, and nothing else comes of it."
        ),
    )

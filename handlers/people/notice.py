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
            "<b>What</b>: your Telegram number, name, department, post, staff number and language; what you sign up "
            "for, your answers to its questions, and why you cannot come; guest lists you are on; when you were there; "
            "seats given up late, absences, and what you say against them; credit hours; events you speak at and what "
            "you send for them; wishes; which calendar files you took; and the messages the bot owes you."
        ),
        _(
            "<b>Ratings</b>: kept without your name. That you have rated an event is forgotten {days} days after it.",
            days=KEPT[Kind.RATED].days,
        ),
        _(
            "<b>Surveys</b>: answers are kept without names, apart from whom they ask. That you have taken part is "
            "forgotten {days} days after the end.",
            days=KEPT[Kind.SURVEY_ROLL].days,
        ),
        _(
            "<b>Anonymous feedback</b>: what you say to a desk is stored sealed and apart, without anything that leads "
            "to you. Noted is only who reads a desk or gets the weekly list. See /anonymity."
        ),
        _(
            "<b>Suggestions</b>: what you file, with its files and its place, which ones you second and what you say "
            "about them. Everybody whom the campaign is for reads it, with your name unless you hide it; organisers "
            "and who heads the office at work always see the name; judges see none. The marks you give as a judge; "
            "points and prizes for what was adopted. Kept {years} years after it is closed.",
            years=_years(Kind.SUGGESTION),
        ),
        _(
            "<b>What for</b>: sign-up, waitlists, reminders, attendance and credit hours; nothing else. "
            "Organisers see this of those who take part in what they organise, or are invited to it, the credit hours "
            "of those they may invite, and who made a wish. Cards in groups say your name only if the organiser and "
            "you, at /me, have chosen so."
        ),
        _(
            "<b>How long</b>: sign-ups, check-ins, ratings and what you sent {years} years after the event, guest "
            "lists {guests} days, calendar files {files} day; credit hours {hours} years, wishes {wishes} years; "
            "sent messages {days} days; decisions about roles {audit} years.",
            years=_years(Kind.SIGN_UP),
            guests=KEPT[Kind.GUEST].days,
            files=KEPT[Kind.CALENDAR_FILE].days,
            hours=_years(Kind.LEDGER),
            wishes=_years(Kind.WISH),
            days=KEPT[Kind.MESSAGE].days,
            audit=_years(Kind.AUDIT),
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


def _years(kind: Kind) -> int:
    return KEPT[kind].days // _YEAR

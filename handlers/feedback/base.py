"""The declaration of the feature, the promise, and its refusals in words."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.desks import DeskUnknown, PublicationGone
from bot.domain.feedback import (
    TEXT_LIMIT,
    DeskBusy,
    FeedbackOff,
    Muted,
    ReceiptAsleep,
    ReceiptTaken,
    ReceiptUnfit,
    ReceiptWrong,
    TextUnfit,
    ThreadClosed,
    TooManyAtOnce,
    TooManyReceipts,
    TooManyThreads,
)
from bot.texts import When, _, n_
from handlers.kit import Feature

feature = Feature("feedback", _("Anonymous feedback"), secret=True, lead="feedback")

# What may honestly be said. No more than this, and never less.
PROMISE = _(
    "🔒 Organisers do not see who you are, and the bot keeps nothing that leads to you. Telegram, your own chat "
    "history, and whoever controls this server or the bot’s token could still see it."
)


class Tell(Tap, wire="fb+"):
    """Write to a desk."""

    desk: int


class Wipe(Tap, wire="fbw"):
    """Delete from the chat what was said in confidence."""


class Ask(Tap, wire="fb?"):
    """Ask for a receipt."""


class Published(Tap, wire="fbp"):
    """A page of what desks published."""

    page: int


class ReadPublished(Tap, wire="fbq"):
    """A question and its answer whole; `page` of the list it was found on."""

    publication: int
    page: int


class Weekly(Tap, wire="fbk"):
    """The weekly list of tags with news."""


class Picture(Tap, wire="fbi"):
    """Who can see what, as a picture."""


feature.refuses(DeskUnknown, lambda _r: _("That desk takes nothing at the moment. See /feedback for the others."))
feature.refuses(
    FeedbackOff, lambda _r: _("Anonymous feedback is not set up here, or its keys are missing. Nothing was kept.")
)
feature.refuses(PublicationGone, lambda _r: _("It is not published any more."))
feature.refuses(
    TextUnfit,
    lambda _r: _("One to {limit} characters, please. Nothing was kept or sent.", limit=TEXT_LIMIT),
)
feature.refuses(
    TooManyThreads,
    lambda r: n_(
        "Today you have written about {n} matter anonymously; more are taken from tomorrow on.",
        "Today you have written about {n} matters anonymously; more are taken from tomorrow on.",
        r.most,
    ),
)
feature.refuses(
    DeskBusy, lambda _r: _("Very much is being written to that desk right now. Please try again within the hour.")
)
feature.refuses(Muted, lambda _r: _("That desk asked for a pause until tomorrow. It does not know who you are."))
feature.refuses(
    ReceiptUnfit,
    lambda _r: _("That is no receipt: it has five groups of four letters and digits, like 7K2M-A1B2-C3D4-E5F6-G7H8."),
)
feature.refuses(
    ReceiptWrong,
    lambda r: n_(
        "No matter opens with this receipt: mistyped, or over for long. {n} more try within the hour.",
        "No matter opens with this receipt: mistyped, or over for long. {n} more tries within the hour.",
        r.left,
    ),
)
feature.refuses(
    TooManyReceipts,
    lambda r: _("Too many receipts that open nothing. The next try counts from {time} on.", time=When(r.until, "time")),
)
feature.refuses(TooManyAtOnce, lambda _r: _("Very many receipts are being opened right now. Please try in a minute."))
feature.refuses(ReceiptTaken, lambda _r: _("This receipt cannot be used any more. Please begin again: /feedback."))
feature.refuses(ReceiptAsleep, lambda _r: _("It was opened too long ago. Please type the receipt again: /receipt."))
feature.refuses(ThreadClosed, lambda _r: _("This matter is closed. For something new: /feedback."))

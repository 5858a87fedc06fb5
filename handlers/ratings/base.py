"""The declaration of the feature, and what it promises to those who rate."""

from __future__ import annotations

from bot.domain.ratings import (
    LONGEST_WORDS,
    OPEN_DAYS,
    STEP,
    WORDS_FROM,
    AlreadyRated,
    NotThere,
    RatingClosed,
    StarsUnfit,
    WordsUnfit,
)
from bot.texts import _
from handlers.kit import Feature

feature = Feature("ratings", _("Rating"))

# No more than this, and never less: see bot/domain/ratings.py and storage/ratings.py.
PROMISE = _(
    "Organisers do not see who gave how many stars or who wrote what. They see the average from {step} answers on and "
    "words from {words} on, and nothing new before {step} more have come. Telegram and whoever controls this server "
    "could still find out.",
    step=STEP,
    words=WORDS_FROM,
)

feature.refuses(
    RatingClosed,
    lambda _r: _("Ratings are taken from the end of an event on, for {days} days.", days=OPEN_DAYS),
)
feature.refuses(NotThere, lambda _r: _("Those who were there rate it. If you were, ask the organiser to tick you off."))
feature.refuses(
    AlreadyRated,
    lambda _r: _("You have done that already. Stars can be changed in the message in which you gave them."),
)
feature.refuses(StarsUnfit, lambda _r: _("These stars cannot be changed (any more)."))
feature.refuses(WordsUnfit, lambda _r: _("One to {limit} characters, please.", limit=LONGEST_WORDS))

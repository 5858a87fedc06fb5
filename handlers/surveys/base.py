"""The declaration of the feature, its taps, its refusals in words, and what it promises."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.surveys import (
    FIRST_FROM,
    LEAST,
    MOST_QUESTIONS,
    TEXTS_FROM,
    AlreadyReminded,
    AlreadyTaken,
    AlreadyTold,
    AnswersUnfit,
    NotAsked,
    NothingToTell,
    Survey,
    SurveyNotOpen,
    SurveyUnfit,
    SurveyUnknown,
    TooFewAsked,
)
from bot.texts import When, Words, _, lines
from handlers.kit import Feature

feature = Feature("surveys", _("Surveys"), lead="survey")

feature.refuses(SurveyUnknown, lambda _r: _("There is no such survey, or it is not yours. See /survey."))
feature.refuses(
    SurveyUnfit,
    lambda _r: _("A survey needs a title, one to {most} questions, and an end to come.", most=MOST_QUESTIONS),
)
feature.refuses(
    TooFewAsked,
    lambda _r: _("Fewer than {least} people would be asked; they could not stay unknown. Ask more.", least=LEAST),
)
feature.refuses(NotAsked, lambda _r: _("This survey asks other people. There is nothing for you to do."))
feature.refuses(
    SurveyNotOpen,
    lambda r: _(
        "Answers are taken from {opens} to {closes}. Nothing of yours was counted.",
        opens=When(r.opens_at),
        closes=When(r.closes_at),
    ),
)
feature.refuses(AlreadyTaken, lambda _r: _("You have taken part already. Answers are counted once."))
feature.refuses(AnswersUnfit, lambda _r: _("These answers do not fit the questions. Please begin again."))
feature.refuses(AlreadyReminded, lambda _r: _("They were reminded already, and are reminded once."))
feature.refuses(AlreadyTold, lambda _r: _("Those who were asked have been told already."))
feature.refuses(
    NothingToTell,
    lambda _r: _("There is nothing to tell: it has not ended, too few took part, or it ended more than a week ago."),
)
feature.noted("survey.tell", lambda title: _("told those asked the results of the survey “{title}”", title=title))
feature.noted("survey.open", lambda title: _("opened the survey “{title}”", title=title))
feature.noted("survey.close", lambda title: _("closed the survey “{title}”", title=title))
feature.noted("survey.remind", lambda title: _("reminded of the survey “{title}”", title=title))


class ListSurveys(Tap, wire="svl"):
    """A page of the own surveys."""

    page: int


class NewSurvey(Tap, wire="sv+"):
    """Begin one."""


class ShowSurvey(Tap, wire="sv"):
    """What an organiser may see of one."""

    survey: int


class ShowWords(Tap, wire="svw"):
    """A page of what was written."""

    survey: int
    question: int
    page: int


class ShowCells(Tap, wire="svd"):
    """A question by departments."""

    survey: int
    question: int


class TakePicture(Tap, wire="svp"):
    """The results as a picture."""

    survey: int


class Remind(Tap, wire="svr"):
    """Remind who has not taken part."""

    survey: int


class Close(Tap, wire="svx"):
    """Take no more answers; `sure` after asking."""

    survey: int
    sure: bool


class TellResults(Tap, wire="svt"):
    """Tell those who were asked; `sure` after asking."""

    survey: int
    sure: bool


class ShowInvitation(Tap, wire="svi"):
    """What a survey asks and promises."""

    survey: int


class ListWaiting(Tap, wire="svm"):
    """The surveys that wait for an answer."""


class WipeAnswers(Tap, wire="sv-"):
    """Delete from the chat what was answered."""


class Begin(Tap, wire="sv="):
    """Begin to answer."""

    survey: int


def promise_words(survey: Survey) -> Words:
    """Return what is promised to whoever answers. No more than this, and never less: see bot/domain/surveys.py."""
    return lines(
        _(
            "🔒 Anonymous. The bot notes that you took part, not what you answered. Organisers see sums of at least "
            "{least} people, the first not before {first} have taken part or it has ended; and what was written only "
            "at the end, among {texts} texts or more, without names.",
            least=LEAST,
            first=FIRST_FROM,
            texts=TEXTS_FROM,
        ),
        _("Sums are shown by department, too, from {least} answers on.", least=LEAST) if survey.by_department else None,
        _("Telegram, your own chat history, and whoever controls this server or the bot’s token could still see it."),
    )

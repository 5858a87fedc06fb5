"""The declaration of the feature, its taps, its refusals in words, and what its readers did in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.callbacks import Tap
from bot.domain.desks import (
    ABOUT_LIMIT,
    EYES,
    LEAST_READERS,
    MOST_TEMPLATES,
    NAME_LIMIT,
    DeskNameUnfit,
    DeskUnstaffed,
    DeskWordsUnfit,
    NotReader,
    TooManyTemplates,
)
from bot.domain.feedback import NothingToMute, ThreadGone, ThreadSealed
from bot.services.feedback_upkeep import FeedbackUpkeep
from bot.texts import _
from handlers.kit import Desk, Feature

feature = Feature("desks", _("Desks"))

feature.refuses(DeskUnstaffed, lambda _r: _("A desk needs at least {n} readers; until then it rests.", n=LEAST_READERS))
feature.refuses(
    DeskNameUnfit,
    lambda _r: _("A desk’s name has 1 to {limit} characters, and no other desk has it.", limit=NAME_LIMIT),
)
feature.refuses(DeskWordsUnfit, lambda r: _("One to {limit} characters, please.", limit=r.limit))
feature.refuses(NotReader, lambda _r: _("Only those who read this desk can do that. See /inbox."))
feature.refuses(
    TooManyTemplates, lambda _r: _("A desk keeps {n} templates at most. Delete one first.", n=MOST_TEMPLATES)
)
feature.refuses(ThreadGone, lambda _r: _("This matter is not at one of your desks any more. See /inbox."))
feature.refuses(ThreadSealed, lambda _r: _("Here {n} readers open a matter together. One more is needed.", n=EYES))
feature.refuses(NothingToMute, lambda _r: _("Nothing was written in this matter today, so nobody can be paused."))

for _act, _words in {
    "desk.add": lambda name: _("made the desk “{name}”", name=name),
    "desk.change": lambda name: _("changed the desk “{name}”", name=name),
    "desk.admit": lambda name: _("let somebody read the desk “{name}”", name=name),
    "desk.dismiss": lambda name: _("took somebody off the desk “{name}”", name=name),
    "desk.open": lambda what: _("opened an anonymous matter: {what}", what=what),
    "desk.reply": lambda what: _("answered an anonymous matter: {what}", what=what),
    "desk.close": lambda what: _("closed an anonymous matter: {what}", what=what),
    "desk.hand": lambda what: _("handed an anonymous matter on: {what}", what=what),
    "desk.mute": lambda what: _("paused who wrote an anonymous matter until midnight: {what}", what=what),
    "desk.publish": lambda name: _("published a question and its answer for the desk “{name}”", name=name),
    "desk.withdraw": lambda name: _("took a published answer of the desk “{name}” back", name=name),
}.items():
    feature.noted(_act, _words)


class Inbox(Tap, wire="fd"):
    """The desks one reads."""


class ShowDesk(Tap, wire="fdd"):
    """A page of a desk's matters."""

    desk: int
    page: int = 0


class OpenThread(Tap, wire="fdo"):
    """Open a matter: on a sensitive desk this counts as consent to it. `page` 0 is the latest."""

    tag: str
    page: int = 0


class Look(Tap, wire="fdv"):
    """Show a matter again, without consenting to anything; `page` 0 is the latest."""

    tag: str
    page: int = 0


class Reply(Tap, wire="fdr"):
    """Answer or ask back."""

    tag: str


class CloseThread(Tap, wire="fdx"):
    """Close a matter with a summary."""

    tag: str


class Hand(Tap, wire="fdh"):
    """Give a matter to another desk; 0: choose one."""

    tag: str
    desk: int = 0


class SetTheme(Tap, wire="fdt"):
    """Say what a matter is about."""

    tag: str


class Publish(Tap, wire="fdp"):
    """Publish a question and its answer."""

    tag: str


class Pause(Tap, wire="fdm"):
    """Keep who wrote away from the desk until midnight; `sure` after asking."""

    tag: str
    sure: bool = False


class ShowFigures(Tap, wire="fdf"):
    """A desk's month: so many months ago."""

    desk: int
    ago: int = 0


class ShowPublished(Tap, wire="fdq"):
    """A page of what a desk published."""

    desk: int
    page: int = 0


class Templates(Tap, wire="fdk"):
    """A desk's templates."""

    desk: int


class Manage(Tap, wire="fdg"):
    """All desks, for owners."""


class ManageDesk(Tap, wire="fdg="):
    """One desk, for owners."""

    desk: int


@feature.every("feedback", timedelta(minutes=5))
async def keep_up(desk: Desk, _now: datetime) -> None:
    """Gather for desks, tell who asked for it, end what is over, replace keys."""
    await desk.service(FeedbackUpkeep).run()


ABOUT_HINT = _("What is it for? At most {limit} characters; people read it before they write.", limit=ABOUT_LIMIT)

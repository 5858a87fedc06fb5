"""The declaration of the feature, its taps, and its refusals in words."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.deliveries import Reason
from bot.domain.notice_parts import NoticeUnfit
from bot.domain.notices import (
    LONGEST_TITLE,
    NobodyMeant,
    NoticeSettled,
    NoticeState,
    NoticeUnknown,
    NotRecipient,
    NotSecond,
)
from bot.texts import Words, _
from handlers.kit import Feature

feature = Feature("notices", _("Notices"))

STATES: dict[NoticeState, Words] = {
    NoticeState.ASKED: _("waits for a second organiser"),
    NoticeState.SCHEDULED: _("scheduled"),
    NoticeState.SENDING: _("being sent"),
    NoticeState.PAUSED: _("paused"),
    NoticeState.DONE: _("sent"),
    NoticeState.STOPPED: _("stopped"),
    NoticeState.WITHDRAWN: _("withdrawn"),
}
REASONS: dict[str, Words] = {
    Reason.NEVER_STARTED: _("never pressed Start"),
    Reason.NO_CONSENT: _("has not agreed to the notice on personal data"),
    Reason.BLOCKED: _("blocked the bot"),
    Reason.DEACTIVATED: _("account deleted"),
    Reason.KICKED: _("the bot was removed from the group"),
    Reason.NO_RIGHTS: _("the bot may not write there"),
    Reason.REFUSED: _("refused by Telegram"),
    Reason.CRASH: _("interrupted"),
    Reason.NO_ANSWER: _("no answer from Telegram"),
    Reason.MUTED: _("muted"),
    Reason.TOO_OLD: _("older than 48 hours"),
}

feature.refuses(NoticeUnknown, lambda _r: _("There is no such notice, or it is not yours. See /notices."))
feature.refuses(
    NoticeUnfit,
    lambda _r: _(
        "A notice needs a title of at most {limit} characters and a content. Edited, it keeps its kinds of files.",
        limit=LONGEST_TITLE,
    ),
)
feature.refuses(NobodyMeant, lambda _r: _("Nobody you may write to is meant. Please choose other people."))
feature.refuses(
    NoticeSettled, lambda r: _("That is not possible any more: the notice is {state}.", state=STATES[r.state])
)
feature.refuses(NotSecond, lambda _r: _("Somebody else who organises for all of these people has to decide about it."))
feature.refuses(NotRecipient, lambda _r: _("This notice did not go to you; there is nothing to confirm."))
feature.noted("notice.confirm", lambda title: _("sent the notice “{title}”", title=title))
feature.noted("notice.approve", lambda title: _("approved the notice “{title}”", title=title))
feature.noted("notice.refuse", lambda title: _("did not approve the notice “{title}”", title=title))
feature.noted("notice.pause", lambda title: _("paused the notice “{title}”", title=title))
feature.noted("notice.resume", lambda title: _("went on with the notice “{title}”", title=title))
feature.noted("notice.stop", lambda title: _("stopped the notice “{title}”", title=title))
feature.noted("notice.withdraw", lambda title: _("withdrew the notice “{title}”", title=title))
feature.noted("notice.edit", lambda title: _("changed the notice “{title}”", title=title))
feature.noted("notice.nudge", lambda title: _("reminded who had not acknowledged “{title}”", title=title))
feature.noted("notice.again", lambda title: _("sent the notice “{title}” again to some", title=title))


class ShowNotice(Tap, wire="no"):
    """How far a notice is."""

    notice: int


class ListNotices(Tap, wire="nol"):
    """A page of the own notices."""

    page: int


class Steer(Tap, wire="nos"):
    """Do something about a notice: `act` is a key of steering.ACTS; `sure` after asking."""

    notice: int
    act: str
    sure: bool


class ListUnacknowledged(Tap, wire="nou"):
    """A page of those who have not acknowledged."""

    notice: int
    page: int


class ListFaults(Tap, wire="nof"):
    """A page of those whom it did not reach: `state` is of DeliveryState."""

    notice: int
    state: str
    page: int


class EditNotice(Tap, wire="noe"):
    """Say something else."""

    notice: int


class CopyNotice(Tap, wire="noc"):
    """Begin a notice like this one."""

    notice: int


class Approve(Tap, wire="noa"):
    """Let it be sent, as the second organiser."""

    notice: int


class Decline(Tap, wire="nod"):
    """Keep it from being sent, as the second organiser."""

    notice: int


class ShowReport(Tap, wire="nor"):
    """What became of it."""

    notice: int


class TakeCurve(Tap, wire="norc"):
    """How the acknowledgements came in, as a picture."""

    notice: int


class TakeDepartments(Tap, wire="nord"):
    """A page of the departments, as a picture."""

    notice: int
    page: int


class TakeRecipients(Tap, wire="norx"):
    """Everyone, as a workbook."""

    notice: int


class ListTemplates(Tap, wire="nt"):
    """The notices kept as templates."""


class KeepTemplate(Tap, wire="nt+"):
    """Keep a notice as a template."""

    notice: int


class ShowTemplate(Tap, wire="nts"):
    """A template, with what can be done."""

    template: int


class UseTemplate(Tap, wire="ntu"):
    """Write a notice with it."""

    template: int


class RenameTemplate(Tap, wire="ntr"):
    """Give it another name."""

    template: int


class DropTemplate(Tap, wire="ntd"):
    """Keep it no longer."""

    template: int

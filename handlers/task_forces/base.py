"""The declaration of the feature, its taps, and its refusals in words."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.name_lists import ListUnreadable
from bot.domain.task_forces import (
    LONGEST_NAME,
    MOST_KEPT,
    MOST_MEMBERS,
    TaskForceEnded,
    TaskForceUnknown,
    TaskForceUnnamed,
    TooManyTaskForces,
)
from bot.texts import _
from handlers.kit import Feature
from handlers.name_lists import unreadable

feature = Feature("task_forces", _("Task forces"))

feature.refuses(TaskForceUnknown, lambda _r: _("There is no such task force, or it is not yours. See /taskforces."))
feature.refuses(TaskForceUnnamed, lambda _r: _("A name of at most {limit} characters, please.", limit=LONGEST_NAME))
feature.refuses(TaskForceEnded, lambda _r: _("This task force has ended. Begin a new one with /taskforces."))
feature.refuses(
    TooManyTaskForces,
    lambda _r: _(
        "At most {most} task forces of up to {members} people each. End one that is done.",
        most=MOST_KEPT,
        members=MOST_MEMBERS,
    ),
)
feature.refuses(ListUnreadable, unreadable)
feature.noted("task_force.create", lambda name: _("began the task force “{name}”", name=name))
feature.noted("task_force.end", lambda name: _("ended the task force “{name}”", name=name))
feature.noted("task_force.members", lambda change: _("changed the members of a task force ({change})", change=change))


class ListTaskForces(Tap, wire="tf"):
    """The own task forces."""


class ShowTaskForce(Tap, wire="tfs"):
    """A page of its members."""

    task_force: int
    page: int


class NewTaskForce(Tap, wire="tf+"):
    """Begin one."""


class AddMembers(Tap, wire="tfa"):
    """Take people in."""

    task_force: int


class PickMember(Tap, wire="tfp"):
    """A page of members to choose from whom to take out."""

    task_force: int
    page: int


class RemoveMember(Tap, wire="tfr"):
    """Take somebody out."""

    task_force: int
    person: int
    page: int


class EndTaskForce(Tap, wire="tfe"):
    """The task is done; `sure` after asking."""

    task_force: int
    sure: bool

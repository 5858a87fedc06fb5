"""The buttons of forms."""

from __future__ import annotations

from bot.callbacks import Tap


class Pick(Tap, wire="f="):
    """One of the choices of a step."""

    step: str
    value: str


class Turn(Tap, wire="f>"):
    """Another page of choices of a step."""

    step: str
    page: str


class Skip(Tap, wire="f-"):
    """No answer to an optional step."""

    step: str


class Back(Tap, wire="f<"):
    """To the question before this one."""

    step: str


class Edit(Tap, wire="f!"):
    """From the preview back to one step."""

    step: str


class File(Tap, wire="f+"):
    """File the form."""

    form: str


class Cancel(Tap, wire="fx"):
    """Drop the form."""

    form: str


class Resume(Tap, wire="fr"):
    """Go on with the unfinished form."""


class Anew(Tap, wire="fn"):
    """Drop the unfinished form and begin the one that was asked for."""


TAPS: tuple[type[Tap], ...] = (Pick, Turn, Skip, Back, Edit, File, Cancel, Resume, Anew)

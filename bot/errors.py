"""The one exception that is an answer: everything else that is raised is a bug."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it refuses, it is no error of the program
    """What a person asked for cannot be done, and they should know why and what they can do instead.

    Subclasses carry facts (a time, a number), never words: their text stands with the feature that can meet them, see
    `Feature.refuses`.
    """

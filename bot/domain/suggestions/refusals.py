"""What cannot be done with a suggestion, and why; what the table alone refuses stands beside it."""

from __future__ import annotations

from bot.errors import Refusal


class SuggestionUnknown(Refusal):
    """There is no such suggestion, or not for this person."""


class SuggestionUnfit(Refusal):
    """A part that cannot hold: `part` is text, place, files or words; `most` is how much fits (characters, files)."""

    def __init__(self, part: str, most: int) -> None:
        super().__init__(part, most)
        self.part, self.most = part, most


class TooManySuggestions(Refusal):
    """The campaign takes `most` of one person."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class TooManySeconds(Refusal):
    """The campaign lets one person second `most`."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class VotingOff(Refusal):
    """In this campaign nobody seconds."""


class CommentsOff(Refusal):
    """In this campaign nobody comments."""


class NamesOnly(Refusal):
    """In this campaign names are not hidden."""


class TooLateToEdit(Refusal):
    """What was filed can be changed for EDITABLE only."""


class OthersMerged(Refusal):
    """Suggestions of others are merged into it: it is no longer its author's alone to take back."""


class OthersInside(Refusal):
    """Suggestions of others are part of it and would be hidden with it: `numbers`."""

    def __init__(self, numbers: tuple[str, ...]) -> None:
        super().__init__(numbers)
        self.numbers = numbers


class MergedElsewhere(Refusal):
    """It is part of another suggestion now: `number`, `into` is its id."""

    def __init__(self, number: str, into: int) -> None:
        super().__init__(number, into)
        self.number, self.into = number, into


class MergeUnfit(Refusal):
    """These two cannot become one: the same, a circle, of two campaigns, or the other is closed."""


class ReopenedBefore(Refusal):
    """It was opened again once already."""


class NotReopened(Refusal):
    """It was never opened again: whom it did not help opens it again first."""


class ChangedSince(Refusal):
    """Its author changed it after whoever wants to accept it had read it."""


class OfficeNeeded(Refusal):
    """The office is missing, unknown, or the same as before."""


class HandlerUnfit(Refusal):
    """Whoever is to handle it has joined, and belongs to the office."""


class ExtensionTooLate(Refusal):
    """The deadline has passed."""


class ExtensionAsked(Refusal):
    """An extension was asked for already and nobody has answered yet."""


class NoExtension(Refusal):
    """Nobody asked for an extension, or it was answered already."""


class OwnExtension(Refusal):
    """Nobody grants their own extension."""

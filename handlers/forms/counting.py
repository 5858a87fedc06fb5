"""How many questions a form asks, as far as that is certain."""

from __future__ import annotations

from typing import Any

from bot.domain.drafts import Draft
from handlers.kit import Answers, Form


class _Read(Answers):
    """Answers that remember which of them were asked for by name."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.names.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return that answer, or `default`."""
        self.names.add(name)
        return super().get(name, default)


def total(form: Form, draft: Draft, asked: list[str]) -> int | None:
    """Return how many are `asked`; None while an answer may still change that: one that is read and not given yet."""
    answers = _Read(draft.answers)
    steps = form.asked(answers)
    names = {step.name for step in steps}
    later = [step for step in steps if step.name in asked[asked.index(draft.step) :]]
    unknown = {name for name in answers.names if name not in draft.answers and (name in names or name[0] == "_")}
    open_ = draft.step in answers.names or unknown or any(step.knows for step in later)
    return None if open_ else len(asked)

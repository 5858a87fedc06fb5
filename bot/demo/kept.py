"""A demo world that stays: a folder with the bot's database, what the sandbox knows, its files, and the time there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.clock import instant, micros
from bot.failure import CommandError
from bot.lock import holding
from bot.sandbox import Sandbox, keep


class Kept:
    """One folder. Time stands still in it while nobody plays."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "demo.db"
        self._state, self._files = folder / "sandbox.json", folder / "files"
        self._known: dict[str, object] | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for this process alone, and read it. Raises CommandError with the reason when that fails."""
        with holding(self.database):
            if self._state.exists():
                try:
                    self._known = json.loads(self._state.read_text("utf-8"))
                except ValueError as broken:
                    raise CommandError(
                        f"{self._state} cannot be read: {broken}; delete the folder to begin anew"
                    ) from None
            elif self.database.exists():
                raise CommandError(f"{self.database} has lost its {self._state.name}; delete the folder to begin anew")
            yield

    @property
    def new(self) -> bool:
        """Whether there is no world yet."""
        return self._known is None

    def time(self, now: datetime) -> datetime:
        """Return when it is in there: as it was left, `now` in a new world."""
        return now if self._known is None else instant(int(str(self._known["now"])))

    def restore(self, sandbox: Sandbox) -> None:
        """Put back what was kept."""
        if self._known is not None:
            try:
                keep.restore(sandbox, self._known, lambda path: (self._files / path).read_bytes())
            except (KeyError, ValueError, OSError) as unfit:
                raise CommandError(f"{self._state} does not fit: {unfit}; delete the folder to begin anew") from None

    def save(self, sandbox: Sandbox, now: datetime) -> None:
        """Keep everything as it is."""
        for file in sandbox.world.files.all():
            path = self._files / file.path
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                _replace(path, file.content)
        state = {**keep.dumped(sandbox), "now": micros(now)}
        _replace(self._state, json.dumps(state, ensure_ascii=False).encode())


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(content)
    draft.replace(path)

"""Write the next migration from what storage.schema says now: `python -m storage.migrations add_points`.

With `--feedback` before the name, for the database apart, from storage.feedback.schema.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import Script

from storage.migrate import FEEDBACK, MAIN, History, alembic_config, engine, revisions, upgrade


def write(name: str, history: History = MAIN) -> Path:
    """Compare a scratch database at the newest migration with the schema; return the new file with the difference."""
    known = revisions(history)
    with TemporaryDirectory() as folder:
        url = str(Path(folder) / "scratch.db")
        if known:
            upgrade(url, history)
        with engine(url).begin() as connection:
            config = alembic_config(history, connection=connection, alters=bool(known))
            title, number = name.replace("_", " ").capitalize(), f"{len(known) + 1:04}"
            script = command.revision(config, title, autogenerate=True, rev_id=number)
    assert isinstance(script, Script)  # noqa: S101 - a list only when asked for several
    written = Path(script.path)
    lines = written.read_text().splitlines(keepends=True)
    written.write_text("".join(line for line in lines if "###" not in line))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", written], check=True)  # noqa: S603
    return written


if __name__ == "__main__":
    *apart, name = sys.argv[1:]
    write(name, FEEDBACK if apart == ["--feedback"] else MAIN)

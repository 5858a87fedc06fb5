"""One bot per SQLite file, across processes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bot.lock import InUseError, holder, holding

HOLD = """
import sys
from pathlib import Path
from bot.lock import holding
with holding(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_who_holds_the_file_until_the_first_is_killed(tmp_path):
    database = tmp_path / "data" / "x.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(InUseError, match=rf"^process {first.pid} is at work on {database}$"), holding(database):
            pass
        assert holder(database) == f"process {first.pid} is at work on {database}"
        first.kill()
        first.wait()
        assert holder(database) is None
        with holding(database):
            assert (tmp_path / "data" / "x.db.lock").read_text() == str(os.getpid())
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_two_spellings_of_one_file_are_one(tmp_path):
    (tmp_path / "link.db").symlink_to(tmp_path / "x.db")
    with holding(tmp_path / "x.db"), pytest.raises(InUseError), holding(tmp_path / "link.db"):
        pass


def test_two_files_are_two(tmp_path):
    with holding(tmp_path / "x.db"), holding(tmp_path / "y.db"):
        pass


def test_to_ask_who_holds_a_file_leaves_no_trace(tmp_path):
    assert holder(tmp_path / "data" / "x.db") is None
    assert list(tmp_path.iterdir()) == []

"""The command line as an operator meets it: a process, its exit code, what it prints."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot import __version__
from bot.lock import holding
from storage.feedback.place import beside

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
NOWHERE = "http://127.0.0.1:9"  # the discard port, where nobody listens


@pytest.fixture
def faguang(tmp_path):
    """Run the command in an empty folder; gives (exit code, standard output, standard error)."""

    def run(*arguments: str, **settings: str) -> tuple[int, str, str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FAGUANG_")}
        environment |= {f"FAGUANG_{name}": value for name, value in settings.items()}
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return done.returncode, done.stdout, done.stderr

    return run


def roster(folder, name):
    """A roster of one; returns its path."""
    file = folder / "people.csv"
    file.write_text(f"姓名,工号\n{name},1001\n")
    return str(file)


def names(database):
    with closing(sqlite3.connect(database)) as file:
        return [name for (name,) in file.execute("SELECT name FROM people ORDER BY id")]


def test_version(faguang):
    assert faguang("version") == (0, f"faguang {__version__}\n", "")


def test_help_lists_the_commands(faguang):
    code, out, _ = faguang("--help")
    assert code == 0
    assert re.findall(r"^    (\w+)", out, re.MULTILINE) == [
        "run",
        "demo",
        "doctor",
        "import",
        "backup",
        "restore",
        "desk",
        "version",
    ]


def test_an_unknown_command(faguang):
    code, _, err = faguang("rum")
    assert code == 2
    assert err.splitlines()[-1].startswith("faguang: error: argument COMMAND: invalid choice: 'rum'")


def test_run_without_a_token_is_one_line(faguang):
    what = "FAGUANG_TOKEN is not set; what fits: the token that @BotFather gave, such as 123456:AbC-dEf"
    assert faguang("run") == (2, "", f"{what}; `faguang demo` needs none\n")


@pytest.mark.parametrize("command", ["doctor", ""])
def test_a_wrong_setting_stops_every_command_with_one_line(faguang, command):
    expected = "FAGUANG_LANGUAGE is 'de'; what fits: zh_Hans, zh_Hant, en\n"
    assert faguang(*command.split(), TOKEN=TOKEN, LANGUAGE="de") == (2, "", expected)


def test_version_needs_no_settings(faguang):
    assert faguang("version", LANGUAGE="de")[0] == 0


def test_run_says_when_telegram_cannot_be_reached_and_shows_no_token(faguang, tmp_path):
    code, out, err = faguang("run", TOKEN=TOKEN, API_BASE=NOWHERE, LOG_FORMAT="json")
    assert (code, out) == (1, "")
    assert '"event": "no_telegram"' in err.splitlines()[-1]
    assert TOKEN not in err
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_run_stops_at_what_it_cannot_work_with(faguang, tmp_path):
    (tmp_path / "data").write_text("in the way")
    code, out, err = faguang("run", TOKEN=TOKEN, API_BASE=NOWHERE, DATABASE="/proc/x/faguang.db")
    assert (code, out) == (1, "")
    assert err.splitlines()[0] == (
        f"✘ files: /proc cannot be written; make this user its owner: chown {os.geteuid()} /proc"
    )


def test_a_second_run_on_the_same_file_is_refused_with_the_reason(faguang, tmp_path):
    database = tmp_path / "data" / "faguang.db"
    with holding(database):
        found = faguang("run", TOKEN=TOKEN, API_BASE=NOWHERE)
    assert found == (1, "", f"process {os.getpid()} is at work on data/faguang.db\n")


def test_doctor_says_how_it_is_and_what_to_do(faguang, tmp_path):
    code, out, err = faguang("doctor", TOKEN=TOKEN, API_BASE=NOWHERE, LISTEN="127.0.0.1:0")
    lines = [line for line in out.splitlines() if " disk: " not in line and " pictures: " not in line]
    assert (code, err) == (1, "")
    assert lines == [
        "✔ settings: the environment is in order",
        f"✔ files: {tmp_path} can be written",
        "✔ database: is made at the first start",
        "✔ listen: 127.0.0.1:0 is free",
        "✘ telegram: 127.0.0.1:9 cannot be reached; check the network, FAGUANG_API_BASE, FAGUANG_PROXY",
    ]
    assert list(tmp_path.iterdir()) == []


def test_doctor_is_content_without_a_token(faguang):
    assert faguang("doctor")[0] == 0


def test_a_backup_can_be_restored(faguang, tmp_path, sqlite_url):
    assert faguang("import", "--yes", roster(tmp_path, "王敏"), DATABASE=sqlite_url)[0] == 0
    assert faguang("backup", "safe.db", DATABASE=sqlite_url) == (0, "safe.db holds the whole database.\n", "")
    assert faguang("import", "--yes", roster(tmp_path, "张强"), DATABASE=sqlite_url)[0] == 0
    refused = (1, "", "the database has data already; --force replaces it\n")
    assert faguang("restore", "safe.db", DATABASE=sqlite_url) == refused
    assert names(sqlite_url) == ["张强"]
    restored = (0, "The database is as safe.db has it.\n", "")
    assert faguang("restore", "safe.db", "--force", DATABASE=sqlite_url) == restored
    assert names(sqlite_url) == ["王敏"]


@pytest.mark.postgres
def test_a_backup_of_postgresql_can_be_restored(faguang, tmp_path, postgres_url):
    assert faguang("import", "--yes", roster(tmp_path, "王敏"), DATABASE=postgres_url)[0] == 0
    assert faguang("backup", "safe.db", DATABASE=postgres_url)[0] == 0
    assert faguang("restore", "safe.db", DATABASE="copy.db")[0] == 0
    assert names(tmp_path / "copy.db") == ["王敏"]


def test_a_backup_overwrites_nothing(faguang, tmp_path, sqlite_url):
    (tmp_path / "safe.db").write_text("precious")
    assert faguang("backup", "safe.db", DATABASE=sqlite_url) == (1, "", "safe.db exists already\n")
    assert (tmp_path / "safe.db").read_text() == "precious"


def test_a_damaged_backup_is_not_restored(faguang, tmp_path, sqlite_url):
    (tmp_path / "safe.db").write_text("Dear diary")
    before = Path(sqlite_url).read_bytes()
    assert faguang("restore", "safe.db", "--force", DATABASE=sqlite_url) == (1, "", "file is not a database\n")
    assert Path(sqlite_url).read_bytes() == before


def test_nothing_is_restored_under_a_running_bot(faguang, tmp_path, sqlite_url):
    faguang("backup", "safe.db", DATABASE=sqlite_url)
    with holding(Path(sqlite_url)):
        found = faguang("restore", "safe.db", "--force", DATABASE=sqlite_url)
    assert found == (1, "", f"process {os.getpid()} is at work on {sqlite_url}\n")


def test_an_import_that_nobody_agrees_to(faguang, tmp_path):
    code, out, err = faguang("import", roster(tmp_path, "王敏"))
    assert (code, err) == (1, "Nothing was imported.\n")
    assert out == "1 new, 0 changed, 0 unchanged, 0 wrong\n+ 王敏 (1001)\nImport 1 new and 0 changed people? [y/N] "
    assert names(tmp_path / "data" / "faguang.db") == []


def test_the_tour_is_told_in_the_terminal(faguang, tmp_path):
    code, out, err = faguang("demo", "--tour")
    assert (code, err) == (0, "")
    assert "报名" in out
    assert list(tmp_path.iterdir()) == []


def test_the_keys_of_feedback_are_made_once_and_never_beside_the_database(faguang, tmp_path):
    code, out, err = faguang("desk", "init")
    assert (code, err, out.splitlines()[0]) == (
        0,
        "",
        "keys has the pepper now; the keys of desks come to lie there, too. Only this user can read them.",
    )
    pepper = (tmp_path / "keys" / "pepper").read_bytes()
    assert len(pepper) == 32
    assert faguang("desk", "init") == (1, "", "keys has its pepper already; nothing was changed\n")
    assert (tmp_path / "keys" / "pepper").read_bytes() == pepper
    why = "data/keys lies where the database does, and would be copied with it; name a folder elsewhere in FAGUANG_KEYS"
    assert faguang("desk", "init", KEYS="data/keys") == (1, "", f"{why}\n")
    assert not (tmp_path / "data").exists()


def test_what_was_said_anonymously_is_saved_and_restored_beside_the_rest(faguang, tmp_path, migrated_sqlite):
    shutil.copy(migrated_sqlite, tmp_path / "here.db")
    shutil.copy(beside(str(migrated_sqlite)), tmp_path / "here-feedback.db")
    with closing(sqlite3.connect(tmp_path / "here-feedback.db")) as file, file:
        file.execute("INSERT INTO marks (name, value) VALUES ('told', 7)")
    code, out, _ = faguang("backup", "safe.db", DATABASE="here.db")
    assert (code, out.splitlines()[1]) == (
        0,
        "safe-feedback.db holds what was said anonymously, sealed. The keys are in neither.",
    )
    code, out, _ = faguang("restore", "safe.db", DATABASE="there.db")
    assert (code, len(out.splitlines())) == (0, 2)
    with closing(sqlite3.connect(tmp_path / "there-feedback.db")) as file:
        assert file.execute("SELECT name, value FROM marks").fetchall() == [("told", 7)]

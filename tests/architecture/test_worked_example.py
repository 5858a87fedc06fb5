"""The worked example of CONTRIBUTING.md is alive: put into a copy of the project as the document says, it works."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "CONTRIBUTING.md"
BLOCK = re.compile(r"^```(?:python|po|diff)\n# (?P<file>\S+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
COPIED = ("bot", "handlers", "storage", "tests", "pyproject.toml")
# What a developer would run in the end; the whole suite would take its minutes.
CHECKS = (
    "tests/scenario/test_carpool.py",
    "tests/unit/test_people_rights.py",
    "tests/unit/test_storage_migrate.py::test_the_migrations_lead_to_the_schema",
    "tests/architecture/test_completeness.py",
    "tests/architecture/test_translations.py",
    "tests/architecture/test_imports.py::test_every_feature_is_held_independent_of_the_others",
)


def edited(text, diff):
    """`text` after the hunks of `diff`, which are separated by @@; the lines of each have to stand there once."""
    for hunk in re.split(r"^@@\n", diff, flags=re.MULTILINE):
        changes = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in changes if line[0] in " -")
        after = "".join(line[1:] for line in changes if line[0] in " +")
        assert text.count(before) == 1, f"the document changes lines that are not there (any more):\n{before}"
        text = text.replace(before, after)
    return text


def run(folder, *command):
    # Whoever runs this suite in a special way (CI, an own base folder) does not mean the one inside.
    outside = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST")}
    environment = {**outside, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [Path(sys.executable).with_name(command[0]), *command[1:]],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}"
    return done.stdout


@pytest.fixture
def copy(tmp_path):
    """The project with the example in it."""
    unwanted = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=unwanted)
        else:
            shutil.copy(source, tmp_path)
    for block in BLOCK.finditer(DOCUMENT.read_text()):
        file, body = tmp_path / block["file"], block["body"]
        if block[0].startswith("```diff"):
            file.write_text(edited(file.read_text(), body))
        else:
            assert not file.exists(), f"the example's {block['file']} is in the project already"
            file.write_text(body)
    return tmp_path


@pytest.mark.slow
def test_the_worked_example_works(copy):
    run(copy, "python", "-m", "storage.migrations", "add_rides")
    run(copy, "python", "-m", "bot.locale")
    touched = [block["file"] for block in BLOCK.finditer(DOCUMENT.read_text()) if block["file"].endswith(".py")]
    run(copy, "ruff", "check", "--no-cache", *touched)
    run(copy, "ruff", "format", "--check", "--no-cache", *touched)
    run(copy, "lint-imports", "--no-cache")
    said = run(copy, "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not postgres", *CHECKS)
    assert " passed" in said
    assert " failed" not in said

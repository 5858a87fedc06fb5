"""The documents say what is so: settings, commands, targets, links; and both READMEs say the same."""

import argparse
import os
import re
import subprocess
from pathlib import Path

import pytest

from bot.__main__ import _parser
from bot.settings import CONFIG, PREFIX, Settings
from handlers import FEATURES

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = (*READMES, "CONTRIBUTING.md", "CHANGELOG.md", "bot/glossary.md", "bot/decisions/README.md")

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```\w*\n((?:.*\n)*?)```$|^ {4}(?! )(.*)$|`([^`\n]+)`", re.MULTILINE)
SETTING = re.compile(rf"^\| `({PREFIX}\w+)` \| (?:`([^`]+)`|–) \| .+ \| `([^`]+)` \|$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CALLED = r"(?:(?<=bin/)|(?<![\w/]))faguang"  # the command, not a folder or a database of that name
# What is said to @BotFather and what machines ask, not commands of the bot.
OTHERS_COMMANDS = {"newbot", "setinline", "setprivacy", "healthz", "metrics"}
# Package indexes and their mirrors; folders that only one machine has. Brackets keep this file from finding itself.
ELSEWHERE = re.compile(
    r"pypi[.](?:org|python)|python[h]osted|npmjs[.](?:org|com)|mirrors[.][a-z]+[.]|simple/[i]ndex|"
    r"(?<![\w.])/(?:wor[k]|roo[t]|home/[a-z]+)/\w"
)


def read(document):
    return (ROOT / document).read_text("utf-8")


def code(document):
    """What stands in code blocks and code spans, piece by piece."""
    return [next(filter(None, found), "") for found in CODE.findall(read(document))]


def headings(document):
    return re.findall(r"^(#+) (.+)$", FENCE.sub("", read(document)), re.MULTILINE)


def anchors(document):
    """The anchors of a document's headings, made as GitHub makes them."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for _marks, title in headings(document)}


def rows(document):
    """The rows of the settings table: name, default, example."""
    return SETTING.findall(read(document))


def without_comments(block):
    return re.sub(r" *#.*", "", block)


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_stands_in_the_readme_with_its_default(readme):
    defaults = {PREFIX + name.upper(): field.default for name, field in Settings.model_fields.items()}
    shown = {name: str(default) if default else "" for name, default in defaults.items()}
    assert {name: default for name, default, _example in rows(readme)} == {**shown, CONFIG: "faguang.toml"}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", read(readme))) == {*shown, CONFIG}


@pytest.mark.parametrize("readme", READMES)
def test_every_example_of_a_setting_fits(readme):
    examples = {name: example for name, _default, example in rows(readme) if name != CONFIG}
    values = {name.removeprefix(PREFIX).lower(): example for name, example in examples.items()}
    settings = Settings(**values)
    assert set(values) == set(Settings.model_fields) == settings.model_fields_set


@pytest.mark.parametrize("readme", READMES)
def test_every_command_of_the_command_line_stands_in_the_readme(readme):
    (commands,) = [action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)]
    said = {found for piece in code(readme) for found in re.findall(rf"{CALLED} ([a-z]+)\b", piece)}
    flags = {found for piece in code(readme) for found in re.findall(rf"{CALLED} [a-z]+.*? (--[a-z]+)", piece)}
    assert said == set(commands.choices)
    known = {option for command in commands.choices.values() for option in command._option_string_actions}
    assert flags - known == set()


@pytest.mark.parametrize("readme", READMES)
def test_every_command_of_the_bot_stands_in_the_readme(readme):
    said = {found for piece in code(readme) for found in re.findall(r"^/([a-z]+)$", piece)}
    assert said - OTHERS_COMMANDS == {name for feature in FEATURES for name in feature.commands}


@pytest.mark.parametrize("document", [*READMES, "CONTRIBUTING.md"])
def test_every_target_that_is_mentioned_exists(document):
    targets = set(re.findall(r"^([\w./-]+):", read("Makefile"), re.MULTILINE))
    said = {
        found for piece in code(document) for found in re.findall(r"(?<!install )\bmake (?:-C \S+ )?([\w./-]+)", piece)
    }
    assert said - targets == set()
    assert {"run", "test"} & targets & said


def test_both_readmes_have_the_same_structure():
    english, chinese = ([len(marks) for marks, _title in headings(readme)] for readme in READMES)
    assert english == chinese


def test_both_readmes_show_the_same_commands_and_files():
    english, chinese = (
        [
            without_comments(block)
            for fenced, indented, _span in CODE.findall(read(readme))
            if (block := fenced or indented)
        ]
        for readme in READMES
    )
    assert [block.replace("Party Office", "机关党委") for block in english] == chinese
    values = [[(name, default) for name, default, _example in rows(readme)] for readme in READMES]
    assert values[0] == values[1]


def test_both_readmes_have_a_place_for_the_figures():
    tables = [re.findall(r"<!-- figures -->\n(.*?)<!-- /figures -->", read(readme), re.DOTALL) for readme in READMES]
    assert [len(found) for found in tables] == [1, 1]
    # The same measurements in both languages.
    assert [re.findall(r"\d[\d,.]*", table) for table in tables[0]] == [
        re.findall(r"\d[\d,.]*", table) for table in tables[1]
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document):
    inside = [link for link in LINK.findall(FENCE.sub("", read(document))) if "://" not in link]
    for link in inside:
        file, _hash, anchor = link.partition("#")
        target = Path(os.path.relpath((ROOT / document).parent / file if file else ROOT / document, ROOT))
        assert (ROOT / target).exists(), f"{document} leads to {link}"
        assert not anchor or anchor in anchors(target), f"{document} leads to {link}"


def test_no_text_names_a_package_index_or_a_place_on_one_machine():
    if not (ROOT / ".git").exists():
        pytest.skip("only a checkout knows which files are the project's")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    # The specification of the Bot API quotes other people's addresses.
    files = [ROOT / name for name in listed.split("\0") if name and not name.endswith(("spec.json", ".png"))]
    named = {
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in files
        if path.exists()
        for found in ELSEWHERE.finditer(path.read_text("utf-8"))
    }
    assert named == set()

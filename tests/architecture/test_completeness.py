"""Whatever a feature declares is whole: refusals have words, promises have writers, commands fit Telegram."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import bot
import handlers
from bot.callbacks import Tap
from bot.domain.outbox import PromiseKind
from bot.domain.urgency import ORDER
from bot.errors import Refusal
from bot.texts import LANGUAGES, Reader
from handlers import FEATURES, forms
from handlers.kit import Scope
from tests.people import ZONE


def _import_everything():
    for package in (bot, handlers):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)


def _below(kind):
    return {kind, *(deeper for child in kind.__subclasses__() for deeper in _below(child))}


def test_every_refusal_has_words():
    _import_everything()
    worded = {kind for feature in FEATURES for kind in feature.refusals}
    assert {kind.__name__ for kind in _below(Refusal) - {Refusal} - worded} == set()


def test_no_refusal_has_words_twice():
    worded = [kind for feature in FEATURES for kind in feature.refusals]
    assert len(worded) == len(set(worded))


def test_every_tap_is_answered_by_one_feature():
    _import_everything()
    answered = [kind for feature in FEATURES for kind in feature.taps] + list(forms.TAPS)
    declared = {kind for kind in _below(Tap) - {Tap} if kind.__module__.partition(".")[0] in {"bot", "handlers"}}
    assert {kind.__name__ for kind in declared.symmetric_difference(answered)} == set()
    assert len(answered) == len(set(answered))


def test_every_promised_message_has_a_writer():
    _import_everything()
    promised = [kind for family in PromiseKind.__subclasses__() for kind in family]
    written = [kind for feature in FEATURES for kind in feature.promises]
    assert sorted(written) == sorted(promised)


def test_every_promised_message_has_one_place_in_the_order():
    _import_everything()
    promised = [kind for family in PromiseKind.__subclasses__() for kind in family]
    assert sorted(kind for kinds in ORDER.values() for kind in kinds) == sorted(promised)


def test_every_promised_message_is_written_with_its_urgency():
    """Rows that have none would be sent at once, whatever the hour."""
    inserts = [
        statement
        for path in (Path(bot.__file__).parents[1] / "storage").glob("*.py")
        for statement in re.findall(r"INSERT INTO outbox \(.*?\)", path.read_text("utf-8"), re.DOTALL)
    ]
    assert inserts
    assert [statement for statement in inserts if "urgency" not in statement] == []


def test_commands_fit_telegram_in_every_language():
    commands = [command for feature in FEATURES for command in feature.commands.values()]
    assert len({command.name for command in commands}) == len(commands)
    for command in commands:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command.name)
        assert command.scopes <= set(Scope)
        for language in LANGUAGES:
            assert 1 <= len(Reader(language, ZONE).plain(command.about)) <= 60, command.name


def _noted_actions():
    """What stands as a plain text in the place of the action wherever services note something in the audit list."""
    for path in sorted((Path(bot.__file__).parent / "services").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name("audit"), attr="note"), args=[_, _, _, action, *_]):
                    yield from (
                        one.value
                        for one in ast.walk(action)
                        if isinstance(one, ast.Constant) and not one.value.endswith(".")
                    )


def test_every_act_in_the_audit_list_has_words():
    actions = set(_noted_actions())
    assert "publish" in actions
    worded = [action for feature in FEATURES for action in feature.deeds]
    assert (actions - set(worded), len(worded) - len(set(worded))) == (set(), 0)

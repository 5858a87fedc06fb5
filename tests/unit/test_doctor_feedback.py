"""The doctor on the keys of anonymous feedback, and `faguang desk init`."""

from pathlib import Path

import pytest

from bot.doctor import feedback
from bot.keyring import Keyring
from bot.settings import Settings


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(**values):
    settings = Settings(**values)
    Keyring(settings.keys).begin(b"p" * 32)
    return settings


def test_nothing_is_said_before_it_is_set_up():
    assert list(feedback.look(Settings())) == []


def test_keys_that_are_where_they_should_be():
    assert str(feedback.keys(made())) == "✔ feedback: the keys are in keys"
    assert [finding.subject for finding in feedback.look(Settings())] == ["feedback", "swap", "core dumps"]


@pytest.mark.parametrize("where", ["data", "data/keys"])
def test_keys_that_backups_would_take_along(where):
    expected = f"! feedback: {where} lies beside the database, and backups take it along; move it, set FAGUANG_KEYS"
    assert str(feedback.keys(made(keys=Path(where)))) == expected


def test_keys_that_others_can_read():
    settings = made()
    (settings.keys / "pepper").chmod(0o440)
    assert str(feedback.keys(settings)) == "✘ feedback: other users of this machine can read keys; chmod -R go= keys"


def test_a_pepper_that_is_lost():
    settings = made()
    Keyring(settings.keys).keep("2026-11-ab", b"k" * 32)
    (settings.keys / "pepper").unlink()
    (found,) = feedback.look(settings)
    assert str(found) == "✘ feedback: there is no pepper in keys; put its copy there: receipts need it"


@pytest.mark.parametrize(
    ("lines", "verdict"), [([], "✔"), (["/dev/sda2 partition 8 0 -2"], "!"), (["/dev/zram0 partition 8 0 5"], "✔")]
)
def test_swap(lines, verdict):
    assert feedback.swap(lines).verdict == verdict


@pytest.mark.parametrize(
    ("pattern", "verdict"), [("core\n", "✔"), ("", "✔"), ("|/usr/lib/systemd/systemd-coredump %P", "!")]
)
def test_core_dumps(pattern, verdict):
    assert feedback.core(pattern).verdict == verdict

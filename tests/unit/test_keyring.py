"""Key files: for their owner only, never replaced, overwritten before they go."""

import os

import pytest

from bot.keyring import Keyring, KeysMissingError


@pytest.fixture
def keyring(tmp_path):
    made = Keyring(tmp_path / "keys")
    made.begin(b"pepper" * 6)
    return made


def modes(keyring):
    return {file.name: file.stat().st_mode & 0o777 for file in (keyring.folder, *keyring.folder.iterdir())}


def test_only_the_owner_reads_them(keyring):
    keyring.keep("2026-11-ab", b"k" * 32)
    assert modes(keyring) == {"keys": 0o700, "pepper": 0o400, "desk-2026-11-ab.key": 0o400}
    assert (keyring.pepper(), keyring.key("2026-11-ab"), keyring.names()) == (b"pepper" * 6, b"k" * 32, ["2026-11-ab"])


def test_nothing_is_ever_replaced(keyring):
    keyring.keep("2026-11-ab", b"k" * 32)
    with pytest.raises(FileExistsError):
        keyring.begin(b"another")
    with pytest.raises(FileExistsError):
        keyring.keep("2026-11-ab", b"another")
    assert (keyring.pepper(), keyring.key("2026-11-ab")) == (b"pepper" * 6, b"k" * 32)
    assert len(modes(keyring)) == 3


def test_without_a_pepper_nothing_begins(tmp_path):
    keyring = Keyring(tmp_path / "keys")
    assert (keyring.ready, keyring.names(), keyring.key("x"), keyring.has("x")) == (False, [], None, False)
    with pytest.raises(KeysMissingError):
        keyring.pepper()
    with pytest.raises(KeysMissingError):
        keyring.keep("2026-11-ab", b"k" * 32)
    assert not keyring.folder.exists()


def test_what_is_destroyed_is_overwritten_first(keyring, tmp_path):
    keyring.keep("2026-11-ab", b"k" * 32)
    # A second name for the same place on the disk shows what is left there.
    os.link(keyring.folder / "desk-2026-11-ab.key", tmp_path / "left")
    keyring.destroy("2026-11-ab")
    keyring.destroy("2026-11-ab")
    left = (tmp_path / "left").read_bytes()
    assert (keyring.names(), len(left), left == b"k" * 32) == ([], 32, False)

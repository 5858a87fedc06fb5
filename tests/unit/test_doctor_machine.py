"""The doctor on the machine itself: real files, modes and ports."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from bot.doctor import machine
from bot.settings import Settings

MB = machine.MB
CHOOSE = "choose another address in FAGUANG_LISTEN"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAGUANG_CONFIG", raising=False)
    return tmp_path


def report(**values) -> list[str]:
    """What is found, but for the disk: how full it is depends on the machine."""
    return [str(finding) for finding in machine.look(Settings(**values)) if finding.subject not in {"disk", "pictures"}]


def listening(address: str) -> str:
    return str(machine.listen(Settings(listen=address).listen))


def test_a_fresh_folder_is_well(folder):
    assert report() == ["✔ settings: the environment is in order", f"✔ files: {folder} can be written"]


def test_with_postgresql_no_files_are_looked_at():
    assert report(database="postgresql://localhost/x") == ["✔ settings: the environment is in order"]


@pytest.mark.parametrize(
    ("mode", "line"),
    [
        (0o600, "✔ settings: faguang.toml and the environment are in order"),
        (0o640, "! settings: other users of this machine can read faguang.toml; chmod 600 faguang.toml"),
    ],
)
def test_who_can_read_the_token(folder, mode, line):
    file = folder / "faguang.toml"
    file.write_text("")
    file.chmod(mode)
    assert report()[0] == line


@pytest.mark.parametrize(
    ("folder_mode", "mode", "line"),
    [
        (0o700, 0o644, "✔ files: {folder} can be written"),
        (0o755, 0o600, "✔ files: {folder} can be written"),
        (0o755, 0o644, "! files: other users of this machine can read data/x.db; chmod 700 {folder}"),
    ],
)
def test_who_can_read_the_database(folder, folder_mode, mode, line):
    data = folder / "data"
    data.mkdir()
    data.chmod(folder_mode)
    (data / "x.db").touch()
    (data / "x.db").chmod(mode)
    assert report(database="data/x.db")[1] == line.format(folder=data)


def test_a_database_that_is_a_folder(folder):
    assert report(database="../" + folder.name)[1] == (
        f"✘ files: ../{folder.name} is a folder; name a file in FAGUANG_DATABASE"
    )


def test_a_folder_that_cannot_be_written():
    # Nobody can make files here, root included.
    assert report(database="/proc/x/faguang.db")[1] == (
        f"✘ files: /proc cannot be written; make this user its owner: chown {os.geteuid()} /proc"
    )


@pytest.mark.parametrize(
    ("free", "line"),
    [
        (99 * MB, "✘ disk: 99 MB free at /x; the bot needs 100 MB: make room"),
        (999 * MB, "! disk: 999 MB free at /x; make room soon"),
        (4321 * MB, "✔ disk: 4,321 MB free at /x"),
    ],
)
def test_room_on_the_disk(free, line):
    assert str(machine.disk(Path("/x"), free)) == line


def test_the_disk_of_the_database_is_looked_at():
    assert [finding.subject for finding in machine.look(Settings())] == ["settings", "files", "disk", "pictures"]


def test_a_typeface_with_chinese_is_looked_for():
    assert str(machine.typeface(found=True)) == "✔ pictures: there is a typeface with Chinese"
    missing = str(machine.typeface(found=False))
    assert missing.endswith("pictures: no typeface with Chinese: lists come as Excel only; apt install fonts-noto-cjk")


def test_mirrors_need_their_extra(folder):
    assert report(mirrors="党群群=wecombot://SECRET1234")[-1] == "✔ mirrors: 党群群"
    assert str(machine.mirrors(["党群群", "邮件"], installed=False)) == (
        "✘ mirrors: 党群群, 邮件: apprise is missing, notices do not go there; pip install 'faguang[mirror]'"
    )


def test_the_address_to_listen_on():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        assert listening(address) == f"✘ listen: {address}: Address already in use; {CHOOSE}"
    assert listening(address) == f"✔ listen: {address} is free"
    assert listening("203.0.113.9:80") == f"✘ listen: 203.0.113.9:80: Cannot assign requested address; {CHOOSE}"

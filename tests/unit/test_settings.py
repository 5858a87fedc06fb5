"""Settings: what is read, what wins, and the one line that is said when something does not fit."""

from __future__ import annotations

import os
from zoneinfo import ZoneInfo

import pytest

from bot.settings import Address, Settings, SettingsError, load

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty working directory and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("FAGUANG_")]:
        monkeypatch.delenv(name)
    return tmp_path


def problem(monkeypatch, **environment: str) -> str:
    for name, value in environment.items():
        monkeypatch.setenv(f"FAGUANG_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load()
    return str(caught.value)


def test_without_anything_the_defaults_hold():
    settings = load()
    assert settings == Settings()
    assert settings.token is None
    assert settings.api_base == "https://api.telegram.org"
    assert settings.database == "data/faguang.db"
    assert settings.owners == ()
    assert settings.timezone == ZoneInfo("Asia/Shanghai")
    assert settings.language == "zh_Hans"
    assert settings.listen is None
    assert (settings.log_level, settings.log_format) == ("INFO", "human")


def test_the_environment_wins_over_the_file(folder, monkeypatch):
    (folder / "faguang.toml").write_text(f'token = "{TOKEN}"\nlanguage = "en"\nowners = [7, 8]\ndatabase = "here.db"\n')
    monkeypatch.setenv("FAGUANG_LANGUAGE", "zh_Hant")
    settings = load()
    assert settings.token.get_secret_value() == TOKEN
    assert settings.language == "zh_Hant"
    assert settings.owners == (7, 8)
    assert settings.sqlite.name == "here.db"


def test_another_file_can_be_named(folder, monkeypatch):
    (folder / "other.toml").write_text('language = "en"')
    monkeypatch.setenv("FAGUANG_CONFIG", "other.toml")
    assert load().language == "en"


def test_settings_built_in_code_do_not_see_the_environment(monkeypatch):
    monkeypatch.setenv("FAGUANG_LANGUAGE", "en")
    assert Settings().language == "zh_Hans"


def test_what_is_empty_counts_as_not_set(folder, monkeypatch):
    (folder / "faguang.toml").write_text('proxy = ""')
    monkeypatch.setenv("FAGUANG_TOKEN", "")
    assert load() == Settings()


@pytest.mark.parametrize("written", ["1,2", "1 2", " 1, 2", "[1, 2]"])
def test_owners_come_in_several_spellings(written, monkeypatch):
    monkeypatch.setenv("FAGUANG_OWNERS", written)
    assert load().owners == (1, 2)


@pytest.mark.parametrize(
    ("written", "address"),
    [("127.0.0.1:8080", Address("127.0.0.1", 8080)), ("[::1]:0", Address("::1", 0)), ("host:80", Address("host", 80))],
)
def test_addresses(written, address, monkeypatch):
    monkeypatch.setenv("FAGUANG_LISTEN", written)
    assert load().listen == address


def test_a_level_may_be_written_small_and_an_address_with_a_slash_at_its_end(monkeypatch):
    monkeypatch.setenv("FAGUANG_LOG_LEVEL", "debug")
    monkeypatch.setenv("FAGUANG_API_BASE", "http://127.0.0.1:8081/")
    assert (load().log_level, load().api_base) == ("DEBUG", "http://127.0.0.1:8081")


def test_socks5h_is_understood(monkeypatch):
    monkeypatch.setenv("FAGUANG_PROXY", "socks5h://me:pass@127.0.0.1:1080")
    assert load().proxy == "socks5://me:pass@127.0.0.1:1080"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        (
            "TOKEN",
            "secret",
            "is 6 characters, not shown; what fits: the token that @BotFather gave, such as 123456:AbC-dEf",
        ),
        ("API_BASE", "api", "is 'api'; what fits: the address of a Bot API server, such as http://127.0.0.1:8081"),
        (
            "DATABASE",
            "mysql://u:secret@h/d",
            "is 'mysql://[redacted]@h/d'; what fits: a path for an SQLite file or postgresql://user:password@host/name",
        ),
        ("OWNERS", "1,Wang", "is '1,Wang'; what fits: Telegram ids, such as 10001,10002"),
        ("OWNERS", "[1", "is '[1'; what fits: Telegram ids, such as 10001,10002"),
        ("OWNERS", "-100", "is '-100'; what fits: Telegram ids, such as 10001,10002"),
        (
            "TIMEZONE",
            "Asia/Shangai",
            "is 'Asia/Shangai'; did you mean Asia/Shanghai?; what fits: a tz database name, such as Asia/Shanghai",
        ),
        ("TIMEZONE", "../x", "is '../x'; what fits: a tz database name, such as Asia/Shanghai"),
        ("LANGUAGE", "de", "is 'de'; what fits: zh_Hans, zh_Hant, en"),
        (
            "PROXY",
            "socks4://u:sec/ret@h:1",
            "is 'socks4://[redacted]@h:1'; what fits: http://host:port or socks5://user:password@host:port",
        ),
        ("LISTEN", "8080", "is '8080'; what fits: host:port, such as 127.0.0.1:8080"),
        ("LISTEN", "h:99999", "is 'h:99999'; what fits: host:port, such as 127.0.0.1:8080"),
        ("LOG_LEVEL", "loud", "is 'loud'; what fits: DEBUG, INFO, WARNING or ERROR"),
        ("LOG_FORMAT", "xml", "is 'xml'; what fits: human or json"),
        ("TOKE", "x", "is no setting; did you mean FAGUANG_TOKEN?"),
        ("XYZZY", "x", "is no setting"),
        ("CONFIG", "gone", "is 'gone': No such file or directory; a readable TOML file fits"),
    ],
)
def test_what_does_not_fit_is_named_in_one_line(name, value, line, monkeypatch):
    assert problem(monkeypatch, **{name: value}) == f"FAGUANG_{name} {line}"


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ('langage = "en"', "langage in faguang.toml is no setting; did you mean language?"),
        ('language = "de"', "language in faguang.toml is 'de'; what fits: zh_Hans, zh_Hant, en"),
        ("owners = 'x'", "owners in faguang.toml is 'x'; what fits: Telegram ids, such as 10001,10002"),
        ("[token", "faguang.toml is no TOML: Expected ']' at the end of a table declaration (at end of document)"),
    ],
)
def test_the_file_is_named_when_the_value_came_from_there(folder, monkeypatch, written, line):
    (folder / "faguang.toml").write_text(written)
    assert problem(monkeypatch) == line


def test_every_wrong_setting_has_its_line(monkeypatch):
    found = problem(monkeypatch, OWNERS="x,y", TOKE="x", LANGUAGE="de").splitlines()
    assert [line.split()[0] for line in found] == ["FAGUANG_TOKE", "FAGUANG_OWNERS", "FAGUANG_LANGUAGE"]


WEBHOOK = {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_SECRET": "s-e_c", "LISTEN": "127.0.0.1:8080"}
LEADS = "; what fits: the public https address that leads to LISTEN"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            {"WEBHOOK_SECRET": ""},
            "FAGUANG_WEBHOOK_SECRET is not set; needed with WEBHOOK_URL; what fits: 1 to 256 of A-Z a-z 0-9 _ -",
        ),
        (
            {"WEBHOOK_SECRET": "a b"},
            "FAGUANG_WEBHOOK_SECRET is 3 characters, not shown; what fits: 1 to 256 of A-Z a-z 0-9 _ -",
        ),
        (
            {"LISTEN": ""},
            "FAGUANG_LISTEN is not set; needed with WEBHOOK_URL; what fits: host:port, such as 127.0.0.1:8080",
        ),
        (
            {"WEBHOOK_URL": "http://bot.example/hook"},
            "FAGUANG_WEBHOOK_URL is 'http://bot.example/hook'; Telegram calls https only" + LEADS,
        ),
        (
            {"WEBHOOK_URL": "https://bot.example:8080"},
            "FAGUANG_WEBHOOK_URL is 'https://bot.example:8080'; Telegram calls only ports 443, 80, 88, 8443" + LEADS,
        ),
    ],
)
def test_a_webhook_needs_more(change, line, monkeypatch):
    assert problem(monkeypatch, **(WEBHOOK | change)) == line


def test_a_server_of_ones_own_may_call_a_webhook_without_tls(monkeypatch):
    for name, value in (WEBHOOK | {"WEBHOOK_URL": "http://127.0.0.1:9/", "API_BASE": "http://127.0.0.1:8081"}).items():
        monkeypatch.setenv(f"FAGUANG_{name}", value)
    assert load().webhook_url == "http://127.0.0.1:9"


def test_secrets_are_known_and_never_printed():
    settings = Settings(
        token=TOKEN,
        webhook_secret="hook-secret",
        database="postgresql://desk:db-secret@localhost/x",
        proxy="socks5://me:proxy-secret@localhost:1080",
    )
    assert settings.secrets() == (TOKEN, "hook-secret", "db-secret", "proxy-secret")
    assert [secret for secret in settings.secrets() if secret in repr(settings)] == []


@pytest.mark.parametrize(
    ("given", "screens"),
    [
        ({}, ""),
        ({"listen": "127.0.0.1:8080"}, ""),
        ({"public_url": "https://bot.example.org/desk/", "listen": "127.0.0.1:8080"}, "https://bot.example.org/desk"),
        (
            {"webhook_url": "https://bot.example.org:8443/telegram", "webhook_secret": "s", "listen": "127.0.0.1:1"},
            "https://bot.example.org:8443",
        ),
    ],
)
def test_pages_are_found_where_browsers_or_telegram_find_the_bot(given, screens):
    assert Settings(**given).screens == screens


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (
            {"PUBLIC_URL": "https://bot", "LISTEN": "127.0.0.1:1"},
            (
                "FAGUANG_PUBLIC_URL is 'https://bot'; Telegram makes no buttons of names without a dot; "
                "what fits: the address under which browsers reach LISTEN, such as https://bot.example.org"
            ),
        ),
        (
            {"PUBLIC_URL": "https://bot.example.org"},
            "FAGUANG_LISTEN is not set; needed with PUBLIC_URL; what fits: host:port, such as 127.0.0.1:8080",
        ),
    ],
)
def test_a_page_needs_an_address_that_leads_somewhere(given, line, monkeypatch):
    assert problem(monkeypatch, **given) == line

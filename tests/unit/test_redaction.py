"""Secrets are taken out of whatever is shown: those known exactly, and what looks like one."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from bot.ids import link_token
from bot.redaction import Redactor

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/getMe", "POST https://api.telegram.org/bot[redacted]/getMe"),
        (f"GET http://127.0.0.1/file/bot{TOKEN}/a.jpg", "GET http://127.0.0.1/file/bot[redacted]/a.jpg"),
        ("GET http://127.0.0.1/bot1:short/getMe", "GET http://127.0.0.1/bot[redacted]/getMe"),
        (f"the token {quote(TOKEN)} leaked", "the token [redacted] leaked"),
        (f"InvalidToken('{TOKEN}')", "InvalidToken('[redacted]')"),
        ("postgresql://desk:pass@db:5432/faguang", "postgresql://[redacted]@db:5432/faguang"),
        ("socks5://me:p/a@ss@10.0.0.1:1080", "socks5://[redacted]@10.0.0.1:1080"),
        ("host=db password=pass dbname=x", "host=db password=[redacted] dbname=x"),
        ("https://t.me/desk_bot?start=AbC-_9", "https://t.me/desk_bot?start=[redacted]"),
        ("text='/start AbC-_9', chat=1", "text='/start [redacted]', chat=1"),
        ("/start@desk_bot AbC", "/start@desk_bot [redacted]"),
        ("bot started at 12:30:05, see https://t.me/x", "bot started at 12:30:05, see https://t.me/x"),
    ],
)
def test_what_looks_like_a_secret_goes(text, shown):
    assert Redactor()(text) == shown


def test_join_links_go():
    assert Redactor()(f"https://t.me/desk?start={link_token()}") == "https://t.me/desk?start=[redacted]"


@pytest.mark.parametrize("spelt", [str, lambda secret: quote(secret, safe=""), json.dumps, repr])
def test_known_secrets_go_however_they_are_spelt(spelt):
    secret = 'pa"ss/wörd'
    assert Redactor([secret])(f"a {spelt(secret)} b").strip("ab \"'") == "[redacted]"


def test_the_longer_of_two_secrets_goes_whole():
    assert Redactor(["secret", "secret-and-more"])("secret-and-more secret") == "[redacted] [redacted]"


def test_a_password_that_is_a_short_word_does_not_blot_out_the_log():
    assert Redactor(["bot"])("bot started") == "bot started"

"""Answers other than 2xx become the exceptions that PTB's own request class makes of them."""

import json
from datetime import timedelta

import pytest
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest

from bot.telegram.faults import Dropped, Unsent, UnsentTimedOut, fault, surely_not_sent, wait_seconds

ANSWERS = [
    (400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}),
    (400, {"ok": False, "description": "Bad Request: group upgraded", "parameters": {"migrate_to_chat_id": -1009}}),
    (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}),
    (403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}),
    (404, {"ok": False, "error_code": 404, "description": "Not Found"}),
    (409, {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}),
    (413, {"ok": False, "error_code": 413, "description": "Request Entity Too Large"}),
    (429, {"ok": False, "description": "Too Many Requests: retry after 7", "parameters": {"retry_after": 7}}),
    (500, {"ok": False, "error_code": 500, "description": "Internal Server Error"}),
    (502, {"ok": False}),
    (504, {"ok": False, "description": ""}),
    (599, {"ok": False}),
]


class Stock(BaseRequest):
    """PTB's own mapping over a fixed answer."""

    read_timeout = None

    def __init__(self, status, payload):
        self.answer = status, payload

    async def initialize(self): ...

    async def shutdown(self): ...

    async def do_request(self, *_, **__):
        return self.answer


@pytest.mark.parametrize(("status", "answer"), ANSWERS)
async def test_an_answer_means_what_ptb_says_it_means(status, answer):
    payload = json.dumps(answer).encode()
    with pytest.raises(TelegramError) as stock:
        await Stock(status, payload).post("http://x")
    ours = fault(status, payload)
    assert (type(ours), ours.message, ours.__reduce__()) == (
        type(stock.value),
        stock.value.message,
        stock.value.__reduce__(),
    )


@pytest.mark.parametrize(
    "payload",
    [
        b"<html>\xe7\x8e\x8b\xe6\x95\x8f</html>",
        b"",
        b"[]",
        b'{"description": ["x"], "parameters": "y"}',
        b'{"parameters": {"retry_after": "soon"}}',
        b"\xff\xfe\xfd",
        b"[" * 10_000,
    ],
)
def test_an_answer_of_unexpected_shape_is_neither_quoted_nor_tripped_over(payload):
    error = fault(502, payload)
    assert (type(error), error.message) == (NetworkError, "Bad Gateway (502)")


def test_only_what_failed_before_it_was_out_is_surely_not_sent():
    errors = [
        Unsent("x"),
        UnsentTimedOut("x"),
        Dropped("x"),
        TimedOut(),
        NetworkError("x"),
        RetryAfter(3),
        ValueError(),
    ]
    assert [surely_not_sent(error) for error in errors] == [True, True, False, False, False, False, False]
    assert isinstance(UnsentTimedOut("x"), TimedOut)


def test_retry_after_is_read_as_seconds():
    assert wait_seconds(RetryAfter(7)) == 7.0
    assert wait_seconds(RetryAfter(timedelta(seconds=2.5))) == 2.5

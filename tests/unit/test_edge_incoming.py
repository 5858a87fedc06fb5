"""From JSON to PTB's types, and only as far as somebody reads them."""

import pytest
import structlog
from telegram import InaccessibleMessage

from bot.telegram.incoming import parse
from tests.unit.edge import said, tap


def test_a_tap_keeps_who_what_and_where():
    update = parse(tap(4, person=7, data="s:12"), None)
    query = update.callback_query
    assert (update.update_id, query.id, query.from_user.id, query.from_user.first_name) == (4, "q4", 7, "王敏")
    assert (query.data, query.message.chat.id, query.message.chat.type) == ("s:12", 7, "private")
    assert (type(query.message), query.message.message_id) == (InaccessibleMessage, 5)


def test_a_tap_is_not_changed_by_being_read():
    raw = tap(4)
    parse(raw, None)
    assert raw == tap(4)


def test_a_tap_on_a_message_sent_through_inline_mode_has_no_message():
    raw = tap(4)
    del raw["callback_query"]["message"]
    raw["callback_query"]["inline_message_id"] = "abc"
    query = parse(raw, None).callback_query
    assert (query.message, query.inline_message_id) == (None, "abc")


def test_a_message_is_kept_whole():
    message = parse(said(4, text="下周三 14:30"), None).message
    assert (message.text, message.from_user.id, message.chat.type) == ("下周三 14:30", 7, "private")


@pytest.mark.parametrize(
    ("raw", "events"),
    [
        ({"update_id": 4}, []),
        ({"update_id": 4, "something_of_2031": {"text": "秘密"}}, []),
        ({"update_id": 4, "callback_query": {"text": "秘密"}}, ["update not understood"]),
        ({"update_id": 4, "callback_query": {"message": {"text": "秘密"}}}, ["update not understood"]),
        ({"update_id": 4, "callback_query": "秘密"}, ["update not understood"]),
        ({"update_id": 4, "message": {"message_id": 1, "date": "秘密", "chat": {"id": 7}}}, ["update not understood"]),
        ({"callback_query": {"message": {"message_id": 1, "chat": {}}}}, ["update not understood"]),
        ({"message": {}}, ["update not understood"]),
    ],
)
def test_what_is_not_understood_is_none_and_its_content_is_not_logged(raw, events):
    with structlog.testing.capture_logs() as logs:
        assert parse(raw, None) is None
    assert ([line["event"] for line in logs], "秘密" in str(logs)) == (events, False)

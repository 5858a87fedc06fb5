"""The answer to a webhook carries the answer to a tap, once."""

from bot.telegram.carrier import Carrier


def test_there_is_room_for_one_call():
    carrier = Carrier()
    assert carrier.put("answerCallbackQuery", {"callback_query_id": "1"})
    assert not carrier.put("answerCallbackQuery", {"callback_query_id": "2"})
    assert carrier.close() == {"method": "answerCallbackQuery", "callback_query_id": "1"}


def test_nothing_is_put_into_an_answer_that_has_left():
    carrier = Carrier()
    assert carrier.close() is None
    assert not carrier.put("answerCallbackQuery", {"callback_query_id": "1"})

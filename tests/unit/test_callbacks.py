"""Taps on 64 bytes: what was written is read again, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import LIMIT, StaleTapError, Tap, decode, encode


class Knock(Tap, wire="t!", retired=("t?",)):
    """A tap with a field of every kind."""

    door: int
    name: str
    loud: bool = False


@given(st.integers(-(10**17), 10**17), st.text(max_size=8), st.booleans())
def test_what_was_written_is_read_again(door, name, loud):
    tap = Knock(door, name, loud)
    data = encode(tap)
    assert decode(data) == tap
    assert len(data.encode()) <= LIMIT


def test_a_retired_name_still_answers():
    assert decode("t?:7:x:1") == Knock(7, "x", loud=True)


@pytest.mark.parametrize(
    "data",
    [
        "",
        ":",
        "t!",
        "t!:7",
        "t!:7:x",
        "t!:7:x:1:0",
        "t!:x:x:1",
        "t!: 7:x:1",
        "t!:7_0:x:1",
        "t!:٧:x:1",
        "t!:+7:x:1",
        "t!:-0:x:1",
        "t!:007:x:1",
        "t!:9999999999999999999:x:1",
        "t!:7:x:2",
        "t!:7:x:true",
        "t!:7:100%:1",
        "t!:7:%3a:1",
        "no such:7:x:1",
        "T!:7:x:1",
    ],
)
def test_anything_else_is_out_of_date(data):
    with pytest.raises(StaleTapError):
        decode(data)


def test_what_does_not_fit_is_not_sent():
    with pytest.raises(ValueError, match="does not fit 64 bytes"):
        encode(Knock(1, "很" * 20))


def test_a_name_is_given_once():
    with pytest.raises(ValueError, match="is taken"):

        class Other(Tap, wire="t?"):
            """Another."""


@given(st.text(max_size=60))
def test_whatever_a_client_sends_can_be_repeated_in_our_own_buttons(name):
    """Screens echo what a tap carried: data that passes must not grow beyond the limit when it is written again."""
    data = f"t!:1:{name}:1"
    if len(data.encode("utf-8", "replace")) > LIMIT:
        return
    try:
        tap = decode(data)
    except StaleTapError:
        return
    assert encode(tap) == data

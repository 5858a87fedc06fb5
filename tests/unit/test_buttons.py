"""A button does exactly one thing."""

import pytest

from handlers.kit import Button, Go


@pytest.mark.parametrize("does", [{"tap": Go("/help")}, {"url": "https://t.me/x"}, {"copy": "x"}, {"share": "#1"}])
def test_one_thing_is_right(does):
    assert Button("x", **does).label == "x"


@pytest.mark.parametrize("does", [{}, {"url": "https://t.me/x", "copy": "x"}, {"tap": Go("/help"), "share": "#1"}])
def test_nothing_and_two_things_are_refused(does):
    with pytest.raises(ValueError, match="exactly one thing"):
        Button("x", **does)

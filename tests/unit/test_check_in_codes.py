"""Codes, tickets and words: what counts, for how long, for whom."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import check_in
from bot.domain.check_in import Fit, code, digits, good_until, is_word, judge, next_step, step_of, ticket, ticket_holds

NOW = datetime(2026, 11, 25, 6, 30, 10, tzinfo=UTC)
SECRET = "gP1rYxqJ0m8Qw2bZ7sT4uA"


@pytest.mark.parametrize(
    ("seconds", "eight_digits"),
    [
        (59, "46119246"),
        (1111111109, "68084774"),
        (1111111111, "67062674"),
        (1234567890, "91819424"),
        (2000000000, "90698825"),
        (20000000000, "77737706"),
    ],
)
def test_codes_are_those_of_rfc_6238_with_sha_256(seconds, eight_digits):
    """Appendix B; six digits are the last of the eight there."""
    step = step_of(datetime.fromtimestamp(seconds, UTC))
    assert code("12345678901234567890123456789012", step) == eight_digits[-6:]


def test_a_code_is_good_as_long_as_it_is_said_to_be():
    shown, until = code(SECRET, step_of(NOW)), good_until(NOW)
    assert until == datetime(2026, 11, 25, 6, 31, 0, tzinfo=UTC)
    assert judge(SECRET, shown, until - timedelta(microseconds=1)) is Fit.GOOD
    assert judge(SECRET, shown, until) is Fit.OLD


def test_the_next_code_comes_with_the_half_minute():
    assert next_step(NOW) == datetime(2026, 11, 25, 6, 30, 30, tzinfo=UTC)
    assert next_step(next_step(NOW)) == datetime(2026, 11, 25, 6, 31, 0, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["", "1", "王敏", "００", "1234567", "-12345", "½½½½½½", "1" * 4096])
def test_what_is_no_code_is_wrong(typed):
    assert judge(SECRET, typed, NOW) is Fit.WRONG


@pytest.mark.parametrize("typed", ["482 913", "４８２９１３", " 482913\n", "482\u3000913"])
def test_digits_are_read_as_people_type_them(typed):
    assert digits(typed) == "482913"


def test_a_ticket_is_for_one_account_and_half_an_hour():
    mine = ticket(SECRET, 101, NOW)
    later = NOW + timedelta(minutes=30)
    assert [
        ticket_holds(SECRET, 101, mine, NOW),
        ticket_holds(SECRET, 101, mine, later),
        ticket_holds(SECRET, 101, mine, later + timedelta(seconds=1)),
        ticket_holds(SECRET, 102, mine, NOW),
        ticket_holds("another secret", 101, mine, NOW),
    ] == [True, True, False, False, False]


@pytest.mark.parametrize("forge", [lambda t: t[:-1], lambda t: t + "0", lambda t: "9" + t, lambda t: t[:-1] + "王"])
def test_a_forged_ticket_does_not_hold(forge):
    assert ticket_holds(SECRET, 101, forge(ticket(SECRET, 101, NOW)), NOW) is False


def test_a_ticket_fits_the_buttons_that_carry_it():
    """64 bytes of callback_data: "pc:3:zh_Hant:" before it, and the longest number of an event."""
    assert len(f"pc:3:zh_Hant:c_{10**18 - 1}_{ticket(SECRET, 10**15, NOW)}") <= 64


@pytest.mark.parametrize(
    ("typed", "fits"),
    [("发光", True), (" 发 光 ", True), ("发亮", False), ("", False), ("发光发光", False)],
)
def test_a_word_is_compared_without_spaces(typed, fits):
    assert is_word("发光", typed) is fits


def test_a_word_is_compared_without_case_and_width():
    assert [is_word("Ｇｏ go！", typed) for typed in ("GOGO!", "gogo！", "gogo")] == [True, True, False]


def test_no_word_is_nobodys_word():
    assert [is_word("", typed) for typed in ("", " ", "x")] == [False, False, False]


def test_an_old_code_is_not_called_wrong_for_ten_minutes():
    step = step_of(NOW)
    fits = [judge(SECRET, code(SECRET, step - back), NOW) for back in (2, check_in._OLD - 1, check_in._OLD)]
    assert fits == [Fit.OLD, Fit.OLD, Fit.WRONG]

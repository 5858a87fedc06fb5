"""For any secret and two instants: a code is accepted if and only if its step is the current or the previous one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.check_in import STEP, Fit, code, judge, step_of, ticket, ticket_holds

secrets = st.text("ABCDEFghijkl0123456789_-", min_size=16, max_size=43)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware


@given(secrets, moments, st.integers(-3 * STEP * 10**6, 6 * STEP * 10**6))
def test_a_code_is_accepted_in_its_step_and_the_next(secret, made, later):
    """`later` in microseconds. Codes that chance made alike are not told apart by anybody."""
    shown, now = code(secret, step_of(made)), made + timedelta(microseconds=later)
    age = step_of(now) - step_of(made)
    alike = shown in {code(secret, step_of(now) - back) for back in (0, 1) if back != age}
    assert (judge(secret, shown, now) is Fit.GOOD) == (age in (0, 1) or alike)


@given(secrets, secrets, moments)
def test_the_code_of_another_event_is_as_good_as_a_guess(one, other, now):
    shown = code(other, step_of(now))
    mine = {code(one, step_of(now)), code(one, step_of(now) - 1)}
    assert (judge(one, shown, now) is Fit.GOOD) == (shown in mine)


@given(secrets, moments, st.text(max_size=60), st.integers(1, 10**12))
def test_no_text_is_a_ticket_but_what_was_given(secret, now, text, account):
    assert ticket_holds(secret, account, ticket(secret, account, now), now)
    assert not ticket_holds(secret, account, text, now)

"""What a desk's figures let out: never a number under five, nor one that could be worked out; and the slots."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feedback import SLOTS, last_news, last_slot, next_slot
from bot.domain.feedback_figures import LEAST_COUNT, figures
from bot.domain.workdays import is_workday

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 2)
THREADS = st.lists(
    st.tuples(
        st.integers(0, 40).map(lambda n: DAY + timedelta(days=n)),
        st.none() | st.integers(41, 50).map(lambda n: DAY + timedelta(days=n)),
        st.sampled_from(["", "食堂", "停车", "会议"]),
    ),
    max_size=40,
)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


@given(THREADS)
def test_no_small_number_can_be_read_or_worked_out(threads):
    told = figures("2026-11", threads)
    shown = [told.threads, told.answered, *(count for _, count in told.themes)]
    rests = []
    if told.threads is not None:
        rests = [told.threads - sum(count for _, count in told.themes)] if told.themes else []
        rests += [] if told.answered is None else [told.threads - told.answered]
    else:
        assert (told.answered, told.days, told.themes) == (None, None, ())
    assert [number for number in (*shown, *rests) if number is not None and 0 < number < LEAST_COUNT] == []


@given(THREADS)
def test_what_is_told_is_true(threads):
    month = [one for one in threads if one[0].month == 11]
    told = figures("2026-11", threads)
    assert told.threads in {None, len(month)}
    assert told.answered in {None, sum(answered is not None for _, answered, _ in month)}
    assert all(count == sum(one[2] == theme for one in month) for theme, count in told.themes)


@given(INSTANTS)
def test_slots_are_on_work_days_and_touch_one_another(now):
    before, after = last_slot(now, ZONE), next_slot(now, ZONE)
    assert before <= now < after
    assert {(is_workday(slot.date()), slot.time() in SLOTS) for slot in (before, after)} == {(True, True)}
    assert (next_slot(before, ZONE), last_slot(after, ZONE)) == (after, after)
    assert last_slot(after - timedelta(microseconds=1), ZONE) == before


@given(INSTANTS)
def test_the_weekly_list_is_due_on_mondays_at_ten(now):
    due = last_news(now, ZONE)
    assert timedelta() <= now - due < timedelta(days=7)
    assert (due.weekday(), due.hour, due.minute) == (0, 10, 0)

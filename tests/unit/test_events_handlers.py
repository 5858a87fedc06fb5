"""How an event looks, and how a form's answers become a plan and back."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from bot.callbacks import encode
from bot.domain.events import LONGEST, Card, Event, EventState, EventUnknown, Pillar, Standing
from bot.domain.events import SignUpState as State
from bot.domain.hours import usual_hours
from bot.texts import LANGUAGES, Reader
from handlers.cards import AskLeave, SignUp, card_text, clip, event_id, row_label, span
from handlers.events import feature
from handlers.events.base import Browse, Leave, OpenCard, way_back
from handlers.organise.answers import answers_of, closing, plan

ZONE = ZoneInfo("Asia/Shanghai")
READER = Reader("zh_Hans", ZONE)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
STARTS = NOW + timedelta(days=2)
NOWHERE = Standing()


def event(**about) -> Event:
    known = {
        "id": 7,
        "series_id": 1,
        "organiser_id": 1,
        "title": "开放型经济",
        "pillar": Pillar.LEARN,
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=2),
        "opens_at": NOW - timedelta(hours=1),
        "closes_at": STARTS,
        "capacity": 2,
    }
    return Event(**(known | about))


def label(standing=NOWHERE, *, now=NOW, **about):
    return READER.plain(row_label(Card(event(**about), standing, may_manage=False), now))


@pytest.mark.parametrize(
    ("shown", "state"),
    [
        (label(), "余 2 席"),
        (label(seated=2), "已满，可候补"),
        (label(seated=2, waiting=9), "已满，可候补"),
        (label(capacity=None), "可报名"),
        (label(opens_at=NOW + timedelta(hours=1)), "报名未开始"),
        (label(closes_at=NOW), "报名已截止"),
        (label(now=STARTS + timedelta(hours=2)), "已结束"),
        (label(Standing(State.SEATED, 1)), "已报名"),
        (label(Standing(State.WAITING, 3)), "候补第 3 位"),
        (label(Standing(State.LEFT)), "余 2 席"),
    ],
)
def test_a_row_says_where_an_event_stands(shown, state):
    assert shown == f"11-25 10:00 开放型经济 · {state}"


@pytest.mark.parametrize(
    ("lasts", "shown"),
    [
        (timedelta(hours=2), "11月25日周三 10:00–12:00"),
        (timedelta(days=1), "11月25日周三 10:00–11月26日周四 10:00"),
    ],
)
def test_a_span_says_the_day_once(lasts, shown):
    assert READER.plain(span(STARTS, STARTS + lasts, ZONE)) == shown


def test_a_long_title_is_cut_with_a_sign():
    assert clip("长" * 41) == "长" * 39 + "…"
    assert clip("长" * 40) == "长" * 40


@pytest.mark.parametrize("payload", ["", "x", "-1", "７", "1" * 19, "1_0", " 1"])
def test_a_forged_payload_leads_to_no_event(payload):
    with pytest.raises(EventUnknown):
        event_id(payload)


def test_the_catalogue_is_what_the_feature_opens_with():
    assert list(feature.commands) == ["events", "agenda"]


def test_a_payload_is_an_id():
    assert event_id("12") == 12


@pytest.mark.parametrize("kind", [SignUp, AskLeave, OpenCard, Leave])
def test_every_tap_fits_with_the_greatest_ids(kind):
    greatest = 10**18 - 1
    back = way_back(Browse("open", 10**9, 10**5))
    assert len(encode(kind(greatest, back))) <= 64


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_card_fits_one_message(language):
    longest = {field: "长" * limit for field, limit in LONGEST.items()}
    card = Card(
        event(**longest, seated=2, waiting=9, hours=1000.0, departments=(1,), closes_at=STARTS - timedelta(days=1)),
        Standing(State.SEATED, 1),
        may_manage=True,
    )
    assert len(Reader(language, ZONE).plain(card_text(card, SimpleNamespace(zone=ZONE, now=NOW)))) < 2000


@pytest.mark.parametrize(
    "published",
    [
        event(),
        event(title="甲", series="知行讲堂", speaker="王主任", place="报告厅", link="https://a.example", capacity=None),
        event(hours=3.5, departments=(4, 9), ends_at=STARTS + timedelta(days=2), pillar=Pillar.CARE),
        event(hours=2.0, opens_at=NOW + timedelta(microseconds=1), closes_at=STARTS - timedelta(minutes=7)),
        *(event(closes_at=closing(rule, STARTS, ZONE)) for rule in ("start", "2h", "1d", "eve")),
    ],
)
def test_the_answers_of_an_event_make_it_again(published):
    departments = [(id_, f"部门{id_}") for id_ in published.departments]
    assert plan(answers_of(published, departments, ZONE), NOW, ZONE) == published.plan()


def test_a_closing_rule_moves_with_the_start():
    answers = answers_of(event(closes_at=closing("eve", STARTS, ZONE)), [], ZONE)
    answers["start"]["day"] = "2026-12-08"
    assert plan(answers, NOW, ZONE).closes_at == datetime(2026, 12, 7, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lasts", "hours"),
    [
        (timedelta(minutes=20), 0.5),
        (timedelta(minutes=90), 1.5),
        (timedelta(hours=8), 8),
        (timedelta(hours=20), 8),
        (timedelta(hours=30), 16),
    ],
)
def test_credit_hours_follow_the_duration(lasts, hours):
    assert usual_hours(lasts) == hours


def test_a_cancelled_card_says_so_and_not_where_one_stands():
    card = Card(event(state=EventState.CANCELLED), Standing(State.SEATED, 1), may_manage=False)
    shown = READER.plain(card_text(card, SimpleNamespace(zone=ZONE, now=NOW)))
    assert shown.splitlines() == [
        "开放型经济",
        "追光",
        "",
        "活动已取消，不再举行。",
        "时间：11月25日周三 10:00–12:00",
        "地点：待定",
        "名额：0 / 2",
    ]

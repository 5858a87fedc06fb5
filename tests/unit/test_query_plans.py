"""What runs each minute or at each tap goes to its rows by an index, however many years of sign-ups there are."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.events import SignUpState
from bot.domain.ledger import Unit
from storage import events, hours, ledger, offers, outbox, posts, sign_ups, strikes
from storage.schema import metadata
from storage.sqlite import SqliteTx, connect

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OFTEN = {
    "offers that end": lambda tx: offers.stirring(tx, NOW),
    "offers of an event that end": lambda tx: offers.ended(tx, 1, NOW),
    "the next message": outbox.next_due,
    "messages due": lambda tx: outbox.claim(tx, NOW, 30, ZONE),
    "what quiet hours held": lambda tx: outbox.release(tx, 1, NOW),
    "messages in hand": lambda tx: outbox.resolve_doubt(tx, NOW),
    "messages long in hand": lambda tx: outbox.stuck(tx, NOW, timedelta(minutes=1)),
    "messages of a group": lambda tx: outbox.give_up_group(tx, -1, "", NOW),
    "messages of a kind to a group": lambda tx: outbox.withdraw_group(tx, ("group.digest",), -1),
    "events that ended": lambda tx: hours.ended(tx, NOW - timedelta(days=45), NOW),
    "hours changed lately": lambda tx: ledger.touched(tx, Unit.HOURS, NOW),
    "strikes to tell of": lambda tx: strikes.ended(tx, NOW - timedelta(days=7), NOW),
    "strikes of an event": lambda tx: strikes.of_event(tx, 1),
    "strikes of a person in a series": lambda tx: strikes.of_person(tx, 1, NOW, 1),
    "a place in a line": lambda tx: sign_ups.place(tx, 1, 1),
    "a position in a line": lambda tx: sign_ups.standing(tx, 1, SignUpState.SEATED, 1),
    "what clashes": lambda tx: events.clashes(tx, sign_ups.place(tx, 1, 1).event, 1),
    "names on a card": lambda tx: posts.names(tx, 1, 0, 10),
}
# In the order of a partial index it is only what the index holds.
_FEW = ("ix_outbox_due", "ix_outbox_sending", "ix_sign_ups_offer_until")
# What concerns any event is a whole table; a series runs for years.
_ALL = ("(event_id>?)", "ix_events_series_id (series_id=?)")


class Planned(SqliteTx):
    """A transaction that notes which tables are gone through from end to end."""

    def __init__(self, connection):
        super().__init__(connection)
        self._plans = connection.cursor()
        self.scanned = []

    def run(self, sql, **values):
        self._look(sql, values)
        return super().run(sql, **values)

    def all(self, sql, **values):
        self._look(sql, values)
        return super().all(sql, **values)

    def _look(self, sql, values):
        plan = [row[3] for row in self._plans.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        self.scanned += [
            step for step in plan if step.endswith(_ALL) or (step.startswith("SCAN ") and not step.endswith(_FEW))
        ]


@pytest.fixture
def planned(migrated_sqlite, tmp_path):
    path = tmp_path / "planned.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    connection = connect(path)
    connection.execute("BEGIN")
    tx = Planned(connection)
    tx.run("INSERT INTO people (id, name, created_at) VALUES (1, 'somebody', 0)")
    tx.run(
        "INSERT INTO events (id, title, pillar, starts_at, ends_at, opens_at, closes_at, state, organiser_id, "
        "created_at) VALUES (1, '', 'learn', 1, 2, 0, 1, 'published', 1, 0)"
    )
    yield tx
    connection.close()


@pytest.mark.parametrize("what", OFTEN)
def test_what_runs_often_goes_through_no_table(planned, what):
    OFTEN[what](planned)
    assert planned.scanned == []


def test_a_table_that_is_gone_through_would_be_noticed(planned):
    planned.all("SELECT person_id FROM sign_ups WHERE turn = :turn", turn=1)
    assert planned.scanned == ["SCAN sign_ups"]


def test_a_query_with_a_state_as_its_value_is_not_planned_anew_each_time():
    """Were "state = …" the condition of an index, SQLite would look at the value before each run: 5 µs at every tap."""
    conditions = [
        str(index.dialect_options["sqlite"]["where"])
        for index in metadata.tables["sign_ups"].indexes
        if index.dialect_options["sqlite"]["where"] is not None
    ]
    assert conditions == ["offer_until IS NOT NULL"]

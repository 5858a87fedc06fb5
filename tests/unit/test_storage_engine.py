"""What both databases promise: transactions are functions, each for itself, and committed when `write` returns."""

from __future__ import annotations

import asyncio
import enum
import subprocess
import sys
import threading
import traceback

import pytest

from storage.db import DatabaseClosedError, open_database

SECRET = "秘密"


class Mood(enum.StrEnum):
    CALM = "calm"


def add_series(tx, name, pillar="learn"):
    return tx.one("INSERT INTO series (name, pillar) VALUES (:name, :pillar) RETURNING id", name=name, pillar=pillar)[0]


def names(tx):
    return [name for (name,) in tx.all("SELECT name FROM series ORDER BY id")]


class OwnError(Exception):
    pass


async def test_a_write_returns_what_the_function_returns_and_the_next_read_sees_it(db):
    first = await db.write(add_series, "知行讲堂", pillar="shine")
    row = await db.read(lambda tx: tx.one("SELECT name, pillar FROM series WHERE id = :id", id=first))
    assert row == ("知行讲堂", "shine")


async def test_the_dialect_is_named(db, database_url):
    assert db.dialect == ("postgresql" if database_url.startswith("postgresql") else "sqlite")


async def test_run_counts_the_rows_that_changed(db):
    def counts(tx):
        return [
            tx.run("INSERT INTO series (name, pillar) VALUES ('a', 'x'), ('b', 'x')"),
            tx.run("INSERT INTO series (name, pillar) VALUES ('a', 'x') ON CONFLICT DO NOTHING"),
            tx.run("UPDATE series SET pillar = :pillar", pillar="y"),
            tx.run("UPDATE series SET pillar = 'z' WHERE name = 'a' RETURNING id"),
            tx.run("WITH old AS (SELECT id FROM series) UPDATE series SET pillar = '' WHERE id IN (SELECT * FROM old)"),
            tx.run("DELETE FROM series WHERE name = 'nobody'"),
            tx.run("CREATE INDEX series_pillar ON series (pillar)"),
            tx.run("DELETE FROM series"),
        ]

    assert await db.write(counts) == [2, 0, 2, 1, 2, 0, 0, 2]


async def test_one_is_the_first_row_or_none(db):
    await db.write(add_series, "a")
    await db.write(add_series, "b")
    assert await db.read(lambda tx: tx.one("SELECT name FROM series ORDER BY name DESC")) == ("b",)
    assert await db.read(lambda tx: tx.one("SELECT name FROM series WHERE name = 'c'")) is None
    assert await db.read(lambda tx: tx.all("SELECT name FROM series WHERE name = 'c'")) == []


async def test_rows_of_returning_that_nobody_reads_do_not_stop_the_commit(db):
    def insert(tx):
        tx.one("INSERT INTO series (name, pillar) VALUES ('a', ''), ('b', '') RETURNING id")

    await db.write(insert)
    assert await db.read(names) == ["a", "b"]


async def test_many_executes_once_per_row(db):
    def insert(tx):
        tx.many("INSERT INTO series (name, pillar) VALUES (:name, :pillar)", ({"name": n, "pillar": ""} for n in "abc"))
        tx.many("INSERT INTO series (name, pillar) VALUES (:name, :pillar)", [])

    await db.write(insert)
    assert await db.read(names) == ["a", "b", "c"]


@pytest.mark.parametrize("sql_type", ["BIGINT", "INTEGER"])
async def test_integers_come_back_as_they_went(db, sql_type):
    values = [0, -1, 2**31 - 1, *([2**63 - 1, -(2**63)] if sql_type == "BIGINT" else [])]

    def there_and_back(tx):
        tx.run(f"CREATE TABLE there (value {sql_type})")
        tx.many("INSERT INTO there VALUES (:value)", [{"value": value} for value in values])
        return [value for (value,) in tx.all("SELECT value FROM there")]

    assert await db.write(there_and_back) == values


async def test_other_values_come_back_as_they_went(db):
    def there_and_back(tx):
        blob = "BYTEA" if db.dialect == "postgresql" else "BLOB"
        tx.run(f"CREATE TABLE there (words TEXT, flag BOOLEAN, bytes {blob}, hours DOUBLE PRECISION, empty TEXT)")
        tx.run(
            "INSERT INTO there VALUES (:words, :flag, :bytes, :hours, :empty)",
            words="擂台 100% ':x' \\ \"q\" \U0001f3c6",
            flag=True,
            bytes=b"\x00\xff:x",
            hours=1.5,
            empty=None,
        )
        return tx.one("SELECT words, flag, bytes, hours, empty FROM there WHERE flag = :flag", flag=True)

    assert await db.write(there_and_back) == ("擂台 100% ':x' \\ \"q\" \U0001f3c6", True, b"\x00\xff:x", 1.5, None)


async def test_an_enum_is_stored_as_its_value(db):
    await db.write(add_series, Mood.CALM)
    assert await db.read(names) == ["calm"]


async def test_sums_and_averages_are_plain_numbers(db):
    def figures(tx):
        tx.run("CREATE TABLE points (value BIGINT)")
        nothing = tx.one("SELECT sum(value), avg(value) FROM points")
        tx.many("INSERT INTO points VALUES (:value)", [{"value": 2**40}, {"value": -1}])
        return nothing, tx.one("SELECT sum(value), avg(value), count(*) FROM points")

    nothing, some = await db.write(figures)
    assert nothing == (None, None)
    assert [(type(value), value) for value in some] == [(int, 2**40 - 1), (float, (2**40 - 1) / 2), (int, 2)]


async def test_what_looks_like_a_value_in_a_literal_or_a_comment_is_none(db):
    def tricky(tx):
        return tx.one(
            "SELECT ':no', 'it''s :no', '%s %', \":odd\" -- :no\n FROM (SELECT :yes AS \":odd\") AS t /* :no ' */"
            " WHERE ':x' LIKE '%x' AND :yes = :yes",
            yes="y",
        )

    assert await db.read(tricky) == (":no", "it's :no", "%s %", "y")


async def test_text_with_nul_is_refused_and_nothing_else_is_harmed(db):
    def with_nul(tx):
        add_series(tx, "before")
        tx.run("INSERT INTO series (name, pillar) VALUES (:name, '')", name="a\0b")

    def many_with_nul(tx):
        tx.many("INSERT INTO series (name, pillar) VALUES (:name, '')", [{"name": "x"}, {"name": "a\0b"}])

    for fn in (with_nul, many_with_nul):
        with pytest.raises(ValueError, match=r"^the text for :name contains a NUL character$"):
            await db.write(fn)
    assert await db.read(names) == []


async def test_an_exception_undoes_its_function_and_reaches_its_caller_with_its_traceback(db):
    def fails(tx):
        add_series(tx, "undone")
        raise OwnError

    with pytest.raises(OwnError) as caught:
        await db.write(fails)
    assert [frame.name for frame in traceback.extract_tb(caught.tb)][-1] == "fails"
    assert await db.read(names) == []


@pytest.mark.parametrize("kind", [StopIteration, asyncio.CancelledError, SystemExit, OwnError])
async def test_in_a_batch_only_those_that_raise_fail(db, kind):
    def add(tx, number):
        add_series(tx, str(number))
        if number % 3 == 0:
            raise kind
        return number

    # A generator cannot let StopIteration out: Python makes it a RuntimeError.
    seen = RuntimeError if kind is StopIteration else kind

    async def caller(number):
        try:
            return await db.write(add, number)
        except seen:
            return "failed"

    assert await asyncio.gather(*map(caller, range(8))) == ["failed", 1, 2, "failed", 4, 5, "failed", 7]
    assert await db.read(names) == ["1", "2", "4", "5", "7"]


async def test_a_statement_that_fails_undoes_its_function_only(db):
    await db.write(add_series, "a")

    def twice(tx):
        add_series(tx, "x")
        add_series(tx, "a")

    results = await asyncio.gather(
        db.write(add_series, "b"), db.write(twice), db.write(add_series, "c"), return_exceptions=True
    )
    assert [type(result).__name__ for result in results] == [
        "int",
        "UniqueViolation" if db.dialect == "postgresql" else "IntegrityError",
        "int",
    ]
    assert await db.read(names) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO series (name, pillar) VALUES (:secret, '')",
        "INSERT INTO series (name, pillar) VALUES (:secret, NULL)",
        "INSERT INTO numbers VALUES (:secret, -1)",
        "INSERT INTO late VALUES (99, :secret)",
    ],
)
async def test_an_error_quotes_nothing_that_people_wrote(db, statement):
    def prepare(tx):
        add_series(tx, SECRET)
        tx.run("CREATE TABLE numbers (words TEXT, value BIGINT CHECK (value > 0))")
        tx.run("CREATE TABLE late (id BIGINT REFERENCES series (id) DEFERRABLE INITIALLY DEFERRED, words TEXT)")

    await db.write(prepare)
    with pytest.raises(Exception, match=r".") as caught:
        await db.write(lambda tx: tx.run(statement, secret=SECRET))
    assert SECRET not in "".join(traceback.format_exception(caught.value))


async def test_64_callers_on_one_row_lose_nothing(db):
    event = await db.write(add_series, "counter", pillar="0")

    def count(tx):
        tx.lock("series", event)
        (value,) = tx.one("SELECT pillar FROM series WHERE id = :id", id=event)
        tx.run("UPDATE series SET pillar = :value WHERE id = :id", value=str(int(value) + 1), id=event)
        return int(value)

    async def caller():
        return [await db.write(count) for _ in range(10)]

    seen = [value for values in await asyncio.gather(*(caller() for _ in range(64))) for value in values]
    assert sorted(seen) == list(range(640))
    assert await db.read(lambda tx: tx.one("SELECT pillar FROM series")) == ("640",)


async def test_writes_happen_in_the_order_of_their_callers(db):
    await asyncio.gather(*(db.write(add_series, str(number)) for number in range(600)))
    assert await db.read(names) == [str(number) for number in range(600)]


async def test_a_later_function_of_a_batch_sees_what_an_earlier_one_did(db):
    def see(tx):
        return names(tx)

    seen = await asyncio.gather(db.write(add_series, "a"), db.write(see), db.write(add_series, "b"), db.write(see))
    assert (seen[1], seen[3]) == (["a"], ["a", "b"])


async def test_a_function_that_takes_a_second_does_not_strand_those_who_come_later(db):
    """Whoever calls while a batch runs is in the next one."""
    loop, started = asyncio.get_running_loop(), asyncio.Event()

    def slow(tx):
        loop.call_soon_threadsafe(started.set)
        return [add_series(tx, f"slow {number}") for number in range(300)][-1]

    first = asyncio.create_task(db.write(slow))
    await started.wait()
    second = await db.write(add_series, "second")
    assert second == await first + 1


async def test_a_read_cannot_write(db):
    with pytest.raises(Exception, match=r"(?i)read-?only"):
        await db.read(add_series, "a")
    assert await db.read(names) == []


async def test_a_read_is_a_snapshot(db):
    loop, half_way, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def look_twice(tx):
        first = names(tx)
        loop.call_soon_threadsafe(half_way.set)
        assert go_on.wait(10)
        return first, names(tx)

    looking = asyncio.create_task(db.read(look_twice))
    await half_way.wait()
    await db.write(add_series, "in between")
    assert await db.read(names) == ["in between"]
    go_on.set()
    assert await looking == ([], [])


async def test_reads_run_beside_a_write_that_has_begun(db):
    loop, begun, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def slow(tx):
        add_series(tx, "a")
        loop.call_soon_threadsafe(begun.set)
        assert go_on.wait(10)

    writing = asyncio.create_task(db.write(slow))
    await begun.wait()
    assert await asyncio.gather(*(db.read(names) for _ in range(64))) == [[]] * 64
    go_on.set()
    await writing
    assert await db.read(names) == ["a"]


async def test_a_failing_read_harms_no_other(db):
    def fails(tx):
        tx.one("SELECT 1 FROM nowhere")

    results = await asyncio.gather(db.read(names), db.read(fails), db.read(names), return_exceptions=True)
    assert [results[0], results[2]] == [[], []]
    assert "nowhere" in str(results[1])


async def test_closing_lets_everything_that_waits_finish(database_url):
    db = await open_database(database_url)
    writes = [asyncio.create_task(db.write(add_series, str(number))) for number in range(600)]
    reads = [asyncio.create_task(db.read(names)) for _ in range(60)]
    await asyncio.sleep(0)
    await asyncio.gather(db.close(), db.close())
    assert len({task.result() for task in writes}) == 600
    assert [task.done() for task in reads] == [True] * 60


async def test_after_closing_every_call_says_so(database_url):
    db = await open_database(database_url)
    await db.close()
    await db.close()
    for call in (db.read, db.write):
        with pytest.raises(DatabaseClosedError, match=r"^the database is closed$"):
            await call(names)


FORGETFUL = """
import asyncio, sys
from storage.db import open_database
async def main():
    global db
    db = await open_database(sys.argv[1])
    task = asyncio.create_task(db.write(lambda tx: tx.run("INSERT INTO series (name, pillar) VALUES ('kept', '')")))
    await asyncio.sleep(0)
asyncio.run(main())
"""


def test_an_interpreter_that_forgets_to_close_ends_nevertheless(database_url):
    done = subprocess.run([sys.executable, "-c", FORGETFUL, database_url], timeout=60, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("modules", ["storage.db, storage.sqlite", "storage.db, storage.postgres", "storage.migrate"])
def test_the_hot_path_imports_neither_alembic_nor_sqlalchemy(modules):
    code = f"import sys, {modules}; print([name for name in ('alembic', 'sqlalchemy') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"[]\n"

"""PostgreSQL's own promises: locks, deadlocks, lost connections, and SQL with :names."""

from __future__ import annotations

import asyncio
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from storage import postgres
from storage.calls import TRIES
from storage.db import CommitInDoubtError, NotCommittedError, open_database
from storage.postgres_tx import positional

SECRET = "秘密"
SUICIDE = "SELECT pg_terminate_backend(pg_backend_pid())"


def add(tx, name):
    return tx.one("INSERT INTO series (name, pillar) VALUES (:name, '') RETURNING id", name=name)[0]


def names(tx):
    return [name for (name,) in tx.all("SELECT name FROM series ORDER BY id")]


def together(*calls):
    return asyncio.gather(*calls, return_exceptions=True)


@pytest.fixture
async def server(postgres_url):
    database = await open_database(postgres_url)
    yield database
    await database.close()


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1", ("SELECT 1", ())),
        ("SELECT :b, :a, :b", ("SELECT $1, $2, $1", ("b", "a"))),
        ("SELECT :a::bigint, x::text, :b :: int", ("SELECT $1::bigint, x::text, $2 :: int", ("a", "b"))),
        ("SELECT ':a', 'it''s :a', \":a\", :a", ("SELECT ':a', 'it''s :a', \":a\", $1", ("a",))),
        ("SELECT :a -- :b '\n, :c", ("SELECT $1 -- :b '\n, $2", ("a", "c"))),
        ("SELECT /* :a\n' */ :b", ("SELECT /* :a\n' */ $1", ("b",))),
        ("x LIKE '%' || :a || '%' AND n % 2 = 1", ("x LIKE '%' || $1 || '%' AND n % 2 = 1", ("a",))),
        ("SELECT :a1,:_b", ("SELECT $1,$2", ("a1", "_b"))),
    ],
)
def test_names_become_numbers(sql, expected):
    assert positional(sql) == expected


@pytest.mark.postgres
async def test_a_value_that_is_missing_is_named(server):
    with pytest.raises(KeyError, match="name"):
        await server.write(lambda tx: tx.run("DELETE FROM series WHERE name = :name"))


@pytest.mark.postgres
@pytest.mark.parametrize("how", ["read", "write"])
async def test_an_error_about_a_value_does_not_quote_it(server, how):
    def fails(tx):
        try:
            tx.one("SELECT CAST(CAST(:secret AS TEXT) AS BIGINT)", secret=SECRET)
        except psycopg.Error as error:
            raise LookupError from error

    with pytest.raises(LookupError) as caught:
        await getattr(server, how)(fails)
    assert str(caught.value.__cause__) == "InvalidTextRepresentation (22P02)"
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.postgres
async def test_a_locked_row_is_waited_for_and_rows_that_refer_to_it_are_not(server, postgres_url):
    head = await server.write(
        lambda tx: tx.one("INSERT INTO departments (name, path) VALUES ('', 'a') RETURNING id")[0]
    )
    locked, go_on, loop = asyncio.Event(), threading.Event(), asyncio.get_running_loop()

    def hold(tx):
        tx.lock("departments", head)
        tx.all("SELECT 1")
        loop.call_soon_threadsafe(locked.set)
        assert go_on.wait(20)

    holding = asyncio.create_task(server.write(hold))
    await locked.wait()
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("INSERT INTO departments (parent_id, name, path) VALUES (%s, '', 'b')", [head])
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute("SELECT 1 FROM departments WHERE id = %s FOR NO KEY UPDATE NOWAIT", [head])
        go_on.set()
        await holding
        other.execute("SELECT 1 FROM departments WHERE id = %s FOR NO KEY UPDATE NOWAIT", [head])


@pytest.mark.postgres
async def test_a_lock_that_fails_at_the_end_of_a_function_fails_that_function(server):
    results = await together(
        server.write(add, "a"), server.write(lambda tx: tx.lock("nowhere", 1)), server.write(add, "b")
    )
    assert [type(result).__name__ for result in results] == ["int", "UndefinedTable", "int"]
    assert await server.read(names) == ["a", "b"]


@pytest.mark.postgres
async def test_an_error_that_a_function_hides_still_fails_it(server):
    """Its transaction is broken: were it taken for a success, its caller would believe in rows that are not there."""

    def hides(tx):
        add(tx, "hidden")
        try:
            tx.run("SELECT 1 FROM nowhere")
        except psycopg.Error:
            return "fine"

    results = await together(server.write(add, "a"), server.write(hides), server.write(add, "b"))
    assert [type(result).__name__ for result in results] == ["int", "InFailedSqlTransaction", "int"]
    assert await server.read(names) == ["a", "b"]


@pytest.mark.postgres
async def test_a_deadlock_commits_what_came_before_and_runs_the_rest_again(server, postgres_url):
    """Ours holds `mine` and wants `theirs`, the other the other way round; ours comes last and is the victim."""
    mine, theirs = await server.write(add, "mine"), await server.write(add, "theirs")
    other = psycopg.connect(postgres_url)
    other.execute("SET deadlock_timeout = '1min'")
    other.execute("SELECT 1 FROM series WHERE id = %s FOR UPDATE", [theirs])
    rounds = []

    def cross(tx):
        rounds.append(tx.one("SELECT txid_current()"))
        tx.lock("series", mine)
        tx.all("SELECT 1")
        if len(rounds) == 1:
            crossing = threads.submit(other.execute, "SELECT 1 FROM series WHERE id = %s FOR UPDATE", [mine])
            crossing.add_done_callback(lambda _: other.rollback())
            while tx.one("SELECT 1 FROM pg_locks WHERE NOT granted") is None:
                pass
        tx.lock("series", theirs)
        return add(tx, "crossed")

    with ThreadPoolExecutor(1) as threads, other:
        results = await together(server.write(add, "before"), server.write(cross), server.write(add, "after"))
    assert [type(result) for result in results] == [int, int, int]
    assert await server.read(names) == ["mine", "theirs", "before", "crossed", "after"]
    assert len(rounds) > 1
    assert len(set(rounds)) == len(rounds)


@pytest.mark.postgres
async def test_a_deadlock_that_never_ends_becomes_its_callers_matter(server):
    rounds = []

    def unlucky(tx):
        rounds.append(1)
        tx.run("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40P01'; END $$")

    results = await together(server.write(add, "before"), server.write(unlucky), server.write(add, "after"))
    assert [type(result).__name__ for result in results] == ["int", "DeadlockDetected", "int"]
    assert len(rounds) == TRIES
    assert await server.read(names) == ["before", "after"]


@pytest.mark.postgres
async def test_a_connection_lost_before_commit_runs_the_batch_again_on_a_new_one(server):
    rounds = []

    def dies_once(tx):
        add(tx, "survivor")
        rounds.append(1)
        if len(rounds) == 1:
            tx.all(SUICIDE)

    def refuses(tx):
        add(tx, "refused")
        raise LookupError

    results = await together(
        server.write(add, "before"), server.write(refuses), server.write(dies_once), server.write(add, "after")
    )
    assert [type(result).__name__ for result in results] == ["int", "LookupError", "NoneType", "int"]
    assert await server.read(names) == ["before", "survivor", "after"]


@pytest.mark.postgres
async def test_connections_that_are_lost_again_and_again_end_in_not_committed(server):
    rounds = []

    def deadly(tx):
        rounds.append(1)
        tx.all(SUICIDE)

    results = await together(server.write(add, "a"), server.write(deadly))
    assert [type(result) for result in results] == [NotCommittedError, NotCommittedError]
    assert len(rounds) == TRIES
    await server.write(add, "b")
    assert await server.read(names) == ["b"]


@pytest.mark.postgres
async def test_a_connection_lost_in_commit_leaves_doubt_and_is_not_tried_again(server):
    def trap(tx):
        tx.run(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'"
        )
        tx.run(
            "CREATE CONSTRAINT TRIGGER trap AFTER INSERT ON departments DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION die()"
        )

    await server.write(trap)
    rounds = []

    def insert(tx):
        rounds.append(1)
        tx.run("INSERT INTO departments (name, path) VALUES ('', '')")

    results = await together(server.write(add, "a"), server.write(insert))
    assert [type(result) for result in results] == [CommitInDoubtError, CommitInDoubtError]
    assert rounds == [1]
    await server.write(add, "b")
    assert await server.read(names) == ["b"]


@pytest.mark.postgres
async def test_a_commit_that_is_refused_is_no_doubt(server):
    def deferred(tx):
        tx.run("CREATE TABLE leaf (of BIGINT REFERENCES series (id) DEFERRABLE INITIALLY DEFERRED)")

    def backend(tx):
        return tx.one("SELECT pg_backend_pid()")

    await server.write(deferred)
    before = await server.write(backend)
    results = await together(server.write(add, "a"), server.write(lambda tx: tx.run("INSERT INTO leaf VALUES (99)")))
    assert [type(result) for result in results] == [NotCommittedError, NotCommittedError]
    await server.write(add, "b")
    assert await server.read(names) == ["b"]
    assert await server.write(backend) != before, "a connection that met something odd is not trusted again"


@pytest.mark.postgres
async def test_a_read_that_loses_its_connection_is_run_again(server):
    await server.write(add, "a")
    rounds = []

    def dies_once(tx):
        rounds.append(1)
        if len(rounds) == 1:
            tx.all(SUICIDE)
        return names(tx)

    assert await together(server.read(names), server.read(dies_once), server.read(names)) == [["a"]] * 3
    assert len(rounds) == 2


@pytest.mark.postgres
async def test_a_server_that_restarts_costs_patience_and_nothing_else(server, postgres):
    await server.write(add, "before")
    await server.read(names)
    postgres.stop()
    writes = [asyncio.create_task(server.write(add, str(number))) for number in range(3)]
    read = asyncio.create_task(server.read(names))
    await asyncio.sleep(0)
    postgres.start()
    await asyncio.gather(*writes)
    await read
    assert await server.read(names) == ["before", "0", "1", "2"]


@pytest.mark.postgres
async def test_a_server_that_stays_away_is_said_to_each_caller(server, postgres, monkeypatch):
    monkeypatch.setattr("storage.postgres.PATIENCE_S", 0)
    postgres.stop()
    results = await together(server.write(add, "a"), server.write(add, "b"), server.read(names))
    postgres.start()
    assert [(type(result), str(result)) for result in results] == [
        (NotCommittedError, "PostgreSQL cannot be reached")
    ] * 3
    await server.write(add, "c")
    assert await server.read(names) == ["c"]


async def test_a_server_that_is_not_there_cannot_be_opened(tmp_path):
    with pytest.raises(psycopg.OperationalError):
        await open_database(f"postgresql://faguang@/none?host={tmp_path}")


@pytest.mark.postgres
def test_the_patience_with_locks_is_the_same_on_both(postgres_url):
    async def ask():
        database = await open_database(postgres_url)
        try:
            return await database.write(lambda tx: tx.one("SHOW lock_timeout"))
        finally:
            await database.close()

    assert asyncio.run(ask()) == (f"{postgres.PATIENCE_S:.0f}s",)

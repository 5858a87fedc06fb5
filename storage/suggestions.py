"""Rows of suggestions and their files."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import instant, micros
from bot.domain.suggestions.numbers import number
from bot.domain.suggestions.states import Decision, Published, State
from bot.domain.suggestions.suggestion import File, FileKind, Filing, Place, Suggestion
from storage.db import Row, Tx

COLUMNS = (
    "s.id, s.number, s.campaign_id, s.author_id, s.text, s.place, s.latitude, s.longitude, s.hidden, s.public, "
    "s.state, s.published, s.office_id, s.handler_id, s.due_at, s.paused, s.chased, s.extension_days, s.extension_by, "
    "s.merged_into, COALESCE(s.root_id, s.id), s.seconds, s.comments, s.reopened, s.helped, s.decision, "
    "s.decided_words, s.answer, s.created_at, s.changed_at, s.ask_until, s.before_merge"
)
WIDTH = COLUMNS.count(", s.") + 1  # there is none before COALESCE, but one within
_MICROSECOND = timedelta(microseconds=1)


def load(tx: Tx, suggestion_id: int) -> Suggestion | None:
    """Return a suggestion, or None."""
    row = tx.one(f"SELECT {COLUMNS} FROM suggestions s WHERE s.id = :id", id=suggestion_id)
    return None if row is None else suggestion(row)


def next_number(tx: Tx, year: int) -> str:
    """Return the next number of that year, which nobody else gets."""
    row = tx.one(
        "INSERT INTO counters (name, value) VALUES (:name, 1) "
        "ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value",
        name=f"suggestion:{year}",
    )
    assert row is not None  # noqa: S101 - RETURNING of an upsert
    return number(year, row[0])


def by_number(tx: Tx, called: str) -> int | None:
    """Return the id of the suggestion that is called so, or None."""
    row = tx.one("SELECT id FROM suggestions WHERE number = :number", number=called)
    return None if row is None else int(row[0])


def insert(
    tx: Tx, filing: Filing, author_id: int, called: str, due_at: datetime, now: datetime, *, public: bool
) -> int:
    """Write a new suggestion with its files; return its id."""
    row = tx.one(
        "INSERT INTO suggestions (number, campaign_id, author_id, text, place, latitude, longitude, hidden, public, "
        "state, published, due_at, created_at, changed_at) VALUES (:number, :campaign, :author, :text, :place, "
        ":latitude, :longitude, :hidden, :public, 'submitted', 'waiting', :due, :now, :now) RETURNING id",
        number=called,
        campaign=filing.campaign_id,
        author=author_id,
        text=filing.text.strip(),
        place=filing.place.words.strip(),
        latitude=filing.place.latitude,
        longitude=filing.place.longitude,
        hidden=int(filing.hidden),
        public=int(public),
        due=micros(due_at),
        now=micros(now),
    )
    assert row is not None  # noqa: S101 - RETURNING of an insert
    add_files(tx, row[0], filing.files)
    return int(row[0])


def add_files(tx: Tx, suggestion_id: int, files: tuple[File, ...]) -> None:
    """Keep which files belong to a suggestion."""
    tx.many(
        "INSERT INTO suggestion_files (suggestion_id, kind, file_id, name, size) "
        "VALUES (:suggestion, :kind, :file, :name, :size)",
        [
            {"suggestion": suggestion_id, "kind": one.kind, "file": one.id, "name": one.name, "size": one.size}
            for one in files
        ],
    )


def files(tx: Tx, suggestion_id: int) -> tuple[File, ...]:
    """Return the files of a suggestion in the order in which they were sent."""
    rows = tx.all(
        "SELECT kind, file_id, name, size FROM suggestion_files WHERE suggestion_id = :id ORDER BY id",
        id=suggestion_id,
    )
    return tuple(File(FileKind(kind), file_id, name, size) for kind, file_id, name, size in rows)


def update(tx: Tx, one: Suggestion) -> None:
    """Write where a suggestion stands: all but number and author, its counts, and what it was merged into."""
    tx.run(
        "UPDATE suggestions SET text = :text, public = :public, state = :state, published = :published, "
        "office_id = :office, handler_id = :handler, due_at = :due, paused = :paused, chased = :chased, "
        "extension_days = :days, extension_by = :by, reopened = :reopened, helped = :helped, decision = :decision, "
        "decided_words = :decided, answer = :answer, changed_at = :changed, ask_until = :ask WHERE id = :id",
        id=one.id,
        text=one.text,
        public=int(one.public),
        state=one.state,
        published=one.published,
        office=one.office_id,
        handler=one.handler_id,
        due=None if one.due_at is None else micros(one.due_at),
        paused=None if one.paused is None else one.paused // _MICROSECOND,
        chased=one.chased,
        days=one.extension_days,
        by=one.extension_by,
        reopened=int(one.reopened),
        helped=None if one.helped is None else int(one.helped),
        decision=one.decision,
        decided=one.decided_words,
        answer=one.answer,
        changed=micros(one.changed_at),
        ask=None if one.ask_until is None else micros(one.ask_until),
    )


def of_author(tx: Tx, person_id: int, limit: int, skip: int = 0) -> list[Suggestion]:
    """Return what a person filed, the latest first."""
    rows = tx.all(
        f"SELECT {COLUMNS} FROM suggestions s WHERE s.author_id = :person ORDER BY s.id DESC LIMIT :limit OFFSET :skip",
        person=person_id,
        limit=limit,
        skip=skip,
    )
    return [suggestion(row) for row in rows]


def returned_to(tx: Tx, person_id: int) -> list[int]:
    """Return what waits for its author to write it anew."""
    return _waiting_for(tx, person_id, State.RETURNED)


def asked_of(tx: Tx, person_id: int) -> list[int]:
    """Return what waits for its author to answer a question."""
    return _waiting_for(tx, person_id, State.ASKED)


def _waiting_for(tx: Tx, person_id: int, state: State) -> list[int]:
    rows = tx.all(
        "SELECT id FROM suggestions WHERE author_id = :person AND state = :state ORDER BY id",
        person=person_id,
        state=state,
    )
    return [id_ for (id_,) in rows]


def count_of_author(tx: Tx, person_id: int, campaign_id: int) -> int:
    """Return how many suggestions of a person a campaign has, without those withdrawn."""
    row = tx.one(
        "SELECT COUNT(*) FROM suggestions WHERE author_id = :person AND campaign_id = :campaign "
        "AND state <> 'withdrawn'",
        person=person_id,
        campaign=campaign_id,
    )
    return int(row[0]) if row else 0


def suggestion(row: Row) -> Suggestion:
    """Return the suggestion of a row that begins with COLUMNS."""
    return Suggestion(
        id=row[0],
        number=row[1],
        campaign_id=row[2],
        author_id=row[3],
        text=row[4],
        place=Place(row[5], row[6], row[7]),
        hidden=bool(row[8]),
        public=bool(row[9]),
        state=State(row[10]),
        published=Published(row[11]),
        office_id=row[12],
        handler_id=row[13],
        due_at=_instant(row[14]),
        paused=None if row[15] is None else row[15] * _MICROSECOND,
        chased=row[16],
        extension_days=row[17],
        extension_by=row[18],
        merged_into=row[19],
        root_id=row[20],
        seconds=row[21],
        comments=row[22],
        reopened=bool(row[23]),
        helped=None if row[24] is None else bool(row[24]),
        decision=None if row[25] is None else Decision(row[25]),
        decided_words=row[26],
        answer=row[27],
        created_at=instant(row[28]),
        changed_at=instant(row[29]),
        ask_until=_instant(row[30]),
        before_merge=_before(row[31]),
    )


def _instant(stored: int | None) -> datetime | None:
    return None if stored is None else instant(stored)


def _before(stored: str | None) -> tuple[State, Published] | None:
    if stored is None:
        return None
    state, published = stored.split()
    return State(state), Published(published)

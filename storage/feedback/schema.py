"""The tables of the database apart.

No id of a person, a chat or an update, no language, no instant finer than a day, no number that counts arrivals. SQLite
keeps each table in the order of its random key (WITHOUT ROWID): a row number would tell who wrote after whom. A `day`
is `date.toordinal()` in the workplace's zone.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.schema import SchemaItem

from storage.schema import metadata as main

metadata = MetaData(naming_convention=main.naming_convention)


def _table(name: str, *items: SchemaItem) -> Table:
    return Table(name, metadata, *items, sqlite_with_rowid=False)


threads = _table(
    "threads",
    Column("tag", Text, primary_key=True),  # the public part of the receipt, random
    Column("salt", LargeBinary, nullable=False),
    Column("verifier", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("desk_id", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("state", Text, nullable=False),  # a domain ThreadState
    Column("theme", Text, nullable=False, server_default=""),
    Column("news", Integer, nullable=False, server_default="0"),  # the desk wrote, and the weekly list has not told
)

messages = _table(
    "messages",
    Column("tag", ForeignKey("threads.tag"), primary_key=True),
    Column("turn", Integer, primary_key=True),  # within its thread
    Column("from_desk", Integer, nullable=False),
    Column("stage", Integer, nullable=False),  # of delivery to the desk, see bot.domain.feedback
    Column("day", Integer, nullable=False),
    Column("key_id", ForeignKey("desk_keys.id"), nullable=False),  # opens the next one
    Column("for_desk", LargeBinary, nullable=False),
    Column("for_thread", LargeBinary),  # only of what the desk writes
)
Index("ix_messages_key_id", messages.c.key_id)

desk_keys = _table(
    "desk_keys",
    Column("id", Text, primary_key=True),  # random; the private key is the file of that name
    Column("desk_id", BigInteger, nullable=False),
    Column("month", Text, nullable=False),  # 2026-11
    Column("public_key", LargeBinary, nullable=False),
)

# What was done last, of what is done at fixed times.
marks = _table(
    "marks",
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

# Choices are counted, not kept one by one; what is `waiting` is not shown yet.
survey_boxes = _table(
    "survey_boxes",
    Column("survey_id", BigInteger, primary_key=True, autoincrement=False),
    Column("closed", Integer, nullable=False),
    Column("closed_day", BigInteger),
)

survey_tallies = _table(
    "survey_tallies",
    Column("survey_id", BigInteger, primary_key=True, autoincrement=False),
    Column("question", Integer, primary_key=True, autoincrement=False),
    Column("cell", BigInteger, primary_key=True, autoincrement=False),  # a department with enough people; 0: the others
    Column("choice", Integer, primary_key=True, autoincrement=False),
    Column("waiting", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
)

survey_texts = _table(
    "survey_texts",
    Column("key", Text, primary_key=True),
    Column("survey_id", BigInteger, nullable=False),
    Column("question", Integer, nullable=False),
    Column("fresh", Integer, nullable=False),
    Column("text", Text, nullable=False),
)
Index("ix_survey_texts_survey_id", survey_texts.c.survey_id, survey_texts.c.question)

survey_marks = _table("survey_marks", Column("token", Text, primary_key=True))

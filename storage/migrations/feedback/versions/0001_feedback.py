"""Feedback."""
# ruff: noqa: D103

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "desk_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("desk_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_boxes",
        sa.Column("survey_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("closed_day", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_survey_boxes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_marks",
        sa.Column("token", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_survey_marks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_tallies",
        sa.Column("survey_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cell", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("choice", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "question", "cell", "choice", name=op.f("pk_survey_tallies")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_texts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_survey_texts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_texts_survey_id", "survey_texts", ["survey_id", "question"], unique=False)
    op.create_table(
        "threads",
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("desk_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), server_default="", nullable=False),
        sa.Column("news", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_threads")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "messages",
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("from_desk", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("for_desk", sa.LargeBinary(), nullable=False),
        sa.Column("for_thread", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["desk_keys.id"], name=op.f("fk_messages_key_id")),
        sa.ForeignKeyConstraint(["tag"], ["threads.tag"], name=op.f("fk_messages_tag")),
        sa.PrimaryKeyConstraint("tag", "turn", name=op.f("pk_messages")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_messages_key_id", "messages", ["key_id"], unique=False)

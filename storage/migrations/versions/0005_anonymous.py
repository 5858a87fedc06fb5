"""Anonymous."""
# ruff: noqa: D103

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "desks",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("sensitive", sa.Integer(), server_default="0", nullable=False),
        sa.Column("closed", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desks")),
        sa.UniqueConstraint("name", name=op.f("uq_desks_name")),
    )
    op.create_table(
        "desk_templates",
        sa.Column("id", Id, nullable=False),
        sa.Column("desk_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_desk_templates_desk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_templates")),
    )
    with op.batch_alter_table("desk_templates", schema=None) as batch_op:
        batch_op.create_index("ix_desk_templates_desk_id", ["desk_id"], unique=False)

    op.create_table(
        "publications",
        sa.Column("id", Id, nullable=False),
        sa.Column("desk_id", Id, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_publications_desk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
    )
    op.create_table(
        "desk_openings",
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_desk_openings_person_id")),
        sa.PrimaryKeyConstraint("tag", "person_id", name=op.f("pk_desk_openings")),
    )
    with op.batch_alter_table("desk_openings", schema=None) as batch_op:
        batch_op.create_index("ix_desk_openings_person_id", ["person_id"], unique=False)

    op.create_table(
        "desk_readers",
        sa.Column("desk_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_desk_readers_desk_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_desk_readers_person_id")),
        sa.PrimaryKeyConstraint("desk_id", "person_id", name=op.f("pk_desk_readers")),
    )
    with op.batch_alter_table("desk_readers", schema=None) as batch_op:
        batch_op.create_index("ix_desk_readers_person_id", ["person_id"], unique=False)

    op.create_table(
        "feedback_news",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_feedback_news_person_id")),
        sa.PrimaryKeyConstraint("person_id", "list", name=op.f("pk_feedback_news")),
    )
    op.create_table(
        "surveys",
        sa.Column("id", Id, nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("by_department", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_surveys_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
    )
    op.create_table(
        "survey_roll",
        sa.Column("survey_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_survey_roll_person_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_roll_survey_id")),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=op.f("pk_survey_roll")),
    )
    with op.batch_alter_table("survey_roll", schema=None) as batch_op:
        batch_op.create_index("ix_survey_roll_person_id", ["person_id"], unique=False)
        batch_op.create_index(
            "ix_survey_roll_token",
            ["token"],
            unique=False,
            sqlite_where=sa.text("token IS NOT NULL"),
            postgresql_where=sa.text("token IS NOT NULL"),
        )

"""Suggestions."""
# ruff: noqa: D103, PLR0915

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "suggestion_gram_counts",
        sa.Column("gram", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("suggestions", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gram", name=op.f("pk_suggestion_gram_counts")),
    )
    op.create_table(
        "suggestion_grams",
        sa.Column("gram", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("suggestion_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("weight", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("gram", "suggestion_id", "weight", name=op.f("pk_suggestion_grams")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "campaigns",
        sa.Column("id", Id, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), server_default="", nullable=False),
        sa.Column("prizes", sa.Text(), server_default="", nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.Column("judged_at", sa.BigInteger(), nullable=True),
        sa.Column("rules", sa.Text(), server_default="", nullable=False),
        sa.Column("leader_id", Id, nullable=True),
        sa.Column("organiser_id", Id, nullable=False),
        sa.Column("cancelled", sa.Integer(), server_default="0", nullable=False),
        sa.Column("filed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("adopted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("resolved", sa.Integer(), server_default="0", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("results", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["people.id"], name=op.f("fk_campaigns_leader_id")),
        sa.ForeignKeyConstraint(["organiser_id"], ["people.id"], name=op.f("fk_campaigns_organiser_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.create_index("ix_campaigns_leader_id", ["leader_id"], unique=False)
        batch_op.create_index("ix_campaigns_opens_at", ["opens_at"], unique=False)
        batch_op.create_index("ix_campaigns_organiser_id", ["organiser_id"], unique=False)

    op.create_table(
        "campaign_departments",
        sa.Column("campaign_id", Id, nullable=False),
        sa.Column("department_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_departments_campaign_id")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_campaign_departments_department_id")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "department_id", name=op.f("pk_campaign_departments")),
    )
    op.create_table(
        "campaign_posts",
        sa.Column("id", Id, nullable=False),
        sa.Column("campaign_id", Id, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("posted_by", Id, nullable=True),
        sa.Column("posted_at", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("gone", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_posts_campaign_id")),
        sa.ForeignKeyConstraint(["posted_by"], ["people.id"], name=op.f("fk_campaign_posts_posted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_posts")),
    )
    with op.batch_alter_table("campaign_posts", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_posts_campaign_id", ["campaign_id"], unique=False)
        batch_op.create_index(
            "ix_campaign_posts_chat_id",
            ["chat_id"],
            unique=False,
            sqlite_where=sa.text("gone = 0"),
            postgresql_where=sa.text("gone = 0"),
        )
        batch_op.create_index("ix_campaign_posts_posted_by", ["posted_by"], unique=False)

    op.create_table(
        "criteria",
        sa.Column("id", Id, nullable=False),
        sa.Column("campaign_id", Id, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_criteria_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
    )
    with op.batch_alter_table("criteria", schema=None) as batch_op:
        batch_op.create_index("ix_criteria_campaign_id", ["campaign_id"], unique=False)

    op.create_table(
        "evaluators",
        sa.Column("campaign_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_evaluators_campaign_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_evaluators_person_id")),
        sa.PrimaryKeyConstraint("campaign_id", "person_id", name=op.f("pk_evaluators")),
    )
    with op.batch_alter_table("evaluators", schema=None) as batch_op:
        batch_op.create_index("ix_evaluators_person_id", ["person_id"], unique=False)

    op.create_table(
        "suggestions",
        sa.Column("id", Id, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("campaign_id", Id, nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("hidden", sa.Integer(), server_default="0", nullable=False),
        sa.Column("public", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.Column("office_id", Id, nullable=True),
        sa.Column("handler_id", Id, nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("paused", sa.BigInteger(), nullable=True),
        sa.Column("chased", sa.Integer(), server_default="0", nullable=False),
        sa.Column("extension_days", sa.Integer(), nullable=True),
        sa.Column("extension_by", Id, nullable=True),
        sa.Column("merged_into", Id, nullable=True),
        sa.Column("root_id", Id, nullable=True),
        sa.Column("before_merge", sa.Text(), nullable=True),
        sa.Column("seconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("comments", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reopened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("helped", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_words", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("ask_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_suggestions_author_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_suggestions_campaign_id")),
        sa.ForeignKeyConstraint(["extension_by"], ["people.id"], name=op.f("fk_suggestions_extension_by")),
        sa.ForeignKeyConstraint(["handler_id"], ["people.id"], name=op.f("fk_suggestions_handler_id")),
        sa.ForeignKeyConstraint(["merged_into"], ["suggestions.id"], name=op.f("fk_suggestions_merged_into")),
        sa.ForeignKeyConstraint(["office_id"], ["departments.id"], name=op.f("fk_suggestions_office_id")),
        sa.ForeignKeyConstraint(["root_id"], ["suggestions.id"], name=op.f("fk_suggestions_root_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint("number", name=op.f("uq_suggestions_number")),
    )
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_suggestions_ask_until",
            ["ask_until"],
            unique=False,
            sqlite_where=sa.text("ask_until IS NOT NULL"),
            postgresql_where=sa.text("ask_until IS NOT NULL"),
        )
        batch_op.create_index("ix_suggestions_author_id", ["author_id", "id"], unique=False)
        batch_op.create_index("ix_suggestions_campaign_id", ["campaign_id", "id"], unique=False)
        batch_op.create_index(
            "ix_suggestions_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_suggestions_extension_by",
            ["extension_by"],
            unique=False,
            sqlite_where=sa.text("extension_by IS NOT NULL"),
            postgresql_where=sa.text("extension_by IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_suggestions_handler_id",
            ["handler_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("handler_id IS NOT NULL AND due_at IS NOT NULL"),
            postgresql_where=sa.text("handler_id IS NOT NULL AND due_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_suggestions_merged_into",
            ["merged_into"],
            unique=False,
            sqlite_where=sa.text("root_id IS NOT NULL"),
            postgresql_where=sa.text("root_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_suggestions_office_id",
            ["office_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_suggestions_root_id",
            ["root_id"],
            unique=False,
            sqlite_where=sa.text("root_id IS NOT NULL"),
            postgresql_where=sa.text("root_id IS NOT NULL"),
        )
        batch_op.create_index("ix_suggestions_seconds", ["campaign_id", "seconds", "id"], unique=False)

    op.create_table(
        "evaluations",
        sa.Column("suggestion_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_evaluations_person_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"], name=op.f("fk_evaluations_suggestion_id")),
        sa.PrimaryKeyConstraint("suggestion_id", "person_id", name=op.f("pk_evaluations")),
    )
    with op.batch_alter_table("evaluations", schema=None) as batch_op:
        batch_op.create_index("ix_evaluations_person_id", ["person_id"], unique=False)

    op.create_table(
        "scores",
        sa.Column("suggestion_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("criterion_id", Id, nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["criterion_id"], ["criteria.id"], name=op.f("fk_scores_criterion_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_scores_person_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"], name=op.f("fk_scores_suggestion_id")),
        sa.PrimaryKeyConstraint("suggestion_id", "person_id", "criterion_id", name=op.f("pk_scores")),
    )
    with op.batch_alter_table("scores", schema=None) as batch_op:
        batch_op.create_index("ix_scores_person_id", ["person_id"], unique=False)

    op.create_table(
        "suggestion_comments",
        sa.Column("id", Id, nullable=False),
        sa.Column("suggestion_id", Id, nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_suggestion_comments_author_id")),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_comments_suggestion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_comments")),
    )
    with op.batch_alter_table("suggestion_comments", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_comments_author_id", ["author_id"], unique=False)
        batch_op.create_index("ix_suggestion_comments_suggestion_id", ["suggestion_id", "id"], unique=False)

    op.create_table(
        "suggestion_files",
        sa.Column("id", Id, nullable=False),
        sa.Column("suggestion_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_files_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_files")),
    )
    with op.batch_alter_table("suggestion_files", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_files_suggestion_id", ["suggestion_id"], unique=False)

    op.create_table(
        "suggestion_seconds",
        sa.Column("suggestion_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_suggestion_seconds_person_id")),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_seconds_suggestion_id")
        ),
        sa.PrimaryKeyConstraint("suggestion_id", "person_id", name=op.f("pk_suggestion_seconds")),
    )
    with op.batch_alter_table("suggestion_seconds", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_seconds_person_id", ["person_id"], unique=False)

    op.create_table(
        "suggestion_steps",
        sa.Column("id", Id, nullable=False),
        sa.Column("suggestion_id", Id, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", Id, nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("public", sa.Integer(), server_default="0", nullable=False),
        sa.Column("data", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_suggestion_steps_actor_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_steps_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_steps")),
    )
    with op.batch_alter_table("suggestion_steps", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_steps_actor_id", ["actor_id"], unique=False)
        batch_op.create_index("ix_suggestion_steps_suggestion_id", ["suggestion_id", "id"], unique=False)

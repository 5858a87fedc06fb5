"""Events complete."""
# ruff: noqa: D103, PLR0915

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "repetitions",
        sa.Column("id", Id, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repetitions")),
    )
    op.create_table(
        "hours_rules",
        sa.Column("series_id", Id, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_hours_rules_series_id")),
        sa.PrimaryKeyConstraint("series_id", name=op.f("pk_hours_rules")),
    )
    op.create_table(
        "rotas",
        sa.Column("series_id", Id, nullable=False),
        sa.Column("keeper_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["keeper_id"], ["people.id"], name=op.f("fk_rotas_keeper_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_rotas_series_id")),
        sa.PrimaryKeyConstraint("series_id", name=op.f("pk_rotas")),
    )
    with op.batch_alter_table("rotas", schema=None) as batch_op:
        batch_op.create_index("ix_rotas_keeper_id", ["keeper_id"], unique=False)

    op.create_table(
        "calendar_files",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_calendar_files_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_files_person_id")),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_calendar_files")),
    )
    with op.batch_alter_table("calendar_files", schema=None) as batch_op:
        batch_op.create_index("ix_calendar_files_person_id", ["person_id"], unique=False)

    op.create_table(
        "check_in_desks",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), server_default="", nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_check_in_desks_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_check_in_desks")),
        sa.UniqueConstraint("secret", name=op.f("uq_check_in_desks_secret")),
    )
    op.create_table(
        "check_ins",
        sa.Column("id", Id, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("by_id", Id, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_check_ins_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_check_ins_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_check_ins_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_check_ins_event_id_person_id")),
    )
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.create_index("ix_check_ins_by_id", ["by_id"], unique=False)
        batch_op.create_index("ix_check_ins_person_id", ["person_id"], unique=False)

    op.create_table(
        "event_guests",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_guests_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_event_guests_person_id")),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_event_guests")),
    )
    with op.batch_alter_table("event_guests", schema=None) as batch_op:
        batch_op.create_index("ix_event_guests_person_id", ["person_id"], unique=False)

    op.create_table(
        "event_posts",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_posts_event_id")),
        sa.PrimaryKeyConstraint("event_id", "post", name=op.f("pk_event_posts")),
    )
    op.create_table(
        "event_speakers",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_speakers_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_event_speakers_person_id")),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_event_speakers")),
    )
    with op.batch_alter_table("event_speakers", schema=None) as batch_op:
        batch_op.create_index("ix_event_speakers_person_id", ["person_id"], unique=False)

    op.create_table(
        "group_series",
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_series_group_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_group_series_series_id")),
        sa.PrimaryKeyConstraint("group_id", "series_id", name=op.f("pk_group_series")),
    )
    op.create_table(
        "ledger",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("event_id", Id, nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_ledger_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ledger_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_key")),
    )
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_at", ["at"], unique=False)
        batch_op.create_index("ix_ledger_event_id", ["event_id", "unit"], unique=False)
        batch_op.create_index("ix_ledger_person_id", ["person_id", "unit", "year"], unique=False)

    op.create_table(
        "materials",
        sa.Column("id", Id, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("added_by", Id, nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_materials_added_by")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_materials_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_materials")),
    )
    with op.batch_alter_table("materials", schema=None) as batch_op:
        batch_op.create_index("ix_materials_added_by", ["added_by"], unique=False)
        batch_op.create_index("ix_materials_event_id", ["event_id"], unique=False)

    op.create_table(
        "posts",
        sa.Column("id", Id, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("posted_by", Id, nullable=True),
        sa.Column("posted_at", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("gone", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_posts_event_id")),
        sa.ForeignKeyConstraint(["posted_by"], ["people.id"], name=op.f("fk_posts_posted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_posts_chat_id",
            ["chat_id"],
            unique=False,
            sqlite_where=sa.text("gone = 0"),
            postgresql_where=sa.text("gone = 0"),
        )
        batch_op.create_index("ix_posts_event_id", ["event_id"], unique=False)
        batch_op.create_index("ix_posts_posted_by", ["posted_by"], unique=False)

    op.create_table(
        "rated",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("words", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_rated_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_rated_person_id")),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_rated")),
    )
    with op.batch_alter_table("rated", schema=None) as batch_op:
        batch_op.create_index("ix_rated_person_id", ["person_id"], unique=False)

    op.create_table(
        "rating_results",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("stars", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_rating_results_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_rating_results")),
    )
    op.create_table(
        "rating_words",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("shown", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_rating_words_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_words")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("rating_words", schema=None) as batch_op:
        batch_op.create_index("ix_rating_words_event_id", ["event_id"], unique=False)

    op.create_table(
        "ratings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_ratings_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.create_index("ix_ratings_event_id", ["event_id"], unique=False)

    op.create_table(
        "rota_kinds",
        sa.Column("id", Id, nullable=False),
        sa.Column("series_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["rotas.series_id"], name=op.f("fk_rota_kinds_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_kinds")),
    )
    with op.batch_alter_table("rota_kinds", schema=None) as batch_op:
        batch_op.create_index("ix_rota_kinds_series_id", ["series_id"], unique=False)

    op.create_table(
        "strike_objections",
        sa.Column("event_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", Id, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_strike_objections_decided_by")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_strike_objections_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_strike_objections_person_id")),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_strike_objections")),
    )
    with op.batch_alter_table("strike_objections", schema=None) as batch_op:
        batch_op.create_index("ix_strike_objections_decided_by", ["decided_by"], unique=False)
        batch_op.create_index("ix_strike_objections_person_id", ["person_id"], unique=False)

    op.create_table(
        "wishes",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("event_id", Id, nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_wishes_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_wishes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
    )
    with op.batch_alter_table("wishes", schema=None) as batch_op:
        batch_op.create_index("ix_wishes_person_id", ["person_id"], unique=False)
        batch_op.create_index("ix_wishes_state", ["state"], unique=False)

    op.create_table(
        "rota_members",
        sa.Column("series_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("kind_id", Id, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), server_default="", nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("paused_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["kind_id"], ["rota_kinds.id"], name=op.f("fk_rota_members_kind_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_rota_members_person_id")),
        sa.ForeignKeyConstraint(["series_id"], ["rotas.series_id"], name=op.f("fk_rota_members_series_id")),
        sa.PrimaryKeyConstraint("series_id", "person_id", name=op.f("pk_rota_members")),
    )
    with op.batch_alter_table("rota_members", schema=None) as batch_op:
        batch_op.create_index("ix_rota_members_person_id", ["person_id"], unique=False)

    op.create_table(
        "rota_turns",
        sa.Column("id", Id, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("kind_id", Id, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answer_by", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=True),
        sa.Column("titled", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_rota_turns_event_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["rota_kinds.id"], name=op.f("fk_rota_turns_kind_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_rota_turns_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_turns")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_rota_turns_event_id_person_id")),
    )
    with op.batch_alter_table("rota_turns", schema=None) as batch_op:
        batch_op.create_index("ix_rota_turns_person_id", ["person_id"], unique=False)
        batch_op.create_index(
            "uq_rota_turns_live",
            ["event_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('invited', 'accepted')"),
            postgresql_where=sa.text("state IN ('invited', 'accepted')"),
        )

    op.create_table(
        "wish_supports",
        sa.Column("wish_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_wish_supports_person_id")),
        sa.ForeignKeyConstraint(["wish_id"], ["wishes.id"], name=op.f("fk_wish_supports_wish_id")),
        sa.PrimaryKeyConstraint("wish_id", "person_id", name=op.f("pk_wish_supports")),
    )
    with op.batch_alter_table("wish_supports", schema=None) as batch_op:
        batch_op.create_index("ix_wish_supports_person_id", ["person_id"], unique=False)

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("undo", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("undone_at", sa.BigInteger(), nullable=True))
        batch_op.create_index("ix_audit_actor_id", ["actor_id"], unique=False)
        batch_op.create_index("ix_audit_subject", ["subject"], unique=False)

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("field", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("rules", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("repetition_id", Id, nullable=True))
        batch_op.add_column(sa.Column("words", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("offered", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("asking", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index("ix_events_repetition_id", ["repetition_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_events_repetition_id"), "repetitions", ["repetition_id"], ["id"])

    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("title", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("bound_by", Id, nullable=True))
        batch_op.add_column(sa.Column("bound_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("topic_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("everything", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("digest", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("reminders", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("quiet_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("quiet_to", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_groups_bound_by"), "people", ["bound_by"], ["id"])

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_id", sa.BigInteger(), nullable=True))
        batch_op.alter_column("person_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(
            "ix_outbox_group_id",
            ["group_id"],
            unique=False,
            sqlite_where=sa.text("group_id IS NOT NULL"),
            postgresql_where=sa.text("group_id IS NOT NULL"),
        )

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shown", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.add_column(sa.Column("field", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("defaults", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("sign_ups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("answers", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("left_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("offer_until", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("pool_id", Id, nullable=True))
        batch_op.create_index(
            "ix_sign_ups_offer_until",
            ["offer_until"],
            unique=False,
            sqlite_where=sa.text("offer_until IS NOT NULL"),
            postgresql_where=sa.text("offer_until IS NOT NULL"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_sign_ups_pool_id"), "departments", ["pool_id"], ["id"])

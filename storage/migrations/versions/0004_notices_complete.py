"""Notices complete."""
# ruff: noqa: D103

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "notice_templates",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notice_templates_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_templates")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_notice_templates_person_id_name")),
    )
    op.create_table(
        "task_forces",
        sa.Column("id", Id, nullable=False),
        sa.Column("keeper_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["keeper_id"], ["people.id"], name=op.f("fk_task_forces_keeper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_forces")),
    )
    with op.batch_alter_table("task_forces", schema=None) as batch_op:
        batch_op.create_index("ix_task_forces_keeper_id", ["keeper_id"], unique=False)

    op.create_table(
        "notice_mirrors",
        sa.Column("notice_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_mirrors_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", "name", name=op.f("pk_notice_mirrors")),
    )
    with op.batch_alter_table("notice_mirrors", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notice_mirrors_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "notice_watches",
        sa.Column("notice_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_watches_notice_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notice_watches_person_id")),
        sa.PrimaryKeyConstraint("notice_id", "person_id", name=op.f("pk_notice_watches")),
    )
    with op.batch_alter_table("notice_watches", schema=None) as batch_op:
        batch_op.create_index("ix_notice_watches_person_id", ["person_id"], unique=False)

    op.create_table(
        "task_force_members",
        sa.Column("task_force_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_task_force_members_person_id")),
        sa.ForeignKeyConstraint(
            ["task_force_id"], ["task_forces.id"], name=op.f("fk_task_force_members_task_force_id")
        ),
        sa.PrimaryKeyConstraint("task_force_id", "person_id", name=op.f("pk_task_force_members")),
    )
    with op.batch_alter_table("task_force_members", schema=None) as batch_op:
        batch_op.create_index("ix_task_force_members_person_id", ["person_id"], unique=False)

    op.create_table(
        "group_acknowledgements",
        sa.Column("delivery_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_group_acknowledgements_delivery_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_group_acknowledgements_person_id")),
        sa.PrimaryKeyConstraint("delivery_id", "person_id", name=op.f("pk_group_acknowledgements")),
    )
    with op.batch_alter_table("group_acknowledgements", schema=None) as batch_op:
        batch_op.create_index("ix_group_acknowledgements_person_id", ["person_id"], unique=False)

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("acks", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("acks_shown", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(
            "ix_deliveries_acks",
            ["id"],
            unique=False,
            sqlite_where=sa.text("acks > acks_shown"),
            postgresql_where=sa.text("acks > acks_shown"),
        )

    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("audience_words", sa.Text(), server_default="", nullable=False))
        batch_op.drop_column("topic")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("urgency", sa.Integer(), server_default="1", nullable=False))
        batch_op.drop_index(batch_op.f("ix_outbox_due"), sqlite_where=sa.text("state = 'waiting'"))
        batch_op.create_index(
            "ix_outbox_due",
            ["urgency", "due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

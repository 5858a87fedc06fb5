"""Run by Alembic: the migrations, on the connection and in the transaction that `storage.migrate` gives."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal

from alembic import context
from sqlalchemy import BigInteger


def render_item(kind: str, item: Any, _: object) -> str | Literal[False]:
    """Write ids by the name that script.py.mako gives their type."""
    return "Id" if kind == "type" and isinstance(item, BigInteger) and "sqlite" in item._variant_mapping else False  # noqa: SLF001


attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=import_module(attributes["tables"]).metadata,
    # SQLite cannot alter a table in place: Alembic makes a new one and copies.
    render_as_batch=attributes.get("alters", True),
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()

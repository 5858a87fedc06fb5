"""Alembic migrations, one for both databases: `python -m storage.migrations NAME` writes the next one."""

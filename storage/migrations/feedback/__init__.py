"""Migrations of the database apart."""

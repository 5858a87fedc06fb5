"""Rows: SQL text beside the functions that use it."""

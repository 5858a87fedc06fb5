"""Fixtures for every test: databases of both kinds, and a world of people who type and tap."""

pytest_plugins = ["tests.databases", "tests.people"]

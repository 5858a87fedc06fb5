"""The migrations of the database apart, each named by its number."""

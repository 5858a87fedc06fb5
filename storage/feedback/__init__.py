"""The database apart: what is said anonymously, what surveys count. Nothing in it leads to a person or an instant."""

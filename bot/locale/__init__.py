"""Catalogues of texts, by language and by module under handlers."""

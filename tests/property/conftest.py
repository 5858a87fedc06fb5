"""What properties of the database are tried on: both kinds, each migrated once per test and emptied between tries."""

import pytest

from tests.property.programme import InMemory, Served


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def world(request):
    if request.param == "sqlite":
        made = InMemory(request.getfixturevalue("migrated_sqlite"))
    else:
        made = Served(request.getfixturevalue("postgres_url"))
    yield made
    made.close()

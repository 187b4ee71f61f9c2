"""Both engines for every test of the store, and a small office in them."""

import pytest
from databases import database, engines, postgresql  # noqa: F401
from store.filled import place


@pytest.fixture
def session(engines):  # noqa: F811
    with engines.sessions() as session:
        yield session


@pytest.fixture
def here(session):
    return place(session)

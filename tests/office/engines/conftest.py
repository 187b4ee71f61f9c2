"""The same office over each database engine."""

import pytest
from databases import database, postgresql  # noqa: F401
from plain_reviewer import PlainReviewer
from staff import Clock, furnish

from reviewer.office.office import open_office


@pytest.fixture
def office(database):  # noqa: F811
    office = open_office(database, PlainReviewer(), Clock())
    yield office
    office.store.close()


@pytest.fixture
def people(office):
    return furnish(office)

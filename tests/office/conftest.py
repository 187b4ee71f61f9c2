"""An office over a new database, a clock that tests turn, and one person for each role."""

import pytest
from plain_reviewer import PlainReviewer
from staff import Clock, furnish

from reviewer.office.office import open_office
from reviewer.settings import Settings


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def office(tmp_path, clock):
    office = open_office(Settings(state=tmp_path / "state"), PlainReviewer(), clock)
    yield office
    office.store.close()


@pytest.fixture
def people(office):
    """Actors by name (see `staff.STAFF`); `stranger` holds every reviewing role in another unit."""
    return furnish(office)

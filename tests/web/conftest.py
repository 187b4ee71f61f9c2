"""An app over a plain reviewer."""

import re

import pytest
from people import resident_id
from plain_reviewer import PlainReviewer
from staff import Clock, enter, furnish

from reviewer.office.office import open_office
from reviewer.settings import Settings
from reviewer.web.app import create_app


@pytest.fixture
def reviewer():
    return PlainReviewer()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def office(reviewer, tmp_path, clock):
    office = open_office(Settings(state=tmp_path / "state"), reviewer, clock)
    yield office
    office.store.close()


@pytest.fixture
def people(office):
    """Actors by name (see `staff.STAFF`), their passwords set and their 承诺书 accepted."""
    return furnish(office)


@pytest.fixture
def app(office):
    app = create_app(office)
    app.config["TESTING"] = False  # error pages must show, not exceptions
    yield app
    app.extensions["desk"].close()


@pytest.fixture
def as_person(app, office, people):
    """A client signed in as a person of that name; `client.token` is its CSRF token."""

    def signed_in(name):
        return enter(app, office, people[name])

    return signed_in


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def number():
    return resident_id


@pytest.fixture
def token(client):
    """A CSRF token of the client's session, read from the first page as a browser would."""
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)[1]


@pytest.fixture
def check(client, token):
    """Hand something in and follow to its result."""

    def hand_in(text="", files=(), **headers):
        data = {"csrf_token": token, "text": text, "files": [*files]}
        return client.post("/checks", data=data, follow_redirects=True, headers=headers)

    return hand_in

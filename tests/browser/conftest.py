"""The real product behind a real browser, on this machine only."""

import re
from functools import partial
from urllib.parse import urlsplit

import pytest
from browsing import CHROMIUM, launch, open_house, settings_of
from browsing import sign_in as sign_in_at
from playwright.sync_api import sync_playwright
from staff import PASSWORD, furnish

from reviewer.review import Reviewer
from reviewer.settings import Settings

PATIENCE = 10_000  # milliseconds
# Chromium reports every answer of 400 and above on its console; a refusal or a 404 is an answer we give.
_ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


def pytest_collection_modifyitems(items):
    if not CHROMIUM.exists():
        for item in items:
            if "browser" in item.keywords:
                item.add_marker(pytest.mark.skip(reason=f"needs Chromium at {CHROMIUM}"))


@pytest.fixture(scope="session")
def reviewer(tmp_path_factory):
    with Reviewer(Settings(state=tmp_path_factory.mktemp("reviewer"))) as reviewer:
        yield reviewer


@pytest.fixture(scope="session")
def house(reviewer, tmp_path_factory):
    with open_house(reviewer, tmp_path_factory.mktemp("state")) as house:
        yield house


@pytest.fixture(scope="session")
def people(house):
    """Actors by name (see `staff.STAFF`)."""
    return furnish(house.office)


@pytest.fixture(scope="session")
def app(house):
    return house.app


@pytest.fixture(scope="session")
def address(house):
    return house.address


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as player:
        browser = launch(player)
        yield browser
        browser.close()


@pytest.fixture
def watched():
    """Follow a browser's requests and complaints; afterwards nothing may have gone wrong or left here."""
    followed, wrong = [], []

    def follow(context):
        for event, look in _LOOKS.items():
            heard = partial(_note, look, wrong)
            context.on(event, heard)
            followed.append((context, event, heard))

    yield follow
    for context, event, heard in followed:
        context.remove_listener(event, heard)
    assert wrong == []


@pytest.fixture
def browse(chromium, watched):
    """A blank page in a browser of its own."""
    contexts = []

    def make(**options):
        contexts.append(chromium.new_context(**settings_of(**options)))
        contexts[-1].set_default_timeout(PATIENCE)
        watched(contexts[-1])
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(browse, address):
    """A page at the first page, nobody signed in."""

    def make(**options):
        page = browse(**options)
        page.goto(address)
        return page

    return make


@pytest.fixture(scope="session")
def signed_in(chromium, people, address):
    """Browsers where somebody has signed in, kept for all tests."""
    contexts = {}

    def context_of(name, options):
        wanted = (name, repr(sorted(options.items())))
        if wanted not in contexts:
            contexts[wanted] = chromium.new_context(**settings_of(**options))
            contexts[wanted].set_default_timeout(PATIENCE)
            sign_in_at(contexts[wanted].new_page(), address, people[name].name, PASSWORD)
        return contexts[wanted]

    return context_of


@pytest.fixture
def sign_in(signed_in, watched, address):
    """A page of a browser where a person is signed in."""
    pages = []

    def make(name, **options):
        context = signed_in(name, options)
        watched(context)
        pages.append(context.new_page())
        pages[-1].goto(f"{address}/notices")
        return pages[-1]

    yield make
    for page in pages:
        page.close()


def _note(look, wrong, event):
    if found := look(event):
        wrong.append(found)


def _away(sent):
    parts = urlsplit(sent.url)
    return "" if parts.scheme in {"data", "blob"} or parts.hostname == "127.0.0.1" else sent.url


def _complaint(said):
    if said.type not in {"error", "warning"}:
        return ""
    static = "/static/" in said.location.get("url", "")
    return said.text if static or not _ANSWERED.match(said.text) else ""


# What may go wrong in a browser: event of its context → what is wrong about it, "" for nothing.
_LOOKS = {"request": _away, "console": _complaint, "weberror": lambda error: str(error.error)}

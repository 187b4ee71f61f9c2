"""The real product behind a real browser, on this machine only."""

from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright
from waitress import create_server

from reviewer.review import Reviewer
from reviewer.settings import Settings
from reviewer.web.app import create_app

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    if not CHROMIUM.exists():
        for item in items:
            if "browser" in item.keywords:
                item.add_marker(pytest.mark.skip(reason=f"needs Chromium at {CHROMIUM}"))


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    settings = Settings(state=tmp_path_factory.mktemp("state"))
    with Reviewer(settings) as reviewer:
        app = create_app(settings, reviewer)
        yield app
        app.extensions["desk"].close()


@pytest.fixture(scope="session")
def address(app):
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, address):
    """A page at the first page; afterwards nothing may have gone wrong or left this machine."""
    contexts, wrong = [], []

    def make(**options):
        context = chromium.new_context(
            **{
                "viewport": {"width": 1366, "height": 768},
                "locale": "zh-CN",
                "reduced_motion": "reduce",
                **options,
            }
        )
        contexts.append(context)
        context.on("request", lambda sent: _local(sent.url) or wrong.append(sent.url))
        context.on("console", lambda said: said.type in {"error", "warning"} and wrong.append(said.text))
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        page = context.new_page()
        page.goto(address)
        return page

    yield make
    for context in contexts:
        context.close()
    assert wrong == []


def _local(url):
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob"} or parts.hostname == "127.0.0.1"

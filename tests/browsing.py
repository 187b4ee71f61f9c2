"""The running product and a Chromium to look at it with, for browser tests and for the pictures of the pages."""

import re
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlsplit

from waitress import create_server

from reviewer.office.demonstration import demonstration_cases
from reviewer.office.office import open_office
from reviewer.settings import Settings
from reviewer.watch import demonstration
from reviewer.web.app import create_app
from reviewer.worker import Worker

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=zh-CN",
)  # fmt: skip
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
ENLARGED = {"width": 911, "height": 512}  # 1366 × 768 at 150 %
_FILE = re.compile(r"/file$|/export|/template|/accounts/register|\.(docx|pdf|xlsx|zip)(\?|$)")


class House(NamedTuple):
    """An office with its checks and its pages, at an address of this machine."""

    office: object
    app: object
    address: str


def unit_at_work(office):
    """The demonstration unit with its drafts and its patrolled site."""
    demonstration_cases.make(office)
    demonstration.make(office)


@contextmanager
def open_house(reviewer, state, furnish=lambda office: None):
    """A new database, furnished, with background checks and a server, until the block ends."""
    office = open_office(Settings(state=state), reviewer)
    furnish(office)
    app, worker = create_app(office), Worker(office)
    app.extensions["worker"] = worker
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    worker.start()
    Thread(target=server.run, daemon=True).start()
    try:
        yield House(office, app, f"http://127.0.0.1:{server.effective_port}")
    finally:
        server.close()
        worker.close()
        app.extensions["desk"].close()
        office.store.close()


def launch(player):
    """Chromium without any of its own requests."""
    return player.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))


def settings_of(**options):
    """How a browser of an office is set."""
    return {"viewport": DESK, "locale": "zh-CN", "reduced_motion": "reduce", **options}


def walk(page, address, most):
    """Every page that links lead to from the one that is open: its kind and the answer.

    A kind is a path with its numbers as #; of each kind so many pages are seen as `most` says, else one.
    """
    ahead, seen, kinds = [urlsplit(page.url).path], set(), Counter()
    while ahead:
        path = ahead.pop(0)
        if path in seen:
            continue
        seen.add(path)
        kind = re.sub(r"\d+", "#", path)
        kinds[kind] += 1
        if kinds[kind] <= most.get(kind, 1):
            yield kind, page.goto(address + path)
            links = page.eval_on_selector_all(
                "a[href]:not([download])", "links => links.map(link => link.href)"
            )
            ahead += [_path(link) for link in links if link.startswith(address) and not _FILE.search(link)]


def _path(link):
    parts = urlsplit(link)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def sign_in(page, address, login, password):
    """Through the login page, as a person would."""
    page.goto(f"{address}/login")
    page.fill("#login", login)
    page.fill("#password", password)
    page.click(".entry-form button[type=submit]")

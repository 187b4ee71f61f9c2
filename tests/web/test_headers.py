"""What every response carries, and what no page may contain."""

from html.parser import HTMLParser
from io import BytesIO

import pytest

from reviewer.office.office import open_office
from reviewer.settings import Settings
from reviewer.web.app import create_app
from reviewer.web.headers import HEADERS


class Watcher(HTMLParser):
    """Collects whatever a strict policy would refuse."""

    def __init__(self):
        super().__init__()
        self.bad = []
        self.ids = []
        self._script = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.bad += [(tag, name) for name, _ in attrs if name == "style" or name.startswith("on")]
        self.bad += [
            (tag, value) for name, value in attrs if name in ("src", "href", "action") and self._far(value)
        ]
        self._script = tag == "script"
        if tag == "style" or (self._script and not given.get("src")):
            self.bad.append((tag, "inline"))
        if "id" in given:
            self.ids.append(given["id"])

    def handle_data(self, data):
        if self._script and data.strip():
            self.bad.append(("script", data))

    def handle_endtag(self, tag):
        self._script = False

    @staticmethod
    def _far(address):
        return not address.startswith(("/", "#")) or address.startswith("//")


def watched(page):
    watcher = Watcher()
    watcher.feed(page)
    return watcher


@pytest.fixture
def pages(client, check, token, number):
    grid = f"姓名\t号码\n张某\t{number(1)}\n"
    return {
        "first": client.get("/").text,
        "empty": client.post("/checks", data={"csrf_token": token}).text,
        "text": check("机密★10年\n内部资料\n").text,
        "grid": check(f"{grid}!hidden\n{grid}").text,
        "several": check("晴", files=[(BytesIO(b"\0"), "坏.docx")]).text,
        "missing": client.get("/nothing").text,
    }


def test_no_page_has_inline_script_or_style_or_reaches_outside(pages):
    assert {name: watched(page).bad for name, page in pages.items() if watched(page).bad} == {}


def test_ids_on_a_page_are_unique(pages):
    for page in pages.values():
        ids = watched(page).ids
        assert len(ids) == len(set(ids))


def test_every_response_carries_the_security_headers(client, check, token):
    answers = [
        client.get("/"),
        client.get("/healthz"),
        client.get("/static/reviewer.css"),
        client.get("/nothing"),
        client.post("/healthz", data={"csrf_token": token}),
        client.post("/checks"),
        client.get("/", headers={"Host": "evil.example"}),
        check("机密★10年"),
    ]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_dynamic_pages_are_never_stored_and_static_files_may_be(client, check):
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert check("晴").headers["Cache-Control"] == "no-store"
    assert client.get("/static/reviewer.css").headers["Cache-Control"] == "no-cache"
    assert "immutable" in client.get("/static/reviewer.css?v=1").headers["Cache-Control"]


def test_the_session_cookie_is_out_of_reach_of_script_and_other_sites(client):
    cookie = client.get("/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_foreign_host_name_is_refused_on_loopback(client):
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "不受信任" in answer.text
    for own in ("127.0.0.1:8000", "localhost:8000", "[::1]:8000"):
        assert client.get("/", headers={"Host": own}).status_code == 200


def test_on_other_addresses_any_host_name_is_answered(reviewer, tmp_path):
    app = create_app(open_office(Settings(state=tmp_path), reviewer), hosts=None)
    assert app.test_client().get("/", headers={"Host": "shencha.example"}).status_code == 200


def test_monitors_get_a_plain_answer(client):
    assert client.get("/healthz").json == {"status": "ok"}

"""Notices: the record's number and nothing of its content, and only for the person they are for."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playing import SECRET, notices_of, opened, submitted

from reviewer.errors import AbsentError
from reviewer.office.desk import notices, sending
from reviewer.store.tables.accounts import Setting
from reviewer.store.tables.organisation import Person


@pytest.fixture
def hook():
    """A web address that keeps what it is sent; `hook.status` is what it answers."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(server.status)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()

        def log_message(self, *given):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.status, server.received = 200, received
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def set_way(office, name, **value):
    with office.store.write() as session:
        session.merge(Setting(name=name, value=value, at=office.clock()))


def test_a_notice_names_the_record_and_not_its_title(office, people):
    submitted(office, people["author"])
    opened(office, people["author"], SECRET)
    told = str([notices_of(office, people[name]) for name in people])
    assert "义诊" not in told
    assert "演习" not in told


def test_notices_are_seen_by_their_person_only(office, people):
    submitted(office, people["author"])
    notice = notices.mine(office, people["head"])[0]
    assert notices.unseen(office, people["head"]) == 1
    with pytest.raises(AbsentError):
        notices.see(office, people["leader"], notice.id)
    assert notices.see(office, people["head"], notice.id).case_id == notice.case_id
    assert notices.unseen(office, people["head"]) == 0
    submitted(office, people["author"])
    notices.see_all(office, people["head"])
    assert notices.unseen(office, people["head"]) == 0


def test_a_webhook_gets_number_kind_and_login_and_nothing_else(office, people, hook):
    submitted(office, people["author"])
    set_way(office, "webhook", url=f"http://127.0.0.1:{hook.server_port}/")
    assert sending.send(office) == 1
    assert hook.received == [{"kind": "todo", "number": "QX-2026-00001", "login": "head"}]
    assert sending.send(office) == 0


@pytest.mark.parametrize("status", [302, 500])
def test_a_webhook_that_fails_or_points_elsewhere_stops_nothing_and_is_tried_again(
    office, people, hook, status
):
    submitted(office, people["author"])
    hook.status = status
    set_way(office, "webhook", url=f"http://127.0.0.1:{hook.server_port}/")
    assert sending.send(office) == 0
    hook.status = 200
    assert sending.send(office) == 1


def test_a_mail_server_that_is_not_there_stops_nothing(office, people, clock):
    submitted(office, people["author"])
    set_way(office, "mail", host="127.0.0.1", port=9, **{"from": "a@example.gov.cn", "security": "none"})
    with office.store.write() as session:
        session.get_one(Person, people["head"].id).email = "head@example.gov.cn"
    assert sending.send(office) == 0
    clock.turn(days=2)
    assert sending.send(office) == 0


def test_without_a_way_nothing_is_sent(office, people):
    submitted(office, people["author"])
    assert sending.send(office) == 0


def test_a_mail_says_the_kind_and_the_number(office, people, monkeypatch):
    letters = []

    class Server:
        def __init__(self, host, port, timeout):
            assert timeout

        def __enter__(self):
            return self

        def __exit__(self, *given):
            pass

        def send_message(self, letter):
            letters.append(letter)

    monkeypatch.setattr(sending.smtplib, "SMTP", Server)
    submitted(office, people["author"])
    set_way(office, "mail", host="mail", port=25, **{"from": "a@example.gov.cn", "security": "none"})
    with office.store.write() as session:
        session.get_one(Person, people["head"].id).email = "head@example.gov.cn"
    assert sending.send(office) == 1
    assert str(letters[0]["Subject"]) == "信息发布保密审查：待办 QX-2026-00001"
    assert "义诊" not in letters[0].get_content()

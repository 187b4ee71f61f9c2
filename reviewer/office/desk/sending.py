"""Notices by mail and webhook, where the unit wants them: the record's number and nothing else of it.

`Setting` "mail": host, port, from, security ("starttls", "tls", "none"), user; the password is the
environment's REVIEWER_MAIL_PASSWORD. `Setting` "webhook": url (https or http). A failure is tried again
for a day, is logged by its kind and never stands in anybody's way.
"""

from __future__ import annotations

import json
import logging
import os
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reviewer.office.desk.notices import KINDS
from reviewer.office.office import Office
from reviewer.store.tables.accounts import Setting
from reviewer.store.tables.cases import Case
from reviewer.store.tables.organisation import Person
from reviewer.store.tables.tickets import Ticket
from reviewer.store.tables.work import Notice

SECONDS = 10.0
TRIED_FOR = timedelta(days=1)
MOST = 50  # in one round
_FAILURES = (OSError, smtplib.SMTPException, URLError, HTTPException, ValueError, KeyError, TypeError)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves the building: who it is for, what kind it is, and a record's number."""

    notice_id: int
    address: str
    login: str
    kind: str
    number: str

    @property
    def subject(self) -> str:
        """The one line there is."""
        return f"信息发布保密审查：{KINDS.get(self.kind, '消息')} {self.number}".strip()


Send = Callable[[dict[str, Any], Message], None]


def send(office: Office) -> int:
    """Send what waits, in every way that is set; how many notices went out.

    A way that fails is left alone for the rest of the round: what is not there must not hold up the rest.
    """
    with office.store.read() as session:
        ways = {name: row.value for name in _WAYS if (row := session.get(Setting, name)) is not None}
        messages = _waiting(office, session) if ways else []
    sent = []
    for message in messages:
        done = {name: _tried(_WAYS[name], setting, message) for name, setting in ways.items()}
        if any(done.values()):
            sent.append(message.notice_id)
        ways = {name: setting for name, setting in ways.items() if done[name]}
    with office.store.write() as session:
        for identity in sent:
            session.get_one(Notice, identity).sent_at = office.clock()
    return len(sent)


def _waiting(office: Office, session: Session) -> list[Message]:
    wanted = (
        select(Notice, Person, func.coalesce(Case.number, Ticket.number))
        .join(Person, Person.id == Notice.person_id)
        .outerjoin(Case, Case.id == Notice.case_id)
        .outerjoin(Ticket, Ticket.id == Notice.ticket_id)
        .where(Notice.sent_at.is_(None), Notice.at > office.clock() - TRIED_FOR, Person.closed_at.is_(None))
    )
    return [
        Message(notice.id, person.email, person.login, notice.kind, number or "")
        for notice, person, number in session.execute(wanted.order_by(Notice.id).limit(MOST))
    ]


def _tried(way: Send, setting: dict[str, Any], message: Message) -> bool:
    try:
        way(setting, message)
    except _FAILURES as fault:
        _log.warning("notice %d was not sent: %s", message.notice_id, type(fault).__name__)
        return False
    return True


def _mail(setting: dict[str, Any], message: Message) -> None:
    if not message.address:
        return
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = setting["from"], message.address, message.subject
    letter.set_content("请登录系统查看。本邮件不含任何稿件内容，请勿回复。\n")
    security, port = setting.get("security", "starttls"), int(setting.get("port", 0))
    if security == "tls":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(setting["host"], port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(setting["host"], port, timeout=SECONDS)
    with server:
        if security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if setting.get("user"):
            server.login(setting["user"], os.environ.get("REVIEWER_MAIL_PASSWORD", ""))
        server.send_message(letter)


def _webhook(setting: dict[str, Any], message: Message) -> None:
    address = str(setting["url"])
    if not address.startswith(("http://", "https://")):
        raise ValueError("not a web address")
    body = {"kind": message.kind, "number": message.number, "login": message.login}
    request = Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310
    with build_opener(_Stay).open(request, timeout=SECONDS):
        pass


class _Stay(HTTPRedirectHandler):
    """A webhook that points elsewhere is not followed."""

    def redirect_request(self, *given: object, **named: object) -> None:
        """Nothing: urllib then reports the redirect as an error."""


_WAYS: dict[str, Send] = {"mail": _mail, "webhook": _webhook}

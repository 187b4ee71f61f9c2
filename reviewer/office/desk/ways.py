"""The ways by which notices leave the product: mail and a webhook, set by the security administrator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reviewer.casework.person import Actor
from reviewer.errors import RefusedError
from reviewer.office.office import Office
from reviewer.office.organisation.people import demand, named
from reviewer.store import audit
from reviewer.store.tables.accounts import Setting

SECURITIES: dict[str, str] = {"starttls": "STARTTLS", "tls": "TLS", "none": "不加密（仅限本机或内网中继）"}
_HOST = re.compile(r"[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?")
_MAILBOX = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?")


@dataclass(frozen=True, slots=True)
class Ways:
    """`Setting` values as `sending` reads them; empty where a way is not used."""

    mail: dict[str, Any] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)


def ways(office: Office) -> Ways:
    """What is set now."""
    with office.store.read() as session:
        rows = {name: session.get(Setting, name) for name in ("mail", "webhook")}
        return Ways(**{name: dict(row.value) for name, row in rows.items() if row is not None})


def set_ways(office: Office, actor: Actor, given: Mapping[str, str]) -> None:
    """Set or, with an empty host or address, end each way. Raises RefusedError that names what is wrong.

    The mail server's password is not kept here: it is the environment's REVIEWER_MAIL_PASSWORD.
    """
    demand(actor, "security-administrator", actor.unit_id)
    wanted = {"mail": _mail(given), "webhook": _webhook(given)}
    now = office.clock()
    with office.store.write() as session:
        for name, value in wanted.items():
            row = session.get(Setting, name)
            if value:
                session.merge(Setting(name=name, value=value, person_id=actor.id, at=now))
            elif row is not None:
                session.delete(row)
        told = {name: "on" if value else "off" for name, value in wanted.items()}
        audit.append(
            session, at=now, actor=named(actor), action="ways-set", unit_id=actor.unit_id, details=told
        )


def _mail(given: Mapping[str, str]) -> dict[str, Any]:
    host, sender, port = (given.get(name, "").strip() for name in ("mail_host", "mail_from", "mail_port"))
    if not host:
        return {}
    security = given.get("mail_security", "")
    if not _HOST.fullmatch(host):
        raise RefusedError("邮件服务器只写主机名或地址")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise RefusedError("邮件服务器端口应为 1 到 65535")
    if not _MAILBOX.fullmatch(sender):
        raise RefusedError("发件人应为一个邮箱地址")
    if security not in SECURITIES:
        raise RefusedError("请选择邮件服务器的加密方式")
    return {
        "host": host, "port": int(port), "from": sender, "security": security,
        "user": given.get("mail_user", "").strip()[:120],
    }  # fmt: skip


def _webhook(given: Mapping[str, str]) -> dict[str, Any]:
    address = given.get("webhook_url", "").strip()
    if address and not _ADDRESS.fullmatch(address):
        raise RefusedError("通知地址应以 http:// 或 https:// 开头")
    return {"url": address} if address else {}

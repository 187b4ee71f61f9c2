"""What the frame of a signed-in page shows: the way to other pages by role, and counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask import request

from reviewer.casework.person import Actor
from reviewer.office.desk.registers import counts
from reviewer.watch.tickets.lists import waiting as tickets_waiting
from reviewer.web.gate import admits, office, visitor
from reviewer.web.rights import RIGHTS

LOOK = "look"  # the cookie that keeps 大字 (large) and 高对比 (contrast), joined by a dot
LOOKS = ("large", "contrast")


class Entry(NamedTuple):
    """One link of the main navigation; `waiting` is shown when it is not 0."""

    endpoint: str
    label: str
    here: bool
    waiting: int = 0


# endpoint → label; shown to those whom the rights table lets in
ENTRIES: dict[str, str] = {
    "inbox.index": "待办",
    "cases.new": "新建审查",
    "register.index": "台账",
    "incidents.index": "隔离与事件",
    "sites.index": "网站巡查",
    "tickets.index": "整改",
    "statistics.index": "统计",
    "organisation.index": "组织",
    "accounts.index": "账号",
    "audit.index": "审计",
    "checks.home": "快速检查",
}
# Nouns that belong to the entry of another; "" to none.
_PART_OF = {
    "cases": "", "access": "accounts", "addresses": "sites", "plans": "sites", "campaigns": "sites",
}  # fmt: skip
_STARTS = ("inbox.index", "audit.index", "organisation.index", "accounts.index", "me.show")


def entries(actor: Actor, waiting: Mapping[str, int]) -> list[Entry]:
    """The links a person has; `waiting` by endpoint."""
    noun = (request.endpoint or "").partition(".")[0]
    return [
        Entry(
            endpoint,
            label,
            request.endpoint == endpoint or _PART_OF.get(noun, noun) == endpoint.partition(".")[0],
            waiting.get(endpoint, 0),
        )
        for endpoint, label in ENTRIES.items()
        if endpoint in RIGHTS and admits(RIGHTS[endpoint], actor)
    ]


def start(actor: Actor) -> str:
    """The endpoint a person's work begins at."""
    return next((name for name in _STARTS if name in RIGHTS and admits(RIGHTS[name], actor)), "checks.home")


def frame() -> dict[str, object]:
    """What the frame of a page needs; a page outside any visit gets the plain one."""
    person = visitor()
    look = " ".join(name for name in LOOKS if name in request.cookies.get(LOOK, "").split("."))
    if person is None:
        return {"actor": None, "look": look}
    cases, unseen = counts(office(), person)
    tickets = tickets_waiting(office(), person) if admits(RIGHTS["tickets.index"], person) else 0
    waiting = {"inbox.index": cases, "tickets.index": tickets}
    return {
        "actor": person,
        "look": look,
        "navigation": entries(person, waiting),
        "start": start(person),
        "unseen": unseen,
    }

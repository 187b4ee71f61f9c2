"""What a unit sets for itself: flow, deadlines, sites to take pages from, and the way with 隔离 content."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reviewer.casework.person import Actor
from reviewer.casework.roles import Role
from reviewer.errors import RefusedError
from reviewer.office.arranged import flow_named
from reviewer.office.office import Office
from reviewer.office.organisation.people import demand_over, named
from reviewer.patrol.takedown import HOURS, TIMES, Rule
from reviewer.store import audit
from reviewer.store.tables.organisation import Unit

QUARANTINE: dict[str, str] = {
    "lock": "封存（加密，只有保密审查员能解封）",
    "purge": "立即清除（只留哈希与记录）",
}
# Working days; the deadlines that law fixes are not here.
DAYS: dict[str, tuple[str, int]] = {
    "publish_days": ("审定后登记发布", 2),
    "issuer_days": ("制发机关答复", 10),
    "superior_days": ("上级主管部门答复", 10),
}
MOST_DAYS = 90
_HOST = re.compile(r"[0-9a-z]([0-9a-z.-]*[0-9a-z])?(:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Places:
    """Hosts that pages may be taken from, and the address at which this system itself is reached."""

    hosts: tuple[str, ...]
    address: str = ""


def set_days(office: Office, actor: Actor, unit_id: int, days: Mapping[str, str]) -> None:
    """Deadlines in working days (1–90); the administrator's. Raises RefusedError."""
    given = {name: days[name] for name in DAYS if days.get(name)}
    wrong = [DAYS[name][0] for name, text in given.items() if not _is_term(text)]
    if wrong:
        raise RefusedError(f"时限应为 1 至 {MOST_DAYS} 个工作日：{'、'.join(wrong)}")
    _set(office, actor, unit_id, "administrator", {name: int(text) for name, text in given.items()})


def set_takedown(office: Office, actor: Actor, unit_id: int, times: str, hours: str) -> None:
    """How often and how long a take-down must be seen; "" for both: the shipped rule. Raises RefusedError."""
    if not times and not hours:
        _set(office, actor, unit_id, "administrator", {"takedown": {}})
        return
    rule = Rule.of(*(int(text) if text.isdecimal() else None for text in (times, hours)))
    if rule is None:
        least = f"{TIMES[0]} 至 {TIMES[-1]} 次、{HOURS[0]} 至 {HOURS[-1]} 小时"
        raise RefusedError(f"撤下核验应为 {least}")
    _set(office, actor, unit_id, "administrator", {"takedown": {"times": int(times), "hours": int(hours)}})


def set_places(office: Office, actor: Actor, unit_id: int, places: Places) -> None:
    """The unit's sites and the system's own address; the administrator's. Raises RefusedError."""
    hosts = tuple(dict.fromkeys(host.strip().lower() for host in places.hosts if host.strip()))
    if wrong := [host for host in hosts if not _HOST.fullmatch(host)]:
        raise RefusedError(f"网站只写域名，如 www.example.gov.cn：{'、'.join(wrong)}")
    address = places.address.strip().rstrip("/")
    if address and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", address):
        raise RefusedError("本系统地址应以 http:// 或 https:// 开头")
    _set(office, actor, unit_id, "administrator", {"hosts": list(hosts), "address": address})


def set_flows(office: Office, actor: Actor, unit_id: int, flows: Mapping[str, str]) -> None:
    """The flow of each content class, "*" for all others; "" leaves the shipped one. The administrator's."""
    chosen = {name: key for name, key in flows.items() if key}
    for key in chosen.values():
        flow_named(office.settings, key)
    _set(office, actor, unit_id, "administrator", {"flows": chosen})


def set_quarantine(office: Office, actor: Actor, unit_id: int, way: str) -> None:
    """Whether a strong mark locks or purges what was handed in. The security administrator's."""
    if way not in QUARANTINE:
        raise RefusedError("请选择隔离内容的处理方式")
    _set(office, actor, unit_id, "security-administrator", {"quarantine": way})


def _is_term(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= MOST_DAYS


def _set(office: Office, actor: Actor, unit_id: int, role: Role, values: dict[str, Any]) -> None:
    now = office.clock()
    with office.store.write() as session:
        demand_over(session, actor, role, unit_id)
        unit = session.get_one(Unit, unit_id)
        unit.settings = {**unit.settings, **values}
        audit.append(
            session, at=now, actor=named(actor), action="unit-set", unit_id=unit_id, details=dict(values)
        )

"""Tickets that come of comparing what is online with what was approved: opened once, settled when over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from reviewer.moments import day_in_words
from reviewer.office.office import Office
from reviewer.patrol.pairing import VERDICTS, WHYS
from reviewer.patrol.sameness import veiled_numbers
from reviewer.patrol.ticket import KINDS, Kind
from reviewer.records import Severity
from reviewer.store import captures
from reviewer.store.pairings import Expected
from reviewer.store.tables.patrol import Address, Site
from reviewer.watch.matching.matcher import UNCOMPARED, Judged
from reviewer.watch.tickets.raising import raise_one, settle

_BASIS = (
    "《中华人民共和国保守国家秘密法》第三十五条、"
    "《中华人民共和国保守国家秘密法实施条例》第四十二条（先审查、后公开）"
)
_SEVERITIES: dict[Kind, Severity] = {
    "changed": "block", "unapproved": "block", "overdue": "review", "not-published": "review",
}  # fmt: skip
_ADVICE: dict[Kind, str] = {
    "changed": "请逐处核对改动：恢复为审定的内容，或按改动后的内容重新报审；未经审查的改动先撤下。",
    "unapproved": "请先撤下，查明由谁发布，补办审查后再公开。",
    "overdue": "请核对公示期限，到期的撤下；需要继续公开的，写明依据并登记新的期限。",
    "not-published": "请核对是否已经发布，补登记发布地址，或说明不再发布。",
}


class Wanted(NamedTuple):
    """A ticket that should be open."""

    kind: Kind
    key: str
    title: str
    why: tuple[str, ...]


def wanted(judged: Judged) -> tuple[Wanted, ...]:
    """What is to be put right at an address."""
    found = []
    name = judged.known.title or judged.known.url
    if judged.verdict == "changed" and judged.row:
        why: tuple[str, ...] = (
            f"审批件 {judged.row.number}《{judged.row.title}》第 {judged.row.name} 项与网上内容不一致",
        )
        found.append(Wanted("changed", f"case:{judged.row.case_id}", _title("changed", name), why))
    if judged.verdict == "unapproved":
        found.append(Wanted("unapproved", "", _title("unapproved", name), (_unapproved(judged),)))
    if judged.until is not None:
        why = (f"公开期限到 {day_in_words(judged.until)} 为止，网上仍可打开",)
        if judged.why in {"case-period", "stated-period", "column-period"}:
            why = (*why, WHYS[judged.why])
        found.append(Wanted("overdue", "", _title("overdue", name), why))
    return tuple(found)


def follow_up(
    session: Session, office: Office, site: Site, judged: Judged, opened: Collection[tuple[str, str]]
) -> tuple[int, int]:
    """Open what is wanted and not open at the address, settle what is over; how many of each."""
    told = wanted(judged)
    keys = {(one.kind, one.key) for one in told}
    over = {pair for pair in opened if pair not in keys} if judged.why not in UNCOMPARED else set()
    new = [one for one in told if (one.kind, one.key) not in opened]
    if not new and not over:
        return 0, 0
    address = session.get_one(Address, judged.known.id)
    raised = sum(_raised(session, office, (site, address), one, judged) for one in new)
    words = _over(judged)
    closed = [settle(session, office, site, address, kind=_kind(kind), key=key, why=words) for kind, key in sorted(over)]  # fmt: skip # noqa: E501
    return raised, sum(closed)


def follow_up_absent(
    session: Session, office: Office, site: Site, told: Mapping[int, tuple[Expected, str]],
    opened: Collection[tuple[str, str]],
) -> tuple[int, int]:  # fmt: skip
    """The same for approved cases that are not online."""
    keys = {f"case:{case_id}": pair for case_id, pair in told.items()}
    now_open = {key for kind, key in opened if kind == "not-published"}
    raised = 0
    for key, (case, why) in keys.items():
        if key not in now_open:
            problem = _problem("not-published", (WHYS[why],), case.url or site.name)
            title = _title("not-published", f"{case.number} {case.title}")
            ticket = raise_one(
                session, office, site, None, kind="not-published", key=key, problem=problem,
                severity=_SEVERITIES["not-published"], title=title,
            )  # fmt: skip
            raised += ticket is not None
    closed = [
        settle(session, office, site, None, kind="not-published", key=key, why="网上已找到，或不再需要发布")
        for key in sorted(now_open - set(keys))
    ]
    return raised, sum(closed)


def _raised(
    session: Session, office: Office, place: tuple[Site, Address], one: Wanted, judged: Judged
) -> bool:
    site, address = place
    ticket = raise_one(
        session, office, site, address, kind=one.kind, key=one.key, severity=_SEVERITIES[one.kind],
        title=one.title, problem=_problem(one.kind, one.why, judged.known.url),
        capture=captures.reviewed(session, address.id),
    )  # fmt: skip
    return ticket is not None


def _unapproved(judged: Judged) -> str:
    if judged.row is None:
        return WHYS[judged.why]
    number, title = judged.row.number, judged.row.title
    return f"{WHYS[judged.why]}：{number}《{title}》"


def _over(judged: Judged) -> str:
    number = f"，审批件 {judged.row.number}" if judged.row else ""
    return f"再次核对：{VERDICTS[judged.verdict]}{number}"


def _problem(kind: Kind, why: tuple[str, ...], place: str) -> dict[str, Any]:
    return {
        "name": KINDS[kind], "basis": _BASIS, "advice": _ADVICE[kind], "place": place, "excerpt": "",
        "why": list(why),
    }  # fmt: skip


def _title(kind: Kind, name: str) -> str:
    return f"{KINDS[kind]}：{veiled_numbers(name)}"


def _kind(kind: str) -> Kind:
    return next(known for known in KINDS if known == kind)

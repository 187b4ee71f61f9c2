"""The register of sites: who makes, changes and closes an entry, and what follows for the addresses known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.moments import moment_in_words
from reviewer.office.office import Office
from reviewer.office.organisation.people import named
from reviewer.patrol.address import Address as Canonical
from reviewer.patrol.address import column_of, registered
from reviewer.patrol.registration import LABELS, Checked, Entry, checked
from reviewer.store import audit, sites
from reviewer.store.tables.organisation import Person, Section
from reviewer.store.tables.patrol import Site, SitePattern
from reviewer.watch.sites.officers import OFFICERS, READERS, demand, units

Fields = Mapping[str, str]
_ABSENT = "没有这个网站，或你无权查看"
_FLAGS = ("robots", "rendering")
_PLAIN = ("name", "contact", "rate", "hours", "depth", "most_pages", "history_before", "public_days")


class Form(NamedTuple):
    """What a page sends: fields as texts, and a row of them for each 栏目."""

    given: Fields
    patterns: Sequence[Fields] = ()


class UnfitError(RefusedError):
    """What was given cannot be an entry; `faults` says why by field."""

    def __init__(self, found: Checked) -> None:
        super().__init__(*found.lines)
        self.faults = found.faults


def find_site(session: Session, actor: Actor, site_id: int, *, held: bool = False) -> Site:
    """A site of the person's units; raises AbsentError."""
    site = sites.one(session, units(actor, READERS), site_id, held=held)
    if site is None:
        raise AbsentError(_ABSENT)
    return site


def demand_officer(office: Office, actor: Actor, site_id: int) -> None:
    """Raise AbsentError or RefusedError unless the person runs the patrol of the site."""
    with office.store.read() as session:
        demand(actor, find_site(session, actor, site_id).unit_id)


def make(office: Office, actor: Actor, form: Form) -> tuple[int, list[str]]:
    """Register a site of the person's own unit: its id, and what is worth a look. Raises RefusedError."""
    now = office.clock()
    with office.store.write() as session:
        own = units(actor, OFFICERS)
        unit_id = actor.unit_id if actor.unit_id in own else min(own, default=0)
        demand(actor, unit_id)
        site = Site(unit_id=unit_id, name="", hosts=[], seeds=[], made_at=now)
        found = _fitting(session, site, form)
        session.add(site)
        _written(session, site, found.entry, form.given)
        session.flush()
        _noted(session, office, actor, site, ("site-made", {"hosts": list(site.hosts)}))
        return site.id, found.notes


def change(office: Office, actor: Actor, site_id: int, turn: int, form: Form) -> list[str]:
    """Change an entry as it was at `turn`; gives what is worth a look.

    Addresses on hosts that are no more registered are never fetched again, those on new ones are after all;
    栏目 and risk of every known address follow the patterns. Raises RefusedError, OvertakenError.
    """
    with office.store.write() as session:
        site = _taken(session, actor, site_id, turn)
        found = _fitting(session, site, form)
        before = _told(site)
        _written(session, site, found.entry, form.given)
        session.flush()
        session.refresh(site, ["patterns"])
        after = _told(site)
        changed = [name for name in after if after[name] != before[name]]
        if changed:
            site.turn += 1
            moved = _follow(session, office, site)
            words = {"fields": [LABELS.get(name, name) for name in changed], **moved}
            _noted(session, office, actor, site, ("site-changed", words))
        return found.notes


def close(office: Office, actor: Actor, site_id: int, turn: int, reason: str) -> None:
    """Close a site: it is not fetched any more, what was found stays. Raises RefusedError."""
    if not reason.strip():
        raise RefusedError("请写明停用的原因")
    with office.store.write() as session:
        site = _taken(session, actor, site_id, turn)
        site.closed_at, site.turn = office.clock(), site.turn + 1
        _noted(session, office, actor, site, ("site-closed", {"reason": reason.strip()[:300]}))


def _taken(session: Session, actor: Actor, site_id: int, turn: int) -> Site:
    site = find_site(session, actor, site_id, held=True)
    demand(actor, site.unit_id)
    if site.turn != turn:
        raise OvertakenError("别人刚刚改过这个网站的登记，请看过现在的内容再改")
    if site.closed_at is not None:
        raise RefusedError(f"这个网站已于 {moment_in_words(site.closed_at)} 停用")
    return site


def _fitting(session: Session, site: Site, form: Form) -> Checked:
    """What was given, fit to be kept in this unit; raises UnfitError."""
    found = checked(form.given, form.patterns)
    if found.entry is not None:
        entry = found.entry
        for host, name in sites.with_host(session, site.unit_id, entry.hosts, site.id):
            found.faults["hosts"] = f"“{host}”已登记在网站“{name}”中"
        same = [
            one
            for one in sites.of_units(session, {site.unit_id})
            if one.name == entry.name and one.id != site.id
        ]
        if same:
            found.faults["name"] = "本单位已有同名的网站"
        columns = {pattern.column_id for pattern in entry.patterns if pattern.column_id}
        known = {column.id for column in sites.choices(session, site.unit_id)[2]}
        if columns - known - {pattern.column_id for pattern in site.patterns}:
            found.faults["patterns"] = "选了本单位没有的栏目"
    if found.faults:
        raise UnfitError(found)
    return found


def _written(session: Session, site: Site, entry: Entry | None, given: Fields) -> None:
    assert entry is not None
    for name in _PLAIN:
        setattr(site, name, getattr(entry, name))
    site.hosts, site.seeds, site.most_bytes = list(entry.hosts), list(entry.seeds), entry.most_mb * 2**20
    for name in _FLAGS:
        setattr(site, name, given.get(name) == "yes")
    section = session.get(Section, _number(given.get("section", "")))
    person = session.get(Person, _number(given.get("person", "")))
    site.section_id = section.id if section and section.unit_id == site.unit_id else None
    site.person_id = person.id if person and person.unit_id == site.unit_id else None
    parent = _number(given.get("parent", ""))
    above = sites.one(session, {site.unit_id}, parent) if parent and parent != site.id else None
    site.parent_id = above.id if above and above.parent_id != site.id else None
    session.add(site)
    session.flush()
    _put_patterns(session, site, entry)


def _put_patterns(session: Session, site: Site, entry: Entry) -> None:
    old = [(row.pattern, row.column_id, row.risk, row.nature, row.public_days) for row in site.patterns]
    if old != [tuple(row) for row in entry.patterns]:
        for row in list(site.patterns):
            session.delete(row)
        session.flush()
        session.add_all(
            SitePattern(site_id=site.id, ordinal=place, **row._asdict())
            for place, row in enumerate(entry.patterns)
        )


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _told(site: Site) -> dict[str, Any]:
    """The entry as it is compared with what it was."""
    names = (*_PLAIN, *_FLAGS, "hosts", "seeds", "most_bytes", "section_id", "person_id", "parent_id")
    rows = [(row.pattern, row.column_id, row.risk, row.nature, row.public_days) for row in site.patterns]
    return {**{name: getattr(site, name) for name in names}, "patterns": rows}


def _follow(session: Session, office: Office, site: Site) -> dict[str, int]:
    """Let the addresses that are known follow the register; how many it concerned."""
    patterns = [row.pattern for row in site.patterns]
    rows: list[dict[str, object]] = []
    out: list[int] = []
    back: list[int] = []
    for place in sites.places(session, site.id):
        address = Canonical(place.url, place.key)
        here = registered(address, site.hosts)
        if not here and place.state == "waiting":
            out.append(place.id)
        elif here and place.state == "left" and _comes_back(site, place):
            back.append(place.id)
        at = column_of(address, patterns)
        column, risk = (site.patterns[at].column_id, site.patterns[at].risk) if at is not None else (None, 2)
        if (column, risk) != (place.column_id, place.risk):
            rows.append({"id": place.id, "column_id": column, "risk": risk})
    sites.placed(session, rows)
    sites.left(session, out, "foreign")
    sites.back(session, back, office.clock())
    return {"addresses": len(rows), "left": len(out), "back": len(back)}


def _comes_back(site: Site, place: sites.Place) -> bool:
    """Whether what an address was left for is no more so."""
    if place.reason == "depth":
        return place.depth <= site.depth
    return place.reason == "foreign"


def _noted(
    session: Session, office: Office, actor: Actor, site: Site, what: tuple[str, dict[str, object]]
) -> None:
    action, details = what
    audit.append(
        session, at=office.clock(), actor=named(actor), action=action, unit_id=site.unit_id,
        details={"site": site.id, **details},
    )  # fmt: skip

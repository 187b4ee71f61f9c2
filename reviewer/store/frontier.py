"""The frontier: which addresses are fetched next, by whom, and what came of them. No address is ever lost."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from reviewer.store.tables.patrol import Address, Link

_T = TypeVar("_T")
LOST_TWICE = "lost-twice"  # reason of an address with which two runners died: it waits a day
TRIES = 2  # fetches of an address of which no answer is known
_RISKS = (3, 2, 1)
_ROWS = 500  # of one INSERT


@dataclass(frozen=True, slots=True)
class Leased:
    """An address that is this runner's to fetch, with what was known of it before."""

    id: int
    site_id: int
    key: str
    url: str
    kind: str
    depth: int
    risk: int
    column_id: int | None
    lease: str
    outcome: str
    failures: int
    etag: str
    modified: str
    sha256: str
    main_sha256: str
    sketch: str
    rules: str
    model: str
    grade: str
    fetched_at: datetime | None
    changed_at: datetime | None
    first_seen: datetime
    gone_at: datetime | None
    found_on_id: int | None


class New(NamedTuple):
    """An address to be added; with a reason it is `left`: known, and never fetched."""

    key: str
    url: str
    kind: str = "page"
    depth: int = 0
    risk: int = 2
    column_id: int | None = None
    found_on_id: int | None = None
    reason: str = ""


class Scope(NamedTuple):
    """Which addresses a run is about: those not fetched since, all or only some by id."""

    before: datetime | None = None
    only: tuple[int, ...] = ()


_EVERYTHING = Scope()
_FACTS = tuple(name for name in Leased.__dataclass_fields__)


def add(session: Session, site_id: int, found: Sequence[New], now: datetime) -> dict[str, int]:
    """Add addresses that are not there yet; the ids of the added by key. Known ones stay as they are."""
    of_engine = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    added: dict[str, int] = {}
    for rows in chunks(found):
        values = [_row(site_id, one, now) for one in rows]
        statement = (
            of_engine(Address).values(values).on_conflict_do_nothing(index_elements=["site_id", "key"])
        )
        added |= {key: id_ for id_, key in session.execute(statement.returning(Address.id, Address.key))}
    return added


def ids(session: Session, site_id: int, keys: Collection[str]) -> dict[str, int]:
    """The ids of known addresses by key."""
    found: dict[str, int] = {}
    for part in chunks(list(keys)):
        query = select(Address.key, Address.id).where(Address.site_id == site_id, Address.key.in_(part))
        found |= {row.key: row.id for row in session.execute(query)}
    return found


def lease(  # noqa: PLR0913 (whose, how many, when, by whom)
    session: Session, site_id: int, count: int, *, now: datetime, until: datetime, runner: str,
    scope: Scope = _EVERYTHING,
) -> list[Leased]:  # fmt: skip
    """Take up to `count` addresses that are due: lost leases first, then by risk, the longest due first.

    Commit before fetching. A lease that ran out comes back once, as it may have been asked for; an address
    with which that happened twice is put back for a day, so that it stops no others (`abandoned.lost`).
    """
    token = token_of(runner)
    lost = and_(Address.state == "leased", Address.lease_until < now, Address.tries < TRIES - 1)
    taken = swap(session, _due(site_id, lost, scope, count), lost, token, until, tries=Address.tries + 1)
    for risk in _RISKS:
        if len(taken) >= count:
            break
        waiting = and_(Address.state == "waiting", Address.risk == risk, Address.after <= now)
        taken += swap(session, _due(site_id, waiting, scope, count - len(taken)), waiting, token, until)
    return taken


def finish(
    session: Session, leased: Leased, values: dict[str, Any], *, after: datetime, now: datetime
) -> bool:
    """Write what came of an address and let it go; False when the lease was lost: nothing is written.

    `values` are columns of `address`; the caller adds what was found in the same transaction.
    """
    plain = {
        "state": "waiting", "after": after, "lease": "", "lease_until": None, "tries": 0, "reason": "",
        "fetched_at": now,
    }  # fmt: skip
    return changed(session, holds(leased), {**values, **plain}) == 1


def release(session: Session, leased: Sequence[Leased], *, after: datetime) -> int:
    """Give addresses back that were not asked for; how many were still held."""
    values = {"state": "waiting", "after": after, "lease": "", "lease_until": None}
    return sum(changed(session, holds(one), values) for one in leased)


def left(session: Session, leased: Leased, reason: str) -> bool:
    """Mark a leased address as never to be fetched, with the reason."""
    values = {"state": "left", "reason": reason[:40], "lease": "", "lease_until": None, "tries": 0}
    return changed(session, holds(leased), values) == 1


def renew(session: Session, site_id: int, runner: str, until: datetime) -> int:
    """Keep all leases of a runner on a site longer; how many there were."""
    return changed(
        session,
        and_(Address.site_id == site_id, Address.state == "leased", of_runner(runner)),
        {"lease_until": until},
    )


def others(session: Session, site_id: int, runners: Sequence[str], now: datetime) -> datetime | None:
    """Until when somebody but these holds a lease on the site; None when nobody does."""
    held = and_(Address.site_id == site_id, Address.state == "leased", Address.lease_until >= now)
    theirs = (~of_runner(one) for one in runners)
    return session.scalar(select(func.max(Address.lease_until)).where(held, *theirs))


def hasten(session: Session, site_id: int, now: datetime, only: Sequence[int] = ()) -> int:
    """Make waiting addresses due now, all of a site or some by id; how many."""
    late = and_(Address.site_id == site_id, Address.state == "waiting", Address.after > now)
    if not only:
        return changed(session, late, {"after": now})
    return sum(
        changed(session, and_(late, Address.id.in_(part)), {"after": now}) for part in chunks(list(only))
    )


def link(session: Session, from_id: int, targets: Sequence[tuple[int, str]]) -> None:
    """Write to which addresses a page leads, in place of what it led to before."""
    session.execute(delete(Link).where(Link.from_id == from_id))
    once = {to: text for to, text in targets if to != from_id}
    for part in chunks(list(once.items())):
        rows = [{"from_id": from_id, "to_id": to, "text": text[:200]} for to, text in part]
        session.execute(insert(Link), rows)


def state_counts(session: Session, site_id: int) -> dict[str, int]:
    """How many addresses a site has in each state."""
    query = select(Address.state, func.count()).where(Address.site_id == site_id).group_by(Address.state)
    return {row[0]: row[1] for row in session.execute(query)}


def urls_with_questions(session: Session, site_id: int) -> Iterator[str]:
    """All fetched or waiting addresses of a site that carry parameters."""
    asked = and_(Address.site_id == site_id, Address.state != "left", Address.url.like("%?%"))
    yield from session.scalars(select(Address.url).where(asked).execution_options(yield_per=1000))


def _row(site_id: int, one: New, now: datetime) -> dict[str, Any]:
    return {
        "site_id": site_id, "key": one.key, "url": one.url, "kind": one.kind, "depth": one.depth,
        "risk": one.risk, "column_id": one.column_id, "found_on_id": one.found_on_id,
        "state": "left" if one.reason else "waiting", "reason": one.reason[:40], "after": now,
        "first_seen": now,
    }  # fmt: skip


def token_of(runner: str) -> str:
    """A new lease of a runner."""
    return f"{runner[:23]}:{token_hex(8)}"


def _due(site_id: int, state: ColumnElement[bool], scope: Scope, count: int) -> Any:  # noqa: ANN401 (a query)
    query = select(Address.id).where(Address.site_id == site_id, state)
    if scope.before is not None:
        query = query.where(or_(Address.fetched_at.is_(None), Address.fetched_at < scope.before))
    if scope.only:
        query = query.where(Address.id.in_(scope.only))
    return query.order_by(Address.after, Address.id).limit(count).with_for_update(skip_locked=True)


def swap(  # noqa: PLR0913 (what, by whom, until when)
    session: Session, due: Any, still: ColumnElement[bool], token: str, until: datetime,  # noqa: ANN401
    *, tries: Any = Address.tries,  # noqa: ANN401
) -> list[Leased]:  # fmt: skip
    """Lease those of the due that are still as they were."""
    wanted = list(session.scalars(due))
    if not wanted:
        return []
    values = {"state": "leased", "lease": token, "lease_until": until, "tries": tries}
    changed(session, and_(Address.id.in_(wanted), still), values)
    columns = [getattr(Address, name) for name in _FACTS]
    query = select(*columns).where(Address.id.in_(wanted), Address.lease == token)
    found = {row.id: Leased(*row) for row in session.execute(query)}
    return [found[id_] for id_ in wanted if id_ in found]


def holds(leased: Leased) -> ColumnElement[bool]:
    """That an address is still leased as it was."""
    return and_(Address.id == leased.id, Address.state == "leased", Address.lease == leased.lease)


def of_runner(runner: str) -> ColumnElement[bool]:
    """That a lease is a runner's."""
    return Address.lease.startswith(f"{runner[:23]}:", autoescape=True)


def changed(session: Session, which: ColumnElement[bool], values: dict[str, Any]) -> int:
    """Change addresses; how many there were."""
    statement = update(Address).where(which).values(**values)
    result = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount


def chunks(rows: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Rows in pieces that fit into one statement."""
    for start in range(0, len(rows), _ROWS):
        yield rows[start : start + _ROWS]

"""What runners left that are no more: taken over where the answer is at hand, else asked for once more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from reviewer.store.frontier import (
    LOST_TWICE,
    TRIES,
    Leased,
    changed,
    chunks,
    holds,
    of_runner,
    swap,
    token_of,
)
from reviewer.store.tables.patrol import Address

_GIVEN_UP = timedelta(days=1)


def unanswered(session: Session, leased: Sequence[Leased], now: datetime) -> int:
    """Give addresses back that were asked for and of which no answer is known; how many for a day."""
    return sum(_asked(session, holds(one), now) for one in leased)


def adopt(  # noqa: PLR0913 (whose, which, by whom)
    session: Session, site_id: int, dead: Sequence[str], keys: Collection[str], *, until: datetime,
    runner: str,
) -> list[Leased]:  # fmt: skip
    """Take over what runners that are no more held, of which the answers are at hand."""
    token, taken = token_of(runner), list[Leased]()
    held = _held_by(site_id, dead)
    for part in chunks(sorted(keys)) if dead else ():
        due = select(Address.id).where(held, Address.key.in_(part)).with_for_update(skip_locked=True)
        taken += swap(session, due, held, token, until)
    return taken


def give_back(
    session: Session, site_id: int, dead: Sequence[str], asked: Collection[str], now: datetime
) -> int:
    """Give back what runners that are no more held; how many of it wait a day.

    `asked` are the keys of what they asked for: those may have been fetched, and are asked for once more.
    """
    if not dead:
        return 0
    held, given_up = _held_by(site_id, dead), 0
    for part in chunks(sorted(asked)):
        given_up += _asked(session, and_(held, Address.key.in_(part)), now)
    changed(session, held, {"state": "waiting", "lease": "", "lease_until": None})
    return given_up


def lost(session: Session, site_id: int, now: datetime) -> list[tuple[int, str]]:
    """Put addresses back, for a day, with which two runners died; their ids and addresses."""
    twice = and_(Address.site_id == site_id, Address.state == "leased", Address.lease_until < now)
    twice = and_(twice, Address.tries >= TRIES - 1)
    found = [(id_, url) for id_, url in session.execute(select(Address.id, Address.url).where(twice))]
    changed(session, twice, _given_up(now))
    return found


def _asked(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    """Of leased addresses that were asked for: once more, or from the second time on in a day; how many."""
    given_up = changed(session, and_(which, Address.tries >= TRIES - 1), _given_up(now))
    once = {"state": "waiting", "lease": "", "lease_until": None, "tries": Address.tries + 1}
    changed(session, which, once)
    return given_up


def _given_up(now: datetime) -> dict[str, Any]:
    return {
        "state": "waiting", "after": now + _GIVEN_UP, "lease": "", "lease_until": None, "tries": 0,
        "outcome": "broken", "reason": LOST_TWICE, "failures": Address.failures + 1,
    }  # fmt: skip


def _held_by(site_id: int, runners: Sequence[str]) -> ColumnElement[bool]:
    return and_(Address.site_id == site_id, Address.state == "leased", or_(false(), *map(of_runner, runners)))

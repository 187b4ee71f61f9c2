"""Writing down what came of an address: its facts, its look, what it leads to, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.orm import Session

from reviewer.patrol.answer import Answer
from reviewer.patrol.links import Found, Link
from reviewer.patrol.outcome import ABSENT, PASSING, PRESENT
from reviewer.patrol.revisit import wait
from reviewer.store import frontier
from reviewer.store.frontier import Leased
from reviewer.store.tables.patrol import Address
from reviewer.watch.visits.found import Finder, sitemaps

_LINKED = 50  # pages that are written down as leading to one address
_KNOWN = 100_000


class Looks(Protocol):
    """What looks at answers: `watch.looking.Looking`."""

    def begin(self, known: Any, answer: Answer, *, column: str = "") -> Future[Any] | None:  # noqa: ANN401
        """Begin to review; None when it needs none."""

    def keeps(self, known: Any) -> bool:  # noqa: ANN401
        """Whether what was fetched of an address is at hand, to be reviewed again."""

    def keep(self, session: Session, address: Address, answer: Answer, look: Any) -> Any:  # noqa: ANN401
        """Write it down in the transaction that finishes the address."""

    def settled(self, session: Session) -> None:
        """Called at the end of a transaction in which answers were kept: what they need lies on the disk."""


@dataclass(slots=True)
class Held:
    """An answer that waits for its look."""

    leased: Leased
    answer: Answer
    look: Future[Any] | None

    @property
    def shown(self) -> bytes:
        """The page as a browser shows it; b"" where none was asked."""
        shown = getattr(self.look.result(), "shown", None) if self.look else None
        return bytes(shown.html) if shown else b""


@dataclass(slots=True)
class Writer:
    """Writes for one run; `soonest` is the least time until an address is fetched again."""

    site_id: int
    finder: Finder
    soonest: timedelta
    counts: Counter[str] = field(default_factory=Counter)
    _known: dict[str, int] = field(default_factory=dict)
    _linked: Counter[int] = field(default_factory=Counter)

    def finished(self, session: Session, held: Held, looks: Looks, links: Found, now: datetime) -> int:
        """Write an answer down, unless its lease was lost; how many new addresses wait now."""
        leased, answer = held.leased, held.answer
        if not frontier.finish(session, leased, _facts(leased, answer, now), after=now, now=now):
            self.counts["overtaken"] += 1
            return 0
        row = session.get_one(Address, leased.id, populate_existing=True)
        looks.keep(session, row, answer, held.look.result() if held.look else None)
        lists = leased.depth <= 1 or leased.kind in {"feed", "sitemap"}
        quiet = now - (row.changed_at or row.first_seen)
        again = wait(answer.outcome, row.risk, failures=row.failures, quiet=quiet, lists=lists)
        row.after = now + max(again, timedelta(seconds=answer.retry_after), self.soonest)
        self.counts["cut"] += links.cut
        session.flush()
        return self._linked_to(session, leased, links.links, now)

    def mapped(self, session: Session, urls: Sequence[str], now: datetime) -> int:
        """Add site maps that a robots.txt names; how many are new."""
        new = self.finder.lines(sitemaps(urls), depth=0, found_on=None)
        return len(frontier.add(session, self.site_id, new, now))

    def _linked_to(self, session: Session, leased: Leased, links: Sequence[Link], now: datetime) -> int:
        """Add what was found, and that this page leads there."""
        if not links:
            return 0
        unknown = [link for link in links if link.address.key not in self._known]
        known = frontier.ids(session, self.site_id, [link.address.key for link in unknown])
        strange = [link for link in unknown if link.address.key not in known]
        new = self.finder.lines(strange, depth=leased.depth + 1, found_on=leased.id)
        if len(self._known) > _KNOWN:
            self._known.clear()
        self._known |= known | frontier.add(session, self.site_id, new, now)
        targets = [(self._known[link.address.key], link.text) for link in links if self._worth(link)]
        frontier.link(session, leased.id, targets)
        waiting = sum(not line.reason for line in new)
        self.counts["found"] += waiting
        return waiting

    def _worth(self, link: Link) -> bool:
        """Whether that a page leads there is written: not for what every page leads to."""
        to = self._known.get(link.address.key)
        if to is None or self._linked[to] >= _LINKED:
            return False
        self._linked[to] += 1
        return True


def _facts(leased: Leased, answer: Answer, now: datetime) -> dict[str, Any]:
    """What the frontier itself knows of an address after an answer."""
    outcome = answer.outcome
    facts: dict[str, Any] = {
        "outcome": outcome,
        "status": answer.status,
        "fetches": Address.fetches + (1 if answer.exchanges else 0),
        "failures": leased.failures + 1 if outcome in PASSING else 0,
    }
    if outcome == "ok":
        facts["etag"] = _fitting(answer.header("etag"), 200)
        facts["modified"] = _fitting(answer.header("last-modified"), 60)
    if outcome in ABSENT:
        facts["gone_at"] = leased.gone_at or now
    elif outcome in PRESENT:
        facts["gone_at"] = None
    return facts


def _fitting(value: str, most: int) -> str:
    """A header that the site is to be told again: whole or not at all."""
    return value if len(value) <= most else ""

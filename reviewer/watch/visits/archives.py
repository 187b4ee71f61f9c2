"""Archives of other crawlers looked at as if their pages came from the site now, host by host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.patrol.address import canonical
from reviewer.patrol.answer import Answer
from reviewer.patrol.archive import REVISIT, answers
from reviewer.patrol.links import kind_of
from reviewer.records import Gap
from reviewer.store import captures, frontier
from reviewer.store.tables.patrol import Address, Capture, Run
from reviewer.watch.looks.looking import Looking
from reviewer.watch.looks.results import ELSEWHERE
from reviewer.watch.visits.own_site import Wishes, own_run, own_site

_ANSWERS = 64  # of one transaction
_BYTES = 16 * 2**20
_FACTS = (
    "media_type", "size", "sha256", "main_sha256", "sketch", "title", "rules", "model", "grade", "gaps",
    "published_on",
)  # fmt: skip


@dataclass(slots=True)
class Archives:
    """Reads archives into the database; each host gets a site and a run of its own, not `looking`'s."""

    looking: Looking
    most_bytes: int
    _runs: dict[str, Run] = field(default_factory=dict)

    def read(self, path: Path) -> list[Gap]:
        """Look at everything in an archive; gives what of the archive itself could not be read."""
        gaps: list[Gap] = []
        for batch in _batches(answers(path, self.most_bytes), gaps):
            self._look(batch)
        return gaps

    @property
    def sites(self) -> list[int]:
        """The sites that were met, in the order of their first page."""
        return [run.site_id for run in self._runs.values()]

    def end(self) -> None:
        """Write the runs down as ended."""
        now = self.looking.office.clock()
        with self.looking.office.store.write() as session:
            for run in self._runs.values():
                row = session.get_one(Run, run.id)
                row.ended_at, row.ending = now, "whole"

    def _look(self, batch: list[Answer]) -> None:
        rows = self._known(batch)
        begun = [self.looking.begin(rows[answer.key], answer) for answer in batch]
        looks = [look.result() if look else None for look in begun]
        with self.looking.office.store.write() as session:
            for answer, look in zip(batch, looks, strict=True):
                row = session.get_one(Address, rows[answer.key].id)
                run = self._runs[_host(answer)]
                looking = replace(self.looking, run_id=run.id)
                row.fetched_at, row.status, row.fetches = answer.at, answer.status, row.fetches + 1
                if answer.note == REVISIT and not row.grade and not _adopted(session, row, answer):
                    row.state, row.reason = "left", ELSEWHERE
                    continue
                row.state, row.reason, row.outcome = "waiting", "", answer.outcome
                looking.keep(session, row, answer, look)

    def _known(self, batch: list[Answer]) -> dict[str, Address]:
        """The rows of the addresses, made where there are none."""
        office = self.looking.office
        found: dict[str, Address] = {}
        now = office.clock()
        with office.store.write() as session:
            for host in dict.fromkeys(map(_host, batch)):
                if host not in self._runs:
                    site = own_site(session, now, Wishes(host, (host,)))
                    self._runs[host] = own_run(session, site, "archive", now)
                site_id = self._runs[host].site_id
                own = [answer for answer in batch if _host(answer) == host]
                frontier.add(session, site_id, [_line(answer) for answer in own], now)
                keys = {answer.key for answer in own}
                query = select(Address).where(Address.site_id == site_id, Address.key.in_(keys))
                found |= {row.key: row for row in session.scalars(query)}
        return found


def _line(answer: Answer) -> frontier.New:
    address = canonical(answer.url, answer.url)
    return frontier.New(answer.key, answer.url, kind_of(address) if address else "page")


def _host(answer: Answer) -> str:
    return answer.url.partition("://")[2].partition("/")[0]


def _adopted(session: Session, row: Address, answer: Answer) -> bool:
    """Take over what is known of the address whose content this one has; False when that was not read."""
    other = canonical(answer.url, answer.hops[0].url)
    query = select(Address).where(Address.key == (other.key if other else ""), Address.grade != "")
    found = session.scalars(query.limit(1)).first()
    if found is None:
        return False
    for name in _FACTS:
        setattr(row, name, getattr(found, name))
    before = captures.reviewed(session, found.id)
    if before is not None:
        session.add(_copy(before, row))
        session.flush()
    return True


def _copy(before: Capture, row: Address) -> Capture:
    """A capture of the other address as one of this, so that what was found there is found here."""
    return Capture(
        run_id=before.run_id, address_id=row.id, at=before.at, outcome="unchanged", status=before.status,
        sha256=before.sha256, sm3=before.sm3, size=before.size, main_sha256=before.main_sha256,
        reviewed_id=before.reviewed_id, grade=before.grade,
    )  # fmt: skip


def _batches(found: Iterable[Answer | Gap], gaps: list[Gap]) -> Iterator[list[Answer]]:
    """Answers in groups, each address once in a group; gaps aside."""
    batch: list[Answer] = []
    size, keys = 0, set[str]()
    for one in found:
        if isinstance(one, Gap):
            gaps.append(one)
            continue
        if batch and (len(batch) >= _ANSWERS or size >= _BYTES or one.key in keys):
            yield batch
            batch, size, keys = [], 0, set()
        batch.append(one)
        keys.add(one.key)
        size += len(one.body)
    if batch:
        yield batch

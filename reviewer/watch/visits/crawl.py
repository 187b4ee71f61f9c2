"""The loop of a run: lease, fetch, look, write down; whatever happens, no address is lost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from reviewer.office.office import Office
from reviewer.patrol import hours
from reviewer.patrol.answer import Answer, Plan, Postponed, Request
from reviewer.patrol.engine.engine import Engine
from reviewer.patrol.outcome import BLINDING
from reviewer.store import abandoned, audit, frontier
from reviewer.store.frontier import Leased, Scope
from reviewer.store.tables.patrol import Run, Site
from reviewer.watch.sites.officers import PATROL
from reviewer.watch.visits.claim import Claim
from reviewer.watch.visits.found import leads_to
from reviewer.watch.visits.written import Held, Looks, Writer

Ending = Literal["whole", "stopped", "budget", "blind", "hours", "later"]
ENDINGS: dict[Ending, str] = {
    "whole": "全部巡查完毕",
    "stopped": "已停止，可继续",
    "budget": "达到本次限额，可继续",
    "blind": "网站无法访问",
    "hours": "不在允许的时段，到时继续",
    "later": "网站要求稍后再来",
}
BLIND = 20  # answers in a row that say the site is out of sight
_DRAIN = 20.0  # seconds that answers under way are waited for at the end
_HELD = 32  # answers that are being looked at
_SAVED = 5.0  # seconds between two savings of the counts


@dataclass(frozen=True, slots=True)
class Options:
    """Of one run: budgets (0: none), what it is about, and what only tests set.

    `hasten` makes everything due now (突击); `only` names addresses by id (抽查); `soonest` is the least time
    until an address is fetched again; `lease` must be longer than the slowest page takes to be renewed.
    `tour_id` names the asked-for look the run belongs to; `since` says when that began: the run goes on with
    it, asks for nothing that was fetched since, and makes nothing due that is not.
    """

    pages: int = 0
    bytes: int = 0
    hasten: bool = False
    only: tuple[int, ...] = ()
    seed: str = ""
    plan_id: int | None = None
    tour_id: int | None = None
    since: datetime | None = None
    soonest: timedelta = timedelta()
    lease: timedelta = timedelta(minutes=2)
    networks: tuple[str, ...] = ()
    trust: str = ""
    plan: Callable[[Plan], Plan] = field(default=lambda plan: plan)
    stop: Callable[[], bool] = field(default=lambda: False)


@dataclass(slots=True)
class Crawl:
    """The loop of one run: lease, fetch, hand over, write, until there is a reason to end."""

    office: Office
    site: Site
    run_id: int
    runner: str
    options: Options
    writer: Writer
    columns: dict[int, str]
    begun: datetime
    claim: Claim
    recovered: list[tuple[Leased, Answer]] = field(default_factory=list)  # of a run that was killed
    counts: Counter[str] = field(default_factory=Counter)
    ending: Ending = "stopped"
    _leased: dict[str, Leased] = field(default_factory=dict)
    _held: list[Held] = field(default_factory=list)
    _back: list[tuple[Leased, datetime]] = field(default_factory=list)
    _dark: int = 0  # answers in a row that say the site is out of sight
    _sound: int = 0
    _idle: int = 0  # postponed in a row
    _put_off: set[str] = field(default_factory=set)
    _dry: bool = False
    _renewed: float = 0.0
    _saved: float = 0.0

    def work(self, looks: Looks) -> None:
        """Until nothing is due, or there is a reason to end."""
        self._renewed = time.monotonic()
        self._recover(looks)
        open_for = self._open_for()
        if open_for is not None and open_for <= 0:
            self.ending = "hours"
        else:
            self._fetch(self._plan(open_for), looks)
        self._settle(looks)

    def end(self, *, whole: bool) -> None:
        """Write the run down. Not `whole`: something broke, leases run out by themselves and count."""
        now = self.office.clock()
        with self.office.store.write() as session:
            if whole:
                asked = self.claim.spool.marked()
                held = [*self._leased.values(), *(held.leased for held in self._held)]
                frontier.release(session, [one for one in held if one.key not in asked], after=now)
                abandoned.unanswered(session, [one for one in held if one.key in asked], now)
            for leased, after in self._back:
                frontier.release(session, [leased], after=after)
            row = session.get_one(Run, self.run_id)
            row.ended_at, row.ending, row.counts = now, self.ending, self._told()
            audit.append(
                session, at=now, actor=PATROL, action="patrol-ended", unit_id=self.site.unit_id,
                details={"site": self.site.id, "run": self.run_id, "ending": self.ending, **self._told()},
            )  # fmt: skip
        self.claim.whole = whole

    def _recover(self, looks: Looks) -> None:
        """Look at what a run that was killed had fetched and not written down."""
        self._leased |= {leased.key: leased for leased, _ in self.recovered}
        for _, answer in self.recovered:
            self._heard(answer, looks)
            if len(self._held) >= _HELD:
                self._settle(looks)
        self.recovered = []

    def _fetch(self, plan: Plan, looks: Looks) -> None:
        with Engine(plan, holds=(self.claim.file,)) as engine:
            while (ending := self._over(engine)) is None:
                self._turn(engine, looks, width=4 * plan.together * max(len(plan.hosts), 1))
            self.ending = ending
            self._drain(engine, looks)
        late = (answer for answer in self.claim.spool.answers() if answer.key in self._leased)
        for answer in late:  # it came after the engine was left alone
            self._heard(answer, looks)

    def _drain(self, engine: Engine, looks: Looks) -> None:
        """Take what is under way, so that nothing is asked for twice; the rest comes back unasked."""
        engine.stop()
        until = time.monotonic() + _DRAIN
        while (found := engine.next(max(until - time.monotonic(), 0.0))) is not None:
            self._heard(found, looks)

    def _plan(self, open_for: float | None) -> Plan:
        site = self.site
        plan = Plan(
            tuple(site.hosts), contact=site.contact, rate=max(site.rate, 1), robots=site.robots,
            most_bytes=site.most_bytes, open_for=open_for,
            networks=(*self.options.networks, *self.office.settings.patrol.networks),
            trust=self.options.trust, spool=str(self.claim.spool.folder.absolute()),
        )  # fmt: skip
        return self.options.plan(plan)

    def _open_for(self) -> float | None:
        left = hours.parse(self.site.hours).left(self.office.clock())
        return None if left is None else left.total_seconds()

    def _over(self, engine: Engine) -> Ending | None:  # noqa: PLR0911 (one line an ending)
        """Why it ends here; None to go on."""
        open_for = self._open_for()
        if open_for is not None and open_for <= 0:
            return "hours"
        if self.options.stop():
            return "stopped"
        if self._dark >= BLIND:
            return "blind"
        if self._idle >= BLIND:
            return "later"
        if self._spent() and not engine.outstanding:
            return "budget"
        if not self._dry or engine.outstanding or self._held:
            return None
        if self._dark and not self._sound:
            return "blind"
        return "later" if self._put_off else "whole"

    def _spent(self) -> bool:
        pages, size = self.options.pages, self.options.bytes
        return bool(pages and self.counts["fetched"] + len(self._leased) >= pages) or bool(
            size and self.counts["bytes"] >= size
        )

    def _turn(self, engine: Engine, looks: Looks, width: int) -> None:
        """Take what has come, write down what is ready, lease as much again."""
        waiting = 0.0 if any(held.look is None or held.look.done() for held in self._held) else 0.05
        while (found := engine.next(waiting)) is not None:
            self._heard(found, looks)
            waiting = 0.0
            if len(self._held) >= _HELD:
                break
        room = width - len(engine.outstanding) if len(self._held) < _HELD and not self._spent() else 0
        if self.options.pages:
            room = min(
                room, self.options.pages - self.counts["fetched"] - len(self._leased) - len(self._held)
            )
        maps, engine.maps = engine.maps, []
        new = self._written(looks, maps, room if room >= width // 2 or not engine.outstanding else 0)
        engine.ask(self._request(one, looks) for one in new)

    def _request(self, leased: Leased, looks: Looks) -> Request:
        """Conditional only where "not changed" says enough: what is kept is reviewed by others than before.

        Of a site that is rendered it never does: what scripts show may change where what is sent does not.
        """
        reviews = self.office.reviews
        same = (leased.rules, leased.model) == (reviews.rules.version, reviews.model_version)
        if self.site.rendering or not (same or ((leased.etag or leased.modified) and looks.keeps(leased))):
            return Request(leased.key, leased.url)
        return Request(leased.key, leased.url, leased.etag, leased.modified)

    def _heard(self, found: Answer | Postponed, looks: Looks) -> None:
        leased = self._leased.pop(found.key)
        if isinstance(found, Postponed):
            self.counts["postponed"] += 1
            self._idle += 1
            self._put_off.add(found.key)
            self._back.append((leased, self.office.clock() + timedelta(seconds=found.seconds)))
            return
        self._idle = 0
        self._put_off.discard(found.key)
        self._seen(found)
        if found.outcome == "moved":  # the content belongs to the address it moved to, which has its own line
            found = replace(found, body=b"")
        column = self.columns.get(leased.column_id, "") if leased.column_id else ""
        self._held.append(Held(leased, found, looks.begin(leased, found, column=column)))

    def _seen(self, answer: Answer) -> None:
        self.counts["fetched"] += 1
        self.counts[answer.outcome] += 1
        self.counts["requests"] += len(answer.exchanges)
        self.counts["bytes"] += sum(len(exchange.response) for exchange in answer.exchanges)
        if answer.outcome in BLINDING:
            self._dark += 1
        else:
            self._dark, self._sound = 0, self._sound + 1

    def _settle(self, looks: Looks) -> None:
        """Write down what is still being looked at, as it gets ready; leases are kept meanwhile."""
        while self._held or self._back:
            self._written(looks, [], 0)
            wait([held.look for held in self._held if held.look], 1.0, FIRST_COMPLETED)

    def _written(self, looks: Looks, maps: Sequence[str], room: int) -> list[Leased]:
        """One transaction: answers that are ready, addresses found, leases given back and newly taken."""
        ready = [held for held in self._held if held.look is None or held.look.done()]
        due = time.monotonic() - self._renewed > self.options.lease.total_seconds() / 3
        if not (ready or maps or self._back or room > 0 or due):
            return []
        now = self.office.clock()
        until, added = now + self.options.lease, 0
        found = [leads_to(held.answer, held.leased.kind, held.shown) for held in ready]
        with self.office.store.write() as session:
            for held, links in zip(ready, found, strict=True):
                added += self.writer.finished(session, held, looks, links, now)
            added += self.writer.mapped(session, maps, now)
            for leased, after in self._back:
                frontier.release(session, [leased], after=after)
            if due:
                frontier.renew(session, self.site.id, self.runner, until)
            self._dry = self._dry and not added
            new = self._more(session, room, now, until) if room > 0 else []
            self._save(session, now)
            looks.settled(session)
        if due:
            self._renewed = time.monotonic()
        self.claim.spool.forget(held.leased.key for held in ready)
        self.claim.spool.forget(leased.key for leased, _ in self._back)
        self._back.clear()
        done = {id(held) for held in ready}
        self._held = [held for held in self._held if id(held) not in done]
        self._leased |= {one.key: one for one in new}
        return new

    def _more(self, session: Session, room: int, now: datetime, until: datetime) -> list[Leased]:
        self.counts["lost-twice"] += len(abandoned.lost(session, self.site.id, now))
        new = frontier.lease(
            session, self.site.id, room, now=now, until=until, runner=self.runner,
            scope=Scope(self.begun, self.options.only),
        )  # fmt: skip
        self._dry = not new
        return new

    def _save(self, session: Session, now: datetime) -> None:
        """The counts so far, and since when the site is out of sight."""
        if self._sound and self.site.blind_since is not None:
            self.site.blind_since = None
            session.get_one(Site, self.site.id).blind_since = None
        elif self._dark >= BLIND and self.site.blind_since is None:
            self.site.blind_since = now
            session.get_one(Site, self.site.id).blind_since = now
        if time.monotonic() - self._saved > _SAVED:
            self._saved = time.monotonic()
            session.get_one(Run, self.run_id).counts = self._told()

    def _told(self) -> dict[str, Any]:
        counts: dict[str, Any] = dict(sorted((+self.counts + self.writer.counts).items()))
        counts["left"] = dict(sorted(self.writer.finder.left.items()))
        return counts

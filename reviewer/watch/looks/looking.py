"""An answer of a site, looked at: kept as evidence, reviewed when it is new, its findings handed on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from reviewer.digests import sm3_of
from reviewer.errors import AbsentError
from reviewer.office.cases.results import unpack
from reviewer.office.office import Office
from reviewer.patrol.answer import Answer
from reviewer.patrol.evidence import Entry, Kept
from reviewer.patrol.outcome import ABSENT
from reviewer.records import Blob, Origin, Verdict
from reviewer.store import captures
from reviewer.store.tables.patrol import Address, Capture, Site
from reviewer.watch.evidence.keeping import Keeping, stored
from reviewer.watch.looks.lookers import Look, Lookers
from reviewer.watch.looks.rendering import NOTHING, Shown
from reviewer.watch.looks.results import clear_verdict, only_own
from reviewer.watch.visits.found import form_of

OpenTickets = Callable[[Session, Site, Address, Capture, Verdict], None]


class Known(Protocol):
    """What is known of an address from its last review: a lease of the frontier, or the row itself."""

    @property
    def id(self) -> int:
        """Of its row."""

    @property
    def site_id(self) -> int:
        """Of its site."""

    @property
    def sha256(self) -> str:
        """Of the content."""

    @property
    def rules(self) -> str:
        """Hash of the rules."""

    @property
    def model(self) -> str:
        """Hash of the classifier."""

    @property
    def grade(self) -> str:
        """What came of it; "" while it is not reviewed."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What looking at a site needs, made once for a run.

    `open_tickets` is called in the same transaction for every page that was reviewed, with the findings
    that are this page's to report; `keeping` None keeps no evidence (it lies in another's archive).
    """

    office: Office
    run_id: int
    lookers: Lookers
    open_tickets: OpenTickets
    keeping: Keeping | None = None

    def begin(self, known: Known, answer: Answer, *, column: str = "") -> Future[Look] | None:
        """Begin to review an answer; None when it needs none: no content, or nothing has changed.

        Nothing has changed when the bytes, the rules and the model are those of the last review.
        Where the site says 304 and the rules are others, what was kept is reviewed. `column` is the 栏目 the
        address belongs to, by which permits hold. What scripts build is opened in a browser each time.
        """
        reviews = self.office.reviews
        same = (known.rules, known.model) == (reviews.rules.version, reviews.model_version)
        origin = Origin("page", answer.url, site=_host(answer), column=column)
        if not has_content(answer):
            again = answer.outcome == "unchanged" and known.grade and not same
            body = self._stored(known) if again else None
            return self.lookers.look(body, origin) if body is not None else None
        new = not (known.grade and same and known.sha256 == Blob.of(answer.body, "").sha256)
        shown = self._shown(known.site_id, answer, new=new)
        if not new and isinstance(shown, Shown):
            return None
        return self.lookers.look(answer.body, origin, shown)

    def _shown(self, site_id: int, answer: Answer, *, new: bool) -> Shown | Future[Shown]:
        """What a browser makes of an answer, where one is to be asked; else what is to be told instead."""
        rendering = self.lookers.rendering(self.office)
        if not (new or rendering.on(site_id)):
            return NOTHING
        known = rendering.needed(site_id, form_of(answer))
        return rendering.begin(site_id, answer.url) if known is None else known

    def keeps(self, known: Known) -> bool:
        """Whether what was fetched of an address last is at hand and whole."""
        return self.keeping is not None and self._stored(known) is not None

    def keep(self, session: Session, address: Address, answer: Answer, look: Look | None) -> Capture:
        """Write an answer down inside the caller's transaction: evidence, capture, facts, findings.

        `look` is what came of `begin`. The frontier's own facts (state, outcome, when again) are not ours.
        """
        capture = self._captured(session, address, answer)
        if look is not None:
            self._reviewed(session, address, capture, look)
        elif answer.outcome in ABSENT:
            address.rules = ""  # whatever comes back is reviewed
            captures.release(session, address, (), answer.at)
        elif has_content(answer) or answer.outcome == "unchanged":
            self._carried(session, address, capture)
        return capture

    def settled(self, session: Session) -> None:
        """The evidence is on the disk before the database is told of it; closed files are sealed."""
        if self.keeping:
            self.keeping.sync()
            self.keeping.seal(session)

    def _stored(self, known: Known) -> bytes | None:
        """The content that was kept of an address; None when none was."""
        with self.office.store.read() as session:
            capture = captures.holding(session, known.id, known.sha256)
            if capture is None:
                return None
            root = self.keeping.root if self.keeping else None
            with suppress(AbsentError):
                return stored(self.office, session, capture, root=root)
        return None

    def _captured(self, session: Session, address: Address, answer: Answer) -> Capture:
        blob = Blob.of(answer.body, "") if has_content(answer) else None
        capture = Capture(
            run_id=self.run_id, address_id=address.id, outcome=answer.outcome, status=answer.status,
            at=answer.exchanges[-1].at if answer.exchanges else answer.at, size=len(answer.body),
        )  # fmt: skip
        if blob:
            capture.sha256, capture.sm3 = blob.sha256, sm3_of(blob.data)
        if self.keeping:
            before = captures.holding(session, address.id, blob.sha256) if blob and address.sha256 else None
            kept = _kept(self.keeping, answer, before)
            capture.file, capture.offset, capture.length = kept.file, kept.offset, kept.length
        session.add(capture)
        return capture

    def _reviewed(self, session: Session, address: Address, capture: Capture, look: Look) -> None:
        site = session.get_one(Site, address.site_id)
        changed = (
            look.main_sha256 != address.main_sha256 if look.main_sha256 else look.sha256 != address.sha256
        )
        if changed or not address.grade:
            address.changed_at = capture.at
        address.media_type, address.size, address.sha256 = look.media_type, look.size, look.sha256
        address.main_sha256, address.sketch, address.title = look.main_sha256, look.sketch, look.title
        address.published_on = date.fromisoformat(look.published_on) if look.published_on else None
        address.public_until = date.fromisoformat(look.public_until) if look.public_until else None
        address.letters = look.letters
        before = address.grade
        address.rules, address.model = look.rules, look.model
        address.grade, address.gaps = look.grade, look.gaps
        capture.sha256, capture.main_sha256, capture.grade = look.sha256, look.main_sha256, look.grade
        if look.shown.html:
            capture.picture = _pictured(self.keeping, address.url, capture.at, look) if self.keeping else ""
        if look.packed:
            capture.reviewed_id = self.office.vault.put(session, look.packed, capture.at).id
        shown = {piece for pieces in look.pieces.values() for piece in pieces if piece}
        if before not in {"", "clear"}:  # only a page with findings can have reported a piece
            captures.release(session, address, shown, capture.at)
        held = {piece: captures.claim(session, address, piece) for piece in sorted(shown)}
        if look.packed:
            verdict = only_own(unpack(look.packed).verdict, look.pieces, held)
        else:
            verdict = clear_verdict(address)
        if verdict.findings or verdict.gaps:
            session.flush()  # who opens tickets needs the capture's id
        self.open_tickets(session, site, address, capture, verdict)

    def _carried(self, session: Session, address: Address, capture: Capture) -> None:
        """What was found the last time still holds; where that was by other rules, it is asked for anew."""
        reviews = self.office.reviews
        if (address.rules, address.model) != (reviews.rules.version, reviews.model_version):
            address.etag = address.modified = ""
        before = captures.reviewed(session, address.id)
        capture.outcome = "unchanged"
        capture.main_sha256, capture.grade = address.main_sha256, address.grade
        capture.sha256 = capture.sha256 or address.sha256
        capture.reviewed_id = before.reviewed_id if before else None
        session.flush()


def has_content(answer: Answer) -> bool:
    """Whether an answer brings content to be reviewed; an empty one is: that nothing came is a gap."""
    return answer.outcome == "ok" or (answer.outcome == "moved" and bool(answer.body))


def _host(answer: Answer) -> str:
    return answer.url.partition("://")[2].partition("/")[0]


def _kept(keeping: Keeping, answer: Answer, before: Capture | None) -> Kept:
    """Every exchange that led to the answer in the evidence; the place of the last one."""
    notes = {"outcome": answer.outcome, "seconds": f"{answer.seconds:.3f}", "note": answer.note}
    notes = {name: value for name, value in notes.items() if value}
    if answer.hops:
        notes["hops"] = " ".join(f"{hop.status}>{hop.url}" for hop in answer.hops)
    if not answer.exchanges:
        return keeping.put(Entry(answer.url, answer.at, notes=notes))
    last = len(answer.exchanges) - 1
    for number, exchange in enumerate(answer.exchanges):
        head, parted, body = exchange.response.partition(_END)
        same = before is not None and number == last and body == answer.body
        kept = keeping.put(
            Entry(
                exchange.url, exchange.at, exchange.request, head + parted, body, ip=_address(exchange.peer),
                earlier=(exchange.url, before.at) if same and before else None,
                notes=notes if number == last else {},
            )
        )  # fmt: skip
    return kept


def _pictured(keeping: Keeping, url: str, at: datetime, look: Look) -> str:
    """The page as it was shown, text and picture, in the evidence; the place of the picture."""
    keeping.show(f"urn:dom:{url}", at, "text/html", look.shown.html)
    kept = keeping.show(f"urn:view:{url}", at, "image/png", look.shown.picture)
    return f"{kept.file}:{kept.offset}:{kept.length}"


_END = b"\r\n\r\n"


def _address(peer: str) -> str:
    """The IP address without its port."""
    name, _, port = peer.rpartition(":")
    return (name if port.isdigit() and name.count(":") != 1 and name else peer).strip("[]")

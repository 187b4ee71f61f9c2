"""What is known of a site as results of documents: for reports, and whose findings are whose to tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from reviewer.office.cases.results import unpack
from reviewer.office.office import Office
from reviewer.patrol.outcome import OUTCOMES, UNTOLD
from reviewer.records import Blob, Document, Gap, Grade, Origin, Reviewed, Verdict
from reviewer.store import captures
from reviewer.store.tables.patrol import Address
from reviewer.verdict import grade
from reviewer.watch.looks.lookers import pieces_of
from reviewer.watch.visits.found import REASONS

Pieces = Mapping[str, tuple[str, ...]]  # by finding, see `lookers.Look`
Held = Mapping[str, bool]  # by shared piece, whether it is this page's to report
ELSEWHERE = "stored-elsewhere"  # reason: an archive says that the content lies in another one
_OUTSIDE = "foreign"  # reason: it is not of this site


def results(office: Office, site_id: int) -> Iterator[Reviewed]:
    """What is known of every address of a site; nothing that was not read is left out.

    Findings in what the site puts around its pages are told once, on the page that reports them. An address
    that was left, or whose last look failed, is a gap; one that is gone is nothing to be read.
    """
    with office.store.read() as session:
        for address, capture in captures.latest(session, site_id):
            gap = unread(address)
            told = captures.reviewed(session, address.id) if gap or capture is None else capture
            if told is not None and told.reviewed_id:
                reviewed = unpack(office.vault.get(session, told.reviewed_id))
                verdict = _with_gap(_own(session, address, reviewed), gap)
                origin = replace(verdict.origin, name=address.url)  # an archive may tell two of one content
                yield Reviewed(replace(reviewed.document, origin=origin), replace(verdict, origin=origin))
            elif gap is not None or address.grade:
                verdict = clear_verdict(address, gap)
                blob = Blob(b"", verdict.media_type, verdict.sha256)
                yield Reviewed(Document(verdict.origin, blob, (), verdict.gaps), verdict)


def _with_gap(verdict: Verdict, gap: Gap | None) -> Verdict:
    """What was found the last time, and that it could not be read now."""
    if gap is None:
        return verdict
    gaps = (*verdict.gaps, gap)
    return replace(verdict, gaps=gaps, grade=grade(verdict.findings, gaps))


def only_own(verdict: Verdict, pieces: Pieces, held: Held) -> Verdict:
    """The verdict without what another page of the site reports; its grade is that of what is left."""
    own = tuple(found for found in verdict.findings if _is_own(pieces.get(found.id, ()), held))
    if len(own) == len(verdict.findings):
        return verdict
    return replace(verdict, findings=own, grade=grade(own, verdict.gaps))


def clear_verdict(address: Address, gap: Gap | None = None) -> Verdict:
    """The verdict on an address of which there is nothing to tell, or only that it was not read."""
    gaps = (gap,) if gap else ()
    kept: Grade = grade((), gaps)
    return Verdict(
        Origin("page", address.url), address.media_type, address.size, address.sha256, address.rules,
        address.model, kept, (), gaps,
    )  # fmt: skip


def unread(address: Address) -> Gap | None:
    """Why an address of the site was not read at the last look; None when it was, or is gone."""
    if address.state == "left":
        if address.reason == _OUTSIDE:
            return None
        return Gap(address.url, f"left-{address.reason}", left_words(address.reason))
    if address.outcome in UNTOLD:
        return Gap(address.url, f"fetch-{address.outcome}", f"未能读取：{OUTCOMES[address.outcome]}")
    if not address.outcome:
        return Gap(address.url, "not-fetched", "发现了地址，本次尚未读取")
    return None


def left_words(reason: str) -> str:
    """Why an address is not fetched, for people."""
    if reason == ELSEWHERE:
        return "存档中只有“与先前相同”的记录，内容在别的存档中，未读取"
    return f"按规则未读取：{REASONS.get(reason, reason)}，请人工核对"


def uncounted(counts: Mapping[str, int], told: Mapping[str, int], name: str) -> list[Gap]:
    """Gaps for the addresses a run left that have no row of their own, by reason."""
    rest = {why: count - told.get(why, 0) for why, count in counts.items() if why != _OUTSIDE}
    return [
        Gap(name, f"left-{why}", f"另有 {count} 个地址{left_words(why)}")
        for why, count in rest.items()
        if count > 0
    ]


def _own(session: Session, address: Address, reviewed: Reviewed) -> Verdict:
    serious = [finding for finding in reviewed.verdict.findings if finding.severity != "note"]
    pieces = {finding.id: pieces_of(reviewed.document, finding) for finding in serious}
    holders = captures.holders(
        session, address.site_id, {piece for found in pieces.values() for piece in found}
    )
    held = {piece: holder == address.id for piece, holder in holders.items()}
    return only_own(reviewed.verdict, pieces, held)


def _is_own(pieces: tuple[str, ...], held: Held) -> bool:
    """Whether a finding stands in the page's own text, or in a piece that nobody else reports."""
    return not pieces or "" in pieces or any(held.get(piece, True) for piece in pieces)

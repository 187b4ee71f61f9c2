"""Approved items as they are compared: indexed once, their texts opened when a page may be one of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from reviewer.errors import AbsentError, ReviewerError
from reviewer.office.cases.results import unpack
from reviewer.office.office import Office
from reviewer.patrol.address import canonical
from reviewer.patrol.likeness import unpacked
from reviewer.patrol.main_text import Page, page_of
from reviewer.patrol.pairing import Approved
from reviewer.records import Document, Origin, Reviewed
from reviewer.report.page.veil import veiled
from reviewer.store import captures, pairings
from reviewer.store.pairings import ApprovedRow, Known
from reviewer.store.tables.cases import Item
from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.pairings import ApprovedText
from reviewer.store.tables.patrol import Address
from reviewer.watch.evidence.keeping import stored

_AT_ONCE = 200  # items of one transaction


def index(office: Office, unit_id: int) -> int:
    """Write down what is compared of every approved item that has no line yet; how many were new.

    An item whose content is sealed away or purged has only its digest; it is found by its bytes alone.
    """
    count = 0
    while True:
        with office.store.write() as session:
            session.get(Unit, unit_id, with_for_update=True)  # of two that index one comes first
            rows = pairings.unindexed(session, unit_id, _AT_ONCE)
            for item_id, case_id, reviewed_id in rows:
                page = _page(_opened(office, session, reviewed_id))
                session.add(_line(office, item_id, case_id, page))
        count += len(rows)
        if len(rows) < _AT_ONCE:
            return count


def item_of(row: ApprovedRow) -> Approved:
    """The row as it is compared."""
    address = canonical(row.url, row.url) if row.url else None
    title = row.title if row.kind == "text" else row.name.rpartition(".")[0]
    return Approved(
        row.item_id, row.case_id, row.sha256, row.main_sha256, row.letters,
        unpacked(row.sketch) if row.sketch else (), title,
        address.key if address else "", row.kind == "annex", row.state == "withdrawn",
    )  # fmt: skip


def approved_page(office: Office, session: Session, item_id: int, *, masked: bool = False) -> Page | None:
    """The main text that was approved; None where its content is sealed away or purged."""
    item = session.get(Item, item_id)
    return _page(_opened(office, session, item.reviewed_id if item else None), masked=masked)


def online_page(
    office: Office,
    session: Session,
    known: Known | Address,
    *,
    masked: bool = False,
    root: Path | None = None,
) -> Page | None:
    """The main text of the last content of an address; None where it was not kept."""
    held = captures.holding(session, known.id, known.sha256)
    if held is None:
        return None
    try:
        body = stored(office, session, held, root=root)
    except AbsentError:
        return None
    return _page(office.reviews.review(body, Origin("page", known.url)), known.url, masked=masked)


def _opened(office: Office, session: Session, reviewed_id: int | None) -> Reviewed | None:
    if reviewed_id is None:
        return None
    try:
        return unpack(office.vault.get(session, reviewed_id))
    except ReviewerError:
        return None


def _page(reviewed: Reviewed | None, url: str = "", *, masked: bool = False) -> Page | None:
    if reviewed is None:
        return None
    return page_of(_veiled(reviewed) if masked else reviewed.document, url or reviewed.document.origin.name)


def _veiled(reviewed: Reviewed) -> Document:
    texts = veiled(reviewed.document, reviewed.verdict)
    pairs = zip(reviewed.document.segments, texts, strict=True)
    return replace(reviewed.document, segments=tuple(segment._replace(text=text) for segment, text in pairs))


def _line(office: Office, item_id: int, case_id: int, page: Page | None) -> ApprovedText:
    line = ApprovedText(item_id=item_id, case_id=case_id, at=office.clock())
    line.main_sha256, line.letters, line.sketch = (
        (page.sha256, page.letters, page.sketch) if page else ("", 0, "")
    )
    line.public_until = page.public_until if page else None
    return line

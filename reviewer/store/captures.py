"""Queries over captures, shared blocks and closed evidence files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reviewer.store.tables.patrol import Address, Block, Capture, Evidence, Run, Site

_PAGE = 500


def reviewed(session: Session, address_id: int) -> Capture | None:
    """The newest capture of an address that carries a review's result."""
    query = select(Capture).where(Capture.address_id == address_id, Capture.grade != "")
    return session.scalars(query.order_by(Capture.id.desc()).limit(1)).first()


def holding(session: Session, address_id: int, sha256: str) -> Capture | None:
    """The oldest capture of an address with that content: in its record the bytes lie. None for new ones."""
    query = select(Capture).where(
        Capture.address_id == address_id, Capture.sha256 == sha256, Capture.file != ""
    )
    return session.scalars(query.order_by(Capture.id).limit(1)).first()


def latest(session: Session, site_id: int) -> Iterator[tuple[Address, Capture | None]]:
    """Every address of a site in the order in which they were found, each with its newest capture."""
    after = 0
    while True:
        query = select(Address).where(Address.site_id == site_id, Address.id > after).order_by(Address.id)
        page = session.scalars(query.limit(_PAGE)).all()
        if not page:
            return
        newest = _newest(session, [address.id for address in page])
        for address in page:
            yield address, newest.get(address.id)
        after = page[-1].id
        session.expunge_all()


def _newest(session: Session, addresses: Sequence[int]) -> dict[int, Capture]:
    ids = select(func.max(Capture.id)).where(Capture.address_id.in_(addresses)).group_by(Capture.address_id)
    found = session.scalars(select(Capture).where(Capture.id.in_(ids)))
    return {capture.address_id: capture for capture in found}


def claim(session: Session, address: Address, sha256: str) -> bool:
    """Whether a shared piece is for this address to report: it was the first to show it, or is now.

    The row of the piece is made when there is none; of two that come at once only one is the first.
    """
    query = select(Block).where(Block.site_id == address.site_id, Block.sha256 == sha256)
    block = session.scalars(query.with_for_update()).first()
    if block is None:
        try:
            with session.begin_nested():
                session.add(Block(site_id=address.site_id, sha256=sha256, pages=1, first_id=address.id))
        except IntegrityError:
            block = session.scalars(query.with_for_update()).one()
        else:
            return True
    if block.first_id != address.id:
        block.pages += 1
    return block.first_id == address.id


def holders(session: Session, site_id: int, digests: Collection[str]) -> dict[str, int]:
    """For each shared piece that is known, the address that reports it."""
    query = select(Block.sha256, Block.first_id).where(Block.site_id == site_id, Block.sha256.in_(digests))
    return {digest: first for digest, first in session.execute(query)}  # noqa: C416 (rows are no pairs to mypy)


def release(session: Session, address: Address, shown: Collection[str], now: datetime) -> int:
    """Let go the shared pieces that an address reported and shows no longer; how many.

    Other pages may still show them: every page of the site that was not clear is to be read again at once,
    whatever it says of its not having changed, and the first that shows a piece reports it.
    """
    query = select(Block).where(Block.site_id == address.site_id, Block.first_id == address.id)
    lost = [block for block in session.scalars(query) if block.sha256 not in shown]
    for block in lost:
        session.delete(block)
    if any(block.pages > 1 for block in lost):
        others = (
            Address.site_id == address.site_id,
            Address.id != address.id,
            Address.grade.not_in(("", "clear")),
        )
        session.execute(update(Address).where(*others).values(rules="", etag="", modified=""))
        session.execute(update(Address).where(*others, Address.state == "waiting").values(after=now))
    return len(lost)


def fetched(session: Session, run_id: int, most: int) -> list[int]:
    """The addresses a run fetched: all of them, or one more than `most`."""
    query = select(Capture.address_id).where(Capture.run_id == run_id).distinct()
    return list(session.scalars(query.limit(most + 1)))


def matched_since(session: Session, site_id: int, since: datetime) -> bool:
    """Whether all of a site was matched with what was approved after a run that ended since then."""
    query = select(Run.counts).where(Run.site_id == site_id, Run.ended_at >= since)
    newest = session.scalars(query.order_by(Run.id.desc()).limit(100))
    return any("verdicts" in counts.get("figures", {}) for counts in newest)


def evidence(session: Session, site_id: int | None = None) -> Iterator[Evidence]:
    """The closed files of a site, or of all, in the order in which they were closed."""
    query = select(Evidence).order_by(Evidence.id)
    yield from session.scalars(query if site_id is None else query.where(Evidence.site_id == site_id))


def evidence_named(session: Session, name: str) -> Evidence | None:
    """The row of a closed file."""
    return session.scalars(select(Evidence).where(Evidence.name == name)).first()


def site_named(session: Session, name: str) -> Site | None:
    """An open site by its name; the oldest where several units have one of that name."""
    query = select(Site).where(Site.name == name, Site.closed_at.is_(None)).order_by(Site.id).limit(1)
    return session.scalars(query).first()

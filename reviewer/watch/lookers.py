"""Reviewing answers beside the one who fetches: in a thread, or in processes where there are cores."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing import get_context
from threading import Lock
from types import TracebackType
from typing import NamedTuple, Self

from reviewer.office.cases.results import pack
from reviewer.office.office import Reviews
from reviewer.patrol.main_text import page_of, shared_piece
from reviewer.records import Blob, Document, Finding, Grade, Origin, Reviewed
from reviewer.review import Reviewer, unreviewed
from reviewer.settings import Settings


class Look(NamedTuple):
    """What a review of an answer comes to, small enough to be handed between processes.

    packed  the sealed form of the result (`office.results`); b"" for a page with nothing to decide on
    pieces  by finding: the shared pieces its hits stand in, "" among them for the page's own text
    """

    sha256: str
    sm3: str
    size: int
    media_type: str
    rules: str
    model: str
    grade: Grade
    gaps: int
    packed: bytes
    main_sha256: str
    sketch: str
    title: str
    published_on: str
    pieces: Mapping[str, tuple[str, ...]]


def looked(reviews: Reviews, body: bytes, origin: Origin) -> Look:
    """Review an answer's body and gather what is to be known of it; a fault of ours is a gap."""
    reviewed = reviews.review(body, origin)
    try:
        return _look(reviewed, origin)
    except Exception as fault:  # noqa: BLE001 (a fault of ours must end as a gap, never look clear)
        return _look(unreviewed(origin, Blob.of(body, reviewed.verdict.media_type), fault), origin)


def worth_keeping(reviewed: Reviewed) -> bool:
    """Whether anything was found but notes on hidden carriers (metadata are one), or was not read."""
    verdict = reviewed.verdict
    notes = all(found.severity == "note" and found.rule.kind == "carrier" for found in verdict.every)
    return verdict.grade != "clear" or bool(verdict.gaps) or not notes


def pieces_of(document: Document, finding: Finding) -> tuple[str, ...]:
    """The shared pieces a finding's hits stand in, one for rule and lines; "" for the page's own text."""
    if finding.count > len(finding.hits):
        return ("",)
    found = (shared_piece(document, hit) for hit in finding.hits)
    return tuple(sorted({_named(piece, finding) if piece else "" for piece in found}))


def _named(piece: str, finding: Finding) -> str:
    return Blob.of(f"{piece}{finding.rule.id}\x1f{finding.value}".encode(), "").sha256


def _look(reviewed: Reviewed, origin: Origin) -> Look:
    verdict, document = reviewed.verdict, reviewed.document
    page = page_of(document, origin.name)
    serious = [finding for finding in verdict.findings if finding.severity != "note"]
    return Look(
        sha256=verdict.sha256,
        sm3=document.blob.sm3,
        size=verdict.size,
        media_type=verdict.media_type,
        rules=verdict.rules,
        model=verdict.model,
        grade=verdict.grade,
        gaps=len(verdict.gaps),
        packed=pack(reviewed) if worth_keeping(reviewed) else b"",
        main_sha256=page.sha256,
        sketch=page.sketch,
        title=page.title,
        published_on=page.published_on.isoformat() if page.published_on else "",
        pieces={finding.id: pieces_of(document, finding) for finding in serious},
    )


class Lookers:
    """Who reviews: `reviews` itself in a thread of its own, or `workers` processes with reviewers of theirs.

    `look` does not wait: whatever happens ends as a `Look`, at worst one with a gap. When a process dies
    the thread takes over.
    """

    def __init__(self, reviews: Reviews, settings: Settings, *, workers: int = 0) -> None:
        self._reviews = reviews
        self._settings = settings
        self._workers = workers
        self._lock = Lock()
        self._pool: Executor | None = None

    def look(self, body: bytes, origin: Origin) -> Future[Look]:
        """Begin to review; the future gives the `Look`."""
        told: Future[Look] = Future()
        self._begin(told, body, origin)
        return told

    def close(self) -> None:
        """Wait for what was begun and end the processes."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            pool.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, told: Future[Look], body: bytes, origin: Origin) -> None:
        def done(work: Future[Look]) -> None:
            fault = work.exception()
            if isinstance(fault, BrokenProcessPool):
                self._retreat()
                self._begin(told, body, origin)
            elif fault is not None:
                told.set_result(_failed(body, origin, fault))
            else:
                told.set_result(work.result())

        try:
            self._submitted(body, origin).add_done_callback(done)
        except (BrokenProcessPool, OSError):
            self._retreat()
            self._submitted(body, origin).add_done_callback(done)

    def _submitted(self, body: bytes, origin: Origin) -> Future[Look]:
        with self._lock:
            if self._workers:
                self._pool = self._pool or ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"))
                return self._pool.submit(_in_worker, self._settings, body, origin)
            self._pool = self._pool or ThreadPoolExecutor(1, thread_name_prefix="look")
            return self._pool.submit(looked, self._reviews, body, origin)

    def _retreat(self) -> None:
        """A process died, or none can be started: from now on the thread reviews."""
        with self._lock:
            if self._workers:
                broken, self._pool, self._workers = self._pool, None, 0
                if broken:
                    broken.shutdown(wait=False)


def _failed(body: bytes, origin: Origin, fault: BaseException) -> Look:
    told = fault if isinstance(fault, Exception) else RuntimeError(type(fault).__name__)
    return _look(unreviewed(origin, Blob.of(body, ""), told), origin)


@lru_cache(maxsize=1)
def _reviewer(settings: Settings) -> Reviewer:
    return Reviewer(settings)


def _in_worker(settings: Settings, body: bytes, origin: Origin) -> Look:
    return looked(_reviewer(settings), body, origin)

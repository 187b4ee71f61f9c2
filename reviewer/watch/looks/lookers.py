"""Reviewing answers beside the one who fetches: in a thread, or in processes where there are cores."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Lock, Thread
from types import TracebackType
from typing import NamedTuple, Self

from reviewer.digests import sm3_of
from reviewer.office.cases.results import pack
from reviewer.office.office import Office, Reviews
from reviewer.patrol.main_text import page_of, shared_piece
from reviewer.records import Blob, Document, Finding, Grade, Origin, Reviewed
from reviewer.review import Reviewer, unreviewed
from reviewer.settings import Settings
from reviewer.watch.looks.merging import merged, with_gap
from reviewer.watch.looks.rendering import NOTHING, Rendering, Shown


class Look(NamedTuple):
    """What a review of an answer comes to, small enough to be handed between processes.

    packed  the sealed form of the result (`office.results`); b"" for a page with nothing to decide on
    pieces  by finding: the shared pieces its hits stand in, "" among them for the page's own text
    shown   what a browser made of it, where one was asked
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
    letters: int
    public_until: str
    pieces: Mapping[str, tuple[str, ...]]
    shown: Shown = NOTHING


def looked(reviews: Reviews, body: bytes, origin: Origin, shown: Shown = NOTHING) -> Look:
    """Review an answer's body and gather what is to be known of it; a fault of ours is a gap.

    Where a browser was asked, what it shows is reviewed too, and the page's text is what it shows.
    """
    reviewed = reviews.review(body, origin)
    try:
        gap = shown.gap(origin.name)
        if not shown.html:
            return _look(with_gap(reviewed, gap), origin)
        seen = reviews.review(shown.html, origin)
        return _look(with_gap(merged(reviewed, seen), gap), origin, seen.document)
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


def _look(reviewed: Reviewed, origin: Origin, read: Document | None = None) -> Look:
    verdict, document = reviewed.verdict, reviewed.document
    page = page_of(read or document, origin.name)
    serious = [finding for finding in verdict.findings if finding.severity != "note"]
    return Look(
        sha256=verdict.sha256,
        sm3=sm3_of(document.blob.data),
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
        letters=page.letters,
        public_until=page.public_until.isoformat() if page.public_until else "",
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
        self._broken: Executor | None = None
        self._rendering: Rendering | None = None

    def rendering(self, office: Office) -> Rendering:
        """Who opens pages that scripts build; ends with `close`."""
        self._rendering = self._rendering or Rendering(office)
        return self._rendering

    def look(self, body: bytes, origin: Origin, shown: Shown | Future[Shown] = NOTHING) -> Future[Look]:
        """Begin to review, with what a browser shows as soon as that is there; gives the `Look`."""
        told: Future[Look] = Future()
        if isinstance(shown, Shown):
            self._begin(told, _Task(body, origin, shown))
        else:
            shown.add_done_callback(lambda done: self._shown(told, body, origin, done))
        return told

    def _shown(self, told: Future[Look], body: bytes, origin: Origin, done: Future[Shown]) -> None:
        try:
            self._begin(told, _Task(body, origin, done.result()))
        except Exception as problem:  # noqa: BLE001 (who waits is told, whatever it is)
            told.set_exception(problem)

    def close(self) -> None:
        """Wait for what was begun and end the processes."""
        if self._rendering:
            self._rendering.close()
        while pool := self._left():
            pool.shutdown()

    def _left(self) -> Executor | None:
        """A pool to shut down, the broken one first: it hands on what it had begun, even to a new one."""
        with self._lock:
            pool = self._broken or self._pool
            if self._broken:
                self._broken = None
            else:
                self._pool = None
            return pool

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, told: Future[Look], task: _Task) -> None:
        def done(work: Future[Look]) -> None:
            fault = work.exception()
            if isinstance(fault, BrokenProcessPool):
                self._retreat()
                self._begin(told, task)
                return
            try:
                look = work.result() if fault is None else _failed(task, fault)
                told.set_result(look._replace(shown=task.shown))
            except Exception as problem:  # noqa: BLE001 (who waits is told, whatever it is)
                told.set_exception(problem)

        try:
            self._submitted(task).add_done_callback(done)
        except (BrokenProcessPool, OSError):
            self._retreat()
            self._submitted(task).add_done_callback(done)

    def _submitted(self, task: _Task) -> Future[Look]:
        """Hand a task on, without the lock: a pool that broke holds its own while it tells us so."""
        body, origin, shown = task
        with self._lock:
            workers, pool = self._workers, self._pool or self._started()
            self._pool = pool
        if not workers:
            return pool.submit(looked, self._reviews, body, origin, shown)
        return pool.submit(_in_worker, self._settings, _Task(body, origin, shown._replace(picture=b"")))

    def _started(self) -> Executor:
        if not self._workers:
            return ThreadPoolExecutor(1, thread_name_prefix="look")
        context = get_context("spawn")
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=_follow_parent)

    def _retreat(self) -> None:
        """A process died, or none can be started: from now on the thread reviews."""
        with self._lock:
            if self._workers:
                self._broken, self._pool, self._workers = self._pool, None, 0


class _Task(NamedTuple):
    body: bytes
    origin: Origin
    shown: Shown


def _failed(task: _Task, fault: BaseException) -> Look:
    told = fault if isinstance(fault, Exception) else RuntimeError(type(fault).__name__)
    return _look(unreviewed(task.origin, Blob.of(task.body, ""), told), task.origin)


def _follow_parent() -> None:
    """End with the process that started this one, even where that is killed: its pipe would stay open."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_ended_with, args=(parent,), daemon=True).start()


def _ended_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


@lru_cache(maxsize=1)
def _reviewer(settings: Settings) -> Reviewer:
    return Reviewer(settings)


def _in_worker(settings: Settings, task: _Task) -> Look:
    return looked(_reviewer(settings), *task)

"""Submitted work, kept in memory for a while and reviewed in a few threads; nothing touches the disk."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event, Lock, Thread

from reviewer.records import Blob, Origin, Reviewed
from reviewer.review import unreviewed

Review = Callable[[bytes, Origin], Reviewed]
Clock = Callable[[], float]


class DeskFullError(Exception):
    """More work is waiting than the desk may hold."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the desk may hold: jobs, files in one, bytes of memory (estimated), seconds after the end."""

    jobs: int = 200
    files: int = 200
    bytes: int = 768 * 2**20
    seconds: float = 30 * 60
    threads: int = 2
    sweep: float = 30


@dataclass(frozen=True, slots=True)
class Submission:
    """One document as it was handed in."""

    data: bytes
    origin: Origin


class Job:
    """The documents of one submission, in order; one owner may see them. Thread-safe."""

    def __init__(self, owner: str, submissions: Sequence[Submission], now: float) -> None:
        self.token = secrets.token_urlsafe(18)
        self.owner = owner
        self.started = now
        self.ended: float | None = None
        self.weight = sum(len(submission.data) for submission in submissions)  # estimated bytes held
        self._waiting: list[Submission | None] = list(submissions)
        self.names = [submission.origin.name for submission in submissions]
        self.results: list[Reviewed | None] = [None] * len(submissions)
        self._next = 0
        self._lock = Lock()
        self._done = Event()

    def take(self) -> tuple[int, Submission] | None:
        """The next document nobody has begun, or None."""
        with self._lock:
            if self._next >= len(self._waiting):
                return None
            index, self._next = self._next, self._next + 1
            submission = self._waiting[index]
            assert submission is not None
            return index, submission

    def put(self, index: int, result: Reviewed, now: float) -> None:
        """Keep a result and let the submitted bytes go."""
        blob = replace(result.document.blob, data=b"")
        result = replace(result, document=replace(result.document, blob=blob))
        with self._lock:
            submission, self._waiting[index] = self._waiting[index], None
            self.weight += _weight(result) - (len(submission.data) if submission else 0)
            self.results[index] = result
            if all(self.results):
                self.ended = now
                self._done.set()

    def wait(self, seconds: float) -> bool:
        """Whether every document is done, waiting at most so long."""
        return self._done.wait(seconds)

    @property
    def done(self) -> int:
        """How many documents are reviewed."""
        return sum(result is not None for result in self.results)


class Desk:
    """Holds jobs for their owners until they age out; the oldest finished ones give way to new work."""

    def __init__(
        self, review: Review, allowance: Allowance | None = None, clock: Clock = time.monotonic
    ) -> None:
        self.allowance = allowance or Allowance()
        self._review = review
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()
        self._closed = Event()
        self._pool = ThreadPoolExecutor(self.allowance.threads, thread_name_prefix="review")
        Thread(target=self._sweep_often, name="desk-sweep", daemon=True).start()

    def submit(self, owner: str, submissions: Sequence[Submission]) -> Job:
        """Queue the documents for review and return their job; raises DeskFullError."""
        job = Job(owner, submissions, self._clock())
        with self._lock:
            self._drop_expired()
            self._make_room(1, job.weight)
            self._jobs[job.token] = job
        for _ in range(min(self.allowance.threads, len(submissions))):
            self._pool.submit(self._turn, job)
        return job

    def find(self, token: str, owner: str | None) -> Job | None:
        """The owner's job; None when unknown, aged out or somebody else's."""
        with self._lock:
            self._drop_expired()
            job = self._jobs.get(token)
        if job is None or owner is None or not secrets.compare_digest(job.owner, owner):
            return None
        return job

    def elapsed(self, job: Job) -> float:
        """Seconds a job has taken so far, or took."""
        return (self._clock() if job.ended is None else job.ended) - job.started

    def sweep(self) -> None:
        """Forget what is older than allowed."""
        with self._lock:
            self._drop_expired()

    def close(self) -> None:
        """Stop the threads and forget everything."""
        self._closed.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._jobs.clear()

    def _turn(self, job: Job) -> None:
        # One document a turn, then back to the end of the queue: a long job does not starve a short one.
        taken = job.take()
        if taken is None:
            return
        index, submission = taken
        job.put(index, _reviewed(self._review, submission), self._clock())
        with self._lock:
            self._drop_heavy(keep=job)
        if not self._closed.is_set():
            self._pool.submit(self._turn, job)

    def _drop_expired(self) -> None:
        oldest = self._clock() - self.allowance.seconds
        for token, job in list(self._jobs.items()):
            if job.ended is not None and job.ended < oldest:
                del self._jobs[token]

    def _make_room(self, jobs: int, weight: int) -> None:
        held = {token: job.weight for token, job in self._jobs.items()}
        while held and (
            len(held) + jobs > self.allowance.jobs or sum(held.values()) + weight > self.allowance.bytes
        ):
            token = next((token for token in held if self._jobs[token].ended is not None), None)
            if token is None:
                raise DeskFullError
            del self._jobs[token], held[token]

    def _drop_heavy(self, keep: Job) -> None:
        others = [job for job in self._jobs.values() if job.ended is not None and job is not keep]
        weight = sum(job.weight for job in self._jobs.values())
        for job in others:
            if weight <= self.allowance.bytes:
                return
            weight -= job.weight
            del self._jobs[job.token]

    def _sweep_often(self) -> None:
        while not self._closed.wait(self.allowance.sweep):
            self.sweep()


def _reviewed(review: Review, submission: Submission) -> Reviewed:
    try:
        return review(submission.data, submission.origin)
    except Exception as fault:  # noqa: BLE001 (a fault of ours must end as a gap, never look clear)
        blob = Blob.of(submission.data, "application/octet-stream")
        return unreviewed(submission.origin, blob, fault)


def _weight(result: Reviewed) -> int:
    # Chinese text takes two bytes a character in memory, a finding about one kilobyte.
    text = sum(len(segment.text) for segment in result.document.segments)
    return 2 * text + 200 * len(result.document.segments) + 1024 * len(result.verdict.findings)

"""The hall: one function per use, the only place where rooms meet."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from secrets import token_bytes
from types import TracebackType
from typing import BinaryIO, Self

from reviewer.detect.automaton import Automaton
from reviewer.detect.classifier.model import load_model
from reviewer.detect.examples import Failure, failures
from reviewer.detect.scan import Scanner
from reviewer.errors import NotReadError, UsageError
from reviewer.evaluation.cases import read_cases
from reviewer.evaluation.measure import Evaluation, measure
from reviewer.intake.fetch import from_bytes, from_file, from_stream
from reviewer.intake.sandbox import Sandbox
from reviewer.intake.walk import walk
from reviewer.records import Blob, Document, Gap, Origin, Reviewed, RuleSet
from reviewer.resources import folder
from reviewer.rulebook.load import load_rules
from reviewer.settings import Settings
from reviewer.verdict import judge

_KEY_BYTES = 32


class Reviewer:
    """Rules, model and reader of one process; `review` may be called from several threads.

    Raises ReviewerError when lexicons, model or settings cannot be used: then nothing is reviewed.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rules = rules_in_force(settings)
        self._scanner = Scanner(self.rules, load_model(folder("models", settings)))
        self._sandbox = Sandbox(settings.limits)
        self._key = identity_key(settings.state)

    @property
    def model_version(self) -> str:
        """Hash of the classifier in use."""
        return self._scanner.model.version

    @property
    def automaton(self) -> Automaton:
        """The automaton of all literals, for measuring."""
        return self._scanner.plan.automaton

    def review(self, data: bytes, origin: Origin) -> Reviewed:
        """Review bytes that are already here; bad input is a gap in the result, never an exception."""
        return self._judged(self._sandbox.read(from_bytes(data, origin.name), origin))

    def review_file(self, path: Path) -> Reviewed:
        """Review one file; what keeps it from being read is a gap."""
        origin = Origin("file", str(path))
        try:
            blob = from_file(path, self.settings.limits)
        except NotReadError as problem:
            return self._judged(_unread(origin, Gap(str(path), problem.reason, problem.message)))
        return self._judged(self._sandbox.read(blob, origin))

    def review_stream(self, stream: BinaryIO, name: str) -> Reviewed:
        """Review what a stream gives until its end."""
        origin = Origin("paste", name)
        try:
            blob = from_stream(stream, name, self.settings.limits)
        except NotReadError as problem:
            return self._judged(_unread(origin, Gap(name, problem.reason, problem.message)))
        return self._judged(self._sandbox.read(blob, origin))

    def unread(self, gap: Gap) -> Reviewed:
        """The result for something that could not even be opened, such as a folder without permission."""
        return self._judged(_unread(Origin("file", gap.part), gap))

    def close(self) -> None:
        """End the child process."""
        self._sandbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _judged(self, document: Document) -> Reviewed:
        matches = self._scanner.scan(document, _today())
        verdict = judge(document, matches, rules=self.rules, model=self.model_version, key=self._key)
        return Reviewed(document, verdict)


def rules_in_force(settings: Settings) -> RuleSet:
    """The shipped rules and the unit's own."""
    folders = [folder("lexicons", settings)]
    if settings.unit_lexicons is not None:
        folders.append(settings.unit_lexicons)
    return load_rules(folders)


def rule_failures(settings: Settings, rules_folder: Path | None) -> tuple[RuleSet, list[Failure]]:
    """The rules of a folder (or those in force) and every example that does not hold."""
    rules = rules_in_force(settings) if rules_folder is None else load_rules([rules_folder])
    scanner = Scanner(rules, load_model(folder("models", settings)))
    return rules, list(failures(scanner, _today()))


def evaluate(settings: Settings, cases: Path) -> Evaluation:
    """Review every labelled case below a folder and count what was right."""
    if not cases.is_dir():
        raise UsageError(f"找不到文件夹：{cases}")
    with Reviewer(settings) as reviewer:
        found = measure(
            (case, reviewer.review(case.data, Origin("file", case.name)).verdict)
            for case in read_cases(cases)
        )
    if not found.any.found + found.any.missed + found.public:
        raise UsageError(f"没有带标注的材料：{cases}")
    return found


def targets(paths: Sequence[str]) -> Iterator[Path | Gap]:
    """The files below the paths, and what could not be listed."""
    return walk(paths)


def identity_key(state: Path) -> bytes:
    """The installation's secret for finding ids, made at first use; one run's own where it cannot be kept."""
    path = state / "identity.key"
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            found = path.read_bytes()
            return found if len(found) == _KEY_BYTES else token_bytes(_KEY_BYTES)
        with os.fdopen(handle, "wb") as file:
            key = token_bytes(_KEY_BYTES)
            file.write(key)
            return key
    except OSError:
        return token_bytes(_KEY_BYTES)


def _today() -> date:
    return date.today()  # noqa: DTZ011  # the local calendar day


def _unread(origin: Origin, gap: Gap) -> Document:
    return Document(origin, Blob.of(b"", "application/octet-stream"), (), (gap,))

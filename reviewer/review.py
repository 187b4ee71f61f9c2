"""The hall: one function per use, the only place where rooms meet."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from traceback import format_tb
from types import TracebackType
from typing import BinaryIO, Self

from reviewer.detect.automaton import Automaton
from reviewer.detect.classifier.model import load_model
from reviewer.detect.examples import Failure, failures
from reviewer.detect.scan import Scanner
from reviewer.errors import NotReadError, ReviewerError, UsageError
from reviewer.evaluation.cases import public_cases, read_cases
from reviewer.evaluation.measure import Evaluation, measure
from reviewer.intake.fetch import from_bytes, from_file, from_stream
from reviewer.intake.sandbox import Sandbox
from reviewer.intake.source import source_lines
from reviewer.intake.walk import shown, walk
from reviewer.records import Blob, Document, Gap, Hit, Isolation, Origin, Reviewed, RuleSet, Verdict
from reviewer.resources import folder
from reviewer.rulebook.load import load_rules
from reviewer.secret import secret_key
from reviewer.settings import Settings
from reviewer.verdict import judge

_log = logging.getLogger(__name__)


class Reviewer:
    """Rules, model and reader of one process; `review` may be called from several threads.

    Raises ReviewerError when lexicons, model or settings cannot be used: then nothing is reviewed.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rules = rules_in_force(settings)
        self._scanner = Scanner(self.rules, load_model(folder("models", settings)))
        self._sandbox = Sandbox(settings.limits)
        self._key = secret_key(settings.state, "identity")

    @property
    def model_version(self) -> str:
        """Hash of the classifier in use."""
        return self._scanner.model.version

    @property
    def isolation(self) -> Isolation:
        """How documents are kept apart while they are parsed; "none" where no child process can start."""
        return self._sandbox.isolation

    @property
    def automaton(self) -> Automaton:
        """The automaton of all literals, for measuring."""
        return self._scanner.plan.automaton

    def review(self, data: bytes, origin: Origin) -> Reviewed:
        """Review bytes that are already here; bad input is a gap in the result, never an exception."""
        return self._judged(self._sandbox.read(from_bytes(data, origin.name), origin))

    def review_file(self, path: Path) -> Reviewed:
        """Review one file; what keeps it from being read is a gap."""
        return self._fetched(Origin("file", shown(path)), lambda: from_file(path, self.settings.limits))

    def review_stream(self, stream: BinaryIO, name: str) -> Reviewed:
        """Review what a stream gives until its end."""
        return self._fetched(Origin("paste", name), lambda: from_stream(stream, name, self.settings.limits))

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

    def _fetched(self, origin: Origin, fetch: Callable[[], Blob]) -> Reviewed:
        try:
            blob = fetch()
        except NotReadError as problem:
            return self._judged(_unread(origin, Gap(origin.name, problem.reason, problem.message)))
        return self._judged(self._sandbox.read(blob, origin))

    def _judged(self, document: Document) -> Reviewed:
        try:
            matches = self._scanner.scan(document, _today())
            verdict = judge(document, matches, rules=self.rules, model=self.model_version, key=self._key)
            return Reviewed(document, _with_source_lines(verdict, document))
        except ReviewerError:
            raise
        except Exception as fault:  # noqa: BLE001 (a fault of ours must end as a gap, never look clear)
            return unreviewed(document.origin, document.blob, fault)


def unreviewed(origin: Origin, blob: Blob, fault: Exception) -> Reviewed:
    """The result when the product itself failed: a gap. The fault's message is not logged, it may quote."""
    _log.error("review failed: %s\n%s", type(fault).__name__, "".join(format_tb(fault.__traceback__)))
    gap = Gap(origin.name, "internal-error", "审查程序出错，这份文件没有审查。请重试或联系系统管理员。")
    verdict = Verdict(origin, blob.media_type, blob.size, blob.sha256, "", "", "review", (), (gap,))
    return Reviewed(Document(origin, blob, (), (gap,)), verdict)


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


def evaluate(settings: Settings, folder: Path, *, public: bool) -> Evaluation:
    """Review the labelled cases below a folder (or all files of a `public` one); count what was right."""
    if not folder.is_dir():
        raise UsageError(f"找不到文件夹：{folder}")
    cases = public_cases(folder) if public else read_cases(folder)
    with Reviewer(settings) as reviewer:
        found = measure(
            (case, reviewer.review(case.data, Origin("file", case.name)).verdict) for case in cases
        )
    if not found.any.found + found.any.missed + found.public:
        raise UsageError(f"没有带标注的材料：{folder}")
    return found


def targets(paths: Sequence[str]) -> Iterator[Path | Gap]:
    """The files below the paths, and what could not be listed."""
    return walk(paths)


def _with_source_lines(verdict: Verdict, document: Document) -> Verdict:
    """For a web page that needs work, where in its source each place stands: the webmaster edits there."""
    if document.blob.media_type != "text/html" or verdict.grade == "clear" or not verdict.findings:
        return verdict
    texts = [_whole_line(document, hit) for finding in verdict.findings for hit in finding.hits]
    lines = iter(source_lines(document.blob.data, texts))
    findings = tuple(
        replace(finding, hits=tuple(_sourced(hit, next(lines)) for hit in finding.hits))
        for finding in verdict.findings
    )
    return replace(verdict, findings=findings)


def _whole_line(document: Document, hit: Hit) -> str:
    text, start = document.segments[hit.segment].text, hit.location.start
    end = text.find("\n", start)
    return text[text.rfind("\n", 0, start) + 1 : end if end >= 0 else len(text)]


def _sourced(hit: Hit, line: int | None) -> Hit:
    if line is None:
        return hit
    label = f"{hit.location.label}（源代码第{line}行）"
    return replace(hit, location=hit.location._replace(source_line=line, label=label))


def _today() -> date:
    return date.today()  # noqa: DTZ011  # the local calendar day


def _unread(origin: Origin, gap: Gap) -> Document:
    return Document(origin, Blob.of(b"", "application/octet-stream"), (), (gap,))

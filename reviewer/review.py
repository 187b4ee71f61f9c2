"""The hall: one function per use, the only place where rooms meet."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter
from traceback import format_tb
from types import TracebackType
from typing import BinaryIO, Self

from reviewer import __version__
from reviewer.acceptance.apply import Place, settle
from reviewer.acceptance.ledger import Followed
from reviewer.acceptance.permit import permitted
from reviewer.detect.automaton import Automaton
from reviewer.detect.classifier.model import load_model
from reviewer.detect.examples import Failure, failures
from reviewer.detect.normalise import SEPARATOR, normalise
from reviewer.detect.scan import Scanner
from reviewer.errors import NotReadError, ReviewerError, UsageError
from reviewer.evaluation.cases import Case, public_cases, read_cases
from reviewer.evaluation.measure import Evaluation, measure
from reviewer.intake.fetch import from_bytes, from_file, from_stream
from reviewer.intake.sandbox import Sandbox
from reviewer.intake.source import source_lines
from reviewer.intake.walk import shown, walk
from reviewer.keep import Keep
from reviewer.records import (
    SEVERITIES,
    Blob,
    Document,
    Gap,
    Grid,
    Hit,
    Isolation,
    Origin,
    Reviewed,
    RuleSet,
    Verdict,
)
from reviewer.resources import folder
from reviewer.rulebook.laws import load_laws, unverified
from reviewer.rulebook.load import load_rules
from reviewer.rulebook.matters import matter_from, to_toml
from reviewer.rulebook.packs import Choice
from reviewer.rulebook.tables import tables_of
from reviewer.secret import secret_key
from reviewer.settings import Settings
from reviewer.verdict import grade, judge

_log = logging.getLogger(__name__)


class Reviewer:
    """Rules, model and reader of one process; `review` may be called from several threads.

    Raises ReviewerError when lexicons, model or settings cannot be used: then nothing is reviewed.
    """

    def __init__(self, settings: Settings, rules: RuleSet | None = None) -> None:
        self.settings = settings
        self.rules = rules or rules_in_force(settings)
        self._scanner = Scanner(self.rules, load_model(folder("models", settings)), Keep(settings.state))
        self._sandbox = Sandbox(settings.limits)
        self._key = secret_key(settings.state, "identity")
        self._ledger = Followed(ledger_path(settings))

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

    def place(self, origin: Origin, digest: str) -> Place:
        """Where a document is bound for: what its origin does not say, the settings do."""
        settings = self.settings
        told = replace(
            origin,
            site=origin.site or settings.site,
            column=origin.column or settings.column,
            unit=origin.unit or settings.unit,
        )
        return Place(told, digest, _today())

    def _settled(self, verdict: Verdict) -> Verdict:
        """The verdict with what is permitted there lowered and what people accepted set apart."""
        acceptances = self._ledger.standing if verdict.findings else ()
        if not verdict.findings or not (acceptances or self.rules.permits):
            return verdict
        place = self.place(verdict.origin, verdict.sha256)
        lowered = permitted(verdict.findings, self.rules.permits, place)
        findings, accepted = settle(lowered, acceptances, place)
        findings = tuple(sorted(findings, key=lambda finding: -SEVERITIES.index(finding.severity)))
        return replace(verdict, findings=findings, accepted=accepted, grade=grade(findings, verdict.gaps))

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
            verdict = self._settled(_with_source_lines(verdict, document))
            return Reviewed(document, verdict)
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
    """The shipped rules and the unit's own, of the packs that are switched on."""
    folders = [folder("lexicons", settings)]
    if settings.unit_lexicons is not None:
        folders.append(settings.unit_lexicons)
    return load_rules(folders, Choice(settings.packs_on, settings.packs_off), fold=folded)


def ledger_path(settings: Settings) -> Path:
    """Where accepted findings are written down."""
    return settings.acceptances or (settings.unit_lexicons or settings.state) / "acceptances.jsonl"


def folded(keywords: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Keywords in the form in which texts are searched, all in one pass."""
    flat = [word for words in keywords for word in words]
    if not flat:
        return list(keywords)
    parts = normalise(SEPARATOR.join(flat)).joined.split(SEPARATOR)
    if len(parts) != len(flat):  # one of them holds the separator
        parts = [normalise(word).joined.replace(SEPARATOR, "") for word in flat]
    words = iter(parts)
    return [tuple(next(words).strip() for _ in held) for held in keywords]


def imported_list(settings: Settings, path: Path) -> tuple[str, int, list[str]]:
    """A unit's 一览表 in any format that is read → rule file, number of items, remarks in Chinese.

    Raises RuleError that lists the rows which cannot be used.
    """
    with Sandbox(settings.limits) as sandbox:
        document = sandbox.read(from_file(path, settings.limits), Origin("file", shown(path)))
    if document.gaps:
        raise UsageError(f"{path} 没有读全：{'；'.join(gap.message for gap in document.gaps)}")
    tables, headless = tables_of(_sheets(document))
    matters = [matter_from(table) for table in tables]
    remarks = [f"{name}：没有“事项、密级、关键词”表头，未导入" for name in headless]
    if any(segment.grid is not None and segment.hidden for segment in document.segments):
        remarks.append("表中有隐藏的行、列或工作表，未导入")
    remarks += [f"“{matter.name}”的期限超过法定上限，请核对" for matter in matters if matter.over_term]
    words = folded([matter.keywords for matter in matters])
    told = [replace(matter, keywords=kept) for matter, kept in zip(matters, words, strict=True)]
    return to_toml(told, path.stem), len(told), remarks


def _sheets(document: Document) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    """The visible tables of a document as numbered rows of cells."""
    return [
        (
            segment.location.sheet or segment.location.label or segment.location.part,
            [
                (number, _cells(line, segment.grid))
                for number, line in zip(segment.grid.rows, segment.text.split("\n"), strict=False)
            ],
        )
        for segment in document.segments
        if segment.grid is not None and not segment.hidden
    ]


def _cells(line: str, grid: Grid) -> list[str]:
    cells = dict(zip(grid.columns, line.split("\t"), strict=False))
    return [cells.get(column, "") for column in range(1, max(grid.columns, default=0) + 1)]


def rule_failures(settings: Settings, rules_folder: Path | None) -> tuple[RuleSet, list[Failure]]:
    """The rules of a folder (or those in force) and every example that does not hold."""
    rules = rules_in_force(settings) if rules_folder is None else load_rules([rules_folder], fold=folded)
    scanner = Scanner(rules, load_model(folder("models", settings)))
    return rules, [*failures(scanner, _today()), *_uncited(rules, folder("lexicons", settings) / "laws.toml")]


def _uncited(rules: RuleSet, table: Path) -> Iterator[Failure]:
    """Shipped rules whose basis prints a law or article that nobody read."""
    laws = load_laws(table) if table.is_file() else {}
    for pack in rules.packs if laws else ():
        for identity in pack.rules if pack.source else ():
            if found := unverified(rules.rules[identity].basis, laws):
                yield Failure(identity, f"依据未经核对：{'、'.join(found)}")


def evaluate(settings: Settings, folder: Path, *, public: bool) -> Evaluation:
    """Review the labelled cases below a folder (or all files of a `public` one); count what was right."""
    if not folder.is_dir():
        raise UsageError(f"找不到文件夹：{folder}")
    cases = public_cases(folder) if public else read_cases(folder)
    with Reviewer(settings) as reviewer:
        found = measure(_timed(reviewer, cases))
        found.versions = {
            "version": __version__,
            "rules": reviewer.rules.version,
            "model": reviewer.model_version,
        }
    if not found.cases:
        raise UsageError(f"没有带标注的材料：{folder}")
    return found


def _timed(reviewer: Reviewer, cases: Iterable[Case]) -> Iterator[tuple[Case, Reviewed, float]]:
    for case in cases:
        started = perf_counter()
        reviewed = reviewer.review(case.data, Origin("file", case.name))
        yield case, reviewed, perf_counter() - started


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

"""What several papers say of a revision: its files, findings, decisions and unread parts, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy.orm import Session

from reviewer.casework.grounds import DECISIONS, PUBLISHABLE
from reviewer.casework.roles import ROLES, Role
from reviewer.errors import AbsentError, StoreError
from reviewer.office.cases.checking import FAILED
from reviewer.office.cases.results import unpack
from reviewer.office.office import Office
from reviewer.records import CATEGORIES, Grade, Reviewed, Rule, Severity
from reviewer.report.forms.values import FindingLine, Material
from reviewer.report.page.veil import name_cover
from reviewer.report.page.words import GRADES, SEVERITIES, size_in_words
from reviewer.store import dossier
from reviewer.store.tables.cases import Case, Item, Revision
from reviewer.store.tables.findings import FindingDecision, FindingRow
from reviewer.store.tables.organisation import Unit

MOST_FINDINGS = 300  # on one paper; how many more there are is printed
UNCHECKED = "未检查"
_WHERE_NAME = "文件名"  # the label of what stands in a file's name
_SHORT = {"block": "禁止发布", "review": "需判断", "clear": "机检通过"}
_KINDS = {"text": "正文", "annex": "附件"}


@dataclass(frozen=True, slots=True)
class Read:
    """A file of the revision with its name covered, and its sealed result where that can be opened."""

    item: Item
    name: str
    reviewed: Reviewed | None
    rules: Mapping[str, Rule]  # as they were when it was checked, else as they are now

    def cover(self, text: str) -> str:
        """The text without what the machine found in the name of the file."""
        if self.reviewed is not None:
            return name_cover(self.reviewed.verdict)(text)
        return text.replace(self.item.name, self.name)


def files(office: Office, session: Session, revision: Revision) -> tuple[Read, ...]:
    """The files of a revision in order."""
    rows = dossier.findings(session, revision.id)
    named = {row.item_id for row in rows if row.label == _WHERE_NAME}
    return tuple(_read(office, session, item, found=item.id in named) for item in revision.items)


def covered_title(case: Case, read: Sequence[Read]) -> str:
    """The title without what the machine found in the names of the files."""
    title = case.title
    for file in read:
        title = file.cover(title)
    return title


def materials(read: Sequence[Read]) -> tuple[Material, ...]:
    """One line a file."""
    return tuple(
        Material(
            file.item.ordinal, _KINDS[file.item.kind], file.name, size_in_words(file.item.size),
            file.item.sha256, file.item.sm3, _SHORT.get(file.item.grade, UNCHECKED),
        )
        for file in read
    )  # fmt: skip


def grade_in_words(grade: str) -> str:
    """A grade for paper."""
    return GRADES[cast("Grade", grade)].name if grade else UNCHECKED


def newest(session: Session, revision: Revision) -> dict[str, FindingDecision]:
    """The decision that counts for each finding."""
    return {row.key: row for row in dossier.decisions(session, revision.id)}


def ordered(rows: Sequence[FindingRow]) -> list[FindingRow]:
    """The heaviest first, the order of the files kept."""
    weights = list(SEVERITIES)
    return sorted(rows, key=lambda row: weights.index(cast("Severity", row.severity)))


def finding_lines(
    rows: Sequence[FindingRow], read: Sequence[Read], decisions: Mapping[str, FindingDecision]
) -> tuple[FindingLine, ...]:
    """The findings, heaviest first, `MOST_FINDINGS` at most."""
    by_item = {file.item.id: file for file in read}
    chosen = ordered(rows)[:MOST_FINDINGS]
    return tuple(
        _line(number, row, by_item[row.item_id], decisions.get(row.key))
        for number, row in enumerate(chosen, 1)
    )


def unread(read: Sequence[Read]) -> tuple[str, ...]:
    """What was not read, one line each."""
    return tuple(line for file in read for line in _unread(file))


def back(unit: Unit, number: str) -> str:
    """Where the record is found: below the address of the unit's setting `address`, else its number."""
    address = unit.settings.get("address")
    if isinstance(address, str) and address.startswith(("http://", "https://")) and len(address) <= 200:
        return f"{address.rstrip('/')}/records/{number}"
    return number


def role_in_words(role: str) -> str:
    """A role for paper; an unknown one as it is."""
    return ROLES.get(cast("Role", role), role)


def _read(office: Office, session: Session, item: Item, *, found: bool) -> Read:
    reviewed = _result(office, session, item)
    if reviewed is None:
        name = f"文件{item.ordinal}（名称已遮盖）" if found else item.name
        return Read(item, name, None, office.reviews.rules.rules)
    rules = {finding.rule.id: finding.rule for finding in reviewed.verdict.every}
    return Read(item, name_cover(reviewed.verdict)(item.name), reviewed, rules)


def _result(office: Office, session: Session, item: Item) -> Reviewed | None:
    """None when it is locked or purged, or of a version that cannot be read any more: rows are left."""
    if item.reviewed_id is None:
        return None
    try:
        data = office.vault.get(session, item.reviewed_id)
    except AbsentError:
        return None
    try:
        return unpack(data)
    except StoreError:
        return None


def _line(number: int, row: FindingRow, file: Read, decision: FindingDecision | None) -> FindingLine:
    rule = file.rules.get(row.rule)
    severity = SEVERITIES[cast("Severity", row.severity)].name
    line = FindingLine(
        number, file.name, row.label, row.shown, severity, CATEGORIES.get(row.category, row.category),
        row.rule, row.name, rule.basis if rule else "", rule.advice if rule else "", row.count,
    )  # fmt: skip
    return _decided(line, decision) if decision else line


def _decided(line: FindingLine, decision: FindingDecision) -> FindingLine:
    ground = PUBLISHABLE.get(decision.ground, decision.ground)
    said = "，".join(part for part in (ground, decision.reason) if part)
    who = "拟稿人" if decision.role == "clerk" else role_in_words(decision.role)
    word = DECISIONS.get(decision.kind, decision.kind)
    return replace(line, decision=word, reason=said, decided_by=f"{decision.person.name}（{who}）")


def _unread(file: Read) -> Iterator[str]:
    if file.item.state == "failed" or FAILED in file.item.gaps:
        yield f"{file.name}：机器检查没有完成，须重新检查"
    elif file.reviewed is not None:
        for gap in file.reviewed.verdict.gaps:
            inner = "" if gap.part == file.item.name else f"（{file.cover(gap.part)}）"
            yield f"{file.name}{inner}：{gap.message}"
    elif file.item.gaps:
        yield f"{file.name}：有 {len(file.item.gaps)} 处没有读到"

"""A copy of an item with found values covered, reviewed again before it is offered; suggested wordings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from reviewer.casework.facts import Facts
from reviewer.casework.person import Actor
from reviewer.detect.persons.names import is_name
from reviewer.errors import AbsentError, RefusedError
from reviewer.office.cases.acting import demand, noted
from reviewer.office.cases.cover import Cover, covered, is_written
from reviewer.office.cases.opening import Draft, Given, edit_case
from reviewer.office.cases.results import unpack
from reviewer.office.cases.retyped import renamed, retyped
from reviewer.office.office import Office
from reviewer.records import Document, Finding, Grade, Reviewed, Rule, Severity
from reviewer.report.mask import masked
from reviewer.store import dossier, sight
from reviewer.store.tables.cases import Case, Item

# Values that can be covered without changing what the text says. Marks of secrecy and of release are left as
# they are: to hide one is no remedy but a fault of its own (是否隐去了标志).
COVERED = frozenset({"personal-info", "weak-masking", "credential", "network", "geospatial", "trade-secret"})
_UNCOVERED_KINDS = frozenset({"carrier", "classifier", "joint"})  # they mean a passage, not a value
_CELLS = re.compile(r"[\t\n]+")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Left:
    """What the second review still found: rule, severity, how often."""

    name: str
    severity: Severity
    count: int


@dataclass(frozen=True, slots=True)
class MaskedCopy:
    """The copy: its bytes and name, how many values were covered, and what the second review says of it.

    `retyped` says that it is not the file itself but a docx of its text.
    """

    name: str
    data: bytes
    values: int
    grade: Grade
    left: tuple[Left, ...]
    gaps: tuple[str, ...]
    retyped: bool = False


def masked_copy(office: Office, actor: Actor, case_id: int, item_id: int) -> MaskedCopy:
    """Make the copy of an item of the current revision and review it; what people let pass stays.

    Raises RefusedError when there is nothing to cover or the file cannot be written; AbsentError.
    """
    with office.store.read() as session:
        case = sight.find_case(session, actor, case_id)
        item = _item(session, case, item_id)
        data = office.vault.get(session, item.content_id)
        reviewed = _reviewed(office, session, item)
        name, media_type = item.name, item.media_type
        kept = _let_pass(session, item)
    findings = [finding for finding in reviewed.verdict.findings if finding.id not in kept]
    if not (whole := cover_of(findings)).pairs:
        raise RefusedError("没有可以自动遮盖的内容")
    for cover in (cover_of(findings, names=False), whole):  # names stay where they may stand alone
        made = _written(reviewed.document, data, media_type, cover)
        origin = replace(reviewed.verdict.origin, name=name if is_written(media_type) else renamed(name))
        again = office.reviews.review(made, origin).verdict
        if cover == whole or not any(map(_about_people, again.findings)):
            break
    left = tuple(Left(found.rule.name, found.severity, found.count) for found in again.findings)
    gaps = tuple(gap.message for gap in again.gaps)
    anew = not is_written(media_type)
    return MaskedCopy(origin.name, made, len(cover.pairs), again.grade, left, gaps, retyped=anew)


def taken_away(office: Office, actor: Actor, case_id: int, item_id: int) -> MaskedCopy:
    """The copy for downloading, with an event that says who took it."""
    copy = masked_copy(office, actor, case_id, item_id)
    with office.store.write() as session:
        case = sight.find_case(session, actor, case_id)
        told = {"item": _item(session, case, item_id).ordinal, "values": copy.values, "grade": copy.grade}
        noted(session, case, actor, office.clock(), ("masked-copy", told))
    return copy


def attach(office: Office, actor: Actor, case_id: int, turn: int, item_id: int) -> int:
    """Put the masked copy in the item's place, as a new revision; its number. Raises RefusedError."""
    with office.store.read() as session:
        case = sight.find_case(session, actor, case_id)
        facts = Facts(case.state, case.author_id, case.unit_id, case.section_id)  # type: ignore[arg-type]
        demand(facts, actor, "edit")
        revision = dossier.revision_of(session, case)
    copy = masked_copy(office, actor, case_id, item_id)
    items = tuple(
        Given(copy.name, copy.data, "upload") if item.id == item_id else item.id for item in revision.items
    )
    draft = Draft(revision.form, items, case.column_id, reason="换成遮盖稿")
    return edit_case(office, actor, case_id, turn, draft)


def cover_of(findings: Iterable[Finding], *, names: bool = True) -> Cover:
    """What is covered and with what: each found value cell by cell, as its rule masks it.

    Without `names` the names of people in such cells stay as they are: a list that makes public who
    is named must go on naming them.
    A note needs no decision and is not covered: contact lines of an office are lawful (条例第二十条).
    """
    pairs: dict[str, str] = {}
    for finding in findings:
        if finding.severity == "note" or not coverable(finding.rule.category, finding.rule.kind):
            continue
        for hit in finding.hits:
            for value in _CELLS.split(hit.text):
                if len(value.strip()) >= _SHORTEST and (names or not is_name(value.strip())):
                    pairs[value] = _shown(value, finding.rule)
    return Cover(pairs)


def coverable(category: str, kind: str) -> bool:
    """Whether values of such a finding are covered in a masked copy."""
    return category in COVERED and kind not in _UNCOVERED_KINDS


def suggested(finding: Finding) -> str:
    """What the text could say instead: the found value covered, else what the rule advises."""
    if coverable(finding.rule.category, finding.rule.kind) and finding.hits:
        value = _CELLS.split(finding.hits[0].text)[0]
        return f"改为“{_shown(value, finding.rule)}”，或删去"
    return finding.rule.advice


def _about_people(finding: Finding) -> bool:
    return finding.rule.kind == "person" and finding.severity != "note"


def _let_pass(session: Session, item: Item) -> set[str]:
    """Findings that people decided to leave: 误报 and 可公开."""
    newest = {row.key: row.kind for row in dossier.decisions(session, item.revision_id)}
    return {key for key, kind in newest.items() if kind != "fix"}


def _shown(value: str, rule: Rule) -> str:
    shown = masked(value, rule)
    return shown if rule.mask != "none" and len(shown) == len(value) else "*" * len(value)


def _written(document: Document, data: bytes, media_type: str, cover: Cover) -> bytes:
    try:
        return covered(data, media_type, cover) if is_written(media_type) else retyped(document, cover)
    except RefusedError:
        raise
    except Exception as fault:  # a damaged file, or one the libraries do not take
        raise RefusedError("文件结构特殊，不能自动遮盖，请改好原文件后重新上传") from fault


def _item(session: Session, case: Case, item_id: int) -> Item:
    revision = dossier.revision_of(session, case)
    item = next((found for found in revision.items if found.id == item_id), None)
    if item is None:
        raise AbsentError("没有这个文件，或内容已换成新的一稿")
    return item


def _reviewed(office: Office, session: Session, item: Item) -> Reviewed:
    if item.reviewed_id is None:
        raise RefusedError("这个文件还没有检查完")
    return unpack(office.vault.get(session, item.reviewed_id))

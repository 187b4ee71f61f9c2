"""What changed between two revisions of a case: the form's fields, the files, and their texts, masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from reviewer.casework.differences import Line, compare
from reviewer.casework.form import Form
from reviewer.casework.person import Actor
from reviewer.errors import AbsentError
from reviewer.office import arranged
from reviewer.office.cases.results import unpack
from reviewer.office.office import Office
from reviewer.records import Reviewed
from reviewer.report.page.veil import name_cover, veiled
from reviewer.store import dossier, sight
from reviewer.store.tables.cases import Case, Item, Revision
from reviewer.store.tables.organisation import Person

Change = Literal["same", "changed", "added", "removed"]
AROUND = 2  # unchanged lines shown beside a changed one


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of the form in words, before and after."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Unchanged lines that are not shown."""

    count: int


@dataclass(frozen=True, slots=True)
class ItemChange:
    """A file: how it changed, its SHA-256 on either side, the rows of its text, or why none are shown."""

    name: str
    change: Change
    old_sha256: str
    new_sha256: str
    old_id: int | None
    new_id: int | None
    rows: tuple[Line | Skipped, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One revision in the list of them."""

    number: int
    author: str
    made_at: datetime
    reason: str
    files: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions side by side."""

    old: int
    new: int
    fields: tuple[FieldChange, ...]
    items: tuple[ItemChange, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return not self.fields and all(item.change == "same" for item in self.items)


def changes(form: Form, before: Revision, after: Revision) -> tuple[str, ...]:
    """What changed, for notices and the audit chain: labels of fields and numbers of files, no content."""
    fields = [change.label for change in _fields(form, before, after)]
    lines = [f"填报项：{'、'.join(fields)}"] if fields else []
    pairs = [_change(old, new) for old, new in _paired(before.items, after.items)]
    words: dict[Change, str] = {"changed": "改动", "added": "新增", "removed": "去掉"}
    lines += [f"{word}文件{count}个" for kind, word in words.items() if (count := pairs.count(kind))]
    if not lines and [item.sha256 for item in before.items] != [item.sha256 for item in after.items]:
        lines.append("文件次序")
    return tuple(lines)


def versions(session: Session, case: Case) -> tuple[Version, ...]:
    """All revisions of a case, the newest first."""
    wanted = (
        select(Revision, Person.name)
        .join(Person, Person.id == Revision.author_id)
        .options(selectinload(Revision.items))
        .where(Revision.case_id == case.id)
        .order_by(Revision.number.desc())
    )
    return tuple(
        Version(row.number, name, row.made_at, row.reason, len(row.items))
        for row, name in session.execute(wanted)
    )


def comparison(office: Office, actor: Actor, case_id: int, old: int, new: int) -> Comparison:
    """Revision `old` against `new`, texts masked; raises AbsentError for what this person may not see."""
    with office.store.read() as session:
        case = sight.find_case(session, actor, case_id)
        if not 1 <= old <= case.revision or not 1 <= new <= case.revision:
            raise AbsentError("没有这一稿")
        before, after = dossier.revision_of(session, case, old), dossier.revision_of(session, case, new)
        items = tuple(
            _item_change(office, session, first, second)
            for first, second in _paired(before.items, after.items)
        )
        return Comparison(old, new, tuple(_fields(arranged.form(office.settings), before, after)), items)


def _fields(form: Form, before: Revision, after: Revision) -> list[FieldChange]:
    old, new = before.form, after.form
    return [
        FieldChange(field.label, field.told(old.get(field.id, "")), field.told(new.get(field.id, "")))
        for field in form.fields
        if old.get(field.id, "") != new.get(field.id, "")
    ]


def _paired(old: Sequence[Item], new: Sequence[Item]) -> list[tuple[Item | None, Item | None]]:
    """Items that belong together: of the same name, else both the main text; the new order first."""
    left = {item.name: item for item in old}
    pairs: list[tuple[Item | None, Item | None]] = []
    for item in new:
        partner = left.pop(item.name, None)
        if partner is None and item.kind == "text":
            names = {other.name for other in new}
            partner = next((other for other in old if other.kind == "text" and other.name not in names), None)
            left.pop(partner.name if partner else "", None)
        pairs.append((partner, item))
    return pairs + [(item, None) for item in left.values()]


def _change(old: Item | None, new: Item | None) -> Change:
    if old is None:
        return "added"
    if new is None:
        return "removed"
    return "same" if old.sha256 == new.sha256 else "changed"


def _item_change(office: Office, session: Session, old: Item | None, new: Item | None) -> ItemChange:
    change = _change(old, new)
    first, second = _reviewed(office, session, old), _reviewed(office, session, new)
    rows, note = _rows(first, second) if change == "changed" else ((), "")
    return ItemChange(
        name=_name(new or old, second or first),
        change=change,
        old_sha256=old.sha256 if old else "",
        new_sha256=new.sha256 if new else "",
        old_id=old.id if old else None,
        new_id=new.id if new else None,
        rows=rows,
        note=note,
    )


def _name(item: Item | None, reviewed: Reviewed | None) -> str:
    """A file's name, covered where something was found in it."""
    name = item.name if item else ""
    return name_cover(reviewed.verdict)(name) if reviewed else name


def _rows(old: Reviewed | None, new: Reviewed | None) -> tuple[tuple[Line | Skipped, ...], str]:
    """The changed lines, masked, or why none are shown."""
    if old is None or new is None:
        return (), "还没有检查完，或内容已封存，不能比较文字"
    rows = compare(_text(old, masked=True), _text(new, masked=True))
    if rows is None:
        return (), "文字太长，不逐行比较，请打开两稿查看"
    if any(row.side != "same" for row in rows):
        return tuple(near(rows)), ""
    alike = _text(old, masked=False) == _text(new, masked=False)
    return (), "文件有改动，读出的文字相同" if alike else "改动在已遮盖的内容里，请打开两稿查看"


def _reviewed(office: Office, session: Session, item: Item | None) -> Reviewed | None:
    if item is None or item.reviewed_id is None:
        return None
    try:
        return unpack(office.vault.get(session, item.reviewed_id))
    except AbsentError:
        return None


def _text(reviewed: Reviewed, *, masked: bool) -> str:
    """All texts but the file's own name, a segment a paragraph."""
    document = reviewed.document
    plain = [segment.text for segment in document.segments]
    texts = veiled(document, reviewed.verdict) if masked else plain
    pairs = zip(document.segments, texts, strict=True)
    return "\n".join(text for segment, text in pairs if segment.location.kind != "filename")


def near(rows: Sequence[Line]) -> list[Line | Skipped]:
    """The changed rows with a few unchanged ones around them."""
    busy = [index for index, row in enumerate(rows) if row.side != "same"]
    wanted = {near for index in busy for near in range(index - AROUND, index + AROUND + 1)}
    shown: list[Line | Skipped] = []
    skipped = 0
    for index, row in enumerate(rows):
        if index not in wanted:
            skipped += 1
            continue
        if skipped:
            shown.append(Skipped(skipped))
            skipped = 0
        shown.append(row)
    return [*shown, Skipped(skipped)] if skipped else shown

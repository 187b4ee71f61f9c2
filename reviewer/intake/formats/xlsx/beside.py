"""What Excel keeps beside a sheet in parts of their own: comments, threads, drawings with their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.office import Office, Relation, joined, local, related
from reviewer.records import column_name


class _Remark(NamedTuple):
    cell: str
    author: str
    text: str
    hidden: str = "批注"


def read_beside(office: Office, sheet: str, found: Iterable[Relation], people: dict[str, str]) -> None:
    """Read comments, threads and drawings of one sheet; `people` names authors of threads by id."""
    threads: list[_Remark] = []
    notes: list[_Remark] = []
    for relation in found:
        if relation.external or relation.kind not in ("comments", "threadedComment", "drawing"):
            continue
        root = office.tree(relation.target)
        if root is None:
            continue
        if relation.kind == "drawing":
            _read_drawing(root, related(office, relation.target), sheet, office.reading)
        elif relation.kind == "comments":
            notes += _notes(root)
        else:
            threads += _threads(root, people)
    threaded = {remark.cell for remark in threads}
    stand_ins = (note for note in notes if not (note.cell in threaded and note.author.startswith("tc=")))
    for remark in (*stand_ins, *threads):
        signed = remark.author and remark.author not in remark.text and not remark.author.startswith("tc=")
        text = f"{remark.author}：{remark.text}" if signed else remark.text
        label = f"{sheet}!{remark.cell}批注"
        office.reading.add(text, "comment", label, sheet=sheet, cell=remark.cell, hidden=remark.hidden)


def _notes(root: Element) -> Iterator[_Remark]:
    authors = [joined(author) for author in root.iter("{*}author")]
    for entry in root.iter("{*}comment"):
        number = str(entry.get("authorId", ""))
        author = authors[int(number)] if number.isdigit() and int(number) < len(authors) else ""
        text = " ".join(joined(part) for part in entry.iterchildren("{*}text"))
        yield _Remark(str(entry.get("ref", "")), author, text)


def _threads(root: Element, people: dict[str, str]) -> Iterator[_Remark]:
    entries = list(root.iter("{*}threadedComment"))
    done = {entry.get("id") for entry in entries if entry.get("done") in ("1", "true")}
    for entry in entries:
        text = " ".join(joined(part) for part in entry.iterchildren("{*}text"))
        resolved = not done.isdisjoint((entry.get("id"), entry.get("parentId", "")))
        author = people.get(str(entry.get("personId", "")), "")
        yield _Remark(str(entry.get("ref", "")), author, text, "批注（已解决）" if resolved else "批注")


def _read_drawing(root: Element, found: list[Relation], sheet: str, reading: Reading) -> None:
    targets = {relation.key: relation.target for relation in found if relation.external}
    for anchor in root.iterchildren(
        "{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor", "{*}AlternateContent"
    ):
        cell = _anchored(anchor)
        place = f"{sheet}!{cell}" if cell else sheet
        lines = [joined(entry) for entry in anchor.iter("{*}p")]
        unseen = any(entry.get("hidden") in ("1", "true") for entry in anchor.iter("{*}cNvPr"))
        how = "图形被隐藏" if unseen else ""
        kind = "hidden" if unseen else "textbox"
        text = "\n".join(dict.fromkeys(filter(None, lines)))
        reading.add(text, kind, f"{place}图形文字", sheet=sheet, cell=cell, layout="lines", hidden=how)  # type: ignore[arg-type]  # one of two kinds
        described = [
            str(entry.get(key) or "") for entry in anchor.iter("{*}cNvPr") for key in ("title", "descr")
        ]
        text = "\n".join(filter(None, described))
        reading.add(
            text, "alt", f"{place}图片说明", sheet=sheet, cell=cell, layout="lines", hidden="图片替代文字"
        )
        text = "\n".join(_pointed(anchor, targets))
        reading.add(
            text, "hidden", place, sheet=sheet, cell=cell, layout="lines", hidden="超链接的地址或提示"
        )


def _anchored(anchor: Element) -> str:
    start = next(anchor.iter("{*}from"), None)
    numbers = {local(entry): str(entry.text) for entry in start} if start is not None else {}
    column, row = numbers.get("col", ""), numbers.get("row", "")
    return f"{column_name(int(column) + 1)}{int(row) + 1}" if column.isdecimal() and row.isdecimal() else ""


def _pointed(anchor: Element, targets: dict[str, str]) -> Iterator[str]:
    for entry in anchor.iter("{*}hlinkClick", "{*}hlinkHover"):
        key = next((str(value) for word, value in entry.items() if str(word).endswith("}id")), "")
        yield from filter(None, (targets.get(key, ""), str(entry.get("tooltip") or "")))

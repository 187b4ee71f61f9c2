"""What a person hands in with the form of a case: fields, pasted text, files, an address."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from reviewer.casework.form import Value, cleaned
from reviewer.office import arranged
from reviewer.office.cases import opening, reading
from reviewer.office.cases.opening import Given
from reviewer.office.cases.views import ItemLine
from reviewer.web.gate import actor, office
from reviewer.web.handed_in import PASTED, file_name


def values() -> dict[str, Value]:
    """The fields of the 审查表 as they were filled in."""
    form = arranged.form(office().settings)
    return cleaned(
        form, {f"{field.id}": _plain(request.form.getlist(f"f-{field.id}")) for field in form.fields}
    )


def _plain(texts: list[str]) -> list[str]:
    """Without NUL, which PostgreSQL does not take."""
    return [text.replace("\0", "") for text in texts]


def given() -> list[Given]:
    """Pasted text, files in their order, then the page of an address."""
    found = []
    text = request.form.get("text", "").replace("\r\n", "\n")
    if text.strip():
        found.append(Given(PASTED, text.encode("utf-8", "replace"), "paste"))
    files = [file for file in request.files.getlist("files") if file.filename]
    found += [Given(file_name(file.filename or ""), file.read()) for file in files]
    if address := request.form.get("address", "").strip():
        found.append(opening.fetch(office(), actor(), address))
    return found


def kept(case_id: int, items: Sequence[ItemLine]) -> list[Given | int]:
    """The items of the page, in order: left as they are, put anew, or left out."""
    wanted = set(request.form.getlist("keep"))
    return [_replaced(case_id, item) or item.id for item in items if str(item.id) in wanted]


def _replaced(case_id: int, item: ItemLine) -> Given | None:
    file = request.files.get(f"replace-{item.id}")
    if file is not None and file.filename:
        return Given(file_name(file.filename), file.read())
    text = request.form.get(f"text-{item.id}")
    if item.source == "paste" and text is not None:
        text = text.replace("\r\n", "\n")
        if text != pasted(case_id, item):
            return Given(PASTED, text.encode("utf-8", "replace"), "paste")
    return None


def pasted(case_id: int, item: ItemLine) -> str:
    """The text of an item that was pasted."""
    return reading.file_of(office(), actor(), case_id, item.id)[1].decode("utf-8", "replace")


def number(name: str) -> int | None:
    """A number of the form; None when it holds none."""
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None

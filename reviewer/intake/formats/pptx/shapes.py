"""The shapes of one slide: titles, text, tables and alternative text, seen and unseen apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.csv import flat
from reviewer.intake.formats.dull import is_dull
from reviewer.intake.formats.office import local
from reviewer.intake.strings import worth
from reviewer.records import Grid, Kind

_TITLES = ("title", "ctrTitle")
_FEET = {"ftr": "footer", "dt": "footer", "sldNum": "footer", "hdr": "header"}
_WRITTEN = ("", "ftr", "hdr")  # the placeholders of a master that hold an author's words
_DEEPEST = 30
Frame = tuple[float, float, float, float]  # scale and shift from a group's own space to the slide
_UNMOVED: Frame = (1.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Scene:
    """How the shapes of one part are told: kind and label of plain text, what hides all of it.

    `size` is the slide's width and height in EMU, to tell what lies off it; `prompts` sets
    placeholders apart, whose text in masters and layouts no slide shows.
    """

    label: str
    page: int = 0
    kind: Kind = "body"
    hidden: str = ""
    size: tuple[float, float] | None = None
    prompts: bool = False
    frame: Frame = _UNMOVED
    depth: int = 0


@dataclass(slots=True)
class Words:
    """Paragraphs of one shape, and the runs in it that do not show, by how they are hidden."""

    lines: list[str] = field(default_factory=list)
    unseen: dict[str, list[str]] = field(default_factory=dict)


def tell_shapes(tree: Element | None, scene: Scene, reading: Reading) -> None:
    """Add the text of all shapes below a tree; titles first, then in drawing order."""
    if tree is None:
        return
    if scene.depth > _DEEPEST:
        reading.gap("too-deep", f"{scene.label}的组合图形嵌套过深，其余未读取")
        return
    for shape in sorted(_shapes(tree), key=lambda shape: _place(shape) not in _TITLES):
        _tell_shape(shape, scene, reading)


def words_of(body: Element) -> Words:
    """The text below an element by paragraphs; runs without ink, of no opacity or too small stand apart."""
    words = Words()
    for paragraph in body.iter("{*}p"):
        line: list[str] = []
        for piece in paragraph.iter("{*}t", "{*}br"):
            if _is_copy(piece, paragraph):
                continue
            how = _hiding(piece)
            text = "\n" if local(piece) == "br" else (piece.text or "")
            if how:
                words.unseen.setdefault(how, []).append(text)
            else:
                line.append(text)
        words.lines.append("".join(line))
    return words


def _shapes(tree: Element) -> Iterator[Element]:
    """The shapes of a tree; of alternatives for newer and older programs those that say something new."""
    for entry in tree:
        if local(entry) == "AlternateContent":
            said: set[str] = set()
            for option in entry:
                words = "".join(str(text.text or "") for text in option.iter("{*}t"))
                if not said or words not in {"", *said}:
                    yield from _shapes(option)
                said.add(words)
        else:
            yield entry


def _tell_prompts(shape: Element, scene: Scene, reading: Reading) -> None:
    """What an author wrote into a placeholder instead of the usual prompts; no slide shows it."""
    lines = [line for body in shape.iterfind("{*}txBody") for line in words_of(body).lines]
    said = [line for line in lines if worth(line) and not is_dull(line, "", "")]
    reading.add("\n".join(said), "hidden", scene.label, layout="lines", hidden=f"{scene.label}占位符中的文字")


def _tell_shape(shape: Element, scene: Scene, reading: Reading) -> None:
    named = next(shape.iterfind("./*/{*}cNvPr"), None)
    if not scene.hidden and named is not None and named.get("hidden") in ("1", "true"):
        scene = replace(scene, hidden="隐藏的图形")
    if not scene.hidden and _off(shape, scene):
        scene = replace(scene, hidden="放在幻灯片之外的内容")
    place = _place(shape)
    if scene.prompts and place not in _WRITTEN:
        _tell_prompts(shape, scene, reading)
        return
    if named is not None:
        _tell_description(named, scene, reading)
    if local(shape) == "grpSp":
        inner = replace(scene, frame=_inner_frame(shape, scene.frame), depth=scene.depth + 1)
        tell_shapes(shape, inner, reading)
    elif local(shape) == "graphicFrame":
        for number, table in enumerate(shape.iter("{*}tbl"), 1):
            _tell_table(table, f"{scene.label}表{number}", scene, reading)
    else:
        for body in shape.iterfind("{*}txBody"):
            _tell_words(words_of(body), place, scene, reading)


def _tell_words(words: Words, place: str, scene: Scene, reading: Reading) -> None:
    kind: Kind = scene.kind
    if kind == "body" and not scene.hidden:
        kind = "title" if place in _TITLES else _FEET.get(place, kind)  # type: ignore[assignment]  # kinds all
    _add("\n".join(line for line in words.lines if line), kind, scene, reading)
    for how, runs in words.unseen.items():
        _add("".join(runs), "hidden", replace(scene, hidden=scene.hidden or how), reading)


def _add(text: str, kind: Kind, scene: Scene, reading: Reading) -> None:
    if scene.hidden and kind == "body":
        kind = "hidden"
    if scene.page:
        reading.add(text, kind, scene.label, layout="lines", hidden=scene.hidden, page=scene.page)
    else:
        reading.add(text, kind, scene.label, layout="lines", hidden=scene.hidden)


def _tell_table(table: Element, label: str, scene: Scene, reading: Reading) -> None:
    rows = []
    for row in table.iterfind("{*}tr"):
        cells = [_cell_words(cell) for cell in row.iterfind("{*}tc")]
        rows.append([flat("\n".join(cell.lines)) for cell in cells])
        for how, runs in ((how, runs) for cell in cells for how, runs in cell.unseen.items()):
            _add("".join(runs), "hidden", replace(scene, hidden=scene.hidden or how), reading)
    reading.spend("cells", sum(map(len, rows)))
    width = max(map(len, rows), default=0)
    grid = Grid(tuple(range(1, len(rows) + 1)), tuple(range(1, width + 1)))
    kind: Kind = "hidden" if scene.hidden else "table"
    text = "\n".join("\t".join(row) for row in rows)
    if scene.page:
        reading.add(text, kind, label, layout="grid", grid=grid, hidden=scene.hidden, page=scene.page)
    else:
        reading.add(text, kind, label, layout="grid", grid=grid, hidden=scene.hidden)


def _cell_words(cell: Element) -> Words:
    """The words of a cell; those of one that another is merged over do not show."""
    words = words_of(cell)
    if any(cell.get(key) in ("1", "true") for key in ("hMerge", "vMerge")) and any(words.lines):
        words.unseen.setdefault("被合并单元格盖住的内容", []).append("\n".join(filter(None, words.lines)))
        words.lines.clear()
    return words


def _tell_description(named: Element, scene: Scene, reading: Reading) -> None:
    for key in ("title", "descr"):
        reading.add(named.get(key) or "", "alt", f"{scene.label}图片说明", hidden="图片替代文字")


def _place(shape: Element) -> str:
    """The type of a placeholder, "" for a shape that is none."""
    mark = next(shape.iterfind("./*/{*}nvPr/{*}ph"), None)
    return (mark.get("type") or "obj") if mark is not None else ""


def _is_copy(piece: Element, paragraph: Element) -> bool:
    """Whether a piece repeats for older programs what a newer alternative in the paragraph says."""
    for outer in piece.iterancestors():
        if outer is paragraph:
            return False
        if local(outer) == "Fallback":
            choice = outer.getprevious()
            return choice is not None and next(choice.iter("{*}t"), None) is not None
    return False


def _hiding(piece: Element) -> str:
    run = piece.getparent()
    look = next(run.iterfind("{*}rPr"), None) if run is not None else None
    if look is None:
        return ""
    size = look.get("sz") or ""
    if size.isdigit() and int(size) <= 200:
        return "字号过小，无法看见"
    clear = next(look.iterfind("{*}solidFill/*/{*}alpha"), None)
    bare = look.find("{*}noFill") is not None and look.find("{*}ln") is None
    return "全透明的文字" if bare or (clear is not None and clear.get("val") in ("0", "0%")) else ""


def _box(shape: Element) -> tuple[float, float, float, float] | None:
    """Left, top, width and height as the shape states them, None where it inherits them."""
    form = next(
        (found for found in (shape.find("{*}spPr/{*}xfrm"), shape.find("{*}xfrm")) if found is not None), None
    )
    return _corner(form, "off", "ext")


def _corner(form: Element | None, start: str, extent: str) -> tuple[float, float, float, float] | None:
    first = form.find(f"{{*}}{start}") if form is not None else None
    second = form.find(f"{{*}}{extent}") if form is not None else None
    if first is None or second is None:
        return None
    try:
        return (
            float(first.get("x") or 0), float(first.get("y") or 0),
            float(second.get("cx") or 0), float(second.get("cy") or 0),
        )  # fmt: skip
    except ValueError:
        return None


def _inner_frame(group: Element, outer: Frame) -> Frame:
    form = group.find("{*}grpSpPr/{*}xfrm")
    own, inner = _corner(form, "off", "ext"), _corner(form, "chOff", "chExt")
    if own is None or inner is None:
        return outer
    across = own[2] / inner[2] if inner[2] else 1.0
    down = own[3] / inner[3] if inner[3] else 1.0
    return (
        outer[0] * across, outer[1] * down,
        outer[2] + outer[0] * (own[0] - inner[0] * across), outer[3] + outer[1] * (own[1] - inner[1] * down),
    )  # fmt: skip


def _off(shape: Element, scene: Scene) -> bool:
    box = _box(shape)
    if box is None or scene.size is None:
        return False
    left, top = scene.frame[2] + scene.frame[0] * box[0], scene.frame[3] + scene.frame[1] * box[1]
    right, bottom = left + scene.frame[0] * box[2], top + scene.frame[1] * box[3]
    return right <= 0 or bottom <= 0 or left >= scene.size[0] or top >= scene.size[1]

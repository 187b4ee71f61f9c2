"""The drawing of one OFD page: layers, blocks and composite units walked in the order they are painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import ClassVar

from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.ofd.clips import clips_of, is_clipped
from reviewer.intake.formats.ofd.lines import Run, lines_of
from reviewer.intake.formats.ofd.package import child, children, numbers
from reviewer.intake.formats.ofd.paint import (
    Box,
    Paint,
    boundary,
    colour_of,
    fills,
    is_clear,
    is_white,
    largest,
    path_box,
    unseen,
)
from reviewer.intake.formats.ofd.text import UNTURNED, Matrix, placed, runs_of
from reviewer.intake.formats.office import local

_DEEPEST = 20


@dataclass(slots=True)
class Stock:
    """What pages draw with, by id: styles (DrawParam), composite units, and media parts."""

    styles: dict[str, Element] = field(default_factory=dict)
    units: dict[str, Element] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)  # the texts that were drawn, as they are coded

    def learn(self, root: Element | None, locate: Callable[[str], str]) -> None:
        """Take in one resource file; `locate` finds the part of a media location."""
        for entry in (
            root.iter("{*}DrawParam", "{*}MultiMedia", "{*}CompositeGraphicUnit") if root is not None else ()
        ):
            number = entry.get("ID") or ""
            if local(entry) == "DrawParam":
                self.styles[number] = entry
            elif local(entry) == "CompositeGraphicUnit":
                self.units[number] = entry
            else:
                media = child(entry, "MediaFile")
                self.media[number] = locate((media.text or "") if media is not None else "")


@dataclass(frozen=True, slots=True)
class _Way:
    """How one comes to an object: the matrix, the layer's style, what hides all below, the units passed."""

    matrix: Matrix = UNTURNED
    style: str = ""
    hidden: str = ""
    units: tuple[str, ...] = ()
    depth: int = 0


@dataclass(slots=True)
class Canvas:
    """Everything drawn on one page, as runs of text, painted areas and pictures."""

    reading: Reading
    stock: Stock
    page: Box | None = None
    runs: list[tuple[int, Run]] = field(default_factory=list)
    paints: list[Paint] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    sheets: list[tuple[int, str]] = field(default_factory=list)  # pictures as large as the page: order, which
    too_deep: bool = False

    def draw(self, content: Element | None, *, hidden: str = "", matrix: Matrix = UNTURNED) -> None:
        """Draw the layers or objects below an element, layer by layer in painting order."""
        if content is None:
            return
        self._all(sorted(content, key=_layer), _Way(matrix, "", hidden))

    def lines(self) -> str:
        """The text a reader sees."""
        return lines_of(run for run in self._judged() if not run.hidden)

    def unseen(self) -> dict[str, str]:
        """The text a reader does not see, by how it is hidden."""
        ways: dict[str, list[Run]] = {}
        for run in self._judged():
            if run.hidden:
                ways.setdefault(run.hidden, []).append(run)
        return {how: lines_of(runs) for how, runs in ways.items()}

    def _judged(self) -> list[Run]:
        paints = largest(self.paints)
        return [replace(run, hidden=unseen(run, order, paints, self.page)) for order, run in self.runs]

    def _all(self, elements: list[Element], way: _Way) -> None:
        if way.depth > _DEEPEST:
            self.too_deep = True
            return
        for element in elements:
            act = self._acts.get(local(element))
            if act is not None:
                self.reading.spend("cells")
                act(self, element, _hide(element, way))

    def _block(self, element: Element, way: _Way) -> None:
        style = element.get("DrawParam") or way.style
        self._all(list(element), replace(way, style=style, depth=way.depth + 1))

    def _unit(self, element: Element, way: _Way) -> None:
        number = element.get("ResourceID") or ""
        if number in way.units:
            self.too_deep = True
            return
        self.stock.used.add(number)
        matrix = placed(element, way.matrix)
        inner = replace(way, matrix=matrix, units=(*way.units, number), depth=way.depth + 1)
        self._all(list(_content(self.stock.units.get(number))), inner)

    def _text(self, element: Element, way: _Way) -> None:
        fill = colour_of(element, "FillColor", self.stock.styles, way.style)
        stroke = colour_of(element, "StrokeColor", self.stock.styles, way.style)
        hidden = way.hidden or _ink(element, fill, stroke)
        order = len(self.paints)
        clips = clips_of(element, way.matrix) if not hidden else []
        for run in runs_of(element, way.matrix, hidden):
            cut = bool(clips) and is_clipped(run, clips)
            self.runs.append((order, replace(run, hidden="被裁去的文字") if cut else run))
        self.stock.written.update(code.text or "" for code in element.iterfind("{*}TextCode"))
        self._patterns(element, way)

    def _path(self, element: Element, way: _Way) -> None:
        self._patterns(element, way)
        fill = colour_of(element, "FillColor", self.stock.styles, way.style)
        if way.hidden or element.get("Fill") not in ("true", "1"):
            self._stroke(element, way)
        elif fill is not None and not is_clear(fill):
            box, level = path_box(element, placed(element, way.matrix))
            dense = not len(fill) and child(element, "Clips") is None
            solid = level and dense and _opaque(element) and _opaque(fill)
            self.paints.append(Paint(len(self.paints) + 1, box, is_white(fill), solid))

    def _stroke(self, element: Element, way: _Way) -> None:
        """A line thick enough to bear white text is a ground for it."""
        thick = (numbers(element.get("LineWidth")) or [0.0])[0]
        colour = colour_of(element, "StrokeColor", self.stock.styles, way.style)
        if not way.hidden and thick > 1 and not is_white(colour):
            x0, y0, x1, y1 = path_box(element, placed(element, way.matrix))[0]
            box = (x0 - thick / 2, y0 - thick / 2, x1 + thick / 2, y1 + thick / 2)
            self.paints.append(Paint(len(self.paints) + 1, box, white=False, solid=False))

    def _patterns(self, element: Element, way: _Way) -> None:
        """Text may also be drawn as the pattern that fills a shape."""
        for cell in element.iterfind("{*}FillColor/{*}Pattern/{*}CellContent"):
            inner = replace(way, matrix=placed(element, way.matrix), depth=way.depth + 1)
            self._all(list(cell), inner)

    def _image(self, element: Element, way: _Way) -> None:
        self.pictures.append(element.get("ResourceID") or "")
        if not way.hidden:
            box = boundary(element, placed(element, way.matrix))
            self.paints.append(Paint(len(self.paints) + 1, box, white=False, solid=False))
            plain = _opaque(element) and child(element, "Clips") is None and not element.get("ImageMask")
            if plain and self.page is not None and fills(box, self.page):
                self.sheets.append((len(self.paints), element.get("ResourceID") or ""))

    def bury(self, order: int, first: int) -> None:
        """Hide the first runs, those of templates, that were drawn before the sheet of that order."""
        self.runs[:first] = [
            (at, replace(run, hidden=run.hidden or "被图片盖住的文字") if at < order else run)
            for at, run in self.runs[:first]
        ]

    _acts: ClassVar[dict[str, Callable[[Canvas, Element, _Way], None]]] = {
        "Layer": _block, "PageBlock": _block, "TextObject": _text, "PathObject": _path,
        "ImageObject": _image, "CompositeObject": _unit,
    }  # fmt: skip


def _layer(element: Element) -> int:
    return {"Background": 0, "Foreground": 2}.get(element.get("Type") or "", 1)


def _content(unit: Element | None) -> list[Element]:
    return [entry for content in children(unit, "Content") for entry in content]


def _hide(element: Element, way: _Way) -> _Way:
    if way.hidden:
        return way
    if element.get("Visible") in ("false", "0"):
        return replace(way, hidden="设为不可见的文字")
    return replace(way, hidden="全透明的文字") if is_clear(element) else way


def _ink(element: Element, fill: Element | None, stroke: Element | None) -> str:
    """How the colours of a text object hide it; white still depends on what lies under it."""
    filled = element.get("Fill") not in ("false", "0")
    stroked = element.get("Stroke") in ("true", "1") and not is_clear(stroke)
    if stroked and not is_white(stroke):
        return ""
    if not filled or is_clear(fill):
        return "白色文字" if stroked else "全透明的文字"
    return "白色文字" if is_white(fill) else ""


def _opaque(element: Element) -> bool:
    return (numbers(element.get("Alpha")) or [255.0])[0] >= 255

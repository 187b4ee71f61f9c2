"""Which characters of a PDF page's text layer nobody sees, and how they are kept from the eye."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from reviewer.intake.formats.pdf_lines import masked_lines
from reviewer.intake.formats.pdf_objects import LEAST_SIDE, Drawn, characters, drawn_on, owners
from reviewer.intake.formats.pdf_proof import still_seen
from reviewer.intake.formats.pdf_shapes import Box, opaque_area

INVISIBLE, CLEAR = "不可见文字（渲染模式3）", "完全透明的文字"
COVERED, WHITE, ALIKE = "被色块遮盖的文字", "白色文字", "与底色相同的文字"
OUTSIDE, TINY, LAYER = "页面之外的文字", "小于1.5磅的文字", "关闭图层中的文字"
UNDER_NOTE = "被批注图形遮盖的文字"
SCAN = "扫描文字层"
_DOUBTFUL = frozenset((COVERED, WHITE, ALIKE, UNDER_NOTE))
_LIDS = frozenset(
    (
        raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_CIRCLE, raw.FPDF_ANNOT_POLYGON, raw.FPDF_ANNOT_STAMP,
        raw.FPDF_ANNOT_REDACT, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_INK, raw.FPDF_ANNOT_LINE,
    )
)  # fmt: skip
_LARGE = 0.7  # of the page: pictures that make it a scan
_MOST_COVERS = 400
_WHITE = 0xF4
_ALIKE = 11  # of 255 in each of red, green, blue
_SMALL = 1.5
_FAR = 1e7


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page as its reader sees it, the text layer of a scan, and what is hidden by way."""

    seen: str
    scan: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    cut: bool = False


def page_text(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, plain: str, layers: frozenset[str]
) -> PageText:
    """Part a page's text into what is seen and what is not; `plain` is all of it as lines.

    `layers` are the names of layers that are switched off.
    """
    drawn = drawn_on(page)
    look = _Look(page, drawn, layers)
    if not look.suspicious(textpage):
        return PageText(plain, cut=drawn.cut)
    ways = look.ways(textpage)
    if not any(ways):
        return PageText(plain, cut=drawn.cut)
    letters = characters(textpage)
    ways = look.as_scan(ways, letters)
    texts = {
        way: masked_lines(textpage, letters, [given == way for given in ways]) for way in dict.fromkeys(ways)
    }
    return PageText(texts.pop("", ""), texts.pop(SCAN, ""), texts, drawn.cut)


class _Look:
    """A page's objects under suspicion: first by arrays, then, where needed, character by character."""

    def __init__(self, page: pdfium.PdfPage, drawn: Drawn, layers: frozenset[str]) -> None:
        self._page = page
        self._drawn = drawn
        self._lids = _lids(page)
        self._astray = False
        self._frame = _frame(page)
        self._text = drawn.kinds == raw.FPDF_PAGEOBJ_TEXT
        self._ways = _ways_of_objects(drawn)
        if layers:
            self._ways |= dict.fromkeys(_on_layers(drawn, layers), LAYER)
        self._areas: dict[int, Box | None] = {}
        self._solid = _solid(drawn)
        self._solids = frozenset(self._solid.tolist())
        self._covers = dict(self._lying_over())
        self._ways |= self._coloured()

    def suspicious(self, textpage: pdfium.PdfTextPage) -> bool:
        """Whether anything could hide text."""
        self._astray = _astray(textpage, self._frame)
        return bool(self._ways or self._covers or self._lids or self._astray)

    def _proved(self, found: list[str], drawn_by: list[int], boxes: NDArray[np.float64]) -> None:
        """Take back what a drawing of the page shows to be seen after all."""
        doubtful = [index for index, way in enumerate(found) if way in _DOUBTFUL and drawn_by[index] >= 0]
        if not doubtful:
            return
        handles = {self._drawn.handles[drawn_by[index]] for index in doubtful}
        for index, seen in zip(
            doubtful, still_seen(self._page, handles, boxes[doubtful], self._frame), strict=True
        ):
            if seen:
                found[index] = ""

    def ways(self, textpage: pdfium.PdfTextPage) -> list[str]:
        """For each character how it is hidden, "" when it is seen or was not drawn at all."""
        numbers = {handle: index for index, handle in enumerate(self._drawn.handles)}
        drawn_by = [numbers.get(owner, -1) if owner else -1 for owner in owners(textpage)]
        found = [self._ways.get(owner, "") for owner in drawn_by]
        boxes = _character_boxes(textpage, drawn_by)
        if self._astray or self._covers or self._lids:
            for index, way in self._placed_ways(boxes, np.array(drawn_by)):
                found[index] = found[index] or way
        self._proved(found, drawn_by, boxes)
        blank = (boxes[:, 2] - boxes[:, 0] < 0.1) | (boxes[:, 3] - boxes[:, 1] < 0.1)
        for index in map(int, np.flatnonzero(blank[1:]) + 1):
            if not found[index]:  # a space goes with what stands before it
                found[index] = found[index - 1]
        return found

    def as_scan(self, ways: list[str], letters: list[str]) -> list[str]:
        """Ways with the text layer of a scanned page told apart: unseen text, a picture, little seen text."""
        counts = Counter(way for way, letter in zip(ways, letters, strict=True) if not letter.isspace())
        unseen = counts[INVISIBLE] + counts[COVERED] + counts[CLEAR]
        if counts[""] * 2 > unseen or self._pictured() < _LARGE:
            return ways
        return [SCAN if way in (INVISIBLE, COVERED, CLEAR) else way for way in ways]

    def _pictured(self) -> float:
        """The part of the page its pictures fill."""
        left, bottom, right, top = self._frame
        boxes = self._drawn.boxes[self._drawn.kinds == raw.FPDF_PAGEOBJ_IMAGE]
        width = np.clip(np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], left), 0, None)
        height = np.clip(np.minimum(boxes[:, 3], top) - np.maximum(boxes[:, 1], bottom), 0, None)
        return float((width * height).sum()) / max((right - left) * (top - bottom), 1.0)

    def _lying_over(self) -> Iterator[tuple[int, Box]]:
        """Opaque areas that touch text drawn before them."""
        drawn = self._drawn
        late = self._solid[self._solid > drawn.texts[0]] if len(drawn.texts) else ()
        if not len(late):
            return
        drawn.measure_text()
        for index in map(int, late[-_MOST_COVERS:]):
            rough = drawn.boxes[index]
            if self._touches(index, rough) and (area := self._area(index)) and self._touches(index, area):
                yield index, area

    def _touches(self, index: int, area: Box | NDArray[np.float32]) -> bool:
        """Whether text drawn before an object touches an area."""
        left, bottom, right, top = area
        boxes, texts = self._drawn.boxes[:index], self._text[:index]
        level = texts & (boxes[:, 1] < top) & (boxes[:, 3] > bottom)
        return bool((level & (boxes[:, 0] < right) & (boxes[:, 2] > left)).any())

    def _area(self, index: int) -> Box | None:
        """What an object of those that may be solid paints over."""
        if index not in self._areas:
            drawn = self._drawn
            left, bottom, right, top = map(float, drawn.boxes[index])
            handle, kind, box = drawn.handles[index], int(drawn.kinds[index]), (left, bottom, right, top)
            self._areas[index] = opaque_area(self._page.raw, handle, kind, box, drawn.matrix(index))
        return self._areas[index]

    def _coloured(self) -> dict[int, str]:
        """Filled text in the colour of what lies under it; white when nothing does."""
        drawn = self._drawn
        texts = drawn.texts[
            drawn.filled[drawn.texts] & (drawn.modes[drawn.texts] == raw.FPDF_TEXTRENDERMODE_FILL)
        ]
        shades = drawn.colours[texts, :3].astype(np.int32)
        white = np.minimum(np.minimum(shades[:, 0], shades[:, 1]), shades[:, 2]) >= _WHITE
        doubtful = set(texts[white].tolist()) | set(self._upon_alike(texts, shades))
        if not doubtful:
            return {}
        drawn.measure_text()
        found = {}
        for index in sorted(doubtful):
            below = self._below(index)
            own = drawn.colours[index, :3].astype(np.int32)
            if below is not None and np.abs(own - below).max() <= _ALIKE:
                found[index] = WHITE if own.min() >= _WHITE else ALIKE
        return found

    def _upon_alike(self, texts: NDArray[np.intp], shades: NDArray[np.int32]) -> Iterator[int]:
        """Texts that stand on an earlier shape of nearly their own colour."""
        drawn = self._drawn
        shapes = self._solid[drawn.kinds[self._solid] == raw.FPDF_PAGEOBJ_PATH]
        shapes = shapes[shapes < texts[-1]] if len(texts) else shapes[:0]
        used = _different(shades) if len(shapes) else shades[:0]
        for index in map(int, shapes[-_MOST_COVERS:]):
            shade = drawn.colours[index, :3].astype(np.int32)
            if shade.min() >= _WHITE or not (np.abs(used - shade).max(axis=1) <= _ALIKE).any():
                continue
            drawn.measure_text()
            left, bottom, right, top = drawn.boxes[index]
            boxes = drawn.boxes[texts]
            across, up = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
            over = (texts > index) & (up > bottom) & (up < top) & (across > left) & (across < right)
            over &= np.abs(shades - shade).max(axis=1) <= _ALIKE
            yield from texts[over].tolist()

    def _below(self, index: int) -> NDArray[np.int32] | None:
        """The colour under the middle of an object, None where a picture or shading or odd shape lies."""
        drawn = self._drawn
        boxes = drawn.boxes[:index]
        box = drawn.boxes[index]
        across, up = float(box[0] + box[2]) / 2, float(box[1] + box[3]) / 2
        under = (boxes[:, 0] <= across) & (boxes[:, 2] >= across) & (boxes[:, 1] <= up) & (boxes[:, 3] >= up)
        for lower in map(int, np.flatnonzero(under & ~self._text[:index])[::-1]):
            if drawn.kinds[lower] != raw.FPDF_PAGEOBJ_PATH:
                return None
            area = self._area(lower) if lower in self._solids else None
            if area is None:
                if drawn.filled[lower] and drawn.colours[lower, :3].min() >= _WHITE:
                    continue
                return None
            left, bottom, right, top = area
            if left <= across <= right and bottom <= up <= top:
                return drawn.colours[lower, :3].astype(np.int32)
        return np.array((255, 255, 255), np.int32)

    def _placed_ways(
        self, boxes: NDArray[np.float64], drawn_by: NDArray[np.int64]
    ) -> Iterator[tuple[int, str]]:
        """Characters that lie outside the page or under an opaque area drawn after them."""
        left, bottom, right, top = self._frame
        inked = drawn_by >= 0
        across, up = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        outside = inked & ((across < left) | (across > right) | (up < bottom) | (up > top))
        for index in np.flatnonzero(outside):
            yield int(index), OUTSIDE
        size = np.maximum(boxes[:, 2] - boxes[:, 0], 0.1) * np.maximum(boxes[:, 3] - boxes[:, 1], 0.1)
        for cover, (left, bottom, right, top) in self._covers.items():
            width = np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], left)
            height = np.minimum(boxes[:, 3], top) - np.maximum(boxes[:, 1], bottom)
            shared = np.clip(width, 0, None) * np.clip(height, 0, None)
            for index in np.flatnonzero(inked & (drawn_by < cover) & (shared >= 0.9 * size)):
                yield int(index), COVERED
        for left, bottom, right, top in self._lids:
            within = (across > left) & (across < right) & (up > bottom) & (up < top)
            for index in np.flatnonzero(inked & within):
                yield int(index), UNDER_NOTE


def _lids(page: pdfium.PdfPage) -> list[Box]:
    """Boxes of annotations that may lie over text."""
    found = []
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        note = raw.FPDFPage_GetAnnot(page.raw, index)
        if not note:
            continue
        box = raw.FS_RECTF()
        if raw.FPDFAnnot_GetSubtype(note) in _LIDS and raw.FPDFAnnot_GetRect(note, ctypes.byref(box)):
            found.append((box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)))
        raw.FPDFPage_CloseAnnot(note)
    return found


def _solid(drawn: Drawn) -> NDArray[np.intp]:
    """Objects that may paint over an area: filled paths and pictures that are no mere lines."""
    boxes = drawn.boxes
    sides = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    paths = drawn.filled & (drawn.colours[:, 3] == 255) & (drawn.kinds == raw.FPDF_PAGEOBJ_PATH)
    sides[drawn.texts] = 0
    return np.flatnonzero((sides >= LEAST_SIDE) & (paths | (drawn.kinds == raw.FPDF_PAGEOBJ_IMAGE)))


def _different(shades: NDArray[np.int32]) -> NDArray[np.int32]:
    """The different colours among some."""
    packed = np.unique((shades[:, 0] << 16) | (shades[:, 1] << 8) | shades[:, 2])
    return np.stack((packed >> 16, packed >> 8 & 255, packed & 255), axis=1)


def _ways_of_objects(drawn: Drawn) -> dict[int, str]:
    unpainted = np.flatnonzero(drawn.modes == raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    found = dict.fromkeys(map(int, unpainted), INVISIBLE)
    clear = (drawn.modes == raw.FPDF_TEXTRENDERMODE_FILL) & drawn.filled & (drawn.colours[:, 3] == 0)
    found |= dict.fromkeys(map(int, np.flatnonzero(clear)), CLEAR)
    for index in map(int, drawn.small_texts(_SMALL)):
        found.setdefault(index, TINY)
    return found


def _astray(textpage: pdfium.PdfTextPage, frame: Box) -> bool:
    """Whether some character stands wholly outside the page."""
    left, bottom, right, top = frame
    inside = raw.FPDFText_GetBoundedText(textpage.raw, left, top, right, bottom, None, 0)
    return bool(inside != raw.FPDFText_GetBoundedText(textpage.raw, -_FAR, _FAR, _FAR, -_FAR, None, 0))


def _on_layers(drawn: Drawn, layers: frozenset[str]) -> Iterator[int]:
    for index in map(int, np.flatnonzero(drawn.modes >= 0)):
        item = ctypes.cast(ctypes.c_void_p(drawn.handles[index]), raw.FPDF_PAGEOBJECT)
        for number in range(raw.FPDFPageObj_CountMarks(item)):
            mark = raw.FPDFPageObj_GetMark(item, number)
            if _layer(mark) in layers:
                yield index


def _layer(mark: raw.FPDF_PAGEOBJECTMARK) -> str:
    """The name of the layer a mark puts content on, "" for other marks."""
    name, size = (ctypes.c_ushort * 200)(), ctypes.c_ulong()
    raw.FPDFPageObjMark_GetName(mark, name, 400, ctypes.byref(size))
    if bytes(name)[: size.value].decode("utf-16-le", "replace").rstrip("\0") != "OC":
        return ""
    raw.FPDFPageObjMark_GetParamStringValue(mark, b"Name\0", name, 400, ctypes.byref(size))
    return bytes(name)[: size.value].decode("utf-16-le", "replace").rstrip("\0")


def _frame(page: pdfium.PdfPage) -> Box:
    frame = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(frame))
    return frame.left, frame.bottom, frame.right, frame.top


def _character_boxes(textpage: pdfium.PdfTextPage, drawn_by: list[int]) -> NDArray[np.float64]:
    """Left, bottom, right, top of each character; zeros for generated ones."""
    edges = (ctypes.c_double * 4)()
    left, right, bottom, top = (
        ctypes.cast(ctypes.byref(edges, 8 * step), ctypes.POINTER(ctypes.c_double)) for step in range(4)
    )
    boxes = np.zeros((len(drawn_by), 4))
    for index, owner in enumerate(drawn_by):
        if owner >= 0 and raw.FPDFText_GetCharBox(textpage.raw, index, left, right, bottom, top):
            boxes[index] = edges[0], edges[2], edges[1], edges[3]
    return boxes

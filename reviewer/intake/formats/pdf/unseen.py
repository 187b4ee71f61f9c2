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

from reviewer.intake.formats.pdf.clips import cut_off, cut_texts
from reviewer.intake.formats.pdf.colours import ALIKE, WHITE, coloured
from reviewer.intake.formats.pdf.covers import Covers, lids
from reviewer.intake.formats.pdf.letters import Letters
from reviewer.intake.formats.pdf.lines import masked_lines
from reviewer.intake.formats.pdf.objects import Drawn, drawn_on, marked
from reviewer.intake.formats.pdf.pictures import Picture, Print, pictures_on, prints_on
from reviewer.intake.formats.pdf.proof import still_seen
from reviewer.intake.formats.pdf.shapes import Box

INVISIBLE, CLEAR = "不可见文字（渲染模式3）", "完全透明的文字"
COVERED, UNDER_NOTE = "被色块遮盖的文字", "被批注图形遮盖的文字"
OUTSIDE, CLIPPED, TINY, LAYER = "页面之外的文字", "被裁剪掉的文字", "小于1.5磅的文字", "关闭图层中的文字"
SCAN = "扫描文字层"
_DOUBTFUL = frozenset((COVERED, WHITE, ALIKE, UNDER_NOTE, CLIPPED))
_LARGE = 0.7  # of the page: pictures that make it a scan
_SMALL = 1.5
_LAYER = 30  # characters of a scan's text layer that stand for its picture
_FAINTEST = 1 << 24  # colours below are wholly transparent
_FAR = 1e7


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page as its reader sees it, the text layer of a scan, and what is hidden by way.

    `unchecked` counts the objects that were not looked at, because the page has too many. `pictures` are
    those that may hold text, but for the scan that a text layer lies over; `prints` are of all that is drawn.
    """

    seen: str
    scan: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    unchecked: int = 0
    pictures: list[Picture] = field(default_factory=list)
    prints: set[Print] = field(default_factory=set)


def page_text(page: pdfium.PdfPage, letters: Letters, plain: str, *, layers: bool) -> PageText:
    """Part a page's text into what is seen and what is not; `plain` is all of it as lines.

    `layers` says that the document has layers which may be switched off.
    """
    look = _Look(page, drawn_on(page), layers=layers)
    pictures, prints = look.pictures(), look.prints()
    if not look.suspicious(letters):
        return PageText(plain, unchecked=look.unchecked, pictures=pictures, prints=prints)
    characters = letters.characters()
    ways = look.ways(letters, characters)
    if not any(ways):
        return PageText(plain, unchecked=look.unchecked, pictures=pictures, prints=prints)
    ways = look.as_scan(ways, characters)
    texts = {
        way: masked_lines(letters, characters, [given == way for given in ways])
        for way in dict.fromkeys(ways)
    }
    scan = texts.pop(SCAN, "")
    if len(scan) >= _LAYER:
        pictures = [picture for picture in pictures if letters.within(picture.box) < _LAYER]
    return PageText(texts.pop("", ""), scan, texts, look.unchecked, pictures, prints)


class _Look:
    """A page's objects under suspicion: first by arrays, then, where needed, character by character."""

    def __init__(self, page: pdfium.PdfPage, drawn: Drawn, *, layers: bool) -> None:
        self._page = page
        self._drawn = drawn
        self._frame = _frame(page)
        self._astray = False
        self._ways = _ways_of_objects(drawn)
        covers = Covers(page, drawn)
        self._covers = dict(covers.lying_over())
        self._ways |= coloured(drawn, covers)
        self._lids = lids(page)
        self._cuts = cut_texts(drawn, self._frame)
        self._layered = _on_layers(drawn) if layers else frozenset()
        self.unchecked = drawn.left + covers.unchecked

    def pictures(self) -> list[Picture]:
        """The pictures that may hold text of their own."""
        return pictures_on(self._drawn, self._frame)

    def prints(self) -> set[Print]:
        """What the pictures drawn on the page are known by."""
        return prints_on(self._drawn)

    def suspicious(self, letters: Letters) -> bool:
        """Whether anything could hide text."""
        self._astray = _astray(letters, self._frame)
        placed = self._covers or self._lids or self._cuts or self._astray
        return bool(self._ways or self._layered or placed)

    def ways(self, letters: Letters, characters: list[str]) -> list[str]:
        """For each character how it is hidden, "" when it is seen or was not drawn at all."""
        numbers = {handle: index for index, handle in enumerate(self._drawn.handles)}
        drawn_by = [numbers.get(owner, -1) if owner else -1 for owner in letters.owners()]
        found = [self._ways.get(owner, "") for owner in drawn_by]
        boxes = letters.boxes(range(len(drawn_by)))
        boxes[np.array(drawn_by, np.int64) < 0] = 0
        blank = (boxes[:, 2] - boxes[:, 0] < 0.1) | (boxes[:, 3] - boxes[:, 1] < 0.1)
        blank |= np.fromiter(map(str.isspace, characters), np.bool_, len(characters))
        for index, way in self._placed_ways(boxes, np.array(drawn_by, np.int64)):
            found[index] = found[index] or ("" if blank[index] and way in _DOUBTFUL else way)
        self._proved(found, drawn_by, boxes, blank)
        for index in (np.flatnonzero(blank[1:]) + 1).tolist():
            if not found[index]:  # a space goes with what stands before it
                found[index] = found[index - 1]
        return found

    def as_scan(self, ways: list[str], characters: list[str]) -> list[str]:
        """Ways with the text layer of a scanned page told apart: unseen text, a picture, little seen text."""
        counts = Counter(way for way, letter in zip(ways, characters, strict=True) if not letter.isspace())
        unseen = counts[INVISIBLE] + counts[COVERED] + counts[CLEAR]
        if counts[""] * 2 > unseen or self._pictured() < _LARGE:
            return ways
        return [SCAN if way in (INVISIBLE, COVERED, CLEAR) else way for way in ways]

    def _proved(
        self, found: list[str], drawn_by: list[int], boxes: NDArray[np.float64], blank: NDArray[np.bool_]
    ) -> None:
        """Take back what a drawing of the page shows to be seen after all; find what layers hide."""
        layered = [
            index for index, owner in enumerate(drawn_by)
            if owner in self._layered and not found[index] and not blank[index]
        ]  # fmt: skip
        doubtful = [index for index, way in enumerate(found) if way in _DOUBTFUL and drawn_by[index] >= 0]
        asked = doubtful + layered
        if not asked:
            return
        handles = {self._drawn.handles[drawn_by[index]] for index in asked}
        seen = still_seen(self._page, handles, boxes[asked], self._frame)
        for index, shown in zip(doubtful, seen, strict=False):
            if shown:
                found[index] = ""
        shown_by = {drawn_by[index] for index, shown in zip(asked, seen, strict=True) if shown}
        for index in layered:
            if drawn_by[index] not in shown_by:
                found[index] = LAYER

    def _pictured(self) -> float:
        """The part of the page its pictures fill."""
        left, bottom, right, top = self._frame
        boxes = self._drawn.boxes[self._drawn.kinds == raw.FPDF_PAGEOBJ_IMAGE]
        width = np.clip(np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], left), 0, None)
        height = np.clip(np.minimum(boxes[:, 3], top) - np.maximum(boxes[:, 1], bottom), 0, None)
        return float((width * height).sum()) / max((right - left) * (top - bottom), 1.0)

    def _placed_ways(
        self, boxes: NDArray[np.float64], drawn_by: NDArray[np.int64]
    ) -> Iterator[tuple[int, str]]:
        """Characters outside the page, cut off by a clip, or under an opaque area drawn after them."""
        left, bottom, right, top = self._frame
        inked = drawn_by >= 0
        across, up = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        outside = inked & ((across < left) | (across > right) | (up < bottom) | (up > top))
        for index in np.flatnonzero(outside).tolist():
            yield index, OUTSIDE
        for index in cut_off(boxes, drawn_by, self._cuts).tolist():
            yield index, CLIPPED
        size = np.maximum(boxes[:, 2] - boxes[:, 0], 0.1) * np.maximum(boxes[:, 3] - boxes[:, 1], 0.1)
        for cover, (left, bottom, right, top) in self._covers.items():
            width = np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], left)
            height = np.minimum(boxes[:, 3], top) - np.maximum(boxes[:, 1], bottom)
            common = np.clip(width, 0, None) * np.clip(height, 0, None)
            for index in np.flatnonzero(inked & (drawn_by < cover) & (common >= 0.9 * size)).tolist():
                yield index, COVERED
        for left, bottom, right, top in self._lids:
            within = (across > left) & (across < right) & (up > bottom) & (up < top)
            for index in np.flatnonzero(inked & within).tolist():
                yield index, UNDER_NOTE


def _ways_of_objects(drawn: Drawn) -> dict[int, str]:
    texts = drawn.texts
    found: dict[int, str] = {}
    if (unpainted := texts.modes == raw.FPDF_TEXTRENDERMODE_INVISIBLE).any():
        found = dict.fromkeys(texts.numbers[unpainted].tolist(), INVISIBLE)
    if (clear := texts.filled & (texts.colours < _FAINTEST)).any():
        clear &= texts.modes == raw.FPDF_TEXTRENDERMODE_FILL
        found |= dict.fromkeys(texts.numbers[clear].tolist(), CLEAR)
    for index in drawn.small_texts(_SMALL).tolist():
        found.setdefault(index, TINY)
    return found


def _astray(letters: Letters, frame: Box) -> bool:
    """Whether some character stands wholly outside the page."""
    return letters.within(frame) != letters.within((-_FAR, -_FAR, _FAR, _FAR))


def _on_layers(drawn: Drawn) -> frozenset[int]:
    """Texts that may belong to a layer: those in marked content, and all of them where there are forms."""
    if len(drawn.matrices):
        return frozenset(drawn.texts.numbers.tolist())
    inside = marked(drawn.texts.pointers)
    return frozenset(drawn.texts.numbers[np.array(inside, np.bool_)].tolist())


def _frame(page: pdfium.PdfPage) -> Box:
    frame = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(frame))
    return frame.left, frame.bottom, frame.right, frame.top

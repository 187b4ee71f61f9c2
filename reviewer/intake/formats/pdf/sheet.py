"""A PDF page opened once more to be drawn: as it is shown, or without what lies over a picture."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image
from pypdfium2 import raw

from reviewer.intake.formats.pdf.covers import lids
from reviewer.intake.formats.pdf.objects import Drawn, drawn_on
from reviewer.intake.formats.pdf.pictures import Picture, pictures_on
from reviewer.intake.formats.pdf.shapes import Box, shared

_SCALE = 150 / 72  # dots per point
_LONGEST = 3000  # pixels; posters are rendered more coarsely
_WIDE = 1240  # pixels of the shorter side, up to which a picture's own are asked for: A4 as above
_NOTHING: Box = (0.0, 0.0, 0.0, 0.0)
_MOST_PIXELS = 40_000_000
_TURNS = {
    90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90,
}  # fmt: skip


class Sheet:
    """One page (1-based); raises PdfiumError when it cannot be opened."""

    def __init__(self, document: pdfium.PdfDocument, number: int) -> None:
        self._page = document[number - 1]
        frame = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(self._page.raw, ctypes.byref(frame))
        self.frame: Box = (frame.left, frame.bottom, frame.right, frame.top)

    def close(self) -> None:
        """Let go of the page."""
        self._page.close()

    @cached_property
    def _drawn(self) -> Drawn:
        drawn = drawn_on(self._page)
        drawn.measure_text()
        return drawn

    @cached_property
    def _lids(self) -> list[Box]:
        return lids(self._page)

    @cached_property
    def pictures(self) -> list[Picture]:
        """The pictures of the page that could hold text."""
        return pictures_on(self._drawn, self.frame)

    @property
    def whole(self) -> Picture:
        """The page itself as one picture, as fine as the finest on it."""
        return Picture(self.frame, dots=max((picture.dots for picture in self.pictures), default=0.0))

    def shown(self, picture: Picture) -> Image.Image:
        """The place of a picture on the finished page."""
        return self._render(picture.box, _scale(picture), notes=True)

    def bared(self, picture: Picture) -> Image.Image:
        """A picture with what is painted before it, and no text: `shown` where nothing touches it."""
        with self._without(self._over(picture)):
            return self._render(picture.box, _scale(picture), notes=not picture.pieces)

    def is_touched(self, picture: Picture) -> bool:
        """Whether text, or anything painted later, touches a picture."""
        return bool(len(self._over(picture))) or any(
            shared(picture.box, lid) != _NOTHING for lid in self._lids if picture.pieces
        )

    def is_drawn(self, picture: Picture) -> bool:
        """Whether the page would look different without a picture that nothing lies over."""
        over = self._over(picture)
        with self._without(over):
            before = self.shown(picture)
        with self._without(np.union1d(over, np.array(picture.pieces, np.intp))):
            return before.tobytes() != self.shown(picture).tobytes()

    def is_broken(self, picture: Picture | None = None) -> bool:
        """Whether a picture, or one of the page's, cannot be decoded."""
        pieces = picture.pieces if picture else [piece for own in self.pictures for piece in own.pieces]
        for piece in pieces:
            item = ctypes.cast(self._drawn.handles[piece], raw.FPDF_PAGEOBJECT)
            bitmap = raw.FPDFImageObj_GetBitmap(item)
            if not bitmap:
                return True
            raw.FPDFBitmap_Destroy(bitmap)
        return False

    def stored(self, picture: Picture) -> Image.Image | None:
        """The largest piece of a picture as it lies in the file, upright; None when it cannot be decoded."""
        drawn = self._drawn
        sizes = drawn.boxes[list(picture.pieces), 2:] - drawn.boxes[list(picture.pieces), :2]
        piece = picture.pieces[int(np.argmax(sizes.prod(axis=1)))]
        item = ctypes.cast(drawn.handles[piece], raw.FPDF_PAGEOBJECT)
        bitmap = raw.FPDFImageObj_GetBitmap(item)
        if not bitmap:
            return None
        try:
            image: Image.Image = pdfium.PdfBitmap.from_raw(bitmap).to_pil().convert("RGB")
        finally:
            raw.FPDFBitmap_Destroy(bitmap)
        own = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item, ctypes.byref(own))
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if own.a < 0 else image
        return image.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if own.d < 0 else image

    def _over(self, picture: Picture) -> NDArray[np.intp]:
        """The objects that touch a picture's box and are text or painted after it."""
        drawn, last = self._drawn, max(picture.pieces, default=len(self._drawn.kinds))
        left, bottom, right, top = picture.box
        boxes = drawn.boxes
        near = (boxes[:, 0] < right) & (boxes[:, 2] > left) & (boxes[:, 1] < top) & (boxes[:, 3] > bottom)
        late = np.arange(len(boxes)) > last
        found: NDArray[np.intp] = np.flatnonzero(near & (late | (drawn.kinds == raw.FPDF_PAGEOBJ_TEXT)))
        return found

    @contextmanager
    def _without(self, objects: NDArray[np.intp]) -> Iterator[None]:
        items = [ctypes.cast(self._drawn.handles[at], raw.FPDF_PAGEOBJECT) for at in objects.tolist()]
        for item in items:
            raw.FPDFPageObj_SetIsActive(item, False)
        try:
            yield
        finally:
            for item in items:
                raw.FPDFPageObj_SetIsActive(item, True)

    def _render(self, box: Box, scale: float, *, notes: bool) -> Image.Image:
        """A part of the page as its reader sees it; boxes are of the page before it is turned."""
        left, bottom, right, top = self.frame
        crop = (box[0] - left, box[1] - bottom, right - box[2], top - box[3])
        turned = self._page.get_rotation()
        bitmap = self._page.render(
            scale=scale, crop=tuple(max(side - 1 / scale, 0) for side in crop), rotation=(360 - turned) % 360,
            may_draw_forms=True, draw_annots=notes,
        )  # fmt: skip
        try:
            image: Image.Image = bitmap.to_pil().convert("RGB")
        finally:
            bitmap.close()
        return image.transpose(_TURNS[turned]) if turned else image


def _scale(picture: Picture) -> float:
    """Pixels to a point by which a picture is drawn: finer where it is fine and lies small on the page."""
    left, bottom, right, top = picture.box
    short, long = sorted((right - left, top - bottom))
    wanted = max(_SCALE, min(picture.dots, _WIDE / short))
    most = max(_LONGEST / long, _WIDE / short)
    return float(min(wanted, most, (_MOST_PIXELS / (short * long)) ** 0.5))

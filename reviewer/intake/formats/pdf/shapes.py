"""Which opaque areas of a PDF page could lie over (or under) its text: rectangles and pictures, clipped."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from ctypes import c_float, c_int, c_void_p
from itertools import repeat
from typing import Any

from pypdfium2 import raw

from reviewer.intake.formats.pdf.calls import bare, bound, each

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_LEAST_SEGMENTS, _MOST_SEGMENTS = 4, 8  # of a rectangle
_SLACK = 0.6  # points
_segments = bare("FPDFPath_CountSegments", c_int)
_segment = bound("FPDFPath_GetPathSegment", c_void_p, c_void_p, c_int)
_segment_kind = bound("FPDFPathSegment_GetType", c_int, c_void_p)
_point = bound("FPDFPathSegment_GetPoint", c_int, c_void_p, c_void_p, c_void_p)
_clip = bound("FPDFPageObj_GetClipPath", c_void_p, c_void_p)
_clip_paths = bound("FPDFClipPath_CountPaths", c_int, c_void_p)
_clip_segments = bound("FPDFClipPath_CountPathSegments", c_int, c_void_p, c_int)
_clip_segment = bound("FPDFClipPath_GetPathSegment", c_void_p, c_void_p, c_int, c_int)


def simple(asked: list[Any]) -> list[bool]:
    """For each path whether it has few enough segments for a rectangle."""
    return [_LEAST_SEGMENTS <= count <= _MOST_SEGMENTS for count in each(_segments, asked)]


def moved(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    p, q, r, s, x, y = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + x, e * q + f * s + y,
    )  # fmt: skip


def opaque_area(page: Any, handle: int, kind: int, box: Box, matrix: Matrix) -> Box | None:  # noqa: ANN401
    """The box an object paints over without letting anything through, None for any other object.

    A path counts when it is filled and a rectangle; a picture when it has no mask. `page` is PDFium's handle
    of the page, `matrix` that of the form the object lies in.
    """
    item = ctypes.cast(ctypes.c_void_p(handle), raw.FPDF_PAGEOBJECT)
    if raw.FPDFPageObj_HasTransparency(item):
        return None
    if kind == raw.FPDF_PAGEOBJ_PATH and not (_is_filled(item) and _is_rectangle(item, handle)):
        return None
    if kind == raw.FPDF_PAGEOBJ_IMAGE and _is_stencil(item, page):
        return None
    return _clipped(handle, box, matrix)


def placed(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    """A point moved by a matrix."""
    (x, y), (a, b, c, d, e, f) = point, matrix
    return a * x + c * y + e, b * x + d * y + f


def _is_filled(item: Any) -> bool:  # noqa: ANN401 (a PDFium handle)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    return bool(fill.value != raw.FPDF_FILLMODE_NONE)


def _is_rectangle(item: Any, handle: int) -> bool:  # noqa: ANN401
    count = raw.FPDFPath_CountSegments(item)
    if not _LEAST_SEGMENTS <= count <= _MOST_SEGMENTS:
        return False
    segments = list(map(_segment, repeat(handle), range(count)))
    if raw.FPDF_SEGMENT_BEZIERTO in map(_segment_kind, segments):
        return False
    points = list(_points(segments))
    across, up = [x for x, _ in points], [y for _, y in points]
    ends = (min(across), max(across)), (min(up), max(up))
    return _axis_parallel(item) and all(
        min(abs(x - end) for end in ends[0]) <= _SLACK and min(abs(y - end) for end in ends[1]) <= _SLACK
        for x, y in points
    )


def _axis_parallel(item: Any) -> bool:  # noqa: ANN401
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix))
    return bool(min(abs(matrix.b) + abs(matrix.c), abs(matrix.a) + abs(matrix.d)) < 1e-3)


def _is_stencil(item: Any, page: Any) -> bool:  # noqa: ANN401
    facts = raw.FPDF_IMAGEOBJ_METADATA()
    if not raw.FPDFImageObj_GetImageMetadata(item, page, ctypes.byref(facts)):
        return True
    return bool(facts.bits_per_pixel <= 1 and facts.colorspace == raw.FPDF_COLORSPACE_UNKNOWN)


def _points(segments: Iterable[int]) -> Iterator[tuple[float, float]]:
    x, y = c_float(), c_float()
    across, up = ctypes.addressof(x), ctypes.addressof(y)
    for segment in segments:
        _point(segment, across, up)
        yield x.value, y.value


def clip_box(handle: int, matrix: Matrix) -> Box | None:
    """The box of all clip paths of an object together, zeros when they leave nothing; None without any."""
    clip = _clip(handle)
    found: Box | None = None
    for path in range(max(_clip_paths(clip), 0) if clip else 0):
        segments = map(_clip_segment, repeat(clip), repeat(path), range(_clip_segments(clip, path)))
        points = [placed(point, matrix) for point in _points(segments)]
        if not points:
            continue
        across, up = [x for x, _ in points], [y for _, y in points]
        box = min(across), min(up), max(across), max(up)
        found = box if found is None else shared(found, box)
    return found


def shared(one: Box, other: Box) -> Box:
    """What two boxes have in common, all zeros when that is nothing."""
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right, top = min(one[2], other[2]), min(one[3], other[3])
    return (left, bottom, right, top) if left < right and bottom < top else (0.0, 0.0, 0.0, 0.0)


def _clipped(handle: int, box: Box, matrix: Matrix) -> Box | None:
    """A box cut down to the boxes of the object's clip paths; None when nothing is left."""
    clip = clip_box(handle, matrix)
    left, bottom, right, top = box if clip is None else shared(box, clip)
    return (left, bottom, right, top) if left < right and bottom < top else None

"""The two models of RapidOCR's wheel on the processor: where lines of text are, and what they say."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float32]  # four points, clockwise from the one nearest to the top left
Box = tuple[float, float, float, float]
Said = tuple[str, float]  # what a line says, and how sure that is, 0 to 1

THREADS = 2  # processor time may run this many times as fast as the clock
_DETECTOR, _RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
SIDE = 736
"""Pixels of the longer side that the detector looks at."""
_FINE_SIDE = 2 * SIDE
_HEIGHT = 48  # of a line that the recogniser looks at
_NARROWEST, _WIDEST, _STEP = 64, 4800, 32
_FLATTEST = 8  # width over height from which a picture gets margins above and below
_LOWEST = 64
_KEPT = 64  # pictures whose text is remembered
_PACE = 6  # pictures by which the next one's time is guessed


@dataclass(frozen=True, slots=True)
class Line:
    """One run of text: its box as left, top, right, bottom in pixels of the picture, score 0 to 1."""

    text: str
    box: Box
    score: float


@cache
def available() -> bool:
    """Whether the `ocr` extra is installed and works here; loads its models."""
    if not all(find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2")):
        return False
    try:
        engine()
    except Exception:  # noqa: BLE001 (a library of the system is missing, a model is damaged, …)
        return False
    return True


@cache
def engine() -> Engine:
    """The models take some tenths of a second to load: once for each process."""
    return Engine()


class Engine:
    """Finds lines of text in pictures (BGR) and spells them; not for use by several threads at once.

    `pace` holds the seconds that the last pictures took, `known` what was read in the last pictures.
    """

    def __init__(self) -> None:
        from rapidocr.ch_ppocr_det.utils import DBPostProcess, DetPreProcess  # noqa: PLC0415
        from rapidocr.ch_ppocr_rec.utils import CTCLabelDecode  # noqa: PLC0415

        folder = _models()
        self._detector = _session(folder / _DETECTOR)
        self._recogniser = _session(folder / _RECOGNISER)
        letters = self._recogniser.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._shrink, self._shrink_less = (
            DetPreProcess(side, "max", [0.5] * 3, [0.5] * 3) for side in (SIDE, _FINE_SIDE)
        )
        self._boxes = DBPostProcess(thresh=0.3, box_thresh=0.5, unclip_ratio=1.6, use_dilation=True)
        self._decode = CTCLabelDecode(letters)
        self._pool = ThreadPoolExecutor(THREADS)
        self.pace: deque[float] = deque(maxlen=_PACE)
        self.known: OrderedDict[bytes, list[Line]] = OrderedDict()

    def find(self, pixels: Pixels, *, finely: bool = False) -> list[Corners]:
        """The lines of a picture, in no order; `finely` costs four times as much."""
        height, width = pixels.shape[:2]
        margin = max(0, max(width // _FLATTEST, _LOWEST) - height) // 2
        if margin:
            pixels = np.pad(pixels, ((margin, margin), (0, 0), (0, 0)), mode="edge")
        view = (self._shrink_less if finely else self._shrink)(pixels)
        if view is None:
            return []
        (heat,) = self._detector.run(None, {self._detector.get_inputs()[0].name: view})
        found, _ = self._boxes(heat, pixels.shape[:2])
        lines = [np.asarray(corners, dtype=np.float32) for corners in found]
        for corners in lines:
            corners[:, 1] = np.clip(corners[:, 1] - margin, 0, height - 1)
        return [corners for corners in lines if np.ptp(corners[:, 1]) > 2]

    def spell(self, crops: Iterable[Pixels]) -> Iterator[Said]:
        """What these lines say, in their order; `THREADS` of them are looked at together."""
        return self._pool.map(self._read, crops)

    def remember(self, picture: bytes, lines: list[Line]) -> None:
        """Keep what a picture says by its digest, and forget the oldest."""
        self.known[picture] = lines
        if len(self.known) > _KEPT:
            self.known.popitem(last=False)

    def _read(self, crop: Pixels) -> Said:
        (chances,) = self._recogniser.run(None, {self._recogniser.get_inputs()[0].name: _stretched(crop)})
        text, score = self._decode(chances)[0][0]
        return text, float(score)


def straight(pixels: Pixels, corners: Corners) -> Pixels:
    """The part of a picture between four corners, level; lines that stand are laid to their left side."""
    from rapidocr.utils.process_img import get_rotate_crop_image  # noqa: PLC0415 (an optional extra)

    crop: Pixels = get_rotate_crop_image(pixels, corners)
    return crop


def bounds(corners: Corners) -> Box:
    """The upright box around four corners."""
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _stretched(crop: Pixels) -> NDArray[np.float32]:
    """A line as the recogniser wants it: 48 pixels high, levels from -1 to 1, grey after its end."""
    import cv2  # noqa: PLC0415 (an optional extra)

    height, width = crop.shape[:2]
    wide = min(max(1, round(_HEIGHT * width / height)), _WIDEST)
    room = max(_NARROWEST, -(-wide // _STEP) * _STEP)
    view = np.zeros((1, 3, _HEIGHT, room), dtype=np.float32)
    small = cv2.resize(np.ascontiguousarray(crop), (wide, _HEIGHT))
    view[0, :, :, :wide] = small.transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
    return view


def _models() -> Path:
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("rapidocr")
    return Path(spec.origin).parent / "models"


def _session(model: Path) -> Any:  # noqa: ANN401 (the type is not at hand without the extra)
    """One thread for each run: two lines at once go further than one line on two threads.

    Without the last option the detector spends two thirds of its time on numbers next to nothing
    (denormals); it holds for the thread that loads the first model.
    """
    import onnxruntime  # noqa: PLC0415 (an optional extra)

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False  # a plan is kept for each size, and every line has its own
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

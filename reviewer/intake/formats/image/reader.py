"""Pictures: what the file says of itself, its codes, and the text in them when OCR is installed."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO

import numpy as np
import zxingcpp
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError
from PIL.AvifImagePlugin import AvifImageFile
from PIL.IcoImagePlugin import IcoImageFile
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile
from PIL.MpoImagePlugin import MpoImageFile
from PIL.PsdImagePlugin import PsdImageFile

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.formats.image.behind import check_loose, read_behind
from reviewer.intake.formats.image.block import Block
from reviewer.intake.formats.image.ground import ground
from reviewer.intake.formats.image.notes import notes, thumbnail
from reviewer.intake.formats.image.outline import TIFF, outline
from reviewer.intake.formats.image.sweep import untold
from reviewer.intake.formats.image.thumb import differs
from reviewer.intake.formats.image.veiled import veiled
from reviewer.intake.formats.ocr.clock import may_begin, may_go_on
from reviewer.intake.formats.ocr.left import leave
from reviewer.intake.formats.ocr.reader import available, join, read_text

_RARER = (IcoImageFile, PsdImageFile, Jpeg2KImageFile, AvifImageFile)  # known once imported
_FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP", "DIB", *(str(kind.format) for kind in _RARER))
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    Image.DecompressionBombError,
)
_WIDEST = 2500  # pixels of the shorter side; 210 dots an inch on A3
_LEAST = 8  # pixels; a smaller character cannot be read by anyone
_COARSE = 8  # times smaller, a page of text is still no empty paper
_LEAST_TEXT = 4  # Chinese characters
_HAN = re.compile("[\u3400-\u9fff]")
_CODES = 5000  # pixels of the longer side when codes are looked for


def read(data: bytes, reading: Reading) -> None:
    """Read metadata, codes and text of every frame.

    A picture without text is no gap: most photographs have none. Without OCR every picture is one
    (counted in the part that holds it), unless no text could stand there, see `is_bare`.
    """
    image = open_picture(data, reading)
    parts = outline(data)
    _read_notes(data, image, parts.blocks, reading)
    try:
        bare = _read_frames(image, reading)
    except _BROKEN as problem:
        raise NotReadError("damaged", "图片数据不完整或损坏，未能读完") from problem
    read_behind(data, parts.end, reading, _frame_starts(image, data))
    if not available() and not bare:
        leave(reading, "image-not-read")


def _read_notes(data: bytes, image: Image.Image, blocks: list[Block], reading: Reading) -> None:
    """Tell what the file says of itself, in the fields everyone knows and in all others."""
    lines = _said(image, blocks)
    reading.add("\n".join(lines), "metadata", "图片元数据", layout="lines", hidden="图片元数据")
    if any(block.sort == "cut" for block in blocks):
        reading.gap("too-large-inflated", "图片中有解压后过大的说明文字，只读取了开头")
    if data.startswith(TIFF):
        check_loose(data, reading)


def metadata(data: bytes) -> list[str]:
    """What a picture's file says of itself, [] for bytes that are no picture; nothing of what it shows."""
    try:
        return _said(Image.open(BytesIO(data)), outline(data).blocks)
    except _BROKEN:
        return []


def _said(image: Image.Image, blocks: list[Block]) -> list[str]:
    lines = list(notes(image))
    return [*lines, *untold([*blocks, *outline(thumbnail(image)).blocks], lines)]


def _frame_starts(image: Image.Image, data: bytes) -> frozenset[int]:
    """Where the later frames of a JPEG with several pictures begin (CIPA DC-007)."""
    if not isinstance(image, MpoImageFile):
        return frozenset()
    start = data.find(b"MPF\0") + 4
    return frozenset(start + int(entry["DataOffset"]) for entry in (image.mpinfo or {}).get(0xB002, ()))


def _read_frames(image: Image.Image, reading: Reading) -> bool:
    """Read the frames that differ; True when no text could stand on any of them."""
    small, seen, bare = thumbnail(image), set[bytes](), True
    frames = 1 if isinstance(image, PsdImageFile) else getattr(image, "n_frames", 1)
    for number, frame in enumerate(_frames(image, reading), 1):
        _check_pixels(frame, reading)
        reading.spend("pages")
        if number > 1 and not may_begin(reading):
            reading.gap("out-of-time", f"读取时间用尽，第{number}至{frames}帧未读取")
            return False
        factor = _excess(frame)
        frame.draft(None, (frame.width // factor, frame.height // factor))  # JPEG: decoded smaller
        if number == 1 and small:
            _compare(small, frame, reading)
        picture = upright(frame)
        digest = sha256(picture.tobytes()).digest() if frames > 1 else b""
        if digest not in seen and not is_bare(picture):
            seen.add(digest)
            bare = False
            _read_frame(picture, reading, number if frames > 1 else None)
        if _read_veiled(frame, reading, number if frames > 1 else None):
            bare = False
    return bare


def _frames(image: Image.Image, reading: Reading) -> Iterator[Image.Image]:
    """All frames of a picture, all sizes of an icon, and of layered pictures what they show together."""
    if isinstance(image, IcoImageFile):
        yield from (image.ico.getimage(size) for size in sorted(image.ico.sizes(), reverse=True))
    elif isinstance(image, PsdImageFile):
        yield image
        if len(image.layers) > 1:
            text = f"含 {len(image.layers)} 个图层，只识别了合成画面，隐藏或被遮住的图层请人工核对"
            reading.gap("layers-not-read", text)
    else:
        yield from ImageSequence.Iterator(image)


def is_bare(picture: Image.Image) -> bool:
    """Whether no text could stand there: a side too short for any Chinese character, or all one colour."""
    if min(picture.size) < _LEAST:
        return True
    return all(low == high for low, high in picture.convert("RGB").getextrema())  # type: ignore[misc]


def is_empty(data: bytes, reading: Reading) -> bool:
    """Whether a file is a picture of one colour; False for what is none, or broken."""
    try:
        image = open_picture(data, reading)
        image.draft("L", (image.width // _COARSE, image.height // _COARSE))  # JPEG: decoded smaller
        return is_bare(image)
    except (NotReadError, *_BROKEN):
        return False


def open_picture(data: bytes, reading: Reading) -> Image.Image:
    """Open a picture without decoding it; raises NotReadError when it is none or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as problem:
        raise NotReadError("too-many-pixels", "图片像素数超过上限，未读取") from problem
    except (*_BROKEN, UnidentifiedImageError) as problem:
        raise NotReadError("image-not-read", "图片损坏或不合规范，无法打开，请人工核对") from problem
    _check_pixels(image, reading)
    return image


def upright(frame: Image.Image) -> Image.Image:
    """A frame as it is shown: turned as EXIF says, on a ground where it is transparent, in RGB."""
    turned = ImageOps.exif_transpose(frame) or frame
    if (factor := _excess(turned)) > 1:
        turned = turned.convert({"1": "L", "P": "RGB"}.get(turned.mode, turned.mode)).reduce(factor)
    if turned.mode.startswith("I;16") or turned.mode in ("I", "F"):
        levels = np.asarray(turned, dtype=np.float64)
        span = float(np.ptp(levels)) or 1.0
        turned = Image.fromarray(((levels - np.min(levels)) * 255 / span).astype(np.uint8))
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        shown = turned.convert("RGBA")
        paper = Image.new("RGBA", shown.size, ground(shown))
        return Image.alpha_composite(paper, shown).convert("RGB")
    return turned.convert("RGB")


def add_text(
    picture: Image.Image, reading: Reading, label: str, *, page: int | None = None, hidden: str = ""
) -> bool:
    """Read the text of a picture into one segment; False (and no gap) when time or memory stopped it."""
    try:
        lines, whole = read_text(picture, lambda: may_go_on(reading))
    except Exception:  # noqa: BLE001 (the engine wraps native faults in types of its own)
        return False
    place = {"page": page} if page is not None else {}
    reading.add(join(lines), "ocr", label, layout="lines", hidden=hidden, **place)  # type: ignore[arg-type]  # one key of Place
    return whole


def _excess(image: Image.Image) -> int:
    """By how much an image is larger than its text needs."""
    return max(1, min(image.size) // _WIDEST)


def _read_frame(picture: Image.Image, reading: Reading, number: int | None) -> None:
    place = {"page": number} if number is not None else {}
    for text in codes(picture):
        reading.add(text, "ocr", "二维码", layout="lines", **place)  # type: ignore[arg-type]  # one key of Place
    if not available():
        return
    if reading.depth and not may_begin(reading):
        leave(reading, "out-of-time")
        return
    label = f"第{number}页图片文字" if number is not None else "图片文字"
    if not add_text(picture, reading, label, page=number):
        reading.gap("out-of-time", f"{label}未能识别完（时间或内存不足），请人工核对")


def _read_veiled(frame: Image.Image, reading: Reading, number: int | None) -> bool:
    """Read the text under full transparency that is not seen as well; False when none can stand there.

    A few signs are noise of the edges.
    """
    ghost = veiled(frame)
    if ghost is None or not available():
        return ghost is not None
    label = f"第{number}页透明区域" if number is not None else "透明区域"
    lines, whole = read_text(ghost, lambda: may_go_on(reading)) if may_begin(reading) else ([], False)
    seen = "".join("".join(s.text.split()) for s in reading.segments if s.location.part == reading.part)
    text = "\n".join(line for line in join(lines).split("\n") if "".join(line.split()) not in seen)
    if len(_HAN.findall(text)) >= _LEAST_TEXT:
        reading.add(text, "hidden", label, layout="lines", hidden="透明区域里的文字")
    if not whole:
        reading.gap("out-of-time", f"{label}未能识别完（时间或内存不足），请人工核对")
    return True


def codes(picture: Image.Image) -> Iterator[str]:
    """Yield the texts of QR and bar codes."""
    view = picture.convert("L")
    view.thumbnail((_CODES, _CODES))
    for code in zxingcpp.read_barcodes(view):
        if code.text:
            yield code.text


def _compare(small: bytes, frame: Image.Image, reading: Reading) -> None:
    try:
        with Image.open(BytesIO(small), formats=("JPEG",)) as kept:
            _check_pixels(kept, reading)
            other = differs(kept, frame)
            if other and available() and may_begin(reading):
                add_text(upright(kept), reading, "内嵌缩略图", hidden="缩略图与图片不符")
    except (*_BROKEN, NotReadError):
        reading.gap("thumbnail-not-read", "图片内嵌的缩略图损坏，未能读取")
        return
    if other:
        text = "文件内嵌的缩略图与图片明显不同，可能保留了裁剪或遮盖之前的画面"
        reading.add(text, "metadata", "内嵌缩略图", hidden="缩略图与图片不符")


def _check_pixels(image: Image.Image, reading: Reading) -> None:
    if image.width * image.height > reading.limits.pixels:
        text = f"图片为 {image.width}×{image.height}，像素数超过上限，未读取"
        raise NotReadError("too-many-pixels", text)

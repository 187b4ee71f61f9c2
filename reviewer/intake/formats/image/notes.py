"""What a picture file says beside the picture: EXIF, position, IPTC, XMP, comments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from PIL import ExifTags, Image, IptcImagePlugin
from PIL.ImageFile import ImageFile

from reviewer.intake.charset import decode
from reviewer.intake.formats.image.words import sixteen
from reviewer.intake.formats.image.xmp import fields

_EXIF = {
    0x010E: "说明", 0x010F: "设备厂商", 0x0110: "设备型号", 0x0131: "软件", 0x0132: "修改时间",
    0x013B: "作者", 0x013C: "计算机", 0x8298: "版权", 0x9003: "拍摄时间", 0x9286: "备注",
    0xA420: "图片编号", 0xA430: "相机所有者", 0xA431: "机身序列号", 0xA434: "镜头型号", 0xA435: "镜头序列号",
    0x9C9B: "标题", 0x9C9C: "备注", 0x9C9D: "作者", 0x9C9E: "关键词", 0x9C9F: "主题",
}  # fmt: skip
_BROKEN = (
    ValueError, TypeError, KeyError, IndexError, OSError, SyntaxError, ZeroDivisionError, AssertionError,
)  # fmt: skip
_WIDE = range(0x9C9B, 0x9CA0)  # Windows writes these in UTF-16
_IPTC = {
    (2, 5): "标题", (2, 25): "关键词", (2, 40): "特别说明", (2, 80): "署名", (2, 85): "署名职务",
    (2, 90): "城市", (2, 92): "地点", (2, 95): "省份", (2, 105): "大标题", (2, 110): "供稿", (2, 115): "来源",
    (2, 116): "版权", (2, 118): "联系人", (2, 120): "说明", (2, 122): "说明作者",
}  # fmt: skip


def notes(image: Image.Image) -> Iterator[str]:
    """Yield `名称：内容` lines of all text fields, each once; malformed blocks give nothing."""
    seen: set[str] = set()
    for source in (_exif, _iptc, _xmp, _comments):
        found: list[tuple[str, str]] = []
        with suppress(*_BROKEN):
            found.extend(source(image))
        for label, value in found:
            line = f"{label}：{' '.join(value.replace(chr(0), ' ').split())}"
            if line not in seen and not line.endswith("："):
                seen.add(line)
                yield line


def thumbnail(image: Image.Image) -> bytes:
    """The small picture that EXIF keeps of the large one, b"" when there is none."""
    with suppress(ValueError, TypeError, KeyError, OSError, SyntaxError):
        small = image.getexif().get_ifd(ExifTags.IFD.IFD1)
        start, length = int(small[0x0201]), int(small[0x0202])
        block: bytes = image.info.get("exif", b"")
        offset = 6 if block.startswith(b"Exif\0\0") else 0
        return block[offset + start : offset + start + length]
    return b""


def _exif(image: Image.Image) -> Iterator[tuple[str, str]]:
    exif = image.getexif()
    if position := _position(dict(exif.get_ifd(ExifTags.IFD.GPSInfo))):
        yield "拍摄位置", position
    for tag, value in {**exif, **exif.get_ifd(ExifTags.IFD.Exif)}.items():
        if tag in _EXIF:
            yield _EXIF[tag], _text(value, wide=tag in _WIDE)


def _position(fields: dict[int, object]) -> str:
    """Decimal degrees with six places, `北纬30.123456° 东经120.123456°`; "" when there is none."""
    if 2 not in fields or 4 not in fields:
        return ""
    south = _text(fields.get(1, "N")).strip().upper().startswith("S")
    west = _text(fields.get(3, "E")).strip().upper().startswith("W")
    latitude, longitude = _degrees(fields[2]), _degrees(fields[4])
    if not (0 < latitude <= 90 or 0 < longitude <= 180):
        return ""
    return f"{'南纬' if south else '北纬'}{latitude:.6f}° {'西经' if west else '东经'}{longitude:.6f}°"


def _degrees(value: object) -> float:
    parts = [float(part) for part in value] if isinstance(value, tuple) else [float(str(value))]
    degrees, minutes, seconds = (*parts, 0.0, 0.0)[:3]
    return degrees + minutes / 60 + seconds / 3600


def _iptc(image: Image.Image) -> Iterator[tuple[str, str]]:
    if not isinstance(image, ImageFile):
        return
    for key, value in (IptcImagePlugin.getiptcinfo(image) or {}).items():
        if key in _IPTC:
            values = value if isinstance(value, list) else [value]
            yield _IPTC[key], "；".join(_text(entry) for entry in values)


def _xmp(image: Image.Image) -> Iterator[tuple[str, str]]:
    block = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    data = block.encode() if isinstance(block, str) else bytes(block)
    if data:
        yield from fields(data)


def _comments(image: Image.Image) -> Iterator[tuple[str, str]]:
    if comment := image.info.get("comment"):
        yield "图片注释", _text(comment)
    for name, value in getattr(image, "text", {}).items():
        if not name.startswith(("XML:com.adobe", "Raw profile")):
            yield f"图片注释 {name}", _text(value)


def _text(value: object, *, wide: bool = False) -> str:
    """A field as its author wrote it: Pillow takes the bytes of EXIF strings for Latin-1."""
    if isinstance(value, tuple) and all(isinstance(part, int) and 0 <= part < 256 for part in value):
        value = bytes(value)
    if isinstance(value, str):
        try:
            value = value.encode("latin-1")
        except UnicodeEncodeError:
            return str(value)
    if not isinstance(value, bytes):
        return str(value)
    if wide:
        return value.decode("utf-16-le", "replace")
    for code in (b"ASCII\0\0\0", b"\0\0\0\0\0\0\0\0"):
        value = value.removeprefix(code)
    if value.startswith(b"UNICODE\0"):
        return sixteen(value[8:])
    return decode(value.rstrip(b"\0")).text

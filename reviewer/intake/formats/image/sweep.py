"""What a picture file says in any of its blocks and its usual notes have not told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from reviewer.intake.formats.image import resources as photoshop
from reviewer.intake.formats.image import xmp
from reviewer.intake.formats.image.block import Block, Sort
from reviewer.intake.formats.image.directories import walk
from reviewer.intake.formats.image.words import found, whole
from reviewer.intake.strings import worth

Said = Iterator[tuple[str, str]]  # the words for a place, and what is said there
_TAGS = {
    0x010D: "文档名称", 0x010E: "说明", 0x011D: "页名", 0x013B: "作者", 0x013C: "计算机", 0x014D: "油墨名称",
    0x8298: "版权", 0x927C: "厂商注记", 0x9286: "备注", 0xA40B: "设备设置",
}  # fmt: skip
_WHOLE = frozenset((0x010D, 0x010E, 0x011D, 0x013B, 0x013C, 0x8298))  # told even when it is one word
_INNER: dict[int, Sort] = {0x02BC: "xmp", 0x83BB: "iptc", 0x8649: "resources", 0x8773: "icc"}
_RESOURCES: dict[int, Sort] = {
    photoshop.IPTC: "iptc", photoshop.ICC: "icc", photoshop.EXIF: "exif", photoshop.XMP: "xmp",
}  # fmt: skip
_DEVICE = re.compile("RGB|LCD|CMYK|显示器|灰度|彩色")  # names that systems give to profiles by themselves
_DEEPEST = 3  # blocks within blocks
_WORK = 300_000_000  # characters compared; beyond, only the same text once more counts as told


def untold(blocks: Iterable[Block], told: Iterable[str]) -> Iterator[str]:
    """Yield `名称：内容` of what the blocks say and the lines `told` have not, each text once."""
    lines = ["".join(line.split()) for line in told]
    before, known, left = "\n".join(lines), {line.partition("：")[2] for line in lines}, _WORK
    for label, text in said(blocks):
        bare = "".join(text.split())
        left -= len(before)
        if bare and bare not in known and not (left > 0 and bare in before):
            known.add(bare)
            yield f"{label}：{' '.join(text.split())}"


def said(blocks: Iterable[Block], depth: int = 0) -> Said:
    """Yield what blocks say, the blocks inside them too; what is no text gives the Chinese amid its bytes."""
    extended: list[bytes] = []
    for block in blocks:
        if block.sort == "more-xmp":
            extended.append(block.data)
        else:
            yield from _READERS.get(block.sort, _other)(block, depth)
    for packet in xmp.joined(extended):
        yield from xmp.fields(packet)


def _directories(block: Block, depth: int) -> Said:
    found_in = walk(block.data)
    for tag, place, data in found_in.fields:
        if tag in _INNER and depth < _DEEPEST:
            yield from said((Block(_INNER[tag], "", data),), depth + 1)
            continue
        label = _TAGS.get(tag, f"{place}标签 {tag}")
        if tag in _WHOLE and not place and (text := whole(data)):
            yield label, text
        else:
            yield from ((label, text) for text in found(data))
    for piece in found_in.loose(block.data):
        yield from (("无目录指向的数据", text) for text in found(piece))


def _packet(block: Block, _: int) -> Said:
    yield from xmp.fields(block.data)


def _resources(block: Block, depth: int) -> Said:
    for number, name, data in photoshop.resources(block.data):
        if worth(text := whole(name)):
            yield "Photoshop 资源名", text
        if number in photoshop.SMALL:
            continue
        if number in _RESOURCES and depth < _DEEPEST:
            yield from said((Block(_RESOURCES[number], "", data),), depth + 1)
        else:
            yield from (("Photoshop 资源", text) for text in found(data))


def _records(block: Block, _: int) -> Said:
    for _record, entry, data in photoshop.records(block.data):
        yield from ((f"IPTC {entry}", text) for text in found(data))


def _profile(block: Block, _: int) -> Said:
    for name in photoshop.profile_names(block.data):
        yield from (("色彩配置", text) for text in found(name) if not _DEVICE.search(text))


def _text(block: Block, _: int) -> Said:
    if text := whole(block.data):
        yield block.name, text
    else:
        yield from _other(block, 0)


def _other(block: Block, _: int) -> Said:
    yield from ((block.name, text) for text in found(block.data))


_READERS: dict[Sort, Callable[[Block, int], Said]] = {
    "exif": _directories, "xmp": _packet, "resources": _resources, "iptc": _records, "icc": _profile,
    "text": _text,
}  # fmt: skip

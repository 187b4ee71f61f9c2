"""A blob into a document: the reader by media type, and every failure into a gap."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

from reviewer.errors import NotReadError
from reviewer.intake.budget import Exhausted, Reading
from reviewer.intake.charset import decode
from reviewer.intake.remains import tell_words
from reviewer.intake.sniff import EMPTY, sniff, suffix_of
from reviewer.intake.table import FORMATS, SUFFIXES, UNKNOWN, Format
from reviewer.records import Blob, Document, Gap, Origin
from reviewer.settings import Limits


def read(blob: Blob, origin: Origin, limits: Limits) -> Document:
    """Read everything a blob holds; what cannot be read is a gap, and nothing is raised."""
    name = part_name(origin)
    reading = Reading(name, limits, _open_inner)
    try:
        reading.add(name, "filename", "文件名")
        _open(blob.data, blob.media_type, reading)
    except Exhausted as stop:
        reading.gaps.append(Gap(stop.part, stop.reason, stop.message))
    except MemoryError:
        reading.gap("memory", "读取所需内存超过上限，未能读完")
    return Document(origin, blob, tuple(reading.segments), tuple(dict.fromkeys(reading.gaps)))


def part_name(origin: Origin) -> str:
    """The short name of a document: the last step of its path or address."""
    name = origin.name
    if origin.kind == "page":
        address = urlsplit(name)
        return unquote(PurePath(address.path).name) or address.netloc or name
    if origin.kind == "paste":
        return name
    name = PurePath(name).name or name
    return decode(os.fsencode(name)).text


def _open_inner(data: bytes, name: str, reading: Reading) -> None:
    _open(data, sniff(data, name), reading)


def _open(data: bytes, media_type: str, reading: Reading) -> None:
    entry = FORMATS.get(media_type, UNKNOWN)
    if media_type == EMPTY:
        reading.gap("empty-file", "文件为空（0 字节）")
        return
    _compare_suffix(media_type, entry, reading)
    if not entry.reader:
        reading.gap(entry.reason, f"{entry.name}：{entry.advice}")
        if entry.searched:
            tell_words(data, reading)
        return
    try:
        load_reader(entry.reader)(data, reading)
    except (Exhausted, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except NotReadError as refusal:
        reading.gap(refusal.reason, refusal.message)
    except BaseException:  # noqa: BLE001 (Rust parsers panic beside Exception; the document was not read)
        reading.gap("damaged", f"{entry.name}内容损坏或不合规范，未能完整读取")


def load_reader(name: str) -> Callable[[bytes, Reading], None]:
    """The reader of that name in `formats`; raises NotReadError when it cannot be loaded."""
    try:
        module = import_module(f"reviewer.intake.formats.{name}")
    except (ImportError, SyntaxError) as problem:
        raise NotReadError("reader-missing", f"读取组件 {name} 无法加载，请检查安装") from problem
    found: Callable[[bytes, Reading], None] = module.read
    return found


def _compare_suffix(media_type: str, entry: Format, reading: Reading) -> None:
    suffix = suffix_of(reading.part)
    if suffix in SUFFIXES and media_type not in SUFFIXES[suffix]:
        text = f"扩展名为 {suffix}，内容为 {entry.name}"
        reading.add(text, "metadata", "文件类型", hidden="扩展名与内容不符")

"""Word and PowerPoint 97-2003, WPS and Works files: converted by LibreOffice, then read as what came out."""

from __future__ import annotations

import re
import struct
from itertools import chain

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.cfb import Compound
from reviewer.intake.formats import docx, odt
from reviewer.intake.formats.leftovers import Leftovers
from reviewer.intake.formats.soffice import convert
from reviewer.intake.formats.storage import nest, packed_in
from reviewer.intake.strings import chinese

_ENCRYPTED_WORD = 0x0100  # fEncrypted in the flags of the FIB, [MS-DOC] 2.5.2
_ENCRYPTED_SLIDES = 0xF3D1C4DF  # headerToken of the Current User stream, [MS-PPT] 2.3.2
_OLD = "已删除但仍留在文件里的文字"
# What sectors of UTF-16 text hold; by chance eight such characters in a row come once in many megabytes.
_SENTENCE = re.compile("[\u4e00-\u9fa5，。：；、（）《》“”]{8,}")
_CODE = frozenset(("Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT"))


def read(data: bytes, reading: Reading) -> None:
    """Read the converted document under the part's own name; what kept it from being read is a gap."""
    try:
        compound = Compound(data)
        locked = _word_locked(compound) or _slides_locked(compound)
    except (ValueError, struct.error) as problem:
        raise NotReadError("damaged", "文件结构损坏，未能读取") from problem
    if locked:
        raise NotReadError("encrypted", "设有打开密码，请解密后重新检查")
    slides = "PowerPoint Document" in compound.streams
    suffix, target = (
        (".ppt", "odp") if slides else (".doc" if "WordDocument" in compound.streams else ".wps", "docx")
    )
    leftovers = Leftovers(reading, len(reading.segments))
    made = convert(data, suffix, target, reading.limits.seconds / 2)
    reading.spend("inflated", len(made))
    reading.add(f"由 LibreOffice 转换为 {target} 后读取，页码和段号以转换后的为准", "metadata", "读取方式")
    if slides and _CODE & set(compound.streams):  # of a text they come along and are told by its reader
        reading.gap("macro-not-read", "含有宏代码，未检查，请人工核对")
    (odt if slides else docx).read(made, reading)
    _note_old_words(compound, leftovers)
    leftovers.close()
    _read_objects(compound, reading)


def _read_objects(compound: Compound, reading: Reading) -> None:
    """Read the files of embedded objects that did not come along, as those that no text shows do not."""
    told = {segment.text for segment in reading.segments}
    for number, packed in enumerate(chain.from_iterable(packed_in(compound)), 1):
        start, name = len(reading.segments), f"嵌入对象{number}"
        nest(packed, reading, name)
        new = reading.segments[start:]
        if told.issuperset(segment.text for segment in new if segment.location.kind != "filename"):
            reading.segments[start:] = [segment for segment in new if segment.text not in told | {name}]
        told.update(segment.text for segment in new)


def _note_old_words(compound: Compound, leftovers: Leftovers) -> None:
    """Note what fast saving left in the main stream and in sectors no longer used.

    The stream of a presentation also holds prompts and names, so that its words are metadata.
    """
    spare = compound.spare()
    sentences = filter(_is_everyday, _SENTENCE.findall(spare.decode("utf-16-le", "replace")))
    for text in filter(_is_varied, (*sentences, *chinese(spare))):
        leftovers.keep(text, "文件空闲区的旧内容", way=_OLD)
    for name, label, way in (
        ("WordDocument", "快速保存留下的旧内容", _OLD),
        ("PowerPoint Document", "未显示的文字", ""),
    ):
        for text in filter(_is_varied, chinese(compound.read(name)) if name in compound.streams else ()):
            leftovers.keep(text, label, way=way)


def _is_varied(text: str) -> bool:
    """Whether a run has the variety of words: pictures make runs of the same few characters."""
    return len(set(text)) * 2 > min(len(text), 20)


def _is_everyday(text: str) -> bool:
    """Whether a run keeps to the characters of GB 2312: one in ten of those that chance would make."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _word_locked(compound: Compound) -> bool:
    if "WordDocument" not in compound.streams:
        return False
    (flags,) = struct.unpack_from("<H", compound.read("WordDocument"), 10)
    return bool(flags & _ENCRYPTED_WORD)


def _slides_locked(compound: Compound) -> bool:
    if "Current User" not in compound.streams:
        return False
    (token,) = struct.unpack_from("<I", compound.read("Current User"), 12)
    return bool(token == _ENCRYPTED_SLIDES)

"""Text with control bytes among it, as terminals and old editors leave it."""

from __future__ import annotations

import re

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.charset import commonness, decode
from reviewer.intake.formats.encoded import address_words
from reviewer.intake.islands import without_wide

_SAID = re.compile(rb"\x1b[\]P_^X]([^\x07\x1b]*)(?:\x07|\x1b\\)?")  # titles, addresses of links
_ORDER = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]?|[ -/]+[0-~]?|[0-Z\\^-~]?)")
_PADDING = b"\0\x1a\b"  # what fills up a block, what ended a file under DOS, steps back
_CONTROLS = bytes((*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F))
_MOST = 0.1  # share of control bytes in text
_WRONG = 0.02  # share of places that cannot be decoded in text
_ASCII = re.compile("[\t\n\r -~]")


def freed(data: bytes, reading: Reading) -> bytes:
    """The text without its control bytes; how many there were, and what they said, is told apart.

    Raises NotReadError `not-text` for what is no text even so.
    """
    body = without_wide(data).rstrip(_PADDING)
    said = [decode(piece).text for piece in _SAID.findall(body)]
    plain = _ORDER.sub(b"", _SAID.sub(b"", body))
    kept = plain.translate(None, _CONTROLS)
    if not _is_text(kept, len(plain.translate(None, _PADDING)) - len(kept)):
        raise NotReadError("not-text", "扩展名是文本，内容却是二进制数据，未读取")
    told = f"文本中有 {len(data) - len(kept)} 个控制字符或填充字节"
    reading.add(told, "metadata", "控制字符", hidden="文本中的控制字符")
    said += [words for line in said for words in address_words(line)]
    reading.add("\n".join(filter(str.strip, said)), "metadata", "终端指令", layout="lines", hidden="终端指令")
    return kept


def _is_text(kept: bytes, controls: int) -> bool:
    if not kept or controls > _MOST * len(kept):
        return False
    decoded = decode(kept)
    if decoded.bad > _WRONG * len(decoded.text):
        return False
    return len(_ASCII.findall(decoded.text)) > 0.7 * len(decoded.text) or commonness(decoded.text) > 0.2

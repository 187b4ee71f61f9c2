"""Plain text and Markdown: one segment of lines."""

from __future__ import annotations

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode, is_text


def read(data: bytes, reading: Reading) -> None:
    """Read text of any encoding; bytes that make no character are a gap, the rest is still read."""
    reading.add(text_of(data, reading), "body", "", layout="lines")


def text_of(data: bytes, reading: Reading) -> str:
    """Text with Unix line ends; raises NotReadError `not-text` for binary data."""
    if not is_text(data):
        raise NotReadError("not-text", "扩展名是文本，内容却是二进制数据，未读取")
    decoded = decode(data)
    if decoded.bad:
        reading.gap("bad-characters", f"有 {decoded.bad} 处字节无法解码，相应文字可能缺失")
    text = decoded.text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "") if "\0" in text else text

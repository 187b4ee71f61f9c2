"""Plain text and Markdown: one segment of lines."""

from __future__ import annotations

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode, is_text
from reviewer.intake.formats.console import freed
from reviewer.intake.formats.encoded import address_words
from reviewer.intake.formats.packed import read_coded
from reviewer.intake.islands import islands

_SEALED = "-----BEGIN PGP MESSAGE-----"
_WORK = 500_000_000  # characters compared to leave out what the text says in plain words too


def read(data: bytes, reading: Reading) -> None:
    """Read text of any encoding; bytes that make no character are a gap, the rest is still read."""
    text = text_of(data, reading)
    reading.add(text, "body", "", layout="lines")
    read_addresses(text, reading)
    read_coded(text, reading)
    if _SEALED in text:
        reading.gap("encrypted", "文中有 PGP 加密的内容，未读取，请解密后重新检查")


def read_addresses(text: str, reading: Reading) -> None:
    """Read Chinese words that stand percent-encoded in a text."""
    words = list(dict.fromkeys(address_words(text)))
    if len(words) * len(text) < _WORK:
        words = [word for word in words if word not in text]
    reading.add("\n".join(words), "metadata", "网址中的文字", layout="lines", hidden="网址中的文字")


def text_of(data: bytes, reading: Reading) -> str:
    """Text with Unix line ends, without control bytes; raises NotReadError `not-text` for binary data.

    Stretches in another encoding are told apart.
    """
    whole = data
    if not is_text(data) or b"\x1b" in data:
        data = freed(data, reading)
    decoded = decode(data)
    if decoded.bad:
        reading.gap("bad-characters", f"有 {decoded.bad} 处字节无法解码，相应文字可能缺失")
    others = "\n".join(islands(whole, decoded))
    reading.add(others, "metadata", "另一种编码的文字", layout="lines", hidden="另一种编码的文字")
    text = decoded.text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "") if "\0" in text else text

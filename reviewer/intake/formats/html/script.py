"""What scripts and data attributes of a page carry: JSON blocks, string literals, comments of the code."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html import unescape

from reviewer.intake.charset import decode
from reviewer.intake.strings import long_numbers, somebodys

_DATA = re.compile(r"""data-[\w-]{1,40}\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s"'>]+))""")
_LITERAL = (
    re.compile(  # what is not closed runs to its line's or the script's end: no place is looked at twice
        r"""("(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?)"""
        r"""|//([^\n]*)|/\*(.*?)(?:\*/|\Z)|<!--([^\n]*)""",
        re.DOTALL,
    )
)
_KEY = re.compile(r"""([A-Za-z_$][\w$]{0,40})["']?\s*[:=]\s*$""")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\u\{([0-9a-fA-F]{1,6})\}|\\x([0-9a-fA-F]{2})|\\(.)", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}
_CODE = re.compile(r"^\s*$|script|^module|babel|jsx|map$|rules$|json|shader|glsl", re.IGNORECASE)
_CODES = re.compile(r"fromCharCode\(([\s0-9a-fA-FxX,]+)\)")
_CODE_POINT = re.compile(r"0[xX][0-9a-fA-F]{1,4}|[1-9][0-9]{1,4}")
_PACKED = re.compile(r"atob\(\s*[\"'`]([A-Za-z0-9+/=]{8,})[\"'`]")
_SHORTEST = 11  # code points of what is told though it is ASCII: numbers
_AGAIN = 2  # times that escapes may stand within escapes
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_NUMBER = re.compile("[0-9]{11,}[xX]?")
_BARE = re.compile(rb"(?<![\w.\"'])[0-9]{11,19}(?![\w.\"'])")
_LENGTHS = (11, 15, 16, 17, 18, 19)  # of numbers of phones, identities and accounts


def tells(text: str) -> bool:
    """Whether a text has Chinese words or a number as long as those of phones, identities and accounts."""
    if not text.isascii() and _HAN.search(text):
        return True
    return any(len(number) in _LENGTHS for number in _NUMBER.findall(text))


def data_attributes(source: str) -> Iterator[str]:
    """Values of data attributes, wherever they stand in the source; JSON in them with its escapes undone."""
    for quoted, single, bare in _DATA.findall(source):
        value = unescape(quoted or single or bare)
        yield _unfolded(value) if value[:1] in ("{", "[") else value


def script_data(scripts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """JSON blocks among scripts, each given as its type and its text."""
    for kind, text in scripts:
        if "json" in kind.lower():
            yield _unfolded(text)


def is_code(kind: str) -> bool:
    """Whether scripts of a type are code or data of a browser, not markup that waits for being used."""
    return bool(_CODE.search(kind)) and "template" not in kind.lower()


def script_words(scripts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Telling literals and comments of scripts, and numbers of persons between them, with their keys."""
    for kind, text in scripts:
        if "json" in kind.lower():
            continue
        yield from _built_words(text)
        if text.isascii() and "\\u" not in text and not tells(text):
            continue
        words = [*_literal_words(text)]
        yield from words
        yield from _bare_numbers(text, "\n".join(words))


def _built_words(text: str) -> Iterator[str]:
    """What a script puts together from numbers of characters, or from base64."""
    found = _CODES.findall(text) if "fromCharCode" in text else []
    said = ["".join(chr(int(code, 0)) for code in _CODE_POINT.findall(codes)) for codes in found]
    for packed in _PACKED.findall(text) if "atob" in text else ():
        with suppress(ValueError):
            said.append(decode(b64decode(packed)).text)
    yield from filter(tells, said)


def _literal_words(text: str) -> Iterator[str]:
    for found in _LITERAL.finditer(text):
        literal, whole = found[1], found[0]
        if len(whole) < _SHORTEST and "\\" not in whole and whole.isascii():
            continue
        remark = found[2] or found[3] or (found[4] or "").partition("-->")[0]
        words = _undone(literal.strip(literal[0])) if literal else remark
        if tells(words):
            yield _keyed(words, text, found.start()) if literal else words


def _bare_numbers(text: str, told: str) -> Iterator[str]:
    """Numbers that could be somebody's and stand in a script without quotes."""
    known = set(_NUMBER.findall(told))
    data = text.encode("utf-8", "replace")
    for start in long_numbers(data):
        found = _BARE.match(data, start)
        number = found[0].decode() if found else ""
        if number not in known and somebodys(number):
            known.add(number)
            before = data[max(0, start - 50) : start].decode("utf-8", "ignore")
            yield _keyed(number, before, len(before))


def _keyed(words: str, text: str, start: int) -> str:
    key = _KEY.search(text, max(0, start - 50), start)
    return f"{key[1]}：{words}" if key else words


def _unfolded(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _undone(text: str) -> str:
    for _ in range(1 + _AGAIN):
        if "\\" not in text:
            break
        text = _ESCAPED.sub(_character, text)
    return text


def _character(escape: re.Match[str]) -> str:
    if escape[4] is not None:
        return _PLAIN_ESCAPES.get(escape[4], escape[4])
    code = int(escape[1] or escape[2] or escape[3], 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"

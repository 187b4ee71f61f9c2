"""Ways of writing that hide a word or number: glosses, inner spaces and breaks, signs read as digits."""

from __future__ import annotations

import re

from reviewer.detect.characters import Signs, digits
from reviewer.detect.late import late

Span = tuple[int, int]

_HAN = "\u3007\u3400-\u9fff\U00020000-\U0002ffff"
_WORD = rf"{_HAN}\[\]★"  # brackets and stars are set like Chinese characters
_EDGE = "\n\t\x1e★"  # no space is wanted beside these
INVISIBLE = re.compile("\0+")
BREAK = re.compile(rf"\n(?<=[{_WORD}]\n)(?=[{_WORD}])")  # a line break inside a word
# of a run of spaces all are needless beside an edge or between Chinese characters, else all but the first
NEEDLESS = re.compile(
    rf" (?:(?<=[{_EDGE}] ) *|(?<=\A ) *|(?<=[{_WORD}] ) *(?=[{_WORD}])| *(?=[{_EDGE}]|\Z)|(?<=  ) *)"
)
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_TONED = late(f"[{_TONES}]")
_GLOSS = late(rf"\((?<=[{_HAN}]\()[a-z{_TONES}üńňǹ]{{1,7}}\)(?:\([a-z{_TONES}üńňǹ]{{1,7}}\))*")
_SYLLABLE = late(
    r"\((?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:i?ao|i?ang?|i?ong|u?ai|u?ang?|[iu]e|ei|eng?|er|ou|i[nu]|ing|u[ino]|[aeiouv])\)"
)
_SYSTEMATIC = 4  # so many glosses without tones, all of them syllables, are taken for pinyin
_SPACED = re.compile(" [0-9] +[0-9] +[0-9] +[0-9]")
_SPACED_NUMBER = late("(?<![0-9A-Za-z])[0-9](?: +[0-9Xx]){10,}(?![0-9A-Za-z])")
_SPACES = re.compile(" +")
_NUMBER = late(rb"[dlc](?:-?[dlc]){10,}")  # as long as a mobile number, the shortest that names a person

_LETTERED = late(rb"l(?:d|ll|(?<=dl))")
_NUMERALS = late(rb"c(?:ccccc|-c)")


def glosses(text: str) -> list[Span]:
    """Spans of `(jī)` after a Chinese character, if tones or their number show that they are pinyin."""
    if not _GLOSS.search(text):
        return []
    found = list(_GLOSS.finditer(text))
    plain = [gloss.group() for gloss in found]
    if not (any(map(_TONED.search, plain)) or _systematic(plain)):
        return []
    return [gloss.span() for gloss in found]


def _systematic(found: list[str]) -> bool:
    return len(found) >= _SYSTEMATIC and len(set(found)) > 1 and all(map(_SYLLABLE.match, found))


def spaced_digits(text: str) -> list[Span]:
    """Spans of the spaces between the single digits of a long number."""
    if not _SPACED.search(text):
        return []
    numbers = (found.span() for found in _SPACED_NUMBER.finditer(text))
    return [space.span() for number in numbers for space in _SPACES.finditer(text, *number)]


def hides_digits(signs: bytes) -> bool:
    """Whether signs that are not digits stand beside digits, or many in a row."""
    return _LETTERED.search(signs) is not None or _NUMERALS.search(signs) is not None


def plain_digits(text: str, signs: Signs) -> str:
    """The text with look-alike letters, Chinese and circled numerals as digits inside long numbers."""
    parts: list[str] = []
    reached = 0
    for found in _NUMBER.finditer(signs.tobytes()):
        start, end = found.span()
        if _is_number(found.group(), text[start:end], text[max(0, start - 1) : start] + text[end : end + 1]):
            parts += text[reached:start], text[start:end].translate(digits())
            reached = end
    return "".join((*parts, text[reached:])) if parts else text


def _is_number(signs: bytes, written: str, sides: str) -> bool:
    """Mostly digits, or nothing but numerals; no part of a word in Latin letters."""
    if any(side.isascii() and side.isalpha() and side not in "Xx" for side in sides):
        return False
    real, size = signs.count(b"d"), len(signs) - signs.count(b"-")
    return real < size and (
        2 * real > size or not any(map(str.isalpha, written.replace("丨", ""))) or b"l" not in signs
    )

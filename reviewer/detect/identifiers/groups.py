"""Identity, card and telephone numbers in groups: spaced, in the cells of a form, broken over lines."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer.detect.identifiers.cards import card
from reviewer.detect.identifiers.people import eighteen, fifteen
from reviewer.detect.identifiers.phones import landline, mobile
from reviewer.detect.identifiers.reading import Ground, Reading
from reviewer.detect.late import late

_J = rb"[ \-\t\n\x1e]{0,2}"  # what may stand between two digits of an identity number
_D = _J + rb"[0-9]"
_SPLIT_ID = late(
    rb"(?<![0-9])(?=([1-9]" + _D * 5 + _J + rb"(?:1" + _J + rb"[89]|2" + _J + rb"0)"
    + _D * 2 + _J + rb"[01]" + _D + _J + rb"[0-3]" + _D * 4 + _J + rb"[0-9Xx])(?![0-9]))"
)  # fmt: skip
_PARTED_ID = late(  # 6, 8 and 4 by any one sign, the birth date perhaps in brackets
    rb"(?<![0-9])[1-9][0-9]{5} ?[./_,(\x83] ?(?:19|20)[0-9]{6} ?[./_,)\x83] ?[0-9]{3}[0-9Xx](?![0-9])"
)
_SPLIT_MOBILE = late(
    rb"(?<![0-9])(?<![0-9][\-.])(?:(?:00)?86[ \-]{1,2}|0[ \-])?"
    rb"(1[3-9](?:[0-9][ \-.\x83]{1,2}[0-9]{4}[ \-.\x83]{1,2}[0-9]{4}|[0-9]{2}[ \-.][0-9]{3}[ \-.][0-9]{4}"
    rb"|[0-9]{5}[ \-][0-9]{4}|[0-9][ \-)][0-9]{8}|[0-9][ \-][0-9]{3}[ \-][0-9]{5}|[0-9]{9})"
    rb"|1[ \t\-][3-9](?:[ \t\-][0-9]){9}(?![ \t\-][0-9](?![0-9])))(?![0-9])(?![\-.][0-9])"
)
_BROKEN_MOBILE = late(rb"(?<![0-9])(?=1[0-9\n]{11}(?![0-9]))1[3-9]?[0-9]{0,8}\n[0-9]{1,10}")
_SPLIT_CARD = late(
    rb"(?<![0-9])[1-9][0-9]{3}[ \-][0-9]{4}[ \-][0-9]{4}[ \-][0-9]{4}(?:[ \-][0-9]{1,3})?(?![0-9])"
    rb"|(?<![0-9])(?<![0-9][ \-])[1-9][0-9]{3,5}(?:[ \-][0-9]{3,8}){2,3}(?![0-9])(?![ \-][0-9])"
    rb"|(?<![0-9])[1-9][0-9]{5}[ \-][0-9]{10,13}(?![0-9])|(?<![0-9])[1-9][0-9]{3,17}\n[0-9]{1,15}(?![0-9])"
    rb"|(?<![0-9])(?<![0-9][ \t\-])[1-9](?:[ \t\-][0-9]){15,18}(?![0-9])(?![ \t\-][0-9](?![0-9]))"
)
_LINED_CARD = late(rb"(?<![0-9])(?=([1-9][0-9]{4,8}(?:\n[0-9]{5,9}){1,2}\n[0-9]{1,9})(?![0-9]))")
_LANDLINE = late(rb"(?<![0-9\-])\(?(0[1-9][0-9]{1,2}(?:[) \-]{1,2}|-\n)[2-8][0-9]{6,7})(?![0-9])")
_FIFTEEN = late(rb"(?<![0-9])[1-9][0-9]{5}[ \-][0-9]{6}[ \-][0-9]{3}(?![0-9])")
_PARTS = frozenset({b".", b"/", b"_", b",", b"(", b"\x83", b" "})
_SHAPES = frozenset(
    {(6, 8, 4), (6, 4, 4, 4), (6, 4, 4, 3, 1), (6, 4, 2, 2, 4), (6, 4, 2, 2, 3, 1), (6, 8, 3, 1),
     (3, 3, 8, 4), (2, 2, 2, 8, 4), (2, 2, 2, 4, 2, 2, 4), (3, 3, 4, 4, 4), (4, 4, 4, 4, 2), (6, 6, 6),
     (3, 3, 3, 3, 3, 3)}
)  # fmt: skip
_AROUND = frozenset({b"", b" ", b"\t", b"\n", b"\x1e"})
_LINE_ENDS = frozenset({b"", b"\n", b"\x1e"})
_BLANKS = bytes.maketrans(b"-\t\n\x1e", b"    ")
_FIFTEEN_DIGITS, _PHONE_DIGITS = 15, 10  # the fewest of an identity or card number, of a telephone number
_MOBILE_NAMES = ("手机", "电话", "联系")
_LEAST_BROKEN = 7  # digits of a number that a narrow column broke, in its first line
_LEAST_EVEN = 5  # digits in each line of a number that one broke more than once


def grouped_readings(ground: Ground, start: int, end: int, digits: int) -> Iterator[Reading]:
    """What neighbouring groups of one chain with so many digits may be when read as one number."""
    if digits >= _FIFTEEN_DIGITS:
        yield from _cards(ground, start, end)
    if digits >= _PHONE_DIGITS:
        yield from _phones(ground, start, end)


def _cards(ground: Ground, start: int, end: int) -> Iterator[Reading]:
    plain = ground.plain
    for found in _SPLIT_ID.finditer(plain, start, end):
        if not found.group(1).isalnum() and _as_people_write(found.group(1)):
            yield from eighteen(ground, *found.span(1), _bare(found.group(1)))
    for found in _SPLIT_CARD.finditer(plain, start, end):
        if 16 <= len(number := _bare(found.group())) <= 19:
            yield from card(ground, *found.span(), number)
    for found in _LINED_CARD.finditer(plain, start, end):
        lines = found.group(1)
        if 16 <= len(number := _bare(lines)) <= 19 and _even(tuple(map(len, lines.split())), lines):
            yield from card(ground, *found.span(1), number)
    for found in _FIFTEEN.finditer(plain, start, end):
        yield from fifteen(ground, *found.span(), _bare(found.group()))


def parted_readings(ground: Ground, birth: int) -> Iterator[Reading]:
    """An identity number whose birth date begins here, by signs that part nothing else of the kind."""
    if ground.plain[birth - 1 : birth] in _PARTS and (
        found := _PARTED_ID.search(ground.plain, max(0, birth - 9), birth + 20)
    ):
        yield from eighteen(ground, *found.span(), _bare(found.group()))


def _phones(ground: Ground, start: int, end: int) -> Iterator[Reading]:
    plain = ground.plain
    for found in _SPLIT_MOBILE.finditer(plain, start, end):
        yield from mobile(ground, *found.span(1), _bare(found.group(1)))
    yield from telephone(ground, start, end)
    if plain.find(b"\n", start, end) < 0:
        return
    for found in _BROKEN_MOBILE.finditer(plain, start, end):
        named = any(name in ground.before(found.start(), 20) for name in _MOBILE_NAMES)
        if named or (_in_column(plain, *found.span()) and ground.text.says(_MOBILE_NAMES)):
            yield from mobile(ground, *found.span(), _bare(found.group()))


def _in_column(plain: bytes, start: int, end: int) -> bool:
    """Whether most of a number ends a line and the rest is all of the next, as in a narrow cell."""
    return (
        plain[start - 1 : start] in _AROUND
        and plain[end : end + 1] in _LINE_ENDS
        and plain.find(b"\n", start, end) - start >= _LEAST_BROKEN
    )


def telephone(ground: Ground, start: int, end: int) -> Iterator[Reading]:
    """Landlines of a stretch that are set as an area code and a number."""
    for found in _LANDLINE.finditer(ground.plain, start, end):
        yield from landline(ground, *found.span(1), _bare(found.group(1)))


def _bare(digits: bytes) -> str:
    return digits.translate(None, b" -./_,\x83\t\n\x1e()").decode("ascii").upper()


def _as_people_write(digits: bytes) -> bool:
    """Whether the groups are two, digits one by one, a usual setting, even lines or in one line."""
    sizes = tuple(map(len, digits.translate(_BLANKS).split()))
    if len(sizes) == 2 or max(sizes) == 1 or sizes in _SHAPES or _even(sizes, digits):
        return True
    return len(sizes) <= 6 and not any(mark in digits for mark in b"\t\n\x1e")


def _even(sizes: tuple[int, ...], digits: bytes) -> bool:
    """Whether the groups are lines as wide as the first, the last one perhaps shorter."""
    first, last = sizes[0], sizes[-1]
    return (
        first >= _LEAST_EVEN
        and last <= first
        and set(sizes[:-1]) == {first}
        and digits.count(b"\n") == len(sizes) - 1
    )

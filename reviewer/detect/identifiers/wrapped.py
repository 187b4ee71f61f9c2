"""Identity numbers that a narrow column parts: the rest stands below, behind words of other columns."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer.detect.identifiers.people import eighteen, resident_id_fault
from reviewer.detect.identifiers.reading import Ground, Reading
from reviewer.detect.identifiers.regions import region_known
from reviewer.detect.late import late
from reviewer.detect.normalise import SEPARATOR

_BEGUN = late(rb"(?<![0-9A-Za-z.])[1-8][0-9]{5}(?:19|20)[0-9]{0,9}(?![0-9A-Za-z])")
_REST = late(rb"(?<![0-9A-Za-z.])[0-9]{0,10}[0-9Xx](?![0-9A-Za-z.])")
_WHOLE = 18
_REACH = 120  # code points in which the rest is sought
_LINES = 4  # ends of lines between: a scan gives each cell of a row as one


def wrapped_readings(ground: Ground, start: int, end: int) -> Iterator[Reading]:
    """The numbers that begin within a span and end in one of the next lines; their check digit is right."""
    for begun in _BEGUN.finditer(ground.plain, start, end):
        number = begun.group().decode("ascii")
        if region_known(number[:6]) and (found := _ended(ground, begun.end(), number)):
            last, whole = found
            yield from eighteen(ground, begun.start(), last, whole)


def _ended(ground: Ground, place: int, number: str) -> tuple[int, str] | None:
    """Where the first rest ends that makes a number right, and the number."""
    folded = ground.text.folded
    lines = folded[place : place + _REACH].split(SEPARATOR, 1)[0].split("\n")
    if len(lines) == 1:
        return None
    begin, reach = place + len(lines[0]), place + len("\n".join(lines[: _LINES + 1]))
    for rest in _REST.finditer(ground.plain, begin, reach):
        whole = number + rest.group().decode("ascii").upper()
        if len(whole) == _WHOLE and not resident_id_fault(whole, ground.today):
            return rest.end(), whole
    return None

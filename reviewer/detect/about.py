"""Where a page of a site begins to speak for itself: behind its menus, at its title or first running line."""

from __future__ import annotations

from collections.abc import Sequence

from reviewer.detect.late import late
from reviewer.detect.normalise import SEPARATOR
from reviewer.records import Segment

_MENU = 6000  # code points in which the title is sought again below the menus
_EARLY = 4  # segments
_LEAST_TITLE = 5
_SITE = late(r"\s*[_|—–-]")  # parts the title of a page from the site's name
_TRAIL = late(r"(?:(?:当前|您的|你的|所在)(?:所在)?|您现在的)位置[^\n\x1e]{0,80}")  # names the column
_RUNNING = late(r"(?:^|[\n\x1e])[^\n\x1e]{16}")  # a line too long for an entry of a menu
_LONGEST_TITLE, _TITLES = 60, 8  # code points of a title; lines of a head that may be titles
_TEXT = late(r"^(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、]|第[^\s]{1,4}[条章节]|[(\[])|[。;:,!?]$")
_ENDS = ("", "\n", SEPARATOR)


def page_body(segments: Sequence[Segment]) -> int:
    """Which segment begins a web page's text: lines behind a title, early on; -1 for other documents."""
    kinds = [segment.location.kind for segment in segments[:_EARLY]]
    if "title" not in kinds:
        return -1
    found = kinds.index("body") if "body" in kinds else -1
    return found if found > 0 and segments[found].layout == "lines" else -1


def title_again(title: str, folded: str, start: int) -> tuple[int, int] | None:
    """Where the title of a page, without the site's name, first stands as a line of its text from `start`."""
    title = _SITE.split(title, maxsplit=1)[0].strip()
    place = start - 1
    while len(title) >= _LEAST_TITLE and (place := folded.find(title, place + 1)) >= 0:
        after = place + len(title)
        if folded[place - 1 : place] in _ENDS and folded[after : after + 1] in _ENDS:
            return place, after
    return None


def own_text(folded: str, start: int, titled: tuple[int, int] | None) -> tuple[int, str]:
    """Where a page's own text begins, and the line above it that names its column ("" when there is none)."""
    last = min(len(folded), start + _MENU)
    if titled and titled[1] <= last:
        place = titled[0]
    else:
        line = _RUNNING.search(folded, start, last)
        place = line.start() if line else start
    trail = _TRAIL.search(folded, start, place)
    return place, trail[0] if trail else ""


def titles(head: str) -> str:
    """The first lines of a head that are titles: short, no sentences, not numbered."""
    lines = (line.strip() for line in head.replace(SEPARATOR, "\n").split("\n"))
    found = [line for line in lines if 0 < len(line) <= _LONGEST_TITLE and not _TEXT.search(line)]
    return "\n".join(found[:_TITLES])

"""What a document says it is: its titles and first lines, without the menus of the site it is a page of."""

from __future__ import annotations

from reviewer.detect.late import late
from reviewer.detect.normalise import SEPARATOR
from reviewer.detect.text import Text

_FIRST = 400  # code points of the page's own text
_MENU = 6000  # code points in which the title is sought again below the menus
_LEAST_TITLE = 5
_SITE = late(r"\s*[_|—–-]")  # parts the title of a page from the site's name
_TRAIL = late(
    r"(?:当前|您的|你的|所在)(?:所在)?位置[^\n\x1e]{0,80}|您现在的位置[^\n\x1e]{0,80}"
)  # names the column
_RUNNING = late(r"(?:^|[\n\x1e])[^\n\x1e]{16}")  # a line too long for an entry of a menu
_SEEN = ("title", "filename", "header")
_ENDS = ("", "\n", SEPARATOR)


def about(text: Text) -> str:
    """Titles, headers, the file name and the first 400 code points; of a web page those behind its menus.

    Menus name every kind of notice (失信被执行人名单, 招标公告 …): they say nothing of this one.
    """
    index = _page_body(text)
    if index < 0:
        return text.head
    start = text.starts[index]
    end = min(len(text.folded), start + _MENU)
    place = below_menus(text, end)
    if place < 0:
        line = _RUNNING.search(text.folded, start, end)
        place = line.start() if line else start
    named = [
        text.folded[text.starts[other] : text.end(other)][:_FIRST]
        for other, segment in enumerate(text.segments[:index])
        if segment.location.kind in _SEEN and not segment.hidden
    ]
    trail = _TRAIL.search(text.folded, start, place)
    return "\n".join((*named, trail[0] if trail else "", text.folded[place : place + _FIRST]))


def below_menus(text: Text, end: int) -> int:
    """Where the title of a page stands again as a line of its text, before `end`; -1 if nowhere."""
    index = _page_body(text)
    if index < 0:
        return -1
    titles = (segment.text for segment in text.segments[:index] if segment.location.kind == "title")
    title = _SITE.split(next(titles, ""), maxsplit=1)[0].strip()
    folded, place = text.folded, text.starts[index] - 1
    while len(title) >= _LEAST_TITLE and (place := folded.find(title, place + 1, end)) >= 0:
        after = place + len(title)
        if folded[place - 1 : place] in _ENDS and folded[after : after + 1] in _ENDS:
            return place
    return -1


def _page_body(text: Text) -> int:
    """The first segment of a page's text: lines behind a title; -1 for other documents."""
    kinds = [segment.location.kind for segment in text.segments[:4]]
    if "title" not in kinds:
        return -1
    found = kinds.index("body") if "body" in kinds else -1
    return found if found > 0 and text.segments[found].layout == "lines" else -1

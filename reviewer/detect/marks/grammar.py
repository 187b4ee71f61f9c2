"""The written forms of a 密级标志 in one line of folded text (domain.md §2; GB/T 9704-2012, -1999).

密级★保密期限 · 密级★ · ★密级 · 密级10年 · 密级（10年） · 密级, alone or with 份号 and 紧急程度 beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LEGAL_YEARS = {"绝密": 30, "机密": 20, "秘密": 10}  # 保守国家秘密法 (2024) art 20

_LEVEL = "(?P<level>绝密|机密|秘密)"
_STAR = r"(?P<star>[★*●·]{1,3})"
_NUMBER = "[0-9]{1,3}|[一二三四五六七八九十百]{1,4}"
_TERM = (
    rf"(?P<term>(?:(?P<years>{_NUMBER})年)?(?:{_NUMBER})(?:个?月|周|天|日)|(?P<only_years>{_NUMBER})年|长期|永久"
    r"|[^\s,。;:、“”\"'()\[\]★]{1,14}[前后时])"
)
_BESIDE = r"(?:\s?(?:特急|加急|急件|平急|特提|[0-9]{6})\s?)*"
_OPEN, _CLOSE = r"[\[(<《]?", r"[\])>》]?"
_STARRED = rf"{_LEVEL}级?\s?{_STAR}\s?[(]?\s?{_TERM}?\s?[)]?"
_FORMS: tuple[tuple[Literal["star", "term", "bare"], str], ...] = (
    ("star", _STARRED),
    ("star", rf"(?P<star>[★●]{{1,3}})\s?{_LEVEL}级?\s?{_TERM}?"),
    ("term", rf"{_LEVEL}级?\s?[(·]?\s?(?:保密期限)?[:]?{_TERM}[)]?"),
    ("bare", rf"{_LEVEL}级?"),
)
_WHOLE = tuple((form, re.compile(f"{_BESIDE}{_OPEN}{body}{_CLOSE}{_BESIDE}")) for form, body in _FORMS)
_LEAD = re.compile(rf"{_BESIDE}{_OPEN}{_STARRED}{_CLOSE}(?![、,或和及与以“”/|])")
_BRACKETED = re.compile(rf"[\[(]{_LEVEL}[\])]")
_INLINE = re.compile(_STARRED.replace("●·", ""))
_LABEL = re.compile(
    r"(?:文件|秘密|保密)?(?:密级|秘密等级|密级程度)\]?\s?(?:及保密期限|和保密期限)?\s?[:★]?\s?"
)
_BOX_OFF, _BOX_ON = "□☐○◯", "■☑√✓✔●☒◉"
_BOXES = re.compile(f"[{_BOX_OFF}{_BOX_ON}]")
_BOX = rf"(?P<box>[{_BOX_OFF}{_BOX_ON}])"
_BOXED_BEFORE = re.compile(rf"{_BOX}\s?{_LEVEL}")
_BOXED_AFTER = re.compile(rf"{_LEVEL}级?\s?{_BOX}")
_DIGITS = {**dict(zip("零一二三四五六七八九", range(10), strict=True)), "十": 10, "百": 100}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as written: where in the line, which form, its level, term and what stands beside it."""

    start: int
    end: int
    form: Literal["star", "term", "bare"]
    level: str
    term: str = ""
    years: int | None = None
    beside: str = ""  # 份号 or 紧急程度 on the same line


def whole(line: str) -> Mark | None:
    """The mark a line consists of, nothing else but 份号, 紧急程度 and Markdown's heading or bold signs."""
    text = line.strip(" #>")
    if len(text) > 4 and text.startswith("**") and text.endswith("**"):
        text = text[2:-2]
    for form, pattern in _WHOLE:
        if found := pattern.fullmatch(text):
            return _mark(found, form, line.index(text))
    return None


def lead(line: str) -> Mark | None:
    """The starred or bracketed mark that a longer line begins with."""
    indent = len(line) - len(line.lstrip())
    if found := _LEAD.match(line, indent):
        return _mark(found, "star", 0)
    found = _BRACKETED.match(line, indent)
    return _mark(found, "bare", 0) if found else None


def inline(line: str) -> list[Mark]:
    """Starred marks anywhere in a line."""
    return [_mark(found, "star", 0) for found in _INLINE.finditer(line)]


def label_field(line: str) -> Mark | None:
    """The level a 密级 label is filled with; of several boxes the ticked one, none when none is ticked."""
    label = _LABEL.search(line)
    if label is None or not (label.start() == 0 or line[label.start() - 1] in " [(;,。　"):
        return None
    rest = line[label.end() :]
    if _BOXES.search(rest):
        return _ticked(rest, label.end())
    for form, body in _FORMS:
        if found := re.match(rf"{_OPEN}{body}{_CLOSE}(?=\s|[;,。)]|$)", rest):
            return _mark(found, form, label.end())
    return None


def _ticked(rest: str, offset: int) -> Mark | None:
    """`□绝密 ■秘密` and `绝密□ 秘密☑`: the side the first box stands on tells which box is whose."""
    before = _BOXES.match(rest.lstrip()) is not None
    for found in (_BOXED_BEFORE if before else _BOXED_AFTER).finditer(rest):
        if found["box"] in _BOX_ON:
            return Mark(offset + found.start("level"), offset + found.end("level"), "bare", found["level"])
    return None


def _mark(found: re.Match[str], form: Literal["star", "term", "bare"], offset: int) -> Mark:
    groups = found.groupdict()
    years = groups.get("years") or groups.get("only_years")
    start = min(found.start(name) for name in ("level", "star") if groups.get(name))
    end = max(found.end(name) for name in ("level", "star", "term") if groups.get(name))
    beside = " ".join(re.findall("特急|加急|急件|平急|特提|[0-9]{6}", found.string[: found.end()]))
    term = groups.get("term") or ""
    return Mark(start + offset, end + offset, form, found["level"], term, _years(years), beside)


def _years(written: str | None) -> int | None:
    if not written:
        return None
    if written.isdigit():
        return int(written)
    total, digit = 0, 0
    for character in written:
        value = _DIGITS[character]
        if value >= 10:
            total, digit = total + max(digit, 1) * value, 0
        else:
            digit = value
    return total + digit

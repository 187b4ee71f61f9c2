"""A mark in a file name, where `_`, brackets and spaces stand for its layout."""

from __future__ import annotations

from dataclasses import replace

from reviewer.detect.late import late
from reviewer.detect.marks.exams import Outcome
from reviewer.detect.marks.grammar import LEVEL, SPAN, TERM, Form, Mark, made

_SUFFIX = r"(?:\.[0-9A-Za-z]{1,5}){0,2}"
_FORMS: tuple[tuple[Form, str], ...] = (
    ("star", rf"{LEVEL}级?\s?(?P<star>[★*●·㊙]{{1,6}})\s?{TERM}?"),
    ("star", rf"(?P<star>[★●]{{1,6}})\s?{LEVEL}\s?(?P<term>{SPAN})?"),
    ("star", rf"{LEVEL}级?[\[(_·\- ]?(?P<term>{SPAN})(?=[\])_\-\s.,]|$)"),
    ("star", rf"^[\[(]?{LEVEL}级?[\[(_·\- ]?(?P<term>{SPAN})(?!度|来|间|内|计划|规划|级)"),
    ("star", rf"[\[(]{LEVEL}级?[\])]"),
    ("bare", rf"^{LEVEL}级?(?:文件|资料|材料|件)?(?=[_\-+ ]|关于|{_SUFFIX}$)"),
    ("bare", rf"[_\-]{LEVEL}级?(?=[_\-])"),
    ("bare", rf"[_\-+ ]{LEVEL}级?{_SUFFIX}$"),
    ("bare", rf"密级[_\-: ]?{LEVEL}"),
    ("own", r"[\[(](?P<level>涉密(?:文件|资料|材料|件)?|密件)[\])]"),
    ("own", r"^(?P<level>涉密(?:文件|资料|材料|件)?|密件)(?=[_\-+])"),
    ("own", rf"[_\-](?P<level>涉密|密件)(?=[_\-]|{_SUFFIX}$)"),
)
_PATTERNS = tuple((form, late(body)) for form, body in _FORMS)


_SPACED = late(  # in a name as written: folding drops the spaces between Chinese characters
    rf"(?:^|[/!])(?:{LEVEL})级?[ \u3000](?=[ \u3000]*[\u3400-\u9fff])|"
    rf"[\u3400-\u9fff][ \u3000]+(?P<last>绝密|机密|秘密)级?{_SUFFIX}$"
)


def in_name(name: str, written: str = "") -> tuple[Mark, Outcome] | None:
    """The mark a name of a file or picture carries and its decision, as if it stood.

    `name` is folded, `written` as in the source; 启用前 stays in the mark's term.
    """
    base = max(name.rfind("/"), name.rfind("!")) + 1
    for form, pattern in _PATTERNS:
        if found := pattern.search(name[base:]):
            mark = replace(made(found, form, base), beside="")
            if form == "star":
                return mark, ("standing", None, ("文件名或图片说明带有密级标志",))
            if form == "own":
                return mark, ("improper", None, (f"文件名或图片说明写有“{mark.level}”，没有写明密级",))
            return mark, ("bare", None, ("文件名或图片说明带有密级",))
    if spaced := _SPACED.search(written):
        level = spaced["level"] or spaced["last"]
        start = name.find(level, base) if spaced["level"] else name.rfind(level)
        if start >= 0:
            mark = Mark(start, start + len(level), "bare", level)
            return mark, ("bare", None, ("文件名或图片说明带有密级，后面空开",))
    return None

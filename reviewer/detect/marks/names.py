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
    ("bare", rf"^{LEVEL}级?(?=[_\-+ ]|关于|{_SUFFIX}$)"),
    ("bare", rf"[_\-+ ]{LEVEL}级?{_SUFFIX}$"),
    ("bare", rf"密级[_\-: ]?{LEVEL}"),
)
_PATTERNS = tuple((form, late(body)) for form, body in _FORMS)


def in_name(name: str) -> tuple[Mark, Outcome] | None:
    """The mark a file name carries and its decision, as if it stood; 启用前 stays in the mark's term."""
    base = max(name.rfind("/"), name.rfind("!")) + 1
    for form, pattern in _PATTERNS:
        if found := pattern.search(name[base:]):
            mark = replace(made(found, form, base), beside="")
            if form == "star":
                return mark, ("standing", None, ("文件名带有密级标志",))
            return mark, ("bare", None, ("文件名带有密级",))
    return None

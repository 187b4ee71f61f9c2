"""密级 labels and boxes: the level a label is filled with, of several boxes the ticked one."""

from __future__ import annotations

import re
from dataclasses import replace

from reviewer.detect.late import late
from reviewer.detect.marks.grammar import (
    CLOSE,
    LEVEL,
    MADE_UP,
    OPEN,
    OWN_STARRED,
    STARRED,
    TERM,
    Form,
    Mark,
    made,
)

_NAMES = (
    r"(?:(?:本|此|该)?(?:文件|件|文)|秘密|保密|涉密|信息|公文|资料|材料|项目|事项|附件)?(?:密级|秘密等级|密级程度|保密等级|保密级别"
    r"|密级标志|密级标识|Sensitivity|Classification)"
)
_TERMED = r"(?:及|和|与|、|/|\(|及其)?(?:保密)?(?:期限)?\)?"
_QUOTED = late(rf"^{_NAMES}[“‘\"「]{LEVEL}级?[”’\"」]$")
_LABEL = late(rf"(?:{_NAMES}|定密(?=\s?:)){_TERMED}\]?\s?(?:[:★]|[—-]{{1,3}})?\s?")
_CALLED = late(rf"{_NAMES}(?:是|为|系|定为)(?:{LEVEL})级?[。]?")  # as a whole line
_AFTER_NAME = late(rf"^[\u4e00-\u9fff]{{4,30}}{_NAMES}:\s?{STARRED.replace('{1,6}', '{0,6}')}$")
_WHOLE_LABEL = late(rf"[\[(]?{_NAMES}{_TERMED}[\])]?\s?[:★]?")
_ON = r"(?:[\[(]\s?[√✓✔xXvV■●☑]\s?[\])]|[■☑√✓✔●☒◉🗹])"
_OFF = r"(?:[\[(]\s?[\])]|[□☐○◯])"
_BOX = late(rf"(?P<on>{_ON})|{_OFF}")
_OPTION = late("绝密|机密|秘密|内部|公开|非密|无|普通|一般|不涉密")
_REACH = 200  # code points of a line that hold a label's options
_LEVELS = frozenset(("绝密", "机密", "秘密"))
_EMPTY = frozenset("□☐○◯口")  # OCR takes an empty box for 口
_FORMS: tuple[tuple[Form, str], ...] = (
    ("star", STARRED),
    ("term", rf"{LEVEL}级?\s?[(·]?\s?(?:\[?保密期限?\]?)?[:]?{TERM}[)]?"),
    ("bare", f"{LEVEL}级?"),
    ("bare", "(?P<level>㊙)"),
    ("own", OWN_STARRED),
    ("own", MADE_UP),
)
_VALUES = tuple(
    (form, late(rf"[“‘\"「]?{OPEN}{body}{CLOSE}[”’\"」]?(?=\s|[;,。)\[]|关于|[\u4e00-\u9fff]{{2,6}}:|$)"))
    for form, body in _FORMS
)


def is_label(cell: str) -> bool:
    """Whether a cell or line holds a 密级 label and nothing else."""
    return _WHOLE_LABEL.fullmatch(cell.strip()) is not None


def label_field(line: str) -> Mark | None:
    """The level a 密级 label is filled with; of several boxes the ticked one, none when none is ticked."""
    if named := _AFTER_NAME.search(line):
        return made(named, "bare", 0)
    if called := _CALLED.fullmatch(line.strip()) or _QUOTED.fullmatch(line.strip()):
        return made(called, "bare", line.index(called.group()))
    label = _LABEL.search(line)
    if label is None or not (label.start() == 0 or line[label.start() - 1] in " [(;,。:　"):
        return None
    rest = line[label.end() :]
    if _BOX.search(rest):
        return ticked(rest, label.end())
    for form, pattern in _VALUES:
        if found := pattern.match(rest):
            return made(found, form, label.end())
    return None


def ticked(rest: str, offset: int = 0) -> Mark | None:
    """`□绝密 ■秘密` and `绝密□ 秘密☑`: the side the first box stands on tells which box is whose."""
    rest = rest[:_REACH]
    boxes = list(_BOX.finditer(rest))
    if not boxes:
        return None
    before = not _OPTION.search(rest[: boxes[0].start()])
    for option in _OPTION.finditer(rest):
        box = _own_box(rest, option, boxes, before=before)
        if box is not None and box["on"] and option.group() in _LEVELS:
            return Mark(offset + option.start(), offset + option.end(), "bare", option.group())
    return None


def unboxed(line: str) -> Mark | None:
    """In a line read by OCR, the level without a box among options with empty ones: its box was filled in."""
    line = line[:_REACH]
    options = [(option, line[: option.start()].rstrip()[-1:]) for option in _OPTION.finditer(line)]
    empty = [option for option, before in options if before in _EMPTY]
    bare = [option for option, before in options if before not in _EMPTY and option.group() in _LEVELS]
    if len(empty) < 2 or len(bare) != 1:
        return None
    return Mark(*bare[0].span(), "bare", bare[0].group())


def many_boxes(line: str) -> bool:
    """Whether a line offers levels to tick: two boxes or more, or one before a level."""
    return len(_BOX.findall(line[:_REACH])) > 1


def _own_box(
    rest: str, option: re.Match[str], boxes: list[re.Match[str]], *, before: bool
) -> re.Match[str] | None:
    for box in boxes:
        between = rest[box.end() : option.start()] if before else rest[option.end() : box.start()]
        near = box.end() <= option.start() if before else option.end() <= box.start()
        if near and not between.strip().removeprefix("级"):
            return box
    return None


def field_after(label: str, line: str) -> Mark | None:
    """The level in the cell or line after a cell or line with the label alone."""
    if not is_label(label):
        return None
    found = label_field(f"密级:{line}")
    return replace(found, start=found.start - 3, end=found.end - 3) if found else None

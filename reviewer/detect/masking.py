"""Weak masking: covered numbers that can be worked out, alone or with what else the document tells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from reviewer.detect.late import late
from reviewer.detect.masked import COVERS, Masked, masked_numbers, merged, possible
from reviewer.detect.persons.facts import birth_parts
from reviewer.detect.persons.names import name_before, names_in
from reviewer.detect.persons.told import Told
from reviewer.detect.plan import Hit, Plan
from reviewer.detect.text import Candidate, Text
from reviewer.records import Rule

_FEW = 1000  # so many possible numbers or fewer can be tried one by one
_TOGETHER = 15  # of 18 digits seen in all masks of a person
_BESIDE = 60  # code points in which a birth date counts as standing beside
_FULL = late(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9}|\d{16,19})(?![\dXx])")
_BORN_DATE = late(
    r"(?:出生[^\n\t,;]{0,6}|生日[^\n\t,;]{0,3})\t?((?:19|20)\d{2}[-年./\d月日 ]{0,7})|"
    r"((?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?)(?:出)?生|(?<!\d)((?:19|20)\d{6})(?:出)?生"
)
_PIECE = late(rf"(?<![\d{COVERS}.])\d{{6,15}}(?![\d{COVERS}.])")
_JOINT = 3  # digits that both pieces share
_AGE = late(r"(?<!\d)(\d{1,3})周?岁")
_SIGN = late(rf"[\d{COVERS}]")
_VALIDATORS = (
    "id-few-hidden", "mobile-few-hidden", "card-few-hidden", "birth-beside", "two-masks", "whole-elsewhere",
)  # fmt: skip
_NAMES = {"id": "身份证号码", "mobile": "手机号码", "card": "银行卡号"}

Beside = tuple[tuple[int, int, int], int]  # birth as far as told, age


def masking_candidates(text: Text, hits: Iterable[Hit], plan: Plan, told: Told) -> Iterator[Candidate]:
    """Covered numbers that little work would uncover, with how many digits and candidates that leaves.

    `hits` are the anchors of rules of kind `masking`: without two covers, or a digit and a cover, in a row
    nothing is looked at.
    """
    covered = any(_goes_on(text, *place) for place in {(hit.start, hit.end) for hit in hits})
    if covered and (found := list(masked_numbers(text.folded))):
        rules = {name: rule for name in _VALIDATORS if (rule := plan.by_validator.get(f"masking.{name}"))}
        yield from _written_over(_RowsAbout(text, told, found), found, rules)
    if rule := plan.by_validator.get("masking.whole-elsewhere"):
        yield from _drawn_over(text, rule)


def _goes_on(text: Text, start: int, end: int) -> bool:
    """Whether digits or covers run on beside a literal; beside `##` of a heading none do."""
    start, end = text.normal.unjoin(start, end)
    return bool(_SIGN.match(text.folded, end) or (start and _SIGN.match(text.folded, start - 1)))


def _drawn_over(text: Text, rule: Rule) -> Iterator[Candidate]:
    """Numbers that a block or note only covers: the text is still in the file."""
    for index, segment in enumerate(text.segments):
        if "遮盖" not in segment.hidden:
            continue
        for full in _FULL.finditer(text.folded, text.starts[index], text.end(index)):
            reason = f"{segment.hidden}：号码仍在文件里，可以复制出来"
            yield Candidate(rule, *full.span(), full[0], rule.score, (reason,))


def _written_over(rows: _RowsAbout, found: list[Masked], rules: dict[str, Rule]) -> Iterator[Candidate]:
    text = rows.text
    weak: set[int] = set()
    for masked in found:
        if candidate := _alone(text, masked, rules, rows):
            weak.add(masked.start)
            yield candidate
    if rule := rules.get("whole-elsewhere"):
        yield from _whole(text, found, rule)
    if rule := rules.get("two-masks"):
        yield from _spliced(text, [masked for masked in found if masked.start not in weak], rule, rows)


def _alone(text: Text, masked: Masked, rules: dict[str, Rule], rows: _RowsAbout) -> Candidate | None:
    """A mask that hides too little, or whose birth date is told beside it."""
    name = f"{masked.what}-few-hidden"
    if piece := rows.piece(masked):
        reason = f"旁边的 {len(piece)} 位数字与看得见的部分相接，可以拼出全号"
        return _candidate(text, masked, rules.get("whole-elsewhere"), (reason,))
    left = possible(masked.what, masked.shape)
    if left <= _FEW and not (masked.what == "mobile" and masked.hidden > 2):
        return _candidate(text, masked, rules.get(name), (_left(masked.what, masked.hidden, left),))
    if masked.what != "id" or "?" not in masked.shape[6:14]:
        return None
    birth, age = rows.beside(masked)
    if not birth[0] and age < 0:
        return None
    told = possible(masked.what, masked.shape, birth, age)
    if told > _FEW:
        return None
    what = "出生日期" if birth[2] else "出生年月" if birth[1] else "出生年份" if birth[0] else "年龄"
    reason = f"旁边写出了{what}，可补上被遮住的出生日期；{_left('id', masked.hidden, told)}"
    return _candidate(text, masked, rules.get("birth-beside"), (reason,))


def _left(what: str, hidden: int, left: int) -> str:
    """How many digits are covered and how many numbers that leaves, in words."""
    if left == 1:
        return f"{_NAMES[what]}遮住 {hidden} 位，按校验规则可以直接算出全号"
    return f"{_NAMES[what]}遮住 {hidden} 位，按编排和校验规则只剩约 {left} 个可能的号码"


def _candidate(text: Text, masked: Masked, rule: Rule | None, reasons: tuple[str, ...]) -> Candidate | None:
    if rule is None:
        return None
    return Candidate(
        rule, masked.start, masked.end, text.folded[masked.start : masked.end], rule.score, reasons
    )


class _RowsAbout:
    """What stands beside a covered number: of its row in a table, of its line elsewhere."""

    def __init__(self, text: Text, told: Told, found: Iterable[Masked]) -> None:
        self.text = text
        self._people = told
        self._told: dict[int, tuple[str, Beside]] | None = None
        # The document covers one identity number: any date of birth is its holder's.
        self._lone = sum(masked.what == "id" for masked in found) == 1

    def _rows(self) -> dict[int, tuple[str, Beside]]:
        """By start of each cell that covers something: the row's name, birth and age."""
        if self._told is None:
            self._told = {}
            for row in chain(self._people.forms, self._people.tables):
                birth = next((birth_parts(cell.text) for cell in row.of("birth")), (0, 0, 0))
                age = next(
                    (int(found[0]) for cell in row.of("age") if (found := re.match(r"\d+", cell.text))), -1
                )
                for cell in row.cells:
                    if cell.role in {"id", "phone", "card"}:
                        self._told.update(
                            dict.fromkeys(range(cell.start, cell.start + 3), (row.name, (birth, age)))
                        )
        return self._told

    def beside(self, masked: Masked) -> Beside:
        """Birth and age told beside a covered number."""
        told = self._rows().get(masked.start)
        if told and told[1] != ((0, 0, 0), -1):
            return told[1]
        near = self._near(masked)
        if found := _BORN_DATE.search(near):
            return _born(found), -1
        born = {found[0]: found for found in _BORN_DATE.finditer(self.text.folded)} if self._lone else {}
        if len(born) == 1:
            return _born(*born.values()), -1
        aged = _AGE.search(near)
        return (0, 0, 0), int(aged[1]) if aged else -1

    def piece(self, masked: Masked) -> str:
        """Digits on the same line that go on from what is seen over what is covered, "" when none do."""
        front = masked.shape.partition("?")[0]
        back = masked.shape.rpartition("?")[2]
        if masked.hidden + len(front) + len(back) != len(masked.shape):
            return ""
        for run in _PIECE.findall(self._near(masked)):
            lengthened = len(front) + masked.hidden == len(run) and run.startswith(front)
            led = masked.hidden + len(back) == len(run) and run.endswith(back)
            if (lengthened and len(front) >= _JOINT) or (led and len(back) >= _JOINT):
                return str(run)
        return ""

    def name(self, masked: Masked) -> str:
        """The person a covered number belongs to, "" when nothing tells."""
        if told := self._rows().get(masked.start):
            return told[0]
        folded = self.text.folded
        floor = max(0, masked.start - _BESIDE)
        start = max(floor, folded.rfind("\n", floor, masked.start))
        named = list(names_in(folded, start, masked.start + 14))
        if named:
            return named[-1].text
        before = name_before(folded, masked.start)
        return before.text if before else ""

    def _near(self, masked: Masked) -> str:
        """The line around a covered number, at most `_BESIDE` code points on each side."""
        folded = self.text.folded
        floor, last = max(0, masked.start - _BESIDE), masked.end + _BESIDE
        start = max(
            floor, folded.rfind("\n", floor, masked.start) + 1, folded.rfind("\x1e", floor, masked.start) + 1
        )
        ends = [end for sign in "\n\x1e" if (end := folded.find(sign, masked.end, last)) >= 0]
        return folded[start : min(ends, default=last)]


def _born(found: re.Match[str]) -> tuple[int, int, int]:
    """The date that a `_BORN_DATE` tells, as far as known."""
    if digits := found[3]:
        return birth_parts(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    return birth_parts(found[1] or found[2])


def _whole(text: Text, found: list[Masked], rule: Rule) -> Iterator[Candidate]:
    """Covered numbers whose whole stands elsewhere in the same document, seen or unseen."""
    whole = [(match[0].upper(), match.start()) for match in _FULL.finditer(text.folded)]
    by_mask: dict[tuple[int, tuple[int, ...]], dict[str, int]] = {}
    for masked in found:
        seen = tuple(place for place, digit in enumerate(masked.shape) if digit != "?")
        if len(seen) < 6:
            continue
        key = (len(masked.shape), seen)
        if key not in by_mask:
            by_mask[key] = _projected(whole, *key)
        place = by_mask[key].get("".join(masked.shape[index] for index in seen))
        if place is not None and (candidate := _told_whole(text, masked, place, rule)):
            yield candidate


def _projected(whole: Sequence[tuple[str, int]], length: int, seen: tuple[int, ...]) -> dict[str, int]:
    return {"".join(full[index] for index in seen): place for full, place in whole if len(full) == length}


def _told_whole(text: Text, masked: Masked, place: int, rule: Rule) -> Candidate | None:
    segment = text.segments[text.segment_at(place)]
    label = segment.location.label or segment.location.part
    where = (
        f"隐藏的内容（{segment.hidden}，{label}）"
        if segment.hidden
        else f"同一文件另一处（{label or '正文'}）"
    )
    return _candidate(text, masked, rule, (f"这里遮住 {masked.hidden} 位，但{where}写着全号，等于没有遮盖",))


def _spliced(text: Text, found: Iterable[Masked], rule: Rule, rows: _RowsAbout) -> Iterator[Candidate]:
    """Different masks of one person's number that together leave little unknown."""
    by_person: dict[tuple[str, str], list[Masked]] = defaultdict(list)
    shapes: dict[str, set[str]] = defaultdict(set)
    for masked in found:
        shapes[masked.what].add("".join("?" if digit == "?" else "d" for digit in masked.shape))
    for masked in found:
        if len(shapes[masked.what]) > 1 and (name := rows.name(masked)):
            by_person[name, masked.what].append(masked)
    for (_, what), masks in by_person.items():
        yield from _overlaid(text, what, masks, rule)


def _overlaid(text: Text, what: str, masks: list[Masked], rule: Rule) -> Iterator[Candidate]:
    first, rest = masks[0], masks[1:]
    for other in rest:
        whole = merged(first.shape, other.shape)
        if not whole or whole in {first.shape, other.shape}:
            continue
        left, hidden = possible(first.what, whole), whole.count("?")
        enough = left <= _FEW and (what != "mobile" or hidden <= 2)
        if enough or (what == "id" and len(whole) - hidden >= _TOGETHER):
            reason = f"同一人的{_NAMES[what]}有两种遮法，拼起来只剩 {hidden} 位不知道，约 {left} 个可能的号码"
            for masked in (first, other):
                if candidate := _candidate(text, masked, rule, (reason,)):
                    yield candidate

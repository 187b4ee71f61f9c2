"""The written forms of a 密级标志 in one line of folded text (domain.md §2; GB/T 9704-2012, -1999).

密级★保密期限 · 密级★ · ★密级 · 密级10年 · 密级（10年） · 密级, alone or with 份号 and 紧急程度 beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal
from unicodedata import numeric

from reviewer.detect.late import late

LEGAL_YEARS = {"绝密": 30, "机密": 20, "秘密": 10}  # 保守国家秘密法 (2024) art 20

Form = Literal["star", "term", "bare", "own", "foreign"]
LEVEL = "(?P<level>绝密|机密|[秘㊙]密)"
_STAR = r"(?P<star>[★*●·]{1,6})"
_NUMBER = (
    r"[0-9](?:\s?[0-9]){0,2}\s?|[〇零一二两三四五六七八九十廿卅百壹贰叁肆伍陆柒捌玖拾]{1,4}|[①-⑳㉑-㉟㊱-㊿]"
)
_DATE = "(?:至|到)?20[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}日)?(?:前|止|解密)?"
SPAN = (
    rf"(?:{_DATE}|(?:(?P<years>{_NUMBER})年)?(?:{_NUMBER})(?:\s?个?月|周|天|日)|(?P<only_years>{_NUMBER})年|半年"
    "|长期|永久)"
)
_CONDITION = r"[^\s,。;:、“”\"'()\[\]★]{1,14}(?:[前后时止]|解密|公布|公开)"
TERM = rf"(?P<term>{SPAN}|{_CONDITION})"
_COPY = "(?:份号:?|No[.:]?|№)?[0-9]{6}"
BESIDE = (
    rf"(?:\s?(?:特急|加急|急件|平急|特提|{_COPY}|第[0-9]{{1,3}}页|共[0-9]{{1,3}}页|-\s?[0-9]{{1,3}}\s?-"
    r"|[\u4e00-\u9fff]{1,12}\[20[0-9]{2}\][0-9]{1,5}号))*\s?"
)
OPEN, CLOSE = r"[\[(<《]?", r"[\])>》]?"
STARRED = rf"{LEVEL}级?\s?{_STAR}\s?[(]?\s?{TERM}?\s?[)]?"
_SIGN = r"(?:[^\w\s\[\](){}<>《》“”‘’\"'?!。]{1,4}|[xX_])"  # in the star's place, before a SPAN
_OWN = (  # what is no level of 国家秘密
    "(?P<level>(?:普通|核心)?(?:商密|商业秘密)|内部(?:资料|文件|事项)?|工作秘密|敏感|保密|涉密|机要)"
)
MADE_UP = (  # levels that the law does not know
    "(?P<level>(?:内部|高度|绝对|特级|特等|特别|最高|超级|商业|公司|企业|集团|本局|本单位|校内|局内|单位内部)"
    "(?:绝密|机密)级?|(?:内部|本局|本单位|校内|局内)[秘㊙]密级?|[特A-D一二三]级(?:绝密|机密|[秘㊙]密|保密))"
)
OWN_STARRED = rf"{_OWN}\s?(?P<star>★{{1,6}})\s?{TERM}?"
_FORMS: tuple[tuple[Form, str], ...] = (
    ("star", STARRED),
    ("star", rf"(?P<star>[★●]{{1,6}})\s?{LEVEL}级?\s?[(]?{TERM}?[)]?"),
    ("star", rf"[★●*◎■◆▲※]{{1,3}}\s?{LEVEL}级?\s?(?P<star>[★●*◎■◆▲※]{{1,3}})\s?[(]?{TERM}?[)]?"),
    ("star", rf"{LEVEL}级?\s?(?P<star>㊙)\s?{TERM}?"),
    ("star", rf"(?P<level>密)(?P<star>[★●]{{1,6}})\s?{TERM}?"),
    ("star", rf"(?P<level>㊙)(?:级|件)?\s?(?P<star>[★*●·]{{1,6}})?\s?(?P<term>{SPAN})"),
    ("term", rf"{LEVEL}级?\s?[(·/\-—]?\s?(?:保密期限?)?[:]?{TERM}[)]?"),
    ("term", rf"{LEVEL}级?\s?{_SIGN}\s?[(]?(?P<term>{SPAN})[)]?"),
    ("bare", rf"{LEVEL}级?"),
    ("bare", "(?P<level>㊙)(?:级|件)?"),
    ("own", OWN_STARRED),
    ("own", rf"{MADE_UP}\s?(?P<star>[★*●·]{{1,6}})?\s?{TERM}?"),
    ("foreign", "(?P<level>TOP SECRET|SECRET|CONFIDENTIAL)(?:\\s?//\\s?[A-Z][A-Z ]{1,20})?"),
)
_WHOLE = tuple((form, late(f"{BESIDE}{OPEN}{body}{CLOSE}{BESIDE}")) for form, body in _FORMS)
_STAR_FIRST = rf"(?P<star>[★●]{{1,6}})\s?{LEVEL}级?\s?(?P<term>{SPAN})"
_LEAD = tuple(late(rf"{BESIDE}{OPEN}{body}{CLOSE}(?![、,或和及与以“”/|])") for body in (STARRED, _STAR_FIRST))
_BRACKETED = late(rf"[\[(]{LEVEL}[\])]")
_TAIL = tuple(
    late(rf"(?:\s|[\u4e00-\u9fff)\]]){OPEN}{body}{CLOSE}{BESIDE}$") for body in (STARRED, _STAR_FIRST)
)
_FENCED = late(  # in brackets of its own: 来源:某局[机密·五年]责任编辑:张某
    rf"(?<![\[(如为是写标注印盖有的即成作到、和或及与“‘\"])[\[(]{LEVEL}级?\s?(?:★+|(?P<star>[★*●·/\-—]{{0,3}})\s?(?P<term>{SPAN}))[\])]"
    r"(?![\])的字等标、和或及与是为”’\"])"
)
_LED = late(  # 【绝密 长期】在库物资情况(供核对,勿抄录)
    rf"[\[(]{LEVEL}级?\s?(?:★+|(?P<star>[★*●·/\-—]{{0,3}})\s?(?P<term>{SPAN}))[\])](?=\s?[\u4e00-\u9fff])"
    r"(?!\s?(?:[的字等和或及与是]|标[志注识]|文件|事项|材料|信息|级|公文|载体))"
)
_SENTENCE = late("[,。;!?《“]")
_PORTION = late(  # 二、大坝安全鉴定。(秘密)经鉴定…
    rf"\s*(?:[一二三四五六七八九十]{{1,3}}、|\([一二三四五六七八九十0-9]{{1,3}}\)|[0-9]{{1,2}}(?:\.[0-9]{{1,2}})?[.、\s])"
    rf"[^,。;:()\n]{{2,30}}[。:]?\s?[(\[]{LEVEL}[)\]](?=[\u4e00-\u9fff0-9]|$)"
)
_STAMP = late(rf"[,;。\s(]{STARRED}[)。]?$")
_SPEAKS = late("[,。;:、“”‘’\"'《?!]|[标注写如为是的有印盖]{1}$")
_LONGEST_TAIL = 40  # code points of a line that ends with a mark
_LEFT_OVER = late(rf"(?P<level>★{{1,3}})\s?(?P<term>{SPAN})")
_INLINE = late(STARRED.replace("●·", ""))
_REPEATED = late(r"(.{2,20}?)(?:\s?\1)+")  # a watermark over and over
_MISREAD_STAR = "女大太夫火文木水本安交六xX×✕✖kK＊☆"
_READ = late(
    rf"{BESIDE}(?:密级:\s?)?{OPEN}[★*{_MISREAD_STAR}]?(?P<level>[绝绐][密蜜宓窑]|[机杌][密蜜宓窑]|[秘泌][密蜜宓窑])\s?"
    rf"(?P<star>[★*●·{_MISREAD_STAR}]{{0,2}})\s?[(]?(?P<term>{SPAN}|[lI|oO0-9]{{1,2}}年|{_CONDITION})?[)]?{CLOSE}{BESIDE}"
)
_EXAM = late(  # 绝密 启用前使用; 本试卷启用前属绝密
    rf"(?:本?(?:试题|试卷|试题卷|答案|参考答案)[\s:,]?)?(?:{LEVEL}级?[\s:,★]?(?P<term>(?:启用|启封|开启|开考|考试结束)前)(?:使用)?"
    r"|(?P<before>(?:启用|启封|开启|开考|考试结束)前)(?:属于?|为|是)?(?P<named>绝密|机密|秘密)级?(?:材料)?)[。!]?"
)
_READ_LEAST = late(f"[★*●xX×☆女]|{SPAN}")
_NEAR = 60  # code points of the line either side where 份号 and the like stand
_LEVELS = {"绝": "绝密", "绐": "绝密", "机": "机密", "杌": "机密", "秘": "秘密", "泌": "秘密"}
_BESIDES = late("特急|加急|急件|平急|特提|[0-9]{6}|[\u4e00-\u9fff]{1,12}\\[20[0-9]{2}\\][0-9]{1,5}号")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as written: where in the line, which form, its level, term and what stands beside it.

    `level` is "密" or "㊙" where a mark names none, and the words used where they are no level of 国家秘密.
    """

    start: int
    end: int
    form: Form
    level: str
    term: str = ""
    years: int | None = None
    beside: str = ""  # 份号, 紧急程度 or 发文字号 on the same line
    timed: bool = False  # the term is a length of time, not a condition


def whole(line: str) -> Mark | None:
    """The mark a line consists of, nothing else but 份号, 紧急程度 and Markdown's heading or bold signs."""
    text = line.strip(" #>")
    if len(text) > 4 and text.startswith("**") and text.endswith("**"):
        text = text[2:-2]
    if len(text) <= 100 and (again := _REPEATED.fullmatch(text)):
        text = again[1]
    for form, pattern in _WHOLE:
        if found := pattern.fullmatch(text):
            return made(found, form, line.index(text))
    return None


def whole_read(line: str) -> Mark | None:
    """The mark a line read by OCR consists of: the star or a character may be misread, the star lost."""
    text = line.strip()
    found = _READ.fullmatch(text)
    if found is None or not _READ_LEAST.search(text):
        return None
    mark = made(found, "star", line.index(text))
    return replace(mark, level=_LEVELS[mark.level[0]])


def exam_line(line: str) -> Mark | None:
    """The level an exam paper gives itself until it is used, without a star: the whole of a line."""
    found = _EXAM.fullmatch(line.strip())
    if found is None:
        return None
    level = "level" if found["level"] else "named"
    return Mark(*found.span(level), "term", found[level], found["term"] or found["before"])


def lead(line: str) -> Mark | None:
    """The starred or bracketed mark that a longer line begins with."""
    indent = len(line) - len(line.lstrip())
    for pattern in _LEAD:
        if found := pattern.match(line, indent):
            return made(found, "star", 0)
    found = _BRACKETED.match(line, indent)
    return made(found, "bare", 0) if found else None


def tail(line: str) -> Mark | None:
    """The starred mark that ends a short line, after a name rather than a sentence."""
    if len(line) > _LONGEST_TAIL:
        return None
    for pattern in _TAIL:
        if (found := pattern.search(line)) and not _SPEAKS.search(line[: found.start() + 1].rstrip("[( ")):
            return made(found, "star", 0)
    return None


def fenced(line: str) -> Mark | None:
    """A level with its star or term in brackets of its own, in a line that is no sentence."""
    found = _FENCED.search(line) if _SENTENCE.search(line) is None else None
    return made(found, "star", 0) if found else None


def led(line: str) -> Mark | None:
    """The level with its star or term that stands in brackets before the words of a line."""
    found = _LED.match(line, len(line) - len(line.lstrip()))
    return made(found, "star", 0) if found else None


def portion(line: str) -> Mark | None:
    """The bracketed level behind a numbered heading: it marks what follows, or what the heading names."""
    found = _PORTION.match(line)
    return made(found, "bare", 0) if found else None


def stamp(line: str) -> Mark | None:
    """The starred mark behind the last clause of a line."""
    found = _STAMP.search(line)
    return made(found, "star", 0) if found else None


def bare_star(line: str) -> Mark | None:
    """`★10年` without a level: what a covered or erased corner leaves."""
    found = _LEFT_OVER.fullmatch(line.strip())
    return made(found, "star", line.index(found.group())) if found else None


def inline(line: str) -> list[Mark]:
    """Starred marks anywhere in a line."""
    return [made(found, "star", 0) for found in _INLINE.finditer(line)]


def made(found: re.Match[str], form: Form, offset: int) -> Mark:
    """A found form as a value; `offset` is where the searched text begins in the line."""
    groups = found.groupdict()
    years = groups.get("years") or groups.get("only_years")
    start = min(found.start(name) for name in ("level", "star") if groups.get(name))
    end = max(found.end(name) for name in ("level", "star", "term") if groups.get(name))
    beside = " ".join(_BESIDES.findall(found.string, max(0, start - _NEAR), end + _NEAR))
    term = groups.get("term") or ""
    timed = bool(term and re.fullmatch(SPAN, term))
    return Mark(start + offset, end + offset, form, found["level"], term, _years(years), beside, timed)


def _years(written: str | None) -> int | None:
    if not written:
        return None
    if written.isascii():
        return int(re.sub(r"\s", "", written))
    total, digit = 0, 0
    for character in written:
        value = int(numeric(character))
        if value >= 10:
            total, digit = total + max(digit, 1) * value, 0
        else:
            digit = value
    return total + digit

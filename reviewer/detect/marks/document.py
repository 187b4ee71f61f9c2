"""What the whole document says about a mark: its term, its issuer, and the traces of a mark taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from reviewer.detect.late import late
from reviewer.detect.marks.exams import Outcome, dates, school_paper
from reviewer.detect.marks.grammar import LEGAL_YEARS, Mark
from reviewer.detect.marks.place import DOC_NUMBER
from reviewer.detect.normalise import SEPARATOR
from reviewer.detect.text import Text

_READ = 20_000  # code points of a document that are searched for dates
_NUMBER_YEAR = late(r"\[(20[0-9]{2})\][0-9]{1,5}号")
_LINE = rf"(?:^|[\n{SEPARATOR}])"
_END = rf"(?=[\n{SEPARATOR}]|$)"
_COUNTY = late(  # county and below; a city's name alone may be a municipality or 设区的市
    rf"{_LINE}(?P<issuer>[\u4e00-\u9fff]{{0,12}}(?:县|(?P<town>乡|镇|街道|村)|[^城郊]区)"
    r"(?:委|人民政府|人大|政协|办事处|村民委员会|[\u4e00-\u9fff]{1,12}(?:局|服务中心)|[\u4e00-\u9fff]{0,8}办公室)"
    rf"[\u4e00-\u9fff]{{0,6}}?)(?:文件|关于|{_END})"
)
_DATED = late("(20[0-9]{2})年")
_ENDLESS = frozenset(("长期", "永久"))
_COPY = late(rf"{_LINE}\s?(?P<copy>(?:份号:?\s?)?[0-9]{{6}})\s?(?:特急|加急)?{_END}")
_EVERYDAY = late(  # what is for everyone, in a title
    "告家长书|致家长|家长会|作息时间|放假(?:通知|安排)|停[水电气](?:通知|公告)|限时供[水电气]|停气改造|温馨提示|倡议书|征文|书画"
    "|(?:演讲|歌咏|朗诵|知识|技能)(?:比赛|竞赛)|运动会|联欢|食谱|菜[谱单]|食堂|放流活动|研修班|培训班|志愿服务|便民服务|公益|招租|开放日|知识问答|科普|小常识|明白纸|宣传册"
    "|(?:先进|优秀)(?:集体|个人|单位|教师|工作者)|表彰|表扬|门诊|疫苗接种|健康讲座|工程量清单|价格表|收费标准|缴费通知|失物招领"
)
_HEAD = 200  # code points of a document in which its title stands
_RED_HEAD = late(rf"[\u4e00-\u9fff]{{4,30}}文件\s?{_END}|签发人:")


class Facts:
    """What a document says of itself, worked out once and only when a mark stands in it."""

    def __init__(self, text: Text, today: date) -> None:
        self.text, self.today = text, today

    @cached_property
    def year(self) -> int:
        """The latest year in which it can have been made; 0 if it names none."""
        read = self.text.folded[:_READ]
        named = [day.year for day in dates(read)] + [int(year) for year in _NUMBER_YEAR.findall(read)]
        return max((year for year in named if year <= self.today.year + 1), default=0)

    @cached_property
    def county(self) -> str:
        """Its issuer's name where that is an organ of a county or below; else ""."""
        return self._issuer["issuer"] if self._issuer else ""

    @property
    def town(self) -> bool:
        """Whether that organ is of a township, a street or a village."""
        return bool(self._issuer and self._issuer["town"])

    @cached_property
    def everyday(self) -> str:
        """The words of its title by which it is for everyone; "" where it has none."""
        found = _EVERYDAY.search(self.text.folded[:_HEAD])
        return found.group() if found else ""

    @cached_property
    def _issuer(self) -> re.Match[str] | None:
        return _COUNTY.search(self.text.folded[:1500])


def term_and_issuer(mark: Mark, facts: Facts) -> Iterator[Outcome]:
    """What else is wrong with a mark that stands: over the legal term, expired, not the issuer's to give."""
    limit = LEGAL_YEARS.get(mark.level)
    if limit is None:
        return
    if words := school_paper(facts.text):
        yield "mock-exam", None, (f"像是校内试卷（{words}），不是国家考试的试题",)
    if facts.everyday:
        reason = (
            f"标题有“{facts.everyday}”，像是日常给公众看的材料；内容若不属于国家秘密，不得作出国家秘密标志"
        )
        yield "improper", None, (reason,)
    if mark.years is not None and mark.years > limit:
        yield "over-term", None, (f"{mark.level}级保密期限标为{mark.years}年，超过{limit}年",)
    if mark.term == "永久" or (mark.term == "长期" and mark.level == "秘密"):
        reason = f"保密期限标为“{mark.term}”，没有届满之日；{mark.level}级除另有规定外不超过{limit}年"
        yield "over-term", None, (reason,)
    if reason := _past(mark, facts):
        yield "expired", None, (f"{reason}已经届满；未确认解密前仍按标志对待",)
    if facts.county and (mark.level == "绝密" or facts.town):
        who = "中央和省级机关" if mark.level == "绝密" else "设区的市级以上机关"
        reason = f"发文机关“{facts.county}”在县级或以下，{mark.level}级由{who}确定；可能是派生定密"
        yield "beyond-authority", None, (reason,)


def _past(mark: Mark, facts: Facts) -> str:
    """Why a term is over by the document's own dates, "" if it is not; a part of a year counts as one."""
    if mark.timed and (named := _DATED.search(mark.term)):
        return f"保密期限“{mark.term}”" if int(named[1]) < facts.today.year else ""
    years = mark.years if mark.years is not None else 1 if mark.timed and mark.term not in _ENDLESS else None
    if years is None or not facts.year or facts.year + years >= facts.today.year:
        return ""
    return f"文中最晚年份为{facts.year}年，加上{mark.term}"


def removed(text: Text) -> tuple[int, int, tuple[str, ...]] | None:
    """A 份号 left alone at the top of an issued document without a mark: span and reasons."""
    head = text.folded[:160]
    found = _COPY.search(head)
    if found is None or head[: found.start("copy")].count("\n") > 3:
        return None
    page = text.folded[: found.end() + 500]
    signs = [
        name for name, sign in (("发文字号", DOC_NUMBER), ("发文机关标志", _RED_HEAD)) if sign.search(page)
    ]
    if not signs:
        return None
    reasons = (f"首页有份号{found['copy'][-6:]}和{'、'.join(signs)}，却没有密级；份号只在涉密公文上标注",)
    return found.start("copy"), found.end("copy"), reasons

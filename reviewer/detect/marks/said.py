"""What a text says of its own level, and telegrams in cipher it answers or forwards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reviewer.detect.late import late
from reviewer.detect.marks.exams import Outcome
from reviewer.detect.marks.fields import label_field
from reviewer.detect.marks.grammar import LEVEL, Mark
from reviewer.detect.marks.place import Standing

_NAMES = ("filename", "alt", "metadata")

_WINDOW = 160  # code points of a line about a place that are looked at
_LONG = 4000  # code points of a line
_WIRE = "(?:密码?电(?:报)?|密码?传(?:真)?|机密传真|机要电报|加密电报)"
_YEAR = r"(?:[\[(]?(?:20[0-9]{2}|二[〇○零][一二三四五六七八九〇○零]{2})(?:年|[\])])?)"
_COUNT = "第?(?:[0-9]{1,5}|[一二三四五六七八九十百]{1,5})号"
_NUMBERED = late(
    rf"(?:(?P<dated>{_WIRE}\s?{_YEAR}\s?{_COUNT})|(?<![精严紧加致周绵细亲]){_WIRE}\s?(?<!密传){_COUNT})"
)
_ANSWERED = late(
    "密(?:码)?电(?:报)?(?:(?:已)?收悉|精神|悉[,。])|(?:的密(?:码)?电(?:报)?》?|密码?传真|机密传真|机要电报)(?:已)?收悉"
)
_GOVERNED = late(
    "(?:根据|依据|按照|遵照|贯彻|落实|接到?|收到|转发|现将)[^。;!?\n]{0,14}?(?:密码?电报?|密码传真|机密传真|机要电报|加密电报)"
    "(?=要求|部署|通知|指示|安排|转发|内容|[(),。:]|$)"
)
_HEADED = late(
    "^(?:密码电报|密码传真|机要电报)(?=.{0,40}(?:编号|编码))(?=.{0,40}(?:等级|签批|特急|加急|特提|机要))"
)
_HISTORY = late(
    "(?<![0-9])1[0-9]{3}年|延安|红军|八路军|新四军|地下党|抗战|抗日|国民党|解放战争|党史|谍|电影|影片|电视剧|小说|话剧|译电|破译|截获"
    "|史料|日军|敌人|敌军|故事"
)
_RULE = late("应当|应由|应按|不得|严禁|禁止|如果|规定:|办法|制度")
_SUBJECT = "(?:本|此|以上|上述|该|附件[0-9一二三四五六七八九十]{0,2}(?:中)?的?)"
_THING = "(?:件|文件|文|文稿|方案|通知|材料|报告|资料|意见|纪要|内容|数据|名单|预案|图纸|附件)?"
_SAID = late(
    rf"{_SUBJECT}{_THING}(?:(?:为|系|属于?|是|含有?|定为|标为){LEVEL}级|的?密级(?:为|是|定为|:)?[“\"]?(?P<named>绝密|机密|秘密)[”\"]?级?)"
    r"(?:国家秘密|文件|件|材料|资料|事项|内容|信息)?(?=[,。;!)\]\s]|$)"
)
_TOLD = late(  # of another's document, or of documents in general
    "鉴定|案例|案件|警示|泄密|失密|涉案|处分|查处|违规|拍照|擅自|小王|小李|小张|小刘|某某?(?:甲|乙|科员|干部)|下列|判断|单选|例如|例:"
    "|表示|读作|如果|如本|若|假如|是指|应当|凡|明知|得知|以为|误以为|认为|是否|吗"
)


def said(line: str, around: Standing) -> Iterator[tuple[Mark, Outcome]]:
    """本件为机密级, said of the document itself and not in a story or a rule."""
    if len(line) > _LONG or around.kind in _NAMES or label_field(line) is not None:
        return
    for found in _SAID.finditer(line):
        if not _TOLD.search(_near(line, found)):
            mark = Mark(*found.span(which := "level" if found["level"] else "named"), "bare", found[which])
            yield mark, ("said", None, ("文中说本件或所附材料有密级",))


def telegrams(line: str, head: str) -> Iterator[tuple[Mark, Outcome]]:
    """Numbers of telegrams in cipher, what answers or follows one; history and rules are left out."""
    numbered = _NUMBERED.search(line)
    found = numbered or _ANSWERED.search(line) or _HEADED.search(line)
    if found is not None and ((numbered and numbered["dated"]) or not _of_old(line, found, head)):
        yield (
            Mark(*found.span(), "bare", "密电"),
            ("cipher-telegram", None, ("密电的文号、版头或对密电的答复",)),
        )
        return
    found = _GOVERNED.search(line[:_LONG])
    if found is not None and not _of_old(line, found, head) and not _RULE.search(_near(line, found)):
        reason = ("按密电办理或者转发密电，没有写出文号",)
        yield Mark(*found.span(), "bare", "密电"), ("cipher-telegram", "review", reason)


def _of_old(line: str, found: re.Match[str], head: str) -> bool:
    """Whether a telegram belongs to a story or to history."""
    return _HISTORY.search(_near(line, found)) is not None or _HISTORY.search(head) is not None


def _near(line: str, found: re.Match[str]) -> str:
    return line[max(0, found.start() - _WINDOW) : found.end() + _WINDOW]

"""A level on a short line with nothing but what goes with a mark: 机密文件 注意保管, 秘密 第001号."""

from __future__ import annotations

from reviewer.detect.late import late
from reviewer.detect.marks.exams import Outcome
from reviewer.detect.marks.grammar import Mark, made
from reviewer.detect.marks.judge import LIKELY, weigh
from reviewer.detect.marks.place import Standing, evidence, issued_below

_LONGEST = 28  # code points of such a line
_MARGINS = ("header", "footer", "textbox")
_URGENT = "特急|加急|急件|平急|特提|明电"
_NUMBERED = r"(?:编号|份号|序号|No[.:]?|№|第)?\s?:?\s?[0-9]{1,8}\s?[号份]?|第[0-9]{1,3}页|共[0-9]{1,3}页"
_KEPT = (
    "请?(?:注意|妥善|严格)?(?:保存|保管|保密)|(?:阅|会|用)(?:后|毕)(?:退回|收回|交回|退还|销毁|归档)|(?:内部|限内部)(?:使用|掌握|传阅)?"
    "|(?:未经(?:批准|许可|同意))?(?:请?勿|不得|严禁|禁止|不准)(?:外传|复制|复印|翻印|转发|传播|扩散|摘抄|拍照|上网|遗失|泄露)"
)
_NOUN = "文件|资料|材料|信息|内容|事项|件"
_SAYS = (
    "(?:本|此)(?:文件|件|文|材料|资料)(?:为|系|属|是)?|附件[0-9一二三四五六七八九十]{0,2}"
    "|(?i:confidential|secret)"
)
_WITH = rf"(?:{_URGENT}|{_NUMBERED}|{_KEPT}|{_NOUN}|{_SAYS})"
_GAP = r"[\s,，、;:；/\\\-—_·|!！。()\[\]◎■◆▲※○●★*#]{0,3}"
_SHORT = late(rf"{_GAP}(?:{_WITH}{_GAP}){{0,3}}(?P<level>绝密|机密|秘密)级?{_GAP}(?:{_WITH}{_GAP}){{0,4}}")
_UNNAMED = late(rf"{_GAP}(?P<level>密件|涉密(?:{_NOUN})?){_GAP}(?:{_WITH}{_GAP}){{0,3}}")
_HEADED = late(  # an organ's name before the level, in a margin
    r"[\u4e00-\u9fff]{2,20}(?:局|委|厅|办|府|委员会|办公室|中心|部|院|校|公司)"
    rf"{_GAP}(?P<level>绝密|机密|秘密)级?(?:{_NOUN})?(?:{_GAP}{_WITH}){{0,2}}"
)


def short_line(line: str, around: Standing) -> Mark | None:
    """The level of a short line of such words alone; in a margin an organ's name may stand before it."""
    if len(line) > _LONGEST:
        return None
    text = line.strip()
    found = _SHORT.fullmatch(text)
    if found is None and around.kind in _MARGINS:
        found = _HEADED.fullmatch(text)
    if found is not None:
        return made(found, "bare", line.index(text))
    unnamed = _UNNAMED.fullmatch(text)
    return made(unnamed, "own", line.index(text)) if unnamed else None


def short(mark: Mark, around: Standing) -> Outcome | None:
    """It counts in a margin and where an issued document begins below it; a judge says how likely it is."""
    found = evidence(mark, around)
    if around.kind not in _MARGINS and not (around.top and (found or issued_below(around))):
        return None
    if mark.form == "own":
        return "improper", None, (f"“{mark.level}”没有写明密级，却像标志一样独占一行", *found)
    why = ("与“文件”、紧急程度、编号、保管要求等写在一行", *found)
    return weigh("bare", mark, around, why, least=LIKELY)

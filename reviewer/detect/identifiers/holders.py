"""Whose telephone a number is: of somebody whom the paper is about, or of somebody for all to call."""

from __future__ import annotations

from typing import Literal

from reviewer.detect.identifiers.reading import Ground
from reviewer.detect.late import late
from reviewer.detect.persons.names import name_before

Holder = Literal["private", "public", ""]

_DUTIES = (
    "[河湖林田路街链警楼站所组校院]长|网格[员长]|责任人|包保|包联|代办|[乡驻]村|村医|医[生师]|护士|调解|书记|农技|特派员|指导员"
    "|辅导员|律师|公证|鉴定|执业|服务|便民|[老教]师|招生|招聘单位|值班|值守|民警|警官|巡护|巡查|护林员|保洁|联络|经办|招标|采购"
    "|代理|中标|经营|合作社|农场|民宿|企业|公司|商户|机构|水库|河段|山塘|窗口|网点|监督|咨询|投诉电话|举报电话|热线|客服|报修"
    "|维修|传真|对外|承办|主办|负责人|局长|主任|专家|委员|代表|记者|志愿|法定代表|工作者"
)
_SUBJECTS = (
    "家长|监护人|学生|新生|学员|考生|幼儿|儿童|患者|病人|户主|农户|受助|受援|受害|受灾|受访|被征收|被拆迁|拆迁|安置户|移民"
    "|贫困户|脱贫户|监测户|低保|特困|五保|失独|孤儿|残疾|高龄|优抚|信访|来访|来信|上访|投诉人|举报人|求助|报警人|当事人|申请人"
    "|申请对象|领取人|补贴对象|补助对象|救助|落选|村民|居民|市民|群众|业主|租户|承租|产权人|权利人|乙方|嫌疑|家属|亲属|本人"
    "|筹资户|落户|就业困难|失业人员|失业登记|报考|接种|异常反应"
)
_PRIVATE = late(_SUBJECTS)
_PUBLIC = late(_DUTIES)
_PERSON = late(f"姓名|名字|联系人|{_SUBJECTS}|{_DUTIES}")
_FACTS = late(
    "金额|补助|补贴|救助|资助|户主|村组|人口|班级|年级|学号|病|残疾|案由|安置|致贫|低保|保障|诉求|信访|反映|投诉|成绩|准考证"
    "|考号|身份证|出生|住址|家庭|户籍|疫苗|工种|年龄|性别|婚姻|监护人|家长"
)
_ABOUT = late(f"病|残疾|案由|金额|补助|补贴|{_SUBJECTS}")
_LISTED = late(
    f"(?:{_SUBJECTS}|学生|补贴|补助|资助|发放|慰问|征收|培训|报名|受理登记)[^\\n]{{0,14}}"
    "(?:名单|名册|登记|台账|一览|明细|公示|信息|情况|人员|表|户)"
)
_TOLD = late(
    "困难|补偿|家暴|求助|法律援助|纠纷|离婚|移民|落选|低保|残疾|自残|自杀|患[有者]?|住院|反映|上访|信访|投诉|来访|安置|拆迁"
    "|受助|贫困|体检|心理|欠款|欠薪|被打|殴打"
)
_ADDRESSED = late(  # 王警官, 张师傅: no full name, somebody to be called
    r"[\u4e00-\u9fff](?:师傅|警官|老师|主任|经理|医生|科长|股长|队长|站长|所长|工程师)[:(, ]{0,2}"
    r"(?:手机|电话)?[:( ]{0,2}$"
)
_CALLED = late("(?:举报|监督|咨询|投诉|服务|报修|值班|客服|热线|预约|挂失)(?:电话|手机|短信)?[:( ]{0,2}$")
_PARTS = late("[,、;: (\t]")
_CLAUSE, _LABEL, _REACH = 60, 12, 20  # code points before a number


def holder(ground: Ground, start: int, end: int) -> Holder:
    """Who holds a telephone by the heads and title of its table, or by the words of its sentence."""
    heads, column = ground.text.heads(start)
    if column < len(heads):
        return _of_column(heads, column) or _of_table(heads, ground.text.title_over(start))
    return _of_sentence(ground, start, end)


def _of_column(heads: list[str], column: int) -> Holder:
    """What the number's own head says, or the nearest on its left that names people.

    A duty beside the person whom the row is about (户主, 帮扶责任人) may be either's.
    """
    if said := _kind(heads[column]):
        return said
    names = (head for head in reversed(heads[:column]) if _PERSON.search(head))
    said = _kind(next(names, ""))
    return "" if said == "public" and _ABOUT.search("\t".join(heads)) else said


def _kind(words: str) -> Holder:
    """What the last word on people says, as in Chinese it is the noun: 水库移民, but 移民局长."""
    public, private = (
        max((found.end() for found in kind.finditer(words)), default=0) for kind in (_PUBLIC, _PRIVATE)
    )
    if public == private:
        return ""
    return "public" if public > private else "private"


def _of_table(heads: list[str], titles: str) -> Holder:
    """What the other columns and the title say where the name's head is plain."""
    duty, facts = _PUBLIC.search("\t".join(heads)), _FACTS.search("\t".join(heads))
    if _PUBLIC.search(titles):
        return "" if facts else "public"
    if duty:
        return "" if facts or _LISTED.search(titles) else "public"
    return "private" if facts or _LISTED.search(titles) else ""


def _of_sentence(ground: Ground, start: int, end: int) -> Holder:
    before = ground.before(start, _CLAUSE)
    if _ADDRESSED.search(before) or _CALLED.search(before):
        return "public"
    name = name_before(ground.text.folded, start, _REACH)
    if name is None:
        return ""
    label = ground.before(name.start, _LABEL).rstrip(":, (为是系")
    if said := _kind(_PARTS.split(label)[-1]):
        return said
    told = _TOLD.search(before) or _TOLD.search(ground.text.folded[end : end + _REACH].split("\n", 1)[0])
    return "private" if told and not _PUBLIC.search(before) else ""

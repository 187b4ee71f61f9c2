"""The shipped packs of the fields: each rule proves itself, and texts that must be public stay free of them."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from detect_rules import document

from reviewer.detect.classifier.model import load_model
from reviewer.detect.examples import failures
from reviewer.detect.scan import Scanner
from reviewer.records import Location, RuleSet, Segment
from reviewer.rulebook.load import load_rules

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)
PACKS = ("allow", "civil-affairs", "discipline", "education", "internal", "peoples-congress", "personnel", "public-security",
         "secrecy", "trade", "health", "statistics", "audit", "infrastructure", "emergency", "foreign-affairs")  # fmt: skip
DOMAINS = ("人大", "公安", "教育", "组织人事", "纪检监察", "卫健", "统计", "审计", "水利能源", "应急", "采购与商业秘密",
           "外事", "保密", "民政", "自然资源", "国防动员", "网信")  # fmt: skip

LAWFUL = [  # what §4.2 and §4.3 of the field say must be public, in other words
    "保守国家秘密法宣传月：国家秘密的密级分为绝密、机密、秘密三级，机关应当依法确定。",
    "我局开展保密自查：全年组织学习四次，签订承诺书32份，未发现违规问题。",
    "新修订的保密法实施条例今日起施行，记者就密码电报管理等问题采访了有关负责人。",
    "县人大常委会听取审议执法检查报告，审议意见和研究处理情况向社会公布。",
    "选举采用无记名投票，设秘密写票处，总监票人宣布计票结果。",
    "任前公示：李某，现任县水利局副局长，拟任县水利局局长，公示期五个工作日。",
    "拟录用公示：根据笔试、面试、体检、考察结果，拟录用下列人员，名单附后。",
    "县纪委通报五起典型案例：某镇原镇长收受礼金，受到撤职处分，问题线索已办结。",
    "省纪委监委消息：某厅原厅长涉嫌严重违纪违法，目前正接受纪律审查和监察调查。",
    "巡察整改情况公告：县委第二巡察组反馈的十二个问题全部整改到位，现予公布。",
    "悬赏通告：犯罪嫌疑人王某在逃，望群众提供线索，联系电话110。",
    "关于新增交通技术监控设备点位的公告：电子警察点位共12处，具体位置明细见附表。",
    "高考温馨提示：考前熟悉考点路线，携带准考证，试卷保密室全天有人值守。",
    "往年真题汇编：2019年作文题、压轴题解析及评分细则，供考生复习。",
    "省卫生健康委发布十月份法定传染病疫情：共报告发病21034例，死亡12人。",
    "流感疫苗接种点电话公布，老年人凭身份证登记即可接种。",
    "统计公报：全年规模以上工业企业营业收入1200亿元，同比增长6.1%。",
    "调查制度说明：样本户采用记账方式，家庭收入按季汇总，原始数据由调查机构保管。",
    "审计结果公告：发现虚开发票、套取资金等问题，已移送有关机关处理。",
    "年度审计项目计划公布：被审计单位十二家，审计组将按程序送达审计通知书。",
    "汛情通报：水库水位超汛限0.3米，险工险段已布置巡查，请群众远离河道。",
    "停电公告：城东变电站检修，停电时间为周六八时至十二时，影响三个小区。",
    "变电站工程环境影响报告书公示：主接线图、平面布置见附图，公众可提意见。",
    "应急预案：指挥部下设抢险救援组，集结点由现场指挥部确定，预案全文公布。",
    "事故调查报告：坍塌事故造成3人死亡，直接原因为违规作业，责任人已被追责。",
    "应急避难场所名单：城关中学操场，地址建设路8号，可容纳两千人。",
    "中标公示：第一名某某公司，报价明细和评审得分见附件，公示期三日。",
    "采购意向公开：服务器12台，预算480万元，交货地点为市政务服务中心。",
    "代表团结束访问回国，双方会谈并签署合作协议，使馆人员到机场迎接。",
    "市长在会议上发表讲话，讲话全文现予公开。",
    "社会组织成立登记公告：准予某某市钓鱼协会成立登记。",
    "行政区划调整公告：国务院批复同意撤县设市，方案自公布之日起施行。",
    "涉嫌非法社会组织名单公布，提醒公众不要参加其活动。",
    "退役军人安置政策解读：由政府安排工作的条件和程序。",
    "商用密码应用安全性评估公告：系统采用国密算法SM4，评估机构名单附后。",
    "公安机关破获电信诈骗案，抓获犯罪嫌疑人12名，案件正在进一步侦办中。",
    "学校举行反恐防暴演练，安保人员携带器材迅速到达，师生有序疏散。",
    "干部人事档案专项审核培训班开班，讲解三龄两历认定规则。",
    "涉外婚姻登记办事指南：双方身份证件、无配偶声明，办理时间为工作日。",
    "福利院采购公告：儿童床20张，配送地址为福利院仓库。",
]


@cache
def scanner(*extra):
    rules = load_rules([ROOT / "lexicons"])
    held = {identity for pack in rules.packs if pack.id in {*PACKS, *extra} for identity in pack.rules}
    kept = {identity: rule for identity, rule in rules.rules.items() if identity in held}
    return Scanner(RuleSet(kept, rules.version), load_model(ROOT / "models"))


def found(text):
    segment = Segment(text, Location("例.txt", "body", ""), "lines")
    return {match.rule for match in scanner().scan(document(segment), TODAY) if match.severity != "note"}


@pytest.mark.parametrize("text", LAWFUL)
def test_what_must_be_public_stays_free(text):
    assert found(text) == set()


@pytest.mark.parametrize("text", LAWFUL)
def test_what_must_be_public_stays_free_in_traditional_script_and_wide_digits(text):
    wide = text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert found(wide.replace("国", "國").replace("机", "機").replace("会", "會")) == set()


def test_every_rule_has_two_examples_and_two_near_misses_at_least():
    few = [
        rule.id
        for rule in scanner().plan.rules.rules.values()
        if min(len(rule.examples), len(rule.counterexamples)) < 2
    ]
    assert few == []


def test_every_example_and_near_miss_of_these_packs_holds():
    assert list(failures(scanner(), TODAY)) == []


def test_every_field_has_a_pack():
    assert set(DOMAINS) <= {pack.domain for pack in load_rules([ROOT / "lexicons"]).packs}


def test_the_levels_of_the_sample_list_are_told():
    rules = scanner().plan.rules.rules
    named = {level for rule in rules.values() if rule.id.startswith("civil-affairs.") for level in ("绝密", "机密", "秘密")
             if f"一览表：{level}" in rule.name}  # fmt: skip
    assert named == {"绝密", "机密", "秘密"}


def joints():
    return [
        rule
        for rule in load_rules([ROOT / "lexicons"]).rules.values()
        if rule.kind == "joint" and rule.id.split(".")[0] in PACKS
    ]


@pytest.mark.parametrize("rule", joints(), ids=lambda rule: rule.id)
def test_a_joint_rule_needs_every_one_of_its_groups(rule):
    """Without any one group nothing is found; with all of them, in any order of the groups, it is."""
    words = [group[0] for group in rule.groups]
    for left_out in range(len(words)):
        rest = [word for number, word in enumerate(words) if number != left_out]
        if not any(word in "，".join(rest) for word in rule.groups[left_out]):
            assert rule.id not in {match.rule for match in all_matches("，".join(rest))}
    for order in (words, words[::-1]):
        assert rule.id in {match.rule for match in all_matches(f"某县：{'，'.join(order)}。")}, order


def all_matches(text):
    segment = Segment(text, Location("例.txt", "body", ""), "lines")
    return scanner().scan(document(segment), TODAY)

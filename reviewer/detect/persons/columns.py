"""What the columns of a table hold, told by their heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from reviewer.detect.late import late

Role = Literal[
    "name", "id", "phone", "card", "address", "birth", "age", "health", "hardship", "marital", "religion",
    "crime", "finance", "track", "guardian", "school", "class", "post", "org", "",
]  # fmt: skip
_ROLES: dict[Role, str] = {  # the first whose words stand in a head wins
    "id": "身份证 身份号 公民身份 证件号 证件编号 社会保障号 社保号 残疾证号 学籍号 居民证",
    "card": "银行账 银行帐 银行卡 卡号 账号 帐号 账户 帐户 一卡通 一折通 存折",
    "phone": "手机 电话 联系方式 移动号码",
    "guardian": "监护人 家长 父亲 母亲 法定代理人 抚养人",
    "birth": "出生 生日",
    "address": "家庭住址 家庭地址 户籍 户口所在 现住 现居 居住地 住址 住所 家住 详细地址",
    "health": (
        "残疾类 残疾等 残疾级 残疾程度 残疾种类 残疾情况 残疾性质 残疾$ 致残 伤残 病种 诊断 患病 疾病 "
        "病情 病史 病名 服药 检测结果 检验结果 检查结果 孕周 孕期 末次月经 精神障碍 健康状况 身体状况 "
        "病因 确诊 临床表现 症状 失能 孕检 孕情 避孕 节育 慢病 慢性病 入院原因 住院原因 手术名称 手术情况 "
        "^用药 传染病 艾滋病?$ HIV$ 体检异常 体检结果 健康情况 健康状态 伤情 受伤部位 死亡原因 死因 离世原因 "
        "护理等级 智力情况 智力状况 心理测评 就诊科室 劳动能力 自理能力"
    ),
    "hardship": (
        "致贫 贫困类 贫困原因 贫困程度 贫困等级 困难类 困难原因 困难情况 困难等级 困难程度 低保类 低保证 "
        "低保等级 家庭收入 家庭年收入 人均收入 人均年收入 收入来源 救助原因 救助类 救助事由 帮扶原因 "
        "家庭情况 家庭困难 保障类 申请理由 申请原因 人员类 特困"
    ),
    "marital": "婚姻 婚育 婚况 配偶",
    "religion": "宗教 信仰 信教",
    "crime": (
        "犯罪 前科 罪名 涉案 案由 矫正 吸毒 戒毒 刑期 刑满 服刑 违法事实 信访事项 信访问题 政治审查 政审"
    ),
    "finance": "存款 财产 负债 征信 欠款 欠费 欠缴 欠物业 贷款余额 工资 薪酬 纳税",
    "track": "行踪 轨迹 航班 车次 入住酒店",
    "name": (
        "姓名 户主 患者 学生$ 受助人 申请人$ 救助对象 补助对象 补贴对象 被救助人 领取人 残疾人$ 考生$ "
        "当事人$ 被执行人$ 人员$ 名字 信访人 举报人 检举人 控告人 投诉人 来信人 来访人 反映人 "
        "对象名称 人员名称"
    ),
    "age": "年龄 周岁",
    "school": "学校 就读",
    "class": "班级 年级",
    "post": "职务 职称 岗位 职级 执业 专业 擅长",
    "org": "单位 部门 科室 机构 企业 公司",
}
_TESTS = tuple((role, late(words.replace(" ", "|"))) for role, words in _ROLES.items())
_NUMBERS = late(r"\d{3,}|\d[*×●■]{2,}")
_LONGEST_HEAD = 16
_NOT_PERSONS = late(
    "编号$|数量|人数|户数|名额|标准|金额合计|是否符合|办公电话|单位电话|企业|公司|机构名称|项目|单位名称"
)
TELLERS = late("(?:信访|举报|检举|控告|投诉|来信|来访|反映)人")
_DOERS = late(  # columns of names of those who do the work, not of whom the rows are about
    "联系|经办|负责|责任|医[生师]|护士|[老教]师|班主任|审[核批查]|填[报表]|法定|法人|专家|主任|[网河湖林路站校]|调解|代表"
    "|[领主]导|帮扶|作者|记者|录入|签[名字收]|监管|协管|民警|家长|监护|父|母|配偶|单位|公司|企业|名称$"
)
SENSITIVE: tuple[Role, ...] = ("health", "hardship", "marital", "religion", "crime", "finance", "track")
IDENTIFYING: tuple[Role, ...] = ("id", "card", "phone", "address", "birth")


@lru_cache(maxsize=4096)
def role_of(head: str) -> Role:
    """What a column with this head holds; "" for what says nothing about a person."""
    label = re.sub(r"[\s()*]|/", "", head)
    if not label or len(label) > _LONGEST_HEAD:
        return ""
    if _NOT_PERSONS.search(label) and not re.search("身份证|残疾|姓名", label):
        return ""
    return next((role for role, words in _TESTS if words.search(label)), "")


def about_people(head: str) -> bool:
    """Whether names under a head that nobody foresaw may be of those whom the rows are about."""
    return not role_of(head) and not _DOERS.search(head)


def is_head(cells: Sequence[str]) -> bool:
    """Whether a row names columns: two full cells or more, all short, no number, half or more known."""
    full = [cell for cell in cells if cell.strip()]
    if len(full) < 2 or any(len(cell) > _LONGEST_HEAD or _NUMBERS.search(cell) for cell in full):
        return False
    return sum(bool(role_of(cell)) or cell.strip() in _PLAIN for cell in full) * 2 >= len(full)


_PLAIN = frozenset(  # heads that say nothing sensitive
    re.findall(
        r"\S+",
        "序号 编号 性别 民族 备注 金额 补贴金额 补助金额 救助金额 人口 家庭人口 乡镇 镇街 村 村组 村委会 "
        "社区 籍贯 学历 政治面貌 与户主关系 关系 享受金额 类别 级别 日期 时间 名称 县区 区县 街道 乡镇街道 "
        "内容 事项 诉求 办理结果 处理结果 举报对象 举报内容 投诉内容 反映内容 反映问题 奖励金额 办结时间 "
        "镇 组 组别 成绩 分数 准考证号 考号",
    )
)

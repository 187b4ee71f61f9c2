"""What usually stands around a leak does not hide it: admonitions, the basis it cites, notices above and below."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from detect_rules import document

from reviewer.detect.scan import Scanner
from reviewer.records import Location, Segment
from reviewer.rulebook.load import load_rules

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)
APART = ("allow", "carrier", "classifier", "mark")  # whose examples are more than a sentence
AT_LINE_START = (
    "internal.standing", "internal.bracketed", "internal.minutes", "internal.party-minutes", "internal.bulletin",
    "internal.reference",
)  # fmt: skip
MOST = 0.04  # of the examples may be lost: rules that know their own exceptions

BEFORE = ["", "根据《保密管理条例》有关规定，", "按照《工作管理办法》要求，"]
AFTER = ["，严禁泄露。", "（不得泄露）", "，任何单位和个人不得擅自公开。"]
AROUND = [
    (
        ["关于贯彻安全管理规定的通知", "各单位应当落实管理办法和工作条例要求。"],
        ["不得违反规定，禁止弄虚作假。"],
    ),
    (["关于有关情况的公告", "现将有关情况予以公告。"], ["特此公告。", "欢迎监督。"]),
    (["采购项目情况", "项目招标、采购正在进行。"], ["采购结果另行公告，申请材料报办公室。"]),
]


@pytest.fixture(scope="module")
def scanner():
    return Scanner(load_rules([ROOT / "lexicons"]), SimpleNamespace(version="none", categories=()))


@pytest.fixture(scope="module")
def examples(scanner):
    return [
        (rule.id, example.text)
        for rule in scanner.plan.rules.rules.values()
        if rule.kind not in APART and rule.id not in AT_LINE_START
        for example in rule.examples
        if example.kind == "body" and _asks(scanner, rule.id, [example.text])
    ]


def _asks(scanner, rule, paragraphs):
    segments = [Segment(text, Location("例.docx", "body", ""), "plain") for text in paragraphs]
    found = scanner.scan(document(*segments), TODAY)
    return any(match.rule == rule and match.severity != "note" for match in found)


def _lost(scanner, examples, around):
    return [(rule, text[:30]) for rule, text in examples if not _asks(scanner, rule, around(text))]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("after", AFTER)
def test_an_admonition_and_a_cited_basis_hide_next_to_nothing(scanner, examples, before, after):
    lost = _lost(scanner, examples, lambda text: [before + text.rstrip("。") + after])
    assert len(lost) <= MOST * len(examples), lost


@pytest.mark.parametrize(("above", "below"), AROUND)
def test_neighbouring_paragraphs_of_an_ordinary_notice_hide_next_to_nothing(scanner, examples, above, below):
    lost = _lost(scanner, examples, lambda text: [*above, text, *below])
    assert len(lost) <= MOST * len(examples), lost

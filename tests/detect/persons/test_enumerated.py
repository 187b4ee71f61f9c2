"""Names in a row behind an illness or a watch are told; other nouns in a row, and doctors, are not."""

from datetime import date
from pathlib import Path

import pytest
from detect_rules import document

from reviewer.detect.classifier.model import load_model
from reviewer.detect.scan import Scanner
from reviewer.records import Location, Segment
from reviewer.rulebook.load import load_rules

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def found():
    scanner = Scanner(load_rules([ROOT / "lexicons"]), load_model(ROOT / "models"))

    def run(text):
        segment = Segment(text, Location("例.txt", "body", ""), "lines")
        matches = scanner.scan(document(segment), date(2026, 11, 22))
        return [match for match in matches if match.rule == "personal.sick-enumerated"]

    return run


@pytest.mark.parametrize(
    "text",
    [
        "以下人员为精神残疾二级：钱有福、郑海峰、孙桂香（不得泄露）",
        "本街道社区矫正对象是：钱有福、郑海峰、孙桂香等，由司法所负责。",
        "艾滋病病人名单：钱有福、郑海峰、孙桂香、周小川",
    ],
)
def test_three_names_behind_an_illness_or_a_watch_are_told(found, text):
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "尿毒症患者的用药有：降压药、铁剂、降磷药。",
        "艾滋病防治专家：钱有福、郑海峰、孙桂香。",
        "社区矫正对象是：钱有福、郑海峰",
    ],
)
def test_other_nouns_doctors_and_two_names_are_not(found, text):
    assert found(text) == []

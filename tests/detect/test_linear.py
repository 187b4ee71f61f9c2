"""Reviewing takes time as the text grows and no faster, whatever floods it, whatever else it says."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from detect_rules import document

from reviewer.detect.classifier.model import load_model
from reviewer.detect.scan import Scanner
from reviewer.records import Location, Segment
from reviewer.rulebook.load import load_rules

_HOME = Path(__file__).parents[2]
_BESIDE = (  # opens every detector, so that none is passed over because there is nothing to look for
    "机密★长期\n姓名\t性别\t身份证号\t电话\n何晓光\t男\t110101190003071233\t13800001234\n钱有福\t女\t110101********1234\t138****1234\n"
    "联系人：冯知远，住城关镇人民路12号。患艾滋病，离异。本报讯 记者 何晓光 1949年红军1935年八路军烈士起义\n"
    "密码：Abc@123456 北纬39°54′20″ 东经116°23′17″。\n"
    "县局定于本月二十三日夜间对四家歌舞厅突击检查，集合地点在党校后院，参战民警手机统一上交，行动前不得走漏风声。\n"
)
_FLOODS = (
    "\n", " ", "\t", " \n", "\u3000", "\u3000\n", "*", "★", "(", "((", "〔", "《", "“", "、", "，", "：", "：\n", "-", "—", ".",
    "第", "第\n", "第一条\n", "一、", "一、\n", "1.", "1\n", "12 ", "○", "×", "**** ", "a\n", "a@", "/", "=", "|", "| ", "\x1e", "张",
    "张三、", "王五 ", "某", "某某 ", "姓名", "姓名\t", "附件", "附件\n", "联系人：", "电话", "住", "村", "路1号", "密码:", "密码\t", "密码\na1b2c3\n", "患", "元",
    "2026年", "8 月 ", "机密", "绝密★", "内部", "不得外传", "记者 ", "据", "1949年", "北纬", "°", "京A", "10.0.", "138****", "\u200b",
)  # fmt: skip


@pytest.fixture(scope="module")
def scanner():
    return Scanner(load_rules([_HOME / "lexicons"]), load_model(_HOME / "models"))


@pytest.mark.parametrize("flood", _FLOODS)
def test_a_flood_four_times_as_long_takes_no_more_than_eight_times_as_long(scanner, flood):
    def scanned(size):
        text = f"{_BESIDE}{flood * (size // len(flood))}\n{_BESIDE}"
        place = Location("例.txt", "body", "")
        return scanner.scan(document(Segment(text, place, "lines")), date(2026, 11, 22))

    def seconds(size):
        started = time.process_time()
        scanned(size)
        return time.process_time() - started

    assert any(match.rule.startswith("classifier.") for match in scanned(100))
    short = min(seconds(20_000) for _ in range(2))
    assert any(seconds(80_000) < 8 * short + 0.5 for _ in range(3))  # a busy machine may slow one of them

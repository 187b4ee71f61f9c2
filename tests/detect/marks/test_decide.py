"""A mark that stands is told from a mark that is talked about."""

from datetime import date

import pytest


def decisions(matches):
    return {
        match.rule.removeprefix("test."): match.severity
        for match in matches
        if not match.rule.startswith("test.resident")
    }


@pytest.mark.parametrize(
    "text",
    ["机密★10年\n某某市某局文件\n关于某事的通知", "000001\n機　密★１０年\n特急", "关于某事的汇报\n秘密★1年\n某某局",
     "秘密★1年 某某市人民政府办公室文件", "（机密★5年）关于某事的报告"],
)  # fmt: skip
def test_a_mark_on_its_own_line_at_the_top_blocks(scan, text):
    assert decisions(scan(text)) == {"standing": "block"}


@pytest.mark.parametrize("kind", ["header", "footer", "textbox", "hidden", "ocr", "title"])
def test_a_mark_stands_wherever_the_carrier_puts_it(scan, kind):
    assert decisions(scan("绝密★", kind=kind)) == {"standing": "block"}


@pytest.mark.parametrize(
    "text",
    [
        "文件首页应当标注“机密★10年”字样。",
        "国家秘密标志形式为密级★保密期限，例如：\n秘密★10年",
        "标为机密★10年的文件由专人管理。",
    ],
)
def test_a_mark_that_is_talked_about_is_a_note(scan, text):
    assert decisions(scan(text)) == {"mention": "note"}


@pytest.mark.parametrize(
    "text",
    ["国家秘密的密级分为绝密、机密、秘密三级。", "绝密\n机密\n秘密", "涉及商业秘密的，不得公开。", "密级：□绝密 □机密 ■公开",
     "（一）绝密级事项\n（二）机密级事项", "忘记开机密码怎么办", "绝密文件一律不得上网", "主机 密钥"],
)  # fmt: skip
def test_lawful_talk_of_secrecy_is_nothing(scan, text):
    assert decisions(scan(text)) == {}


def test_a_level_without_star_needs_signs_of_an_issued_document_to_block(scan):
    assert decisions(scan("秘　密\n某某县人民政府文件\n某政发〔2024〕3号")) == {"bare": "block"}
    assert decisions(scan("秘密\n座谈会材料")) == {"bare": "review"}


def test_a_filled_label_at_the_top_blocks(scan):
    assert decisions(scan("标题：某事\n密级：机密\n承办：某科")) == {"field": "block"}


def test_a_term_over_the_legal_limit_is_named_beside_the_mark(scan):
    assert decisions(scan("秘密★15年\n关于某事")) == {"standing": "block", "over-term": "review"}
    assert decisions(scan("秘密★10年\n关于某事")) == {"standing": "block"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("绝密★启用前\n2027年普通高等学校招生全国统一考试", {"exam": "block"}),
        ("绝密★启用前\n数学试题", {"exam": "review"}),
        ("绝密★启用前\n2026年普通高等学校招生全国统一考试", {"exam": "review"}),
        ("绝密★启用前\n2026年12月26日研究生招生考试", {"exam": "block"}),
        ("绝密★启用前\n2026年6月7日普通高等学校招生全国统一考试", {"mock-exam": "review"}),
        ("绝密★启用前\n七年级期中模拟数学试题", {"mock-exam": "review"}),
        ("绝密★启用前\n2019年普通高等学校招生全国统一考试", {"mock-exam": "review"}),
    ],
)
def test_an_exam_stamp_depends_on_what_the_paper_says(scan, text, expected):
    assert decisions(scan(text, today=date(2026, 11, 21))) == expected


def test_a_cipher_telegram_number_blocks_and_a_plain_telegram_passes(scan):
    assert decisions(scan("收到你办密电〔2024〕12号，现答复如下")) == {"cipher-telegram": "block"}
    assert decisions(scan("国办发明电〔2025〕7号")) == {}


def test_a_mark_in_a_file_name_stands(scan):
    assert decisions(scan("机密★10年 关于某事.docx", kind="filename")) == {"standing": "block"}
    assert decisions(scan("★绝密 关于某事.docx", kind="filename")) == {"standing": "block"}
    assert decisions(scan("绝密★启用前 七年级数学期中试卷.docx", kind="filename")) == {"mock-exam": "review"}
    assert decisions(scan("秘密花园.pdf", kind="filename")) == {}

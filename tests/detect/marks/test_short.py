"""A level stands with 文件, 紧急程度, numbers and orders to keep it on a short line; such words in talk are none."""

import pytest

BELOW = "\n某某市某某局\n关于冬季有关保障工作的方案\n一、总体要求"


def decisions(matches):
    return {match.rule.removeprefix("test."): match.severity for match in matches}


@pytest.mark.parametrize(
    "line",
    ["机密文件", "绝密资料", "机密件", "机密！", "机密：", "机密 注意保存", "秘密 阅后退回", "机密 请勿外传", "秘密，不得复印", "机密（特急）",
     "机密/特急", "机密、特急", "机密 第001号", "机密 编号：0012", "机密 No.0012", "◎机密", "■机密", "附件1（机密）", "Confidential 机密",
     "本件机密", "机密 平急 明电"],
)  # fmt: skip
def test_a_level_beside_what_goes_with_marks_asks_a_person(scan, line):
    assert decisions(scan(line + BELOW)).get("bare") in {"review", "block"}


@pytest.mark.parametrize(
    "line",
    [
        "机密×10年",
        "机密※10年",
        "机密◆10年",
        "机密▲10年",
        "机密#10年",
        "机密_10年",
        "机密//10年",
        "机密，10年",
        "★机密★",
    ],
)
def test_any_sign_may_stand_for_the_star_before_a_length_of_time(scan, line):
    assert decisions(scan(line + BELOW))["standing"] == "block"


@pytest.mark.parametrize("line", ["密件", "涉密", "涉密文件"])
def test_a_mark_that_names_no_level_is_improper_before_a_document(scan, line):
    assert decisions(scan(line + BELOW)) == {"improper": "review"}


@pytest.mark.parametrize(
    "line",
    ["某某局 机密", "机密文件 注意保管", "内部机密 严禁复制", "本文件为机密级", "秘密 内部使用", "机密资料"],
)
@pytest.mark.parametrize("kind", ["header", "footer", "textbox"])
def test_in_a_margin_such_a_line_needs_nothing_else(scan, kind, line):
    assert set(decisions(scan(line, kind=kind)).values()) == {"review"}


@pytest.mark.parametrize(
    "line",
    ["本件密级：秘密", "密级——秘密", "密级“机密”", "密级：“机密”", "密级是机密", "定密：秘密", "密级：机密"],
)
def test_a_label_may_be_filled_in_other_ways(scan, line):
    assert decisions(scan(line + BELOW)) == {"field": "block"}


@pytest.mark.parametrize(
    "text",
    [
        "机密文件不得上网",
        "秘密文件\n是指泄露后会使国家安全和利益遭受损害的文件。",
        "机密文件\n绝密文件\n秘密文件\n提交",
        "涉密文件管理\n一、登记\n二、传阅",
        "涉密\n非涉密",
        "机密资料如何保管？\n专家解答。",
        "秘密，就藏在这座小院里。",
        "密级是公文的要素\n密级为机密的公文由专人管理。",
        "一、机密文件的保管",
    ],
)
def test_talk_of_secret_papers_is_nothing(scan, text):
    assert decisions(scan(text)) == {}


@pytest.mark.parametrize(
    "line", ["机宓★10年", "秘密大10年", "机密女10年", "杌密★10年", "秘蜜★5年", "绐密★长期"]
)
def test_a_misread_mark_that_was_pasted_as_text_asks_a_person(scan, line):
    assert decisions(scan(line + BELOW)) == {"standing": "review"}
    assert decisions(scan("秘密大作战\n暑期活动")) == {}


FURNITURE = "索引号：0001\n" + "\n".join(f"栏目{n}：内容{n}" for n in range(10)) + "\n打印本页\n"


@pytest.mark.parametrize("line", ["机密", "秘　密", "（机密）", "秘密10年"])
def test_a_level_far_down_counts_where_a_document_begins_below_it(scan, line):
    assert decisions(scan(FURNITURE + line + BELOW)).get("bare") in {"review", "block"}
    assert decisions(scan(f"{FURNITURE}{line}\n她推开门，看见院子里站着一个人。")) == {}


@pytest.mark.parametrize("line", ["机密★10年 关于做好有关工作的通知", "关于做好有关工作的通知 机密★10年"])
def test_a_mark_beside_a_title_counts_anywhere(scan, line):
    assert decisions(scan(FURNITURE + line)) == {"standing": "review"}
    assert decisions(scan(f"{FURNITURE}标有机密★10年的文件由专人管理。")) == {"mention": "note"}

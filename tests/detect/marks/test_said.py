"""What a text says of its own level, and telegrams in cipher however they are written; stories and rules are none."""

import pytest

TITLE = "关于落实有关工作的通知\n各乡镇：\n"


def decisions(matches):
    return {match.rule.removeprefix("test."): match.severity for match in matches}


@pytest.mark.parametrize(
    "line",
    ["本文件属机密级国家秘密，请严格管理。", "此件系秘密级，保密期限五年。", "该通知密级为秘密，保密期限5年。", "以上材料密级机密，请勿上互联网。",
     "本报告含机密级内容，请妥善保管。", "（本件为秘密级，仅印发至县处级）", "附件2为机密级文件，请派专人领取。"],
)  # fmt: skip
def test_a_text_that_says_it_has_a_level_asks_a_person(scan, line):
    assert decisions(scan(TITLE + line)) == {"said": "review"}


@pytest.mark.parametrize(
    "line",
    ["经鉴定，该文件为机密级，当事人受到处分。", "小王明知此件系机密级，仍拍照发到群里。", "如果本文件为机密级，应当由机要渠道传递。",
     "表示该文件为机密级，保密期限20年。", "该信息属于国家秘密，不予公开。", "上述信息属于商业秘密。", "此类文件为机密级的，由专人管理。",
     "判断：该文件是机密级。", "密级为机密的文件不得上网。"],
)  # fmt: skip
def test_cases_rules_and_replies_about_levels_are_nothing(scan, line):
    assert decisions(scan(TITLE + line)) == {}


@pytest.mark.parametrize(
    "line",
    ["根据省办密电（2026）12号，现通知如下。", "某委密传〔2026〕5号", "某机密传真〔2026〕8号收悉", "根据省办密码传真〔2026〕8号，",
     "根据省办密电2026年第15号，", "省政府密电〔二〇二六〕十二号要求", "根据省办密电12号，", "你县《关于某事的密电》收悉。",
     "密码电报 等级 特急 编号 0032 签批盖章", "你市发来的密码电报收悉，"],
)  # fmt: skip
def test_a_telegram_in_cipher_blocks_however_its_number_is_written(scan, line):
    assert decisions(scan(TITLE + line)) == {"cipher-telegram": "block"}


@pytest.mark.parametrize(
    "line",
    [
        "根据省办密电要求，现通知如下。",
        "接省厅密码电报通知，定于9月5日开展行动。",
        "根据省办特急密电，现通知如下。",
        "按照省委密电部署，",
    ],
)
def test_following_a_telegram_without_a_number_asks_a_person(scan, line):
    assert decisions(scan(TITLE + line)) == {"cipher-telegram": "review"}


@pytest.mark.parametrize(
    "text",
    ["党史故事：永不消逝的电波\n1948年冬，李侠把密电发往延安。密电收悉后，党中央作出部署。", "接到密电通知后，应当由机要人员登记。",
     "根据密电码线索，侦探找到了宝藏。", "精密电12号柜招标", "严格遵守明电明复、密电密复的规定。", "按照密电管理制度办理。",
     "红军破译敌人密电12号，取得胜利。", "祖传秘方密传3号馆"],
)  # fmt: skip
def test_history_films_and_rules_about_telegrams_are_nothing(scan, text):
    assert decisions(scan(text)) == {}

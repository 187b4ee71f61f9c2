"""Kinds of writing and what they do to thresholds."""

import pytest

from reviewer.detect.classifier.genre import CASE, HISTORY, INSIDE, LAW, NEWS, genre

ARTICLES = "".join(f"第{number}条 有关单位应当建立台账，如实记录。\n" for number in "一二三四五六")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"某某市雨水管理办法\n{ARTICLES}", LAW),
        ("关键词 合同\n裁判要点\n约定不明的，从习惯。\n基本案情\n甲诉乙。\n裁判结果\n驳回。", CASE),
        ("记者张某从市气象局了解到，周末有雨，出门带伞。", NEWS),
        ("某某局会议纪要\n会议讨论了三件事。", INSIDE),
        ("某某局会议纪要\n" + ARTICLES, INSIDE),
        ("关于做好防汛工作的通知\n各单位：请按第三条要求落实。", None),
        ("1937年10月，八路军某团在此设伏。1938年1月再战，烈士遗骸今存旧址。", HISTORY),
        ("姓名\t出生\n丁一\t1938年5月\n卜二\t1939年7月\n户主参加过革命，是烈士之子。", None),
        ("1958年建校，1962年更名，校园里有烈士纪念碑、革命旧址。", None),
        ("", None),
    ],
)
def test_a_document_is_known_by_its_structure_and_its_head(text, kind):
    assert genre(text) == kind


def test_an_article_or_two_quoted_in_a_long_text_do_not_make_it_a_law():
    assert genre("第一条 略。\n第二条 略。\n第三条 略。\n" + "会后各自回去落实。" * 2000) is None


def test_thresholds_rise_in_laws_and_news_and_fall_in_drafts_within_bounds():
    assert LAW.limit(0.45) == LAW.least > 0.45 > INSIDE.limit(0.45)
    assert NEWS.limit(0.45) == NEWS.least
    assert LAW.limit(0.9) == 0.9
    assert INSIDE.limit(0.3) == 0.3
    assert INSIDE.limit(0.2) == 0.2

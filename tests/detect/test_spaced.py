"""Spaces that typesetting puts between Chinese characters and figures are read over in sentences."""

import pytest

from reviewer.detect.normalise import normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "高志远，1983 年 5 月 17 日出生，住和平路 18 号院 3 号楼。",
            "高志远,1983年5月17日出生,住和平路18号院3号楼。",
        ),
        ("某某发〔2015〕3 号\n2015 年 3 月 2 日", "某某发[2015]3号\n2015年3月2日"),
        ("本机 8 台，密码 20260101，口令 Water!9527。", "本机8台,密码 20260101,口令 Water!9527。"),
        ("秘密★1 年", "秘密★1年"),
        ("1 张三 13800001234 某村 5 组", "1 张三 13800001234 某村 5 组"),
        ("用户名 admin 口令，见附件；编号1、共2件在册", "用户名 admin 口令,见附件;编号1、共2件在册"),
        ("use the API, then stop; 3 of 4, all", "use the API, then stop; 3 of 4, all"),
    ],
    ids=["sentence", "dates", "values", "term", "row", "a pair", "English"],
)
def test_spaces_beside_figures_go_where_the_whole_sentence_is_set_so(written, read):
    assert normalise(written).folded == read


def test_each_paragraph_is_judged_alone():
    assert (
        normalise("共 30 人，其中 8 人。\x1e1 张三 13800001234").folded
        == "共30人,其中8人。\x1e1 张三 13800001234"
    )

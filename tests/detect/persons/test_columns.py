"""A head says what its column holds of a person, or nothing."""

import pytest

from reviewer.detect.persons.columns import is_head, role_of


@pytest.mark.parametrize(
    ("head", "role"),
    [("姓名", "name"), ("姓 名", "name"), ("公民身份号码", "id"), ("残疾证号", "id"), ("残疾等级", "health"), ("病种", "health"),
     ("致贫原因", "hardship"), ("一卡通账号", "card"), ("户籍地址", "address"), ("出生年月日", "birth"), ("婚姻状况", "marital"),
     ("宗教信仰", "religion"), ("监护人姓名", "guardian"), ("班级", "class"), ("职称", "post"), ("金额", ""), ("残疾人数量", ""),
     ("企业名称", ""), ("办公电话", "")],
)  # fmt: skip
def test_heads_have_roles(head, role):
    assert role_of(head) == role


@pytest.mark.parametrize(
    "cells", [["序号", "姓名", "残疾等级"], ["姓名", "", "身份证号"], ["户主", "村组", "致贫原因", "备注"]]
)
def test_a_row_of_labels_is_a_head(cells):
    assert is_head(cells)


@pytest.mark.parametrize(
    "cells", [["1", "钱有福", "肢体二级"], ["姓名", "110101190001010014"], ["某镇人员名册"], [], ["甲", "乙"]]
)
def test_a_row_of_values_or_a_title_is_no_head(cells):
    assert not is_head(cells)

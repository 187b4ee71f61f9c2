"""A name is told by its surname and by what stands beside it; words of offices are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.detect.persons.names import in_name_column, is_name, name_before, names_in


@pytest.mark.parametrize(
    "name",
    [
        "钱海",
        "王小明",
        "欧阳修远",
        "诸葛明",
        "司马文",
        "阿依古丽·买买提",
        "扎西·多吉",
        "范徐丽泰",
        "仇建业",
        "单小平",
        "区志强",
    ],
)
def test_full_names_with_single_compound_and_minority_surnames_are_names(name):
    assert is_name(name)
    assert in_name_column(name) == name


@pytest.mark.parametrize(
    "word",
    ["高度", "安全", "任何", "和平", "国家", "公示", "单位", "马上", "成立", "常务", "党员", "水利局", "周围", "王某", "王某某",
     "李先生", "张女士", "陈同志", "王", "张三李四五", "小明", "高级职称", "平安县", "金额合计"],
)  # fmt: skip
def test_words_masked_names_and_forms_of_address_are_no_names(word):
    assert not is_name(word)


@pytest.mark.parametrize("cell", ["合计", "李某某", "张*", "", "12", "（签字）", "王先生", "以下空白内容"])
def test_a_name_column_holds_cells_that_are_no_names(cell):
    assert not in_name_column(cell)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("申请人李明川,身份证号", "李明川"),
        ("经查,郑海峰,男,52岁", "郑海峰"),
        ("社区群众武小军(女,1970年5月生)", "武小军"),
        ("户主:钱有福,家庭人口3人", "钱有福"),
        ("欧阳文博 110101********0014", "欧阳文博"),
        ("阿依古丽·买买提,女", "阿依古丽·买买提"),
    ],
)
def test_running_text_names_people_by_label_sex_birth_or_number(text, name):
    found = {seen.text for seen in names_in(text)}
    assert name in found
    for seen in names_in(text):
        assert text[seen.start : seen.end] == seen.text


@pytest.mark.parametrize(
    "text",
    [
        "高度重视,男女平等",
        "走访慰问困难群众56户",
        "和平路小学,男生",
        "王女士,女,56岁",
        "张某,男,45岁",
        "安全生产责任人,男女不限",
    ],
)
def test_running_text_without_a_person_names_nobody(text):
    assert not list(names_in(text))


def test_the_name_before_a_number_stands_on_its_line():
    assert name_before("高志远 3401", 4).text == "高志远"
    assert name_before("高志远\n3401", 4) is None


@given(st.text(alphabet="王高安和平国家,男 \t\n0123456789·岁", max_size=80))
def test_spans_always_cover_the_name(text):
    for seen in names_in(text):
        assert text[seen.start : seen.end] == seen.text

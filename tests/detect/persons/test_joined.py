"""What a row joins is weighed by kind, by number of people and by what the document is."""

import pytest
from people import mobile, resident_id
from persons_matrix import joined, segment

SURNAMES = "王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗郑梁谢宋唐许韩邓冯曹彭曾"


def _rows(count, *cells):
    names = [
        f"{SURNAMES[number % 30]}{'建志文晓国永德'[number // 30 % 7]}{'福明国华军强'[number // 210 % 6]}"
        for number in range(count)
    ]
    return [
        [name, *[cell(number) if callable(cell) else cell for cell in cells]]
        for number, name in enumerate(names)
    ]


def _table(head, rows):
    return segment(joined([head, *rows]), grid=True)


def test_all_rows_of_one_kind_are_one_finding_that_counts_its_people(people):
    found = people(_table(["姓名", "残疾等级"], _rows(30, "二级")))
    assert len({match.value for match in found}) == 1
    assert len(found) == 30
    assert "涉及 30 人" in found[0].reasons


def test_the_same_person_twice_counts_once(people):
    rows = [["钱有福", resident_id(1), "二级"], ["钱有福", resident_id(1), "二级"]]
    found = [
        match
        for match in people(_table(["姓名", "身份证号", "残疾等级"], rows))
        if match.rule.endswith("person-row")
    ]
    assert "涉及 1 人" in found[0].reasons


@pytest.mark.parametrize(("count", "severity"), [(249, "review"), (250, "block")])
def test_health_facts_of_250_people_block_as_the_2017_interpretation_counts(people, count, severity):
    assert {match.severity for match in people(_table(["姓名", "残疾等级"], _rows(count, "二级")))} == {
        severity
    }


@pytest.mark.parametrize(("count", "severity"), [(24, "review"), (25, "block")])
def test_property_of_25_people_blocks(people, count, severity):
    rows = _rows(count, lambda number: f"{30000 + number}元")
    assert {match.severity for match in people(_table(["姓名", "存款余额"], rows))} == {severity}


def test_a_new_person_in_a_list_is_a_new_value(people):
    one = people(_table(["姓名", "残疾等级"], _rows(3, "二级")))
    other = people(_table(["姓名", "残疾等级"], _rows(4, "二级")))
    assert one[0].value != other[0].value


def test_the_reason_names_the_columns_and_no_person(people):
    found = people(_table(["姓名", "身份证号", "残疾等级"], [["钱有福", resident_id(1), "肢体二级"]]))
    reasons = next(match.reasons for match in found if match.rule == "personal.person-row")
    assert reasons[0] == "同一行写有姓名和身份证号、残疾等级"
    assert not any("钱有福" in reason or "肢体" in reason for reason in reasons)


def test_a_head_holds_on_the_next_sheet_with_as_many_columns(people):
    first = _table(["姓名", "残疾等级"], _rows(2, "二级"))
    second = segment("周小川\t三级\n吴一帆\t三级", 1, grid=True)
    assert {match.segment for match in people(first, second)} == {0, 1}


def test_a_head_of_a_page_holds_on_the_next_page_but_not_in_another_file(people):
    page = segment("姓名 残疾等级\n钱有福 二级")
    assert {match.segment for match in people(page, segment("郑海峰 三级", 1))} == {0, 1}
    assert {match.segment for match in people(page, segment("郑海峰 三级", 1, part="另一份.pdf"))} == {0}


def test_rows_in_hidden_content_say_so(people):
    hidden = segment("姓名\t残疾等级\n钱有福\t二级", grid=True, hidden="隐藏的列")
    assert any("隐藏" in reason for match in people(hidden) for reason in match.reasons)


@pytest.mark.parametrize(
    ("born", "severity"), [("20200101", "block"), ("20100101", "block"), ("19800101", None)]
)
def test_minors_with_an_identity_number_block(people, born, severity):
    row = ["冯子轩", "城东小学" if born > "2000" else "县一中", resident_id(1, born=born)]
    found = people(_table(["姓名", "就读学校" if severity else "毕业院校", "身份证号"], [row]))
    assert {match.severity for match in found if match.rule == "personal.person-minor"} == (
        {severity} if severity else set()
    )


def test_children_under_fourteen_are_named_as_such(people):
    row = ["冯子轩", resident_id(1, born="20200101"), mobile(1)]
    found = people(_table(["姓名", "身份证号", "联系电话"], [row]))
    assert any("十四周岁" in reason for match in found for reason in match.reasons)


@pytest.mark.parametrize(
    ("title", "head", "row"),
    [
        ("行政处罚信息公示", ["姓名", "案由"], ["武小军", "无证经营"]),
        ("县人民法院开庭公告", ["当事人姓名", "案由"], ["武小军", "离婚纠纷"]),
        ("任前公示", ["姓名", "出生日期"], ["高志远", "1979-05-12"]),
        ("城乡低保救助公示", ["姓名", "困难类型"], ["钱有福", "因病"]),
    ],
)
def test_lawful_publication_lowers_and_says_why(people, title, head, row):
    body = _table(head, [row])
    found = [
        match for match in people(segment(title, kind="title"), body, notes=True) if "person-" in match.rule
    ]
    assert {match.severity for match in found} == {"note"}
    assert all("像是" in match.reasons[-1] for match in found)
    assert {match.severity for match in people(body) if "person-" in match.rule} == {"review"}


def test_a_health_fact_stays_a_question_even_where_aid_must_be_published(people):
    body = _table(["姓名", "残疾等级"], [["钱有福", "二级"]])
    title = segment("残疾人两项补贴公示", kind="title")
    (found,) = [match for match in people(title, body, notes=True) if "person-" in match.rule]
    assert found.severity == "review"
    assert "不必列出" in found.reasons[-1]


def test_a_full_number_with_a_fact_never_falls_to_a_note(people):
    body = _table(["姓名", "身份证号", "案由"], [["武小军", resident_id(1), "借款"]])
    for title in ("失信被执行人名单", "行政处罚信息公示", "救助公示", "通缉令"):
        found = [
            match
            for match in people(segment(title, kind="title"), body)
            if match.rule == "personal.person-row"
        ]
        assert found, title


def test_every_row_of_a_long_roster_is_a_place(people):
    rows = _rows(1200, lambda number: resident_id(number % 999 + 1), "二级")
    found = people(_table(["姓名", "身份证号", "残疾等级"], rows))
    assert len([match for match in found if match.rule == "personal.person-row"]) == 1200


def test_a_table_without_a_head_is_read_by_what_its_cells_are(people):
    rows = [["1", "钱有福", resident_id(1), "肢体二级"], ["2", "郑海峰", resident_id(2), "精神残疾"]]
    found = [
        match for match in people(segment(joined(rows), grid=True)) if match.rule == "personal.person-row"
    ]
    assert len(found) == 2
    assert found[0].reasons[0] == "同一行写有姓名和身份证号码、残疾、病情"


def test_name_number_and_telephone_in_one_row_are_joined(people):
    found = people(
        _table(["姓名", "身份证号", "联系电话"], [["钱有福", resident_id(1, born="19650412"), mobile(1)]])
    )
    assert "personal.person-number" in {match.rule for match in found}

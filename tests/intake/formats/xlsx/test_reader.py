from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
from intake.reads import one, read_bytes, reasons, rezipped, texts
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation


def _bytes(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _book(rows):
    book = openpyxl.Workbook()
    book.active.title = "名单"
    for row in rows:
        book.active.append(row)
    return book


ROWS = [["姓名", "证件", "电话"], ["张某", "甲一", "1"], ["李某", "乙二", "2"], ["王某", "丙三", "3"]]


def _replaced(data, old, new):
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read(name)
    assert old in sheet
    return rezipped(data, {name: sheet.replace(old, new)})


def _hidden(document):
    return [
        (segment.hidden, segment.text) for segment in document.segments if segment.location.kind == "hidden"
    ]


def test_a_sheet_is_a_grid_with_true_cell_names():
    book = _book([])
    book.active["C5"] = "值"
    book.active["D7"] = "末"
    grid = one(read_bytes(_bytes(book), "a.xlsx"), "table")
    assert grid.text == "值\n\t末"
    place = grid.place(3, 4)
    assert (place.label, place.cell, place.sheet) == ("名单!D7", "D7", "名单")


def test_values_are_written_as_people_see_them():
    row = [
        5,
        0.1 + 0.2,
        True,
        dt.date(2024, 3, 5),
        dt.datetime(2024, 3, 5, 8, 30),  # noqa: DTZ001 (sheets know no zones)
        "甲\n乙\t丙",
        13800001234,
    ]
    grid = one(read_bytes(_bytes(_book([row])), "a.xlsx"), "table")
    assert grid.text.split("\t") == [
        "5",
        "0.3",
        "TRUE",
        "2024-03-05",
        "2024-03-05 8:30:00",
        "甲 乙 丙",
        "13800001234",
    ]


def test_long_numbers_keep_all_the_digits_that_the_file_holds():
    data = _bytes(_book([["编号"], [1]]))
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>999999190001010017</v></c><c r="B1"><v>6.2220000000001234E+18</v></c></row></sheetData></worksheet>'
    document = read_bytes(rezipped(data, {"xl/worksheets/sheet1.xml": sheet.encode()}), "a.xlsx")
    assert one(document, "table").text == "999999190001010017\t6222000000000123400"


def test_hidden_columns_are_read_apart_with_their_heads_and_true_names():
    book = _book(ROWS)
    book.active.column_dimensions["B"].hidden = True
    document = read_bytes(_bytes(book), "a.xlsx")
    assert _hidden(document) == [("第B列被隐藏", "证件\n甲一\n乙二\n丙三")]
    assert one(document, "table").text == "姓名\t电话\n张某\t1\n李某\t2\n王某\t3"
    grid = one(document, "hidden")
    assert grid.place(grid.text.index("乙二"), len(grid.text)).cell == "B3"
    seen = one(document, "table")
    assert seen.place(seen.text.index("2"), len(seen.text)).cell == "C3"


def test_zero_width_columns_are_hidden_too():
    book = _book(ROWS)
    book.active.column_dimensions["C"].width = 9.5
    data = _replaced(_bytes(book), b'width="9.5"', b'width="0"')
    assert _hidden(read_bytes(data, "a.xlsx")) == [("第C列被隐藏", "电话\n1\n2\n3")]


def test_hidden_rows_are_read_apart_with_the_head_of_the_sheet():
    book = _book(ROWS)
    book.active.row_dimensions[3].hidden = True
    book.active.row_dimensions[4].height = 7.25
    document = read_bytes(_replaced(_bytes(book), b'ht="7.25"', b'ht="0"'), "a.xlsx")
    assert _hidden(document) == [("第3-4行被隐藏", "姓名\t证件\t电话\n李某\t乙二\t2\n王某\t丙三\t3")]
    assert one(document, "table").text == "姓名\t证件\t电话\n张某\t甲一\t1"
    hidden = one(document, "hidden")
    assert hidden.place(hidden.text.index("丙三"), len(hidden.text)).cell == "B4"


def test_hidden_and_very_hidden_sheets_are_read_as_hidden():
    book = _book(ROWS[:1])
    for title, state in (("底稿", "hidden"), ("深藏", "veryHidden")):
        sheet = book.create_sheet(title)
        sheet["A1"] = title
        sheet.sheet_state = state
    hidden = _hidden(read_bytes(_bytes(book), "a.xlsx"))
    assert hidden == [("工作表“底稿”被隐藏", "底稿"), ("工作表“深藏”被深度隐藏", "深藏")]


def test_comments_headers_choices_and_properties_are_read():
    book = _book(ROWS)
    sheet = book.active
    sheet["B2"].comment = Comment("请核实", "甲某")
    sheet.oddHeader.left.text = "内部资料"
    sheet.oddHeader.left.size = 9
    choice = DataValidation(type="list", formula1='"公开,不公开"')
    choice.add("C2")
    sheet.add_data_validation(choice)
    book.properties.creator = "甲某"
    document = read_bytes(_bytes(book), "a.xlsx")
    comment = one(document, "comment")
    assert (comment.location.cell, comment.location.label, comment.hidden) == ("B2", "名单!B2批注", "批注")
    assert "请核实" in comment.text
    assert one(document, "header").text == "内部资料"
    assert one(document, "hidden").text == '"公开,不公开"'
    assert "作者：甲某" in one(document, "metadata").text


def test_caches_of_other_files_and_of_pivot_tables_are_hidden_text():
    cache = '<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cacheFields><cacheField name="姓名"><sharedItems><s v="张某"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>'
    link = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook><sheetDataSet><sheetData><row><cell><v>外部值</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
    data = rezipped(_bytes(_book(ROWS)), {
        "xl/pivotCache/pivotCacheDefinition1.xml": cache.encode(), "xl/externalLinks/externalLink1.xml": link.encode(),
    })  # fmt: skip
    document = read_bytes(data, "a.xlsx")
    assert set(_hidden(document)) == {("外部链接缓存", "外部值"), ("数据透视表缓存", "张某\n姓名")}


def test_pictures_are_counted_in_one_gap():
    data = rezipped(_bytes(_book(ROWS)), {"xl/media/image1.png": b"x", "xl/media/image2.emf": b"x"})
    document = read_bytes(data, "a.xlsx")
    assert reasons(document) == {"image-not-read"}
    assert "2 张" in document.gaps[0].message


def test_the_cell_limit_is_a_gap_and_what_was_read_stays():
    book = _book(ROWS)
    book.create_sheet("二")["A1"] = "末"
    document = read_bytes(_bytes(book), "a.xlsx", cells=12)
    assert reasons(document) == {"too-many-cells"}
    assert len(texts(document, "table")) == 1


def test_a_sheet_that_cannot_be_parsed_leaves_the_rest():
    book = _book(ROWS)
    book.properties.creator = "甲某"
    document = read_bytes(
        rezipped(_bytes(book), {"xl/worksheets/sheet1.xml": b"<worksheet><sheet"}), "a.xlsx"
    )
    assert "damaged" in reasons(document)


def test_rows_a_filter_hides_are_said_to_be_filtered():
    book = _book(ROWS)
    book.active.auto_filter.ref = "A1:C4"
    book.active.row_dimensions[3].hidden = True
    document = read_bytes(_bytes(book), "a.xlsx")
    assert ("第3行被筛选隐藏", "姓名\t证件\t电话\n李某\t乙二\t2") in _hidden(document)


def test_grouped_rows_that_are_folded_away_are_hidden():
    book = _book(ROWS)
    book.active.row_dimensions.group(2, 3, hidden=True)
    assert [how for how, _ in _hidden(read_bytes(_bytes(book), "a.xlsx"))] == ["第2-3行被隐藏"]


def test_names_of_cells_and_values_are_hidden_text():
    book = _book(ROWS)
    book.defined_names["内定单位"] = DefinedName("内定单位", attr_text='"某某公司"')
    assert _hidden(read_bytes(_bytes(book), "a.xlsx")) == [("名称管理器中的名称", '内定单位："某某公司"')]


def test_threaded_comments_are_comments_of_their_cell():
    data = _bytes(_book(ROWS))
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    thread = '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="B3" id="{1}"><text>领导还没批</text></threadedComment></ThreadedComments>'
    document = read_bytes(
        rezipped(data, {"xl/worksheets/_rels/sheet1.xml.rels": rels.encode(), "xl/threadedComments/threadedComment1.xml": thread.encode()}),
        "a.xlsx",
    )  # fmt: skip
    comment = one(document, "comment")
    assert (comment.text, comment.location.cell, comment.hidden) == ("领导还没批", "B3", "批注")

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from intake.formats.sheets import MAIN, hidden, number, read, rows, styles, words, workbook
from intake.reads import one, reasons, rezipped, texts

from reviewer.intake.fetch import from_bytes
from reviewer.intake.sandbox import Sandbox
from reviewer.records import Origin, column_name
from reviewer.settings import Limits

FAR = '<sheetData><row r="1"><c r="A1"><v>11</v></c></row><row r="1048576"><c r="XFD1048576"><v>22</v></c></row></sheetData>'


def _shown(code, value):
    look = styles(formats=f'<numFmt numFmtId="200" formatCode="{code}"/>', cells='<xf numFmtId="200"/>')
    return one(read(workbook(rows(number("A1", value, 1)), look)), "table").text


def test_the_first_and_the_last_cell_of_a_sheet_are_read_whatever_its_extent_says():
    for extent in ("", '<dimension ref="A1:XFD1048576"/>', '<dimension ref="A1"/>'):
        grid = one(read(workbook(extent + FAR)), "table")
        assert (grid.text, grid.place(4, 5).cell) == ("11\n\t22", "XFD1048576")


def test_cells_strewn_along_a_diagonal_stay_small():
    lines = (f'<row r="{n}"><c r="{column_name(n)}{n}"><v>7</v></c></row>' for n in range(1, 5001))
    document = read(workbook(f"<sheetData>{''.join(lines)}</sheetData>"))
    tables = [segment for segment in document.segments if segment.location.kind == "table"]
    assert sum(text.count("7") for text in texts(document, "table")) >= 5000
    assert sum(len(segment.text) for segment in tables) < 5_000_000
    last = tables[-1]
    assert last.place(len(last.text) - 1, len(last.text)).cell == f"{column_name(5000)}5000"


@pytest.mark.parametrize(("code", "value", "shown"), [
    ("0", "1.1010119900101999E+17", "110101199001019990"), ("0", "13900000000", "13900000000"),
    ("000000", "1234", "001234"), ("0.00", "5", "5.00"), ("0.0", "5.25", "5.25"), ("#,##0.00", "1234.5", "1234.50"),
    ("0.0%", "0.153", "15.3%"), ("0%", "1", "100%"), ("0&quot;元&quot;", "12", "12元"), ("&quot;第&quot;0&quot;号&quot;", "7", "第7号"),
    ("yyyy-mm-dd", "45356", "2024-03-05"), ("yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", "45356", "2024年3月5日"),
    ("[$-804]yyyy/m/d h:mm;@", "45356.5", "2024/3/5 12:00"), ("h:mm:ss", "0.5", "12:00:00"), ("[h]:mm", "1.5", "36:00:00"),
    ("yyyy&quot;年&quot;m&quot;月&quot;", "45356", "2024-03-05"), ("General", "0.30000000000000004", "0.3"), ("0.00E+00", "12345", "12345"),
])  # fmt: skip
def test_numbers_are_shown_as_people_see_them_with_all_that_the_file_holds(code, value, shown):
    assert _shown(code, value) == shown


def test_dates_of_workbooks_that_count_from_1904_are_shown_right():
    look = styles(cells='<xf numFmtId="14"/>')
    document = read(workbook(rows(number("A1", "0", 1)), look, names='<workbookPr date1904="1"/>'))
    assert one(document, "table").text == "1904/1/1"


@pytest.mark.parametrize("line", [
    '<c t="inlineStr" r="A1"><is><t>甲</t></is></c><c r="B1"><v>1</v></c>',
    "<c t='inlineStr' r='A1'><is><t>甲</t></is></c><c><v>1</v></c>",
    '<!-- x --><c r="A1" t="str"><v><![CDATA[甲]]></v></c><c r="B1"><v>1</v></c>',
    '<c r="B1"><v>1</v></c><c r="A1" t="str"><v>&#30002;</v></c>',
    '<c r="A1" t="inlineStr" cm="1"><is><r><rPr><b/></rPr><t>甲</t></r></is></c><c\nr="B1"\n><v>1</v></c>',
])  # fmt: skip
def test_cells_written_in_unusual_ways_are_read(line):
    assert one(read(workbook(rows(line))), "table").text == "甲\t1"


def test_prefixed_sheets_are_read():
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1" hidden="1"><x:c r="A1" t="inlineStr"><x:is><x:t>甲&amp;乙</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    data = rezipped(workbook(""), {"xl/worksheets/sheet1.xml": sheet.encode()})
    assert hidden(read(data)) == [("第1行被隐藏", "甲&乙")]


def test_a_sheet_cut_off_keeps_its_first_rows_and_is_a_gap():
    cut = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{words("A1", "甲")}</row><row r="2"><c r="A'
    document = read(rezipped(workbook(""), {"xl/worksheets/sheet1.xml": cut.encode()}))
    assert reasons(document) == {"damaged"}
    assert one(document, "table").text == "甲"


def test_a_sheet_whose_part_is_missing_is_a_gap():
    document = read(rezipped(workbook(rows(words("A1", "甲"))), {"xl/worksheets/sheet1.xml": None}))
    assert [(gap.reason, gap.message) for gap in document.gaps] == [
        ("damaged", "工作表“表”的内容缺失，未能读取")
    ]


def test_one_long_string_used_in_many_cells_ends_at_the_limit_of_characters():
    shared = f'<sst xmlns="{MAIN}"><si><t>{"长" * 10_000}</t></si></sst>'
    lines = ['<c r="A1" t="s"><v>0</v></c>'] * 1000
    document = read(workbook(rows(*lines), {"xl/sharedStrings.xml": shared}), characters=50_000)
    assert reasons(document) == {"too-many-characters"}
    assert sum(len(segment.text) for segment in document.segments) <= 50_000


def _many(count, columns):
    names = [column_name(column) for column in range(1, columns + 1)]
    line = (
        '<row r="%d">'
        + "".join(f'<c r="{name}%d"><v>{at}</v></c>' for at, name in enumerate(names, 1))
        + "</row>"
    )
    return workbook(
        f"<sheetData>{''.join(line % ((n,) * (columns + 1)) for n in range(1, count + 1))}</sheetData>"
    )


@pytest.mark.slow
def test_a_sheet_of_ten_million_cells_is_a_gap_in_time_and_the_next_is_read():
    with Sandbox(replace(Limits(), seconds=60)) as box:
        document = box.read(from_bytes(_many(500_000, 20), "a.xlsx"), Origin("file", "a.xlsx"))
        assert reasons(document) == {"too-many-cells"}
        assert sum(len(segment.text) for segment in document.segments) > 5_000_000
        after = box.read(from_bytes(workbook(rows(words("A1", "甲"))), "b.xlsx"), Origin("file", "b.xlsx"))
        assert texts(after, "table") == ["甲"]


@pytest.mark.slow
def test_a_sheet_of_a_hundred_thousand_rows_is_read_in_less_than_400_megabytes(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(_many(100_000, 10))
    program = (
        "import sys; from pathlib import Path; from reviewer.intake.fetch import from_bytes;"
        "from reviewer.intake.read import read; from reviewer.records import Origin; from reviewer.settings import Limits;"
        "found = read(from_bytes(Path(sys.argv[1]).read_bytes(), 'a.xlsx'), Origin('file', 'a.xlsx'), Limits());"
        "assert not found.gaps and found.segments[1].text.count(chr(10)) == 99_999;"
        "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])"
    )
    out = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert int(out.stdout) < 400 * 1024  # kilobytes

from __future__ import annotations

import io
import zipfile

from intake.reads import one, read_bytes, reasons, texts

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = " ".join(
    f'xmlns:{name}="{_URN}{path}:1.0"'
    for name, path in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("fo", "xsl-fo-compatible"))
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def _read(tables, styles="", **limits):
    content = f"<office:document-content {_NAMES}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
        "META-INF/manifest.xml": b"<manifest/>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return read_bytes(out.getvalue(), "名单.ods", **limits)


def _table(inside, name="表", more=""):
    return f'<table:table table:name="{name}"{more}>{inside}</table:table>'


def _row(*cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def _cell(text, more="", before=""):
    return f"<table:table-cell{more}>{before}<text:p>{text}</text:p></table:table-cell>"


HEAD = _row(_cell("姓名"), _cell("证件"))


def _hidden(document):
    return [(s.hidden, s.text) for s in document.segments if s.location.kind == "hidden"]


def test_hidden_and_filtered_rows_are_told_with_the_head():
    for state, how in (("collapse", "第2行被隐藏"), ("filter", "第2行被筛选隐藏")):
        folded = _row(_cell("甲"), _cell("一"), more=f' table:visibility="{state}"')
        document = _read(_table(HEAD + folded + _row(_cell("乙"), _cell("二"))))
        assert _hidden(document) == [(how, "姓名\t证件\n甲\t一")]
        assert one(document, "table").text == "姓名\t证件\n乙\t二"


def test_hidden_columns_and_columns_without_width_are_told():
    style = (
        '<style:style style:name="无"><style:table-column-properties style:column-width="0cm"/></style:style>'
    )
    for column in (
        '<table:table-column table:visibility="collapse"/>',
        '<table:table-column table:style-name="无"/>',
    ):
        document = _read(
            _table("<table:table-column/>" + column + HEAD + _row(_cell("甲"), _cell("一"))), style
        )
        assert _hidden(document) == [("第B列被隐藏", "证件\n一")]
        grid = one(document, "hidden")
        assert grid.place(grid.text.index("一"), len(grid.text)).cell == "B2"


def test_hidden_sheets_are_told():
    style = '<style:style style:name="藏"><style:table-properties table:display="false"/></style:style>'
    document = _read(
        _table(_row(_cell("见"))) + _table(_row(_cell("底稿")), "二", ' table:style-name="藏"'), style
    )
    assert (one(document, "table").text, _hidden(document)) == ("见", [("工作表“二”被隐藏", "底稿")])


def test_white_words_are_hidden_in_their_cell():
    style = '<style:style style:name="白"><style:text-properties fo:color="#ffffff"/></style:style>'
    document = _read(_table(HEAD + _row(_cell("甲"), _cell("底数", ' table:style-name="白"'))), style)
    assert _hidden(document) == [("白色文字", "证件\n底数")]


def test_notes_are_told_with_cell_and_author():
    note = "<office:annotation><dc:creator>甲某</dc:creator><text:p>再核</text:p></office:annotation>"
    comment = one(_read(_table(HEAD + _row(_cell("甲"), _cell("一", before=note)))), "comment")
    assert (comment.text, comment.location.sheet, comment.location.cell) == ("甲某：再核", "表", "B2")


def test_repeated_rows_and_columns_keep_true_numbers():
    gap = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
    document = _read(
        _table(HEAD + gap + _row('<table:table-cell table:number-columns-repeated="9"/>', _cell("末")))
    )
    grid = one(document, "table")
    assert grid.place(grid.text.index("末"), len(grid.text)).cell == "J1048002"


def test_a_row_repeated_beyond_measure_is_a_gap():
    document = _read(_table(_row(_cell("甲"), more=' table:number-rows-repeated="1000000"')))
    assert reasons(document) == {"too-many-cells"}
    assert "1000000" in document.gaps[0].message


def test_the_cell_limit_is_a_gap_and_what_was_read_stays():
    document = _read(_table(HEAD + _row(_cell("甲"), _cell("一"))), cells=3)
    assert reasons(document) == {"too-many-cells"}
    assert texts(document, "table") == ["姓名\t证件"]


def test_a_cell_repeated_beyond_the_bound_is_told_with_its_number():
    document = _read(_table(_row(_cell("甲", more=' table:number-columns-repeated="5000"'))))
    (gap,) = document.gaps
    assert (gap.reason, "A1 重复 5000 格" in gap.message) == ("too-many-cells", True)


def test_old_values_and_choices_beside_the_tables_are_told():
    changes = "<table:tracked-changes><table:previous><text:p>原值甲</text:p></table:previous></table:tracked-changes>"
    choice = (
        '<table:content-validations><table:content-validation table:condition="of:cell-content-is-in-list(&quot;在岗&quot;;&quot;空饷&quot;)">'
        '<table:help-message table:title="提示"><text:p>一律填在岗</text:p></table:help-message></table:content-validation></table:content-validations>'
    )
    document = _read(changes + choice + _table(HEAD))
    assert one(document, "revision").text == "原值甲"
    assert _hidden(document) == [("下拉选项或输入提示", "在岗\n空饷\n一律填在岗\n提示")]


def test_text_that_a_merged_cell_covers_is_hidden():
    covered = "<table:covered-table-cell><text:p>应退回</text:p></table:covered-table-cell>"
    document = _read(_table(HEAD + _row(_cell("合计"), covered)))
    assert [(how, text.split("\n")[-1].strip()) for how, text in _hidden(document)] == [
        ("被合并单元格盖住的内容", "应退回")
    ]

"""Word and Excel documents of 2003 in XML: whole paragraphs and rows, what is hidden apart."""

from __future__ import annotations

import base64

from intake.reads import one, read_bytes, reasons, texts

WORD = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument '
    'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:aml="http://schemas.microsoft.com/aml/2001/core">'
    "<o:DocumentProperties><o:Author>zhangsan</o:Author></o:DocumentProperties>"
    '<w:fonts><w:font w:name="仿宋_GB2312"/></w:fonts><w:body>{}</w:body></w:wordDocument>'
)
BOOK = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<Styles><Style ss:ID="s1"><Font ss:FontName="宋体"/></Style></Styles>{}</Workbook>'
)


def _run(text, more=""):
    return f"<w:r>{more}<w:t>{text}</w:t></w:r>"


def _hidden(document):
    return {segment.hidden: segment.text for segment in document.segments if segment.hidden}


def _word(body):
    return read_bytes(WORD.format(body).encode(), "a.xml")


def _cell(text, more=""):
    return f'<Cell{more}><Data ss:Type="String">{text}</Data></Cell>'


def _sheet(rows, more="", name="名单"):
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{more}</Worksheet>'


def test_runs_make_paragraphs_and_cells_make_rows():
    cells = "".join(f"<w:tc><w:p>{_run(text)}</w:p></w:tc>" for text in ("姓名", "电话"))
    body = f"<w:p>{_run('11010119')}{_run('9003074514')}</w:p><w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    assert one(_word(body), "body").text == "110101199003074514\n姓名\t电话"


def test_hidden_and_deleted_words_comments_and_field_codes_are_told_apart():
    vanish, shown = ("<w:rPr><w:vanish/></w:rPr>", '<w:rPr><w:vanish w:val="off"/></w:rPr>')
    gone = '<aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>删去</w:delText></w:r></aml:content></aml:annotation>'
    note = f'<aml:annotation w:type="Word.Comment"><aml:content><w:p>{_run("批语")}</w:p></aml:content></aml:annotation>'
    code = "<w:r><w:instrText> HYPERLINK x </w:instrText></w:r>"
    document = _word(
        f"<w:p>{_run('正文')}{_run('隐藏', vanish)}{_run('仍见', shown)}{gone}{note}{code}</w:p>"
    )
    assert one(document, "body").text == "正文仍见"
    assert _hidden(document) | {"XML 注释": ""} == {
        "隐藏文字": "隐藏", "已删除的修订内容": "删去", "批注": "批语", "域代码": "HYPERLINK x", "XML 注释": "",
        "编辑时留下的名称与设置": "Author：zhangsan",
    }  # fmt: skip


def test_hidden_rows_columns_and_sheets_are_told_apart():
    rows = (
        '<Column/><Column ss:Hidden="1"/>'
        f'<Row>{_cell("甲一")}{_cell("乙一")}{_cell("丙一")}</Row><Row ss:Hidden="1">{_cell("甲二")}</Row>'
        f"<Row>{_cell('乙三', ' ss:Index=' + chr(34) + '2' + chr(34))}</Row>"
    )
    gone = "<x:WorksheetOptions><x:Visible>SheetVeryHidden</x:Visible></x:WorksheetOptions>"
    book = BOOK.format(_sheet(rows) + _sheet(f"<Row>{_cell('深藏')}</Row>", gone, "底表"))
    document = read_bytes(book.encode(), "a.xml")
    assert one(document, "body").text == "名单\n甲一\t丙一"
    assert _hidden(document) == {"隐藏的列": "乙一\n乙三", "隐藏的行": "甲二", "隐藏的工作表": "底表\n深藏"}


def test_links_and_formulas_that_could_be_somebodys_are_told():
    links = ' ss:HRef="mailto:wang@example.gov.cn" ss:Formula="=13911112222+0" ss:StyleID="s62"'
    document = read_bytes(BOOK.format(_sheet(f"<Row>{_cell('乙', links)}</Row>")).encode(), "a.xml")
    assert _hidden(document) == {
        "编辑时留下的名称与设置": "HRef：mailto:wang@example.gov.cn\nFormula：=13911112222+0"
    }


def test_a_flat_package_is_read_as_the_document_it_is():
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    page = base64.b64encode("<html><p>附带的网页</p></html>".encode()).decode()
    data = (
        '<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f'<pkg:part pkg:name="/word/document.xml" pkg:contentType="{main}"><pkg:xmlData>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
        "<w:r><w:t>正文</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p></w:body></w:document>"
        f'</pkg:xmlData></pkg:part><pkg:part pkg:name="/word/a.html" pkg:contentType="text/html">'
        f"<pkg:binaryData>{page}</pkg:binaryData></pkg:part></pkg:package>"
    )
    document = read_bytes(data.encode(), "a.xml")
    assert texts(document, "body") == ["正文", "附带的网页"]
    assert "隐藏" in texts(document, "hidden")
    assert reasons(document) == set()
    assert "damaged" in reasons(read_bytes(data.replace(page, page[:-5]).encode(), "a.xml"))


def test_packed_objects_and_macros_are_a_gap():
    assert reasons(_word('<w:p/><w:binData w:name="oledata.mso">AAAA</w:binData>')) == {"embedded-not-read"}

from __future__ import annotations

import base64
import struct
import time

import pytest
from intake.formats.drawn import saved, with_font, with_ocr, written
from intake.formats.sheets import MAIN, hidden, read, rows, styles, words, workbook
from intake.reads import one, read_bytes, reasons, texts, zipped
from PIL import Image

from reviewer.intake.formats.leftovers import worth

HEAD = words("A1", "姓名") + words("B1", "证件")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def _word(body, more=None):
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    members = {"[Content_Types].xml": types, "word/document.xml": document, **(more or {})}
    return read_bytes(zipped({name: text.encode() for name, text in members.items()}), "通知.docx")


def _told(document):
    found = [segment for segment in document.segments if segment.location.kind == "metadata"]
    return {segment.location.label: segment.text for segment in found}


def test_attributes_that_no_text_tells_are_metadata_by_their_place():
    body = (
        '<w:p><w:bookmarkStart w:name="待核的数"/><w:permStart w:ed="甲科乙某"/><w:r><w:rPr>'
        '<w:rFonts w:eastAsia="方正小标宋简体"/></w:rPr><w:t>正文</w:t></w:r></w:p>'
    )
    assert _told(_word(body)) == {"书签名称": "待核的数", "编辑权限": "甲科乙某"}


def test_what_a_text_tells_is_not_told_again():
    body = '<w:p><w:bookmarkStart w:name="关于 印发的通知"/><w:r><w:t>关于印发</w:t></w:r><w:r><w:t>的通知</w:t></w:r></w:p>'
    assert _told(_word(body)) == {}


def test_built_in_names_are_not_told_but_numbers_in_them_are():
    names = ("文本框 18", "流程图: 过程 5", "图片 13800000000")
    body = "".join(f'<w:p><w:r><w:drawing><docPr name="{name}"/></w:drawing></w:r></w:p>' for name in names)
    styles = "".join(
        f'<w:style><w:name w:val="{name}"/></w:style>' for name in ("标题 1 字符", "页眉 Char", "甲局红头")
    )
    numbers = "".join(f'<w:lvlText w:val="{name}"/>' for name in ("第%1章", "（%1）", "问题线索%1"))
    more = {"word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>', "word/numbering.xml": f'<w:n xmlns:w="{W}">{numbers}</w:n>'}  # fmt: skip
    assert _told(_word(body, more)) == {
        "图形名称": "图片 13800000000", "样式名称": "甲局红头", "编号格式": "问题线索%1",
    }  # fmt: skip


def test_paths_and_mail_addresses_are_told_without_chinese():
    assert worth(b"file:///D:/a.docx") == "file:///D:/a.docx"
    assert worth(rb"C:\\Users\\a") == r"C:\\Users\\a"
    assert worth(b"a.b@c.gov.cn") == "a.b@c.gov.cn"
    assert worth(b"{0B1C2D3E-4F50}") == worth(b"urn:x:y") == worth("甲".encode()) == ""
    assert worth(b"&#x5F85;&#x6838;") == "待核"


def test_words_of_parts_that_no_reader_knows_are_told():
    more = {
        "word/webextensions/we1.xml": '<we><property name="draft" value="&quot;甲户的旧稿&quot;"/></we>',
        "docProps/app.xml": "<Properties><HyperlinkBase>file:///X:/旧底稿</HyperlinkBase></Properties>",
    }
    told = _told(_word("<w:p><w:r><w:t>正文</w:t></w:r></w:p>", more))
    assert told == {"加载项数据": '"甲户的旧稿"', "文档属性": "file:///X:/旧底稿"}


def test_a_part_in_utf_16_is_looked_through():
    part = '<?xml version="1.0" encoding="UTF-16"?><root opinion="先不公开">甲</root>'.encode("utf-16")
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'.encode()
    body = f'<w:document xmlns:w="{W}"/>'.encode()
    members = {"[Content_Types].xml": types, "word/document.xml": body, "customXml/item1.xml": part}
    assert "先不公开" in texts(read_bytes(zipped(members), "a.docx"), "metadata")


def test_shared_strings_that_no_cell_uses_are_told():
    strings = "<si><t>在用</t></si><si><t>删去的话</t></si><si><r><t>旧</t></r><r><t>备注</t></r></si>"
    cell = rows('<c r="A1" t="s"><v>0</v></c>')
    document = read(workbook(cell, {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>'}))
    (found,) = hidden(document)
    assert (found[0], set(found[1].split("\n"))) == ("已无单元格使用的旧文字", {"删去的话", "旧备注"})


def test_literals_of_formats_and_rules_are_told_without_fonts_and_dates():
    formats = (
        '<numFmt numFmtId="170" formatCode="0&quot;元&quot;;&quot;差额另记&quot;"/>'
        '<numFmt numFmtId="171" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    )
    looks = styles(fonts='<font><name val="仿宋"/></font>', formats=formats)
    names = '<cellStyles><cellStyle name="常规 2"/><cellStyle name="取自甲县的表"/></cellStyles><dxfs>'
    looks["xl/styles.xml"] = looks["xl/styles.xml"].replace("<dxfs>", names)
    rule = '<conditionalFormatting sqref="A1"><cfRule type="expression"><formula>$A1="人情户"</formula></cfRule></conditionalFormatting>'
    assert _told(read(workbook(rows(words("A1", "甲")) + rule, looks))) == {
        "数字格式中的文字": '0"元";"差额另记"', "样式名称": "取自甲县的表", "工作表设置": '$A1="人情户"',
    }  # fmt: skip


def test_a_formula_that_only_points_at_a_sheet_is_no_leftover():
    chart = "<c:chart xmlns:c='urn:c'><c:f>表!$A$1</c:f></c:chart>"
    assert _told(read(workbook(rows(words("A1", "甲")), {"xl/charts/chart1.xml": chart}))) == {}


def test_the_code_of_queries_is_read():
    inner = zipped({"Formulas/Section1.m": "// 筛掉乙户".encode()})
    data = base64.b64encode(struct.pack("<II", 0, len(inner)) + inner).decode()
    part = f'<DataMashup xmlns="urn:m">{data}</DataMashup>'
    assert one(read(workbook(rows(HEAD), {"customXml/item1.xml": part})), "metadata").text == "// 筛掉乙户"
    broken = read(workbook(rows(HEAD), {"customXml/item1.xml": b"<DataMashup>AAAA</DataMashup>"}))
    assert reasons(broken) == {"damaged"}


def test_a_custom_property_and_a_printer_in_binary_parts_are_read():
    printer = r"\\甲科\二楼".encode("utf-16-le").ljust(220, b"\0")
    own = "底稿的编号".encode("utf-16-le")
    parts = {"xl/customProperty1.bin": own, "xl/printerSettings/printerSettings1.bin": printer}
    document = read(workbook(rows(HEAD), parts))
    assert hidden(document) == [("文件内附带的数据", "底稿的编号")]
    assert _told(document) == {"打印机名称": r"\\甲科\二楼"}
    assert reasons(document) == set()


def test_many_odd_values_take_linear_time():
    started = time.process_time()
    values = "".join(f'<a b="甲乙{number}"/>' for number in range(20_000))
    texts_ = ">" * 200_000 + '="' * 100_000
    more = {"customXml/item9.xml": f"<r>{values}<t>{texts_}</t></r>"}
    _word("<w:p><w:r><w:t>正文</w:t></w:r></w:p>" * 20_000, more)
    assert time.process_time() - started < 10


def test_numbers_as_persons_have_one_are_told_from_attributes_and_others_are_not():
    body = (
        '<w:p><w:sdt><w:sdtPr><w:tag w:val="110101199003074514"/></w:sdtPr></w:sdt>'
        '<w:bookmarkStart w:name="tel_13800138000"/><w:bookmarkStart w:name="_Toc20261122"/>'
        '<w:r w:rsid="00138001"><w:t>正文</w:t></w:r></w:p>'
    )
    assert _told(_word(body)) == {"内容控件的标记": "110101199003074514", "书签名称": "tel_13800138000"}


def _related(kind, target, more=""):
    schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationships><Relationship Id="r1" Type="{schema}/{kind}" Target="{target}"{more}/></Relationships>'


def test_the_words_of_a_link_are_told_without_percent_signs():
    link = _related(
        "hyperlink", "http://10.0.0.9/%E5%BE%85%E6%A0%B8%E5%90%8D%E5%8D%95.doc", ' TargetMode="External"'
    )
    document = _word("<w:p/>", {"word/_rels/document.xml.rels": link})
    assert any("待核名单" in segment.text for segment in document.segments)


@pytest.mark.parametrize("kind", ["header", "image", "chart"])
def test_content_that_a_package_names_and_does_not_hold_is_a_gap(kind):
    document = _word("<w:p/>", {"word/_rels/document.xml.rels": _related(kind, "gone.bin")})
    assert [(gap.part, gap.reason) for gap in document.gaps] == [("通知.docx!word/gone.bin", "missing-part")]


def test_a_picture_lost_by_the_program_itself_and_other_settings_are_no_gap():
    for kind, target in (("image", "../NULL"), ("settings", "settings.xml")):
        assert not _word("<w:p/>", {"word/_rels/document.xml.rels": _related(kind, target)}).gaps


@pytest.mark.parametrize("kind", ["subDocument", "image"])
def test_content_that_lies_outside_the_file_is_a_gap(kind):
    outside = _related(kind, "file:///Z:/a.docx", ' TargetMode="External"')
    assert reasons(_word("<w:p/>", {"word/_rels/document.xml.rels": outside})) == {"external-content"}


def test_base64_in_the_data_of_other_programs_is_read():
    coded = base64.b64encode("退耕合同补签名册待核".encode()).decode()
    document = _word("<w:p/>", {"customXml/item8.xml": f'<a><b type="KSO" data="{coded}"/></a>'})
    assert any("退耕合同补签名册待核" in segment.text for segment in document.segments)


@with_font
@with_ocr
def test_the_thumbnail_of_an_earlier_page_is_read_and_empty_paper_is_not():
    def read_with(picture):
        types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
        body = f'<w:document xmlns:w="{W}"><w:body><w:p/></w:body></w:document>'
        members = {"[Content_Types].xml": types.encode(), "word/document.xml": body.encode()}
        return read_bytes(zipped({**members, "docProps/thumbnail.jpeg": saved(picture, "JPEG")}), "a.docx")

    document = read_with(written("拆迁底价内部掌握"))
    assert [
        (segment.text, segment.hidden) for segment in document.segments if segment.location.kind == "ocr"
    ] == [("拆迁底价内部掌握", "编辑程序留下的缩略图")]
    assert len(read_with(Image.new("RGB", (395, 512), "white")).segments) == 1

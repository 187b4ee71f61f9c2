from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor
from intake.reads import one, read_bytes, reasons, rezipped, texts, zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'


def _bytes(draft):
    out = io.BytesIO()
    draft.save(out)
    return out.getvalue()


def _draft():
    draft = docx.Document()
    draft.core_properties.author = ""
    draft.core_properties.comments = ""
    return draft


def _read(draft, name="通知.docx", **limits):
    return read_bytes(_bytes(draft), name, **limits)


def _with(xml, *, extra=""):
    draft = _draft()
    paragraph = draft.add_paragraph("前")
    paragraph._p.append(parse_xml(xml.replace("<w:", "<w:", 1).replace(">", f" {W} {extra}>", 1)))
    return _read(draft)


def test_paragraphs_are_plain_segments_with_their_number():
    draft = _draft()
    draft.add_paragraph("第一段")
    draft.add_paragraph("")
    run = draft.add_paragraph("第三段").add_run("\t续")
    run.add_break(WD_BREAK.LINE)
    document = _read(draft)
    first, third = [segment for segment in document.segments if segment.location.kind == "body"]
    assert (first.text, first.location.label, first.location.paragraph) == ("第一段", "第1段", 1)
    assert (third.text, third.location.label) == ("第三段\t续\n", "第3段")


def test_runs_that_split_a_word_are_joined():
    draft = _draft()
    paragraph = draft.add_paragraph("绝")
    paragraph.add_run("密").bold = True
    assert texts(_read(draft), "body") == ["绝密"]


def test_tables_are_grids_with_merged_and_nested_cells():
    draft = _draft()
    table = draft.add_table(2, 3)
    for index, text in enumerate(("姓名", "电话\n手机", "住址")):
        table.cell(0, index).text = text
    table.cell(1, 0).merge(table.cell(1, 1)).text = "合并"
    table.cell(1, 2).add_table(1, 1).cell(0, 0).text = "内表"
    inner, outer = [segment for segment in _read(draft).segments if segment.location.kind == "table"]
    assert outer.text == "姓名\t电话 手机\t住址\n合并\t\t"
    assert outer.place(outer.text.index("合并"), len(outer.text)).cell == "A2"
    assert (inner.text, outer.location.label, inner.location.label) == ("内表", "表1", "表2")


def test_headers_and_footers_are_read():
    draft = _draft()
    draft.sections[0].header.paragraphs[0].text = "页眉文字"
    draft.sections[0].footer.paragraphs[0].text = "页脚文字"
    document = _read(draft)
    assert (one(document, "header").text, one(document, "footer").text) == ("页眉文字", "页脚文字")


def test_deleted_text_is_hidden_and_inserted_text_is_body_and_both_are_noted():
    draft = _draft()
    paragraph = draft.add_paragraph("原文")
    paragraph._p.append(
        parse_xml(f'<w:del {W} w:author="甲某"><w:r><w:delText>删去</w:delText></w:r></w:del>')
    )
    paragraph._p.append(parse_xml(f'<w:ins {W} w:author="乙某"><w:r><w:t>加上</w:t></w:r></w:ins>'))
    paragraph._p.append(parse_xml(f'<w:moveFrom {W} w:author="乙某"><w:r><w:t>移走</w:t></w:r></w:moveFrom>'))
    document = _read(draft)
    assert texts(document, "body") == ["原文加上"]
    deleted, note = [segment for segment in document.segments if segment.location.kind == "revision"]
    assert (deleted.text, deleted.hidden) == ("删去移走", "已删除的修订内容")
    assert note.text == "文档保留 3 处未处理的修订；修订人：甲某、乙某"


@pytest.mark.parametrize(
    ("change", "how"),
    [
        (lambda font: setattr(font, "hidden", True), "隐藏文字"),
        (lambda font: setattr(font.color, "rgb", RGBColor(255, 255, 255)), "白色文字"),
        (lambda font: setattr(font, "size", Pt(1)), "字号过小，无法看见"),
    ],
)
def test_text_kept_from_the_eye_is_read_apart(change, how):
    draft = _draft()
    paragraph = draft.add_paragraph("可见")
    change(paragraph.add_run("看不见").font)
    paragraph.add_run("可见")
    document = _read(draft)
    assert texts(document, "body") == ["可见可见"]
    assert (one(document, "hidden").text, one(document, "hidden").hidden) == ("看不见", how)


def test_white_text_on_a_dark_ground_is_seen():
    draft = _draft()
    run = draft.add_paragraph().add_run("表头")
    run.font.color.rgb = RGBColor(255, 255, 255)
    run._r.rPr.append(parse_xml(f'<w:shd {W} w:val="clear" w:fill="1F4E79"/>'))
    document = _read(draft)
    assert texts(document, "body") == ["表头"]
    assert texts(document, "hidden") == []


def test_text_hidden_by_its_style_is_hidden():
    draft = _draft()
    style = draft.styles.add_style("隐", 1)
    style.font.hidden = True
    child = draft.styles.add_style("隐之子", 1)
    child.base_style = style
    draft.add_paragraph("看不见", style=child)
    assert one(_read(draft), "hidden").hidden == "隐藏文字（样式）"


def test_comments_and_notes_are_read_with_their_author():
    draft = _draft()
    paragraph = draft.add_paragraph("正文")
    draft.add_comment(paragraph.runs, text="领导批示意见", author="甲某", initials="")
    comment = one(_read(draft), "comment")
    assert (comment.text, comment.hidden) == ("领导批示意见", "批注")
    assert "甲某" in comment.location.label


def test_text_boxes_are_read_once_though_stored_twice():
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    copies = "".join(
        f"<mc:{name}><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:{name}>"
        for name in ("Choice", "Fallback")
    )
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    document = _with(f"<w:r><mc:AlternateContent {mc}>{copies}</mc:AlternateContent></w:r>", extra=VML)
    assert one(document, "textbox").text == "框内"
    assert texts(document, "body") == ["前"]


def test_a_fallback_that_says_something_else_is_read_too():
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    xml = f"<w:r><mc:AlternateContent {mc}><mc:Choice><w:t>甲</w:t></mc:Choice><mc:Fallback><w:t>乙</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    assert texts(_with(xml), "body") == ["前甲乙"]


def test_word_art_watermarks_are_read():
    document = _with('<w:r><w:pict><v:shape><v:textpath string="机密"/></v:shape></w:pict></w:r>', extra=VML)
    assert one(document, "textbox").text == "机密"


def test_alternative_texts_and_field_codes_are_hidden_text_but_page_numbers_are_not_told():
    wp = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    document = _with(
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="签批扫描"/></wp:inline></w:drawing>'
        "<w:instrText>PAGE </w:instrText></w:r>",
        extra=wp,
    )
    assert one(document, "alt").text == "签批扫描"
    assert texts(document, "hidden") == []
    document = _with('<w:r><w:instrText> HYPERLINK "file://内网/目录" </w:instrText></w:r>')
    assert (one(document, "hidden").hidden, "内网" in one(document, "hidden").text) == ("域代码", True)


def test_ticked_boxes_and_pinyin_do_not_break_the_text():
    document = _with(
        '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:t>公开</w:t>'
        '<w:sym w:font="Symbol" w:char="f031"/><w:sym w:font="Symbol" w:char="F038"/><w:sym w:font="Wingdings" w:char="F031"/>'
        "<w:ruby><w:rt><w:r><w:t>jī</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>机</w:t></w:r></w:rubyBase></w:ruby>"
        "<w:t>密</w:t></w:r>"
    )
    assert texts(document, "body") == ["jī", "前☑公开18·机密"]


def test_properties_are_hidden_metadata():
    draft = _draft()
    draft.core_properties.author = "甲某"
    draft.core_properties.title = "内部稿"
    segment = one(_read(draft), "metadata")
    assert segment.text.splitlines()[:2] == ["标题：内部稿", "作者：甲某"]
    assert segment.hidden == "文档属性"


def test_pictures_macros_and_embedded_files_are_read_or_told():
    data = rezipped(_bytes(_draft()), {
        "word/media/image1.wdp": b"II\xbc\x01" + b"\0" * 40,
        "word/vbaProject.bin": b"\xd0\xcf",
        "word/embeddings/oleObject1.docx": zipped({"内.txt": "嵌入".encode()}),
        "customXml/item1.xml": "<a>绑定数据</a>".encode(),
    })  # fmt: skip
    document = read_bytes(data, "a.docm")
    assert reasons(document) == {"image-not-read", "macro-not-read"}
    assert "1 张图片" in next(gap.message for gap in document.gaps if gap.reason == "image-not-read")
    assert one(document, "body").location.part == "a.docm!word/embeddings/oleObject1.docx!内.txt"
    assert one(document, "hidden").text == "绑定数据"


def test_strict_open_xml_is_read_too():
    data = _bytes(_strict := _draft())
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = (
        b'<w:document xmlns:w="'
        + strict
        + '"><w:body><w:p><w:r><w:t>严格</w:t></w:r></w:p></w:body></w:document>'.encode()
    )
    assert texts(read_bytes(rezipped(data, {"word/document.xml": body}), "a.docx"), "body") == ["严格"]
    assert _strict is not None


def test_a_package_without_its_main_part_is_damaged_but_the_rest_is_read():
    draft = _draft()
    draft.core_properties.title = "标题仍在"
    document = read_bytes(rezipped(_bytes(draft), {"word/document.xml": None}), "a.docx")
    assert reasons(document) == {"damaged"}
    assert "标题仍在" in one(document, "metadata").text


def test_parts_of_the_same_name_are_a_gap():
    out = io.BytesIO(_bytes(_draft()))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}/>")
    assert "duplicate-parts" in reasons(read_bytes(out.getvalue(), "a.docx"))


def test_entities_and_outside_files_are_never_fetched():
    body = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document {W}><w:body><w:p><w:r><w:t>甲&x;</w:t></w:r></w:p></w:body></w:document>'
    document = read_bytes(rezipped(_bytes(_draft()), {"word/document.xml": body.encode()}), "a.docx")
    assert texts(document, "body") in ([], ["甲"])


def test_the_limits_of_characters_and_cells_are_gaps():
    draft = _draft()
    draft.add_table(3, 3).cell(0, 0).text = "甲"
    assert reasons(_read(draft, cells=8)) == {"too-many-cells"}
    draft.add_paragraph("甲" * 100)
    assert reasons(_read(draft, characters=50)) == {"too-many-characters"}

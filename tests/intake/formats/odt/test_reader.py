from __future__ import annotations

import io
import zipfile

from intake.reads import one, read_bytes, reasons, texts

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "style", "table", "presentation", "manifest", "meta")
) + (
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def _package(parts, kind="text"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:  # the media type must be stored, and first
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def _document(body, styles="", kind="text", **members):
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    parts = {"content.xml": content, **{name.replace("_", "."): text for name, text in members.items()}}
    return _package(parts, kind)


def _hidden(document):
    return {segment.hidden: segment.text for segment in document.segments if segment.hidden}


def test_paragraphs_and_tables_are_read_in_order():
    body = (
        "<text:h>标题</text:h><text:p>甲<text:s text:c='2'/>乙<text:tab/>丙</text:p><table:table><table:table-row>"
        "<table:table-cell><text:p>姓名</text:p></table:table-cell><table:table-cell><text:p>电话</text:p>"
        "</table:table-cell></table:table-row></table:table>"
    )
    document = read_bytes(_document(body), "a.odt")
    assert texts(document, "body") == ["标题", "甲  乙\t丙"]
    assert one(document, "table").text == "姓名\t电话"
    assert reasons(document) == set()


def test_comments_notes_changes_and_boxes_have_their_kinds():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>王五</dc:creator>"
        "</office:change-info><text:p>删去的话</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>正文<office:annotation><dc:creator>李四</dc:creator><text:p>批注字</text:p></office:annotation>"
        "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>脚注字</text:p></text:note-body></text:note><draw:frame><draw:text-box><text:p>框内字</text:p>"
        "</draw:text-box><svg:desc>图的说明</svg:desc></draw:frame></text:p>"
    )
    document = read_bytes(_document(body), "a.odt")
    assert texts(document, "body") == ["正文"]
    assert texts(document, "footnote") == ["脚注字"]
    assert texts(document, "textbox") == ["框内字"]
    assert texts(document, "comment") == ["批注字"]
    assert one(document, "comment").location.label == "批注（李四）第1段"
    assert _hidden(document)["已删除的修订内容"] == "删去的话"
    assert _hidden(document)["未处理的修订记录"] == "文档保留 1 处未处理的修订；修订人：王五"
    assert texts(document, "alt") == ["图的说明"]


def test_text_that_is_not_shown_is_told_with_how_it_is_hidden():
    styles = (
        "<style:style style:name='T1'><style:text-properties text:display='none'/></style:style>"
        "<style:style style:name='T2'><style:text-properties fo:color='#ffffff'/></style:style>"
    )
    body = (
        "<text:p>可见<text:span text:style-name='T1'>藏字</text:span><text:span text:style-name='T2'>白字</text:span>"
        "</text:p><text:section text:display='none'><text:p>节内字</text:p></text:section>"
    )
    document = read_bytes(_document(body, styles), "a.odt")
    assert texts(document, "body") == ["可见"]
    assert _hidden(document) == {"隐藏文字": "藏字", "白色文字": "白字", "隐藏的节": "节内字"}


def test_headers_and_properties_are_read():
    styles = (
        f"<office:document-styles {_SPACES}><office:master-styles><style:master-page style:name='标准'><style:header>"
        "<text:p>页眉字</text:p></style:header><style:footer><text:p>页脚字</text:p></style:footer>"
        "</style:master-page></office:master-styles></office:document-styles>"
    )
    meta = f"<office:document-meta {_SPACES}><office:meta><dc:creator>机要科</dc:creator></office:meta></office:document-meta>"
    document = read_bytes(_document("<text:p>正文</text:p>", styles_xml=styles, meta_xml=meta), "a.odt")
    assert texts(document, "header") == ["页眉字"]
    assert texts(document, "footer") == ["页脚字"]
    assert _hidden(document)["文档属性"] == "最后修改者：机要科"


def test_slides_that_are_not_shown_and_notes_are_hidden():
    styles = "<style:style style:name='dp1'><style:drawing-page-properties presentation:visibility='hidden'/></style:style>"
    body = (
        "<draw:page><draw:frame><draw:text-box><text:p>首页</text:p></draw:text-box></draw:frame><presentation:notes>"
        "<draw:frame><draw:text-box><text:p>讲稿</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>"
        "<draw:page draw:style-name='dp1'><text:p>藏页</text:p></draw:page>"
    )
    document = read_bytes(_document(body, styles, "presentation"), "a.odp")
    assert one(document, "textbox").location.label == "第1页第1段"
    assert _hidden(document) == {"演讲者备注": "讲稿", "隐藏的幻灯片": "藏页"}


def test_a_box_in_a_cell_is_not_told_twice():
    body = (
        "<table:table><table:table-row><table:table-cell><text:p>格<office:annotation><text:p>批</text:p>"
        "</office:annotation></text:p></table:table-cell></table:table-row></table:table>"
    )
    document = read_bytes(_document(body), "a.odt")
    assert (one(document, "table").text, one(document, "comment").text) == ("格", "批")


def test_an_encrypted_or_empty_package_is_a_gap():
    manifest = f"<manifest:manifest {_SPACES}><manifest:encryption-data/></manifest:manifest>"
    assert reasons(read_bytes(_package({"META-INF/manifest.xml": manifest}), "a.odt")) == {"encrypted"}
    assert reasons(read_bytes(_package({}), "a.odt")) == {"damaged"}


def test_what_lies_beside_is_read_too():
    data = _document("<text:p>正文</text:p>", 附件_txt="附带的文件")
    assert "a.odt!附件.txt" in {segment.location.part for segment in read_bytes(data, "a.odt").segments}


def test_a_footer_of_slides_is_hidden_when_no_slide_uses_it():
    decls = "".join(
        f'<presentation:footer-decl presentation:name="{name}">{text}</presentation:footer-decl>'
        for name, text in (("a", "在用的页脚"), ("b", "送审稿页脚"))
    )
    page = '<draw:page presentation:use-footer-name="a"/>'
    document = read_bytes(_document(decls + page, kind="presentation"), "a.odp")
    assert one(document, "footer").text == "在用的页脚"
    assert (one(document, "hidden").text, one(document, "hidden").hidden) == ("送审稿页脚", "未使用的页脚")


def test_paragraphs_hidden_by_a_field_and_hidden_form_values_are_hidden():
    body = (
        '<office:forms xmlns:form="urn:f"><form:hidden form:value="隐值"/><form:text form:value="可见值"/></office:forms>'
        '<text:p><text:hidden-paragraph text:is-hidden="true"/>隐段</text:p>'
        '<text:p><text:hidden-paragraph text:is-hidden="false"/>正文</text:p>'
    )
    document = read_bytes(_document(body), "a.odt")
    assert _hidden(document) == {"隐藏的表单域": "隐值", "隐藏段落": "隐段"}
    assert texts(document, "body") == ["可见值", "正文"]


def test_values_of_fields_that_do_not_show_are_metadata():
    body = (
        '<text:p>正文<text:variable-set text:display="none" office:string-value="不显的变量"/>'
        '<text:alphabetical-index-mark text:string-value="查实的条目"/></text:p>'
    )
    document = read_bytes(_document(body), "a.odt")
    told = {segment.location.label: segment.text for segment in document.segments if segment.hidden}
    assert told == {"文档变量": "不显的变量", "索引标记": "查实的条目"}


def test_the_words_of_a_formula_are_read():
    formula = "<math><semantics><mrow><mtext>底价</mtext><mn>860</mn></mrow></semantics></math>"
    data = _package({"content.xml": f"<office:document-content {_SPACES}/>", "Object 1/content.xml": formula})
    assert [s.text for s in read_bytes(data, "a.odt").segments if "嵌入对象" in s.location.label] == [
        "底价 860"
    ]

from __future__ import annotations

import pytest
from intake.reads import compound, one, read_bytes, reasons, texts, zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
PARTS = {
    "header": "header", "footer": "footer", "footnotes": "footnotes", "endnotes": "endnotes",
    "comments": "comments", "styles": "styles", "settings": "settings", "glossary": "document.glossary",
}  # fmt: skip


def _xml(name, inner, attributes=""):
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NS} {attributes}>{inner}</w:{name}>'.encode()


def _read(body, *, relations=(), name="通知.docx", **parts):
    """Read a document of this body; parts are named "header1", "styles" … or given by path in `at`."""
    at = parts.pop("at", {})
    members = {"word/document.xml": _xml("document", f"<w:body>{body}</w:body>")}
    types = [f'<Override PartName="/word/document.xml" ContentType="{WORD}document.main+xml"/>']
    for part, data in parts.items():
        kind = PARTS[part.rstrip("0123456789")]
        members[f"word/{part}.xml"] = data
        types.append(f'<Override PartName="/word/{part}.xml" ContentType="{WORD}{kind}+xml"/>')
    members["[Content_Types].xml"] = f"<Types>{''.join(types)}</Types>".encode()
    rows = "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if "//" in target else "/>")
        for key, kind, target in relations
    )
    members["word/_rels/document.xml.rels"] = f"<Relationships>{rows}</Relationships>".encode()
    return read_bytes(zipped(members | at), name)


def _p(inner, properties=""):
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def _r(text, look=""):
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}<w:t>{text}</w:t></w:r>"


def _place(segment):
    where = segment.location
    return (segment.text, where.kind, where.label, where.paragraph, segment.hidden)


def _told(document, kind):
    return [_place(segment) for segment in document.segments if segment.location.kind == kind]


STYLES = _xml(
    "styles",
    '<w:style w:type="paragraph" w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="c"><w:basedOn w:val="a"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="d"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="e"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="f"><w:rPr><w:sz w:val="2"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="t"><w:tblPr><w:shd w:val="clear" w:fill="1F4E79"/></w:tblPr></w:style>',
)


@pytest.mark.parametrize(
    ("paragraph", "how"),
    [
        (_p(_r("底价", "<w:vanish/>")), "隐藏文字"),
        (_p(_r("底价", '<w:rStyle w:val="d"/>')), "隐藏文字（样式）"),
        (_p(_r("底价"), '<w:pStyle w:val="a"/>'), "隐藏文字（样式）"),
        (_p(_r("底价"), '<w:pStyle w:val="b"/>'), "隐藏文字（样式）"),
        (_p(_r("底价", '<w:rStyle w:val="e"/>')), "白色文字（样式）"),
        (_p(_r("底价"), '<w:pStyle w:val="f"/>'), "字号过小，无法看见（样式）"),
        (_p(_r("底价", "<w:webHidden/>")), "网页视图中隐藏的文字"),
        (_p(_r("底价", '<w:color w:val="FFFFFF"/>')), "白色文字"),
        (_p(_r("底价", '<w:color w:val="FEFEFE"/>')), "白色文字"),
        (_p(_r("底价", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="FFFFFF"/>')), "白色文字"),
        (_p(_r("底价", '<w:color w:val="auto" w:themeColor="background1"/>')), "白色文字"),
        (_p(_r("底价", '<w:sz w:val="2"/>')), "字号过小，无法看见"),
        (_p(_r("底价", '<w:highlight w:val="black"/>')), "黑底黑字，无法看见"),
        (_p(_r("底价", "<w14:textFill><w14:noFill/></w14:textFill>")), "全透明的文字"),
    ],
)
def test_every_way_to_keep_a_run_from_the_eye_is_told_with_its_paragraph(paragraph, how):
    document = _read(_p(_r("正文")) + paragraph, styles=STYLES)
    assert _told(document, "hidden") == [("底价", "hidden", "第2段", 2, how)]
    assert texts(document, "body") == ["正文"]


@pytest.mark.parametrize(
    "paragraph",
    [
        _p(_r("标题", '<w:vanish w:val="0"/>'), '<w:pStyle w:val="a"/>'),
        _p(_r("标题"), '<w:pStyle w:val="c"/>'),
        _p(_r("标题", '<w:color w:val="A6A6A6" w:themeColor="background1" w:themeShade="A6"/>')),
        _p(_r("标题", '<w:color w:val="FFFFFF"/>'), '<w:shd w:val="clear" w:fill="C00000"/>'),
        _p(_r("标题", '<w:highlight w:val="black"/><w:color w:val="FFFFFF"/>')),
    ],
)
def test_text_that_shows_is_not_called_hidden(paragraph):
    document = _read(paragraph, styles=STYLES)
    assert (texts(document, "body"), texts(document, "hidden")) == (["标题"], [])


@pytest.mark.parametrize("page", ["12", "iv"])
def test_page_numbers_of_a_table_of_contents_are_body_though_web_pages_leave_them_out(page):
    document = _read(_p(_r("总则") + _r(page, "<w:webHidden/>")))
    assert (texts(document, "body"), texts(document, "hidden")) == ([f"总则{page}"], [])


def test_white_text_in_a_table_with_a_coloured_style_shows():
    cell = _p(_r("表头", '<w:color w:val="FFFFFF"/>'))
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="t"/></w:tblPr><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>'
    document = _read(table, styles=STYLES)
    assert (texts(document, "table"), texts(document, "hidden")) == (["表头"], [])


def test_text_hidden_by_the_documents_defaults_is_hidden_unless_switched_on():
    styles = _xml(
        "styles",
        "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>",
    )
    document = _read(_p(_r("暗") + _r("明", '<w:vanish w:val="0"/>')), styles=styles)
    assert (texts(document, "body"), texts(document, "hidden")) == (["明"], ["暗"])


def test_styles_in_another_encoding_or_spelling_hide_just_the_same():
    styles = STYLES.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert texts(_read(_p(_r("底价"), '<w:pStyle w:val="a"/>'), styles=styles), "hidden") == ["底价"]
    styles = STYLES.replace(b'"FFFFFF"', b'"&#70;FFFFF"')
    assert texts(_read(_p(_r("底价", '<w:rStyle w:val="e"/>')), styles=styles), "hidden") == ["底价"]


def test_comments_inside_the_source_do_not_cut_a_word_in_two():
    assert texts(_read(_p("<w:r><w:t>机<!-- x -->密</w:t></w:r>")), "body") == ["机密"]


def test_hidden_rows_of_a_table_are_hidden_text():
    row = f"<w:tr>{{}}<w:tc>{_p('<w:r><w:t>{}</w:t></w:r>')}</w:tc></w:tr>"
    table = f"<w:tbl>{row.format('', '甲')}{row.format('<w:trPr><w:hidden/></w:trPr>', '底价')}</w:tbl>"
    document = _read(table)
    assert one(document, "table").text == "甲\n"
    assert _told(document, "hidden") == [("底价", "hidden", "表1第2行", None, "隐藏的表格行")]


def test_moved_and_deleted_text_is_a_revision_in_its_paragraph_and_all_authors_are_named():
    body = _p(_r("原文")) + _p(
        f'<w:moveFrom w:author="甲某">{_r("移走")}</w:moveFrom><w:moveTo w:author="甲某">{_r("移来")}</w:moveTo>'
        '<w:del w:author="乙某"><w:r><w:delText>删去</w:delText><w:delInstrText> DOCPROPERTY 密级 </w:delInstrText></w:r></w:del>'
        f'<w:ins w:author="丙某">{_r("加上")}</w:ins>'
        '<w:r><w:rPr><w:rPrChange w:author="丁某"><w:rPr/></w:rPrChange></w:rPr><w:t>改样</w:t></w:r>'
    )
    document = _read(body)
    assert texts(document, "body") == ["原文", "移来加上改样"]
    deleted, note = _told(document, "revision")
    assert deleted == ("移走删去", "revision", "第2段", 2, "已删除的修订内容")
    assert note[0] == "文档保留 4 处未处理的修订；修订人：甲某、乙某、丙某"
    assert texts(document, "metadata") == ["格式修订人：丁某"]
    assert (one(document, "hidden").hidden, one(document, "hidden").location.paragraph) == ("域代码", 2)


def test_comments_tell_author_thread_and_the_paragraph_they_are_on():
    comment = (
        '<w:comment w:id="{}" w:author="{}"><w:p w14:paraId="{}"><w:r><w:t>{}</w:t></w:r></w:p></w:comment>'
    )
    comments = comment.format(0, "甲某", "A1", "先不写") + comment.format(1, "乙某", "A2", "同意")
    extended = '<w15:commentEx w15:paraId="A1" w15:done="1"/><w15:commentEx w15:paraId="A2" w15:paraIdParent="A1" w15:done="0"/>'
    marks = '<w:r><w:commentReference w:id="0"/><w:commentReference w:id="1"/></w:r>'
    people = '<w15:person w15:author="甲某"><w15:presenceInfo w15:providerId="AD" w15:userId="jia@example.cn"/></w15:person>'
    document = _read(
        _p(_r("一")) + _p(_r("二") + marks),
        comments=_xml("comments", comments),
        at={
            "word/commentsExtended.xml": _xml("commentsEx", extended),
            "word/people.xml": _xml("people", people),
        },
    )
    assert _told(document, "comment") == [
        ("先不写", "comment", "批注0（甲某，已解决）第1段", 2, "批注"),
        ("同意", "comment", "批注1（乙某，答复）第1段", 2, "批注"),
    ]
    assert texts(document, "metadata") == ["批注人：甲某、乙某", "甲某\njia@example.cn"]


def test_headers_of_every_section_and_kind_say_where_they_stand():
    def section(*references, titled=True):
        rows = "".join(f'<w:{k}Reference w:type="{t}" r:id="{i}"/>' for k, t, i in references)
        return f"<w:sectPr>{rows}{'<w:titlePg/>' if titled else ''}</w:sectPr>"

    body = (
        _p(_r("一"), section(("header", "default", "r1"), ("header", "first", "r2"), ("header", "even", "r3")))
        + _p(_r("二"), section(titled=False))  # goes on with the headers of the first
        + section(("footer", "default", "r4"), ("footer", "first", "r5"), titled=False)
    )  # fmt: skip
    relations = [(f"r{n}", "header", f"header{n}.xml") for n in (1, 2, 3)]
    relations += [(f"r{n}", "footer", f"footer{n}.xml") for n in (4, 5)]
    parts = {f"header{n}": _xml("hdr", _p(_r(f"眉{n}"))) for n in (1, 2, 3, 6)}
    parts |= {f"footer{n}": _xml("ftr", _p(_r(f"脚{n}"))) for n in (4, 5)}
    even = _xml("settings", "<w:evenAndOddHeaders/>")
    document = _read(body, relations=relations, settings=even, **parts)
    labels = {s.text: (s.location.kind, s.location.label, s.hidden) for s in document.segments}
    assert labels["眉1"] == ("header", "第1节页眉第1段", "")
    assert labels["眉2"] == ("header", "第1节首页页眉第1段", "")
    assert labels["眉3"] == ("header", "第1节偶数页页眉第1段", "")
    assert labels["脚4"] == ("footer", "第3节页脚第1段", "")
    assert labels["脚5"] == ("hidden", "第3节首页页脚第1段", "未启用的第3节首页页脚")
    assert labels["眉6"] == ("hidden", "页眉第1段", "未使用的页眉")
    document = _read(body, relations=relations, **parts)
    assert next(s for s in document.segments if s.text == "眉3").hidden == "未启用的第1节偶数页页眉"


@pytest.mark.parametrize(("unit", "word"), [("footnote", "脚注"), ("endnote", "尾注")])
def test_notes_tell_the_paragraph_that_calls_them(unit, word):
    notes = _xml(f"{unit}s", f'<w:{unit} w:id="2">{_p(_r("见内部文件"))}</w:{unit}>')
    body = _p(_r("一")) + _p(_r("二") + f'<w:r><w:{unit}Reference w:id="2"/></w:r>')
    document = _read(body, **{f"{unit}s": notes})
    assert _told(document, "footnote") == [("见内部文件", "footnote", f"{word}2第1段", 2, "")]


@pytest.mark.parametrize(
    ("box", "kind", "hidden"),
    [
        ("<w:drawing><wp:anchor><wps:txbx>{}</wps:txbx></wp:anchor></w:drawing>", "textbox", ""),
        ("<w:pict><v:shape><v:textbox>{}</v:textbox></v:shape></w:pict>", "textbox", ""),
        ('<w:drawing><wp:anchor><wp:docPr id="1" hidden="1"/><wps:txbx>{}</wps:txbx></wp:anchor></w:drawing>',
         "hidden", "隐藏的图形"),
        ('<w:pict><v:shape style="visibility: hidden"><v:textbox>{}</v:textbox></v:shape></w:pict>',
         "hidden", "隐藏的图形"),
    ],
)  # fmt: skip
def test_text_boxes_of_both_drawing_languages_and_hidden_ones(box, kind, hidden):
    content = f"<w:txbxContent>{_p(_r('框内'))}</w:txbxContent>"
    document = _read(_p(_r("一")) + _p(f"<w:r>{box.format(content)}</w:r>" + _r("尾")))
    assert _told(document, kind) == [("框内", kind, "文本框", 2, hidden)]
    assert texts(document, "body") == ["一", "尾"]


def test_a_box_in_a_hidden_run_or_a_deleted_one_does_not_show_either():
    box = f"<w:pict><v:textbox><w:txbxContent>{_p(_r('框内'))}</w:txbxContent></v:textbox></w:pict>"
    hidden = _read(_p(f"<w:r><w:rPr><w:vanish/></w:rPr>{box}</w:r>"))
    assert (one(hidden, "hidden").text, one(hidden, "hidden").hidden) == ("框内", "隐藏文字")
    deleted = _read(_p(f'<w:del w:author="甲某"><w:r>{box}</w:r></w:del>'))
    assert texts(deleted, "revision")[0] == "框内"


def test_field_codes_are_told_and_their_results_are_body():
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = '<w:r><w:instrText> INCLUDETEXT "D:\\机要\\底稿.docx" </w:instrText></w:r>'
    complex_one = field.format("begin") + code + field.format("separate") + _r("结果一") + field.format("end")
    simple = f'<w:fldSimple w:instr=" DOCPROPERTY 承办人 ">{_r("结果二")}</w:fldSimple>'
    document = _read(_p(complex_one) + _p(simple))
    assert texts(document, "body") == ["结果一", "结果二"]
    assert [(place[2], place[4]) for place in _told(document, "hidden")] == [("第1段", "域代码"), ("第2段", "域代码")]  # fmt: skip
    assert "机要" in texts(document, "hidden")[0]


def test_forms_controls_links_and_tables_tell_what_hangs_on_them():
    body = _p(
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:helpText w:val="填内线号码"/></w:ffData></w:fldChar></w:r>'
        '<w:sdt><w:sdtPr><w:alias w:val="承办处室"/><w:dropDownList><w:listItem w:displayText="国安处" w:value="1"/></w:dropDownList></w:sdtPr>'
        f'<w:sdtContent>{_r("办公室")}</w:sdtContent></w:sdt><w:hyperlink r:id="r1" w:tooltip="内网首页">{_r("链接")}</w:hyperlink>'
    )
    table = f'<w:tbl><w:tblPr><w:tblCaption w:val="内部名册"/></w:tblPr><w:tr><w:tc>{_p(_r("甲"))}</w:tc></w:tr></w:tbl>'
    document = _read(body + table, relations=[("r1", "hyperlink", "http://10.1.1.8/oa")])
    assert texts(document, "body") == ["办公室链接"]
    assert _told(document, "hidden") == [("填内线号码", "hidden", "第1段窗体域选项", 1, "窗体域的提示与选项")]
    assert texts(document, "alt") == ["内网首页", "内部名册"]
    assert set(texts(document, "metadata")) == {"承办处室\n国安处", "http://10.1.1.8/oa"}


def test_alternative_texts_of_pictures_and_shapes_are_told_once_with_their_paragraph():
    picture = '<w:drawing><wp:inline><wp:docPr id="1" name="x" descr="某处航拍"/><a:cNvPr id="2" descr="某处航拍"/></wp:inline></w:drawing>'
    shape = '<w:pict><v:shape alt="会议照片"/></w:pict>'
    document = _read(_p(_r("一")) + _p(f"<w:r>{picture}{shape}</w:r>"))
    assert [(place[0], place[3]) for place in _told(document, "alt")] == [("某处航拍", 2), ("会议照片", 2)]


def test_watermarks_in_headers_name_the_header():
    mark = '<w:r><w:pict><v:shape><v:textpath string="内部资料"/></v:shape></w:pict></w:r>'
    document = _read(_p(_r("一")), header1=_xml("hdr", _p(mark)))
    assert _told(document, "textbox") == [("内部资料", "textbox", "页眉艺术字或水印", None, "")]


def test_glossary_variables_bound_data_and_merge_sources_are_told():
    glossary = _xml("glossaryDocument", f"<w:docParts><w:docPart><w:docPartBody>{_p(_r('旧稿'))}</w:docPartBody></w:docPart></w:docParts>")  # fmt: skip
    settings = _xml(
        "settings",
        '<w:docVars><w:docVar w:name="v" w:val="拟稿人甲某"/></w:docVars>'
        '<w:mailMerge><w:query w:val="SELECT * FROM 名单"/></w:mailMerge>',
    )
    at = {
        "customXml/item1.xml": "<a><b>绑定的数据</b></a>".encode(),
        "customXml/item2.xml": b"<a>13900000000</a>",
    }
    document = _read(_p(_r("一")), glossary=glossary, settings=settings, at=at)
    told = {s.text: (s.location.kind, s.hidden) for s in document.segments if s.hidden}
    assert told["旧稿"] == ("hidden", "未显示的文档部件")
    assert told["v：拟稿人甲某"] == ("hidden", "文档变量")
    assert told["SELECT * FROM 名单"] == ("metadata", "数据源")
    assert told["绑定的数据"] == ("hidden", "文件内附带的数据")
    assert told["13900000000"] == ("metadata", "文件内附带的数据")


def test_custom_properties_are_told_by_name():
    custom = '<Properties xmlns:vt="urn:vt"><property name="密级"><vt:lpwstr>内部</vt:lpwstr></property></Properties>'
    document = _read(_p(_r("一")), at={"docProps/custom.xml": custom.encode()})
    assert (one(document, "metadata").text, one(document, "metadata").hidden) == ("密级：内部", "文档属性")


def test_charts_and_diagrams_tell_their_words_and_paragraph_and_stale_copies_are_hidden():
    def drawn(tag):
        return _p(f"<w:r><w:drawing><wp:inline>{tag}</wp:inline></w:drawing></w:r>")

    line = "<a:p><a:r><a:t>{}</a:t></a:r></a:p>"
    document = _read(
        _p(_r("一")) + drawn('<c:chart r:id="r1"/>') + drawn('<dgm:relIds r:dm="r2"/>'),
        relations=[("r1", "chart", "charts/chart1.xml"), ("r2", "diagramData", "diagrams/data1.xml")],
        at={
            "word/charts/chart1.xml": _xml("chart", line.format("产量") + "<c:v>36</c:v>"),
            "word/diagrams/data1.xml": _xml("data", line.format("指挥所")),
            "word/diagrams/drawing1.xml": _xml("drawing", line.format("指挥所") + line.format("旧番号")),
        },
    )
    assert ("产量\n36", "body", "第2段图表", 2, "") in _told(document, "body")
    assert _told(document, "textbox") == [("指挥所", "textbox", "第3段图示", 3, "")]
    assert _told(document, "hidden") == [("旧番号", "hidden", "图示缓存", None, "图示的旧缓存")]


def test_embedded_packages_workbooks_and_alternative_chunks_are_read_in_place():
    inner = zipped({"内.txt": "嵌入的底稿".encode()})
    document = _read(
        _p(_r("一")) + '<w:altChunk r:id="r1"/>',
        relations=[("r1", "aFChunk", "afchunk.htm")],
        at={
            "word/embeddings/oleObject1.bin": compound({"Package": inner}),
            "word/afchunk.htm": "<html><body>外来正文</body></html>".encode(),
        },
    )
    parts = {s.text: s.location.part for s in document.segments}
    assert parts["嵌入的底稿"].startswith("通知.docx!word/embeddings/oleObject1.bin!")
    assert parts["外来正文"] == "通知.docx!word/afchunk.htm"


def test_strict_namespaces_change_nothing():
    strict = _xml("document", f"<w:body>{_p(_r('明') + _r('暗', '<w:vanish/>'))}</w:body>").replace(
        W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    document = _read("", at={"word/document.xml": strict})
    assert (texts(document, "body"), texts(document, "hidden")) == (["明"], ["暗"])


def test_a_part_with_its_own_entities_is_a_gap():
    body = _xml("document", f"<w:body>{_p(_r('甲'))}</w:body>").replace(
        b"?><w", b'?><!DOCTYPE d [<!ENTITY x "y">]><w', 1
    )
    assert reasons(_read("", at={"word/document.xml": body})) == {"entity-not-read"}


def test_a_row_marked_deleted_is_a_revision_though_its_runs_are_not():
    rows = f"<w:tr><w:trPr><w:del w:author='甲某'/></w:trPr><w:tc>{_p(_r('已撤的一行'))}</w:tc></w:tr>"
    document = _read(f"<w:tbl>{rows}<w:tr><w:tc>{_p(_r('在的一行'))}</w:tc></w:tr></w:tbl>")
    assert "已撤的一行" in texts(document, "revision")
    assert "已撤的一行" not in one(document, "table").text


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (' HYPERLINK "mailto:wang@example.gov.cn" ', True),
        (' HYPERLINK "http://192.168.10.5/oa/view.do" ', True),
        (' IF 1 = 1 "13800138000" "x" ', True),
        (' DATABASE \\d "D:\\\\salary.mdb" \\s "SELECT * FROM t" ', True),
        (' HYPERLINK "http://www.example.gov.cn/" ', False),
        (" PAGE \\* MERGEFORMAT ", False),
        (' TOC \\o "1-3" ', False),
    ],
)
def test_field_codes_in_ascii_are_told_when_they_lead_to_somebody_or_inside(code, told):
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    codes = f"<w:r><w:instrText>{code}</w:instrText></w:r>".replace("&", "&amp;")
    whole = field.format("begin") + codes + field.format("separate") + _r("结果") + field.format("end")
    assert (code in texts(_read(_p(whole)), "hidden")) is told

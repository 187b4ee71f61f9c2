from __future__ import annotations

import pytest
from intake.reads import one, read_bytes, reasons, texts, zipped

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = f'xmlns:a="{A}" xmlns:p="{P}" xmlns:r="{R}"'
MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def _rels(*relations):
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if "://" in target else "/>")
        for n, (kind, target) in enumerate(relations, 1)
    )
    return f'<Relationships xmlns="http://x/relationships">{rows}</Relationships>'.encode()


def _shape(text, *, place="", attributes="", at=None, look=""):
    mark = f'<p:ph type="{place}"/>' if place else ""
    form = f'<a:xfrm><a:off x="{at[0]}" y="{at[1]}"/><a:ext cx="100" cy="100"/></a:xfrm>' if at else ""
    paragraphs = "".join(f"<a:p><a:r>{look}<a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="形状" {attributes}/><p:cNvSpPr/><p:nvPr>{mark}</p:nvPr></p:nvSpPr>'
        f"<p:spPr>{form}</p:spPr><p:txBody><a:bodyPr/>{paragraphs}</p:txBody></p:sp>"
    )


def _part(name, *shapes, attributes=""):
    tree = f"<p:cSld><p:spTree><p:nvGrpSpPr/><p:grpSpPr/>{''.join(shapes)}</p:spTree></p:cSld>"
    return f'<?xml version="1.0" encoding="UTF-8"?><p:{name} {NS} {attributes}>{tree}</p:{name}>'.encode()


def _slide(*shapes, attributes=""):
    return _part("sld", *shapes, attributes=attributes)


def _members(*slides, more=None):
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in range(1, len(slides) + 1))
    main = f'<p:presentation {NS}><p:sldIdLst>{listed}</p:sldIdLst><p:sldSz cx="9000" cy="6000"/></p:presentation>'
    types = f'<Types xmlns="http://x/types"><Override PartName="/ppt/presentation.xml" ContentType="{MAIN}"/></Types>'
    members = {
        "[Content_Types].xml": types.encode(),
        "ppt/presentation.xml": main.encode(),
        "ppt/_rels/presentation.xml.rels": _rels(
            *(("slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1))
        ),
    }
    members |= {f"ppt/slides/slide{n}.xml": slide for n, slide in enumerate(slides, 1)}
    return members | (more or {})


def _read(*slides, more=None, name="汇报.pptx", **limits):
    return read_bytes(zipped(_members(*slides, more=more)), name, **limits)


def _beside(kind, target, part, data, **more):
    rels = {"ppt/slides/_rels/slide1.xml.rels": _rels((kind, target))}
    return _read(_slide(_shape("正文")), more=rels | {part: data} | more)


def test_slides_are_read_in_order_with_titles_first():
    slide = _slide(_shape("要点一\n要点二"), _shape("年度汇报", place="title"))
    document = _read(slide, _slide(_shape("次页")))
    assert texts(document, "title") == ["年度汇报"]
    assert texts(document, "body") == ["要点一\n要点二", "次页"]
    shown = [segment for segment in document.segments if segment.location.kind != "filename"]
    assert [(s.location.kind, s.location.page) for s in shown] == [("title", 1), ("body", 1), ("body", 2)]
    assert shown[0].location.label == "第1张幻灯片"
    assert not document.gaps


def test_the_order_is_that_of_the_list_not_of_the_names():
    members = _members(_slide(_shape("后")), _slide(_shape("前")))
    members["ppt/presentation.xml"] = members["ppt/presentation.xml"].replace(
        b'<p:sldId id="256" r:id="r1"/><p:sldId id="257" r:id="r2"/>',
        b'<p:sldId id="257" r:id="r2"/><p:sldId id="256" r:id="r1"/>',
    )
    assert texts(read_bytes(zipped(members), "汇报.pptx"), "body") == ["前", "后"]


@pytest.mark.parametrize("name", ["汇报.pptx", "汇报.ppsx", "汇报.potx", "汇报.dps"])
def test_shows_and_templates_are_presentations(name):
    document = _read(_slide(_shape("正文")), name=name)
    assert texts(document, "body") == ["正文"]
    assert texts(document, "metadata") == []


def test_tables_are_grids():
    cells = "".join(
        f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>" for text in "甲乙"
    )
    frame = (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="3" name="表"/></p:nvGraphicFramePr><a:graphic><a:graphicData>'
        f"<a:tbl><a:tr>{cells}</a:tr><a:tr>{cells}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    table = one(_read(_slide(frame)), "table")
    assert table.text == "甲\t乙\n甲\t乙"
    assert table.place(6, 7).label == "第1张幻灯片表1第2行第2列"


def test_hidden_slides_are_hidden_content():
    segment = one(_read(_slide(_shape("底稿", place="title"), attributes='show="0"')), "hidden")
    assert (segment.text, segment.hidden, segment.location.page) == ("底稿", "隐藏的幻灯片", 1)


def test_slides_taken_out_of_the_list_are_hidden_content():
    document = _read(_slide(_shape("正文")), more={"ppt/slides/slide9.xml": _slide(_shape("删页"))})
    segment = one(document, "hidden")
    assert (segment.text, segment.hidden) == ("删页", "不在放映列表中的幻灯片")


@pytest.mark.parametrize(
    ("shape", "how"),
    [
        (_shape("底价", attributes='hidden="1"'), "隐藏的图形"),
        (_shape("底价", at=(9500, 100)), "放在幻灯片之外的内容"),
        (_shape("底价", at=(100, -400)), "放在幻灯片之外的内容"),
        (_shape("底价", look='<a:rPr sz="100"/>'), "字号过小，无法看见"),
        (_shape("底价", look="<a:rPr><a:noFill/></a:rPr>"), "全透明的文字"),
        (
            _shape("底价", look='<a:rPr><a:solidFill><a:srgbClr val="0"><a:alpha val="0"/></a:srgbClr></a:solidFill></a:rPr>'),
            "全透明的文字",
        ),
    ],
)  # fmt: skip
def test_shapes_and_runs_nobody_sees_are_hidden(shape, how):
    segment = one(_read(_slide(shape, _shape("正文", at=(100, 100)))), "hidden")
    assert (segment.text, segment.hidden) == ("底价", how)


def test_groups_move_what_they_hold():
    form = '<a:xfrm><a:off x="20000" y="0"/><a:ext cx="100" cy="100"/><a:chOff x="0" y="0"/><a:chExt cx="100" cy="100"/></a:xfrm>'
    group = f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="4" name="组"/></p:nvGrpSpPr><p:grpSpPr>{form}</p:grpSpPr>{_shape("组内", at=(10, 10))}</p:grpSp>'
    assert one(_read(_slide(group)), "hidden").text == "组内"


def test_alternative_text_is_kept_apart():
    document = _read(_slide(_shape("正文", attributes='descr="某处营区航拍"')))
    assert (one(document, "alt").text, one(document, "alt").hidden) == ("某处营区航拍", "图片替代文字")


def test_notes_are_annotations_without_the_slide_number():
    notes = _part("notes", _shape("口头说明", place="body"), _shape("7", place="sldNum"))
    segment = one(_beside("notesSlide", "../notesSlides/n.xml", "ppt/notesSlides/n.xml", notes), "annotation")
    assert (segment.text, segment.hidden) == ("口头说明", "备注")
    assert segment.location.label == "第1张幻灯片备注"


def test_comments_old_and_threaded_name_their_author():
    authors = f'<p:cmAuthorLst {NS}><p:cmAuthor id="0" name="李某"/></p:cmAuthorLst>'.encode()
    old = f'<p:cmLst {NS}><p:cm authorId="0"><p:text>先不写</p:text></p:cm></p:cmLst>'.encode()
    document = _beside(
        "comments", "../comments/c.xml", "ppt/comments/c.xml", old, **{"ppt/commentAuthors.xml": authors}
    )
    segment = one(document, "comment")
    assert (segment.text, segment.location.label) == ("先不写", "第1张幻灯片批注（李某）")
    body = "<p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody>"
    new = (
        f'<p:cmLst {NS}><p:cm authorId="{{A}}"><p:replyLst><p:reply authorId="{{A}}">'
        f"{body.format('同意')}</p:reply></p:replyLst>{body.format('待核')}</p:cm></p:cmLst>"
    ).encode()
    document = _beside("comments", "../comments/c.xml", "ppt/comments/c.xml", new)
    assert sorted(texts(document, "comment")) == ["同意", "待核"]


def test_charts_and_diagrams_give_their_words_once():
    chart = f'<c:chart xmlns:c="urn:c" {NS}><a:p><a:r><a:t>产量</a:t></a:r></a:p><c:pt><c:v>36</c:v></c:pt></c:chart>'
    document = _beside("chart", "../charts/chart1.xml", "ppt/charts/chart1.xml", chart.encode())
    assert "产量\n36" in texts(document, "body")
    data = f"<d:dataModel xmlns:d='urn:d' {NS}><d:pt><d:t><a:p><a:r><a:t>指挥所</a:t></a:r></a:p></d:t></d:pt></d:dataModel>"
    members = {"ppt/diagrams/drawing1.xml": _slide(_shape("指挥所"))}
    rels = _rels(("diagramData", "../diagrams/data1.xml"), ("diagramDrawing", "../diagrams/drawing1.xml"))
    document = _beside("diagramData", "../diagrams/data1.xml", "ppt/diagrams/data1.xml", data.encode(),
        **members, **{"ppt/slides/_rels/slide1.xml.rels": rels})  # fmt: skip
    assert [segment.text for segment in document.segments].count("指挥所") == 1
    assert one(document, "textbox").location.page == 1


def test_master_text_is_read_and_its_prompts_are_not():
    more = {
        "ppt/slides/_rels/slide1.xml.rels": _rels(("slideLayout", "../slideLayouts/l1.xml")),
        "ppt/slideLayouts/l1.xml": _part(
            "sldLayout", _shape("内部★"), _shape("单击此处编辑标题", place="title")
        ),
        "ppt/slideLayouts/_rels/l1.xml.rels": _rels(("slideMaster", "../slideMasters/m1.xml")),
        "ppt/slideMasters/m1.xml": _part("sldMaster", _shape("单位徽标")),
        "ppt/slideLayouts/l2.xml": _part("sldLayout", _shape("旧单位")),
    }
    document = _read(_slide(_shape("正文")), more=more)
    assert texts(document, "body") == ["正文", "内部★", "单位徽标"]
    assert (one(document, "hidden").text, one(document, "hidden").hidden) == ("旧单位", "未使用的版式")


def test_what_an_author_wrote_into_a_placeholder_of_a_layout_is_hidden():
    prompts = [
        _shape(text, place="body") for text in ("请在此处输入标题", "第二级", "联系人冯某 13800138000")
    ]
    more = {
        "ppt/slides/_rels/slide1.xml.rels": _rels(("slideLayout", "../slideLayouts/l1.xml")),
        "ppt/slideLayouts/l1.xml": _part("sldLayout", "".join(prompts)),
    }
    found = one(_read(_slide(_shape("正文")), more=more), "hidden")
    assert (found.text, found.hidden) == ("联系人冯某 13800138000", "版式占位符中的文字")


def test_links_properties_and_embedded_files_are_read():
    core = (
        '<c:coreProperties xmlns:c="urn:c" xmlns:d="urn:d"><d:creator>机要科</d:creator></c:coreProperties>'
    )
    document = _beside("hyperlink", "http://10.0.0.8/oa", "docProps/core.xml", core.encode(),
        **{"ppt/embeddings/a.txt": "嵌入的文字".encode()})  # fmt: skip
    assert texts(document, "metadata") == ["http://10.0.0.8/oa", "作者：机要科"]
    inner = next(segment for segment in document.segments if segment.text == "嵌入的文字")
    assert inner.location.part == "汇报.pptx!ppt/embeddings/a.txt"


def test_media_that_cannot_be_read_are_gaps():
    document = _read(_slide(_shape("正文")), more={"ppt/media/m.mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 30})
    assert reasons(document) == {"unsupported-format"}


def test_missing_and_broken_slides_are_gaps_and_the_others_are_read():
    members = _members(_slide(_shape("好")), _slide(_shape("坏")), _slide(_shape("缺")))
    members["ppt/slides/slide2.xml"] = members["ppt/slides/slide2.xml"][:-30]
    del members["ppt/slides/slide3.xml"]
    document = read_bytes(zipped(members), "汇报.pptx")
    assert texts(document, "body") == ["好"]
    assert reasons(document) == {"damaged", "missing-part"}


def test_a_package_without_its_main_part_is_a_gap():
    assert "damaged" in reasons(read_bytes(zipped({"ppt/x.xml": b"<x/>"}), "汇报.pptx"))


def test_slides_beyond_the_budget_are_a_gap():
    document = _read(*[_slide(_shape("页"))] * 4, pages=2)
    assert len(texts(document, "body")) == 2
    assert reasons(document) == {"too-many-pages"}


def test_groups_within_groups_without_end_are_a_gap():
    nested = _shape("最里")
    for _ in range(40):
        nested = f"<p:grpSp><p:nvGrpSpPr/><p:grpSpPr/>{nested}</p:grpSp>"
    assert reasons(_read(_slide(nested))) == {"too-deep"}


def test_text_of_a_cell_that_another_is_merged_over_is_hidden():
    cells = "".join(f"<a:tc{more}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>" for text, more in (("合计", ""), ("旧数", ' hMerge="1"')))  # fmt: skip
    frame = f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr>{cells}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    document = _read(_slide(frame))
    assert one(document, "table").text == "合计\t"
    assert (one(document, "hidden").text, one(document, "hidden").hidden) == (
        "旧数",
        "被合并单元格盖住的内容",
    )


def test_names_of_slides_and_authors_are_metadata():
    named = _slide(_shape("正文")).replace(b"<p:cSld>", '<p:cSld name="给甲看的版本">'.encode())
    people = f'<p:cmAuthorLst {NS}><p:cmAuthor id="0" name="乙科丙某"/></p:cmAuthorLst>'.encode()
    document = _read(named, more={"ppt/commentAuthors.xml": people})
    assert set(texts(document, "metadata")) == {"给甲看的版本", "乙科丙某"}

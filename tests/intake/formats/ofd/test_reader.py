from __future__ import annotations

import pytest
from intake.reads import one, read_bytes, reasons, texts, zipped

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PAGE = "Doc_0/Pages/Page_0/Content.xml"


def _xml(name, body, ns=NS):
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:{name} {ns}>{body}</ofd:{name}>'.encode()


def _text(text, x=20.0, y=30.0, *, size=4, attributes="", inside="", code=""):
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y} 100 6" Font="1" Size="{size}" {attributes}>{inside}'
        f'<ofd:TextCode X="0" Y="{size}" {code}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def _layer(*objects, attributes=""):
    return f'<ofd:Content><ofd:Layer ID="2" {attributes}>{"".join(objects)}</ofd:Layer></ofd:Content>'


def _box(value="255 0 0", *, box="10 20 150 30", attributes=""):
    width, height = box.split()[2:]
    data = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
    return (
        f'<ofd:PathObject ID="8" Boundary="{box}" Fill="true" Stroke="false" {attributes}>'
        f'<ofd:FillColor Value="{value}"/><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
    )


def _members(*pages, common="", document="", info="", body="", ns=NS):
    listed = "".join(
        f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
    )
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    root = f"<ofd:CommonData>{area}{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{document}"
    entry = (
        f"<ofd:DocBody><ofd:DocInfo>{info}</ofd:DocInfo>"
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody>"
    )
    members = {"OFD.xml": _xml("OFD", entry, ns), "Doc_0/Document.xml": _xml("Document", root, ns)}
    for n, page in enumerate(pages):
        members[f"Doc_0/Pages/Page_{n}/Content.xml"] = _xml("Page", page, ns)
    return members


def _read(*pages, more=None, **parts):
    return read_bytes(zipped(_members(*pages, **parts) | (more or {})), "函.ofd")


def _hidden(*objects, **parts):
    return one(_read(_layer(*objects), **parts), "hidden")


def test_a_page_is_lines_from_top_to_bottom_and_left_to_right():
    document = _read(_layer(_text("第二行", y=50), _text("右", x=120), _text("左")), _layer(_text("次页")))
    first, second = (segment for segment in document.segments if segment.location.kind == "body")
    assert first.text == "左 右\n第二行"
    assert (first.location.page, first.location.label, first.layout) == (1, "第1页", "lines")
    assert (second.text, second.location.page) == ("次页", 2)
    assert not document.gaps


def test_characters_placed_one_by_one_make_words_and_clear_gaps_make_spaces():
    single = [_text(letter, x=20 + 4 * n) for n, letter in enumerate("统计公报")]
    apart = _text("姓名张三", y=40, code='DeltaX="4 20 4"')
    document = _read(_layer(*single, apart))
    assert one(document, "body").text == "统计公报\n姓名 张三"


def test_text_that_jumps_back_down_starts_a_new_line():
    wrapped = _text("甲乙丙丁", code='DeltaX="4 -4 4" DeltaY="0 6 0"')
    assert one(_read(_layer(wrapped)), "body").text == "甲乙\n丙丁"


def test_upright_and_turned_text_stays_in_one_piece():
    upright = _text("竖排文字", x=180, code='DeltaY="g 3 4"')
    turned = _text("水印文字", attributes='CTM="0.866 -0.5 0.5 0.866 0 0"', code='DeltaX="g 3 4"')
    assert set(one(_read(_layer(upright, turned)), "body").text.split("\n")) == {"竖排文字", "水印文字"}


def test_what_is_drawn_twice_at_one_place_counts_once():
    document = _read(_layer(_text("加粗"), _text("加粗", x=20.1)))
    assert one(document, "body").text == "加粗"


def test_a_transformation_moves_the_text():
    low = _text("下", attributes='CTM="1 0 0 1 0 100"')
    assert one(_read(_layer(low, _text("上", y=60))), "body").text == "上\n下"


@pytest.mark.parametrize("ns", ['xmlns:ofd="http://www.ofdspec.org"', 'xmlns:ofd="urn:other"'])
def test_the_namespace_does_not_matter(ns):
    assert one(_read(_layer(_text("正文")), ns=ns), "body").text == "正文"


def test_locations_may_be_absolute_backslashed_or_of_another_case():
    members = _members(_layer(_text("正文")))
    members["Doc_0/Document.xml"] = members["Doc_0/Document.xml"].replace(
        b"Pages/Page_0/Content.xml", rb"\DOC_0\pages\Page_0\content.xml"
    )
    document = read_bytes(zipped(members), "函.ofd")
    assert one(document, "body").text == "正文"
    assert not document.gaps


def test_a_template_belongs_to_the_page_that_uses_it():
    common = '<ofd:TemplatePage ID="7" BaseLoc="Tpls/T.xml"/><ofd:TemplatePage ID="6" BaseLoc="Tpls/U.xml"/>'
    more = {
        "Doc_0/Tpls/T.xml": _xml("Page", _layer(_text("机密表头", y=10))),
        "Doc_0/Tpls/U.xml": _xml("Page", _layer(_text("旧表头"))),
    }
    page = '<ofd:Template TemplateID="7" ZOrder="Background"/>' + _layer(_text("正文"))
    document = _read(page, common=common, more=more)
    assert one(document, "body").text == "机密表头\n正文"
    assert (one(document, "hidden").text, one(document, "hidden").hidden) == ("旧表头", "未使用的模板页")


def test_templates_that_no_page_uses_keep_their_order():
    listed = "".join(f'<ofd:TemplatePage ID="{n}" BaseLoc="Tpls/{n}.xml"/>' for n in range(20, 28))
    more = {f"Doc_0/Tpls/{n}.xml": _xml("Page", _layer(_text(f"旧表头{n}"))) for n in range(20, 28)}
    document = _read(_layer(_text("正文")), common=listed, more=more)
    hidden = [segment.text for segment in document.segments if segment.location.kind == "hidden"]
    assert hidden == [f"旧表头{n}" for n in range(20, 28)]


def test_composite_units_are_read_where_they_are_drawn_and_loops_end():
    loop = '<ofd:CompositeObject ID="5" Boundary="0 0 9 9" ResourceID="40"/>'
    unit = f'<ofd:CompositeGraphicUnit ID="40"><ofd:Content>{_text("图元")}{loop}</ofd:Content></ofd:CompositeGraphicUnit>'
    res = _xml("Res", f"<ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits>")
    document = _read(
        _layer(loop), common="<ofd:PublicRes>Res.xml</ofd:PublicRes>", more={"Doc_0/Res.xml": res}
    )
    assert one(document, "body").text == "图元"
    assert reasons(document) == {"too-deep"}


@pytest.mark.parametrize(
    ("attributes", "inside", "how"),
    [
        ('Visible="false"', "", "设为不可见的文字"),
        ('Alpha="0"', "", "全透明的文字"),
        ("", '<ofd:FillColor Value="0 0 0" Alpha="0"/>', "全透明的文字"),
        ('Fill="false"', "", "全透明的文字"),
        ("", '<ofd:FillColor Value="255 255 255"/>', "白色文字"),
        ("", '<ofd:FillColor Value="#FF #FF #FF"/>', "白色文字"),
    ],
)
def test_text_that_leaves_no_ink_is_hidden(attributes, inside, how):
    segment = _hidden(_text("底价", attributes=attributes, inside=inside), _text("正文", y=60))
    assert (segment.text, segment.hidden, segment.location.page) == ("底价", how, 1)


def test_white_by_the_layers_style_is_hidden_too():
    styles = '<ofd:DrawParam ID="30"><ofd:FillColor Value="255 255 255"/></ofd:DrawParam>'
    more = {"Doc_0/Res.xml": _xml("Res", f"<ofd:DrawParams>{styles}</ofd:DrawParams>")}
    common = "<ofd:DocumentRes>Res.xml</ofd:DocumentRes>"
    document = _read(_layer(_text("底价"), attributes='DrawParam="30"'), common=common, more=more)
    assert one(document, "hidden").hidden == "白色文字"


def test_white_text_on_a_dark_ground_is_seen_but_not_on_a_white_one():
    white = _text("标题", inside='<ofd:FillColor Value="255 255 255"/>')
    assert one(_read(_layer(_box("200 0 0"), white)), "body").text == "标题"
    assert _hidden(_box("200 0 0"), _box("255 255 255"), white).text == "标题"


def test_text_off_the_paper_is_hidden():
    segment = _hidden(_text("页外", x=230), _text("页内"))
    assert (segment.text, segment.hidden) == ("页外", "页面范围之外的文字")


def test_text_under_an_opaque_shape_is_hidden_and_under_a_clear_one_not():
    assert _hidden(_text("涂黑"), _box("0 0 0")).hidden == "被图形遮盖的文字"
    document = _read(_layer(_text("标黄"), _box("255 255 0", attributes='Alpha="80"')))
    assert one(document, "body").text == "标黄"


def _noted(note):
    document = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>"
    more = {
        "Doc_0/Annots/Annotations.xml": _xml(
            "Annotations", '<ofd:Page PageID="1"><ofd:FileLoc>P.xml</ofd:FileLoc></ofd:Page>'
        ),
        "Doc_0/Annots/P.xml": _xml("PageAnnot", note),
    }
    return _read(_layer(_text("正文")), document=document, more=more)


def test_annotations_tell_what_they_draw_and_what_they_only_say():
    document = _noted(
        '<ofd:Annot ID="3" Type="Highlight" Creator="李某"><ofd:Remark>口径待核</ofd:Remark>'
        f'<ofd:Appearance Boundary="0 0 9 9">{_text("见附表")}</ofd:Appearance></ofd:Annot>'
    )
    assert texts(document, "annotation") == ["见附表", "口径待核\n李某"]
    assert {s.hidden for s in document.segments if s.location.kind == "annotation"} == {"批注"}
    assert {s.location.page for s in document.segments if s.location.kind == "annotation"} == {1}


def test_a_watermark_is_seen_unless_it_is_invisible():
    drawn = f'<ofd:Appearance Boundary="0 0 9 9">{_text("内部资料")}</ofd:Appearance></ofd:Annot>'
    assert one(_noted(f'<ofd:Annot ID="3" Type="Watermark">{drawn}'), "annotation").hidden == ""
    unseen = one(_noted(f'<ofd:Annot ID="3" Type="Watermark" Visible="false">{drawn}'), "annotation")
    assert (unseen.text, unseen.hidden) == ("内部资料", "设为不可见的批注")


def test_attachments_are_read_as_parts_and_missing_ones_are_gaps():
    listing = (
        '<ofd:Attachment ID="1" Name="名单" Format="txt" Visible="false"><ofd:FileLoc>a.txt</ofd:FileLoc></ofd:Attachment>'
        '<ofd:Attachment ID="2" Name="缺"><ofd:FileLoc>b.txt</ofd:FileLoc></ofd:Attachment>'
    )
    more = {
        "Doc_0/Attachs/A.xml": _xml("Attachments", listing),
        "Doc_0/Attachs/a.txt": "附件文字".encode(),
    }
    document = _read(
        _layer(_text("正文")), document="<ofd:Attachments>Attachs/A.xml</ofd:Attachments>", more=more
    )
    inner = next(s for s in document.segments if s.text == "附件文字")
    assert inner.location.part == "函.ofd!名单.txt"
    assert one(document, "embedded").hidden == "设为不可见的附件"
    assert reasons(document) == {"missing-part"}


def test_tags_are_read_even_when_their_xml_is_not_well_formed():
    listing = '<ofd:CustomTag TypeID="1"><ofd:FileLoc>T.xml</ofd:FileLoc></ofd:CustomTag>'
    more = {
        "Doc_0/Tags/C.xml": _xml("CustomTags", listing),
        "Doc_0/Tags/T.xml": "<:a><:b>购方某某</:b><c>17</c><d>13800138000</d></:a>".encode(),
    }
    document = _read(_layer(_text("正文")), document="<ofd:CustomTags>Tags/C.xml</ofd:CustomTags>", more=more)
    segment = one(document, "metadata")
    assert (segment.text, segment.hidden) == ("购方某某\n13800138000", "自定义标引")  # 17 is an object's


def test_properties_and_custom_data_are_metadata():
    info = (
        "<ofd:DocID>0f</ofd:DocID><ofd:Author>机要科</ofd:Author><ofd:CustomDatas>"
        '<ofd:CustomData Name="拟稿">王某</ofd:CustomData></ofd:CustomDatas>'
    )
    assert one(_read(_layer(_text("正文")), info=info), "metadata").text == "作者：机要科\n拟稿：王某"


def _der(tag, body):
    size = len(body)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + body


def _signed(seal):
    listing = '<ofd:Signature ID="1" BaseLoc="Sign_0/S.xml"/>'
    info = (
        '<ofd:SignedInfo><ofd:Provider ProviderName="demo"/><ofd:StampAnnot ID="2" PageRef="1" Boundary="0 0 9 9"/>'
        "<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo>"
    )
    more = {
        "Doc_0/Signs/Signatures.xml": _xml("Signatures", listing),
        "Doc_0/Signs/Sign_0/S.xml": _xml("Signature", info),
        "Doc_0/Signs/Sign_0/Seal.esl": seal,
    }
    body = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>"
    return _read(_layer(_text("正文")), body=body, more=more)


def test_a_seal_gives_its_name_and_its_picture():
    picture = _der(0x30, _der(0x16, b"txt") + _der(0x16, b"OFD") + _der(0x04, b"not a picture" * 20))
    seal = _der(0x30, _der(0x30, _der(0x0C, "某某市公章".encode())) + picture)
    document = _signed(seal)
    assert one(document, "metadata").text == "demo\n某某市公章"
    assert "函.ofd!Seal.esl中的印章图片" in {segment.location.part for segment in document.segments}


def test_a_seal_whose_picture_cannot_be_taken_out_is_a_gap():
    assert reasons(_signed(b"\x30\x84garbage")) == {"image-not-read"}


def test_pictures_are_gaps_that_say_so():
    media = '<ofd:MultiMedia ID="50" Type="Image"><ofd:MediaFile>p.jb2</ofd:MediaFile></ofd:MultiMedia>'
    res = f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>'.encode()
    image = '<ofd:ImageObject ID="4" Boundary="0 0 90 90" ResourceID="50"/>'
    more = {"Doc_0/Res.xml": res, "Doc_0/Res/p.jb2": b"\x97JB2" + bytes(range(99))}
    document = _read(
        _layer(_text("正文"), image), common="<ofd:DocumentRes>Res.xml</ofd:DocumentRes>", more=more
    )
    assert reasons(document) == {"image-not-read"}


def test_every_document_of_a_package_is_read_under_its_own_name():
    members = _members(_layer(_text("甲文")))
    second = b"<ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    members["OFD.xml"] = members["OFD.xml"].replace(b"</ofd:OFD>", second)
    members["Doc_1/Document.xml"] = members["Doc_0/Document.xml"]
    members["Doc_1/Pages/Page_0/Content.xml"] = _xml("Page", _layer(_text("乙文")))
    document = read_bytes(zipped(members), "函.ofd")
    assert texts(document, "body") == ["甲文", "乙文"]
    assert [s.location.label for s in document.segments if s.location.kind == "body"] == [
        "文档1第1页",
        "文档2第1页",
    ]


def test_kept_versions_are_hidden_content():
    versions = (
        '<ofd:Versions><ofd:Version ID="1" Index="0" Current="false" BaseLoc="Doc_0/V0.xml"/>'
        '<ofd:Version ID="2" Index="1" Current="true" BaseLoc="Doc_0/V1.xml"/></ofd:Versions>'
    )
    members = _members(_layer(_text("定稿")), body=versions)
    members["Doc_0/V0.xml"] = _xml("DocVersion", "<ofd:DocRoot>Old.xml</ofd:DocRoot>")
    members["Doc_0/V1.xml"] = _xml("DocVersion", "<ofd:DocRoot>Document.xml</ofd:DocRoot>")
    members["Doc_0/Old.xml"] = members["Doc_0/Document.xml"].replace(b"Page_0", b"Page_9")
    members["Doc_0/Pages/Page_9/Content.xml"] = _xml("Page", _layer(_text("初稿")))
    document = read_bytes(zipped(members), "函.ofd")
    assert one(document, "body").text == "定稿"
    assert (one(document, "hidden").text, one(document, "hidden").hidden) == ("初稿", "保留的历史版本")
    assert one(document, "revision").text == "文件保留 2 个版本"


def test_a_page_taken_out_of_the_list_is_hidden_content():
    stray = {"Doc_0/Pages/Page_5/Content.xml": _xml("Page", _layer(_text("删去的页")))}
    segment = one(_read(_layer(_text("正文")), more=stray), "hidden")
    assert (segment.text, segment.hidden) == ("删去的页", "包内没有页面引用的内容")


def test_glyphs_without_text_are_a_gap():
    assert reasons(_read(_layer(_text("\ue001\ue002\ue003")))) == {"text-not-decoded"}


def test_encrypted_packages_are_a_gap():
    document = _read(_layer(_text("正文")), more={"Encryptions.xml": _xml("Encryptions", "")})
    assert "encrypted" in reasons(document)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"OFD.xml": b"<broken"}, "damaged"),
        ({"Doc_0/Document.xml": _xml("Document", "")}, "damaged"),
        ({PAGE: _xml("Page", _layer(_text("前半")))[:-40]}, "damaged"),
        (
            {"OFD.xml": _xml("OFD", "<ofd:DocBody><ofd:DocRoot>no.xml</ofd:DocRoot></ofd:DocBody>")},
            "missing-part",
        ),
    ],
)
def test_what_is_malformed_or_missing_is_a_gap(changes, reason):
    document = read_bytes(zipped(_members(_layer(_text("正文"))) | changes), "函.ofd")
    assert reason in reasons(document)


def test_pages_beyond_the_budget_are_a_gap():
    data = zipped(_members(*[_layer(_text("页"))] * 4))
    document = read_bytes(data, "函.ofd", pages=2)
    assert len(texts(document, "body")) == 2
    assert reasons(document) == {"too-many-pages"}

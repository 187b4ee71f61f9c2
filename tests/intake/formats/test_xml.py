from __future__ import annotations

from intake.reads import one, read_bytes, reasons


def test_text_tails_and_chinese_attributes_are_read_with_references_resolved():
    data = '<?xml version="1.0" encoding="gb18030"?><a 名="属性"><b>&#32477;密</b>尾</a>'.encode("gb18030")
    assert one(read_bytes(data, "a.xml"), "body").text == "属性\n绝密\n尾"


def test_entities_are_not_expanded_and_say_so():
    data = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    document = read_bytes(data, "a.xml")
    assert reasons(document) == {"entity-not-read"}
    assert not any("root:" in segment.text for segment in document.segments)


def _metadata(document):
    return {
        segment.hidden: segment.text for segment in document.segments if segment.location.kind == "metadata"
    }


def test_names_comments_instructions_and_declarations_are_read():
    data = (
        '<?xml version="1.0"?><?note 发布说明?><!DOCTYPE a [<!-- 声明注释 --><!ATTLIST a b CDATA "缺省值">'
        '<!ENTITY x "&#23454;体">]><a><承办单位/><!-- 待核对 --></a><!-- 末尾 -->'
    )
    assert _metadata(read_bytes(data.encode(), "a.xml")) == {
        "XML 名称": "承办单位", "XML 注释": "发布说明\n末尾\n待核对", "文档类型声明": "声明注释\n缺省值\n实体",
    }  # fmt: skip


def test_an_entity_that_the_file_spells_out_stands_where_it_is_used():
    data = '<!DOCTYPE a [<!ENTITY x "绝密">]><?xml-a b?><a>前&x;后<b>&x;</b></a>'
    document = read_bytes(b'<?xml version="1.0"?>' + data.encode(), "a.xml")
    assert one(document, "body").text == "前\n绝密\n后\n绝密"
    assert reasons(document) == set()


def test_a_drawing_is_read_with_what_it_hides_apart():
    data = (
        '<svg xmlns="http://www.w3.org/2000/svg"><metadata><d>图的说明</d></metadata><text>可见</text>'
        '<g style="display:none"><text>草稿</text></g><g display="none"><text>旧稿</text>尾</g><text>末</text></svg>'
    )
    document = read_bytes(data.encode(), "a.svg")
    assert one(document, "body").text == "可见\n末"
    assert one(document, "hidden").text == "草稿\n旧稿\n尾"
    assert _metadata(document) == {"图形说明": "图的说明"}


def test_a_file_that_breaks_the_rules_is_read_as_plain_text_and_says_so():
    document = read_bytes('<?xml version="1.0"?><a>甲</b>'.encode(), "a.xml")
    assert "甲" in one(document, "body").text
    assert reasons(document) == {"damaged"}


def test_the_attributes_of_data_are_read_with_their_names():
    data = (
        '<?xml version="1.0"?><list xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="a">'
        '<p name="张三" idcard="110101199003074514" tel="13911112222"/><q v="58000">甲</q></list>'
    )
    document = read_bytes(data.encode(), "a.xml")
    assert one(document, "body").text == (
        "name：张三，idcard：110101199003074514，tel：13911112222\nv：58000\n甲"
    )


def test_of_attributes_that_say_how_things_look_only_numbers_and_addresses_of_persons_are_told():
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="1200">'
        '<a xlink:href="http://example.gov/?tel=13911112222"><path d="M1.139111122220 2"/><text>甲</text></a></svg>'
    )
    assert _metadata(read_bytes(drawing.encode(), "a.svg")) == {
        "XML 属性": "href：http://example.gov/?tel=13911112222"
    }

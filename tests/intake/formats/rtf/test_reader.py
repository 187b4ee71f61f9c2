from __future__ import annotations

import struct

from intake.reads import one, read_bytes, reasons, texts, zipped


def _rtf(body, head=r"\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset0 Arial;}}"):
    return (r"{\rtf1\ansi" + head + body + "}").encode("gbk")


def _escaped(text):
    return "".join(rf"\'{byte:02x}" for byte in text.encode("gbk"))


def _hidden(document):
    return {segment.hidden: segment.text for segment in document.segments if segment.hidden}


def test_chinese_is_read_as_escapes_as_unicode_and_as_raw_bytes():
    wide = "".join(rf"\u{ord(char) - 65536 if ord(char) > 32767 else ord(char)}?" for char in "通知")
    document = read_bytes(_rtf(rf"\f0 {_escaped('公告')}\par\uc1 {wide}\par 正文\par"), "a.rtf")
    assert texts(document, "body") == ["公告", "通知", "正文"]
    assert reasons(document) == set()


def test_a_second_byte_written_as_a_letter_still_belongs_to_its_character():
    assert "丂".encode("gbk") == b"\x81@"
    assert texts(read_bytes(_rtf(r"\f0 \'81@\par"), "a.rtf"), "body") == ["丂"]


def test_the_unicode_copy_wins_over_its_fallback_of_two_bytes():
    document = read_bytes(_rtf(rf"\uc2\u20844{_escaped('公')}\u21578{_escaped('告')}\par"), "a.rtf")
    assert texts(document, "body") == ["公告"]


def test_characters_beyond_the_first_plane_are_joined():
    assert texts(read_bytes(_rtf(r"\uc0\u-10176\u-9216\par"), "a.rtf"), "body") == ["\U00020000"]


def test_a_traditional_font_is_read_in_big5():
    head = r"\ansicpg936{\fonttbl{\f2\fcharset136 MingLiU;}}"
    data = _rtf(r"\f2 " + "".join(rf"\'{byte:02x}" for byte in "機密".encode("big5")), head)
    assert texts(read_bytes(data, "a.rtf"), "body") == ["機密"]


def test_hidden_deleted_white_and_tiny_text_are_told_apart_from_what_is_seen():
    colours = r"{\colortbl;\red255\green255\blue255;}"
    body = r"可见{\v 藏字}{\deleted 删字}{\cf1 白字}{\fs2 小字}{\revised 新字}\par"
    document = read_bytes(_rtf(colours + body), "a.rtf")
    assert texts(document, "body") == ["可见新字"]
    assert _hidden(document) == {
        "隐藏文字": "藏字", "已删除的修订内容": "删字", "白色文字": "白字", "极小字号": "小字",
        "未处理的修订记录": "文档保留 2 处未处理的修订",
    }  # fmt: skip
    assert next(s for s in document.segments if s.text == "藏字").location.paragraph == 1


def test_properties_notes_headers_and_comments_have_their_kinds():
    body = (
        r"{\info{\title 请示}{\author 机要科}{\*\company 某局}}{\header 页眉字}{\footerf 页脚字}"
        r"正文{\footnote 脚注字}{\*\atnauthor 李四}{\*\annotation 批注字}{\field{\*\fldinst HYPERLINK http://10.0.0.1}"
        r"{\fldrslt 链接}}{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv 秘密}}{\shptxt 框内字\par}}}\par"
    )
    document = read_bytes(_rtf(body), "a.rtf")
    assert texts(document, "body") == ["正文链接"]
    assert texts(document, "header") == ["页眉字"]
    assert texts(document, "footer") == ["页脚字"]
    assert texts(document, "footnote") == ["脚注字"]
    assert texts(document, "comment") == ["李四", "批注字"]
    assert texts(document, "textbox") == ["秘密", "框内字"]
    assert one(document, "metadata").text == "标题：请示\n作者：机要科\n单位：某局"
    assert _hidden(document)["域代码"] == "HYPERLINK http://10.0.0.1"


def test_tables_are_grids():
    row = r"\trowd\cellx1\cellx2\pard\intbl {}\cell {}\cell\row"
    body = row.replace("{}", "姓名", 1).replace("{}", "电话") + row.replace("{}", "张某", 1).replace(
        "{}", "1"
    )
    document = read_bytes(_rtf(rf"前\par{body}\pard 后\par"), "a.rtf")
    assert one(document, "table").text == "姓名\t电话\n张某\t1"
    assert texts(document, "body") == ["前", "后"]


def test_font_names_styles_and_unknown_destinations_are_no_text():
    body = r"{\stylesheet{\s0 Normal;}{\s1 标题 1;}}{\*\generator WPS;}{\*\unknown machine}{\*\bkmkstart a}正文\par"
    fonts = r"\ansicpg936{\fonttbl{\f0\fcharset134 仿宋;{\*\falt 宋体}}}"
    document = read_bytes(_rtf(body, fonts), "a.rtf")
    assert [segment.text for segment in document.segments] == ["a.rtf", "正文"]


def test_chinese_in_destinations_that_no_page_shows_is_told_as_metadata_once():
    style, mark, data, line = map(
        _escaped, ("移交甲科用的样式", "待核的书签", "别家程序的数据", "正文里的话")
    )
    body = (
        rf"\f0 {{\stylesheet{{\s9 {style};}}}}{{\*\bkmkstart {mark}}}"
        rf"{{\*\vendor {data}}}{{\*\vendor {line}}}{line}\par"
    )
    document = read_bytes(_rtf(body), "a.rtf")
    told = {segment.location.label: segment.text for segment in document.segments if segment.hidden}
    assert told == {
        "样式名称": "移交甲科用的样式",
        "书签名称": "待核的书签",
        "文件内部的名称与设置": "别家程序的数据",
    }
    assert texts(document, "body") == ["正文里的话"]


def test_the_old_copy_of_a_text_is_told_where_it_differs():
    body = rf"\f0 {{\upr{{{_escaped('旧的说法')}}}{{\*\ud{{{_escaped('新的说法')}}}}}}}\par"
    document = read_bytes(_rtf(body), "a.rtf")
    assert (texts(document, "body"), one(document, "metadata").text) == (["新的说法"], "旧的说法")


def test_custom_xml_in_the_data_store_is_told():
    store = "<表单><意见 值='先不公开'>拟同意</意见></表单>".encode().hex()
    document = read_bytes(_rtf(rf"{{\*\datastore {store}}}正文\par"), "a.rtf")
    assert set(one(document, "metadata").text.split("\n")) == {"先不公开", "拟同意"}


def test_an_embedded_package_is_read_and_another_object_is_a_gap():
    inner = zipped({"名单.txt": "甲".encode()})
    native = b"\2\0" + "名单.zip".encode("gbk") + b"\0c:\\a.zip\0" + struct.pack("<HHI", 0, 3, 4) + b"tmp\0"
    native += struct.pack("<I", len(inner)) + inner
    head = struct.pack("<III", 0x501, 2, 8) + b"Package\0" + struct.pack("<II", 0, 0)
    whole = (head + struct.pack("<I", len(native)) + native).hex()
    document = read_bytes(_rtf(rf"{{\object\objemb{{\*\objdata {whole}}}}}\par"), "a.rtf")
    assert "a.rtf!名单.zip!名单.txt" in {segment.location.part for segment in document.segments}
    assert reasons(read_bytes(_rtf(r"{\object{\*\objdata 0105}}"), "a.rtf")) == {"embedded-not-read"}


def test_pictures_are_nested_or_counted():
    body = r"{\*\shppict{\pict\pngblip 89504e470d0a1a0a}}{\nonshppict{\pict\wbitmap0 00}}{\pict\macpict 00}"
    document = read_bytes(_rtf(body), "a.rtf")
    assert "图片1.png" in texts(document, "filename")
    assert "含 1 张图片" in "".join(gap.message for gap in document.gaps if gap.part == "a.rtf")


def test_a_file_cut_short_and_bytes_after_the_end_are_gaps():
    assert reasons(read_bytes(_rtf(r"正文\par")[:-1], "a.rtf")) == {"truncated"}
    assert reasons(read_bytes(_rtf(r"正文\par") + b"PK\3\4", "a.rtf")) == {"damaged"}
    assert reasons(read_bytes(_rtf(r"正文\par") + bytes(range(1, 255)), "a.rtf")) == {"trailing-data"}


def test_a_text_after_the_end_is_read():
    document = read_bytes(_rtf(r"正文\par") + "末尾还有一份别的通知\n".encode("gbk"), "a.rtf")
    assert one(document, "hidden").text == "末尾还有一份别的通知"
    assert reasons(document) == set()

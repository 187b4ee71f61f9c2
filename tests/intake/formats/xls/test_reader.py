from __future__ import annotations

import io
import struct
import zipfile

import zxingcpp
from intake.formats.olden import bitmap, group, package
from intake.reads import compound, one, read_bytes, reasons, texts
from PIL import Image

from reviewer.intake.formats.counted import counted


def _record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def _text(text, head="<B"):
    return struct.pack(head, len(text)) + b"\x01" + text.encode("utf-16-le")


def _bof(kind):
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))


def _label(row, column, text):
    return _record(0x204, struct.pack("<HHH", row, column, 0) + _text(text, "<H"))


def _workbook(sheets, *, early=b""):
    """An Excel 97-2003 workbook stream of (name, state, records) sheets."""
    heads = [(_text(name), state) for name, state, _ in sheets]
    size = len(_bof(5)) + len(early) + sum(4 + 6 + len(name) for name, _ in heads) + 4
    body, bounds = b"", b""
    for (name, state), (_, _, records) in zip(heads, sheets, strict=True):
        bounds += _record(0x85, struct.pack("<IBB", size + len(body), state, 0) + name)
        body += _bof(0x10) + records + _record(0x0A)
    return _bof(5) + early + bounds + _record(0x0A) + body


def _read(*sheets, early=b"", **streams):
    data = compound({"Workbook": _workbook(sheets, early=early), **streams})
    return read_bytes(data, "名单.xls")


def test_values_of_all_sheets_are_grids_and_hidden_sheets_are_hidden():
    document = _read(("一", 0, _label(0, 0, "可见") + _label(1, 1, "末")), ("二", 1, _label(0, 0, "藏着")))
    assert one(document, "table").text == "可见\n\t末"
    assert (one(document, "hidden").text, one(document, "hidden").hidden) == ("藏着", "工作表“二”被隐藏")


def test_hidden_rows_and_columns_of_the_old_format_are_told():
    row = _record(0x208, struct.pack("<HHHHHHHH", 2, 0, 3, 0xFF, 0, 0, 0x120, 0xF))
    column = _record(0x7D, struct.pack("<HHHHHH", 1, 1, 2048, 15, 1, 0))
    cells = b"".join(_label(r, c, f"{r}行{c}列") for r in range(3) for c in range(3))
    document = _read(("表", 0, row + column + cells))
    hidden = [
        (segment.hidden, segment.text) for segment in document.segments if segment.location.kind == "hidden"
    ]
    assert hidden == [
        ("第B列被隐藏", "0行1列\n1行1列\n2行1列"),
        ("第3行被隐藏", "0行0列\t0行2列\n2行0列\t2行2列"),
    ]
    assert one(document, "table").text == "0行0列\t0行2列\n1行0列\t1行2列"


def test_headers_and_notes_of_the_old_format_are_read():
    header = _record(0x14, _text('&L&"宋体"&9内部资料&R&P', "<H"))
    note = _record(0x1B6, struct.pack("<HHHHHHHH", 0, 0, 0, 0, 0, 4, 0, 0) + b"\0\0")
    note += _record(0x3C, b"\x01" + "批注内容".encode("utf-16-le"))
    document = _read(("表", 0, header + _label(0, 0, "甲") + note))
    assert one(document, "header").text == "内部资料"
    assert (one(document, "comment").text, one(document, "comment").hidden) == ("批注内容", "批注或文本框")


def test_properties_of_the_old_format_are_read():
    author = "甲某".encode("gbk") + b"\0"
    section = struct.pack("<IIII", 0, 1, 4, 16) + struct.pack("<II", 0x1E, len(author)) + author
    summary = b"\xfe\xff" + b"\0" * 42 + struct.pack("<I", 48) + section
    document = _read(("表", 0, _label(0, 0, "甲")), **{"\x05SummaryInformation": summary})
    assert one(document, "metadata").text == "作者：甲某"


def test_pictures_macros_and_embedded_objects_of_the_old_format_are_gaps():
    sheet = ("表", 0, _label(0, 0, "甲"))
    document = _read(sheet, early=_record(0xEB, b"\0" * 8), _VBA_PROJECT_CUR=b"", MBD0001=b"")
    assert reasons(document) == {"image-not-read", "macro-not-read", "embedded-not-read"}


def test_pictures_and_packages_of_the_old_format_are_read():
    picture = io.BytesIO()
    code = zxingcpp.create_barcode("https://oa.example.invalid/7", zxingcpp.BarcodeFormat.QRCode)
    Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=4)).save(picture, "PNG")
    drawings = group(bitmap(0xF01E, 0x6E0, picture.getvalue()))
    early = _record(0xEB, drawings[:50]) + _record(0x3C, drawings[50:90]) + _record(0xEB, drawings[90:])
    streams = {"MBD0001": b"", "\x01Ole10Native": package("附件.txt", "附件.txt", "附件里的话".encode())}
    document = _read(("表", 0, _label(0, 0, "甲")), early=early, **streams)
    assert "附件里的话" in texts(document, "body")
    assert "https://oa.example.invalid/7" in "\n".join(texts(document, "ocr"))
    assert reasons(document) <= {"image-not-read"}  # where there is no OCR


def test_a_group_of_shapes_alone_is_no_picture():
    document = _read(("表", 0, _label(0, 0, "甲")), early=_record(0xEB, group()))
    assert reasons(document) == set()


def test_an_encrypted_workbook_is_a_gap():
    document = _read(("表", 0, _label(0, 0, "甲")), early=_record(0x2F, b"\1\0\1\0\1\0" + b"\0" * 48))
    assert reasons(document) == {"encrypted"}


def test_ods_values_notes_and_properties_are_read():
    office = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    names = (
        f'{office} xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    content = (
        f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="表"><table:table-row>'
        '<table:table-cell office:value-type="string"><office:annotation><text:p>批注内容</text:p></office:annotation>'
        "<text:p>值</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    meta = f"<office:document-meta {names}><office:meta><dc:creator>甲某</dc:creator></office:meta></office:document-meta>"
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode(),
        "meta.xml": meta.encode(),
        "META-INF/manifest.xml": b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    }  # fmt: skip
    document = read_bytes(_stored_first(members), "a.ods")
    assert document.blob.media_type == "application/vnd.oasis.opendocument.spreadsheet"
    assert any("值" in text for text in texts(document, "table"))
    assert one(document, "comment").text == "批注内容"
    assert one(document, "metadata").text == "作者：甲某"


def _stored_first(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _font(colour):
    return _record(0x31, struct.pack("<HHHHHBBBB", 220, 0, colour, 400, 0, 0, 0, 0, 0) + _text("宋体"))


def _style(font, code=0):
    return _record(0xE0, struct.pack("<HHH8xIIH", font, code, 0, 0, 0, 0x40C1)[:20].ljust(20, b"\0"))


def _styled(row, column, text, style):
    return _record(0x204, struct.pack("<HHH", row, column, style) + _text(text, "<H"))


def _xls_hidden(document):
    return [(s.hidden, s.text) for s in document.segments if s.location.kind == "hidden"]


def test_white_words_of_the_old_format_are_hidden_with_their_head():
    early = _font(0x7FFF) + _font(9) + _style(0) + _style(1)
    cells = _label(0, 0, "姓名") + _label(0, 1, "底数") + _label(1, 0, "甲") + _styled(1, 1, "九成", 1)
    document = _read(("表", 0, cells), early=early)
    assert one(document, "table").text == "姓名\t底数\n甲"
    assert _xls_hidden(document) == [("白色文字", "底数\n九成")]
    grid = one(document, "hidden")
    assert grid.place(grid.text.index("九成"), len(grid.text)).cell == "B2"


def test_numbers_an_old_format_does_not_show_are_hidden():
    code = _record(0x41E, struct.pack("<HHB", 200, 3, 0) + b";;;")
    cells = _label(0, 0, "电话") + _record(0x203, struct.pack("<HHHd", 1, 0, 1, 13900000000.0))
    document = _read(("表", 0, cells), early=_font(0x7FFF) + code + _style(0) + _style(0, 200))
    assert _xls_hidden(document) == [("数字格式不显示内容", "电话\n13900000000")]


def test_notes_of_the_old_format_are_told_with_their_cell_and_author():
    thing = _record(0x5D, struct.pack("<HHHHH", 0x15, 0x12, 0x19, 7, 0) + b"\0" * 12)
    box = _record(0x1B6, struct.pack("<HHHHHHHH", 0, 0, 0, 0, 0, 4, 0, 0) + b"\0\0")
    box += _record(0x3C, b"\x01" + "批注内容".encode("utf-16-le"))
    note = _record(0x1C, struct.pack("<HHHH", 4, 2, 0, 7) + _text("甲某", "<H"))
    comment = one(_read(("表", 0, _label(0, 0, "甲") + thing + box + note)), "comment")
    assert (comment.text, comment.location.cell, comment.hidden) == ("甲某：批注内容", "C5", "批注")


def test_deeply_hidden_sheets_of_the_old_format_say_so():
    assert _xls_hidden(_read(("一", 0, _label(0, 0, "甲")), ("二", 2, _label(0, 0, "乙")))) == [
        ("工作表“二”被深度隐藏", "乙")
    ]


def test_a_sheet_strewn_too_wide_for_the_old_reader_is_a_gap_and_the_others_stay():
    document = _read(("广", 0, _label(0, 0, "甲") + _label(65_535, 255, "乙")), ("窄", 0, _label(0, 0, "丙")))
    assert one(document, "table").text == "丙"
    assert [(gap.reason, gap.message) for gap in document.gaps] == [
        ("too-many-cells", "工作表“广”的单元格散布在 65536 行 256 列中，未读取")
    ]


def _binary(kind, body=b""):
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    return head + length + body


def _wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _binary_row(number, *, hidden=False):
    return _binary(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0))


def _binary_workbook(sheet, parts):
    book = _binary(131) + _binary(143) + _binary(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("表"))
    book += _binary(144) + _binary(132)
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    beside = f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/comments" Target="../comments1.bin"/></Relationships>'
    return _stored_first({
        "[Content_Types].xml": b"<Types/>", "xl/workbook.bin": book, "xl/_rels/workbook.bin.rels": rels.encode(),
        "xl/worksheets/sheet1.bin": sheet, "xl/worksheets/_rels/sheet1.bin.rels": beside.encode(), **parts,
    })  # fmt: skip


def test_hidden_rows_columns_and_comments_of_binary_workbooks_are_told():
    cells = b"".join(
        _binary_row(row, hidden=row == 2)
        + b"".join(
            _binary(6, struct.pack("<II", column, 0) + _wide(f"{row}行{column}列")) for column in range(3)
        )
        for row in range(3)
    )
    columns = _binary(390) + _binary(60, struct.pack("<IIIIH", 1, 1, 2048, 0, 1)) + _binary(391)
    extent = _binary(148, struct.pack("<IIII", 0, 2, 0, 2))
    sheet = _binary(129) + extent + columns + _binary(145) + cells + _binary(146) + _binary(130)
    comments = _binary(632, _wide("甲某")) + _binary(635, struct.pack("<IIIII", 0, 2, 2, 1, 1) + b"\0" * 16)
    comments += _binary(637, b"\0" + _wide("再核"))
    document = read_bytes(_binary_workbook(sheet, {"xl/comments1.bin": comments}), "a.xlsb")
    assert one(document, "table").text == "0行0列\t0行2列\n1行0列\t1行2列"
    assert _xls_hidden(document) == [
        ("第B列被隐藏", "0行1列\n1行1列\n2行1列"),
        ("第3行被隐藏", "0行0列\t0行2列\n2行0列\t2行2列"),
    ]
    assert (one(document, "comment").text, one(document, "comment").location.cell) == ("甲某：再核", "B3")
    assert reasons(document) == set()


def test_short_cells_of_binary_workbooks_stand_behind_the_cell_before_them():
    """Some programs write cells without a column; calamine knows them not."""
    cells = _binary_row(0) + _binary(6, struct.pack("<II", 1, 0) + _wide("序号"))
    cells += _binary(17, struct.pack("<I", 0) + _wide("证号")) + _binary(12, struct.pack("<I", 0))
    cells += _binary(18, struct.pack("<II", 0, 1)) + _binary(16, struct.pack("<Id", 0, 1.5))
    cells += _binary(13, struct.pack("<II", 0, 7 << 2 | 2)) + _binary(13, struct.pack("<II", 0, 0x40590001))
    cells += _binary(15, struct.pack("<IB", 0, 1)) + _binary(14, struct.pack("<IB", 0, 42))
    extent = _binary(148, struct.pack("<IIII", 0, 0, 0, 9))
    sheet = _binary(129) + extent + _binary(145) + cells + _binary(146) + _binary(130)
    shared = (
        _binary(159, struct.pack("<II", 2, 2))
        + _binary(19, b"\0" + _wide("甲"))
        + _binary(19, b"\0" + _wide("乙"))
        + _binary(160)
    )
    document = read_bytes(_binary_workbook(sheet, {"xl/sharedStrings.bin": shared}), "a.xlsb")
    table = one(document, "table")
    assert table.text == "序号\t证号\t乙\t1.5\t7\t1\tTRUE"
    assert [table.place(*span).cell for span in ((0, 2), (3, 5), (6, 7))] == ["B1", "C1", "E1"]


def test_words_in_formulas_names_formats_and_links_are_metadata_once():
    formula = struct.pack("<HHHdHIH", 0, 0, 0, 0.0, 0, 0, 10) + b"\x17" + _text("未核的人")
    name = struct.pack("<HBBHH6x", 0, 0, 4, 0, 0) + b"\x01" + "旧的名称".encode("utf-16-le")
    number = struct.pack("<H", 170) + _text('0"挪用缺口"', "<H")
    link = struct.pack("<HHHH", 0, 0, 0, 0) + b"\0" * 24 + "D:\\甲局\\底稿.xls".encode("utf-16-le") + b"\0\0"
    early = _record(0x18, name) + _record(0x41E, number)
    document = _read(
        ("表", 0, _label(0, 1, "可见") + _record(6, formula) + _record(0x1B8, link)), early=early
    )
    told = {
        segment.location.label: segment.text
        for segment in document.segments
        if segment.location.kind == "metadata"
    }
    assert told == {
        "名称管理器": "旧的名称", "数字格式中的文字": '0"挪用缺口"', "公式中的文字": "未核的人", "超链接的地址或提示": "D:\\甲局\\底稿.xls",
    }  # fmt: skip


def test_strings_of_a_binary_workbook_that_no_cell_shows_are_found_by_their_count():
    text = "退耕合同系补签"
    data = b"\x13\x20\0" + struct.pack("<I", len(text)) + text.encode("utf-16-le") + b"\0\0\0"
    assert list(counted(data)) == [text]
    assert list(counted(bytes(range(256)) * 40)) == []


def test_text_of_old_code_pages_that_cannot_be_decoded_is_a_gap_and_its_chinese_is_told():
    """Excel 5.0/95 keeps strings in a code page: calamine knows it not."""
    name, words = "名单".encode("gbk"), "举报人赵某住在西湖路三号".encode("gbk")
    label = _record(0x204, struct.pack("<HHHH", 0, 0, 0, len(words)) + words)
    head = _record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + _record(0x42, struct.pack("<H", 936))
    bound = _record(0x85, struct.pack("<IBBB", len(head) + 4 + 7 + len(name) + 4, 0, 0, len(name)) + name)
    sheet = _record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)) + label + _record(0x0A)
    document = read_bytes(compound({"Book": head + bound + _record(0x0A) + sheet}), "a.xls")
    assert "bad-characters" in reasons(document)
    assert "举报人赵某住在西湖路三号" in "".join(texts(document, "hidden"))

from __future__ import annotations

import io
import struct
import zipfile

from intake.reads import compound, one, read_bytes, reasons, texts


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

from __future__ import annotations

import struct

from intake.reads import compound, read_bytes, reasons, texts, zipped

from reviewer.intake.formats.vba import unfold

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _folded(source):
    """A container of one chunk of literals only, as [MS-OVBA] 2.4.1 allows."""
    chunk = b"".join(b"\0" + source[at : at + 8] for at in range(0, len(source), 8))
    return b"\x01" + struct.pack("<H", 0xB000 | len(chunk) - 1) + chunk


def _workbook(streams):
    members = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="a" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<R><Relationship Id="s" Type="{REL}/worksheet" Target="worksheets/s.xml"/></R>',
        "xl/worksheets/s.xml": f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>',
    }
    data = {name: text.encode() for name, text in members.items()}
    return read_bytes(zipped(data | {"xl/vbaProject.bin": compound(streams)}), "a.xlsm")


def test_code_of_modules_is_read_and_the_gap_stays():
    source = 'Attribute VB_Name = "M1"\r\n\'打开时先查甲户\r\ns = "乙户"\r\n'.encode("gbk")
    document = _workbook({"M1": _folded(source)})
    assert any('\'打开时先查甲户\ns = "乙户"' in text for text in texts(document, "metadata"))
    assert "VB_Name" not in "".join(texts(document, "metadata"))
    assert "macro-not-read" in reasons(document)


def test_a_copy_token_repeats_what_came_before():
    example = "01 03 B0 02 61 45 00".replace(" ", "")  # [MS-OVBA] 3.2.3, the maximum compression example
    assert unfold(bytes.fromhex(example)) == b"a" * 73


def test_broken_projects_say_nothing_and_end():
    assert unfold(b"\x01\xff\xbf" + b"\xff" * 4096) == b""
    assert unfold(b"\x01") == unfold(b"") == b""

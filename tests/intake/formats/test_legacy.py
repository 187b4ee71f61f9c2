from __future__ import annotations

import io
import socket
import struct
import subprocess
import time

import docx
import pytest
from intake.formats.olden import package
from intake.reads import compound, one, read_bytes, reasons, texts

from reviewer.errors import NotReadError
from reviewer.intake.cfb import Compound
from reviewer.intake.fetch import from_bytes
from reviewer.intake.formats import legacy, soffice
from reviewer.intake.sandbox import Sandbox
from reviewer.records import Origin
from reviewer.settings import Limits

needs_office = pytest.mark.skipif(not soffice.find_soffice(), reason="LibreOffice is not installed")


_HEAD = (
    '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" office:version="1.2"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' office:mimetype="application/vnd.oasis.opendocument.'
)
_PAGE = (
    _HEAD
    + 'text"><office:body><office:text><text:p>{}</text:p></office:text></office:body></office:document>'
)
_SLIDES = (
    _HEAD
    + 'presentation"><office:body><office:presentation>{}</office:presentation></office:body></office:document>'
)


@needs_office
@pytest.mark.slow
def test_a_word_97_file_is_converted_within_the_sandbox_and_keeps_its_name():
    data = soffice.convert(_PAGE.format("关于印发方案的通知").encode(), ".fodt", "doc", 60)
    assert from_bytes(data, "").media_type == "application/msword"
    with Sandbox(Limits()) as box:
        document = box.read(from_bytes(data, "公告.doc"), Origin("upload", "公告.doc"))
    assert one(document, "body").text == "关于印发方案的通知"
    assert one(document, "body").location.part == "公告.doc"
    assert any(text.startswith("由 LibreOffice 转换") for text in texts(document, "metadata"))
    assert reasons(document) == set()


@needs_office
@pytest.mark.slow
def test_a_broken_file_is_a_gap():
    data = compound({"PowerPoint Document": b"\x01\x02" * 300})
    assert reasons(read_bytes(data, "a.ppt")) == {"damaged"}


def test_without_libreoffice_the_gap_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(soffice, "find_soffice", str)
    document = read_bytes(compound({"WordDocument": b"\0" * 64}), "a.doc")
    assert reasons(document) == {"converter-missing"}
    assert "安装 LibreOffice" in document.gaps[0].message


def test_files_with_an_opening_password_are_gaps():
    word = compound({"WordDocument": b"\0" * 10 + struct.pack("<H", 0x0100)})
    slides = compound(
        {"PowerPoint Document": b"", "Current User": b"\0" * 12 + struct.pack("<I", 0xF3D1C4DF)}
    )
    assert reasons(read_bytes(word, "a.doc")) == reasons(read_bytes(slides, "a.ppt")) == {"encrypted"}


def test_a_converter_that_hangs_is_killed_in_time(monkeypatch, tmp_path):
    program = tmp_path / "soffice.bin"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(soffice, "find_soffice", lambda: str(program))
    start = time.monotonic()
    with pytest.raises(NotReadError) as refusal:
        soffice.convert(b"x", ".doc", "docx", 0.5)
    assert refusal.value.reason == "timeout"
    assert time.monotonic() - start < 5
    found = subprocess.run(["/bin/ps", "-eo", "args"], capture_output=True, text=True, check=False).stdout
    assert str(program) not in found


def test_a_works_file_is_told_by_its_stream():
    assert from_bytes(compound({"MN0": b""}), "").media_type == "application/vnd.ms-works"
    data = compound({"CONTENTS": b"CHNKWKS\0"})
    assert from_bytes(data, "").media_type == "application/vnd.ms-works"


def test_an_ole_package_is_opened_and_any_other_storage_is_a_gap():
    inner = "内部资料".encode()
    native = b"\2\0" + "说明.txt".encode("gbk") + b"\0c:\\a\0" + struct.pack("<HHI", 0, 3, 2) + b"t\0"
    native += struct.pack("<I", len(inner)) + inner
    data = compound({"\x01Ole10Native": struct.pack("<I", len(native)) + native})
    assert one(read_bytes(data, "a.bin"), "body").location.part == "a.bin!说明.txt"
    assert reasons(read_bytes(compound({"other": b""}), "a.bin")) == {"unsupported-format"}


def test_the_path_that_a_package_came_from_is_told():
    wide = "C:\\Temp\\名单.txt", "名单.txt", "D:\\周某某\\名单.txt"
    data = compound({"\x01Ole10Native": package("名单.txt", "D:\\周某某\\名单.txt", "甲".encode(), wide)})
    found = one(read_bytes(data, "a.bin"), "metadata")
    assert found.text == "D:\\周某某\\名单.txt\nC:\\Temp\\名单.txt"
    assert found.hidden


def test_objects_that_the_converter_leaves_behind_are_read(monkeypatch):
    streams = {
        "WordDocument": bytes(32),
        "\x01Ole10Native": package("内.txt", "内.txt", "没有显示的附件".encode()),
    }
    monkeypatch.setattr(legacy, "convert", lambda *_: docx_with("正文"))
    document = read_bytes(compound(streams), "a.doc")
    assert texts(document, "body") == ["正文", "没有显示的附件"]
    monkeypatch.setattr(legacy, "convert", lambda *_: docx_with("没有显示的附件"))
    assert texts(read_bytes(compound(streams), "a.doc"), "body") == ["没有显示的附件"]


def docx_with(text):
    out = io.BytesIO()
    made = docx.Document()
    made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("alone", [True, False])
def test_a_document_cannot_make_the_converter_call_anyone(monkeypatch, alone):
    """Once as it is, once on a system that gives no private network: the profile's dead proxy holds alone."""
    if not alone:
        monkeypatch.setattr(soffice, "_without_network", list)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
        page = _PAGE.format(f'正文<draw:frame><draw:image xlink:href="{address}"/></draw:frame>')
        linked = soffice.convert(page.encode(), ".fodt", "doc", 60)
        soffice.convert(linked, ".doc", "docx", 60)
        with pytest.raises(TimeoutError):
            server.accept()


@needs_office
@pytest.mark.slow
def test_slides_of_a_powerpoint_97_file_are_read_by_page():
    frame = '<draw:frame svg:width="9cm" svg:height="2cm"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>'
    slides = "".join(f"<draw:page>{frame.format(text)}</draw:page>" for text in ("首页内容", "次页内容"))
    data = soffice.convert(_SLIDES.format(slides).encode(), ".fodp", "ppt", 60)
    assert from_bytes(data, "").media_type == "application/vnd.ms-powerpoint"
    found = {segment.text: segment.location for segment in read_bytes(data, "a.ppt").segments}
    assert (found["次页内容"].page, found["次页内容"].part) == (2, "a.ppt")


def test_sentences_in_sectors_that_no_chain_uses_are_found():
    data = bytearray(compound({"a": b"x" * 4096}))
    data += "前一稿写着另行处理的意见".encode("utf-16-le").ljust(512, b"\0")
    assert "前一稿写着另行处理的意见" in Compound(bytes(data)).spare().decode("utf-16-le", "replace")

"""Metafiles: strings of all records are told line by line, bitmaps are read, letters as curves are a gap."""

import io
import struct

import pytest
from intake.formats.metafile import metafiles as made
from intake.reads import one, read_bytes, reasons, texts
from PIL import Image

from reviewer.intake.fetch import from_bytes

WORDS = "三号楼二层机房"


def pattern(size=(40, 30)):
    picture = Image.new("RGB", size, "white")
    picture.paste("black", (4, 4, 12, 12))
    return picture


def png(picture):
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_strings_of_one_height_stand_on_one_line():
    data = made.emf(made.string("联系人", y=5), made.string("王某某", y=5, x=40), made.string(WORDS, y=9))
    assert from_bytes(data, "a.emf").media_type == "image/emf"
    document = read_bytes(data, "a.emf")
    assert one(document, "body").text == f"联系人王某某\n{WORDS}"
    assert reasons(document) == set()


@pytest.mark.parametrize(
    "record",
    [
        made.string(WORDS, narrow="gb18030"), made.strings("甲", WORDS), made.small(WORDS, options=0x100),
        made.plus(made.plus_string(WORDS)),
        made.plus(made.plus_record(0x4036, 0, struct.pack("<IIII", 0, 1, 0, len(WORDS)) + WORDS.encode("utf-16-le") + bytes(56))),
    ],
)  # fmt: skip
def test_every_record_that_writes_is_read(record):
    assert WORDS in one(read_bytes(made.emf(record), "a.emf"), "body").text


def test_what_both_ways_of_drawing_write_is_told_once():
    data = made.emf(
        made.plus(made.plus_string(WORDS), made.plus_string("只在新记录里")), made.string(WORDS, y=9)
    )
    assert one(read_bytes(data, "a.emf"), "body").text == f"{WORDS}\n只在新记录里"


def test_title_and_remarks_are_metadata():
    data = made.emf(
        made.comment("D:\\张某某\\图标.ico".encode("utf-16-le")), title="绘图程序\0内部布置图\0\0"
    )
    found = one(read_bytes(data, "a.emf"), "metadata")
    assert found.text == "绘图程序\n内部布置图\nD:\\张某某\\图标.ico"
    assert found.hidden


def test_bitmaps_are_read_as_pictures(monkeypatch):
    seen = []
    monkeypatch.setattr("reviewer.intake.formats.image.reader.read", lambda data, _: seen.append(data))
    monkeypatch.setattr("reviewer.intake.formats.image.read", lambda data, _: seen.append(data))
    pieces = made.plus_image(png(pattern((60, 20))))
    data = made.emf(made.stretched(pattern()), made.plus(made.plus_record(0x4008, 0x0500, pieces)))
    assert reasons(read_bytes(data, "a.emf")) == set()
    assert [Image.open(io.BytesIO(file)).size for file in seen] == [(40, 30), (60, 20)]
    assert Image.open(io.BytesIO(seen[0])).convert("RGB").tobytes() == pattern().tobytes()


def test_an_object_in_pieces_is_put_together(monkeypatch):
    seen = []
    monkeypatch.setattr("reviewer.intake.formats.image.read", lambda data, _: seen.append(data))
    whole = made.plus_image(png(pattern()))
    whole += bytes(-len(whole) % 4)
    cut = len(whole) // 8 * 4
    size = struct.pack("<I", len(whole))
    pieces = [made.plus_record(0x4008, 0x8500, size + piece) for piece in (whole[:cut], whole[cut:])]
    read_bytes(made.emf(made.plus(pieces[0]), made.plus(pieces[1])), "a.emf")
    assert [Image.open(io.BytesIO(file)).size for file in seen] == [(40, 30)]


@pytest.mark.parametrize("record", [made.curves(90), made.string("\x12\x34", options=0x10)])
def test_letters_as_curves_or_numbers_of_glyphs_are_a_gap(record):
    assert reasons(read_bytes(made.emf(record), "a.emf")) == {"image-not-read"}


def test_a_circle_is_no_gap():
    assert reasons(read_bytes(made.emf(made.curves(13)), "a.emf")) == set()


@pytest.mark.parametrize(
    "data", [made.emf(made.string(WORDS)), made.wmf(made.wmf_string(WORDS.encode("gbk")))]
)
def test_a_file_cut_short_is_a_gap(data):
    document = read_bytes(data[:-6], "a.bin")
    assert reasons(document) == {"damaged"}
    assert texts(document, "body") == [WORDS]


@pytest.mark.parametrize("placeable", [True, False])
@pytest.mark.parametrize("long", [True, False])
def test_older_metafiles_are_read_in_the_charset_of_their_font(placeable, long):
    records = (
        made.wmf_string("甲乙".encode("gbk"), long=long),
        made.wmf_font(136),
        made.wmf_string("機房".encode("big5"), 7, long=long),
    )
    data = made.wmf(*records, placeable=placeable)
    assert from_bytes(data, "a.wmf").media_type == "image/wmf"
    document = read_bytes(data, "a.wmf")
    assert one(document, "body").text == "甲乙\n機房"
    assert reasons(document) == set()


def test_older_metafiles_hold_bitmaps_and_newer_ones(monkeypatch):
    seen = []
    monkeypatch.setattr("reviewer.intake.formats.image.read", lambda data, _: seen.append(data))
    painted = made.wmf_record(0x0F43, bytes(22) + b"".join(made.dib(pattern())))
    data = made.wmf(painted, *made.wmf_holding(made.emf(made.string(WORDS))))
    assert one(read_bytes(data, "a.wmf"), "body").text == WORDS
    assert [Image.open(io.BytesIO(file)).size for file in seen] == [(40, 30)]


def test_outlines_of_older_metafiles_are_a_gap():
    areas = made.wmf_record(0x0538, struct.pack("<9H", 8, *[30] * 8) + bytes(4 * 240))
    assert reasons(read_bytes(made.wmf(areas), "a.wmf")) == {"image-not-read"}


def test_any_bytes_within_are_survived():
    data = made.emf(made.string(WORDS), made.stretched(pattern((9, 9))), made.plus(made.plus_string(WORDS)))
    older = made.wmf(made.wmf_font(134), made.wmf_string(WORDS.encode("gbk")))
    for whole in (data, older):
        for at in range(0, len(whole), 3):
            for byte in (0, 0x7F, 0xFF):
                read_bytes(whole[:at] + bytes((byte,)) + whole[at + 1 :], "a.bin")


@pytest.mark.parametrize(
    "record",
    [
        made.stretched(pattern())[:-40].ljust(200, b"\0"),
        made.plus(made.plus_record(0x4008, 0x8500, struct.pack("<I", 900) + bytes(40))),
    ],
)
def test_a_picture_that_cannot_be_taken_out_is_a_gap_though_the_file_ends_well(record):
    kind = struct.unpack_from("<I", record)[0]
    whole = made.emf(struct.pack("<II", kind, len(record)) + record[8:])
    assert "damaged" in reasons(read_bytes(whole, "a.emf"))


def test_what_stands_in_a_metafile_within_another_is_told_once():
    inner = made.emf(
        made.plus(
            made.plus_record(0x4008, 0x0500, struct.pack("<IIII", 0, 2, 3, 0) + made.emf(made.string(WORDS)))
        )
    )
    outer = made.emf(made.plus(made.plus_record(0x4008, 0x0500, struct.pack("<IIII", 0, 2, 3, 0) + inner)))
    document = read_bytes(outer, "a.emf")
    assert one(document, "body").text == WORDS
    assert reasons(document) == set()

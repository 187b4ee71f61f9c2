"""Pictures of old drawings are taken out as files; where the records make no sense a picture is missing."""

import io

import pytest
from intake.formats.metafile.metafiles import dib, emf, string
from intake.formats.olden import bitmap, group, metafile, record
from PIL import Image

from reviewer.intake.formats.art import pictures_in


@pytest.mark.parametrize(
    ("kind", "instance", "suffix"),
    [(0xF01E, 0x6E0, ".png"), (0xF01D, 0x46B, ".jpg"), (0xF029, 0x6E4, ".tif")],
)
def test_pictures_are_taken_out_whether_they_have_one_digest_or_two(kind, instance, suffix):
    assert [*pictures_in(group(bitmap(kind, instance, b"file")))] == [(f"图片1{suffix}", b"file")]


def test_metafiles_are_inflated_and_bitmaps_become_files():
    drawing, picture = emf(string("机房")), Image.new("RGB", (12, 10), "red")
    found = dict(
        pictures_in(
            group(metafile(drawing), metafile(drawing, 0x3D5), bitmap(0xF01F, 0x7A8, b"".join(dib(picture))))
        )
    )
    assert found["图形1.emf"] == found["图形2.emf"] == drawing
    assert Image.open(io.BytesIO(found["图片3.bmp"])).convert("RGB").tobytes() == picture.tobytes()


@pytest.mark.parametrize(
    "drawings",
    [
        bytes(8),
        group(bitmap(0xF01E, 0x6E0, b"file"))[:-2],
        group(record(0xF01C, bytes(60))),
        group(record(0xF01A, bytes(90))),
    ],
)
def test_what_cannot_be_taken_out_is_empty(drawings):
    assert b"" in [data for _, data in pictures_in(drawings)]


def test_a_group_without_pictures_has_none():
    assert [*pictures_in(group())] == []
    assert [*pictures_in(b"")] == []

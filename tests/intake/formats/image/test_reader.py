import io
import struct
import zipfile
from importlib.util import find_spec

import pytest
import zxingcpp
from intake.formats.drawn import saved, with_font, with_ocr, written
from intake.reads import one, read_bytes, reasons, texts, zipped
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

WITH_OCR = bool(find_spec("rapidocr") and find_spec("onnxruntime"))
UNREAD = set() if WITH_OCR else {"image-not-read"}


def scene(*, blot: bool = False) -> Image.Image:
    image = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    pen = ImageDraw.Draw(image)
    pen.rectangle((80, 60, 300, 260), fill="white" if blot else "black")
    return image


def exif_of(**fields: object) -> Image.Exif:
    exif = Image.Exif()
    exif[0x013B] = fields.get("artist", "test")
    exif[0x0110] = "Camera X1"
    exif.get_ifd(0x8769).update({0xA431: "SN0012345", 0x9003: "2026:01:02 03:04:05"})
    position = {1: "N", 2: (30.0, 7.0, 24.44), 3: "E", 4: (120.0, 12.0, 0.5)}
    exif.get_ifd(0x8825).update(fields.get("position", position))
    return exif


def with_thumbnail(image: Image.Image, small: Image.Image, **options: object) -> bytes:
    """A JPEG whose EXIF block holds a second directory with a thumbnail."""
    inner = saved(small, "JPEG", quality=80, **options)
    head = b"II*\0" + (8).to_bytes(4, "little")
    first = b"\0\0" + (14).to_bytes(4, "little")
    entries = [(0x0201, 4, 1, 14 + 2 + 24 + 4), (0x0202, 4, 1, len(inner))]
    second = (2).to_bytes(2, "little")
    for tag, kind, count, value in entries:
        second += tag.to_bytes(2, "little") + kind.to_bytes(2, "little")
        second += count.to_bytes(4, "little") + value.to_bytes(4, "little")
    block = b"Exif\0\0" + head + first + second + b"\0\0\0\0" + inner
    return saved(image, "JPEG", exif=block)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"])
def test_a_picture_without_text_is_no_gap_where_ocr_is_installed(kind):
    name = f"a.{ {'JPEG': 'jpg'}.get(kind, kind.lower()) }".replace(" ", "")
    assert reasons(read_bytes(saved(scene(), kind), name)) == UNREAD


def test_what_exif_says_is_hidden_metadata_with_the_position_in_degrees():
    document = read_bytes(saved(scene(), "JPEG", exif=exif_of()), "a.jpg")
    found = one(document, "metadata")
    assert found.hidden == "图片元数据"
    assert "拍摄位置：北纬30.123456° 东经120.200139°" in found.text
    for line in (
        "作者：test",
        "设备型号：Camera X1",
        "机身序列号：SN0012345",
        "拍摄时间：2026:01:02 03:04:05",
    ):
        assert line in found.text.split("\n")


def test_a_position_of_zeros_is_none():
    nowhere = {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}
    document = read_bytes(saved(scene(), "JPEG", exif=exif_of(position=nowhere)), "a.jpg")
    assert "拍摄位置" not in one(document, "metadata").text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_exif_is_read_in_either_encoding(encoding):
    artist = "某某市测绘院摄影组".encode(encoding)
    document = read_bytes(saved(scene(), "JPEG", exif=exif_of(artist=artist)), "a.jpg")
    assert "作者：某某市测绘院摄影组" in one(document, "metadata").text


def test_xmp_fields_are_read_and_the_machine_s_own_left_out():
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:p="http://ns.adobe.com/photoshop/1.0/"'
        ' p:Credit="内部资料室" p:InstanceID="uuid:1"><dc:description><rdf:Alt><rdf:li>会议现场草图</rdf:li></rdf:Alt>'
        "</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    text = one(read_bytes(saved(scene(), "JPEG", xmp=packet.encode()), "a.jpg"), "metadata").text
    assert text.split("\n") == ["XMP Credit：内部资料室", "XMP description：会议现场草图"]


def test_iptc_caption_and_byline_are_read():
    def entry(number: int, value: str) -> bytes:
        data = value.encode()
        return b"\x1c\x02" + bytes([number]) + len(data).to_bytes(2, "big") + data

    records = entry(80, "李某") + entry(120, "某处机房内景")
    block = b"8BIM\x04\x04\0\0" + len(records).to_bytes(4, "big") + records + b"\0" * (len(records) % 2)
    app13 = b"Photoshop 3.0\0" + block
    data = saved(scene(), "JPEG")
    data = data[:2] + b"\xff\xed" + (len(app13) + 2).to_bytes(2, "big") + app13 + data[2:]
    assert one(read_bytes(data, "a.jpg"), "metadata").text == "署名：李某\n说明：某处机房内景"


def test_comments_of_png_are_read():
    notes = PngInfo()
    notes.add_itxt("Description", "内部草稿")
    assert one(read_bytes(saved(scene(), pnginfo=notes), "a.png"), "metadata").text == (
        "图片注释 Description：内部草稿"
    )


def test_a_thumbnail_that_shows_something_else_is_hidden_content():
    small = scene().resize((160, 120))
    same = read_bytes(with_thumbnail(scene(), small), "a.jpg")
    other = read_bytes(with_thumbnail(scene(blot=True), small), "a.jpg")
    assert not [segment for segment in same.segments if segment.hidden]
    assert [segment.hidden for segment in other.segments if segment.hidden] == ["缩略图与图片不符"]


def test_a_thumbnail_with_bars_of_the_same_picture_is_no_finding():
    small = Image.new("RGB", (160, 160), "black")
    small.paste(scene().resize((160, 120)), (0, 20))
    document = read_bytes(with_thumbnail(scene(), small), "a.jpg")
    assert not [segment for segment in document.segments if segment.hidden]


def test_qr_codes_are_text():
    code = zxingcpp.create_barcode("https://oa.example.invalid/login?id=7", zxingcpp.BarcodeFormat.QRCode)
    image = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=8))
    document = read_bytes(saved(image), "a.png")
    found = [segment for segment in document.segments if segment.location.label == "二维码"]
    assert [segment.text for segment in found] == ["https://oa.example.invalid/login?id=7"]


def test_too_many_pixels_are_a_gap_before_anything_is_decoded():
    assert reasons(read_bytes(saved(scene()), "a.png", pixels=640 * 480 - 1)) == {"too-many-pixels"}
    flood = saved(Image.new("1", (30_000, 30_000)))
    assert reasons(read_bytes(flood, "a.png")) == {"too-many-pixels"}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_truncated_picture_is_a_gap(kind):
    data = saved(scene(), kind)
    assert reasons(read_bytes(data[: len(data) // 2], "a.png")) & {"damaged", "image-not-read"}


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "RGBA", "LA", "CMYK"])
def test_every_kind_of_pixel_is_read(mode):
    grey = scene().convert("L")
    image = grey.convert(mode) if mode in {"I;16", "LA"} else grey.convert("RGB").convert(mode)
    assert reasons(read_bytes(saved(image, "TIFF"), "a.tif")) == UNREAD


def test_every_frame_of_a_tiff_is_a_page_of_the_budget():
    data = saved(scene(), "TIFF", save_all=True, append_images=[scene(blot=True)] * 3)
    assert reasons(read_bytes(data, "a.tif", pages=3)) == {"too-many-pages"}


def test_pictures_in_archives_are_read_as_parts_of_their_own():
    inner = zipped({"照片.jpg": saved(scene(), "JPEG", exif=exif_of())})
    document = read_bytes(inner, "a.zip")
    assert zipfile.is_zipfile(io.BytesIO(inner))
    assert any(text.startswith("拍摄位置") for text in texts(document, "metadata"))


@pytest.mark.parametrize(
    ("kind", "name"), [("ICO", "a.ico"), ("JPEG2000", "a.jp2"), ("AVIF", "a.avif"), ("WEBP", "a.webp")]
)
def test_rarer_kinds_of_picture_are_read_with_their_codes(kind, name):
    code = zxingcpp.create_barcode("https://oa.example.invalid/x", zxingcpp.BarcodeFormat.QRCode)
    image = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=4)).convert("RGB")
    document = read_bytes(saved(image, kind), name)
    assert "https://oa.example.invalid/x" in texts(document, "ocr")
    assert reasons(document) == UNREAD
    assert not [text for text in texts(document, "metadata") if "扩展名" in text]


def photoshop(image: Image.Image, layers: int = 0) -> bytes:
    """A Photoshop file with a flat picture and (empty) layers beside it."""
    size = struct.pack(">II", image.height, image.width)
    head = b"8BPS\0\1" + b"\0" * 6 + struct.pack(">H", 3) + size + struct.pack(">HH", 8, 3)
    record = (
        struct.pack(">iiiiH", 0, 0, 4, 4, 1)
        + struct.pack(">hI", 0, 18)
        + b"8BIMnorm"
        + b"\xff\0\0\0"
        + b"\0" * 4
    )
    info = struct.pack(">h", layers) + record * layers + (b"\0\0" + b"\0" * 16) * layers
    section = struct.pack(">I", len(info)) + info if layers else b""
    planes = b"".join(band.tobytes() for band in image.split())
    return head + b"\0" * 8 + struct.pack(">I", len(section)) + section + b"\0\0" + planes


def test_the_flat_picture_of_a_photoshop_file_is_read():
    code = zxingcpp.create_barcode("https://oa.example.invalid/y", zxingcpp.BarcodeFormat.QRCode)
    image = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=4)).convert("RGB")
    document = read_bytes(photoshop(image), "a.psd")
    assert texts(document, "ocr")[0] == "https://oa.example.invalid/y"
    assert reasons(document) == UNREAD


def test_layers_of_a_photoshop_file_are_a_gap():
    document = read_bytes(photoshop(scene(), layers=2), "a.psd")
    assert reasons(document) == UNREAD | {"layers-not-read"}


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "TIFF", "PNG"])
def test_every_frame_of_a_moving_picture_is_looked_at(kind):
    codes = [f"https://oa.example.invalid/{number}" for number in range(3)]
    frames = [
        Image.fromarray(
            zxingcpp.write_barcode_to_image(
                zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode), scale=4
            )
        ).convert("RGB")
        for code in codes
    ]
    data = saved(
        frames[0],
        kind,
        save_all=True,
        append_images=frames[1:],
        **({"lossless": True} if kind == "WEBP" else {}),
    )
    found = [
        segment
        for segment in read_bytes(data, f"a.{kind.lower()}").segments
        if segment.location.label == "二维码"
    ]
    assert [(segment.text, segment.location.page) for segment in found] == [
        (code, number) for number, code in enumerate(codes, 1)
    ]


def test_every_size_of_an_icon_is_looked_at():
    data = saved(scene(), "ICO", sizes=[(128, 128), (64, 64)])
    assert reasons(read_bytes(data, "a.ico", pages=1)) == {"too-many-pages"}


def test_kinds_that_nothing_here_reads_stay_a_gap():
    assert reasons(read_bytes(b"\0" * 4 + b"ftypheic" + b"\0" * 64, "a.heic")) == {"image-not-read"}


@with_ocr
@with_font
def test_the_text_of_a_thumbnail_that_shows_something_else_is_read():
    small = written("值班人员名册", points=10)
    document = read_bytes(with_thumbnail(scene(), small), "a.jpg")
    found = next(segment for segment in document.segments if segment.location.kind == "ocr")
    assert (found.text, found.hidden) == ("值班人员名册", "缩略图与图片不符")


def test_notes_inside_a_thumbnail_are_told():
    data = with_thumbnail(scene(), scene().resize((160, 120)), comment="裁去前有三人".encode())
    assert one(read_bytes(data, "a.jpg"), "metadata").text == "图片注释：裁去前有三人"

import pytest
from intake.formats.drawn import saved
from intake.formats.ofd.test_reader import _hidden, _layer, _read, _text, _xml
from intake.reads import one, texts
from PIL import Image


def clipped(box, path="", *, text=False):
    inner = (
        "<ofd:Text/>"
        if text
        else f'<ofd:Path Boundary="{box}"><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:Path>'
    )
    return f"<ofd:Clips><ofd:Clip><ofd:Area>{inner}</ofd:Area></ofd:Clip></ofd:Clips>"


def test_text_outside_its_clip_is_hidden():
    segment = _hidden(
        _text("裁去的一句", inside=clipped("0 0 0.1 0.1", "M 0 0 L 0.1 0 L 0.1 0.1 C")), _text("正文", y=60)
    )
    assert (segment.text, segment.hidden) == ("裁去的一句", "被裁去的文字")


@pytest.mark.parametrize(
    "clip",
    [
        clipped("0 0 100 6", "M 0 0 L 100 0 L 100 6 L 0 6 C"),
        clipped("0 0 5 6", "M 0 0 L 5 0 L 5 6 L 0 6 C"),  # a part of it shows
        clipped("0 0 0 0", "M 0 0 L 1 0 C"),  # no size: the producer did not mean it
        clipped(
            "0 0 0.1 0.1", "M 0 0 L 100 0 L 100 6 L 0 6 C"
        ),  # the path is what counts, however small its box
        clipped("", text=True),  # a clip made of letters cannot be told
        "<ofd:Clips/>",
    ],
)
def test_text_that_may_show_is_seen(clip):
    assert one(_read(_layer(_text("看得见的字", inside=clip))), "body").text == "看得见的字"


def test_a_clip_counts_with_and_without_the_transformation_of_its_object():
    near = _text(
        "字", attributes='CTM="1 0 0 1 0 50"', inside=clipped("0 50 100 6", "M 0 0 L 100 0 L 100 6 L 0 6 C")
    )
    assert one(_read(_layer(near)), "body").text == "字"


@pytest.mark.parametrize("attributes", ['CTM="0.01 0 0 0.01 0 0"', 'CTM="0 0 0 0 0 0"'])
def test_text_too_small_for_any_eye_is_hidden(attributes):
    segment = _hidden(_text("极小的一行", attributes=attributes), _text("正文", y=60))
    assert (segment.text, segment.hidden) == ("极小的一行", "极小的文字")


def over_template(picture, attributes="", box="0 0 210 297"):
    media = '<ofd:MultiMedia ID="50" Type="Image"><ofd:MediaFile>p.bin</ofd:MediaFile></ofd:MultiMedia>'
    more = {
        "Doc_0/Res.xml": _xml("Res", f"<ofd:MultiMedias>{media}</ofd:MultiMedias>"),
        "Doc_0/p.bin": picture,
        "Doc_0/T.xml": _xml("Page", _layer(_text("底稿抬头"))),
    }
    common = '<ofd:TemplatePage ID="7" BaseLoc="T.xml"/><ofd:DocumentRes>Res.xml</ofd:DocumentRes>'
    image = f'<ofd:ImageObject ID="4" Boundary="{box}" ResourceID="50" {attributes}/>'
    page = '<ofd:Template TemplateID="7"/>' + _layer(image, _text("正文", y=60))
    return _read(page, common=common, more=more)


SCAN = Image.linear_gradient("L").resize((210, 297))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_template_under_a_picture_of_the_whole_page_is_hidden_and_text_on_it_is_not(kind):
    document = over_template(saved(SCAN, kind))
    assert one(document, "hidden").hidden == "被图片盖住的文字"
    assert texts(document, "body") == ["正文"]


@pytest.mark.parametrize(
    ("picture", "attributes", "box"),
    [
        (saved(SCAN.convert("LA")), "", "0 0 210 297"),
        (saved(SCAN, "JPEG"), 'Alpha="90"', "0 0 210 297"),
        (saved(SCAN, "JPEG"), "", "0 40 210 200"),
    ],
)
def test_a_template_that_may_show_through_is_seen(picture, attributes, box):
    assert texts(over_template(picture, attributes, box), "body") == ["底稿抬头\n正文"]

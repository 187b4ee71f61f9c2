import io
import zipfile
from time import process_time

from intake.formats.ofd.test_reader import NS, PAGE, _der, _layer, _members, _read, _signed, _text, _xml
from intake.reads import one, read_bytes, reasons, texts, zipped

from reviewer.intake.budget import Reading
from reviewer.intake.formats.ofd.leftovers import Leftovers
from reviewer.settings import Limits

LABEL = "部件中的名称与注释"


def left(document):
    return [line for s in document.segments if s.location.label == LABEL for line in s.text.split("\n")]


def test_attributes_and_comments_that_no_reader_tells_are_told_once():
    page = '<!-- 制表人某某 --><ofd:Actions Base="会签栏备注"/><ofd:Actions Base="会签栏备注"/>' + _layer(
        _text("正文")
    )
    document = _read(page)
    assert left(document) == ["制表人某某", "会签栏备注"]
    assert {s.location.kind for s in document.segments if s.location.label == LABEL} == {"metadata"}


def test_what_was_drawn_or_told_and_the_names_of_fonts_are_not_told_again():
    fonts = '<ofd:Fonts><ofd:Font ID="1" FontName="宋体" FamilyName="仿宋"/></ofd:Fonts>'
    more = {"Doc_0/Res.xml": _xml("Res", fonts)}
    common = "<ofd:PublicRes>Res.xml</ofd:PublicRes>"
    jumps = _text("甲乙丙丁", code='DeltaX="4 -4 4" DeltaY="0 6 0"')
    document = _read(
        _layer(_text("正文"), jumps), common=common, more=more, info="<ofd:Author>机要科</ofd:Author>"
    )
    assert left(document) == []


def test_text_in_a_place_that_is_never_drawn_is_told():
    odd = f"<ofd:Wrapper>{_text('包在外层里的字')}</ofd:Wrapper>"
    assert left(_read(_layer(_text("正文"), odd))) == ["包在外层里的字"]


def test_references_and_percent_signs_are_undone():
    page = '<ofd:A Name="&#x5F55;&#20837;&#21592;"/><ofd:A Base="http://a.invalid/?m=%E6%8A%84%E9%80%81"/>'
    assert left(_read(page + _layer(_text("正文")))) == ["录入员", "http://a.invalid/?m=抄送"]


def test_a_part_in_another_code_is_looked_at_too():
    text = f'<?xml version="1.0" encoding="GB18030"?><ofd:Page {NS} Name="拟稿人某">{_layer(_text("正文"))}</ofd:Page>'
    members = _members(_layer(_text("正文"))) | {PAGE: text.encode("gb18030")}
    assert left(read_bytes(zipped(members), "函.ofd")) == ["拟稿人某"]


def test_names_of_elements_are_no_content():
    tags = {
        "Doc_0/C.xml": _xml("CustomTags", "<ofd:CustomTag><ofd:FileLoc>T.xml</ofd:FileLoc></ofd:CustomTag>"),
        "Doc_0/T.xml": '<g:公文体 xmlns:g="urn:g"><g:签发人>某某</g:签发人></g:公文体>'.encode(),
    }
    document = _read(_layer(_text("正文")), document="<ofd:CustomTags>C.xml</ofd:CustomTags>", more=tags)
    assert left(document) == []


def test_every_part_of_one_name_is_read():
    old = zipped({PAGE: _xml("Page", _layer(_text("先前的正文")))})
    data = zipped(_members(_layer(_text("正文"))) | {"x": b""})
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive, zipfile.ZipFile(io.BytesIO(old)) as other:
        archive.writestr(zipfile.ZipInfo("DOC_0/pages/Page_0/Content.xml"), other.read(PAGE))
    document = read_bytes(out.getvalue(), "函.ofd")
    assert texts(document, "body") == ["先前的正文"]
    assert texts(document, "hidden") == ["正文"]
    assert "duplicate-parts" in reasons(document)


def test_files_that_nobody_refers_to_are_marked_as_unseen():
    document = _read(_layer(_text("正文")), more={"Doc_0/Temp/draft.bak": "先前的一段话".encode()})
    found = next(s for s in document.segments if s.text == "先前的一段话")
    assert found.hidden == "包内没有页面引用的内容"


def test_fields_that_a_vendor_put_into_a_seal_are_told():
    seal = _der(0x30, _der(0x0C, "某某市公章".encode()) + _der(0x04, "机位八号，经办人某".encode()))
    assert "机位八号，经办人某" in one(_signed(seal), "metadata").text


def test_looking_takes_linear_time():
    began = process_time()
    for body in (
        b"<ofd:TextCode" * 200_000,
        b"FontName=" * 200_000,
        "中".encode() * 500_000,
        b"&#x5f" * 200_000,
    ):
        leftovers = Leftovers(Reading("a", Limits(), lambda *_: None))
        leftovers.look(b"<" + body)
        leftovers.close()
    assert process_time() - began < 10

"""What a signed envelope holds is read, in both lengths that BER allows; who signed is told."""

import pytest
from intake.reads import one, read_bytes, reasons, texts

from reviewer.intake.fetch import from_bytes

DATA, SIGNED = bytes.fromhex("06092a864886f70d010701"), bytes.fromhex("06092a864886f70d010702")
GM_DATA, GM_SIGNED = bytes.fromhex("060a2a811ccf550601040201"), bytes.fromhex("060a2a811ccf550601040202")


def value(tag, *inner):
    content = b"".join(inner)
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def open_value(tag, *inner):
    return bytes([tag]) + b"\x80" + b"".join(inner) + b"\0\0"


def envelope(content, *, oids=(SIGNED, DATA), build=value, pieces=1):
    size = -(-len(content) // pieces) or 1
    octets = [value(4, content[at : at + size]) for at in range(0, len(content), size)]
    held = b"".join(octets) if pieces == 1 else build(0x24, *octets)
    inner = build(0x30, oids[1], build(0xA0, held)) if content else value(0x30, oids[1])
    name = value(0x31, value(0x30, bytes.fromhex("0603550403"), value(0x0C, "周某某".encode())))
    certificate = value(0x30, value(0x30, value(0xA0, value(2, b"\2")), value(0x30, name)))
    signed = build(0x30, value(2, b"\1"), value(0x31), inner, value(0xA0, certificate), value(0x31))
    return build(0x30, oids[0], build(0xA0, signed))


@pytest.mark.parametrize("build", [value, open_value])
@pytest.mark.parametrize("pieces", [1, 3])
@pytest.mark.parametrize("oids", [(SIGNED, DATA), (GM_SIGNED, GM_DATA)])
def test_the_signed_content_is_read_and_the_signer_told(build, pieces, oids):
    data = envelope("签名里的正文".encode(), oids=oids, build=build, pieces=pieces)
    assert from_bytes(data, "a.p7m").media_type == "application/pkcs7-mime"
    document = read_bytes(data, "通知.txt.p7m")
    assert one(document, "body").text == "签名里的正文"
    assert one(document, "body").location.part == "通知.txt.p7m!通知.txt"
    assert texts(document, "metadata") == ["周某某"]
    assert reasons(document) == set()


def test_a_signed_mail_is_read_as_a_mail():
    mail = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>网页正文</p><!-- 注释里的话 -->".encode()
    document = read_bytes(envelope(mail), "smime.p7m")
    assert texts(document, "comment") == ["注释里的话"]


def test_a_signature_apart_from_its_content_has_nothing_to_read():
    document = read_bytes(envelope(b""), "smime.p7s")
    assert (texts(document, "metadata"), reasons(document)) == (["周某某"], set())


def test_a_sealed_envelope_and_a_broken_one_are_gaps():
    assert reasons(read_bytes(value(0x30, SIGNED[:-1] + b"\3", value(0xA0, b"")), "a.p7m")) == {"encrypted"}
    assert "damaged" in reasons(read_bytes(envelope(b"x" * 500)[:-200], "a.p7m"))


def test_what_follows_the_envelope_is_told():
    document = read_bytes(envelope(b"x") + "附在后面的话".encode(), "a.p7m")
    assert texts(document, "hidden") == ["附在后面的话"]

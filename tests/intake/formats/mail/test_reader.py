from __future__ import annotations

import base64
import binascii
from email.message import EmailMessage

import pytest
from intake.reads import one, read_bytes, reasons, texts, zipped

from reviewer.intake.fetch import from_bytes


def _mail(**headers):
    message = EmailMessage()
    message["From"] = "张三 <zhang@example.gov>"
    message["To"] = "li@example.gov"
    message["Subject"] = "关于报送材料的通知"
    message["Message-ID"] = "<1@example.gov>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return message


def _hidden(document):
    return {segment.hidden: segment.text for segment in document.segments if segment.hidden}


def test_what_a_mail_program_shows_and_what_it_does_not_are_told_apart():
    message = _mail(Bcc="wang@example.gov", Received="from pc (10.1.2.3)", X_Originating_IP="192.168.7.8")
    message.set_content("请于周五前报送。")
    document = read_bytes(message.as_bytes(), "a.eml")
    assert texts(document, "title") == ["关于报送材料的通知"]
    seen, unseen = (segment for segment in document.segments if segment.location.kind == "metadata")
    assert seen.text == "发件人：张三 <zhang@example.gov>\n收件人：li@example.gov"
    assert (seen.hidden, unseen.hidden) == ("", "邮件头")
    assert all(text in unseen.text for text in ("wang@example.gov", "10.1.2.3", "192.168.7.8"))
    assert texts(document, "body") == ["请于周五前报送。\n"]
    assert reasons(document) == set()


def test_both_alternatives_of_the_body_are_read():
    message = _mail()
    message.set_content("纯文本稿")
    message.add_alternative("<html><p>网页稿</p></html>", subtype="html")
    document = read_bytes(message.as_bytes(), "a.eml")
    assert texts(document, "body") == ["纯文本稿\n", "网页稿"]


def test_attachments_are_read_under_their_decoded_names():
    message = _mail()
    message.set_content("见附件")
    data = zipped({"名单.txt": "甲".encode()})
    message.add_attachment(data, maintype="application", subtype="zip", filename="附件一.zip")
    document = read_bytes(message.as_bytes(), "a.eml")
    assert "a.eml!附件一.zip!名单.txt" in {segment.location.part for segment in document.segments}


def test_names_and_subjects_in_raw_gbk_or_with_a_lying_charset_are_decoded():
    word = base64.b64encode("会议纪要".encode("gbk")).decode()
    raw = (
        b"Message-ID: <2@example.gov>\r\nMIME-Version: 1.0\r\n"
        + f"Subject: =?iso-8859-1?B?{word}?=\r\n".encode()
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        + b'Content-Type: text/plain; charset="us-ascii"\r\nContent-Disposition: attachment; filename="'
        + "名单.txt".encode("gbk")
        + b'"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        + "拟任人选".encode("gbk")
        + b"\r\n--b--\r\n"
    )
    document = read_bytes(raw, "a.eml")
    assert texts(document, "title") == ["会议纪要"]
    assert "名单.txt" in texts(document, "filename")
    assert texts(document, "body") == ["拟任人选"]


def test_an_attached_message_is_read_with_its_own_headers():
    inner = _mail()
    inner.set_content("内层正文")
    message = _mail()
    message.set_content("外层正文")
    message.add_attachment(inner)
    document = read_bytes(message.as_bytes(), "a.eml")
    found = {segment.text.strip(): segment.location.part for segment in document.segments}
    assert found["内层正文"] == "a.eml!关于报送材料的通知.eml"


def test_text_outside_the_parts_is_hidden_text():
    raw = "Message-ID: <1@x>\nContent-Type: multipart/mixed; boundary=b\n\n分段之前的内部说明\n--b\n\nx\n--b--\n"
    document = read_bytes(raw.encode("gbk"), "a.eml")
    assert _hidden(document)["邮件分段之外的文字"] == "分段之前的内部说明"


def test_pictures_in_the_body_and_outlook_packs_are_gaps():
    message = _mail()
    message.set_content("正文")
    message.add_attachment(b"\xff\xd8\xff\xe0", maintype="image", subtype="jpeg", disposition="inline")
    message.add_attachment(
        b"x\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    found = {(gap.part, gap.reason) for gap in read_bytes(message.as_bytes(), "a.eml").gaps}
    assert ("a.eml!winmail.dat", "unsupported-format") in found
    assert any(part.endswith(".jpg") for part, _ in found)


def test_a_mail_cut_short_or_encrypted_is_a_gap():
    message = _mail()
    message.set_content("正文")
    message.add_attachment(b"x" * 99, maintype="application", subtype="octet-stream", filename="a.txt")
    assert "damaged" in reasons(read_bytes(message.as_bytes()[:-60], "a.eml"))
    sealed = b"Message-ID: <1@x>\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIIB"
    assert "encrypted" in reasons(read_bytes(sealed, "a.eml"))


def test_lines_that_were_only_wrapped_are_joined():
    raw = b"Message-ID: <1@x>\nContent-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\n"
    document = read_bytes(raw + "内部 \n资料\n".encode(), "a.eml")
    assert texts(document, "body") == ["内部资料\n"]


def test_a_saved_web_page_is_read_with_all_its_parts():
    raw = (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        b"Content-Location: http://example.gov/a/index.html\r\n\r\n"
        b"<html><p>=E5=85=AC=E5=91=8A</p></html>\r\n--b\r\nContent-Type: image/png\r\n"
        b"Content-Transfer-Encoding: base64\r\nContent-Location: http://example.gov/a/p.png\r\n\r\n"
        b"iVBORw0KGgo=\r\n--b--\r\n"
    )
    assert from_bytes(raw, "a.mht").media_type == "multipart/related"
    document = read_bytes(raw, "a.mht")
    assert one(document, "body").text == "公告"
    assert one(document, "body").location.part == "a.mht!index.html"
    assert "a.mht!p.png" in {gap.part for gap in document.gaps}


def test_a_mail_with_pictures_in_it_is_still_a_mail():
    message = _mail()
    message.set_content("<html><p>正文</p></html>", subtype="html")
    message.add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<1>")
    assert from_bytes(message.as_bytes(), "a").media_type == "message/rfc822"


def test_other_names_and_descriptions_of_a_part_are_told():
    message = _mail()
    message.set_content("见附件")
    message.add_attachment(b"x", maintype="text", subtype="plain", filename="a.txt")
    part = message.get_payload()[1]
    part.set_param("name", "原来的名称.txt", charset="utf-8")
    part["Content-Description"] = "附件的说明文字"
    told = _hidden(read_bytes(message.as_bytes(), "a.eml"))["邮件分段头"]
    assert "原来的名称.txt" in told
    assert "附件的说明文字" in told


def test_parts_of_ordinary_mail_say_nothing_beside():
    message = _mail()
    message.set_content("见附件")
    message.add_attachment("甲".encode(), maintype="text", subtype="plain", filename="名单.txt", cid="<1@x>")
    assert "邮件分段头" not in _hidden(read_bytes(message.as_bytes(), "a.eml"))


def test_base64_after_its_padding_is_hidden_text():
    first, second = (base64.b64encode(text.encode()).decode() for text in ("正文。x", "网关附加的话"))
    assert first.endswith("=")
    raw = f"Message-ID: <1@x>\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{first}\n"
    document = read_bytes((raw + second + "\n").encode(), "a.eml")
    assert texts(document, "body") == ["正文。x"]
    assert texts(document, "hidden") == ["网关附加的话"]
    assert texts(read_bytes((raw + "____\n名单服务器的落款\n").encode(), "a.eml"), "hidden") == [
        "____\n名单服务器的落款"
    ]


def test_a_uuencoded_file_in_the_text_is_read():
    packed = "begin 644 表.txt\n" + binascii.b2a_uu("值班表备注".encode("gbk")).decode() + "`\nend\n"
    raw = f"Message-ID: <1@x>\nContent-Type: text/plain; charset=utf-8\n\n正文\n\n{packed}"
    document = read_bytes(raw.encode(), "a.eml")
    assert [s.text for s in document.segments if s.location.part == "a.eml!表.txt"] == [
        "表.txt",
        "值班表备注",
    ]


def test_a_text_whose_charset_only_the_header_tells_is_read():
    packed = base64.b64encode("征地账目不清".encode("utf-16-le")).decode()
    raw = (
        "Message-ID: <1@x>\nContent-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n"
        f'Content-Disposition: attachment; filename="a.txt"\n\n{packed}\n'
    )
    assert texts(read_bytes(raw.encode(), "a.eml"), "body") == ["征地账目不清"]


def test_delivery_reports_and_returned_headers_are_metadata():
    subject = "=?utf-8?B?" + base64.b64encode("退回的主题".encode()).decode() + "?="
    raw = (
        "Message-ID: <1@x>\nContent-Type: multipart/report; boundary=b\n\n--b\n\n未能送达\n--b\n"
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nStatus: 5.1.1\nDiagnostic-Code: 收件人已调离\n"
        f"\n--b\nContent-Type: text/rfc822-headers\n\nSubject: {subject}\n--b--\n"
    )
    document = read_bytes(raw.encode(), "a.eml")
    told = _hidden(document)
    assert "收件人已调离" in told["邮件回执与投递报告"]
    assert "退回的主题" in told["所附邮件的信头"]
    assert reasons(document) == set()


def _with_body(media_type, body):
    head = b"From: a@example.gov\r\nMessage-ID: <3@example.gov>\r\nMIME-Version: 1.0\r\n"
    packed = base64.encodebytes(body)
    fields = f"Content-Type: {media_type}; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return read_bytes(head + fields.encode() + packed, "a.eml")


@pytest.mark.parametrize("media_type", ["text/html", "text/plain"])
def test_a_stretch_of_another_encoding_in_a_body_is_read(media_type):
    text = "<html><p>各位同事：现将本周工作安排发给大家，请按时完成。</p>".encode("gbk")
    document = _with_body(media_type, text + "<p>联系人住址西湖路三号</p></html>".encode())
    assert "联系人住址西湖路三号" in "".join(texts(document, "metadata"))


@pytest.mark.parametrize("media_type", ["text/html", "text/plain"])
def test_bytes_of_a_body_that_make_no_character_are_a_gap(media_type):
    text = "<html><p>各位同事：现将本周工作安排发给大家，请按时完成。</p>".encode()
    document = _with_body(media_type, text + "李芳".encode("gbk") + b"</html>")
    assert reasons(document) == {"bad-characters"}


def test_a_mail_in_hz_is_read_with_its_subject():
    word = base64.b64encode("会议纪要".encode("hz")).decode()
    head = f"From: a@example.gov\r\nMessage-ID: <3@example.gov>\r\nSubject: =?hz-gb-2312?B?{word}?=\r\n"
    fields = b"Content-Type: text/plain; charset=hz-gb-2312\r\n\r\n"
    document = read_bytes(head.encode() + fields + "请于周五前报送材料".encode("hz"), "a.eml")
    assert (texts(document, "title"), texts(document, "body")) == (["会议纪要"], ["请于周五前报送材料"])

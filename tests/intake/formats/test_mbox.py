"""Every message of a mail folder is read; what a mail program no longer shows is told to be so."""

from intake.reads import read_bytes, reasons, texts

from reviewer.intake.fetch import from_bytes

LINE = "From - Wed Nov 06 09:30:12 2024\n"


def message(subject, text, *headers):
    return (
        LINE
        + "".join(f"{header}\n" for header in headers)
        + (
            f"From: zhang@example.gov\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\n"
        )
    )


def test_messages_are_read_one_by_one():
    data = (message("通知一", "第一封的正文") + message("通知二", "第二封的正文")).encode()
    assert from_bytes(data, "收件箱").media_type == "application/mbox"
    document = read_bytes(data, "收件箱.mbox")
    assert texts(document, "title") == ["通知一", "通知二"]
    parts = [segment.location.part for segment in document.segments if segment.location.kind == "body"]
    assert parts == ["收件箱.mbox!第1封 通知一.eml", "收件箱.mbox!第2封 通知二.eml"]
    assert not any(segment.hidden for segment in document.segments)
    assert reasons(document) == set()


def test_a_deleted_message_is_read_as_hidden():
    data = message("通知", "正文", "X-Mozilla-Status: 0001") + message(
        "旧稿", "删去的话", "X-Mozilla-Status: 0009"
    )
    document = read_bytes(data.encode(), "a.mbox")
    told = {segment.text.strip(): segment.hidden for segment in document.segments}
    assert told["删去的话"] == told["旧稿"] == "已删除、尚未压实的邮件"
    assert told["正文"] == ""


def test_what_stands_before_the_first_message_is_hidden_text():
    document = read_bytes(("残留的半封邮件\n\n" + message("通知", "正文")).encode(), "a.mbox")
    assert [s.text for s in document.segments if s.location.kind == "hidden"] == ["残留的半封邮件"]


def test_a_text_that_only_speaks_of_senders_is_no_mail_folder():
    text = b"From the office of the county:\nFrom Wed to Fri the hall is closed.\nDate: today\n"
    assert from_bytes(text, "a.txt").media_type == "text/plain"

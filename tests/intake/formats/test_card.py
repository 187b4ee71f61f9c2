"""Calendars and cards: folds and charsets are undone, shown and unseen fields told apart."""

import base64

from intake.reads import one, read_bytes, reasons, texts

from reviewer.intake.fetch import from_bytes


def calendar(*lines, folded=True):
    out = b""
    for line in ("BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR"):
        data = line.encode()
        out += (
            data[:60] + b"".join(b"\r\n " + data[at : at + 60] for at in range(60, len(data), 60)) + b"\r\n"
        )
    return out


def test_lines_folded_within_a_character_are_whole_again():
    text = "会议安排：" + "请各单位提前十分钟入场并准备好材料" * 4
    data = calendar("BEGIN:VEVENT", f"SUMMARY:{text}", "END:VEVENT")
    assert from_bytes(data, "a.ics").media_type == "text/calendar"
    document = read_bytes(data, "a.ics")
    assert one(document, "body").text == f"主题：{text}"
    assert reasons(document) == set()


def test_reminders_and_journals_are_hidden_and_other_fields_metadata():
    document = read_bytes(
        calendar(
            "BEGIN:VEVENT", "SUMMARY:部署会", "UID:7f-1", 'ATTENDEE;ROLE=NON-PARTICIPANT;CN="周某某":mailto:z@example.gov',
            "X-ALT-DESC;FMTTYPE=text/html:<p>另一说法</p>", "BEGIN:VALARM", "DESCRIPTION:提醒里的话", "END:VALARM",
            "END:VEVENT", "BEGIN:VJOURNAL", "DESCRIPTION:日志里的话", "END:VJOURNAL",
        ),
        "a.ics",
    )  # fmt: skip
    assert texts(document, "body") == ["主题：部署会"]
    assert texts(document, "hidden") == ["内容：提醒里的话\n内容：日志里的话"]
    assert "周某某" in one(document, "metadata").text
    assert "另一说法" in one(document, "metadata").text


def test_an_ordinary_reminder_is_no_hidden_text():
    alarm = ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:REMINDER", "END:VALARM")
    again = ("BEGIN:VALARM", "DESCRIPTION:部署会", "END:VALARM")
    document = read_bytes(calendar("BEGIN:VEVENT", "SUMMARY:部署会", *alarm, *again, "END:VEVENT"), "a.ics")
    assert texts(document, "hidden") == []


def test_a_card_in_quoted_printable_and_gbk_is_read():
    note = "".join(f"={byte:02X}" for byte in "内线电话勿外传".encode("gbk"))
    card = f"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:{note[:9]}=\r\n{note[9:]}\r\nEND:VCARD\r\n"
    document = read_bytes(card.encode(), "a.vcf")
    assert one(document, "body").text == "姓名：内线电话勿外传"


def test_files_within_are_read():
    packed = base64.b64encode("附件里的话".encode()).decode()
    document = read_bytes(
        calendar(
            "BEGIN:VEVENT", f"ATTACH;FILENAME=附.txt;ENCODING=BASE64;VALUE=BINARY:{packed}", "END:VEVENT"
        ),
        "a.ics",
    )
    assert one(document, "body").location.part == "a.ics!附.txt"


def test_escapes_are_undone():
    document = read_bytes(calendar("BEGIN:VEVENT", r"DESCRIPTION:一\, 二\n三", "END:VEVENT"), "a.ics")
    assert one(document, "body").text == "内容：一, 二\n三"

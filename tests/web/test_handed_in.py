"""What a form brings: names without tricks, bytes in memory."""

from io import BytesIO

import pytest

from reviewer.web.handed_in import InMemoryRequest, file_name, submissions


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\文件\\公示.docx", "公示.docx"),
        ("../../etc/passwd", "passwd"),
        ("报告\u202excod.exe", "报告xcod.exe"),
        ("a\r\nb.txt", "ab.txt"),
        ("/", "未命名文件"),
    ],
)
def test_a_file_name_is_its_last_step_without_invisible_characters(given, kept):
    assert file_name(given) == kept


def test_a_very_long_name_keeps_its_ending():
    name = file_name("长" * 500 + ".xlsx")
    assert len(name) <= 200
    assert name.endswith(".xlsx")


def test_large_uploads_stay_in_memory(app):
    data = {"files": [(BytesIO(b"a" * 2_000_000), "a.txt")]}
    with app.test_request_context("/checks", method="POST", data=data) as context:
        assert isinstance(context.request, InMemoryRequest)
        assert isinstance(context.request.files["files"].stream, BytesIO)


def test_line_ends_of_a_browser_become_plain_ones(app):
    with app.test_request_context("/checks", method="POST", data={"text": "甲\r\n乙"}) as context:
        assert submissions(context.request)[0].data == "甲\n乙".encode()

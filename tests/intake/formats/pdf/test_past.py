from __future__ import annotations

import pytest
from intake.formats.drawn import pdf_file, pdf_stream, pdf_words
from intake.reads import read_bytes, texts

from reviewer.intake.formats.pdf.past import may_have_more

_END = b"\n%%EOF\n"
_LINEARIZED = b"%PDF-1.7\n1 0 obj << /Linearized 1 >> endobj"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7 a" + _END, False),
        (b"%PDF-1.7 a" + _END + b"b" + _END, True),
        (_LINEARIZED + _END + b"b" + _END, False),
        (_LINEARIZED + _END + b"b" + _END + b" \r\n", False),
        (_LINEARIZED + _END + b"b" + _END + b"cut off", True),
        (_LINEARIZED + _END + b"b" + _END + b"c" + _END, True),
        (b"%PDF-1.7 none", False),
    ],
    ids=["one", "two", "linearized", "white space", "linearized and more", "linearized and saved", "none"],
)
def test_earlier_saves_are_told_by_the_ends_of_the_file(data, expected):
    assert may_have_more(data) is expected


def _saved_again(data: bytes, content: bytes) -> bytes:
    """A PDF of `pdf_file` saved again by appending, with other content."""
    start = int(data.rsplit(b"startxref", 1)[1].split()[0])
    body = b"4 0 obj\n%s\nendobj\n" % pdf_stream(content)
    table = b"xref\n4 1\n%010d 00000 n \ntrailer\n<< /Root 1 0 R /Size 9 /Prev %d >>\n" % (len(data), start)
    return data + body + table + b"startxref\n%d\n%%%%EOF\n" % (len(data) + len(body))


@pytest.mark.parametrize("head", [b"/Plain 1", b"/Linearized 1"])
def test_what_was_saved_over_is_read_in_a_linearized_file_too(head):
    data = pdf_file(pdf_words("Kept line", 700), root=head)
    for words in (pdf_words("Kept line", 700) + pdf_words("Struck out", 650), pdf_words("Kept line", 700)):
        data = _saved_again(data, words)
    document = read_bytes(data, "a.pdf")
    assert texts(document, "body") == ["Kept line"]
    assert texts(document, "revision") == ["Struck out"]

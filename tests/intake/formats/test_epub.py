from __future__ import annotations

import io
import zipfile

from intake.reads import read_bytes, reasons, texts

PAGE = '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>%s</p></body></html>'
ABOUT = '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="x"><metadata><dc:description>书的说明</dc:description></metadata></package>'


def test_pages_listed_or_not_and_what_the_book_says_of_itself_are_read():
    members = {
        "c.opf": ABOUT.encode(), "a.xhtml": (PAGE % "第一章").encode(), "old/b.xhtml": (PAGE % "旧稿").encode(),
        "notes.txt": "读者的书签".encode(), "s.css": '/* 样式注释 */ a:after{content:"样式文字"}'.encode(),
        "f.ttf": b"\0\1\0\0\0",
    }  # fmt: skip
    document = read_bytes(_stored(members), "a.epub")
    assert {"第一章", "旧稿", "读者的书签"} <= set(texts(document, "body"))
    assert "书的说明" in texts(document, "metadata")
    assert texts(document, "hidden") == ["样式文字\n样式注释"]
    assert reasons(document) == set()


def test_a_page_that_is_locked_is_a_gap():
    assert "unsupported-format" in reasons(read_bytes(_stored({"a.xhtml": b"\x8f\0\1\2" * 99}), "a.epub"))


def _stored(members):
    """A book begins with its type, not packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        for name, data in members.items():
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()

"""The media type of bytes by their content; the name only decides among kinds of text."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from reviewer.intake.cfb import MAGIC, Compound
from reviewer.intake.charset import is_text

OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = OOXML + "wordprocessingml.document"
XLSX = OOXML + "spreadsheetml.sheet"
PPTX = OOXML + "presentationml.presentation"
XLS, DOC, PPT = "application/vnd.ms-excel", "application/msword", "application/vnd.ms-powerpoint"
WORKS = "application/vnd.ms-works"
ENCRYPTED = "application/x-ole-encrypted"
BINARY = "application/octet-stream"
EMPTY = "application/x-empty"
WEBARCHIVE = "application/x-webarchive"

_MAGICS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"{\\rtf", "application/rtf"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (257, b"ustar", "application/x-tar"),
    (0, b"WARC/1.", "application/warc"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (0, b"\0\0\1\0", "image/x-icon"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (4, b"Bud1", "application/x-ds-store"),
    (0, b"\x97JB2\r\n\x1a\n", "image/x-jbig2"),
    (0, b"\xd7\xcd\xc6\x9a", "image/wmf"),
    (0, b"\1\0\t\0\0\3", "image/wmf"),
    (40, b" EMF", "image/emf"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (0, b"\xff\x4f\xff\x51", "image/jp2"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypavis", "image/avif"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (0, b"bplist00", WEBARCHIVE),
    (0, b"%FDF-", "application/vnd.fdf"),
    (0, b"ID3", "audio/mpeg"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/x-wav"),
    (0, b"MZ", "application/x-msdownload"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"wOFF", "font/woff"),
    (0, b"\0\1\0\0\0", "font/ttf"),
)
_LONGEST = 100  # bytes of a media type
_RESERVED = bytes(4)
_BITMAPS = frozenset(bytes((size, 0, 0, 0)) for size in (12, 16, 40, 52, 56, 64, 108, 124))  # their headers
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_FIRST = frozenset(magic[0] for offset, magic, _ in _MAGICS if offset == 0)
_LATER = re.compile(  # any of those that stand further on
    b"|".join(b".{%d}%s" % (offset, re.escape(magic)) for offset, magic, _ in _MAGICS if offset), re.DOTALL
)
_CFB_STREAMS = (
    ("EncryptedPackage", ENCRYPTED),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
    ("MN0", WORKS),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
)
_ZIP_MEMBERS = (
    (re.compile(r"OFD\.xml"), "application/ofd"),
    (re.compile(r"xl/workbook\.bin"), "application/vnd.ms-excel.sheet.binary.macroEnabled.12"),
    (re.compile(r"word/(?:[^/]+/)?[^/]+\.xml$"), DOCX),
    (re.compile(r"xl/(?:[^/]+/)?[^/]+\.xml$"), XLSX),
    (re.compile(r"ppt/(?:[^/]+/)?[^/]+\.xml$"), PPTX),
    (re.compile(r"visio/(?:[^/]+/)?[^/]+\.xml$"), "application/vnd.visio"),
)
_MACRO = {
    DOCX: "application/vnd.ms-word.document.macroEnabled.12",
    XLSX: "application/vnd.ms-excel.sheet.macroEnabled.12",
    PPTX: "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
}
BY_SUFFIX = {
    ".csv": "text/csv", ".tsv": "text/csv", ".md": "text/markdown", ".markdown": "text/markdown",
    ".json": "application/json", ".har": "application/json", ".txt": "text/plain", ".log": "text/plain",
    ".htm": "text/html", ".html": "text/html", ".shtml": "text/html", ".xhtml": "text/html",
    ".shtm": "text/html", ".mht": "multipart/related", ".mhtml": "multipart/related",
    ".eml": "message/rfc822",
}  # fmt: skip
_PLAIN = frozenset(("text/csv", "text/markdown", "application/json", "text/plain"))
_LEAD = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|\s|<!--.*?-->|<\?xml[^>]*>)*", re.DOTALL)
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_HTML_TAG = re.compile(
    rb"<(?:html|head|body|title|meta|script|style|link|div|table|p|span|font|center|h[1-6]|ul|a|br|img)[\s/>]",
    re.IGNORECASE,
)
_JSON_START = re.compile(rb'\{\s{0,99}"[^"\n]{1,99}"\s{0,9}:|\[\s{0,99}\{\s{0,99}"')
_MAIL_LINE = re.compile(
    rb"(?:received|return-path|mime-version|message-id|from|to|date|subject|delivered-to|x-[\w-]+|content-type):",
    re.IGNORECASE,
)
_MAIL_SIGN = re.compile(rb"^(?:mime-version|message-id|received):", re.IGNORECASE | re.MULTILINE)
# How messages begin in a mail folder, as asctime writes the moment.
MBOX_LINE = re.compile(
    rb"^From \S{1,200} +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    rb" +\d{1,2} \d\d:\d\d[^\r\n]{0,40}\r?\n(?=>?[\w-]{1,60}:)",
    re.MULTILINE,
)
_CARDS = ((b"BEGIN:VCALENDAR", "text/calendar"), (b"BEGIN:VCARD", "text/vcard"))
# ContentInfo of RFC 5652 or GM/T 0010, signed or enveloped.
_ENVELOPE = re.compile(
    rb"\x30.{1,9}\x06(?:\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07|\x0a\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02)[\x02\x03]",
    re.DOTALL,
)
_SENT = re.compile(rb"^(?:to|received|message-id|delivered-to):", re.IGNORECASE | re.MULTILINE)


def sniff(data: bytes, name: str) -> str:
    """Tell the media type of bytes; never raises. `application/octet-stream` when nothing is known."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(data)
    if data.startswith(MAGIC):
        return _cfb_type(data)
    found = _magic_type(data)
    if found in ("", "application/x-msdownload") and next(zip_names(data, 1), ""):
        return _zip_type(data)  # after something else: a note, a program that unpacks it
    return found or _text_type(data, BY_SUFFIX.get(suffix_of(name), ""))


def suffix_of(name: str) -> str:
    """The ending of a name with its dot, in small letters; "" without one, or for a name like `.txt`."""
    last = name.rstrip("/").rpartition("/")[2]
    dot = last.rfind(".")
    return last[dot:].lower() if 0 < dot < len(last) - 1 else ""


def _magic_type(data: bytes) -> str:
    if not data:
        return EMPTY
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if data.startswith(b"BM") and data[6:10] == _RESERVED and data[14:18] in _BITMAPS:
        return "image/bmp"
    if _ENVELOPE.match(data) or is_owner_file(data):
        return "application/pkcs7-mime" if _ENVELOPE.match(data) else "application/x-owner-file"
    for offset, magic, media_type in _MAGICS if data[0] in _FIRST or _LATER.match(data) else ():
        # Letters alone may also begin a plain text.
        if data.startswith(magic, offset) and not (magic.isalnum() and is_text(data)):
            return BINARY if media_type == WEBARCHIVE and b"WebMainResource" not in data else media_type
    return "application/zlib" if data.startswith(_ZLIB) and _inflates(data) else ""


def is_owner_file(data: bytes) -> bool:
    """Whether it is what Word (162 bytes) or Excel (165) leaves beside an open document: who opened it."""
    if len(data) not in (162, 165) or not 0 < data[0] < 54 or data[1 + data[0] : 54].strip(b"\0 "):
        return False
    wide = len(data) - 108
    return 0 < int.from_bytes(data[wide : wide + 2], "little") <= 54


def _inflates(data: bytes) -> bool:
    try:
        return bool(zlib.decompressobj().decompress(data[:1024], 64))
    except zlib.error:
        return False


def _text_type(data: bytes, hint: str) -> str:
    if not is_text(data):
        return hint if hint in _PLAIN else BINARY  # the text reader then says that it is no text
    head = data[:4096].replace(b"\0", b"")
    start = _LEAD.match(head)
    body = head[start.end() if start else 0 :]
    if _HTML_START.match(body):
        return "text/html"
    if _MAIL_LINE.match(body) and _MAIL_SIGN.search(head):
        return "multipart/related" if _is_archive(head, hint) else "message/rfc822"
    plain = hint if hint != "multipart/related" else "text/plain"
    return _stated_type(head, body) or plain or _tagged_type(head, body)


def _stated_type(head: bytes, body: bytes) -> str:
    if MBOX_LINE.search(head):
        return "application/mbox"
    start = body[:15].upper()
    return next((media_type for word, media_type in _CARDS if start.startswith(word)), "")


def _is_archive(head: bytes, hint: str) -> bool:
    """A web page saved as one file, not a mail with pictures: nobody sent it to anyone."""
    related = b"multipart/related" in head.lower()
    return hint == "multipart/related" or (related and not _SENT.search(head))


def _tagged_type(head: bytes, body: bytes) -> str:
    if b"<html" in head.lower():
        return "text/html"
    if b"<plist" in head[:512] and b"<key>WebMainResource" in head:
        return WEBARCHIVE
    if b"<?xml" in head[:64] or body.startswith(b"<svg"):
        return "application/xml"
    if _JSON_START.match(body):
        return "application/json"
    return "text/html" if _HTML_TAG.match(body) else "text/plain"


def _cfb_type(data: bytes) -> str:
    try:
        compound = Compound(data)
        for name, media_type in _CFB_STREAMS:
            if name in compound.streams:
                return media_type
        if "CONTENTS" in compound.streams and compound.read("CONTENTS").startswith((b"CHNKWKS", b"CHNKINK")):
            return WORKS
    except (ValueError, struct.error):
        return "application/x-ole-storage"
    return "application/x-ole-storage"


def _zip_type(data: bytes) -> str:
    names = list(zip_names(data))
    if stated := re.match(rb"PK\x03\x04.{26}mimetype([\w./+-]{10,80})PK", data[:256], re.DOTALL):
        return stated[1].decode()
    if "mimetype" in names and "META-INF/manifest.xml" in names and (opened := _stated(data)):
        return opened
    for pattern, media_type in _ZIP_MEMBERS:
        if any(pattern.match(name) for name in names):
            macro = any(name.endswith("vbaProject.bin") for name in names)
            return _MACRO.get(media_type, media_type) if macro else media_type
    return "application/zip"


def _stated(data: bytes) -> str:
    """The media type in the member for it, when that is no plain start of the file, as it should be."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            entry = archive.getinfo("mimetype")
            stated = archive.read(entry).decode("ascii").strip() if entry.file_size < _LONGEST else ""
    except (BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError, zlib.error):
        return ""
    return stated if stated.startswith("application/") else ""


def zip_names(data: bytes, most: int = 20_000) -> Iterator[str]:
    """Yield at most `most` member names of the central directory of a zip; nothing when it has none."""
    end = data.rfind(b"PK\x05\x06", -65_557 - 22 if len(data) > 65_579 else 0)
    if end < 0 or end + 22 > len(data):
        return
    size, at = struct.unpack_from("<II", data, end + 12)
    at = end - size if data[end - size : end - size + 4] == b"PK\x01\x02" else at
    for _ in range(most):
        if data[at : at + 4] != b"PK\x01\x02" or at + 46 > len(data):
            return
        name, extra, comment = struct.unpack_from("<HHH", data, at + 28)
        yield data[at + 46 : at + 46 + name].decode("utf-8", "replace").replace("\\", "/")
        at += 46 + name + extra + comment

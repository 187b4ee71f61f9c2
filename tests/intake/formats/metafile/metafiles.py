"""Metafiles made record by record, as [MS-EMF], [MS-EMFPLUS] and [MS-WMF] lay them out."""

import struct


def emf(*records, title=""):
    said = title.encode("utf-16-le")
    header = struct.pack("<8i4s6I", *[0] * 8, b" EMF", 0x10000, 0, 0, 1, len(said) // 2, 88 if said else 0)
    return b"".join((_record(1, header.ljust(80, b"\0") + said), *records, _record(14, bytes(12))))


def _record(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, 8 + len(body)) + body


def string(text, y=0, x=0, options=0, *, narrow=""):
    raw = text.encode(narrow or "utf-16-le")
    fixed = (
        bytes(16)
        + struct.pack("<Iff", 1, 1, 1)
        + struct.pack("<iiIII", x, y, len(raw) if narrow else len(text), 76, options)
    )
    return _record(83 if narrow else 84, fixed + bytes(20) + raw)


def small(text, options=0x300):
    raw = text.encode("latin-1") if options & 0x200 else text.encode("utf-16-le")
    return _record(108, struct.pack("<iiIIIff", 0, 0, len(text), options, 1, 1, 1) + raw)


def strings(*texts):
    head = bytes(16) + struct.pack("<IffI", 1, 1, 1, len(texts))
    start, places, raw = 40 + 40 * len(texts), b"", b""
    for number, text in enumerate(texts):
        places += struct.pack("<iiIII", 0, number, len(text), start + len(raw), 0) + bytes(20)
        raw += text.encode("utf-16-le")
    return _record(97, head + places + raw)


def dib(picture):
    """Header and bits of a picture as a bitmap."""
    width, height = picture.size
    rows = [picture.crop((0, y, width, y + 1)).tobytes("raw", "BGRX") for y in reversed(range(height))]
    return struct.pack("<IiiHHIIiiII", 40, width, height, 1, 32, 0, 0, 0, 0, 0, 0), b"".join(rows)


def stretched(picture):
    header, bits = dib(picture)
    places = struct.pack("<IIII", 80, len(header), 80 + len(header), len(bits))
    return _record(81, bytes(40) + places + bytes(16) + header + bits)


def curves(points):
    path = (
        _record(59, b""),
        _record(85, bytes(16) + struct.pack("<I", points) + bytes(4 * points)),
        _record(60, b""),
    )
    return b"".join((*path, _record(62, bytes(16))))


def comment(data):
    return _record(70, struct.pack("<I", len(data)) + data)


def plus(*records):
    return comment(b"EMF+" + b"".join(records))


def plus_record(kind, flags, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<HHII", kind, flags, 12 + len(body), len(body)) + body


def plus_string(text):
    return plus_record(
        0x401C, 0, struct.pack("<IIIffff", 0, 0, len(text), 0, 0, 0, 0) + text.encode("utf-16-le")
    )


def plus_image(file):
    return struct.pack("<IIiiiII", 0xDBC01002, 1, 0, 0, 0, 0, 1) + file


def wmf(*records, placeable=True):
    body = b"".join((*records, struct.pack("<IH", 3, 0)))
    header = struct.pack("<HHHIHIH", 1, 9, 0x300, (18 + len(body)) // 2, 0, 0, 0)
    return (b"\xd7\xcd\xc6\x9a".ljust(22, b"\0") if placeable else b"") + header + body


def wmf_record(kind, body):
    body += bytes(len(body) % 2)
    return struct.pack("<IH", 3 + len(body) // 2, kind) + body


def wmf_string(raw, y=0, *, long=True):
    if long:
        return wmf_record(0x0A32, struct.pack("<hhHH", y, 0, len(raw), 0) + raw)
    return wmf_record(
        0x0521, struct.pack("<H", len(raw)) + raw + bytes(len(raw) % 2) + struct.pack("<hh", y, 0)
    )


def wmf_font(charset):
    return wmf_record(0x02FB, bytes(13) + bytes((charset,)) + bytes(36))


def wmf_holding(enhanced):
    """An enhanced metafile in pieces, as Word writes it into older ones."""
    half = len(enhanced) // 2
    pieces = enhanced[:half], enhanced[half:]
    return [
        wmf_record(0x0626, struct.pack("<HH4sIIHIIIII", 15, 34 + len(piece), b"WMFC", 1, 0x10000, 0, 0, 2, len(piece), 0, len(enhanced)) + piece)
        for piece in pieces
    ]  # fmt: skip

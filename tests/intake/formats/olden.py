"""Pieces of Office 97-2003 files: drawing groups, OLE packages."""

import struct
import zlib


def record(kind, body, version=0, instance=0):
    return struct.pack("<HHI", version | instance << 4, kind, len(body)) + body


def group(*blips):
    entries = [record(0xF007, bytes(33) + b"\4" + bytes(2) + b"a\0b\0" + blip, 2) for blip in blips]
    return record(0xF000, record(0xF006, bytes(16)) + record(0xF001, b"".join(entries), 0xF), 0xF)


def bitmap(kind, instance, data):
    return record(kind, bytes(16 * (1 + instance % 2)) + b"\xff" + data, 0, instance)


def metafile(data, instance=0x3D4):
    packed = zlib.compress(data)
    head = bytes(16 * (1 + instance % 2)) + struct.pack("<I24xIBB", len(data), len(packed), 0, 0xFE)
    return record(0xF01A, head + packed, 0, instance)


def package(name, path, inner, wide=()):
    native = (
        b"\2\0"
        + name.encode("gbk")
        + b"\0"
        + path.encode("gbk")
        + b"\0"
        + struct.pack("<HHI", 0, 3, 2)
        + b"t\0"
    )
    native += struct.pack("<I", len(inner)) + inner
    native += b"".join(struct.pack("<I", len(text)) + text.encode("utf-16-le") for text in wide)
    return struct.pack("<I", len(native)) + native

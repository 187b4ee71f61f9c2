import struct

from reviewer.intake.formats.image.directories import walk


def tiff(*entries, after=b"", order="<"):
    """One directory right behind the head; values longer than four bytes stand behind it."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    body, extra = b"", b""
    start = 8 + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in entries:
        if isinstance(value, bytes) and len(value) > 4:
            body += struct.pack(order + "HHII", tag, kind, count, start + len(extra))
            extra += value
        elif isinstance(value, bytes):
            body += struct.pack(order + "HHI", tag, kind, count) + value.ljust(4, b"\0")
        else:
            body += struct.pack(order + "HHII", tag, kind, count, value)
    head = mark + struct.pack(order + "I", 8) + struct.pack(order + "H", len(entries))
    return head + body + b"\0\0\0\0" + extra + after


def test_texts_of_every_directory_are_fields_in_either_byte_order():
    for order in "<>":
        data = tiff((270, 2, 12, b"first page\0\0"), (256, 3, 1, 9), order=order)
        assert [(field.tag, field.data) for field in walk(data).fields] == [(270, b"first page\0\0")]


def test_directories_inside_are_followed():
    outer = tiff((0x8825, 4, 1, 26))
    inner = struct.pack("<H", 1) + struct.pack("<HHII", 28, 7, 8, 26 + 18) + b"\0" * 4 + b"a place!"
    assert [(field.tag, field.place) for field in walk(outer + inner).fields] == [(28, "定位")]


def test_what_nothing_points_to_is_loose():
    data = tiff((270, 2, 8, b"told abc"), after=b"\0\0left behind by a program\0")
    assert list(walk(data).loose(data)) == [b"left behind by a program"]


def test_the_picture_itself_is_not_loose():
    body = bytes(range(1, 41))
    data = tiff((273, 4, 1, 8 + 2 + 24 + 4), (279, 4, 1, 40), after=body)
    assert list(walk(data).loose(data)) == []


def test_loops_and_damage_end():
    data = bytearray(tiff((270, 2, 8, b"told abc")))
    data[22:26] = struct.pack("<I", 8)
    assert len(walk(bytes(data)).fields) == 1
    assert walk(b"II*\0\xff\xff\xff\xff").fields == []
    assert walk(b"").fields == []


def test_too_many_entries_are_not_called_whole():
    entry = struct.pack("<HHII", 256, 3, 1, 1)
    data = b"II*\0" + struct.pack("<I", 8)
    for number in range(3):
        size = 8 + (number + 1) * (2 + 12 * 65_000 + 4)
        data += struct.pack("<H", 65_000) + entry * 65_000 + struct.pack("<I", size)
    assert not walk(data).whole

"""RAR and 7z archives: turned into a tar stream by bsdtar where this machine has it, then read as tar."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from tempfile import TemporaryFile
from threading import Timer

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.formats import rar, tar
from reviewer.intake.remains import read_remains

_PATH = "/usr/local/bin:/usr/bin:/bin"
_CHUNK = 1 << 20
_SEVEN = b"7z\xbc\xaf\x27\x1c"
_LOCKED = (b"encrypt", b"passphrase", b"password")


def find_bsdtar() -> str:
    """The program of libarchive; "" when there is none."""
    return shutil.which("bsdtar", path=_PATH) or ""


def read(data: bytes, reading: Reading) -> None:
    """Read the members that come out; what bsdtar could not unpack is a gap. Nothing is written to disk."""
    program = find_bsdtar()
    if not program:
        message = "本机没有 bsdtar，未读取：请安装 libarchive-tools 后重新检查，或改用 zip 打包"
        raise NotReadError("unpacker-missing", message)
    unpacked, said, code = _unpack(program, data, reading)
    if unpacked:
        tar.read(unpacked, reading)
    rar.read_beside(data, reading)
    if data.startswith(_SEVEN):
        read_remains(data[_end_of_seven(data) :], reading, "压缩包末尾之后")
    if code < 0:
        reading.gap("timeout", "解压超时，已中止，其余内容未读取")
    elif code or not unpacked:
        locked = any(word in said.lower() for word in _LOCKED)
        reason, message = (
            ("encrypted", "已加密，请解密后重新检查") if locked else ("damaged", "压缩包损坏或不受支持")
        )
        reading.gap(reason, f"{message}，其中有内容未读取")


def _end_of_seven(data: bytes) -> int:
    """Where a 7z archive ends: the start header says how far its directory lies and how long it is."""
    offset, size = struct.unpack_from("<QQ", data.ljust(32, b"\0"), 12)
    return 32 + int(offset + size)


def _unpack(program: str, data: bytes, reading: Reading) -> tuple[bytes, bytes, int]:
    """The tar stream, what the program said, its return code; raises Exhausted at the budget's end."""
    with TemporaryFile() as source, TemporaryFile() as errors:
        source.write(data)
        source.seek(0)
        with subprocess.Popen(  # noqa: S603 (the program and its arguments are ours)
            [program, "-c", "-f", "-", "--format", "pax", "@-"],
            stdin=source, stdout=subprocess.PIPE, stderr=errors,
            env={"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": _PATH},
        ) as process:  # fmt: skip
            late = Timer(reading.limits.seconds / 2, process.kill)
            late.start()
            try:
                pieces = _pieces(process, reading)
            finally:
                late.cancel()
                process.kill()
        errors.seek(0)
        said = errors.read(1 << 16)
    return b"".join(pieces), said, process.returncode


def _pieces(process: subprocess.Popen[bytes], reading: Reading) -> list[bytes]:
    assert process.stdout is not None
    pieces: list[bytes] = []
    while piece := os.read(process.stdout.fileno(), _CHUNK):
        reading.spend("inflated", len(piece))
        pieces.append(piece)
    process.wait()
    return pieces

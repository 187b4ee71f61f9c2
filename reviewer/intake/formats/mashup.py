"""Power Query steps kept in a workbook: the container of [MS-QDEFF], a zip of M code in base64."""

from __future__ import annotations

import binascii
import struct
from base64 import b64decode

from reviewer.errors import NotReadError
from reviewer.intake.budget import Exhausted, Reading
from reviewer.intake.charset import decode
from reviewer.intake.package import open_package


def read_mashup(text: str, reading: Reading) -> None:
    """Add the code of the queries as metadata; a container that cannot be opened is a gap."""
    try:
        data = b64decode(text)
        (size,) = struct.unpack_from("<4xI", data)
        package = open_package(data[8 : 8 + size], reading)
    except Exhausted:
        raise
    except (binascii.Error, ValueError, struct.error, NotReadError):
        reading.gap("damaged", "数据查询（Power Query）内容损坏，未能读取")
        return
    for name, member in package.members:
        if name.endswith(".m"):
            code = decode(package.take(member, name)).text
            reading.add(
                code, "metadata", "数据查询步骤", layout="lines", hidden="数据查询（Power Query）的代码"
            )

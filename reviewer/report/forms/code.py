"""The square code that leads from paper back to the record."""

from __future__ import annotations

from io import BytesIO

import segno

from reviewer.errors import ReportError


def code_png(text: str) -> bytes:
    """A QR code (error correction M, quiet zone 2) as PNG."""
    kept = BytesIO()
    _made(text).save(kept, kind="png", scale=6, border=2)
    return kept.getvalue()


def code_svg(text: str) -> bytes:
    """The same as SVG."""
    kept = BytesIO()
    _made(text).save(kept, kind="svg", scale=4, border=2, xmldecl=False)
    return kept.getvalue()


def code_uri(text: str) -> str:
    """The same as the address of a picture that a page carries in itself."""
    uri: str = _made(text).png_data_uri(scale=4, border=2)
    return uri


def _made(text: str) -> segno.QRCode:
    try:
        return segno.make_qr(text, error="m", boost_error=False)
    except ValueError as problem:
        raise ReportError("二维码放不下：单位设置的系统地址太长") from problem

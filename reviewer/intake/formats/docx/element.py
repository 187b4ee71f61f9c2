"""Reading one WordprocessingML element: its name, its attributes and switches whatever the namespace."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

OFF = ("0", "false", "off")
_MOST = 1000
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>]*(?:encoding=[\"'](?i:utf-8)[\"'][^>]*|version=[\"']1\.0[\"']\s*)\?>)?\s*<[A-Za-z]"
)


def is_plain(data: bytes) -> bool:
    """Whether XML can be searched as bytes: UTF-8, without references, comments or declarations."""
    return _START.match(data) is not None and b"&" not in data and b"!" not in data


def local(element: Element) -> str:
    """The name of an element without its namespace, "" for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str:
    """The value of the first attribute of this local name, "" when there is none."""
    if element is None:
        return ""
    ending = "}" + name
    for key, found in element.items():
        if key == name or key.endswith(ending):  # type: ignore[arg-type]  # names of attributes are str
            return str(found)
    return ""


def value(element: Element | None) -> str:
    """The `val` of an element, "" for None."""
    return attribute(element, "val")


def number(element: Element | None, otherwise: int) -> int:
    """The `val` of an element as a number up to 1000, `otherwise` for None."""
    if element is None:
        return otherwise
    found = value(element)
    return min(int(found), _MOST) if found.isascii() and found.isdigit() else 0


def is_on(element: Element | None) -> bool:
    """Whether a switch stands and is not switched off."""
    return element is not None and value(element) not in OFF

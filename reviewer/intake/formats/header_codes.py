"""Header and footer codes of spreadsheets, as Excel writes them in all its formats."""

from __future__ import annotations


def header_text(code: str) -> str:
    """The words of a header or footer code such as `&L&"宋体"&9内部 &P`."""
    out: list[str] = []
    index = 0
    while index < len(code):
        char = code[index]
        index += 1
        if char != "&" or index >= len(code):
            out.append(char)
            continue
        mark = code[index]
        index += 1
        if mark == '"':
            index = code.find('"', index) + 1 or len(code)
        elif mark.isdigit():
            while index < len(code) and code[index].isdigit():
                index += 1
        elif mark == "K":
            index += 6
        else:
            out.append("&" if mark == "&" else " ")
    return " ".join("".join(out).split())

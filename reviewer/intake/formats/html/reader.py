"""Web pages: what a visitor sees as lines, and apart from it what the page carries unseen."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from reviewer.intake.budget import Reading
from reviewer.intake.charset import Decoded, decode
from reviewer.intake.formats.html.aside import Aside, read_aside
from reviewer.intake.formats.html.depth import too_deep, too_wide, words_of
from reviewer.intake.formats.html.embedded import read_embedded
from reviewer.intake.formats.html.hidden import take_glosses, take_out, turn_round
from reviewer.intake.formats.html.lines import MARKS, keep_lines, walk, without_marks
from reviewer.intake.formats.html.regions import fence, regions
from reviewer.intake.formats.html.sheet import shown_attributes, style_words
from reviewer.intake.formats.html.style import read_rules
from reviewer.intake.formats.html.unseen import read_comments, read_markup, read_unseen
from reviewer.intake.formats.packed import read_coded
from reviewer.intake.islands import islands

_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_SHADOW = re.compile(r"<template(?=\s[^>]{0,300}shadowrootmode)", re.IGNORECASE)


def read(data: bytes, reading: Reading) -> None:
    """Read the visible text, then title, hidden elements, comments, metadata, attributes and inner files."""
    decoded = page_text(data)
    if decoded.bad:
        reading.gap("bad-characters", f"有 {decoded.bad} 处字节无法解码，相应文字可能缺失")
    if too_deep(decoded.text) or too_wide(decoded.text):
        reading.gap("too-deep", "网页元素嵌套过深或属性过多，只读取了去掉标记的文字，没有区分显示与隐藏")
        reading.add(words_of(decoded.text), "body", "", layout="lines")
        return
    tree = parsed(decoded, data)
    root = tree.root
    if root is None:
        return
    aside = read_aside(tree, root)
    title = _tidy(aside.titles[0]) if aside.titles else ""
    reading.add(title, "title", "网页标题")
    shown = [*shown_attributes(tree, aside.sheets)]
    visible, comments = _read_elements(tree, decoded.text, aside, reading)
    reading.add("\n".join((*style_words(aside.sheets), *shown)), "body", "样式生成的文字", layout="lines")
    comments += read_unseen(decoded.text, aside, shown, reading)
    read_comments(comments, aside.sheets, reading)
    reading.add("\n".join(aside.meta), "metadata", "网页元数据", layout="lines", hidden="网页元数据")
    spoken = dict.fromkeys(map(_tidy, dict.fromkeys(aside.spoken)))
    unseen = [value for value in spoken if value and value not in visible]
    reading.add("\n".join(unseen), "alt", "替代文字", layout="lines", hidden="图片替代文字或悬停提示")
    others = "\n".join(islands(data, decoded))
    reading.add(others, "metadata", "另一种编码的文字", layout="lines", hidden="网页元数据（另一种编码）")
    read_markup(decoded.text, aside, visible, reading)
    read_embedded(decoded.text, aside.pages, reading)
    packed = "|".join((*(text for _, text in aside.scripts), *aside.values))
    read_coded(packed, reading, addresses=False)


def page_text(data: bytes) -> Decoded:
    """Decode a page by its content; the declared charset only breaks ties."""
    declared = _META.search(data[:4096])
    return decode(data, declared[1].decode("ascii", "replace") if declared else "")


def parsed(decoded: Decoded, data: bytes) -> LexborHTMLParser:
    """The tree of a page, without the characters that this reader uses as marks."""
    text = decoded.text
    marked = not text.isascii() and any(mark in text for mark in MARKS)
    shadowed = "shadowrootmode" in text
    if (
        decoded.encoding == "utf-8"
        and not decoded.bad
        and not marked
        and not shadowed
        and not data.startswith(b"\xef\xbb\xbf")
    ):
        return LexborHTMLParser(data)
    for mark in MARKS if marked else ():
        text = text.replace(mark, "\ufffd")
    if shadowed:  # what a browser makes of it is shown, a template is not
        text = _SHADOW.sub("<shadow-root", text)
    return LexborHTMLParser(text)


def _read_elements(
    tree: LexborHTMLParser, source: str, aside: Aside, reading: Reading
) -> tuple[str, list[str]]:
    """Read what is shown, then what is hidden; give the shown text and all comments."""
    rules = read_rules(aside.sheets)
    if rules.partly:
        reading.gap("styles-not-read", "网页样式过多，没有全部检查，可能有隐藏的文字被当作可见文字")
    keep_lines(tree)
    hidden = take_out(tree, source, rules)
    turn_round(tree, source)
    glosses = take_glosses(tree, source)
    fence(tree)
    root = tree.root
    assert root is not None
    lines = walk(root.parent or root)  # comments may stand before and after the html element
    text = lines.text()
    visible = without_marks(text)
    if aside.loads and not visible:
        reading.gap("no-text", "页面没有可见文字，内容可能由脚本或框架另行加载，请人工核对")
    for label, part in regions(text, " ".join(aside.titles)):
        reading.add(part, "body", label, layout="lines")
    reading.add(" ".join(glosses), "body", "注音", layout="lines")
    for how, inner in hidden.texts:
        reading.add(inner, "hidden", "隐藏元素", layout="lines", hidden=how)
    return visible, lines.comments + hidden.comments


def _tidy(text: str) -> str:
    return " ".join(text.split())

"""Web pages: what a visitor sees as lines, and apart from it what the page carries unseen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reviewer.intake.budget import Reading
from reviewer.intake.charset import Decoded, decode
from reviewer.intake.formats.html_style import hidden_by, hiding_rules, too_many

# Noncharacters mark the tree before its text is taken in one call; sources never carry them in earnest.
_LINE, _CELL, _OPEN, _CLOSE, _ROW = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4"
_MARKS = (_LINE, _CELL, _OPEN, _CLOSE, _ROW)
_SHAPED = (  # what begins and ends a line, and cells
    "address,article,aside,blockquote,body,caption,center,dd,details,dialog,dir,div,dl,dt,fieldset,figcaption,"
    "figure,footer,form,h1,h2,h3,h4,h5,h6,header,hgroup,hr,legend,li,main,menu,nav,ol,optgroup,option,p,pre,"
    "section,select,summary,table,tbody,tfoot,thead,textarea,tr,ul,iframe,noscript,frameset,noframes,br,td,th"
)
_CELL_TAGS = frozenset(("td", "th"))
_NOT_TEXT = ["script", "style", "title"]
_MAYBE_HIDDEN = (
    '[hidden],[style*="display" i],[style*="visibility" i],[style*="font-size:0" i],'
    '[style*="font-size: 0" i],[style*="opacity:0" i],[style*="opacity: 0" i],[style*="absolute" i],'
    '[style*="fixed" i],[style*="overflow" i],[style*="indent:-" i],[style*="indent: -" i],'
    '[style*="background" i][style*="color" i],'
    "noscript,dialog:not([open]),datalist,object,audio,video"
)
_HIDDEN_TAGS = {
    "noscript": "仅在浏览器不支持脚本时显示",
    "dialog": "未打开的对话框",
    "datalist": "输入建议列表",
    "object": "仅在对象无法加载时显示",
    "audio": "仅在媒体无法播放时显示",
    "video": "仅在媒体无法播放时显示",
}
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_BREAKS = re.compile(f" ?(?:{_LINE} ?)+")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_DATA = re.compile(r"""data-[\w-]{1,40}=["']([^"'<>]+)""")
_FEW = 4  # Chinese characters: shorter comments are landmarks of templates
_SPOKEN = frozenset(("alt", "title", "placeholder", "aria-label", "summary"))
_ASIDE = 'title,meta[content],input[type="hidden" i],' + ",".join(f"[{name}]" for name in sorted(_SPOKEN))
_META_NAMES = frozenset(
    ("author", "keywords", "description", "copyright", "owner", "reply-to", "subject", "generator")
)


def read(data: bytes, reading: Reading) -> None:
    """Read the visible text, then title, hidden elements, comments, metadata and attributes."""
    decoded = page_text(data)
    if decoded.bad:
        reading.gap("bad-characters", f"有 {decoded.bad} 处字节无法解码，相应文字可能缺失")
    tree = LexborHTMLParser(_unmarked(decoded.text))
    root = tree.root
    if root is None:
        return
    aside = _read_aside(tree, root, decoded.text)
    reading.add(_tidy(" ".join(aside.titles)), "title", "网页标题")
    loads = tree.css_first("script,frame,iframe") is not None
    sheets = [node.text() for node in tree.css("style")]
    rules = hiding_rules(sheets)
    if too_many(sheets, rules):
        reading.gap("styles-not-read", "网页样式过多，没有全部检查，可能有隐藏的文字被当作可见文字")
    tree.strip_tags(_NOT_TEXT)
    visible, hidden = _texts(tree, root, rules)
    if loads and not visible:
        reading.gap("no-text", "页面没有可见文字，内容可能由脚本或框架另行加载，请人工核对")
    reading.add(visible, "body", "", layout="lines")
    for how, text in hidden:
        reading.add(text, "hidden", "隐藏元素", layout="lines", hidden=how)
    _add_lines(reading, [value for value in aside.values if _HAN.search(value)], "隐藏表单域")
    _add_lines(reading, aside.templates, "模板内容")
    _add_lines(reading, [value for value in aside.data if _HAN.search(value)], "网页内嵌数据")
    for comment in aside.comments:
        _add_comment(comment, reading)
    reading.add("\n".join(aside.meta), "metadata", "网页元数据", layout="lines", hidden="网页元数据")
    spoken = dict.fromkeys(map(_tidy, dict.fromkeys(aside.spoken)))
    unseen = [value for value in spoken if value and value not in visible]
    reading.add("\n".join(unseen), "alt", "替代文字", layout="lines", hidden="图片替代文字或悬停提示")


@dataclass(slots=True)
class _Aside:
    """What a page carries beside its text."""

    titles: list[str] = field(default_factory=list)
    meta: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)


def _read_aside(tree: LexborHTMLParser, root: LexborNode, source: str) -> _Aside:
    aside = _Aside()
    everything = root.parent or root  # comments may stand before and after the html element
    aside.comments = [node.comment_content or "" for node in everything.traverse() if node.is_comment_node]
    aside.templates = [fragment.text() for fragment in root.template_fragments()]
    aside.data = list(_data(tree, source))
    frames = [node.attributes["src"] for node in tree.css("iframe[src],frame[src]")]
    aside.meta += [f"内嵌页面：{address}" for address in frames if address]
    for node in tree.css(_ASIDE):
        tag, attributes = node.tag, node.attributes
        if tag == "title":
            aside.titles.append(node.text())
        elif tag == "meta":
            aside.meta += _metadata(attributes)
        elif tag == "input" and (attributes.get("type") or "").lower() == "hidden":
            aside.values.append(attributes.get("value") or "")
        aside.spoken += (value for name, value in attributes.items() if value and name in _SPOKEN)
    return aside


def _data(tree: LexborHTMLParser, source: str) -> Iterator[str]:
    """Data that scripts find in the page: JSON blocks and data attributes."""
    for node in tree.css('script[type*="json" i]') if "json" in source else ():
        text = node.text()
        try:
            yield json.dumps(json.loads(text), ensure_ascii=False)
        except ValueError:
            yield text
    for value in _DATA.findall(source):
        yield unescape(value)


def _unmarked(text: str) -> str:
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, "\ufffd")
    return text


def page_text(data: bytes) -> Decoded:
    """Decode a page by its content; the declared charset only breaks ties."""
    declared = _META.search(data[:4096])
    return decode(data, declared[1].decode("ascii", "replace") if declared else "")


def _texts(
    tree: LexborHTMLParser, root: LexborNode, rules: dict[str, str]
) -> tuple[str, list[tuple[str, str]]]:
    hows = _mark_hidden(tree, rules)
    for node in tree.css(_SHAPED):
        tag = node.tag
        if tag in _CELL_TAGS:
            node.insert_before(_CELL)
            continue
        node.insert_before(_ROW if tag == "tr" else _LINE)
        if tag != "br":
            node.insert_after(_LINE)
    for node in tree.css("pre,textarea,xmp,listing,input[value]"):
        if node.tag != "input":
            _keep_lines(node)
        elif (node.attributes.get("type") or "text").lower() != "hidden":
            node.insert_after(f" {node.attributes['value'] or ''} ")
    return _split(root.text(deep=True), hows)


def _mark_hidden(tree: LexborHTMLParser, rules: dict[str, str]) -> list[str]:
    """Mark hidden elements in the order of the page; `rules` are selectors of style sheets that hide."""
    hows = []
    for node in tree.css(",".join((_MAYBE_HIDDEN, *rules))):
        if how := _hides(node) or _by_rule(node, rules):
            node.insert_before(_OPEN)
            node.insert_after(_CLOSE)
            hows.append(how)
    return hows


def _by_rule(node: LexborNode, rules: dict[str, str]) -> str:
    """How a style block hides a node, by its classes and its id."""
    if not rules:
        return ""
    names = [f".{name}" for name in (node.attributes.get("class") or "").split()]
    names.append(f"#{node.attributes.get('id')}")
    return next((rules[key] for name in names for key in (name, f"{node.tag}{name}") if key in rules), "")


def _hides(node: LexborNode) -> str:
    attributes = node.attributes
    if "hidden" in attributes:
        return "元素带 hidden 属性"
    if style := attributes.get("style"):
        return hidden_by(style) or _HIDDEN_TAGS.get(node.tag or "", "")
    return _HIDDEN_TAGS.get(node.tag or "", "")


def _keep_lines(block: LexborNode) -> None:
    for node in list(block.traverse(include_text=True)):
        if node.is_text_node and "\n" in (text := node.text_content or ""):
            node.replace_with(text.replace("\n", _LINE))


def _split(text: str, hows: list[str]) -> tuple[str, list[tuple[str, str]]]:
    """Part the text at the hidden marks: an outer hidden element takes the inner ones with it."""
    pieces = re.split(f"([{_OPEN}{_CLOSE}])", " ".join(text.split()))
    visible: list[str] = []
    hidden: list[tuple[str, str]] = []
    remaining = iter(hows)
    depth, how, start = 0, "", 0
    for index, piece in enumerate(pieces):
        if piece == _OPEN:
            given = next(remaining, "隐藏元素")
            depth, how, start = depth + 1, how if depth else given, start if depth else index
        elif piece == _CLOSE:
            depth = max(depth - 1, 0)
            if depth == 0:
                inner = "".join(part for part in pieces[start:index] if part not in (_OPEN, _CLOSE))
                hidden.append((how, _layout(inner)))
        elif depth == 0:
            visible.append(piece)
    return _layout("".join(visible)), [(way, inner) for way, inner in hidden if inner]


def _layout(text: str) -> str:
    lines = _LINE.join(map(_row, text.split(_ROW)))
    return _BREAKS.sub("\n", lines).strip(" \n")


def _row(text: str) -> str:
    """Part cells by tabs; a cell's own first and last line breaks are none of the row's."""
    if _CELL not in text:
        return text
    cells = [cell.strip(_LINE + " ") for cell in text.split(_CELL)]
    return "\t".join(cells if cells[0] else cells[1:])


def _words(markup: str) -> str:
    """The words of markup that was taken out of use."""
    tree = LexborHTMLParser(_unmarked(markup))
    tree.strip_tags(["script", "style"])
    return tree.root.text(separator=" ") if tree.root else ""


def _add_comment(comment: str, reading: Reading) -> None:
    if len(_HAN.findall(comment)) < _FEW:
        return
    text = _tidy(_words(comment) if "<" in comment or "&" in comment else comment)
    if len(_HAN.findall(text)) >= _FEW:
        reading.add(text, "comment", "网页注释", hidden="网页源代码注释")


def _metadata(attributes: Mapping[str, str | None]) -> Iterator[str]:
    name = attributes.get("name") or attributes.get("property") or ""
    content = _tidy(attributes.get("content") or "")
    if content and name and (name.lower() in _META_NAMES or _HAN.search(content)):
        yield f"{name}：{content}"


def _add_lines(reading: Reading, texts: list[str], label: str) -> None:
    reading.add("\n".join(filter(None, map(_tidy, texts))), "hidden", label, layout="lines", hidden=label)


def _tidy(text: str) -> str:
    return " ".join(text.split())

"""Elements that a visitor does not see: found, laid out on their own, and taken out of the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reviewer.intake.formats.html.lines import CELL, walk
from reviewer.intake.formats.html.style import Rules, colour_of, ground_of, hidden_by, shown_by

_MAYBE_HIDDEN = (
    "[hidden],[popover],noscript,dialog:not([open]),datalist,object,audio,video,iframe,noframes,noembed,"
    "canvas,progress,meter,desc,annotation"
)
_BACKWARDS = re.compile("<bdo|bidi-override", re.IGNORECASE)
_STYLE = re.compile(r"""style\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_GROUND = re.compile(r"""bgcolor\s*=\s*["']?([\w#]+)""")
_AWKWARD = re.compile(r'["\\\n\r]')  # in a style that cannot stand in a selector as it is
_MOST_STYLES = 40
_HIDDEN_TAGS = {
    "noscript": "仅在浏览器不支持脚本时显示",
    "dialog": "未打开的对话框",
    "datalist": "输入建议列表",
    "object": "仅在对象无法加载时显示",
    "audio": "仅在媒体无法播放时显示",
    "video": "仅在媒体无法播放时显示",
    "iframe": "仅在浏览器不支持框架时显示",
    "noframes": "仅在浏览器不支持框架时显示",
    "noembed": "仅在浏览器不支持插件时显示",
    "canvas": "仅在浏览器不支持画布时显示",
    "progress": "仅在浏览器不支持进度条时显示",
    "meter": "仅在浏览器不支持进度条时显示",
    "desc": "网页内嵌数据（图形说明）",
    "annotation": "网页内嵌数据（公式注记）",
}
_SOURCE_ONLY = ("iframe", "noframes", "noembed")  # the parser keeps their content as source
_GROUNDED = ("stylesheet", "background", "bgcolor", "@import")
_PAPER = "#ffffff"  # what a page has whose source says nothing of grounds
_WHITES = ("#f", "#F", "white", "White", "WHITE", "255", "100%")
_HIGHEST = 40  # elements around a text among which its background is sought


@dataclass(slots=True)
class Hidden:
    """Texts that are not shown, each with how it is hidden, and the comments that stand among them."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def take_out(tree: LexborHTMLParser, source: str, rules: Rules) -> Hidden:
    """Take hidden elements out of the tree; an outer one takes the inner ones along.

    `source` is what the tree was made of; `rules` are those of its style blocks.
    """
    found = Hidden()
    paper = _paper(source)
    judge = _Judge(rules, paper)
    body = source[max(0, source.find("<body")) :]
    used = (rule for rule in rules.hiding if re.split("[.#]", rule)[1] in body)
    selector = ",".join((_MAYBE_HIDDEN, *_suspects(source, paper), *used))
    waiting = iter(tree.css(selector))
    for node in waiting:
        how = judge.how(node)
        if not how:
            continue
        for _ in range(_inside(node, selector)):
            next(waiting, None)
        if node.tag in _SOURCE_ONLY:
            text = _words(node.text())
        else:
            lines = walk(node)
            text = lines.plain_text()
            found.comments += lines.comments
        node.replace_with(CELL if node.tag in ("td", "th") else "")  # the columns stay as they are
        if text:
            found.texts.append((how, text))
    return found


def _paper(source: str) -> str:
    """The ground of a page whose source says nothing of grounds; "" where it does or has nothing white."""
    if not any(map(source.__contains__, _WHITES)):
        return ""
    small = source.lower()
    return "" if any(map(small.__contains__, _GROUNDED)) else _PAPER


def take_glosses(tree: LexborHTMLParser, source: str) -> list[str]:
    """Take phonetic guides out of the tree: they stand beside the words, not between them."""
    if "<rt" not in source and "<RT" not in source:
        return []
    found = []
    for node in tree.css("rt,rp"):
        if node.tag == "rt":
            found.append(_words(node.text()))
        node.replace_with("")
    return found


def turn_round(tree: LexborHTMLParser, source: str) -> None:
    """Write what is shown from right to left in the order in which it is read."""
    if _BACKWARDS.search(source):
        for node in tree.css("bdo[dir=rtl i],[style*='bidi-override'][style*='rtl']"):
            node.replace_with(node.text()[::-1])


def _suspects(source: str, paper: str) -> list[str]:
    """Selectors of the elements whose own style may hide them: exact styles, as asking each is slow."""
    stated = any(name in source for name in ("bgcolor", "BGCOLOR", "background"))
    colours = ["font[color]"] if stated or paper else []
    styles = {double or single or bare for double, single, bare in _STYLE.findall(source)}
    grounds = {ground_of(style) for style in styles if "ackground" in style}
    grounds |= {colour_of(f"color:{name}") for name in _GROUND.findall(source)}
    grounds |= {paper} if paper else set()
    coloured = (
        {style for style in styles if "olor" in style and colour_of(style) in grounds} if grounds else set()
    )
    wanted = [style for style in styles if style in coloured or hidden_by(style)]
    if len(wanted) > _MOST_STYLES or _awkward(wanted, styles) or "STYLE=" in source or "Style=" in source:
        return ["[style]", *colours]
    return [f'[style="{style}"]' for style in wanted] + colours


def _awkward(wanted: list[str], styles: set[str]) -> bool:
    """Whether a style cannot stand in a selector as it is, or is written with character references."""
    return any(_AWKWARD.search(style) for style in wanted) or any("&" in style for style in styles)


def _inside(node: LexborNode, selector: str) -> int:
    """How many elements below a node the selector matches."""
    key = node.mem_id
    return sum(inner.mem_id != key for inner in node.css(selector))


@dataclass(slots=True)
class _Judge:
    """How elements are hidden; styles seen before are not read again."""

    rules: Rules
    paper: str  # the ground of the page where it is known
    showing: dict[str, bool] | None = None  # what style blocks give a box, and whether with emphasis
    styles: dict[str, tuple[str, str]] = field(default_factory=dict)  # how a style hides, and its colour

    def how(self, node: LexborNode) -> str:
        """How an element is hidden, in Chinese; "" when it is shown."""
        attributes, tag = node.attributes, node.tag or ""
        if "hidden" in attributes and not self._shown(node, attributes, strongly=False):
            return "元素带 hidden 属性"
        if "popover" in attributes:
            return "未弹出的对话框"
        style = attributes.get("style") or ""
        if style not in self.styles:
            self.styles[style] = hidden_by(style), colour_of(style)
        way, colour = self.styles[style]
        if way == "样式 display:none" and self._shown(node, attributes, strongly=True):
            way = ""
        return (
            way
            or _HIDDEN_TAGS.get(tag, "")
            or self._by_rule(node, attributes)
            or _on_same_ground(node, colour or (tag == "font" and attributes.get("color")) or "", self.paper)
        )

    def _shown(self, node: LexborNode, attributes: dict[str, str | None], *, strongly: bool) -> bool:
        """Whether a style block gives a box to an element that its own attributes take it from."""
        if self.showing is None:
            self.showing = shown_by(self.rules.boxes)
        names = [*_names(node, attributes), "[hidden]"] if self.showing else ()
        return any(self.showing.get(name, False) >= strongly for name in names if name in self.showing)

    def _by_rule(self, node: LexborNode, attributes: dict[str, str | None]) -> str:
        """How a style block hides an element, by its classes and its id."""
        if not self.rules.hiding:
            return ""
        how = next(
            (self.rules.hiding[key] for key in _names(node, attributes) if key in self.rules.hiding), ""
        )
        if how == "样式 font-size:0" and len(node.css("*")) > 1:  # closes gaps between boxes that have a size
            return ""
        return how


def _names(node: LexborNode, attributes: dict[str, str | None]) -> Iterator[str]:
    """Selectors of one class or id that an element answers to."""
    names = [f".{name}" for name in (attributes.get("class") or "").split()]
    names.append(f"#{attributes.get('id')}")
    return (key for name in names for key in (name, f"{node.tag}{name}"))


def _on_same_ground(node: LexborNode, colour: str, paper: str) -> str:
    """Text of the colour of the nearest background that is stated on an element around it, or the page's."""
    if not colour:
        return ""
    for around in _outwards(node):
        attributes = around.attributes
        ground = ground_of(attributes.get("style") or "") or attributes.get("bgcolor") or ""
        if ground:
            break
    else:
        ground = paper
    alike = ground and colour_of(f"color:{ground}") == colour_of(f"color:{colour}")
    return "样式 文字与底色相同" if alike else ""


def _outwards(node: LexborNode) -> Iterator[LexborNode]:
    around: LexborNode | None = node
    for _ in range(_HIGHEST):
        if around is None or not around.is_element_node:
            return
        yield around
        around = around.parent


def _words(markup: str) -> str:
    if "<" not in markup:
        return " ".join(markup.split())
    root = LexborHTMLParser(markup).root
    return walk(root).plain_text() if root else ""

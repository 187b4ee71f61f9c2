"""What a page carries beside its text: titles, metadata, attributes, forms, frames, templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reviewer.intake.formats.html.script import tells

_SPOKEN = frozenset(("alt", "title", "placeholder", "aria-label", "aria-description", "summary", "label"))
_ASIDE = (
    "title,style,script,meta[content],input,iframe,frame,object[data],embed[src],"
    "[alt],[title],[placeholder],[aria-label],[aria-description],[summary],[label]"
)
_META_NAMES = frozenset(
    ("author", "keywords", "description", "copyright", "owner", "reply-to", "subject", "generator")
)
_FRAMES = {
    "iframe": ("内嵌页面", "src"),
    "frame": ("内嵌页面", "src"),
    "object": ("内嵌对象", "data"),
    "embed": ("内嵌对象", "src"),
}


@dataclass(slots=True)
class Aside:
    """What a page carries beside its text, each in the order of the page."""

    titles: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    scripts: list[tuple[str, str]] = field(default_factory=list)  # type and text
    meta: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    templates: list[LexborNode] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)  # sources of pages written into an attribute
    contents: list[str] = field(default_factory=list)  # of metadata, named or not
    loads: bool = False  # whether scripts or frames may bring more


def read_aside(tree: LexborHTMLParser, root: LexborNode) -> Aside:
    """Gather what stands beside the text, before anything is taken out of the tree."""
    aside = Aside()
    for node in tree.css(_ASIDE):
        tag = node.tag or ""
        if tag == "script":
            aside.loads = True
            aside.scripts.append((node.attributes.get("type") or "", node.text()))
        elif tag == "style":
            aside.sheets.append(node.text())
        elif tag == "title":
            (aside.titles if not aside.titles else aside.spoken).append(node.text())
        else:
            _read_attributes(tag, node.attributes, aside)
    aside.templates = root.template_fragments()
    return aside


def _read_attributes(tag: str, attributes: Mapping[str, str | None], aside: Aside) -> None:
    if tag == "meta":
        aside.contents.append(attributes.get("content") or "")
        aside.meta += _metadata(attributes)
    elif tag == "input":
        if (attributes.get("type") or "").lower() == "hidden":
            aside.values.append(attributes.get("value") or "")
    elif tag in _FRAMES:
        aside.loads = aside.loads or tag in ("iframe", "frame")
        name, key = _FRAMES[tag]
        address = attributes.get(key)
        if address and not address.startswith("data:"):
            aside.meta.append(f"{name}：{address}")
        if page := attributes.get("srcdoc"):
            aside.pages.append(page)
    aside.spoken += (value for name, value in attributes.items() if value and name in _SPOKEN)


def _metadata(attributes: Mapping[str, str | None]) -> Iterator[str]:
    name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or ""
    content = " ".join((attributes.get("content") or "").split())
    if content and name and (name.lower() in _META_NAMES or tells(content)):
        yield f"{name}：{content}"

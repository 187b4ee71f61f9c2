"""What hangs on one slide: notes, comments, charts, diagrams, tags and links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml.etree import _Element as Element

from reviewer.intake.formats.office import Office, Relation, joined, local, related
from reviewer.intake.formats.pptx.shapes import Scene, tell_shapes, words_of

_LOOKS = ("diagramLayout", "diagramQuickStyle", "diagramColors")
_OWN = ("sldImg", "sldNum")


def tell_slide(office: Office, name: str, scene: Scene, authors: Mapping[str, str]) -> list[Relation]:
    """Add one slide with what hangs on it; gives its relationships."""
    root = office.tree(name)
    if root is None:
        return []
    if not scene.hidden and root.get("show") in ("0", "false"):
        scene = replace(scene, hidden="隐藏的幻灯片")
    tell_shapes(root.find("{*}cSld/{*}spTree"), scene, office.reading)
    relations = related(office, name)
    for relation in relations:
        _tell_related(office, relation, scene, authors)
    links = [relation.target for relation in relations if relation.external and relation.kind == "hyperlink"]
    text = "\n".join(dict.fromkeys(links))
    office.reading.add(text, "metadata", f"{scene.label}链接地址", layout="lines", hidden="链接地址")
    return relations


def read_authors(office: Office) -> dict[str, str]:
    """Names of those who commented, by their id."""
    found: dict[str, str] = {}
    for name in office.named(r"ppt/(?:commentAuthors|authors)\.xml$"):
        root = office.tree(name)
        for entry in root if root is not None else ():
            found[str(entry.get("id") or "")] = str(entry.get("name") or "")
    return found


def _tell_related(office: Office, relation: Relation, scene: Scene, authors: Mapping[str, str]) -> None:
    kind, target = relation.kind, relation.target
    if relation.external or target not in office.left:
        return
    if kind == "notesSlide":
        _tell_notes(office, target, scene)
    elif kind == "comments":
        _tell_comments(office, target, scene, authors)
    elif kind in ("chart", "chartEx", "diagramData"):
        _tell_drawn(office, target, scene)
    elif kind == "diagramDrawing" or kind in _LOOKS:
        office.take(target)  # the same text laid out, or mere looks
    elif kind == "tags":
        root = office.tree(target)
        lines = [str(entry.get("val") or "") for entry in root] if root is not None else []
        text = "\n".join(line for line in lines if not line.isascii())
        office.reading.add(text, "metadata", f"{scene.label}标签", layout="lines", hidden="附加标签")


def _tell_notes(office: Office, name: str, scene: Scene) -> None:
    root = office.tree(name)
    tree = root.find("{*}cSld/{*}spTree") if root is not None else None
    lines: list[str] = []
    for shape in tree.iter("{*}sp", "{*}graphicFrame") if tree is not None else ():
        mark = next(shape.iterfind("./*/{*}nvPr/{*}ph"), None)
        if mark is None or mark.get("type") not in _OWN:
            words = words_of(shape)
            lines += [*words.lines, *("".join(runs) for runs in words.unseen.values())]
    text = "\n".join(filter(None, lines))
    label = f"{scene.label}备注"
    office.reading.add(text, "annotation", label, layout="lines", hidden="备注", page=scene.page)
    for relation in related(office, name):
        if relation.kind in ("chart", "chartEx", "diagramData") and not relation.external:
            _tell_drawn(office, relation.target, replace(scene, label=label, hidden="备注"))


def _tell_comments(office: Office, name: str, scene: Scene, authors: Mapping[str, str]) -> None:
    """Old comments hold plain text, threaded ones paragraphs, with replies below."""
    root = office.tree(name)
    for entry in root.iter("{*}cm", "{*}reply") if root is not None else ():
        author = authors.get(str(entry.get("authorId") or ""), "")
        label = f"{scene.label}批注" + (f"（{author}）" if author else "")
        office.reading.add(
            "\n".join(_said(entry)), "comment", label, layout="lines", hidden="批注", page=scene.page
        )


def _said(entry: Element) -> Iterator[str]:
    for part in entry:
        if local(part) == "text":
            yield joined(part)
        elif local(part) == "txBody":
            words = words_of(part)
            yield from filter(None, [*words.lines, *("".join(runs) for runs in words.unseen.values())])


def _tell_drawn(office: Office, name: str, scene: Scene) -> None:
    """Text of a chart or diagram: one line for each paragraph or cached value."""
    root = office.tree(name)
    if root is None:
        return
    lines = [
        joined(entry) for entry in root.iter("{*}p", "{*}v", "{*}pt") if not len(entry) or local(entry) == "p"
    ]
    text = "\n".join(filter(None, lines))
    kind, word = ("body", "图表") if "/charts/" in name else ("textbox", "图示")
    told = "hidden" if scene.hidden else kind
    label = f"{scene.label}{word}"
    look = {"layout": "lines", "hidden": scene.hidden, "page": scene.page}
    office.reading.add(text, told, label, **look)  # type: ignore[arg-type]  # kinds and looks all

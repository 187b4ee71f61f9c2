"""PowerPoint presentations (pptx, pptm, ppsx, potx): slides in order, notes, comments, masters."""

from __future__ import annotations

from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.office import Office, open_office, read_rest, related
from reviewer.intake.formats.pptx.shapes import Scene, tell_shapes
from reviewer.intake.formats.pptx.slide import read_authors, tell_slide

_SLIDES = r"ppt/slides/[^/]+\.xml$"
_MASTERS = (
    (r"ppt/slideMasters/[^/]+\.xml$", "母版"),
    (r"ppt/slideLayouts/[^/]+\.xml$", "版式"),
    (r"ppt/notesMasters/[^/]+\.xml$", "备注母版"),
    (r"ppt/handoutMasters/[^/]+\.xml$", "讲义母版"),
)


def read(data: bytes, reading: Reading) -> None:
    """Read every slide, shown or not, with what hangs on it; then masters, properties and the rest."""
    office = open_office(data, reading)
    main = next(iter(office.typed("main+xml")), "ppt/presentation.xml")
    root = office.tree(main)
    if root is None:
        reading.gap("damaged", "找不到演示文稿的主部件，文件可能损坏")
    authors = read_authors(office)
    size = _size(root)
    layouts: set[str] = set()
    listed = _listed(office, main, root)
    for number, name in enumerate(listed, 1):
        reading.spend("pages")
        scene = Scene(f"第{number}张幻灯片", page=number, size=size)
        relations = tell_slide(office, name, scene, authors)
        layouts |= {relation.target for relation in relations if relation.kind == "slideLayout"}
    for number, name in enumerate(office.named(_SLIDES), len(listed) + 1):
        reading.spend("pages")
        scene = Scene(f"第{number}张幻灯片", page=number, hidden="不在放映列表中的幻灯片")
        tell_slide(office, name, scene, authors)
    _tell_masters(office, layouts)
    _tell_names(root, reading)
    read_rest(office)


def _listed(office: Office, main: str, root: Element | None) -> list[str]:
    """The slides in the order they are shown; one that the list names but nobody finds becomes a gap."""
    targets = {relation.key: relation.target for relation in related(office, main)}
    found: list[str] = []
    for entry in root.iterfind("{*}sldIdLst/{*}sldId") if root is not None else ():
        key = next((str(value) for name, value in entry.items() if str(name).endswith("}id")), "")
        name = targets.get(key, "")
        if name in office.left:
            found.append(name)
        else:
            office.reading.gap("missing-part", "列出的一张幻灯片不在文件内，未能读取", name or key)
    return list(dict.fromkeys(found))


def _size(root: Element | None) -> tuple[float, float] | None:
    entry = root.find("{*}sldSz") if root is not None else None
    sides = [str(entry.get(key) or "") for key in ("cx", "cy")] if entry is not None else []
    return (float(sides[0]), float(sides[1])) if sides and all(map(str.isdigit, sides)) else None


def _tell_masters(office: Office, layouts: set[str]) -> None:
    """Text that masters and layouts add to slides; placeholders there hold only prompts."""
    used = set(layouts)
    for pattern, word in reversed(_MASTERS):
        for name in office.named(pattern):
            root = office.tree(name)
            relations = related(office, name)
            if name in used:
                used |= {relation.target for relation in relations if relation.kind == "slideMaster"}
            unseen = word if "slide" not in name else "" if name in used else f"未使用的{word}"
            scene = Scene(word, hidden=unseen, prompts=True)
            tell_shapes(root.find("{*}cSld/{*}spTree") if root is not None else None, scene, office.reading)


def _tell_names(root: Element | None, reading: Reading) -> None:
    """Names of sections and custom shows, which only the author sees."""
    entries = root.iter("{*}section", "{*}custShow") if root is not None else ()
    text = "\n".join(filter(None, (str(entry.get("name") or "") for entry in entries)))
    reading.add(text, "metadata", "节与放映名称", layout="lines", hidden="节与放映名称")

"""Headers and footers of a Word document: on which pages of which section each one stands, if on any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml.etree import _Element as Element

from reviewer.intake.formats.docx.book import Voice
from reviewer.intake.formats.docx.element import attribute, is_on, local
from reviewer.intake.formats.office import Relation
from reviewer.records import Kind

_PAGES = {"first": "首页", "even": "偶数页"}
_KINDS: tuple[tuple[Kind, str], ...] = (("header", "页眉"), ("footer", "页脚"))


def margin_voices(
    sections: Sequence[Element], relations: Iterable[Relation], *, even: bool
) -> dict[str, Voice]:
    """The voice of every header and footer part that a section names, by the name of the part.

    Parts that no page shows (first-page ones of sections without `titlePg`, even ones while `even` is off)
    say so in `hidden`. A section without its own goes on with that of the one before.
    """
    targets = {relation.key: relation.target for relation in relations}
    titled = [is_on(section.find("{*}titlePg")) for section in sections]
    found: dict[str, Voice] = {}
    for number, section in enumerate(sections, 1):
        where = f"第{number}节" if len(sections) > 1 else ""
        for entry in section.iterchildren("{*}headerReference", "{*}footerReference"):
            pages = attribute(entry, "type")
            shown = {"first": any(titled[number - 1 :]), "even": even}.get(pages, True)
            target = targets.get(attribute(entry, "id"), "")
            if target not in found or (found[target].hidden and shown):
                found[target] = _voice(local(entry), f"{where}{_PAGES.get(pages, '')}", shown=shown)
    return found


def loose_voice(kind: Kind) -> Voice:
    """The voice of a header or footer that no section names."""
    word = dict(_KINDS)[kind]
    return Voice(kind, word, hidden=f"未使用的{word}")


def _voice(name: str, where: str, *, shown: bool) -> Voice:
    kind, word = next((kind, word) for kind, word in _KINDS if name.startswith(kind))
    return Voice(kind, f"{where}{word}", hidden="" if shown else f"未启用的{where}{word}")

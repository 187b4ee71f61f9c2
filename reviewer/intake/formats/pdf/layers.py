"""The layers (optional content) of a PDF: whether some are off, and the annotations that go with them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from reviewer.intake.formats.pdf.values import resolved


def some_off(catalogue: dict[str, Any]) -> bool:
    """Whether some layer may be switched off when the document is opened."""
    settings = _settings(catalogue)
    return _state(settings) == "OFF" or bool(resolved(settings.get("OFF")) or resolved(settings.get("AS")))


def notes_off(data: bytes) -> frozenset[tuple[int, int]]:
    """Page and number (both from 0) of the annotations whose layers are off, by pdfminer.

    Raises whatever pdfminer raises. Of memberships /P is worked out (ISO 32000, 8.11.2), /VE is not.
    """
    from pdfminer.pdfdocument import PDFDocument  # noqa: PLC0415 (needed by some files only)
    from pdfminer.pdfpage import PDFPage  # noqa: PLC0415
    from pdfminer.pdfparser import PDFParser  # noqa: PLC0415

    document = PDFDocument(PDFParser(BytesIO(data)))
    off = _off(document.catalog)
    found = set()
    for place, page in enumerate(PDFPage.create_pages(document)):
        for index, reference in enumerate(resolved(page.annots) or ()):
            note = resolved(reference)
            if isinstance(note, dict) and "OC" in note and _is_off(note["OC"], off):
                found.add((place, index))
    return frozenset(found)


def _off(catalogue: dict[str, Any]) -> frozenset[int]:
    """Object numbers of the layers that are off."""
    settings = _settings(catalogue)
    off = _numbers(settings.get("OFF"))
    if _state(settings) == "OFF":
        groups = resolved(catalogue.get("OCProperties")).get("OCGs")
        off |= _numbers(groups) - _numbers(settings.get("ON"))
    return off


def _is_off(reference: object, off: frozenset[int]) -> bool:
    """Whether a layer, or a membership in layers, keeps its content from being seen."""
    group = resolved(reference)
    if not isinstance(group, dict) or str(getattr(group.get("Type"), "name", "")) != "OCMD":
        return getattr(reference, "objid", 0) in off
    members = group.get("OCGs")
    numbers = _numbers(members) or frozenset((getattr(members, "objid", 0),))
    states = [number not in off for number in numbers if number]
    policy = str(getattr(group.get("P"), "name", "AnyOn"))
    shown = {
        "AllOn": all(states), "AnyOff": not all(states), "AllOff": not any(states),
    }.get(policy, any(states))  # fmt: skip
    return bool(states) and not shown


def _settings(catalogue: dict[str, Any]) -> dict[str, Any]:
    """The layers' default configuration, empty without layers."""
    properties = resolved(catalogue.get("OCProperties"))
    settings = resolved(properties.get("D")) if isinstance(properties, dict) else None
    return settings if isinstance(settings, dict) else {}


def _state(settings: dict[str, Any]) -> str:
    return str(getattr(resolved(settings.get("BaseState")), "name", ""))


def _numbers(groups: object) -> frozenset[int]:
    listed = resolved(groups)
    return frozenset(
        entry.objid for entry in (listed if isinstance(listed, list) else ()) if hasattr(entry, "objid")
    )

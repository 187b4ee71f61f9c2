"""What of an evaluated text may be shown when nobody asked to see it."""

from __future__ import annotations

from reviewer.records import Finding
from reviewer.report.mask import masked_excerpt

_OPEN = 10  # code points of a missed text shown as they are, digits and letters apart
_WHOLE = 400  # code points of a text shown to who asked


def excerpt(finding: Finding, *, reveal: bool) -> str:
    """The first place of a finding with its surroundings, masked as in every report unless `reveal`."""
    hit = finding.hits[0]
    return " ".join(hit.excerpt.split()) if reveal else masked_excerpt(hit, finding.rule)


def start(text: str, *, reveal: bool) -> str:
    """The start of a text, for the eye to know it by.

    What was missed is by nature not covered by any finding, so only a few characters are shown, ASCII letters
    and digits covered, unless `reveal`.
    """
    line = " ".join(text.split())
    if reveal:
        return line[:_WHOLE] + ("……" if len(line) > _WHOLE else "")
    opened = "".join("*" if char.isascii() and char.isalnum() else char for char in line[:_OPEN])
    return f"{opened}……（共 {len(line)} 字，已遮盖）" if len(line) > _OPEN else "*" * len(line)

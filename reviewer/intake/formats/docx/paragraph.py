"""One Word paragraph being read: what shows, what was deleted, what does not show, its field codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reviewer.intake.strings import worth

_HAN = re.compile("[\u3400-\u9fff]")
_INSIDE = re.compile(
    r"(?<![\d.])(?:10|172|192)\.\d{1,3}\.\d{1,3}\.\d|\bSELECT\b|\b(?:password|pwd)\b", re.IGNORECASE
)


@dataclass(slots=True)
class Paragraph:
    """The runs of a paragraph, sorted by whether and how they are seen."""

    text: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    unseen: dict[str, list[str]] = field(default_factory=dict)

    def write(self, text: str, *, removed: bool, how: str) -> None:
        """Put the text of a run where it belongs; `how` says in Chinese how it is hidden, "" if seen."""
        if removed:
            self.removed.append(text)
        elif how:
            self.unseen.setdefault(how, []).append(text)
        else:
            self.text.append(text)

    @property
    def code(self) -> str:
        """The field codes worth telling: with Chinese, numbers of persons, paths, inner addresses in them."""
        code = "".join(self.fields)
        return code if _HAN.search(code) or worth(code) or _INSIDE.search(code) else ""

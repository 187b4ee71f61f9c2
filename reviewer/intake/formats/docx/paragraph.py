"""One Word paragraph being read: what shows, what was deleted, what does not show, its field codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HAN = re.compile("[\u3400-\u9fff]")
_DULL_FIELDS = re.compile(
    r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|TOC|PAGEREF|REF|NOTEREF|SEQ|STYLEREF|DATE|TIME|CREATEDATE|SAVEDATE"
    r"|PRINTDATE|TC|XE|EQ|SYMBOL|FORM\w+|ADVANCE|=|IF)?(?:\W|\s|$)",
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
        """The field codes worth telling; page numbers and the like without Chinese words are not."""
        code = "".join(self.fields)
        return "" if not _HAN.search(code) and _DULL_FIELDS.match(code) else code

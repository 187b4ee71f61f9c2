"""What the stories of one Word package share: styles, revisions and their authors, who points at what."""

from __future__ import annotations

from dataclasses import dataclass, field

from reviewer.intake.budget import Reading
from reviewer.intake.formats.docx.styles import Styles
from reviewer.records import Kind


@dataclass(frozen=True, slots=True)
class Voice:
    """How a story's text is told: its kind, the prefix of its labels, its numbered unit, what hides it."""

    kind: Kind
    label: str
    unit: str = ""
    hidden: str = ""


@dataclass(slots=True)
class Book:
    """One package while its stories are told.

    `revisions` counts by author; `anchors` are the body's paragraphs by what stands there ("comment 3",
    "footnote 1", "part rId7"); `threads` are remarks on comments ("已解决", "答复") by paragraph id.
    """

    reading: Reading
    styles: Styles = field(default_factory=Styles)
    revisions: dict[str, int] = field(default_factory=dict)
    formats: dict[str, int] = field(default_factory=dict)
    commenters: dict[str, int] = field(default_factory=dict)
    anchors: dict[str, int] = field(default_factory=dict)
    threads: dict[str, str] = field(default_factory=dict)

    def tell_people(self) -> None:
        """Add who revised and commented, and that unresolved revisions are there."""
        total = sum(self.revisions.values())
        if total:
            text = f"文档保留 {total} 处未处理的修订；修订人：{_names(self.revisions)}"
            self.reading.add(text, "revision", "修订记录", hidden="未处理的修订记录")
        if self.formats:
            text = f"格式修订人：{_names(self.formats)}"
            self.reading.add(text, "metadata", "格式修订记录", hidden="未处理的格式修订")
        if any(self.commenters):
            text = f"批注人：{_names(self.commenters)}"
            self.reading.add(text, "metadata", "批注人", hidden="批注人姓名")


def _names(counts: dict[str, int]) -> str:
    return "、".join(name for name in counts if name) or "不详"

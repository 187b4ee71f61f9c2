"""What an ODS workbook holds beside its values: notes, properties, headers and footers."""

from __future__ import annotations

from reviewer.intake.budget import Reading
from reviewer.intake.formats.office import joined, local
from reviewer.intake.formats.xml import parse

_NAMES = {
    "title": "标题", "subject": "主题", "creator": "作者", "initial-creator": "创建者", "description": "备注",
    "keyword": "关键词", "user-defined": "自定义",
}  # fmt: skip


def read_beside(name: str, data: bytes, reading: Reading) -> None:
    """Read one of content.xml, meta.xml and styles.xml; raises lxml's XMLSyntaxError."""
    root = parse(data)
    if name == "meta.xml":
        lines = [
            f"{_NAMES[local(entry)]}：{joined(entry)}" for entry in root.iter() if local(entry) in _NAMES
        ]
        reading.add("\n".join(lines), "metadata", "文档属性", layout="lines", hidden="文档属性")
    elif name == "styles.xml":
        for entry in root.iter("{*}header", "{*}footer"):
            reading.add(joined(entry), "header" if local(entry) == "header" else "footer", "页眉页脚")
    else:
        for number, entry in enumerate(root.iter("{*}annotation"), 1):
            reading.add(joined(entry), "comment", f"批注{number}", hidden="批注")
        if any(
            entry.items() for entry in root.iter("{*}table-row", "{*}table-column") if _folded(entry.items())
        ):
            reading.gap("hidden-cells", "含隐藏的行或列，已按可见内容读取，请人工核对")


def _folded(items: object) -> bool:
    return any(str(key).endswith("}visibility") and value != "visible" for key, value in items)  # type: ignore[attr-defined]

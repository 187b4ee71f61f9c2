"""The words and signs the pages use for grades, severities and kinds of place."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.records import Grade, Isolation, Kind, Severity


@dataclass(frozen=True, slots=True)
class Word:
    """How one value is shown: a word, the icon beside it, and what a person does next."""

    name: str
    icon: str
    step: str = ""


GRADES: dict[Grade, Word] = {
    "block": Word(
        "禁止发布，先报保密部门",
        "x-octagon-fill",
        "停止发布和传输，保留原件，先报本单位保密部门处理。",
    ),
    "review": Word(
        "需人工判断",
        "exclamation-triangle-fill",
        "逐条看清单，判断能否公开；没有读到的内容要另行人工查看。",
    ),
    "clear": Word(
        "通过机检（仍须人工签发）",
        "check-circle-fill",
        "机器没有发现问题，不等于可以公开；仍由审查人逐项审查、签发。",
    ),
}
ISOLATIONS: dict[Isolation, str] = {
    "none": "纯文本，本进程",
    "limits": "子进程，限额",
    "no-network": "子进程，断网限额",
    "bubblewrap": "隔离环境，断网限额",
}
SEVERITIES: dict[Severity, Word] = {
    "block": Word("禁止发布", "x-octagon-fill"),
    "review": Word("需判断", "exclamation-triangle-fill"),
    "note": Word("提示", "info-circle-fill"),
}
KINDS: dict[Kind, str] = {
    "body": "正文",
    "title": "标题",
    "table": "表格",
    "header": "页眉",
    "footer": "页脚",
    "footnote": "脚注",
    "textbox": "文本框",
    "comment": "批注",
    "revision": "修订痕迹",
    "hidden": "隐藏内容",
    "metadata": "文档属性",
    "annotation": "注释",
    "alt": "替代文字",
    "ocr": "图片文字",
    "filename": "文件名",
    "embedded": "嵌入对象",
}


def size_in_words(size: int) -> str:
    """Bytes for people: 512 字节, 3.2 KB, 200 MB."""
    if size < 1024:
        return f"{size} 字节"
    value, unit = size / 1024, "KB"
    if value >= 1000:
        value, unit = value / 1024, "MB"
    return f"{value:.1f}".removesuffix(".0") + f" {unit}"

"""Style sheets and scripts that come as files of their own beside a page: only their words are read."""

from __future__ import annotations

from reviewer.intake.budget import Reading
from reviewer.intake.charset import decode
from reviewer.intake.formats.html.script import script_data, script_words, tells
from reviewer.intake.formats.html.sheet import sheet_comments, sheet_words, style_words


def is_code(media_type: str) -> bool:
    """Whether a file of this type is a style sheet or a script."""
    return media_type.endswith(("/css", "javascript", "ecmascript"))


def read_code(data: bytes, media_type: str, reading: Reading) -> None:
    """Read the Chinese words, numbers and comments of a style sheet or a script."""
    text = decode(data).text
    if media_type.endswith("/css"):
        words = [*style_words([text]), *sheet_words(text), *filter(tells, sheet_comments([text]))]
    else:
        words = [*script_data([(media_type, text)]), *script_words([(media_type, text)])]
    lines = "\n".join(dict.fromkeys(" ".join(word.split()) for word in words))
    reading.add(
        lines, "hidden", "脚本和样式中的文字", layout="lines", hidden="网页内嵌数据（脚本和样式中的文字）"
    )

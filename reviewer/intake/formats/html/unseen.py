"""What only programs and the readers of a page's source see, written down by kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reviewer.intake.budget import Reading
from reviewer.intake.formats.declared import declared_words
from reviewer.intake.formats.encoded import address_words
from reviewer.intake.formats.html.aside import Aside
from reviewer.intake.formats.html.lines import walk
from reviewer.intake.formats.html.links import personal_values
from reviewer.intake.formats.html.markup import markup_words
from reviewer.intake.formats.html.script import data_attributes, is_code, script_data, script_words, tells
from reviewer.intake.formats.html.sheet import sheet_comments, sheet_words

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_FEW = 4  # Chinese characters: shorter comments are landmarks of templates
_SAYS = re.compile(
    r"[0-9]{6}|@[\w-]+\.|(?:[0-9]{1,3}\.){3}[0-9]|(?:password|passwd|pwd|token|secret)\W"
    r"|[绝絕絶机機秘祕]\s?密|[密★㊙]\s?[级級★]|㊙|内部|內部",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"^\s*\[if [^\]]{1,80}\]>(?:<!)?|<!\[endif\]\s*$", re.IGNORECASE)


def read_unseen(source: str, aside: Aside, shown: Iterable[str], reading: Reading) -> list[str]:
    """Read what only programs see: form values, templates, data and words of scripts; give its comments.

    `shown` are attribute values that a style sheet puts into the page.
    """
    _add_lines(reading, filter(tells, aside.values), "隐藏表单域")
    templates = [walk(fragment) for fragment in (*aside.templates, *_models(aside.scripts))]
    texts = [lines.plain_text() for lines in templates]
    comments = [comment for lines in templates for comment in lines.comments]
    _add_lines(reading, texts, "模板内容")
    past = frozenset(shown)
    data = (*script_data(aside.scripts), *data_attributes(source))
    _add_lines(reading, (value for value in data if tells(value) and value not in past), "网页内嵌数据")
    told = "\n".join((*texts, *comments))
    words = (
        word for word in dict.fromkeys(script_words(aside.scripts)) if not told or _tidy(word) not in told
    )
    _add_lines(reading, words, "脚本中的文字", hidden="网页内嵌数据（脚本中的文字）")
    return comments


def _models(scripts: Iterable[tuple[str, str]]) -> Iterator[LexborNode]:
    """Markup that stands in scripts of a kind no browser runs: templates, contents of editors."""
    for kind, text in scripts:
        if not is_code(kind) and tells(text) and (root := LexborHTMLParser(text).root):
            yield root


def read_comments(comments: Iterable[str], sheets: list[str], reading: Reading) -> None:
    """Read the comments that say something, those of style sheets together."""
    for comment in comments:
        _add_comment(comment, reading)
    remarks = [_tidy(remark) for remark in sheet_comments(sheets) if len(_HAN.findall(remark)) >= _FEW]
    lines = "\n".join(dict.fromkeys(remarks))
    reading.add(lines, "comment", "网页注释", layout="lines", hidden="网页源代码注释")


def read_markup(source: str, aside: Aside, visible: str, reading: Reading) -> None:
    """Read what tags, declarations, style sheets and addresses say beside what was told before."""
    told = {*aside.spoken, *aside.values, *aside.contents, *aside.pages}
    words = [
        *(word for sheet in aside.sheets for word in sheet_words(sheet)),
        *markup_words(source, told),
        *declared_words(source),
    ]
    said = (segment.text for segment in reading.segments if segment.location.part == reading.part)
    before = "\n".join((visible, *said))
    words += (f"网址：{text}" for text in address_words(source))
    lines = dict.fromkeys(filter(None, map(_tidy, words)))
    fresh = [line for line in lines if (line.partition("：")[2] or line) not in before]
    fresh += dict.fromkeys(personal_values(source, lambda: "\n".join((before, *fresh))))
    reading.add("\n".join(fresh), "metadata", "网页元数据", layout="lines", hidden="网页元数据")


def _add_comment(comment: str, reading: Reading) -> None:
    if not _telling(comment):
        return
    words = _CONDITION.sub("", comment) if "[" in comment else comment
    if "<" in words or "&" in words:
        root = LexborHTMLParser(words).root
        words = walk(root).plain_text() if root else ""
    if words is comment or _telling(words):
        reading.add(_tidy(words), "comment", "网页注释", hidden="网页源代码注释")


def _telling(comment: str) -> bool:
    return len(_HAN.findall(comment)) >= _FEW or bool(_SAYS.search(comment))


def _add_lines(reading: Reading, texts: Iterable[str], label: str, *, hidden: str = "") -> None:
    lines = "\n".join(filter(None, map(_tidy, texts)))
    reading.add(lines, "hidden", label, layout="lines", hidden=hidden or label)


def _tidy(text: str) -> str:
    return " ".join(text.split())

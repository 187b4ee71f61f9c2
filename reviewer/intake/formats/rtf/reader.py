"""RTF documents: text in any code page, revisions, hidden text, notes, properties, pictures, objects."""

from __future__ import annotations

import re
import struct
from hashlib import sha256
from typing import Unpack

from reviewer.errors import NotReadError
from reviewer.intake.budget import Place, Reading
from reviewer.intake.cfb import Compound
from reviewer.intake.formats.dull import is_font
from reviewer.intake.formats.leftovers import Leftovers
from reviewer.intake.formats.rtf.walk import Pile, Walk
from reviewer.intake.formats.storage import Packed, nest, unwrap
from reviewer.intake.remains import read_remains
from reviewer.records import Grid, Kind

_PROPERTIES = {
    "title": "标题", "subject": "主题", "author": "作者", "manager": "主管", "company": "单位",
    "operator": "最后修改者", "category": "类别", "keywords": "关键词", "comment": "注释", "doccomm": "备注",
    "hlinkbase": "链接基址", "propname": "自定义属性", "staticval": "自定义属性值",
}  # fmt: skip
_ASIDE: dict[str, tuple[Kind, str, str]] = {
    "header": ("header", "页眉", ""), "headerl": ("header", "页眉", ""), "headerr": ("header", "页眉", ""),
    "headerf": ("header", "首页页眉", ""), "footer": ("footer", "页脚", ""),
    "footerl": ("footer", "页脚", ""), "footerr": ("footer", "页脚", ""),
    "footerf": ("footer", "首页页脚", ""), "footnote": ("footnote", "脚注", ""),
    "annotation": ("comment", "批注", "批注"), "atnauthor": ("comment", "批注人", "批注"),
    "shptxt": ("textbox", "文本框", ""), "revtbl": ("revision", "修订人", "修订人名单"),
    "docvar": ("hidden", "文档变量", "文档变量"), "dptxbxtext": ("textbox", "文本框", ""),
    "ffdeftext": ("hidden", "表单域", "表单域"), "ffl": ("hidden", "表单域", "表单域"),
    "ffhelptext": ("hidden", "表单域", "表单域"), "ffstattext": ("hidden", "表单域", "表单域"),
    "template": ("metadata", "模板", "文档属性"), "filetbl": ("hidden", "文件清单", "文档引用的文件"),
}  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff]")
_LINK = re.compile(r"\s*(?:HYPERLINK|INCLUDE\w+|LINK|DDE\w*|DATABASE)\b")
_ENDS = re.compile("[\n;]")
_MUTED = {"stylesheet": "样式名称", "bkmkstart": "书签名称", "bkmkend": "书签名称", "upr": "旧编码的文字"}
_FONTS = ("fonttbl", "falt")
_PICTURES = {"pngblip": ".png", "jpegblip": ".jpg", "emfblip": ".emf", "wmetafile": ".wmf"}


def read(data: bytes, reading: Reading) -> None:
    """Read every destination that holds an author's text; raises NotReadError when it is no RTF."""
    if not data.startswith(b"{\\rtf"):
        raise NotReadError("damaged", "不是规范的 RTF 文件，未能读取")
    teller = _Teller(reading)
    walk = Walk(data, teller.tell)
    walk.run()
    teller.finish()
    if not walk.closed:
        reading.gap("truncated", "文件不完整，括号未闭合，可能未读全")
    read_remains(walk.left, reading, "文件正文之后")
    _tell_muted(walk.muted, teller.leftovers)
    if walk.bad:
        reading.gap("bad-characters", f"有 {walk.bad} 处字节无法解码，相应文字可能缺失")


def _tell_muted(muted: dict[str, list[str]], leftovers: Leftovers) -> None:
    """Tell what destinations without a reader hold and no text does: names, styles, other programs' data."""
    for table, pieces in muted.items():
        for text in _ENDS.split("".join(pieces)):
            if len(_HAN.findall(text)) > 1 and not (table in _FONTS and is_font(text.strip())):
                leftovers.keep(text, _MUTED.get(table, "文件内部的名称与设置"))
    leftovers.close()


class _Teller:
    """Puts what the walk finds into the reading: paragraphs, rows of tables, asides, things embedded."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.leftovers = Leftovers(reading, len(reading.segments))
        self._paragraphs = self._tables = self._pictures = self._unread = self._revised = 0
        self._seen: set[bytes] = set()
        self._property = ""
        self._cells: list[str] = []
        self._rows: list[list[str]] = []
        self._properties: list[str] = []

    def tell(self, event: str, pile: Pile) -> None:
        """Take one finished run: event is a paragraph's or cell's end, or the end of a destination."""
        name = pile.name
        self._revised += pile.revised
        if name == "body":
            self._body(event, pile)
        elif name in _PROPERTIES:
            self._properties.append(f"{_PROPERTIES[name]}：{pile.text.strip()}")
        elif name in _ASIDE:
            self._aside(pile)
        elif name == "sn":
            self._property = pile.text.strip()
        elif name == "sv":
            self._drawn(pile.text.strip())
        elif name == "fldinst":
            self._field(pile.all_text.strip())
        else:
            self._data(pile)

    def _data(self, pile: Pile) -> None:
        if pile.name == "objdata":
            self._object(pile.binary)
        elif pile.name == "pict":
            self._picture(pile)
        elif pile.name == "oldpict":
            self._old_picture(pile)
        elif pile.name == "datastore":
            self._store(pile.binary)

    def finish(self) -> None:
        """Tell what is left when the walk is over."""
        self._flush_table()
        text = "\n".join(self._properties)
        self._reading.add(text, "metadata", "文档属性", layout="lines", hidden="文档属性")
        if self._revised:
            text = f"文档保留 {self._revised} 处未处理的修订"
            self._reading.add(text, "revision", "修订记录", hidden="未处理的修订记录")
        if self._unread:
            self._reading.gap("image-not-read", f"含 {self._unread} 张图片，图片中的文字未识别，请人工核对")

    def _body(self, event: str, pile: Pile) -> None:
        if event == "row":
            self._end_row()
            return
        if event == "cell":
            self._cells.append(" ".join(pile.text.split()))
            self._unseen(pile, f"表{self._tables + 1}")
            return
        if self._cells:
            self._end_row()  # a row that nobody closed
        self._flush_table()
        self._paragraphs += 1
        label = f"第{self._paragraphs}段"
        self._reading.add(pile.text, "body", label, paragraph=self._paragraphs)
        self._unseen(pile, label, paragraph=self._paragraphs)

    def _unseen(self, pile: Pile, label: str, **place: Unpack[Place]) -> None:
        for how, text in pile.unseen.items():
            kind: Kind = "revision" if how == "已删除的修订内容" else "hidden"
            self._reading.add(text, kind, label, hidden=how, **place)

    def _end_row(self) -> None:
        self._reading.spend("cells", len(self._cells))
        if self._cells:
            self._rows.append(self._cells)
        self._cells = []

    def _flush_table(self) -> None:
        if self._cells:
            self._end_row()
        if not self._rows:
            return
        self._tables += 1
        width = max(map(len, self._rows))
        grid = Grid(tuple(range(1, len(self._rows) + 1)), tuple(range(1, width + 1)))
        text = "\n".join("\t".join(row) for row in self._rows)
        self._reading.add(text, "table", f"表{self._tables}", layout="grid", grid=grid)
        self._rows = []

    def _aside(self, pile: Pile) -> None:
        kind, label, hidden = _ASIDE[pile.name]
        text = pile.text
        self._reading.add(text.strip(), kind, label, hidden=hidden)
        self._unseen(pile, label)

    def _field(self, code: str) -> None:
        if _HAN.search(code) or _LINK.match(code):
            self._reading.add(code, "hidden", "域代码", hidden="域代码")

    def _drawn(self, text: str) -> None:
        """A property of a drawing: word art and watermarks, descriptions; most are numbers."""
        if self._property == "gtextUNICODE":
            self._reading.add(text, "textbox", "艺术字或水印")
        elif self._property in ("wzDescription", "wzName") or _HAN.search(text):
            self._reading.add(text, "alt", "图形说明", hidden="图片替代文字")

    def _picture(self, pile: Pile) -> None:
        suffix = next((_PICTURES[word] for word in pile.words if word in _PICTURES), "")
        self._pictures += 1
        if not suffix or not pile.binary:
            self._unread += 1
            return
        self._seen.add(sha256(pile.binary).digest())
        self._nest(pile.binary, f"图片{self._pictures}{suffix}")

    def _old_picture(self, pile: Pile) -> None:
        """The copy for older programs, when it is a file of its own that differs from the picture."""
        suffix = next((_PICTURES[word] for word in pile.words if word in _PICTURES), "")
        if suffix and pile.binary and sha256(pile.binary).digest() not in self._seen:
            self._nest(pile.binary, f"旧版图片{self._pictures}{suffix}")

    def _object(self, data: bytes) -> None:
        """An object in the OLE 1 stream format of [MS-OLEDS] 2.2: class, topic, item, native data."""
        found, name = Packed(), ""
        try:
            at = 8
            kind, at = _string(data, at)
            for _ in range(2):
                _, at = _string(data, at)
            (size,) = struct.unpack_from("<I", data, at)
            name = f"嵌入对象{kind.decode('ascii', 'replace')}"
            found = unwrap(data[at + 4 : at + 4 + size])
        except (struct.error, ValueError):
            found = Packed()
        if found.data:
            nest(found, self._reading, name)
        else:
            self._reading.gap("embedded-not-read", "嵌入的对象未读取，请人工核对")

    def _store(self, data: bytes) -> None:
        """Custom XML, as it is or in the streams of a compound file."""
        try:
            streams = [stream for _, stream in Compound(data).every()]
        except (ValueError, struct.error):
            streams = [data]
        for stream in streams:
            self.leftovers.look("customXml/item.xml", stream, texts=True)

    def _nest(self, data: bytes, name: str) -> None:
        self._reading.spend("members")
        self._reading.spend("inflated", len(data))
        self._reading.nest(data, name)


def _string(data: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from("<I", data, at)
    if at + 4 + length > len(data):
        raise ValueError("string runs over the end")
    return data[at + 4 : at + 4 + length].rstrip(b"\0"), at + 4 + length

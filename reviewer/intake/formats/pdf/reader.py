"""PDF: the text layer page by page, and what lies beside it (properties, notes, form fields, attachments)."""

from __future__ import annotations

import re
from hashlib import sha256

import pypdfium2 as pdfium
from pypdfium2 import raw

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.formats.pdf.body import Body
from reviewer.intake.formats.pdf.catalog import look_up, read_catalogue
from reviewer.intake.formats.pdf.layers import notes_off
from reviewer.intake.formats.pdf.letters import Letters
from reviewer.intake.formats.pdf.lines import garbled, lines_of, second_opinion
from reviewer.intake.formats.pdf.notes import Notes, collect, on_layers, tell
from reviewer.intake.formats.pdf.past import read_past
from reviewer.intake.formats.pdf.pictures import Picture
from reviewer.intake.formats.pdf.scan import Areas, read_areas, read_layered, read_scans
from reviewer.intake.formats.pdf.spare import Shown
from reviewer.intake.formats.pdf.strings import recoded
from reviewer.intake.formats.pdf.sweep import read_rest
from reviewer.intake.formats.pdf.unseen import PageText, page_text

_PROPERTIES = {
    "Title": "标题", "Author": "作者", "Subject": "主题", "Keywords": "关键词", "Creator": "创建程序",
    "Producer": "生成程序",
}  # fmt: skip
_LOCKED = re.compile("password|security scheme", re.IGNORECASE)
_SECOND_OPINIONS = 20  # pages re-read by the slow parser
_TAIL = 8192
_FEW_CHARACTERS = 30
_MANY_PATHS = 30
_CURVED = 6  # segments: beside a page number or a heading, letters turned into outlines, not ruled lines


def read(data: bytes, reading: Reading) -> None:
    """Read every page; pages that are pictures or whose text makes no sense are gaps."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as problem:
        if _LOCKED.search(str(problem)):
            raise NotReadError("encrypted", "PDF 设有打开密码，请解密后重新检查") from problem
        raise NotReadError("damaged", "PDF 结构损坏，无法打开") from problem
    if b"%%EOF" not in data[-_TAIL:]:
        reading.gap("damaged", "PDF 没有正常的结尾，可能只是文件的一部分")
    body = Body.of(data)
    catalogue = look_up(data, body)
    try:
        pages = _Pages(document, data, reading, layers=catalogue.layers)
        pages.read()
        read_past(document, data, "".join(pages.words), reading)
        known = _read_properties(document, reading)
        read_catalogue(catalogue, known, reading)
        taken = _read_attachments(document, reading)
        read_rest(data, body, pages.shown, taken | pages.pinned, reading)
    finally:
        document.close()


class _Pages:
    """The pages of one document and the lists of those that were not read."""

    def __init__(self, document: pdfium.PdfDocument, data: bytes, reading: Reading, *, layers: bool) -> None:
        self.words: list[str] = []  # all text of all pages
        self.pinned: set[bytes] = set()  # hashes of the files that are pinned to pages
        self.shown = Shown(len(document))
        self._layers = layers
        self._off: frozenset[tuple[int, int]] | None = None  # annotations on layers that are off
        self._unchecked: dict[int, int] = {}  # page and how many of its objects
        self._document = document
        self._data = data
        self._reading = reading
        self._pictures: list[int] = []
        self._areas: list[Areas] = []  # pictures on pages with text
        self._layers_of: dict[int, str] = {}  # scanned pages and the text layer over each
        self._seen: set[bytes] = set()
        self._garbled: list[int] = []
        self._broken: list[int] = []
        self._opinions = 0
        self._silent = True

    def read(self) -> None:
        for index in range(len(self._document)):
            self._reading.spend("pages")
            try:
                page = self._document[index]
            except pdfium.PdfiumError:
                self._broken.append(index + 1)
                self.shown.all = False
                continue
            notes = None
            try:
                text = self._read_page(page, index + 1)
                if raw.FPDFPage_GetAnnotCount(page) > 0:
                    notes = self._read_notes(page, index)
            finally:
                page.close()
            if notes:
                tell(notes, self._document, self._data, (index, text), self._reading)
        self._tell_gaps()

    def _read_notes(self, page: pdfium.PdfPage, index: int) -> Notes:
        if self._layers and self._off is None and on_layers(page):
            try:
                self._off = notes_off(self._data)
            except Exception:  # noqa: BLE001 (a second parser may fail in any way)
                self._off = frozenset()
                self._reading.gap("catalogue-not-read", "无法判断批注所在图层是否关闭，请人工核对")
        off = frozenset(note for place, note in self._off or () if place == index)
        notes = collect(page, self._document, off, self._reading)
        self.pinned |= notes.pinned
        return notes

    def _tell_gaps(self) -> None:
        """Name the pages that were not read, or not wholly."""
        gap = self._reading.gap
        if self._silent and not self._pictures:
            gap("no-text", "没有读出任何文字，可能是图形或损坏的文档，请人工核对")
        doubted = read_layered(self._document, self._layers_of, self._reading)
        self._pictures = read_scans(self._document, sorted([*self._pictures, *doubted]), self._reading)
        if self._pictures:
            gap("image-not-read", f"第{ranges(self._pictures)}页为图片，未识别文字")
        left = {areas.number: read_areas(self._document, areas, self._reading) for areas in self._areas}
        if count := sum(left.values()):
            names = ranges([number for number in left if left[number]])
            gap("image-not-read", f"第{names}页有 {count} 幅图片，图中文字未识别，请人工核对")
        self._garbled = read_scans(self._document, self._garbled, self._reading)
        if self._garbled:
            gap("garbled-text", f"第{ranges(self._garbled)}页文字编码异常，读出的是乱码，请人工核对")
        if self._unchecked:
            names, count = ranges(list(self._unchecked)), sum(self._unchecked.values())
            gap("too-many-objects", f"第{names}页图形过多，其中 {count} 个未查是否遮住文字")
        if self._broken:
            gap("damaged", f"第{ranges(self._broken)}页损坏，未能读取")

    def _read_page(self, page: pdfium.PdfPage, number: int) -> str:
        """Add the text of a page; gives all of it, seen or not."""
        letters = Letters(page)
        try:
            whole = lines_of(letters)
            parted = page_text(page, letters, whole, layers=self._layers)
        finally:
            letters.close()
        text = self._reread(parted.seen, number) if garbled(parted.seen) else parted.seen
        label = f"第{number}页"
        self._reading.add(text, "body", label, layout="lines", page=number)
        self._add_unseen(parted, number)
        self.shown.prints |= parted.prints
        self.shown.all &= not parted.unchecked
        self._silent = self._silent and not whole
        shown = (text + parted.scan).strip()
        if len(shown) < _FEW_CHARACTERS and _is_picture(page, bare=not shown):
            self._pictures.append(number)
        else:
            self._keep_new(parted.pictures, number, whole)
        self.words.append(whole)
        return whole

    def _keep_new(self, pictures: list[Picture], number: int, said: str) -> None:
        """Keep the pictures of a page that none before it had; `said` is the text of the page."""
        new = {picture.digest or picture: picture for picture in pictures if picture.digest not in self._seen}
        self._seen |= {picture.digest for picture in pictures if picture.digest}
        if new:
            kept = list(new.values())
            self._areas.append(Areas(number, kept, said="".join(said.split()), layers=self._layers))

    def _add_unseen(self, parted: PageText, number: int) -> None:
        label = f"第{number}页"
        if parted.scan:
            self._layers_of[number] = parted.scan
        self._reading.add(parted.scan, "ocr", f"{label}扫描文字层", layout="lines", page=number)
        for way, text in parted.hidden.items():
            self._reading.add(text, "hidden", label, layout="lines", page=number, hidden=way)
        if parted.unchecked:
            self._unchecked[number] = parted.unchecked

    def _reread(self, text: str, number: int) -> str:
        if self._opinions < _SECOND_OPINIONS:
            self._opinions += 1
            second = second_opinion(self._data, number - 1)
            if second.strip() and not garbled(second):
                return second
        self._garbled.append(number)
        return text


def ranges(numbers: list[int]) -> str:
    """Numbers in order, runs merged: 1-3、5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return "、".join("-".join(map(str, run)) for run in runs)


def _is_picture(page: pdfium.PdfPage, *, bare: bool) -> bool:
    """Whether a page with (almost) no text shows something: an image, a form, or outlines drawn as paths."""
    width, height = page.get_size()
    paths = 0
    for item in page.get_objects(max_depth=3):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            if bare or (right - left) * (top - bottom) > 0.3 * width * height:
                return True
        paths += item.type == raw.FPDF_PAGEOBJ_SHADING or (
            item.type == raw.FPDF_PAGEOBJ_PATH and (bare or raw.FPDFPath_CountSegments(item.raw) >= _CURVED)
        )
    return paths > _MANY_PATHS


def _read_properties(document: pdfium.PdfDocument, reading: Reading) -> str:
    values = document.get_metadata_dict(skip_empty=True)
    lines = [f"{label}：{recoded(values[name])}" for name, label in _PROPERTIES.items() if name in values]
    known = "\n".join(lines)
    reading.add(known, "metadata", "文档属性", layout="lines", hidden="文档属性")
    titles = [recoded(bookmark.get_title()) for bookmark in document.get_toc()]
    reading.add("\n".join(titles), "metadata", "书签", layout="lines")
    return known


def _read_attachments(document: pdfium.PdfDocument, reading: Reading) -> set[bytes]:
    """Read the attached files; gives their hashes."""
    taken: set[bytes] = set()
    for index in range(document.count_attachments()):
        name = f"附件{index + 1}"
        try:
            attachment = document.get_attachment(index)
            name = attachment.get_name() or name
            data = bytes(attachment.get_data())
        except pdfium.PdfiumError:
            reading.gap("attachment-not-read", "PDF 附件无法取出，未读取", name)
            continue
        reading.spend("members")
        reading.spend("inflated", len(data))
        taken.add(sha256(data).digest())
        reading.nest(data, name)
    return taken

"""Word documents (docx, docm, dotx): every story of the package, seen and unseen text apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.docx.book import Book, Voice
from reviewer.intake.formats.docx.element import is_on, is_plain
from reviewer.intake.formats.docx.extras import (
    read_relations,
    read_threads,
    tell_drawn,
    tell_people,
    tell_settings,
)
from reviewer.intake.formats.docx.sections import loose_voice, margin_voices
from reviewer.intake.formats.docx.story import Story
from reviewer.intake.formats.docx.styles import Styles, may_hide, read_styles
from reviewer.intake.formats.office import Office, joined, open_office, read_rest

_MARGINS: tuple[tuple[str, Voice], ...] = (
    (".header+xml", Voice("header", "页眉")),
    (".footer+xml", Voice("footer", "页脚")),
)
# Content type endings, the voice in which their text is told, and the part's own unit.
_STORIES: tuple[tuple[str, Voice], ...] = (
    (".footnotes+xml", Voice("footnote", "脚注", unit="footnote")),
    (".endnotes+xml", Voice("footnote", "尾注", unit="endnote")),
    (".comments+xml", Voice("comment", "批注", unit="comment", hidden="批注")),
    (".glossary+xml", Voice("hidden", "文档部件", hidden="未显示的文档部件")),
)
_SETTINGS = (b"docVar", b"mailMerge", b"evenAndOddHeaders")
_WORDS = re.compile("[\u3400-\u9fff]")


def read(data: bytes, reading: Reading) -> None:
    """Read all stories, properties, drawings and embedded files of a Word package."""
    office = open_office(data, reading)
    book = Book(reading, _styles(office), threads=read_threads(office))
    even = _read_settings(office)
    main = next(iter(office.typed("main+xml")), "")
    relations = read_relations(office, main)
    root = office.tree(main)
    if root is None:
        reading.gap("damaged", "找不到正文部件，文档可能损坏")
    sections = _tell(book, Voice("body", ""), root)
    _tell_margins(office, book, margin_voices(sections, relations, even=even))
    for ending, voice in _STORIES:
        for name in office.typed(ending):
            _tell(book, voice, office.tree(name))
    book.tell_people()
    tell_people(office)
    tell_drawn(office, book, relations)
    read_rest(office)


def _styles(office: Office) -> Styles:
    """The styles, worked out only if one of them may hide text."""
    parts = {name: office.take(name) for name in office.typed(".styles+xml")}

    def sources() -> Iterator[Element]:
        return (
            root for name, data in parts.items() if data and (root := office.grow(name, data)) is not None
        )

    return read_styles(sources) if any(map(may_hide, parts.values())) else Styles(sources=sources)


def _read_settings(office: Office) -> bool:
    """Tell what the settings hold; gives whether even pages have headers of their own."""
    even = False
    for name in office.typed(".settings+xml"):
        data = office.take(name)
        needed = not is_plain(data) or any(word in data for word in _SETTINGS)
        root = office.grow(name, data) if data and needed else None
        if root is not None:
            tell_settings(root, office.reading)
            even = even or is_on(root.find("{*}evenAndOddHeaders"))
    return even


def _tell_margins(office: Office, book: Book, voices: dict[str, Voice]) -> None:
    """Tell headers and footers; words in one that no page shows are hidden text."""
    for ending, plain in _MARGINS:
        for name in office.typed(ending):
            root = office.tree(name)
            voice = voices.get(name, loose_voice(plain.kind) if voices else plain)
            if voice.hidden and root is not None and _WORDS.search(joined(root)):
                voice = replace(voice, kind="hidden")
            _tell(book, voice, root)


def _tell(book: Book, voice: Voice, root: Element | None) -> list[Element]:
    return Story(book, voice).tell(root) if root is not None else []

"""The text of a document for the page: marked in place, masked unless revealed, cut only in the open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from reviewer.records import Document, Segment
from reviewer.report.page.cutting import Cut, stretches
from reviewer.report.page.grids import Layer, Table, table
from reviewer.report.page.pen import Line, Omitted, Pen, touched
from reviewer.report.page.slip import Place, inner
from reviewer.report.page.words import KINDS


@dataclass(frozen=True, slots=True)
class Block:
    """One segment of running text: what kind of place, how it is hidden ("" if it is not), its lines."""

    kind: str
    name: str
    label: str
    hidden: str
    layout: str
    lines: list[Line | Omitted]
    carriers: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """The blocks of one file inside the document; `name` is "" for the document itself."""

    name: str
    blocks: list[Block | Table | Omitted]


@dataclass(frozen=True, slots=True)
class Cuts:
    """How much is shown: characters of the document, lines or rows of a segment, characters of a line."""

    document: int
    rows: Cut
    characters: Cut


@dataclass(frozen=True, slots=True)
class _Piece:
    segment: Segment
    text: str
    places: list[Place]


SHORT = Cuts(60_000, Cut(120, 40, 2), Cut(6000, 2000, 300))
ALL = Cuts(2_000_000, Cut(6000, 3000, 2), Cut(400_000, 200_000, 300))
_NEIGHBOURS = 2  # segments shown either side of one in which something was found


def parts(document: Document, texts: Sequence[str], places: Iterable[Place], cuts: Cuts) -> list[Part]:
    """The document's segments, shown as `texts` (same lengths), with the places marked."""
    by_segment: dict[int, list[Place]] = {}
    for place in places:
        by_segment.setdefault(place.hit.segment, []).append(place)
    pieces = [
        _Piece(segment, texts[index], by_segment.get(index, []))
        for index, segment in enumerate(document.segments)
        if segment.location.kind != "filename" or index in by_segment  # else the name stands above already
    ]
    wanted = [(index, index + 1) for index, piece in enumerate(pieces) if piece.places]
    result: list[Part] = []
    for stretch in stretches(len(pieces), wanted, _whole_pieces(pieces, cuts)):
        if stretch.shown:
            for name, block in _blocks(pieces[stretch.start : stretch.end], document.origin.name, cuts):
                _part(result, name).blocks.append(block)
        else:
            _part(result, result[-1].name if result else "").blocks.append(Omitted(stretch.length, "段"))
    return result


def _whole_pieces(pieces: Sequence[_Piece], cuts: Cuts) -> Cut:
    """The pieces from the start that fit into the document's allowance; a long one is itself cut."""
    sizes = accumulate(min(len(piece.text) + 40, cuts.characters.whole * 2) for piece in pieces)
    fitting = sum(size <= cuts.document for size in sizes)
    return Cut(whole=fitting, head=max(1, fitting), around=_NEIGHBOURS)


def _part(found: list[Part], name: str) -> Part:
    if not found or found[-1].name != name:
        found.append(Part(name, []))
    return found[-1]


def _blocks(pieces: Sequence[_Piece], document: str, cuts: Cuts) -> Iterator[tuple[str, Block | Table]]:
    """Text blocks one by one; the grids of one sheet together."""
    for (part, sheet, _), group in groupby(enumerate(pieces), lambda item: _together(*item)):
        gathered = [piece for _, piece in group]
        name = inner(part, document)
        if sheet is None:
            yield name, _block(gathered[0], cuts)
        else:
            yield name, _table(gathered, cuts)


def _together(index: int, piece: _Piece) -> tuple[str, str | None, int]:
    """What neighbours must share to be shown as one."""
    where = piece.segment.location
    if piece.segment.grid is None:
        return where.part, None, index
    return where.part, where.sheet or "", -1 if where.sheet else index


def _table(pieces: Sequence[_Piece], cuts: Cuts) -> Table:
    layers = [Layer(piece.segment, Pen(piece.text, _inline(piece), cuts.characters)) for piece in pieces]
    carriers = [place for piece in pieces for place in piece.places if place.whole]
    return table(KINDS[pieces[0].segment.location.kind], layers, carriers, cuts.rows)


def _block(piece: _Piece, cuts: Cuts) -> Block:
    where = piece.segment.location
    return Block(
        kind=where.kind,
        name=KINDS[where.kind],
        label=where.label,
        hidden=piece.segment.hidden,
        layout=piece.segment.layout,
        lines=list(_lines(piece, Pen(piece.text, _inline(piece), cuts.characters), cuts.rows)),
        carriers=tuple(place for place in piece.places if place.whole),
    )


def _inline(piece: _Piece) -> list[Place]:
    return [place for place in piece.places if not place.whole]


def _lines(piece: _Piece, pen: Pen, cut: Cut) -> Iterator[Line | Omitted]:
    if piece.segment.layout == "plain":
        yield pen.line((0, len(pen.text)), pen.places)
        return
    spans = pen.lines()
    busy = touched(spans, pen.places)
    for stretch in stretches(len(spans), [(row, row + 1) for row in busy], cut):
        if stretch.shown:
            yield from (pen.line(spans[row], busy.get(row, [])) for row in range(stretch.start, stretch.end))
        else:
            yield Omitted(stretch.length, "行")

"""The groups and control words of RTF in one pass: which text stands where and how it is hidden.

After the Rich Text Format Specification 1.9.1. Bytes are gathered until the code page changes, for the second
half of a Chinese character may be an escape or a plain letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from reviewer.intake.formats.rtf.words import (
    BACKGROUNDS,
    CHARSETS,
    CODES,
    ENDS,
    HEX,
    INFO,
    MUTE,
    OPEN,
    OWN,
    PAGES,
    SETS,
    SIGNS,
    SWITCHES,
)

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
_WHITE = (255, 255, 255)


@dataclass(slots=True)
class Pile:
    """Text of one destination: what is seen, what is not by how it is hidden, hex data as bytes."""

    name: str
    pieces: list[str] = field(default_factory=list)
    hidden: dict[str, list[str]] = field(default_factory=dict)
    digits: list[bytes] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    revised: int = 0

    @property
    def text(self) -> str:
        """The text that is seen, surrogate pairs joined."""
        return _joined(self.pieces)

    @property
    def all_text(self) -> str:
        """Seen text and any other."""
        return self.text + "".join(self.unseen.values())

    @property
    def unseen(self) -> dict[str, str]:
        """The text that is not seen, by how it is hidden."""
        return {how: _joined(pieces) for how, pieces in self.hidden.items()}

    @property
    def binary(self) -> bytes:
        """What hex digits or raw bytes stand for."""
        digits = re.sub(rb"[^0-9a-fA-F]", b"", b"".join(self.digits))
        return bytes.fromhex(digits[: len(digits) // 2 * 2].decode()) or b"".join(self.raw)


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and its end forgets."""

    pile: int = 0
    mute: bool = False
    table: str = ""
    page: str = ""
    uc: int = 1
    vanished: bool = False
    deleted: bool = False
    revised: bool = False
    white: bool = False
    backed: bool = False
    tiny: bool = False
    in_table: bool = False


class Walk:
    """Goes over the bytes once; `tell(event, pile)` takes each finished run (par, cell, row, end)."""

    def __init__(self, data: bytes, tell: Callable[[str, Pile], None]) -> None:
        self._data = data
        self._tell = tell
        self._state = _State()
        self._outer: list[_State] = []
        self._piles = [Pile("body")]
        self._pending = bytearray()
        self._skip = 0
        self._star = False
        self._info = 0
        self._default = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._colours: list[tuple[int, int, int]] = []
        self._colour = [0, 0, 0]
        self._was_revised = False
        self.muted: dict[str, list[str]] = {}  # destination → texts that are told nowhere
        self.closed = False
        self.left = b""
        self.bad = 0

    def run(self) -> None:
        """Walk to the end of the outermost group."""
        at = 0
        while at < len(self._data) and not self.closed:
            token = _TOKEN.match(self._data, at)
            at = self._token(token) if token else at + 1  # a backslash at the very end
        self._flush()
        while len(self._piles) > 1:
            self._tell("end", self._piles.pop())
        self._end("par")
        self.left = self._data[at:]

    def _token(self, token: re.Match[bytes]) -> int:
        """Take one token and give where the next begins."""
        word, number, escaped, sign, brace, plain = token.groups()
        end = token.end()
        if plain is not None:
            self._bytes(plain)
        elif word == b"bin":
            length = max(int(number or 0), 0)
            self._piles[self._state.pile].raw.append(self._data[end : end + length])
            return end + length
        elif word is not None:
            self._word(word.decode(), int(number) if number else None)
        elif escaped is not None:
            self._bytes(bytes.fromhex(escaped.decode()))
        elif brace is not None:
            (self._open if brace == b"{" else self._close)()
        elif sign is not None:
            self._sign(sign)
        return end

    # Groups --------------------------------------------------------------------------------------
    def _open(self) -> None:
        self._flush()
        self._skip = 0
        self._outer.append(self._state)

    def _close(self) -> None:
        self._flush()
        self._skip = 0
        self._star = False
        if self._state.mute and self._state.table in self.muted:
            self.muted[self._state.table].append("\n")
        if not self._outer:
            self.closed = True
            return
        self._state = self._outer.pop()
        while len(self._piles) - 1 > self._state.pile:
            self._tell("end", self._piles.pop())
        self.closed = not self._outer

    def _destination(self, name: str) -> None:
        self._flush()
        self._piles.append(Pile(name))
        self._state = replace(
            self._state, pile=len(self._piles) - 1, mute=False, vanished=False, deleted=False, revised=False
        )

    # Words ---------------------------------------------------------------------------------------
    def _word(self, word: str, number: int | None) -> None:
        star, self._star = self._star, False
        if self._skip and word != "u":
            self._skip -= 1
        elif word in MUTE or word == "upr":
            self._flush()
            self._state = replace(self._state, mute=True, table=word)
        elif word == "ud" and self._state.table == "upr":
            self._state = replace(self._state, mute=False)  # the same text once more, in Unicode
        elif word == "pict" and self._state.table == "nonshppict":
            self._destination("oldpict")
        elif self._state.mute and word not in ("u", "uc"):
            self._entry(word, number or 0)
        elif word in OWN and (word not in INFO or self._state.table == "info"):
            self._destination(word)
        else:
            self._plain_word(word, number, star=star)
        self._piles[self._state.pile].words.add(word)

    def _plain_word(self, word: str, number: int | None, *, star: bool) -> None:
        if word == "info":
            self._state = replace(self._state, table="info")
        elif word == "u":
            self._unicode(number or 0)
        elif word in ENDS or word in SIGNS:
            self._break(word)
        elif not self._format(word, 1 if number is None else number) and star and word not in OPEN:
            self._flush()
            self._state = replace(self._state, mute=True, table=word)

    def _break(self, word: str) -> None:
        self._flush()
        pile = self._piles[self._state.pile]
        if word in SIGNS or self._state.pile or (word == "par" and self._state.in_table):
            self._put(SIGNS.get(word, "\n"), pile)
        else:
            self._end(ENDS[word])

    def _end(self, event: str) -> None:
        pile, self._piles[0] = self._piles[0], Pile("body")
        self._was_revised = False
        self._tell(event, pile)

    def _format(self, word: str, number: int) -> bool:
        """Take a formatting word; whether it is one that matters here."""
        changes: dict[str, bool] = {}
        if word in SWITCHES:
            changes = {SWITCHES[word]: bool(number)}
        elif word == "cf":
            changes = {"white": self._is_white(number)}
        elif word in BACKGROUNDS:
            changes = {"backed": number > 0 and not self._is_white(number)}
        elif word == "fs":
            changes = {"tiny": 0 < number <= 2}
        elif word in ("intbl", "pard"):
            changes = {"in_table": word == "intbl"}
        elif word == "plain":
            changes = dict.fromkeys(("vanished", "deleted", "revised", "white", "backed", "tiny"), False)
        if changes:
            self._flush()
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
            return True
        return self._encoding(word, number)

    def _is_white(self, number: int) -> bool:
        return 0 <= number < len(self._colours) and self._colours[number] == _WHITE

    def _encoding(self, word: str, number: int) -> bool:
        if word == "ansicpg":
            self._default = PAGES.get(number, f"cp{number}")
        elif word in SETS:
            self._default = SETS[word]
        elif word == "uc":
            self._state = replace(self._state, uc=max(0, min(number, 10)))
        elif word == "f":
            self._flush()
            self._state = replace(self._state, page=self._fonts.get(number, ""))
        else:
            return False
        return True

    def _entry(self, word: str, number: int) -> None:
        """A word in the tables of fonts and colours."""
        table = self._state.table
        if table == "fonttbl" and word == "f":
            self._font = number
        elif table == "fonttbl" and word == "fcharset" and number in CHARSETS:
            self._fonts[self._font] = CHARSETS[number]
        elif table == "colortbl" and word in ("red", "green", "blue"):
            self._colour[("red", "green", "blue").index(word)] = number

    # Text ----------------------------------------------------------------------------------------
    def _bytes(self, plain: bytes) -> None:
        state = self._state
        if self._skip:
            cut = min(self._skip, len(plain))
            self._skip -= cut
            plain = plain[cut:]
        if state.mute:
            if state.table == "colortbl":
                for _ in range(plain.count(b";")):
                    self._colours.append((self._colour[0], self._colour[1], self._colour[2]))
                    self._colour = [0, 0, 0]
            if state.table not in CODES:
                self._pending += plain
            return
        pile = self._piles[state.pile]
        if pile.name in HEX:
            pile.digits.append(plain)
        else:
            self._pending += plain

    def _unicode(self, number: int) -> None:
        self._flush()
        self._skip = self._state.uc
        if self._state.table not in CODES or not self._state.mute:
            self._put(chr(number & 0xFFFF), self._piles[self._state.pile])

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._star = True
        elif self._skip:
            self._skip -= 1
        elif sign in b"\\{}":
            self._bytes(sign)
        elif sign in b"\r\n":
            self._break("par")
        elif sign in b"~_":
            self._flush()
            self._put_seen(" " if sign == b"~" else "-")

    def _put_seen(self, text: str) -> None:
        if not self._state.mute:
            self._put(text, self._piles[self._state.pile])

    def _flush(self) -> None:
        """Decode the bytes gathered so far and put them where the current state says."""
        if not self._pending:
            return
        data, self._pending = bytes(self._pending), bytearray()
        try:
            text = data.decode("ascii") if data.isascii() else data.decode(self._state.page or self._default)
        except (UnicodeDecodeError, LookupError):
            text = data.decode("gb18030", "replace")
            self.bad += 0 if self._state.mute else text.count("\ufffd")
        self._put(text, self._piles[self._state.pile])

    def _put(self, text: str, pile: Pile) -> None:
        state = self._state
        if state.mute:
            self.muted.setdefault(state.table, []).append(text)
            return
        if state.revised or state.deleted:
            pile.revised += not self._was_revised
        self._was_revised = state.revised or state.deleted
        how = ""
        if state.deleted:
            how = "已删除的修订内容"
        elif state.vanished:
            how = "隐藏文字"
        elif state.tiny:
            how = "极小字号"
        elif state.white and not state.backed and not state.in_table:
            how = "白色文字"
        if how:
            pile.hidden.setdefault(how, []).append(text)
        else:
            pile.pieces.append(text)


def _joined(pieces: list[str]) -> str:
    text = "".join(pieces)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text

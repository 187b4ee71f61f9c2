"""Which encoding bytes are in: by what they say themselves, whatever anything else declares."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKS = tuple(mark for mark, _ in _BOMS)
# The most frequent characters of modern Chinese and of official prose, simplified and traditional.
COMMON = frozenset(
    "的一是不了在人有我他这中大来上国和地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从"
    "想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应"
    "战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿"
    "原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目"
    "太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白"
    "却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师"
    "观清今切院让识候带导争运县府局委关办厅省镇乡村党会议通知意见规定办法条例工作管理单位部门审批项目"
    "的這來國說時要對於後過發裡還進樣開從實軍無與長機會經麼學沒動現當點業將兩間問應戰頭體見產關門東"
    "聲員處義幾條氣題別變總電數報結務場計統區隊書決設記類據邊張該規萬領傳師觀讓識帶導爭運縣辦廳鄉黨議"
    "請臺灣為們個頁網種專連絡話號資訊服務，。、；：“”（）《》"
)
_SAMPLE = 65_536
_SHORT = 400
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
_USUAL_GB, _USUAL_BIG5 = (0xB0, 0xD7), (0xA4, 0xC6)  # first bytes of the 3,755 and 5,401 usual characters
_FEW = 6  # Chinese characters: too few to tell Big5 by
# of ASCII, punctuation, symbols such as ★ and □, and Chinese in UTF-16
_HIGH_BYTES = bytes((0x00, *range(0x20, 0x27), 0x30, 0xFF, *range(0x4E, 0xA0)))
_HAN = re.compile("[\u3400-\u9fff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_ASCII = re.compile("[\t\n\r -~]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_HZ = re.compile(r"~\{((?:[\x21-\x77][\x21-\x7e])++)(?:~\}|(?=\n)|\Z)")
_LIKELY = 0.5  # share of everyday characters above which a text is Chinese though nothing says so
_CONTROL_BYTES = bytes((*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))


class Decoded(NamedTuple):
    """Text, the encoding it was in, and how many places could not be decoded (shown as U+FFFD)."""

    text: str
    encoding: str
    bad: int


def decode(data: bytes, declared: str = "") -> Decoded:
    """Decode bytes: BOM, strict UTF-8, UTF-16 by its zero bytes, then GB18030 against Big5.

    `declared` breaks ties only: it wins when it decodes without error and no Chinese reading is better.
    """
    if data.startswith(_MARKS):
        mark, encoding = next(bom for bom in _BOMS if data.startswith(bom[0]))
        return _replace(data[len(mark) :], encoding)
    try:
        text = data.decode("utf-8")
        if text.isascii() and (declared or b"~{" in data) and (seven := _seven_bit(data, text, declared)):
            return seven
        if "\0" not in text[:_SAMPLE]:
            return _coincidence(data, text) or Decoded(text, "utf-8", 0)
    except UnicodeDecodeError:
        text = ""
    if wide := wide_encoding(data):
        return _replace(data, wide)
    return Decoded(text, "utf-8", 0) if text else _legacy(data, declared)


def _seven_bit(data: bytes, text: str, declared: str) -> Decoded | None:
    """Chinese that is written in ASCII: HZ (RFC 1843) by its signs, UTF-7 and ISO 2022 as `declared`."""
    encoding = _known(declared)
    if b"~{" in data:
        words = _HZ.sub(_from_hz, text)
        sure = encoding == "hz" or (commonness(words) > _LIKELY and "\ufffd" not in words)
        if sure and len(_HAN.findall(words)) > 1:
            return Decoded(words, "hz", words.count("\ufffd"))
    if encoding == "utf-7" or encoding.startswith("iso2022"):
        words = data.decode(encoding, "replace")
        if not words.replace("\ufffd", "").isascii():
            return Decoded(words, encoding, words.count("\ufffd"))
    return None


def _from_hz(run: re.Match[str]) -> str:
    return bytes(ord(char) | 0x80 for char in run[1]).decode("gb2312", "replace")


def _coincidence(data: bytes, text: str) -> Decoded | None:
    """A few words of GBK may happen to be valid UTF-8 (联通, 通知), always of two-byte characters."""
    if len(data) > _SHORT or text.isascii() or max(text) > "\u07ff":
        return None
    try:
        chinese = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return Decoded(chinese, "gb18030", 0) if _HAN.search(chinese) and commonness(chinese) > 0.7 else None


def wide_encoding(data: bytes) -> str:
    """`utf-16-le` or `utf-16-be` when bytes without a BOM are plainly that, else ""."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or not sample:
        return ""
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if len(high.translate(None, _HIGH_BYTES)) > 0.03 * len(high):
            continue
        if _reads_well(sample.decode(encoding, "ignore")):
            return encoding
    return ""


def is_text(data: bytes) -> bool:
    """Whether bytes are text of some encoding rather than binary."""
    if data.startswith(_MARKS):
        return True
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if not controls:
        return True
    if b"\0" in sample:
        return bool(wide_encoding(data))
    return controls < 0.02 * len(sample)


def commonness(text: str) -> float:
    """Share of everyday characters among the Chinese ones of a text; 1.0 when it has none."""
    han = _HAN.findall(text[:_SAMPLE])
    return sum(char in COMMON for char in han) / len(han) if han else 1.0


def _reads_well(text: str) -> bool:
    if len(_CONTROLS.findall(text)) > 0.01 * len(text):
        return False
    return len(_ASCII.findall(text)) > 0.7 * len(text) or commonness(text) > 0.2


def _replace(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    bad = text.count("\ufffd")
    if bad:  # a replacement character that is really in the text is not an error
        bad = max(bad - data.decode(encoding, "ignore").count("\ufffd"), 0)
    return Decoded(text, encoding, bad)


def _legacy(data: bytes, declared: str) -> Decoded:
    unicode = _replace(data, "utf-8")
    whole = len(_BEYOND_ASCII.findall(unicode.text))
    if unicode.bad * 10 < whole:  # mostly valid multi-byte sequences: damaged UTF-8
        return unicode
    mainland, taiwan = _replace(data, "gb18030"), _replace(data, "big5hkscs")
    few = len(_HAN.findall(taiwan.text[:_SAMPLE])) < _FEW and not mainland.bad
    lead = _quality(mainland) - _quality(taiwan) + _usual(data, *_USUAL_GB) - _usual(data, *_USUAL_BIG5)
    best = mainland if few or lead >= 0 else taiwan
    stated = _stated(data, declared)
    if stated and stated.bad == 0 and (best.bad or _quality(best) < 0.15 or _close(stated, best)):
        return stated
    return best


def _usual(data: bytes, first: int, last: int) -> float:
    """Share of the two-byte characters whose first byte says that they are among the usual ones of a code."""
    leads = [pair[0] for pair in _PAIR.findall(data[:_SAMPLE])]
    return sum(first <= lead <= last for lead in leads) / len(leads) if leads else 0.0


def _quality(decoded: Decoded) -> float:
    han = len(_HAN.findall(decoded.text[:_SAMPLE])) or 1
    return commonness(decoded.text) - min(1.0, 5 * decoded.bad / han)


def _close(stated: Decoded, best: Decoded) -> bool:
    return bool(_HAN.search(stated.text)) and _quality(stated) > _quality(best) - 0.02


def _stated(data: bytes, declared: str) -> Decoded | None:
    encoding = _known(declared)
    if encoding in ("", "utf-8", "gb2312", "gbk", "gb18030"):
        return None
    try:
        return Decoded(data.decode(encoding), encoding, 0)
    except (UnicodeDecodeError, LookupError):
        return None


def _known(declared: str) -> str:
    """The name by which Python knows a charset, "" for none."""
    try:
        return codecs.lookup(declared).name if declared else ""
    except (LookupError, ValueError):
        return ""

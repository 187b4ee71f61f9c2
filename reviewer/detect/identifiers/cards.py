"""Numbers with a Luhn check: bank cards, told by their issuer too, and IMEI."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from string import ascii_letters

from reviewer.detect.identifiers.reading import ELSE, Ground, Reading
from reviewer.detect.late import late
from reviewer.detect.persons.names import name_before

# made from bankcardinfo 2.0.6 (ISC, navyxie): issuer, length, prefixes of debit, credit and prepaid cards
_FILE = Path(__file__).with_name("bins.txt")
_DOUBLED = bytes(range(48)) + bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)) + bytes(198)
_ACCOUNT = ("账", "帐", "卡", "存折", "户")  # words for the number itself, not for the bank
_PLAIN = bytes(range(48)) + bytes(range(10)) + bytes(198)
_PREFIXES = range(10, 4, -1)  # lengths, longest first; shorter ones say too little
_PAYERS = ("公司", "单位名称", "缴费", "非税")
_HELD = late(
    "户名|开户名称|账户名称|账户名|收款单位|对公|保证金|专户|基本户|捐款|捐赠|财政|国库|标书费|[总分支]会|基金会"
)
_ORGAN = late(
    "(?:局|法院|检察院|医院|卫生院|学校|中学|小学|大学|学院|幼儿园|中心|[水电气热]厂|工会|协会|商会|委员会|[政党]委|支部|政府"
    "|街道办|办事处|管理[所处]|公司|合作社|慈善会|基金会)(?![\u4e00-\u9fff]*[村组]民)"
)
_PAID = late(
    "缴|[汇交转存][入至到纳款]|转账|拨|收款|代扣|押金|[学党团水电气会标诉报]费|名费|讼费|户名|户主名|资金"
)
_GIVEN = late(
    "姓名|本人|户主|退[款还]|发放|补贴|补助|救助|工资|奖金|打[入到进]|职工|同志|先生|女士|村民|学生[^姓]|患者|个人"
)
_BOOK = late("存折|信用社|农商行|银行账|银行帐|个人[账帐]|一卡通|惠农|社保卡账")
_HOLDER = late("姓名|户主|名字|[受领]取?[助款益]人|农户|村民|学生|职工")
_NEAR, _LONGEST_NAME = 30, 3
_NAMED = ("卡号", "账号", "帐号", "银行", "一卡通", "账户", "帐户", "存折", "信用社", "开户")


def luhn(number: str) -> bool:
    """Whether a digit string passes the Luhn check (ISO/IEC 7812-1)."""
    digits = number.encode("ascii")[::-1]
    return (sum(digits[::2].translate(_PLAIN)) + sum(digits[1::2].translate(_DOUBLED))) % 10 == 0


def issuer(number: str) -> str:
    """The bank whose card numbers begin so and have this length; "" when none is known."""
    known = _issuers()
    return next((bank for size in _PREFIXES if (bank := known.get((len(number), number[:size])))), "")


@lru_cache(maxsize=1)
def _issuers() -> dict[tuple[int, str], str]:
    found = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        bank, length, *prefixes = line.split()
        found.update({(int(length), prefix): bank for prefix in prefixes})
    return found


def card(ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    """Readings of 16 to 19 digits as a bank card, or as the account into which an office is paid."""
    for reading in _cards(ground, start, end, number):
        office = _of_an_office(ground, start, end)
        yield reading._replace(validator="bank-card-office") if office else reading


def _cards(ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    if number[0] == "0":
        return
    right = luhn(number)
    bank = issuer(number) if right else ""
    if bank:
        reason = f"Luhn 校验正确，前几位是{bank}的发卡识别码"
        named = ground.named(start, end, _NAMED, 40) or ELSE.search(ground.before(start))
        alone = not named or _of_a_person(ground.around(start, end, 60))
        yield Reading("bank-card-known" if alone else "bank-card", start, end, number, 0.95, reason)
    elif right:
        yield Reading("bank-card", start, end, number, 0.85, "Luhn 校验正确，发卡行不在表内")
    elif ground.named(start, end, _NAMED) and not _called_else(ground, start):
        reason = "位数相符，校验不符（存折、对公账号多如此）"
        yield Reading("bank-card", start, end, number, 0.6, reason, "weak")


def passbook(ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    """A run of the length of a passbook's number, in a column of people's accounts."""
    heads, column = ground.text.heads(start)
    if column < len(heads) and _BOOK.search(heads[column]) and _HOLDER.search("\t".join(heads)):
        reason = "表头写明是存折、账户，位数相符（存折账号没有校验码）"
        yield Reading("bank-card", start, end, number, 0.6, reason, "weak")


def _of_a_person(near: str) -> bool:
    """Whether a firm or a payment named near a card of a bank is no sign that the firm holds it.

    Firms are named beside the cards of those they pay: 用工单位 in a list of wages.
    """
    return any(map(near.__contains__, _PAYERS)) and not _HELD.search(near)


def _of_an_office(ground: Ground, start: int, end: int) -> bool:
    """Whether a sentence tells the public to pay an office, with nobody's name before the number."""
    if ground.text.heads(start)[0]:
        return False
    behind = ground.text.folded[end : end + _NEAR].split("\n", 1)[0].split("。", 1)[0]
    before = ground.before(start, 2 * _NEAR)
    near = f"{before} {behind}"
    if not (_ORGAN.search(near) and _PAID.search(near)) or _GIVEN.search(before):
        return False
    name = name_before(ground.text.folded, start, _NEAR)
    return name is None or len(name.text) > _LONGEST_NAME


def _called_else(ground: Ground, start: int) -> bool:
    """Whether the name right before the digits is that of another number (单号, 编号)."""
    before = ground.before(start).rstrip(ascii_letters)  # 批次号:DB2026…
    return bool(ELSE.search(before)) and not any(name in before[-8:] for name in _ACCOUNT)


def imei(_ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    """15 digits as a device number; the rule asks for its name nearby."""
    if luhn(number):
        yield Reading("imei", start, end, number, 0.8, "15位，Luhn 校验正确", "beside")

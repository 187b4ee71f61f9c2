"""Fictitious numbers of every kind, right by their check rules, with generated surroundings and encodings."""

import random

from people import resident_id

DIGITS = "0123456789"
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def check(body):
    """17 digits → 18 by MOD 11-2."""
    return body + "0123456789X"[(1 - 2 * int(body, 13)) % 11]


def luhned(body):
    """Digits → the same with a Luhn digit."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        total += sum(divmod(int(digit) * 2, 10)) if place % 2 == 0 else int(digit)
    return body + str(-total % 10)


def credit(body):
    """17 signs → a 统一社会信用代码."""
    total = sum(_CODE.index(sign) * weight for sign, weight in zip(body, _CODE_WEIGHTS, strict=True))
    return body + _CODE[(31 - total % 31) % 31]


def org(body):
    """8 digits → a 组织机构代码 with its hyphen."""
    rest = (
        11
        - sum(int(digit) * weight for digit, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    )
    return f"{body}-{'X' if rest == 10 else '0' if rest == 11 else rest}"


def made(kind, draw: random.Random):
    """One number of a kind."""
    born = f"19{draw.randint(0, 9):02d}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}"
    serial = draw.randint(1, 999)
    region = draw.choice(["110101", "440305", "510104", "620102", "330106", "132201", "652301"])
    word = "".join(draw.choices(DIGITS, k=12))
    forms = {
        "resident-id": lambda: resident_id(serial, region=region, born=born),
        "hmt-resident-id": lambda: check(f"{draw.choice(['810000', '820000', '830000'])}{born}{serial:03d}"),
        "foreign-resident-id": lambda: check(
            f"9{draw.choice(['11', '31', '44'])}{draw.choice(['840', '392', '410'])}{born}{serial:03d}"
        ),
        "bank-card": lambda: luhned(draw.choice(["622848", "621700", "621226"]) + word),
        "credit-code": lambda: credit(f"9{draw.choice('1239')}{region}MA{''.join(draw.choices(_CODE, k=7))}"),
        "imei": lambda: luhned("35" + word),
        "org-code": lambda: org(draw.choice("123456789") + word[:7]),
        "mobile": lambda: f"{draw.choice(['138', '139', '158', '186', '199', '177'])}0000{word[:4]}",
    }
    return forms[kind]()


def wide(text):
    """Full-width ASCII."""
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


def as_numerals(text, row):
    """Digits as the signs of a row that starts at 0."""
    return "".join(row[int(sign)] if sign.isdigit() else sign for sign in text)


ENCODINGS = {
    "plain": str,
    "full width": wide,
    "zero width": "\u200b".join,
    "soft hyphens": lambda n: n[:6] + "\xad" + n[6:],
    "each spaced": " ".join,
    "Chinese numerals": lambda n: as_numerals(n, "〇一二三四五六七八九"),
    "circled": lambda n: as_numerals(n, "⓪①②③④⑤⑥⑦⑧⑨"),
    "O for 0": lambda n: n.replace("0", "O", 3),
    "l for 1": lambda n: n.replace("1", "l", 2),
    "I for 1": lambda n: n.replace("1", "I", 1),
    "mathematical": lambda n: as_numerals(n, "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"),
    "small x": str.lower,
}
_CUTS = {
    18: ((6, 14), (6, 10, 14), (6, 10, 12, 14), (14,), (6,), (9,), (17,)),
    19: ((4, 8, 12, 16), (6,)),
    11: ((3, 7), (4, 7)),
}


def cut(number, places, mark):
    """A number with a mark at each of the places."""
    parts = [number[start:end] for start, end in zip((0, *places), (*places, None), strict=True)]
    return mark.join(parts)


def groupings(number):
    """The number in the groups in which people set its length."""
    for places in _CUTS.get(len(number), ()):
        for mark in (" ", "-", "－", "　"):
            yield f"{places}{mark!r}", cut(number, places, mark)


SURROUNDINGS = (
    "{n}", "申请人何晓光，身份证号卡号电话{n}，现提出申请。", "证件账号手机{n}住城关镇", "（证件银行账号、手机：{n}）",
    "身份证卡号电话:{n};", "身份证银行手机\n{n}\n共一人", "序号\t姓名\t身份证卡号手机\n1\t何晓光\t{n}\t600", "【证件账号电话】{n}。",
    "“证件、账户、联系{n}”", "12.5万元，证件账号电话{n}，2026年",
)  # fmt: skip

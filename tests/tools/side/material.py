"""Fictitious passages with one identifier each, and look-alikes that are none; made anew from a seed at every run."""

import base64
import io
import json
import random
import string
import zlib
from dataclasses import dataclass

from docx import Document
from people import resident_id

EACH = 80  # passages with a value, of each kind
ALNUM = string.ascii_letters + string.digits
FULL = {ord("0") + digit: "０１２３４５６７８９"[digit] for digit in range(10)}


@dataclass(frozen=True)
class Passage:
    """`value` as it stands in the text ("" for a look-alike), plain or written as portals write it."""

    id: str
    kind: str
    value: str
    text: str
    carrier: str
    hard: bool


def luhn(body):
    """The number with its Luhn check digit."""
    total = 0
    for place, char in enumerate(reversed(body)):
        digit = int(char) * (2 if place % 2 == 0 else 1)
        total += digit - 9 * (digit > 9)
    return body + str(-total % 10)


def _digits(draw, count):
    return "".join(draw.choice(string.digits) for _ in range(count))


def _word(draw, count, letters=ALNUM):
    return "".join(draw.choice(letters) for _ in range(count))


def _id(draw):
    return resident_id(
        draw.randrange(1, 999),
        region=f"{draw.choice((110101, 340121, 510104, 430102))}",
        born=f"19{draw.randrange(10, 20)}{draw.randrange(1, 13):02d}{draw.randrange(1, 29):02d}",
    )


def _mobile(draw):
    return draw.choice(("138", "139", "150", "186", "177", "199")) + _digits(draw, 8)


def _card(draw):
    return luhn(draw.choice(("622202", "621700", "622848", "621661")) + _digits(draw, draw.choice((9, 12))))


def _email(draw):
    return f"{_word(draw, 6, string.ascii_lowercase)}{draw.randrange(99)}@{_word(draw, 5, string.ascii_lowercase)}.{draw.choice(('gov.cn', 'com', 'org.cn', 'edu.cn'))}"


def _ip(draw):
    return draw.choice(("10.{}.{}.{}", "192.168.{1}.{2}", "172.16.{1}.{2}")).format(
        *(draw.randrange(2, 250) for _ in range(3))
    )


def _password(draw):
    return f"{_word(draw, 3, string.ascii_uppercase)}{_word(draw, 3, string.ascii_lowercase)}{draw.choice('@#!_')}{_digits(draw, 4)}"


MAKE = {
    "resident-id": _id,
    "mobile": _mobile,
    "bank-card": _card,
    "email": _email,
    "ip": _ip,
    "password": _password,
}
PLAIN = {
    "resident-id": ["身份证号：{}。", "姓名：甄某，身份证号 {} ，请核对。"],
    "mobile": ["个人手机：{}。", "住户贾某，手机 {} ，住白石镇。"],
    "bank-card": ["银行卡号：{}。", "开户人任某，卡号 {} ，请勿外传。"],
    "email": ["邮箱：{}。", "请发送至 {} ，谢谢。"],
    "ip": ["服务器IP：{}。", "数据库地址 {} ，端口3306。"],
    "password": ["初始密码：{}", "账号zhenmou，密码 {} ，登录后修改。"],
}
HARD = {
    "resident-id": ["居民甄某身份证{}申领补贴", "甄某{}男汉族", "证件号码{}贾某"],
    "mobile": ["联系贾某{}或到窗口", "户主任某手机{}已登记", "电话{}甄某本人接听"],
    "bank-card": ["补贴打入任某卡{}农商行", "账号{}户名甄某", "一卡通号{}贾某"],
    "email": ["来信请寄{}或电话联系", "邮箱{}甄某收", "投递{}即可"],
    "ip": ["系统部署在{}服务器上", "请登录{}后台填报", "地址{}机房三层"],
    "password": ["系统口令为{}请妥善保管", "登录密码是{}不要外传", "用户名qlxmz口令{}"],
}
NONE = {
    "resident-id": lambda d: (
        f"订单编号：{_digits(d, 20)}，合同号{d.randrange(100000, 999999)}19991332{_digits(d, 4)}。"
    ),
    "mobile": lambda d: f"快递单号{_digits(d, 2)}1{_digits(d, 13)}，受理编号11{_digits(d, 9)}。",
    "bank-card": lambda d: f"运单号{_not_luhn(d)}，流水号{_not_luhn(d)}。",
    "email": lambda d: f"关注微博@青岚发布{d.randrange(99)}，票价12元@每人，版本v2@{_digits(d, 3)}。",
    "ip": lambda d: (
        f"软件版本号{d.randrange(2, 9)}.{d.randrange(300, 900)}.{d.randrange(9)}.{d.randrange(9)}，见第4.2.{d.randrange(1, 9)}条。"
    ),
    "password": lambda d: (
        f"密码请输入{'*' * d.randrange(6, 10)}，密码长度不少于{d.randrange(8, 16)}位，口令管理制度见附件。"
    ),
    "key": lambda d: (
        f"api_key=your_api_key\npassword=<请填写>\n校验值{_word(d, 32, '0123456789abcdef')}供下载核对。"
    ),
}


def _not_luhn(draw):
    number = luhn(draw.choice(("73", "88", "99")) + _digits(draw, 16))
    return number[:-1] + str((int(number[-1]) + 3) % 10)


def _github(draw):
    body = _word(draw, 30)
    check, number = "", zlib.crc32(body.encode())
    letters = string.digits + string.ascii_uppercase + string.ascii_lowercase
    for _ in range(6):
        number, rest = divmod(number, 62)
        check = letters[rest] + check
    return f"ghp_{body}{check}"


def _jwt(draw):
    head = {"alg": "HS256", "typ": "JWT"}
    return f"{_encoded(head)}.{_encoded({'sub': _digits(draw, 8), 'name': 'zhenmou'})}.{_word(draw, 43)}"


def _encoded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _pem(draw):
    lines = [_word(draw, 64, ALNUM + "+/") for _ in range(12)]
    return "\n".join(
        (
            "-----BEGIN RSA PRIVATE KEY-----",
            "MIIE" + lines[0][4:],
            *lines[1:],
            "-----END RSA PRIVATE KEY-----",
        )
    )


KEYS = [
    lambda d: (
        "部署说明\nAWS_ACCESS_KEY_ID={}\nAWS_SECRET_ACCESS_KEY=" + _word(d, 40),
        "AKIA" + _word(d, 16, string.ascii_uppercase + "234567"),
    ),
    lambda d: ("代码仓库令牌 {} 请勿外传。", _github(d)),
    lambda d: ("证书私钥如下：\n{}\n请妥善保管。", _pem(d)),
    lambda d: ("接口调用示例\nAuthorization: Bearer {}\n返回码200。", _jwt(d)),
    lambda d: ("机器人令牌：\nSLACK_TOKEN={}", f"xoxb-{_digits(d, 12)}-{_digits(d, 12)}-{_word(d, 24)}"),
    lambda d: ("数据库连接\njdbc_url=mysql://root:{}@db.internal:3306/zwgk", _word(d, 12)),
    lambda d: ('配置文件\ndb_password = "{}"\n重启后生效。', _word(d, 14)),
    lambda d: ('地图接口\napi_key: "{}"', _word(d, 32, "0123456789abcdef")),
    lambda d: ("对象存储\naccess_key_id: {}\naccess_key_secret: " + _word(d, 30), "LTAI5t" + _word(d, 18)),
    lambda d: ("环境变量\nexport DB_PASSWORD='{}'", _word(d, 10) + "#" + _digits(d, 3)),
]


def passages(seed=20261122):
    """Every passage: `EACH` with a value and half as many look-alikes, for each kind."""
    draw = random.Random(seed)
    for kind, make in MAKE.items():
        for number in range(EACH):
            hard = number % 2 == 1
            value = make(draw)
            if hard and kind in {"resident-id", "mobile", "bank-card"} and number % 4 == 1:
                value = value.translate(FULL) if number % 8 == 1 else _grouped(kind, value)
            text = draw.choice((HARD if hard else PLAIN)[kind]).replace("{}", value)
            yield Passage(f"{kind}-{number}", kind, value, _within(draw, text), _carrier(number), hard)
    for number in range(EACH):
        text, value = KEYS[number % len(KEYS)](draw)
        yield Passage(
            f"key-{number}", "key", value, _within(draw, text.replace("{}", value)), "txt", hard=False
        )
    for kind, make in NONE.items():
        for number in range(EACH // 2):
            yield Passage(
                f"no-{kind}-{number}", kind, "", _within(draw, make(draw)), _carrier(number), hard=False
            )


def _grouped(kind, value):
    cuts = {"resident-id": (6, 14), "mobile": (3, 7), "bank-card": (4, 8, 12, 16)[: (len(value) - 1) // 4]}[
        kind
    ]
    pieces = [value[a:b] for a, b in zip((0, *cuts), (*cuts, len(value)), strict=True)]
    return (" " if kind != "mobile" else "-").join(pieces)


def _within(draw, text):
    before = draw.choice(("关于做好有关工作的通知", "公示内容如下", "办理情况说明", "附件"))
    return f"{before}\n{text}\n特此说明。"


def _carrier(number):
    return ("txt", "html", "docx")[number % 3]


def as_bytes(passage):
    """The passage as a file of its carrier."""
    if passage.carrier == "html":
        lines = "".join(f"<p>{line}</p>" for line in passage.text.replace("<", "&lt;").split("\n"))
        return f'<html><head><meta charset="utf-8"></head><body>{lines}</body></html>'.encode()
    if passage.carrier == "docx":
        document = Document()
        for line in passage.text.split("\n"):
            document.add_paragraph(line)
        held = io.BytesIO()
        document.save(held)
        return held.getvalue()
    return passage.text.encode()

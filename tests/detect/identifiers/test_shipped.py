"""Every kind of number is found by the shipped rules beside the words people write with it."""

import random

import pytest
from detect.identifiers.numbers_made import check, luhned, made, wide

DIGITS = "0123456789"


def digits(draw, size):
    return "".join(draw.choices(DIGITS, k=size))


def word(draw, size=10):
    return (
        "".join(draw.choices("ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789", k=size - 2))
        + draw.choice("@#!")
        + draw.choice(DIGITS)
    )


def degrees(draw):
    return f"{draw.uniform(75, 130):.6f}", f"{draw.uniform(5, 50):.6f}"


def dms(draw, low, high, marks="°′″"):
    return f"{draw.randint(low, high)}{marks[0]}{draw.randint(0, 59)}{marks[1]}{draw.randint(0, 59)}.{draw.randint(0, 9)}{marks[2]}"


def address(draw):
    return draw.choice(["10.{}.{}.{}", "192.168.{1}.{2}", "172.16.{1}.{2}", "172.31.{0}.{2}"]).format(
        *(draw.randint(0, 254) for _ in range(3))
    )


FORMS = {
    "personal.resident-id": (
        lambda d: f"身份证号{made('resident-id', d)}", lambda d: f"社会保障号码：{made('resident-id', d)}",
        lambda d: f"残疾证号{made('resident-id', d)}{d.randint(1, 7)}{d.randint(1, 4)}",
        lambda d: f"学籍号G{made('resident-id', d)}", lambda d: f"何晓光{made('resident-id', d)}男",
    ),
    "personal.resident-id-15": (lambda d: f"原身份证号11010565{d.randint(1, 12):02d}{d.randint(1, 28):02d}{digits(d, 3)}",),
    "personal.student-number": (lambda d: f"学籍号{d.choice('GJL')}{made('resident-id', d)}",),
    "personal.hmt-resident-id": (lambda d: f"居住证{made('hmt-resident-id', d)}",),
    "personal.foreign-resident-id": (lambda d: f"永久居留身份证{made('foreign-resident-id', d)}",),
    "personal.foreign-permit-old": (lambda d: f"外国人永久居留证USA3101{d.randint(50, 99)}{d.randint(1, 12):02d}{d.randint(1, 28):02d}{digits(d, 2)}",),
    "personal.passport": (
        lambda d: f"护照号{d.choice('EGDSPH')}{digits(d, 8)}", lambda d: f"护照号码：E{d.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}{digits(d, 7)}",
        lambda d: f"姓名\t护照号码\n何晓光\tG{digits(d, 8)}",
    ),
    "personal.travel-permit": (
        lambda d: f"回乡证 {d.choice('HM')}{digits(d, 8)}", lambda d: f"港澳居民来往内地通行证号码{d.choice('HM')}{digits(d, 10)}",
        lambda d: f"往来港澳通行证C{digits(d, 8)}",
    ),
    "personal.taiwan-permit": (lambda d: f"台胞证号{digits(d, 8)}",),
    "personal.soldier-paper": (
        lambda d: f"军字第{digits(d, 7)}号", lambda d: f"士兵证：士字第P{digits(d, 6)}X号", lambda d: f"军官证号码{digits(d, 8)}",
    ),
    "personal.bank-card": (
        lambda d: f"农业银行卡号{luhned('622848' + digits(d, 12))}", lambda d: f"姓名\t一卡通账号\n钱有福\t{luhned('621700' + digits(d, 12))}",
        lambda d: f"开户行：农商银行，账号{d.choice('68')}{digits(d, 18)}",
    ),
    "personal.bank-card-known": (lambda d: f"钱有福{luhned('621700' + digits(d, 12))}三组",),
    "personal.mobile": (lambda d: f"家长{made('mobile', d)}",),
    "personal.landline": (lambda d: f"家庭电话0{d.randint(311, 319)}-{d.randint(2, 8)}{digits(d, 6)}", lambda d: f"宅电（010）{d.randint(2, 8)}{digits(d, 7)}"),
    "personal.plate": (
        lambda d: f"川A{digits(d, 5)}", lambda d: f"粤B·D{digits(d, 5)}", lambda d: f"沪A{digits(d, 4)}学", lambda d: f"粤Z{digits(d, 4)}港",
        lambda d: f"使{digits(d, 3)}{digits(d, 3)}", lambda d: f"京A·{digits(d, 2)}C{digits(d, 2)}",
    ),
    "personal.credit-code": (lambda d: f"统一社会信用代码：{made('credit-code', d)}",),
    "personal.org-code": (lambda d: f"组织机构代码{made('org-code', d)}",),
    "personal.imei": (lambda d: f"手机串号{made('imei', d)}",),
    "military.plate": (lambda d: f"军车{d.choice(['VA', 'BA', 'KB'])}{digits(d, 5)}",),
    "military.plate-armed-police": (lambda d: f"WJ{d.choice('京沪粤')}{digits(d, 5)}", lambda d: f"WJ川{digits(d, 4)}X"),
    "military.unit-code": (lambda d: f"{d.randint(1, 9)}{digits(d, 4)}部队",),
    "network.private-address": (
        lambda d: f"服务器地址{address(d)}", lambda d: f"内网网段{address(d)}/{d.choice([16, 24, 27])}", lambda d: f"设备\tIP地址\n交换机\t{address(d)}",
        lambda d: f"IP为{address(d)}:8080的主机", lambda d: f"终端{address(d)}-{d.randint(1, 254)}",
    ),
    "network.unique-local": (lambda d: f"地址fd{d.randint(10, 99)}:{d.randint(1, 9999)}::{d.randint(1, 99)}",),
    "network.mac": (
        lambda d: "MAC地址" + ":".join(f"{d.randint(0, 255):02X}" for _ in range(6)), lambda d: "网卡a" + "1-" + "-".join(f"{d.randint(0, 255):02x}" for _ in range(5)),
    ),
    "credential.password": (
        lambda d: f"账号admin，密码：{word(d)}，请登录", lambda d: f"初始密码为{word(d)}。", lambda d: f"口令:{word(d)}", lambda d: f"用户名：test01 密码：{word(d)}",
        lambda d: f"password={word(d)}", lambda d: f"登录密码是 {word(d)} ", lambda d: f"默认密码{digits(d, 6)}，请修改", lambda d: f"pwd: {word(d)}",
    ),
    "credential.table": (
        lambda d: f"单位\t账号\t密码\n城关镇\tcgz{digits(d, 3)}\t{word(d)}", lambda d: f"用户名\t密码\nadmin{digits(d, 2)}\t{word(d)}",
        lambda d: f"序号\t单位\t登录名\t初始密码\t备注\n1\t城关镇\tcgz{digits(d, 3)}\t{word(d)}\t已用", lambda d: f"user\tpassword\nu{digits(d, 3)}\t{word(d)}",
        lambda d: f"单位\t密码\t账号\n城关镇\t{word(d)}\tcgz{digits(d, 3)}",
    ),
    "credential.token": (
        lambda d: f"AKIA{''.join(d.choices('ABCDEFGHIJ234567', k=16))}", lambda d: f"AccessKeyId：LTAI{''.join(d.choices('ABCDEFabcdef0123456789', k=20))}",
        lambda d: f"ghp_{''.join(d.choices('ABCDEFabcdef0123456789', k=36))}", lambda d: f"appSecret：{''.join(d.choices('abcdef0123456789', k=32))}",
        lambda d: f'"client_secret": "{word(d, 24).replace("@", "a").replace("#", "b").replace("!", "c")}"',
        lambda d: f"token eyJhbGciOiJIUzI1NiJ9.eyJ{''.join(d.choices('ABCDEFabcdef0123456789', k=30))}.{''.join(d.choices('ABCDEFabcdef0123456789', k=30))}",
    ),
    "credential.private-key": (lambda d: "-----BEGIN RSA PRIVATE KEY-----",),
    "credential.connection-string": (
        lambda d: f"mysql://root:{word(d).replace('@', 'a').replace('#', 'b')}@10.1.1.1:3306/oa", lambda d: f"redis://:{word(d).replace('@', 'a').replace('#', 'b')}@db:6379",
        lambda d: f"mongodb://u:{word(d).replace('@', 'a').replace('#', 'b')}@h/x", lambda d: f"jdbc:oracle:thin:@10.1.1.1:1521:orcl?user=oa&password={word(d).replace('#', 'b')}",
        lambda d: f"Data Source=db1;Initial Catalog=oa;User ID=sa;Password={word(d)};",
    ),
    "geospatial.decimal-degrees": (
        lambda d: "{}，{}".format(*degrees(d)), lambda d: "东经{}°，北纬{}°".format(*degrees(d)), lambda d: "N{1} E{0}".format(*degrees(d)),
        lambda d: '{{"lng":{},"lat":{}}}'.format(*degrees(d)), lambda d: "POINT({} {})".format(*degrees(d)), lambda d: "点号\t经度\t纬度\n1\t{}\t{}".format(*degrees(d)),
        lambda d: "经度：{}\n纬度：{}".format(*degrees(d)), lambda d: "[{1}, {0}]".format(*degrees(d)), lambda d: "{}E, {}N".format(*degrees(d)),
    ),
    "geospatial.dms": (
        lambda d: f"东经{dms(d, 75, 130)}，北纬{dms(d, 5, 50)}", lambda d: f"{dms(d, 75, 130)}E {dms(d, 5, 50)}N", lambda d: f"E{dms(d, 75, 130, '度分秒')}，N{dms(d, 5, 50, '度分秒')}",
        lambda d: f"{dms(d, 5, 50, ('°', chr(39), chr(34)))}N，{dms(d, 75, 130, ('°', chr(39), chr(34)))}E", lambda d: f"经度\t纬度\n{dms(d, 75, 130, 'º’”')}\t{dms(d, 5, 50, 'º’”')}",
        lambda d: f"{dms(d, 75, 130, ('°', '′', '′′'))}，{dms(d, 5, 50, ('°', '′', '′′'))}", lambda d: f"E{d.randint(75, 130)}°{d.randint(0, 59)}.{digits(d, 3)}′ N{d.randint(5, 50)}°{d.randint(0, 59)}.{digits(d, 3)}′",
    ),
    "geospatial.grid-metres": (
        lambda d: f"坐标X={d.randint(20, 59)}{digits(d, 5)}.{digits(d, 3)}，Y={d.randint(25, 45)}{d.randint(2, 7)}{digits(d, 5)}.{digits(d, 3)}",
        lambda d: f"拐点\tX坐标\tY坐标\nJ1\t{d.randint(20, 59)}{digits(d, 5)}.{digits(d, 2)}\t{d.randint(2, 7)}{digits(d, 5)}.{digits(d, 2)}",
        lambda d: f"CGCS2000坐标：{d.randint(25, 45)}{d.randint(2, 7)}{digits(d, 5)}，{d.randint(20, 59)}{digits(d, 5)}",
    ),
}  # fmt: skip
AROUND = ("{x}", "经查，{x}，另行通知。", "前文\n{x}\n后文", "（{x}）")
WIDE = frozenset(
    {
        "personal.resident-id",
        "personal.mobile",
        "personal.bank-card",
        "personal.passport",
        "personal.plate",
        "network.private-address",
        "credential.password",
    }
)


def cases(rule):
    draw = random.Random(rule)
    for form in FORMS[rule]:
        for around in AROUND:
            text = form(draw)
            if "\n" in text and around not in {"{x}", "前文\n{x}\n后文"}:
                continue
            yield around.replace("{x}", text)
            if rule in WIDE and "\t" not in text:
                yield around.replace("{x}", wide(text))


@pytest.mark.parametrize("rule", FORMS)
def test_the_rule_finds_every_form_in_every_surrounding(shipped, rule):
    every = list(cases(rule))
    missed = [text for text in every if rule not in shipped(text, "table" if "\t" in text else "body")]
    assert not missed


def test_an_unknown_region_counts_less_and_says_so(reasons, find):
    number = check("11099919000101001")
    assert ("resident-id", number, number) in find(f"身份证号{number}")
    assert "区划" in reasons(number)["resident-id"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("116.123456,39.876543", "约11厘米"),
        ("116.12345,39.87654", "约1.1米"),
        ("东经116.1234°，北纬39.8765°", "约11米"),
    ],
)
def test_the_reason_tells_the_precision_in_metres(reasons, text, told):
    assert told in reasons(text)["degrees"]


def test_seconds_are_told_as_31_metres(reasons):
    assert "约31米" in reasons("东经113°37′12″，北纬34°44′08″")["dms"]


def test_the_zone_of_plane_coordinates_is_told(reasons):
    reason = reasons("坐标X=3850123.45，Y=39412345.67")["grid-metres"]
    assert "带号39（3度带）" in reason
    assert "1厘米" in reason


def test_the_bank_of_a_card_is_told(reasons):
    card = luhned("621700123400005678")
    assert "建设银行" in reasons(f"钱有福{card}")["bank-card-known"]

"""Numbers of offices, orders, papers and statistics are not taken for what identifies a person or a system."""

import random
from collections import Counter

from detect.identifiers.numbers_made import credit, luhned

DIGITS = "0123456789"
MOST = 0.01


def digits(draw, size):
    return draw.choice("123456789") + "".join(draw.choices(DIGITS, k=size - 1))


def day(draw, mark=""):
    return mark.join(
        (str(draw.randint(2019, 2026)), f"{draw.randint(1, 12):02d}", f"{draw.randint(1, 28):02d}")
    )


FORMS = {
    "order": lambda d: f"订单号：{digits(d, d.choice([16, 17, 18, 19, 20]))}，已发货。",
    "parcel": lambda d: f"运单号{d.choice(['SF', 'YT', '', '77'])}{digits(d, d.choice([12, 13, 15]))}已签收",
    "project": lambda d: (
        f"项目编号：{d.choice(['510104', '330106', '110101'])}{day(d)}{digits(d, 4)}，预算120万元。"
    ),
    "tender": lambda d: (
        f"采购项目编号 {d.choice(['ZFCG', 'GK', 'CS'])}-{d.randint(2019, 2026)}-{digits(d, 6)}"
    ),
    "investment": lambda d: f"项目代码{d.randint(2019, 2026)}-{digits(d, 6)}-04-01-{digits(d, 6)}",
    "approval": lambda d: f"批准文号：国药准字H{d.randint(1990, 2026)}{digits(d, 4)}",
    "document": lambda d: f"某政办发〔{d.randint(2000, 2026)}〕{d.randint(1, 200)}号",
    "ISBN": lambda d: f"ISBN 978-7-{digits(d, 3)}-{digits(d, 5)}-{d.randint(0, 9)}，ISSN 1000-{digits(d, 4)}",
    "ISBN whole": lambda d: f"书号9787{digits(d, 9)}，定价58.00元",
    "office telephone": lambda d: (
        f"咨询电话：0{digits(d, 2)}-{d.choice('2345678')}{digits(d, 7)}，传真同上。"
    ),
    "office telephones": lambda d: (
        f"联系电话：(0{digits(d, 3)}){d.choice('2345678')}{digits(d, 6)} 转{digits(d, 3)}"
    ),
    "hotline": lambda d: f"服务热线：400-{digits(d, 3)}-{digits(d, 4)}、12345",
    "figures": lambda d: "指标\t" + "\t".join(digits(d, d.randint(2, 8)) for _ in range(8)),
    "figures in rows": lambda d: "\n".join(
        "\t".join(f"{d.uniform(1, 99999):.2f}" for _ in range(5)) for _ in range(4)
    ),
    "years": lambda d: "年份 " + " ".join(str(year) for year in range(2015, 2027)),
    "dates": lambda d: f"时间：{day(d, '-')} 08:30:00 至 {day(d, '/')} 17:30:00，{day(d)}{digits(d, 6)}",
    "amounts": lambda d: (
        f"中标金额{digits(d, 9)}.{digits(d, 2)}元，{digits(d, 3)},{digits(d, 3)},{digits(d, 3)}.00元"
    ),
    "DOI": lambda d: (
        f"DOI:10.{digits(d, 4)}/j.cnki.{digits(d, 8)}.{d.randint(2010, 2026)}.{digits(d, 2)}.{digits(d, 3)}"
    ),
    "share": lambda d: (
        f"股票代码{d.choice(['600', '000', '300'])}{digits(d, 3)}，收盘价{d.uniform(1, 99):.2f}元"
    ),
    "student numbers": lambda d: (
        "学号\t姓名\n" + "\n".join(f"{d.randint(2019, 2026)}{digits(d, 8)}\t学生{n}" for n in range(5))
    ),
    "exam numbers": lambda d: (
        "准考证号 成绩\n" + "\n".join(f"{digits(d, 12)} {d.uniform(40, 99):.1f}" for _ in range(5))
    ),
    "enterprise code": lambda d: f"统一社会信用代码：{credit('91' + '510104' + 'MA' + digits(d, 7))}",
    "enterprise code of digits": lambda d: f"统一社会信用代码{credit('91' + '510104' + digits(d, 9))}",
    "land": lambda d: f"不动产单元号{digits(d, 12)}GB{digits(d, 5)}F{digits(d, 8)}，宗地编号{digits(d, 19)}",
    "invoice": lambda d: f"发票代码{digits(d, 12)}，发票号码{digits(d, 8)}，缴款流水号{digits(d, 18)}",
    "certificate": lambda d: f"许可证编号：JY{digits(d, 14)}，登记证号{digits(d, 11)}",
    "equipment": lambda d: f"设备序列号{digits(d, d.choice([15, 16, 18]))}，固定资产编号{digits(d, 10)}",
    "version": lambda d: (
        f"系统版本V10.{d.randint(0, 20)}.{d.randint(0, 20)}.{d.randint(0, 20)}，浏览器版本 10.1.{d.randint(0, 9)}"
    ),
    "chapter": lambda d: (
        f"见10.{d.randint(1, 9)}.{d.randint(1, 9)}.{d.randint(1, 9)}节，第192.168.{d.randint(1, 9)}.{d.randint(1, 9)}条"
    ),
    "public plate rules": lambda d: f"京A股代码{digits(d, 6)}，云C{d.randint(1, 9)}号线",
    "angle": lambda d: (
        f"转角{d.randint(60, 70)}°{d.randint(10, 50)}′{d.randint(10, 50)}″，坡角{d.randint(55, 70)}°12′15″"
    ),
    "climate": lambda d: f"位于东经{d.uniform(75, 130):.2f}度、北纬{d.uniform(5, 50):.2f}度",
    "password tip": lambda d: f"密码应为{d.randint(8, 12)}位以上字母和数字组合，不得使用123456等弱口令。",
    "weak examples": lambda d: (
        f"严禁使用{d.choice(['123456', 'admin', 'abc123', '888888'])}、password等弱口令，定期更换密码。"
    ),
    "case number": lambda d: f"({d.randint(2015, 2026)})川01民初{digits(d, 4)}号，案件编号A{digits(d, 22)}",
    "postcode": lambda d: f"邮编：{digits(d, 6)}，传真：8{digits(d, 7)}，邮箱a{digits(d, 6)}@example.gov.cn",
}
PUBLIC = {"personal.credit-code"}  # noted, as lawfully public


def test_at_most_one_near_miss_in_a_hundred_is_flagged(shipped):
    draw = random.Random(2026)
    flagged, count = Counter(), 0
    for name, write in FORMS.items():
        for _ in range(30):
            count += 1
            text = write(draw)
            kind = "table" if "\t" in text else "body"
            found = {rule: severity for rule, severity in shipped(text, kind).items() if rule not in PUBLIC}
            if found:
                flagged[name, *sorted(found.items())] += 1
    assert flagged.total() <= MOST * count, flagged


def test_a_firm_named_beside_the_card_of_a_person_it_pays_does_not_hold_it(find):
    rows = f"姓名\t用工单位\t工资卡号\n钱有福\t某某劳务有限公司\t{luhned('622848' + '0099900001' + '23')}"
    assert {kind for kind, *_ in find(rows)} == {"bank-card-known"}
    held = f"收款账户户名：某某劳务有限公司，开户银行账号{luhned('622848' + '0099900001' + '23')}"
    assert {kind for kind, *_ in find(held)} == {"bank-card"}

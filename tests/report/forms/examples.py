"""Papers filled with made-up facts, empty, usual and overfull, for tests and for looking at."""

from datetime import UTC, date, datetime, timedelta

from reviewer.report.forms.values import (
    Entry,
    FindingLine,
    Group,
    IncidentReport,
    Inquiry,
    Machine,
    Material,
    Notice,
    NoticeLine,
    Opinion,
    Policy,
    PolicyStep,
    Rectification,
    Register,
    RegisterLine,
    ReviewForm,
    Stage,
    Tick,
    Trace,
)

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BACK = "https://review.example.gov.cn/records/QX-2026-00017"
STEPS = ("科室初审", "保密审查", "小组审查", "领导签批", "网站责任人程序审查")
ROLES = ("科室负责人", "保密审查员", "保密工作领导小组成员", "分管领导", "信息中心")
LONG_TITLE = (
    "关于转发清溪县示例局等七部门关于进一步加强和规范全县政务信息公开保密审查工作实施意见的通知的补充通知及其附件"
    * 4
)


def finding(number):
    return FindingLine(
        number, f"附件{number % 3 + 1}.docx", f"第{number}页第3段", "身份证号 110***********11", "须人工判断",
        "个人信息", "personal.resident-id", "居民身份证号码",
        "《中华人民共和国个人信息保护法》第二十五条", "公开前删去号码或只留前后各两位。", number % 4 + 1,
        "误报" if number % 2 else "", "此处为公开的办事指南示例号码" if number % 2 else "",
        "李示例（保密审查员）" if number % 2 else "",
    )  # fmt: skip


def material(number):
    return Material(
        number + 1, "附件" if number else "正文", f"附件{number}：2026年第一季度示例事项清单.xlsx" if number else "正文.docx",
        "34.2 KB", f"{number:02x}" * 32, f"{number + 1:02x}" * 32, "须人工判断",
    )  # fmt: skip


def opinion(number, *, signed):
    if not signed:
        return Opinion(STEPS[number], ROLES[number])
    return Opinion(
        STEPS[number], ROLES[number], f"王示例{number}", "赵示例" if number == 3 else "", "同意",
        "经逐条核对，未发现不宜公开的内容，同意公开。", NOW + timedelta(hours=number), "ab" * 32, "cd" * 32,
    )  # fmt: skip


GROUPS = (
    Group(
        "信息来源与去向",
        (
            Entry("source", "信息来源", "本单位制作"),
            Entry("reprinted", "是否转载", "否"),
            Entry("channel", "发布途径", "政府网站、政府公开栏"),
            Entry("column", "栏目", "通知公告"),
            Entry("attribute", "公开属性", "主动公开"),
            Entry(
                "summary", "内容摘要", "本通知部署2026年一季度示例工作，列明责任科室、时限和联系方式。" * 2
            ),
        ),
    ),
    Group(
        "承诺事项",
        (
            Entry("state_secret", "涉及国家秘密", "否"),
            Entry("work_secret", "涉及工作秘密", "否"),
            Entry("trade_secret", "涉及商业秘密", "否"),
            Entry("privacy", "涉及个人隐私", "否"),
            Entry("machine", "本机及材料均非涉密", "是"),
        ),
    ),
)


def form(*, signed=1, steps=3, findings=2, annexes=1, title="关于开展一季度示例工作的通知", **changes):
    lines = tuple(finding(number) for number in range(1, findings + 1))
    values = {
        "number": "QX-2026-00017", "unit": "清溪县示例局", "section": "办公室", "title": title,
        "state": "审查中", "revision": 2, "filled_on": date(2026, 3, 2), "printed_at": NOW, "groups": GROUPS,
        "materials": tuple(material(number) for number in range(annexes + 1)),
        "machine": Machine(
            "须人工判断", "0123456789abcdef" * 4, "fedcba9876543210" * 4, NOW, lines,
            ("附件2.pdf：第3页是图片，本机没有文字识别",) if findings else (),
        ),
        "opinions": tuple(opinion(number, signed=number < signed) for number in range(steps)),
        "outcomes": tuple(
            Tick(word, word == "公开" and signed >= steps)
            for word in ("公开", "部分公开（区分处理）", "退回修改", "不予公开", "需报审")
        ),
        "back": BACK, "author": "张示例", "digest": "ef" * 32,
    }  # fmt: skip
    return ReviewForm(**{**values, **changes})


def empty_form():
    return ReviewForm(
        "QX-2026-00018", "清溪县示例局", "", "", "草稿", 1, date(2026, 3, 2), NOW, (), (),
        Machine("未检查", "", "", None, done=False), tuple(opinion(number, signed=False) for number in range(3)),
        (Tick("公开"), Tick("不予公开")), "QX-2026-00018",
    )  # fmt: skip


INQUIRIES = (
    Inquiry(
        "征求第三方意见",
        "示例公司",
        "拟公开附件三，请于期限内答复。",
        NOW,
        NOW + timedelta(days=21),
        "同意公开",
        "无意见。",
        NOW + timedelta(days=2),
    ),
    Inquiry("报上级主管部门确定", "示例市局", "能否公开请予确定。", NOW, NOW + timedelta(days=14)),
)


def full_form():
    return form(
        signed=5, steps=5, findings=40, annexes=12, title=LONG_TITLE[:300], voided=2, inquiries=INQUIRIES
    )  # fmt: skip


def register(lines=3):
    return Register(
        "清溪县示例局", "2026年3月", NOW, "钱示例",
        tuple(
            RegisterLine(
                number, f"QX-2026-{number:05}", f"关于第{number}项示例工作的通知", "本单位制作", "办公室", "政府网站 通知公告",
                "张示例", "同意 王示例 2026年3月2日", "同意 李示例 2026年3月2日", "同意 赵示例 2026年3月3日", NOW, "",
            )
            for number in range(1, lines + 1)
        ),
    )  # fmt: skip


def incident(*, traces=1, done=2):
    names = ("停止传输", "留存记录", "报告", "删除", "技术处理")
    return IncidentReport(
        "YJ-QX-2026-00003", "清溪县示例局", "QX-2026-00019", NOW, NOW + timedelta(hours=24), None,
        "尚未登记报告，余 21 小时 30 分", "2026年3月2日09:00，自动检查在材料中发现疑似密级标志，流程已停止。",
        tuple(
            Trace("正文（名称已遮盖）", "12.0 KB", "0a" * 32, "0b" * 32, f"第{number}页第1段", "机*★*年", "密级标志",
                  "《中华人民共和国保守国家秘密法》第二十二条")
            for number in range(1, traces + 1)
        ),
        tuple(
            Stage(name, NOW if place < done else None, "李示例" if place < done else "", "已停止流转并封存" if place < done else "")
            for place, name in enumerate(names)
        ),
        NOW, "https://review.example.gov.cn/records/QX-2026-00019",
    )  # fmt: skip


def rectification(**changes):
    values = {
        "number": "QX-ZG-2026-00003", "unit": "清溪县示例局", "addressee": "办公室", "section": "办公室", "person": "",
        "site": "清溪县示例局门户网站", "kind": "发现疑似问题", "name": "个人信息：居民身份证号码", "severity": "禁止发布",
        "url": "http://www.example.gov.cn/gongshi/2026/t20260301_1.html", "place": "正文第3段",
        "shown": "领取人身份证号：110***********11", "why": ("号码校验位正确",),
        "files": ("存档记录 12　1/20260302010000-0a0b.warc.gz　偏移 4096　SHA-256 " + "0a" * 32,),
        "ground": "《中华人民共和国个人信息保护法》第二十五条", "demand": "立即撤下该页面及附件，遮盖后重新报审。",
        "found_at": NOW, "issued_at": NOW.date(), "due_at": NOW.date() + timedelta(days=3), "printed_at": NOW, "back": "QX-ZG-2026-00003",
    }  # fmt: skip
    return Rectification(**{**values, **changes})


def notice(heading="退回修改意见单", lines=3, **changes):
    values = {
        "heading": heading, "number": "QX-2026-00017", "unit": "清溪县示例局", "section": "办公室",
        "title": "关于开展一季度示例工作的通知", "author": "张示例", "by": "李示例", "role": "保密审查员", "at": NOW,
        "opinion": "附件中的个人信息须遮盖后再报。", "printed_at": NOW, "back": BACK,
        "lines": tuple(
            NoticeLine(number, f"附件{number}.docx", f"第{number}页", "110***********11", "须人工判断", "居民身份证号码",
                       "公开前删去号码。", "属实需修改", ("请删去整列。",), "身份证号：（已隐去）")
            for number in range(1, lines + 1)
        ),
        "comments": ("请同时核对附件二。",),
    }  # fmt: skip
    return Notice(**{**values, **changes})


def policy():
    return Policy(
        "清溪县示例局", date(2026, 3, 2),
        tuple(PolicyStep(n + 1, STEPS[n], ROLES[n], "每件都走" if n else "机检有发现时", 2) for n in (0, 1, 3)),
        ("办公室", "法规科"),
    )  # fmt: skip

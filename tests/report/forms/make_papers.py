"""Makes the shipped Word templates of the papers; run it after a change and commit what it wrote.

python tests/report/forms/make_papers.py [FOLDER]
"""

import sys
import zipfile
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from report.forms.drafting import (
    HEAD,
    NOTE,
    TITLE,
    Cell,
    Line,
    add,
    band,
    board,
    fact,
    gap,
    label,
    table,
    value,
)
from report.forms.policy_text import CHAPTERS

PRINCIPLES = Line("{{ principles | join('　') }}", NOTE, 10, "center", after=4)
END = "{%tr endfor %}"


def head(document, title, *, code=True):
    cells = (
        Cell((Line("", size=9),)),
        Cell((Line(title, TITLE, 22, "center"),)),
        Cell((Line("{{ code }}" if code else "", size=9, align="right"),)),
    )
    wide = document.sections[0].page_width.cm - 4
    table(document, (2.4, wide - 4.8, 2.4), (cells,), borders=False)


def mono(text):
    return Line(text, size=6, mono=True)


def sign(text, room=26):
    return (Line(text, align="right", before=room),)


def facts(*pairs):
    return tuple(cell for name, text in pairs for cell in (label(name), fact(text)))


def review_form():
    document = board(title="信息发布保密审查表", number="编号：{{ number }}")
    head(document, "信息发布保密审查表")
    add(document, PRINCIPLES)
    line = (
        value("编号：{{ number }}"),
        value("第 {{ revision }} 稿", align="center"),
        value("填表日期：{{ filled_on }}", align="right"),
    )
    table(document, (7, 3, 7), (line,), borders=False)
    table(
        document, (2.6, 5.9, 2.6, 5.9),
        (
            (label("信息标题"), fact("{{ title }}", 3)),
            facts(("拟公开单位", "{{ unit }}"), ("承办部门", "{{ section }}")),
            facts(("承办人", "{{ author }}"), ("当前状态", "{{ state }}")),
            "{%tr for group in groups %}",
            (band("{{ group.title }}", 4),),
            "{%tr for row in group.rows %}",
            "{%tr if row.wide %}",
            (label("{{ row.a.label }}"), fact("{{ row.a.value }}", 3)),
            "{%tr else %}",
            facts(("{{ row.a.label }}", "{{ row.a.value }}"), ("{{ row.b.label }}", "{{ row.b.value }}")),
            "{%tr endif %}", END, END,
        ),
    )  # fmt: skip
    table(
        document, (1.2, 1.4, 10.4, 2, 2),
        (
            (band("材料（逐件列明，附件各占一行）", 5),),
            tuple(label(name) for name in ("序号", "类型", "名称与哈希", "大小", "机检")),
            "{%tr for item in materials %}",
            (
                value("{{ item.ordinal }}", align="center"), value("{{ item.kind }}", align="center"),
                Cell((Line("{{ item.name }}"), mono("SHA-256 {{ item.sha256 }}"), Line("{%p if item.sm3 %}"), mono("SM3 {{ item.sm3 }}"), Line("{%p endif %}"))),
                value("{{ item.size }}", align="center"), value("{{ item.grade }}", align="center"),
            ),
            END,
        ),
        heads=2,
    )  # fmt: skip
    _machine(document)
    _inquiries(document)
    _opinions(document)
    return document


def _machine(document):
    def nine(*texts, align="left"):
        return Cell(tuple(Line(text, size=9, align=align) for text in texts))

    table(
        document, (1.2, 4.5, 2, 3.5, 3.1, 2.7),
        (
            (band("机器检查结果：{{ machine.grade }}　　{{ machine.checked_at }}", 6),),
            tuple(label(name) for name in ("序号", "位置与内容（已遮盖）", "等级", "规则与依据", "建议", "处理")),
            "{%tr if not machine.done %}", (Cell((Line("机器检查没有完成，本表不能作为审查依据。", HEAD),), 6),), "{%tr endif %}",
            "{%tr if machine.done and not machine.findings %}", (value("未发现须列出的内容。", 6),), "{%tr endif %}",
            "{%tr for f in machine.findings %}",
            (
                value("{{ f.ordinal }}", align="center"),
                nine("{{ f.item }}　{{ f.place }}", "{{ f.shown }}{% if f.count > 1 %}（共 {{ f.count }} 处）{% endif %}"),
                nine("{{ f.severity }}", "{{ f.category }}", align="center"),
                Cell((Line("{{ f.name }}", size=9), mono("{{ f.rule }}"), Line("{{ f.basis }}", size=9))),
                nine("{{ f.advice }}"),
                nine("{{ f.decision }}{% if f.reason %}：{{ f.reason }}{% endif %}", "{{ f.decided_by }}"),
            ),
            END,
            "{%tr if machine.more %}", (value("另有 {{ machine.more }} 项未在本表列出，见系统内记录。", 6),), "{%tr endif %}",
            "{%tr for gap in machine.gaps %}", (value("未读部分：{{ gap }}", 6),), END,
            (Cell((mono("规则库版本 {{ machine.rules }}"), mono("模型版本 {{ machine.model }}")), 6),),
        ),
        heads=2,
    )  # fmt: skip


def _inquiries(document):
    answer = (
        Line("{{ q.question }}"),
        Line("{% if q.answered_at %}{{ q.outcome }}：{{ q.answer }}{% else %}（尚未答复）{% endif %}"),
    )
    moments = (
        Line("{{ q.sent_at }} 发出", size=9),
        Line(
            "{% if q.answered_at %}{{ q.answered_at }} 答复{% else %}应于 {{ q.due_at }} 前答复{% endif %}",
            size=9,
        ),
    )
    gap(document)
    add(document, Line("{%p if inquiries %}"))
    table(
        document, (3.4, 9.2, 4.4),
        (
            (band("征求意见与报审", 3),),
            tuple(label(name) for name in ("事项与对象", "内容与答复", "时间")),
            "{%tr for q in inquiries %}",
            (Cell((Line("{{ q.kind }}"), Line("{{ q.addressee }}"))), Cell(answer), Cell(moments)),
            END,
        ),
        heads=2,
    )  # fmt: skip
    gap(document)
    add(document, Line("{%p endif %}"))


def _opinions(document):
    signed = (
        Line("{%p if o.name %}"),
        Line("{{ o.decision }}{% if o.opinion %}：{{ o.opinion }}{% endif %}"),
        Line("签字：{{ o.name }}{% if o.for_name %}（受 {{ o.for_name }} 委托）{% endif %}　　{{ o.roles }}　　{{ o.at }}", align="right", before=4),
        Line("{%p if o.digest %}"), mono("签名摘要 SHA-256 {{ o.digest }}"), Line("{%p endif %}"),
        Line("{%p if o.sm3 %}"), mono("签名摘要 SM3 {{ o.sm3 }}"), Line("{%p endif %}"),
        Line("{%p else %}"),
        *sign("签字：　　　　　　　　　（盖章）　　　　年　　月　　日"),
        Line("{%p endif %}"),
    )  # fmt: skip
    outcome = (
        Line("{% for t in outcomes %}{{ '■' if t.ticked else '□' }} {{ t.word }}{{ '' if loop.last else '　　' }}{% endfor %}"),
        Line("{%p if ground %}"), Line("依据：{{ ground }}"), Line("{%p endif %}"),
        Line("{%p if reason %}"), Line("理由：{{ reason }}"), Line("{%p endif %}"),
        *sign("（单位印章）　　　　年　　月　　日", 52),
    )  # fmt: skip
    digest = (
        mono("{{ digest or '检查完成后生成' }}"),
        Line("{%p if voided %}"), Line("因内容改动而失效的签名：{{ voided }} 个，见系统内记录。", size=9), Line("{%p endif %}"),
    )  # fmt: skip
    table(
        document, (2.6, 14.4),
        (
            (band("审查意见（逐级签署，一人一签）", 2),),
            "{%tr for o in opinions %}",
            (Cell((Line("{{ o.step }}", HEAD, 10, "center"), Line("{{ o.roles }}", HEAD, 8.5, "center"))), Cell(signed)),
            END,
            (label("审查结论"), Cell(outcome)),
            (label("内容摘要值"), Cell(digest)),
            (label("说明"), Cell((
                Line("{{ statement }}", NOTE, 9), Line("{{ basis }}", NOTE, 9),
                Line("打印时间：{{ printed_at }}　　记录：{{ back }}", NOTE, 8),
            ))),
        ),
    )  # fmt: skip


def register():
    document = board(landscape=True, title="上网信息登记表", number="{{ period }}")
    head(document, "上网信息登记表", code=False)
    add(document, PRINCIPLES)
    line = (
        value("单位：{{ unit }}"),
        value("期间：{{ period }}", align="center"),
        value("打印：{{ printed_at }}　{{ made_by }}", align="right"),
    )
    table(document, (9, 6, 10.7), (line,), borders=False)
    names = (
        "序号",
        "编号",
        "信息内容（标题）",
        "信息来源",
        "承办部门",
        "发布途径",
        "信息员",
        "部门初审意见",
        "专业审核意见",
        "领导签批意见",
        "上网时间",
        "备注",
    )
    keys = (
        "ordinal",
        "number",
        "title",
        "source",
        "section",
        "channel",
        "author",
        "first",
        "secrecy",
        "leader",
        "published_at",
        "remark",
    )
    table(
        document, (1.1, 2.7, 4.6, 1.7, 1.9, 2, 1.5, 2.4, 2.4, 2.4, 2, 1),
        (
            tuple(Cell((Line(name, HEAD, 9, "center"),)) for name in names),
            "{%tr if not lines %}", (value("本期无上网信息。", 12, align="center"),), "{%tr endif %}",
            "{%tr for row in lines %}",
            tuple(value(f"{{{{ row.{key} }}}}", size=8.5) for key in keys),
            END,
            "{%tr if more %}", (value("另有 {{ more }} 件未在本表列出，请缩短期间后再打印。", 12),), "{%tr endif %}",
        ),
        heads=1,
    )  # fmt: skip
    add(
        document,
        Line(
            "登记人（签字）：　　　　　　　　　审核人（签字）：　　　　　　　　　（单位印章）　　　　年　　月　　日",
            before=8,
        ),
    )
    return document


def incident():
    document = board(title="隔离事件报告", number="编号：{{ number }}")
    head(document, "隔离事件报告")
    table(
        document,
        (8.5, 8.5),
        ((value("编号：{{ number }}"), value("打印时间：{{ printed_at }}", align="right")),),
        borders=False,
    )
    table(
        document, (2.8, 5.7, 2.8, 5.7),
        (
            facts(("报告单位", "{{ unit }}"), ("对应审查表", "{{ case_number }}")),
            facts(("发现时间", "{{ found_at }}"), ("报告期限", "{{ due_at }}")),
            facts(("24小时计时", "{{ clock }}"), ("报告时间", "{{ reported_at or '（未登记）' }}")),
            (label("发现经过"), value("{{ course }}", 3)),
        ),
    )  # fmt: skip
    table(
        document, (1.2, 9.6, 2.8, 3.4),
        (
            (band("涉及材料的哈希与位置（内容已遮盖）", 4),),
            tuple(label(name) for name in ("序号", "材料与哈希", "位置与片段", "判断与依据")),
            "{%tr if not traces %}", (value("没有留存记录。", 4),), "{%tr endif %}",
            "{%tr for t in traces %}",
            (
                value("{{ loop.index }}", align="center"),
                Cell((Line("{{ t.item }}　{{ t.size }}"), Line("SHA-256 {{ t.sha256 }}", size=6, mono=True), Line("{%p if t.sm3 %}"), Line("SM3 {{ t.sm3 }}", size=6, mono=True), Line("{%p endif %}"))),
                Cell((Line("{{ t.place }}", size=9), Line("{{ t.shown }}", size=9))),
                Cell((Line("{{ t.name }}", size=9), Line("{{ t.basis }}", size=9))),
            ),
            END,
        ),
        heads=2,
    )  # fmt: skip
    table(
        document, (2.8, 7.3, 2.2, 4.7),
        (
            (band("已采取措施", 4),),
            tuple(label(name) for name in ("阶段", "情况", "经办人", "时间")),
            "{%tr for s in stages %}",
            (label("{{ s.name }}"), value("{{ s.note }}"), value("{{ s.who }}", align="center"), value("{{ s.at or '（未完成）' }}", align="center")),
            END,
        ),
        heads=2,
    )  # fmt: skip
    _handed_over(document)
    return document


def _handed_over(document):
    receiver = (
        Line("同级保密行政管理部门：", after=8), Line("上级主管部门：", after=8),
        Line("接收人：　　　　　　　　接收时间：　　　　年　　月　　日　　时", align="right"),
    )  # fmt: skip
    table(
        document, (2.8, 14.2),
        (
            "{%tr if outcome or conclusion %}",
            (label("处理结果"), Cell((Line("{{ outcome }}"), Line("{{ conclusion }}")))),
            "{%tr endif %}",
            (label("报告人"), Cell(sign("签字：　　　　　　　　联系电话：{{ contact }}　　　　　　　年　　月　　日"))),
            (label("单位负责人"), Cell(sign("签字：　　　　　　　　（单位印章）　　　　年　　月　　日"))),
            (label("接收单位"), Cell(receiver)),
            (label("说明"), Cell((Line("{{ duty }}", NOTE, 9), Line("{{ statement }}", NOTE, 9)))),
        ),
    )  # fmt: skip


def notice():
    document = board(title="{{ heading }}", number="编号：{{ number }}")
    head(document, "{{ heading }}")
    table(
        document,
        (8.5, 8.5),
        ((value("编号：{{ number }}"), value("{{ at }}", align="right")),),
        borders=False,
    )
    table(
        document, (2.6, 5.9, 2.6, 5.9),
        (
            (label("信息标题"), fact("{{ title }}", 3)),
            facts(("承办部门", "{{ section }}"), ("承办人", "{{ author }}")),
            facts(("审查人", "{{ by }}"), ("身份", "{{ role }}")),
            "{%tr if ground %}", (label("依据"), value("{{ ground }}", 3)), "{%tr endif %}",
            (label("审查意见"), value("{{ opinion }}", 3)),
            "{%tr for comment in comments %}", (label("补充意见"), value("{{ comment }}", 3)), END,
        ),
    )  # fmt: skip
    table(
        document, (1.2, 4.9, 4.2, 6.7),
        (
            (band("逐条意见（内容已遮盖）", 4),),
            tuple(label(name) for name in ("序号", "位置与内容", "问题与建议", "意见与建议改法")),
            "{%tr if not lines %}", (value("没有逐条意见。", 4),), "{%tr endif %}",
            "{%tr for row in lines %}",
            (
                value("{{ row.ordinal }}", align="center"),
                Cell((Line("{{ row.item }}　{{ row.place }}", size=9), Line("{{ row.shown }}", size=9))),
                Cell((Line("{{ row.name }}（{{ row.severity }}）", size=9), Line("{{ row.advice }}", size=9))),
                Cell((
                    Line("{{ row.decision }}", size=9),
                    Line("{%p for comment in row.comments %}"), Line("{{ comment }}", size=9), Line("{%p endfor %}"),
                    Line("{%p if row.rewording %}"), Line("建议改为：{{ row.rewording }}", HEAD, 9), Line("{%p endif %}"),
                )),
            ),
            END,
            "{%tr if more %}", (value("另有 {{ more }} 项未列出，见系统内记录。", 4),), "{%tr endif %}",
        ),
        heads=2,
    )  # fmt: skip
    table(
        document, (2.6, 14.4),
        (
            (label("承办人签收"), Cell(sign("签字：　　　　　　　　　年　　月　　日"))),
            (label("说明"), Cell((Line("{{ statement }}", NOTE, 9), Line("打印时间：{{ printed_at }}　　记录：{{ back }}", NOTE, 8)))),
        ),
    )  # fmt: skip
    return document


def rectification():
    document = board(title="整改通知书", number="编号：{{ number }}")
    head(document, "整改通知书")
    add(document, Line("编号：{{ number }}", align="center", after=8))
    add(document, Line("{{ addressee }}：", after=4))
    add(
        document,
        Line(
            "　　经网站巡查，发现{{ site }}存在下列问题{% if reopened %}（销号后再次出现）{% endif %}。请查明原因，按要求整改，"
            "并于{{ due_at }}前书面答复。整改完成以页面、附件、列表页等各处均已撤下或改正为准。",
            after=6,
        ),
    )
    table(
        document, (2.6, 5.9, 2.6, 5.9),
        (
            (label("问题"), Cell((Line("{{ kind }}：{{ name }}"), Line("{%p for line in why %}"), Line("{{ line }}", size=9), Line("{%p endfor %}")), 3)),
            facts(("等级", "{{ severity }}"), ("发现时间", "{{ found_at }}")),
            (label("位置"), Cell((Line("{{ url }}"), Line("{%p if place %}"), Line("{{ place }}"), Line("{%p endif %}"), Line("{%p if shown %}"), Line("片段（已遮盖）：{{ shown }}", size=9), Line("{%p endif %}")), 3)),
            (label("证据"), Cell((Line("{%p for file in files %}"), mono("{{ file }}"), Line("{%p endfor %}"), Line("{%p if not files %}"), Line("（无页面存档）"), Line("{%p endif %}")), 3)),
            (label("依据"), Cell((Line("{%p if ground %}"), Line("{{ ground }}"), Line("{%p endif %}"), Line("{{ basis }}", size=9)), 3)),
            (label("要求"), fact("{{ demand }}", 3)),
            (label("期限"), fact("{{ due_at }}前", 3)),
            facts(("责任科室", "{{ section or '（未指定）' }}"), ("责任人", "{{ person or '（科室指定）' }}")),
        ),
    )  # fmt: skip
    add(document, Line("{{ statement }}", NOTE, 9, before=4))
    add(document, Line("{{ unit }}（盖章）", align="right", before=18))
    add(document, Line("{{ issued_at }}", align="right", after=10))
    _receipt(document)
    return document


def _receipt(document):
    signed = Line("科室负责人签字：　　　　　　　　　年　　月　　日", align="right", before=20)
    checked = Line("验收人签字：　　　　　　　　　年　　月　　日", align="right", before=20)
    table(
        document, (2.6, 14.4),
        (
            (band("回执（编号：{{ number }}）", 2),),
            (label("原因"), Cell((Line("{{ cause }}", after=14),))),
            (label("整改措施"), Cell((Line("{{ measure }}", after=14),))),
            (label("责任科室"), Cell((Line("{% if replied_at %}系统内答复时间：{{ replied_at }}{% endif %}"), signed))),
            (label("验收意见"), Cell((Line("{{ result }}"), checked))),
        ),
    )  # fmt: skip


def policy():
    document = board(title="信息发布保密审查制度")
    add(
        document,
        Line("{{ unit }}", TITLE, 22, "center", before=24),
        Line("信息发布保密审查制度", TITLE, 22, "center", after=18),
    )
    for title, articles in CHAPTERS:
        add(document, Line(title, HEAD, 16, "center", before=10, after=6, keep=True))
        for article in articles:
            last = article is CHAPTERS[-1][1][-1]
            add(document, Line(article, size=14, indent=not article.startswith("{%"), after=3, keep=last))
    add(
        document,
        Line("{{ unit }}", size=14, align="right", before=18, keep=True),
        Line("{{ day }}", size=14, align="right"),
    )
    return document


PAPERS = {
    "review-form": review_form,
    "register": register,
    "incident": incident,
    "notice": notice,
    "policy": policy,
    "rectification": rectification,
}


def made(name):
    """A template's bytes, always the same."""
    kept, settled = BytesIO(), BytesIO()
    PAPERS[name]().save(kept)
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as new:
        for member in sorted(old.namelist(), key=lambda entry: (entry != "[Content_Types].xml", entry)):
            new.writestr(
                zipfile.ZipInfo(member, (1980, 1, 1, 0, 0, 0)), old.read(member), zipfile.ZIP_DEFLATED
            )
    return settled.getvalue()


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[3]
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else root / "web/office/papers"
    for name in PAPERS:
        (folder / f"{name}.docx").write_bytes(made(name))

"""The papers as Word documents, read back with our own reader."""

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from report.forms.examples import (
    BACK,
    LONG_TITLE,
    empty_form,
    form,
    full_form,
    incident,
    notice,
    policy,
    rectification,
    register,
)
from report.forms.make_papers import PAPERS, made

from reviewer.errors import ReportError
from reviewer.report.forms.docx import docx
from reviewer.report.forms.stationery import Stationery

SHIPPED = Path(__file__).resolve().parents[3] / "web/office/papers"
STATIONERY = Stationery(SHIPPED)
HOSTILE = '{{ 7*7 }} {% for x in y %} {_{ 1 }_} <w:br/>&amp;]]> #eval("1") $x$ =1+1\x00\x0b\u202e\ud800'
KEPT = '{{ 7*7 }} {% for x in y %} {_\u2060{ 1 }_\u2060} <w:br/>&amp;]]> #eval("1") $x$ =1+1'


def text_of(data):
    """All text of a document: body, tables, headers and footers."""
    document = Document(BytesIO(data))
    parts = [
        document.element.body,
        *(s.header._element for s in document.sections),
        *(s.footer._element for s in document.sections),
    ]
    return "\n".join(
        "".join(node.text or "" for node in p.iter("{*}t")) for part in parts for p in part.iter("{*}p")
    )


def own(tmp_path, name="review-form.docx", data=None):
    """A unit's folder that holds one template."""
    folder = tmp_path / "papers"
    folder.mkdir()
    if data is None:
        shutil.copy(SHIPPED / name, folder / name)
    else:
        (folder / name).write_bytes(data)
    return Stationery(SHIPPED, folder)


def templated(words):
    document = Document()
    document.add_paragraph(words)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def test_the_form_says_who_where_from_what_was_found_and_who_signed():
    told = text_of(docx(STATIONERY, "review-form", form(signed=1)))
    for word in (
        "信息发布保密审查表", "QX-2026-00017", "清溪县示例局", "关于开展一季度示例工作的通知", "信息来源", "本单位制作", "本机及材料均非涉密",
        "personal.resident-id", "《中华人民共和国个人信息保护法》第二十五条", "公开前删去号码", "误报", "未读部分：附件2.pdf",
        "王示例0", "2026年3月2日 09:00", "ab" * 32, "cd" * 32, "ef" * 32, "（单位印章）", "（盖章）", "□ 公开",
        "谁公开谁审查谁负责", "先审查后公开", "一事一审", "涉密不上网、上网不涉密", "机器检查只作辅助筛查", "第三十五条", BACK, "（续表）",
    ):  # fmt: skip
        assert word in told, word


def test_an_empty_form_still_has_its_boxes():
    told = text_of(docx(STATIONERY, "review-form", empty_form()))
    assert told.count("签字：　") == 3
    assert "未检查" in told
    assert "机器检查没有完成" in told
    assert "未发现须列出的内容" not in told  # nothing checked is not nothing found


def test_everything_of_a_long_case_is_there():
    told = text_of(docx(STATIONERY, "review-form", full_form()))
    assert LONG_TITLE[:300] in told
    assert all(f"附件{number}：2026" in told for number in range(1, 13))
    assert told.count("personal.resident-id") == 40
    for word in ("征求意见与报审", "示例公司", "同意公开：无意见。", "（尚未答复）"):
        assert word in told
    assert all(f"王示例{number}" in told for number in range(5))
    assert "受 赵示例 委托" in told
    assert "■ 公开" in told
    assert "失效的签名：2 个" in told


def test_tables_repeat_their_heads_and_pages_are_numbered():
    with zipfile.ZipFile(BytesIO(docx(STATIONERY, "review-form", full_form()))) as package:
        body = package.read("word/document.xml").decode()
        others = "".join(
            package.read(name).decode() for name in package.namelist() if "footer" in name or "header" in name
        )
    assert body.count("<w:tblHeader") >= 4
    assert "NUMPAGES" in others
    assert "titlePg" in body
    assert 'w:w="11906" w:h="16838"' in body


def test_hostile_values_stay_text():
    told = text_of(docx(STATIONERY, "review-form", form(title=HOSTILE, author=HOSTILE)))
    assert told.count(KEPT) == 2
    assert "49" not in told.replace("QX-2026", "").split("信息标题")[1][:60]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("register", register(), ("上网信息登记表", "2026年3月", "QX-2026-00002", "同意 李示例", "登记人（签字）")),
        ("register", register(0), ("本期无上网信息",)),
        ("incident", incident(), ("隔离事件报告", "0a" * 32, "机*★*年", "停止传输", "（未完成）", "24小时内", "报告人", "余 21 小时")),
        ("notice", notice(), ("退回修改意见单", "请删去整列。", "建议改为：身份证号：（已隐去）", "请同时核对附件二。")),
        ("notice", notice("不予公开审查意见书", 0, ground="内部事务信息（条例第十六条）"), ("不予公开审查意见书", "条例第十六条", "没有逐条意见")),
        ("rectification", rectification(), ("整改通知书", "QX-ZG-2026-00003", "110***********11", "2026年3月5日", "第二十五条", "立即撤下", "回执", "科室负责人签字")),
        ("policy", policy(), ("清溪县示例局", "信息发布保密审查制度", "（1）科室初审：由科室负责人签署", "办公室、法规科", "谁公开谁审查谁负责")),
    ],
)  # fmt: skip
def test_each_paper_says_what_it_is_for(name, value, words):
    told = text_of(docx(STATIONERY, name, value))
    for word in words:
        assert word in told, word
    assert "{{" not in told
    assert "{%" not in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("review-form", empty_form()),
        ("review-form", form()),
        ("review-form", full_form()),
        ("register", register(0)),
        (
            "rectification",
            rectification(why=(), files=(), shown="", place="", person="王示例", demand="长" * 600),
        ),
        ("incident", incident(traces=0, done=0)),
        ("incident", incident(traces=2, done=5)),
        ("notice", notice(lines=0)),
        ("policy", policy()),
    ],
)
def test_a_word_processor_can_open_every_paper(name, value):
    """Word wants a row in every table, a paragraph at the end of every cell, and something between tables."""
    body = Document(BytesIO(docx(STATIONERY, name, value))).element.body
    for table in body.iter("{*}tbl"):
        assert table.findall("{*}tr")
        assert not table.getnext().tag.endswith("}tbl")
    for cell in body.iter("{*}tc"):
        assert cell[-1].tag.endswith("}p")
    for row in body.iter("{*}tr"):
        assert row.findall("{*}tc")


def test_the_same_value_gives_the_same_bytes():
    assert docx(STATIONERY, "review-form", form()) == docx(STATIONERY, "review-form", form())


def test_fonts_are_the_first_of_the_lists_with_the_others_as_substitutes(tmp_path):
    fonts = (
        (SHIPPED / "fonts.toml")
        .read_text(encoding="utf-8")
        .replace('body = ["仿宋"', 'body = ["甲&乙体", "仿宋"')
    )
    stationery = own(tmp_path, "fonts.toml", fonts.encode())
    with zipfile.ZipFile(BytesIO(docx(stationery, "review-form", form()))) as package:
        table, body = (package.read(f"word/{name}.xml").decode() for name in ("fontTable", "document"))
    assert '<w:font w:name="甲&amp;乙体"><w:altName w:val="仿宋,' in table
    assert 'w:eastAsia="甲&amp;乙体"' in body
    assert 'w:eastAsia="仿宋"' not in body


def test_a_units_own_template_wins(tmp_path):
    stationery = own(tmp_path, data=templated("本单位自制：{{ title }}／{{ field.source }}"))
    assert "本单位自制：关于开展一季度示例工作的通知／本单位制作" in text_of(
        docx(stationery, "review-form", form())
    )
    assert "隔离事件报告" in text_of(docx(stationery, "incident", incident()))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("{{ tittle }}", "没有的字段"),
        ("{% for x in findings %}", "标记有误"),
        ("{{ title.__class__.__mro__ }}", "标记有误|没有的字段"),
        ("{{ code.tpl.save('/tmp/taken') }}", "没有的字段"),
        ("{{ code._draw.__self__ }}", "标记有误|没有的字段"),
    ],
)  # fmt: skip
def test_a_broken_or_prying_template_is_refused(tmp_path, words, why):
    stationery = own(tmp_path, data=templated(words))
    with pytest.raises(ReportError, match=why) as told:
        docx(stationery, "review-form", form())
    assert "review-form.docx" in told.value.message
    assert not Path("/tmp/taken").exists()


def test_a_file_that_is_no_document_is_refused(tmp_path):
    with pytest.raises(ReportError, match="不是可用的 docx 文件"):
        docx(own(tmp_path, data=b"PK\x03\x04 nothing"), "review-form", form())


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(ReportError, match="模板目录不存在"):
        docx(Stationery(SHIPPED, tmp_path / "gone"), "review-form", form())


@pytest.mark.parametrize("name", list(PAPERS))
def test_the_shipped_templates_are_what_the_script_makes(name):
    assert (SHIPPED / f"{name}.docx").read_bytes() == made(name), "run tests/report/forms/make_papers.py"

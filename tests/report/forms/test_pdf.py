"""The papers as PDF, read back with PDFium."""

import shutil
from pathlib import Path

import pypdfium2
import pytest
from report.forms.examples import LONG_TITLE, empty_form, form, full_form, incident, rectification, register
from typst import Fonts

from reviewer.errors import ReportError
from reviewer.report.forms import fonts as lettering
from reviewer.report.forms.pdf import pdf
from reviewer.report.forms.stationery import Stationery

SHIPPED = Path(__file__).resolve().parents[3] / "web/office/papers"
STATIONERY = Stationery(SHIPPED)
HOSTILE = '#eval("1+1") $x^2$ *粗* _斜_ @ref <label> `raw` \\ // 注 [a](b) {{ 7*7 }} = 标题'

try:
    lettering.usable(STATIONERY)
except ReportError:
    pytest.skip("no Chinese font on this machine", allow_module_level=True)


def pages(data):
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def flat(data):
    """All text without line ends and spaces: lines break where they must."""
    return "".join("".join(page.split()) for page in pages(data)).replace("\u200b", "").replace("\ufffe", "")


def own(tmp_path, **files):
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.typ").write_text(text, encoding="utf-8")
    return Stationery(SHIPPED, folder)


def test_the_form_says_who_where_from_what_was_found_and_who_signed():
    told = flat(pdf(STATIONERY, "review-form", form(signed=1)))
    for word in (
        "信息发布保密审查表", "QX-2026-00017", "清溪县示例局", "关于开展一季度示例工作的通知", "本单位制作", "personal.resident-id",
        "公开前删去号码", "误报", "未读部分：附件2.pdf", "王示例0", "2026年3月2日09:00", "ab" * 32, "cd" * 32, "ef" * 32,
        "（单位印章）", "（盖章）", "□公开", "谁公开谁审查谁负责", "涉密不上网、上网不涉密", "机器检查只作辅助筛查", "第三十五条",
    ):  # fmt: skip
        assert word in told, word


def test_long_content_goes_on_under_a_continuation_header_with_page_numbers():
    found = pages(pdf(STATIONERY, "review-form", full_form()))
    assert len(found) > 4
    assert "续表" not in found[0]
    assert all("（续表）" in page and "QX-2026-00017" in page for page in found[1:])
    for number, page in enumerate(found, 1):
        assert f"第{number}页共{len(found)}页" in "".join(page.split())
    told = "".join("".join(page.split()) for page in found).replace("\u200b", "")
    assert LONG_TITLE[:300] in told
    assert told.count("personal.resident-id") == 40
    for word in ("征求意见与报审", "示例公司", "同意公开：无意见。", "（尚未答复）"):
        assert word in told
    assert all(f"附件{number}：2026" in told for number in range(1, 13))
    assert all(f"王示例{number}" in told for number in range(5))


def test_an_empty_form_is_one_page_with_its_boxes():
    found = pages(pdf(STATIONERY, "review-form", empty_form()))
    assert len(found) == 1
    assert found[0].count("（盖章）") == 3
    assert "机器检查没有完成" in found[0]
    assert "未发现须列出的内容" not in found[0]


def test_pages_are_a4():
    document = pypdfium2.PdfDocument(pdf(STATIONERY, "review-form", form()))
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    width, height = pypdfium2.PdfDocument(pdf(STATIONERY, "register", register()))[0].get_size()
    assert (round(width), round(height)) == (842, 595)


def test_hostile_values_stay_text():
    told = flat(pdf(STATIONERY, "review-form", form(title=HOSTILE)))
    assert "".join(HOSTILE.split()) in told


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("register", register(60), ("上网信息登记表", "QX-2026-00060", "登记人（签字）")),
        ("register", register(0), ("本期无上网信息",)),
        ("rectification", rectification(cause="历史页面", measure="已撤下", result="已撤下", reopened=1), ("整改通知书", "销号后再次出现", "第二十五条", "立即撤下", "回执", "历史页面")),
        ("incident", incident(traces=12, done=5), ("隔离事件报告", "0a" * 32, "技术处理", "24小时内", "接收单位")),
    ],
)  # fmt: skip
def test_each_paper_says_what_it_is_for(name, value, words):
    told = flat(pdf(STATIONERY, name, value))
    for word in words:
        assert word in told, word


def test_the_same_value_gives_the_same_bytes():
    assert pdf(STATIONERY, "review-form", form()) == pdf(STATIONERY, "review-form", form())


def test_a_units_own_template_wins_and_may_use_the_shipped_parts(tmp_path):
    mine = (
        '#import "common.typ": *\n#show: paper.with("自制", "")\n本单位自制：#data.title／#data.field.source'
    )
    told = flat(pdf(own(tmp_path, review_form=mine), "review-form", form()))
    assert "本单位自制：关于开展一季度示例工作的通知／本单位制作" in told


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("#json(bytes(sys.inputs.data)).tittle", "第1行"),
        ("#if {", "第1行"),
        ('#import "@preview/cetz:0.3.1": canvas', "不得引用外部软件包"),
        ('#read("/etc/hostname")', "不能使用"),
        ('#read("../fonts.toml")', "不能使用"),
    ],
)  # fmt: skip
def test_a_broken_or_prying_template_is_refused(tmp_path, source, why):
    with pytest.raises(ReportError, match=why) as told:
        pdf(own(tmp_path, review_form=source), "review-form", form())
    assert "review-form.typ" in told.value.message


def test_without_a_chinese_font_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(lettering, "present", lambda _: Fonts(include_system_fonts=False))
    with pytest.raises(ReportError, match="fonts-noto-cjk"):
        pdf(STATIONERY, "review-form", form())


def test_a_bad_font_list_is_refused(tmp_path):
    stationery = own(tmp_path)
    (stationery.unit / "fonts.toml").write_text('body = "仿宋"', encoding="utf-8")
    with pytest.raises(ReportError, match="字体文件"):
        pdf(stationery, "review-form", form())


def test_fonts_beside_the_templates_are_found(tmp_path):
    source = next(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"), None)
    if source is None:
        pytest.skip("no font to copy")
    stationery = own(tmp_path)
    (stationery.unit / "fonts").mkdir()
    shutil.copy(source, stationery.unit / "fonts")
    assert "DejaVu Sans" in lettering.present(stationery).families()

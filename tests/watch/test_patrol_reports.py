"""Reports of the patrol are documents with the figures in them, and stay whole whatever is in the names."""

from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from report.forms.make_reports import made
from watch.test_campaigns import (  # noqa: F401 (fixtures)
    answered,
    campaign,
    campaigns,
    end,
    office,
    people,
    portal,
    to,
)
from watch.touched import begun, seen, site, ticket

from reviewer.errors import AbsentError
from reviewer.patrol.campaign import STAGES
from reviewer.resources import folder
from reviewer.settings import Settings
from reviewer.watch.plans import plans
from reviewer.watch.plans.drafts import Draft
from reviewer.watch.reports import papers as patrol_reports


def text_of(paper):
    document = Document(BytesIO(paper.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_shipped_template_is_what_the_script_makes():
    path = folder("web", Settings()) / "office" / "papers" / "patrol-report.docx"
    assert path.read_bytes() == made(), "run tests/report/forms/make_reports.py"


def test_the_self_check_holds_figures_problems_and_conclusion(office, people, portal):  # noqa: F811
    _, run = begun(office, portal, ending="whole")
    seen(office, portal, run, "clear", "review")
    ticket(office, portal)
    text = text_of(patrol_reports.self_check_docx(office, people["officer"], "2026"))
    for told in (
        "自查报告",
        "2026年",
        "清溪县示例局",
        "登记网站 1 个",
        "还有 1 个整改问题没有销号",
        "不足以作出“未发现”的结论",
        "个人信息",
    ):
        assert told in text
    assert "{" not in text


def test_the_conclusion_is_the_statement_when_the_data_bears_it(office, people, portal):  # noqa: F811
    _, run = begun(office, portal, ending="whole")
    seen(office, portal, run, "clear")
    assert "截至2026年3月2日" in text_of(patrol_reports.self_check_docx(office, people["leader"], ""))


def test_the_same_figures_are_a_workbook(office, people, portal):  # noqa: F811
    ticket(office, portal)
    paper = patrol_reports.self_check_xlsx(office, people["officer"], "2026-Q1")
    book = load_workbook(BytesIO(paper.data))
    assert book.sheetnames[0] == "信息发布保密审查"
    assert ("发现", "1") in list(book["整改"].values)
    assert book["网站巡查"]["A2"].value == "门户"


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_a_report_before_and_after_its_end(office, people, campaign, portal, stage):  # noqa: F811
    assert "本阶段尚未结束" in text_of(patrol_reports.stage_docx(office, people["leader"], campaign, stage))
    to("supervision", office, people, campaign, portal)
    end(office, people, campaign, "leader", text="同意，继续保持。")
    text = text_of(patrol_reports.stage_docx(office, people["leader"], campaign, stage))
    assert STAGES[stage] in text
    assert "确认结束" in text
    assert "应审地址" in text
    assert ("内外网是否隔离" in text) == (stage == "problems")


def test_reports_are_for_those_who_read_the_patrol(office, people, campaign, portal):  # noqa: F811
    with pytest.raises(AbsentError):
        patrol_reports.stage_docx(office, people["stranger"], campaign, "problems")
    with pytest.raises(AbsentError):
        patrol_reports.stage_docx(office, people["officer"], campaign, "x")


def test_names_with_marks_of_the_template_language_stay_what_they_are(office, people):  # noqa: F811
    site(office, "{{ 7*7 }}<b>&门户{% endfor %}\x07")
    plans.make(
        office, people["officer"], Draft("{{ heading }}", "regular", "weekly", campaigns.date(2026, 3, 3))
    )
    assert "{{ heading }}" in text_of(patrol_reports.year_docx(office, people["officer"], "2026"))
    text = text_of(patrol_reports.self_check_docx(office, people["officer"], "2026"))
    assert "{{ 7*7 }}<b>&门户{% endfor %}" in text

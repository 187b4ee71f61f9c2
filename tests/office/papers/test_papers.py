"""Papers are filled from what the person may see, masked, and every one is noted."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from office.passing import passed
from openpyxl import load_workbook
from people import resident_id
from playing import (
    CLEAN,
    FORM,
    INTERNAL,
    SECRET,
    approved,
    check_all,
    items,
    look,
    opened,
    publication,
    published,
    row,
    sign,
    submitted,
)
from sqlalchemy import select

from reviewer.errors import AbsentError, RefusedError, ReportError, UsageError
from reviewer.office.cases import consulting, publishing
from reviewer.office.cases.deciding import Word, comment
from reviewer.office.cases.moving import submit
from reviewer.office.cases.opening import Draft, Given, open_case
from reviewer.office.incidents import incidents
from reviewer.office.papers import papers
from reviewer.office.papers.paper_register import period
from reviewer.store import dossier
from reviewer.store.tables.cases import Item
from reviewer.store.tables.incidents import Incident
from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.signing import Event


def text_of(paper):
    body = Document(BytesIO(paper.data)).element.body
    return "\n".join("".join(node.text or "" for node in p.iter("{*}t")) for p in body.iter("{*}p"))


def events(office, action="paper"):
    with office.store.read() as session:
        return [event.details for event in session.scalars(select(Event).where(Event.action == action))]


def set_unit(office, people, **settings):
    with office.store.write() as session:
        session.get_one(Unit, people["author"].unit_id).settings = settings


def incident_of(office, case_id):
    with office.store.read() as session:
        return session.scalars(select(Incident).where(Incident.case_id == case_id)).one().id


def test_the_form_of_an_approved_case_has_every_signature_with_its_digest(office, people):
    case_id = passed(office, people, INTERNAL)
    value = papers.form_to_print(office, people["author"], case_id)
    assert [(o.name, o.decision) for o in value.opinions] == [
        ("head", "同意"),
        ("officer", "同意"),
        ("leader", "同意"),
    ]
    assert all(len(o.digest) == 64 and o.at for o in value.opinions)
    assert [tick.word for tick in value.outcomes if tick.ticked] == ["公开"]
    assert len(value.digest) == 64
    assert value.materials[0].sha256 == items(office, case_id)[0].sha256
    assert (value.machine.findings[0].basis, value.machine.findings[0].advice) == (
        "《某法》第一条",
        "先报本单位保密办。",
    )
    assert value.machine.findings[0].decision == "可公开"
    entries = {entry.id: entry.value for group in value.groups for entry in group.entries}
    assert entries["source"] == "本单位制作"
    assert entries["not_secret_computer"] == "是"


def test_a_draft_has_empty_rows_for_the_steps_that_are_needed(office, people):
    case_id = opened(office, people["author"], CLEAN)
    value = papers.form_to_print(office, people["author"], case_id)
    assert [o.step for o in value.opinions] == ["科室初审", "领导签批"]
    assert not any(o.name for o in value.opinions)
    assert not any(tick.ticked for tick in value.outcomes)


def test_a_form_of_what_is_not_checked_yet_says_so(office, people):
    case_id = open_case(office, people["author"], Draft(FORM, (Given("甲.txt", CLEAN.encode()),)))
    told = text_of(papers.form(office, people["author"], case_id, "docx"))
    assert "机器检查没有完成" in told
    assert "未发现" not in told
    check_all(office)
    assert "未发现须列出的内容" in text_of(papers.form(office, people["author"], case_id, "docx"))


def test_who_was_asked_and_what_came_back_is_on_the_form(office, people):
    case_id = submitted(office, people["author"], CLEAN)
    look(office, people["head"], case_id)
    question = consulting.Question("issuer", "示例市局", "能否公开？")
    consulting.consult(office, people["head"], case_id, row(office, case_id).turn, question)
    value = papers.form_to_print(office, people["author"], case_id)
    assert [tick.word for tick in value.outcomes if tick.ticked] == ["需报审"]
    assert [(q.kind, q.addressee, q.answered_at) for q in value.inquiries] == [
        ("征求制发机关意见", "示例市局", None)
    ]
    told = consulting.Answer("agreed", "可以公开。")
    consulting.answer(office, people["head"], case_id, row(office, case_id).turn, told)
    (inquiry,) = papers.form_to_print(office, people["author"], case_id).inquiries
    assert (inquiry.outcome, inquiry.answer) == ("同意公开", "可以公开。")


def test_an_unread_part_is_on_the_form(office, people):
    case_id = opened(office, people["author"], "甲\0乙")
    assert papers.form_to_print(office, people["author"], case_id).machine.gaps == (
        "文件1.txt：内容损坏，未能读取",
    )


def test_what_was_found_is_masked_on_paper(office, people):
    number = resident_id()
    case_id = opened(office, people["author"], f"张三 {number}")
    told = text_of(papers.form(office, people["author"], case_id, "docx"))
    assert "居民身份证号码" in told
    assert number not in told


def test_every_format_is_made_and_noted(office, people):
    case_id = opened(office, people["author"], CLEAN)
    for ending, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        made = papers.form(office, people["author"], case_id, ending)
        assert made.data.startswith(start)
        assert made.name == f"信息发布保密审查表 {row(office, case_id).number}.{ending}"
    noted = events(office)
    assert [entry["as"] for entry in noted] == ["docx", "pdf"]
    assert all(entry["paper"] == "review-form" and len(entry["sha256"]) == 64 for entry in noted)


@pytest.mark.parametrize(
    "name", ["stranger", "colleague", "other_head", "administrator", "security", "auditor", "leader"]
)
def test_nobody_gets_papers_of_a_draft_that_is_not_theirs(office, people, name):
    case_id = opened(office, people["author"], CLEAN)
    for call in (papers.form, papers.returned):
        with pytest.raises(AbsentError):
            call(office, people[name], case_id, "docx")
    with pytest.raises(AbsentError):
        papers.case_numbered(office, people[name], row(office, case_id).number)
    assert events(office) == []


def test_the_code_leads_to_the_record_where_the_unit_has_an_address(office, people):
    case_id = opened(office, people["author"], CLEAN)
    number = row(office, case_id).number
    assert papers.form_to_print(office, people["author"], case_id).back == number
    set_unit(office, people, address="https://review.example.gov.cn/")
    assert (
        papers.form_to_print(office, people["author"], case_id).back
        == f"https://review.example.gov.cn/records/{number}"
    )
    set_unit(office, people, address="javascript:alert(1)")
    assert papers.form_to_print(office, people["author"], case_id).back == number
    assert papers.case_numbered(office, people["author"], number) == case_id


def test_a_returned_case_has_a_notice_with_comments_and_rewording(office, people):
    case_id = submitted(office, people["author"], INTERNAL)
    look(office, people["head"], case_id)
    key = first_key(office, case_id)
    comment(office, people["head"], case_id, Word("请删去这一句。", key, "供参考。"))
    sign(office, people["head"], case_id, "return", "内部材料不宜公开，请修改")
    told = text_of(papers.returned(office, people["author"], case_id, "docx"))
    for word in (
        "退回修改意见单",
        "内部材料不宜公开，请修改",
        "head：请删去这一句。",
        "建议改为：供参考。",
        "科室负责人",
    ):
        assert word in told, word


def first_key(office, case_id):
    with office.store.read() as session:
        revision = items(office, case_id)[0].revision_id
        return dossier.findings(session, revision)[0].key


def test_a_refused_case_has_a_notice_with_its_ground(office, people):
    case_id = submitted(office, people["author"], CLEAN)
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id, "refuse", "属内部事务", ground="16-1")
    told = text_of(papers.returned(office, people["author"], case_id, "docx"))
    assert "不予公开审查意见书" in told
    assert "内部事务信息（条例第十六条）" in told
    value = papers.form_to_print(office, people["author"], case_id)
    assert (value.ground, value.reason) == ("内部事务信息（条例第十六条）", "属内部事务")
    assert [tick.word for tick in value.outcomes if tick.ticked] == ["不予公开"]


def test_what_the_publisher_sends_back_has_a_notice_in_the_publishers_name(office, people):
    case_id = approved(office, people)
    publishing.send_back(office, people["publisher"], case_id, row(office, case_id).turn, "附件打不开")
    told = text_of(papers.returned(office, people["author"], case_id, "docx"))
    for word in ("退回修改意见单", "publisher", "信息中心", "附件打不开"):
        assert word in told, word
    assert "没有逐条意见" in told


def test_a_later_signature_counts_before_the_publishers_older_word(office, people, clock):
    case_id = approved(office, people)
    publishing.send_back(office, people["publisher"], case_id, row(office, case_id).turn, "附件打不开")
    clock.turn(hours=1)
    submit(office, people["author"], case_id, row(office, case_id).turn)
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id, "return", "仍要修改")
    told = text_of(papers.returned(office, people["author"], case_id, "docx"))
    assert "仍要修改" in told
    assert "科室负责人" in told


def test_without_an_answer_there_is_no_notice(office, people):
    case_id = submitted(office, people["author"], CLEAN)
    with pytest.raises(RefusedError, match="没有意见单"):
        papers.returned(office, people["author"], case_id, "docx")


def test_an_incident_report_has_hashes_and_places_but_no_words_of_the_material(office, people):
    case_id = opened(office, people["author"], SECRET, title="不得外传的标题")
    sha256 = items(office, case_id)[0].sha256
    incident_id = incident_of(office, case_id)
    told = text_of(papers.incident(office, people["officer"], incident_id, "docx"))
    for word in (
        "隔离事件报告",
        sha256,
        "密级标志",
        "正文第1行",
        "停止传输",
        "留存记录",
        "（未完成）",
        "余 24 小时 0 分",
        "《某法》第一条",
    ):
        assert word in told, word
    assert "某演习安排" not in told
    assert "不得外传的标题" not in told
    assert "文件1" not in told


def test_the_clock_of_an_incident_tells_when_time_is_over(office, people, clock):
    incident_id = incident_of(office, opened(office, people["author"], SECRET))
    clock.turn(hours=25)
    assert "已超时 1 小时 0 分" in text_of(papers.incident(office, people["officer"], incident_id, "docx"))
    incidents.record(office, people["officer"], incident_id, "report", "已电话报告")
    assert "已报告，超时 1 小时 0 分" in text_of(
        papers.incident(office, people["officer"], incident_id, "docx")
    )


@pytest.mark.parametrize("name", ["author", "stranger", "head", "publisher", "administrator", "auditor"])
def test_only_who_answers_for_secrecy_gets_an_incident_report(office, people, name):
    incident_id = incident_of(office, opened(office, people["author"], SECRET))
    with pytest.raises(AbsentError):
        papers.incident(office, people[name], incident_id, "pdf")


def test_the_form_of_a_quarantined_case_says_nothing_of_it(office, people):
    case_id = opened(office, people["author"], SECRET, title="不得外传的标题", abstract="隐密摘要")
    told = text_of(papers.form(office, people["officer"], case_id, "docx"))
    assert "隔离" in told
    for word in ("某演习安排", "不得外传的标题", "隐密摘要"):
        assert word not in told


def test_the_register_lists_what_was_published_in_the_period(office, people):
    case_id = passed(office, people, INTERNAL)
    publishing.publish(
        office, people["publisher"], case_id, row(office, case_id).turn, publication(office, case_id)
    )
    approved(office, people)
    book = load_workbook(
        BytesIO(papers.register_of(office, people["publisher"], "2026-03", "xlsx").data)
    ).active
    rows = list(book.iter_rows(values_only=True))
    assert len(rows) == 2
    line = rows[1]
    assert line[1] == row(office, case_id).number
    assert line[3:7] == ("本单位制作", "办公室", "政府网站", "author")
    assert [cell.split()[:2] for cell in line[7:10]] == [
        ["同意", "head"],
        ["同意", "officer"],
        ["同意", "leader"],
    ]
    for ending in ("docx", "pdf"):
        assert papers.register_of(office, people["publisher"], "2026", ending).data
    assert "本期无上网信息" in text_of(papers.register_of(office, people["publisher"], "2026-02", "docx"))
    assert "本期无上网信息" in text_of(papers.register_of(office, people["colleague"], "2026-03", "docx"))
    assert "本期无上网信息" in text_of(papers.register_of(office, people["stranger"], "2026-03", "docx"))


def test_a_title_that_looks_like_a_formula_stays_text(office, people, monkeypatch):
    monkeypatch.setitem(FORM, "title", "=HYPERLINK(1)")
    published(office, people)
    cell = load_workbook(BytesIO(papers.register_of(office, people["publisher"], "", "xlsx").data)).active[
        "C2"
    ]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


@pytest.mark.parametrize("text", ["2026-13", "26", "2026-3", "2026-03-01", "x", "2026-03\n"])
def test_a_period_that_is_none_is_refused(text):
    with pytest.raises(UsageError):
        period(text, datetime(2026, 3, 2, tzinfo=UTC))


def test_periods_begin_and_end_at_midnight_in_beijing():
    now = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)
    assert period("", now).name == "2026年4月"
    december = period("2026-12", now)
    assert (december.start, december.end) == (
        datetime(2026, 11, 30, 16, tzinfo=UTC),
        datetime(2026, 12, 31, 16, tzinfo=UTC),
    )


def test_the_policy_names_the_unit_its_sections_and_its_steps(office, people):
    told = text_of(papers.policy(office, people["officer"], "docx"))
    for word in (
        "清溪县示例局",
        "办公室、法规科",
        "（1）科室初审：由科室负责人签署，每件都走，2个工作日内办结。",
        "（3）领导签批：由分管领导签署",
    ):
        assert word in told, word


def test_a_units_folder_of_templates_is_used_and_a_broken_one_refused(office, people, tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    mine = replace(office, settings=replace(office.settings, papers=folder))
    case_id = opened(office, people["author"], CLEAN)
    document = Document()
    document.add_paragraph("本单位格式 {{ number }}")
    document.save(folder / "review-form.docx")
    assert f"本单位格式 {row(office, case_id).number}" in text_of(
        papers.form(mine, people["author"], case_id, "docx")
    )
    (folder / "review-form.docx").write_bytes(b"broken")
    with pytest.raises(ReportError, match=r"review-form\.docx"):
        papers.form(mine, people["author"], case_id, "docx")


def test_a_result_of_an_older_version_does_not_keep_the_form_from_being_printed(office, people):
    number = resident_id()
    case_id = open_case(office, people["author"], Draft(FORM, (Given(f"{number}.txt", INTERNAL.encode()),)))
    check_all(office)
    with office.store.write() as session:
        item = session.get_one(Item, items(office, case_id)[0].id)
        item.reviewed_id = office.vault.put(session, b"of another version", office.clock()).id
    value = papers.form_to_print(office, people["author"], case_id)
    assert value.materials[0].name == "文件1（名称已遮盖）"
    assert {line.basis for line in value.machine.findings} == {"《某法》第一条"}
    assert number not in text_of(papers.form(office, people["author"], case_id, "docx"))


def test_what_was_found_in_a_files_name_is_masked_in_names_and_title(office, people):
    number = resident_id()
    form = {**FORM, "title": f"{number}的公示"}
    case_id = open_case(office, people["author"], Draft(form, (Given(f"{number}.txt", CLEAN.encode()),)))
    check_all(office)
    told = text_of(papers.form(office, people["author"], case_id, "docx"))
    assert number not in told
    assert "的公示" in told

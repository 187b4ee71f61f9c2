"""Papers over the web: the right people get them, others learn nothing, and each is noted."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from playing import CLEAN, FORM, INTERNAL, SECRET, look, opened, published, row, sign, submitted
from sqlalchemy import select

from reviewer.store.tables.incidents import Incident
from reviewer.store.tables.signing import Event

OF_A_CASE = ("form.docx", "form.pdf", "form", "export.zip", "returned.docx")
OF_A_UNIT = ("register.docx", "register.pdf", "register.xlsx", "policy.docx")
MAGIC = {"docx": b"PK", "xlsx": b"PK", "zip": b"PK", "pdf": b"%PDF"}


def noted(office):
    with office.store.read() as session:
        wanted = select(Event).where(Event.action.in_(("paper", "export"))).order_by(Event.id)
        return [(event.who, event.action, event.details.get("paper")) for event in session.scalars(wanted)]


@pytest.fixture
def returned(office, people):
    case_id = submitted(office, people["author"], INTERNAL)
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id, "return", "请修改")
    return case_id


@pytest.fixture
def incident(office, people):
    opened(office, people["author"], SECRET)
    with office.store.read() as session:
        return session.scalars(select(Incident)).one().id


@pytest.mark.parametrize("name", OF_A_CASE)
def test_the_author_gets_every_paper_of_the_case(as_person, office, returned, name):
    answer = as_person("author").get(f"/cases/{returned}/{name}")
    assert answer.status_code == 200
    ending = name.partition(".")[2]
    if ending:
        assert answer.data.startswith(MAGIC[ending])
        assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert [who for who, _, _ in noted(office)] == ["author"]


@pytest.mark.parametrize("name", OF_A_CASE)
@pytest.mark.parametrize("person", ["colleague", "other_head", "stranger", "publisher", "leader"])
def test_who_does_not_see_the_case_finds_nothing(as_person, office, returned, person, name):
    assert as_person(person).get(f"/cases/{returned}/{name}").status_code == 404
    assert noted(office) == []


@pytest.mark.parametrize("person", ["administrator", "security", "auditor"])
def test_the_three_administrators_get_no_paper(as_person, office, returned, person):
    client = as_person(person)
    for name in (
        *(f"/cases/{returned}/{name}" for name in OF_A_CASE),
        *(f"/papers/{name}" for name in OF_A_UNIT),
    ):
        assert client.get(name).status_code == 403
    assert noted(office) == []


def test_without_a_visit_the_login_page_comes_first(client, office, people, returned):
    for name in OF_A_CASE:
        answer = client.get(f"/cases/{returned}/{name}")
        assert answer.status_code == 303
        assert "/login" in answer.headers["Location"]


@pytest.mark.parametrize("name", OF_A_UNIT)
def test_papers_of_the_unit_are_made(as_person, office, people, name):
    published(office, people)
    answer = as_person("publisher").get(f"/papers/{name}")
    assert answer.status_code == 200
    assert answer.data.startswith(MAGIC[name.partition(".")[2]])


def test_a_wrong_period_is_a_bad_request(as_person):
    assert as_person("publisher").get("/papers/register.pdf?period=2026-13").status_code == 400


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_incident_reports_go_to_who_answers_for_secrecy(as_person, incident, ending):
    answer = as_person("officer").get(f"/incidents/{incident}/report.{ending}")
    assert answer.data.startswith(MAGIC[ending])
    assert as_person("author").get(f"/incidents/{incident}/report.{ending}").status_code == 403
    assert as_person("stranger").get(f"/incidents/{incident}/report.{ending}").status_code == 404


def test_the_page_to_print_shows_the_form_and_nothing_from_elsewhere(as_person, returned, office):
    page = as_person("author").get(f"/cases/{returned}/form").text
    for word in (
        "信息发布保密审查表",
        row(office, returned).number,
        "谁公开谁审查谁负责",
        "paper.css",
        "■ 退回修改",
        "内部资料标记",
    ):
        assert word in page, word
    assert "<script" not in page
    assert "style=" not in page
    assert "http://" not in page.replace("http://localhost", "")


def test_hostile_words_stay_words_on_the_page(as_person, office, people, monkeypatch):
    monkeypatch.setitem(FORM, "title", "<script>alert(1)</script>{{ 7*7 }}")
    case_id = opened(office, people["author"], CLEAN)
    page = as_person("author").get(f"/cases/{case_id}/form").text
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page


def test_the_code_on_a_paper_leads_to_the_case(as_person, office, returned):
    number = row(office, returned).number
    answer = as_person("author").get(f"/records/{number}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/cases/{returned}")
    assert as_person("stranger").get(f"/records/{number}").status_code == 404
    assert as_person("author").get("/records/QX-2026-99999").status_code == 404


def test_without_an_answer_the_notice_is_refused_with_its_reason(as_person, office, people):
    case_id = opened(office, people["author"], CLEAN)
    answer = as_person("author").get(f"/cases/{case_id}/returned.docx")
    assert answer.status_code == 409
    assert "没有意见单" in answer.text


def test_a_broken_template_is_told_on_a_page(as_person, app, office, people, tmp_path):
    case_id = opened(office, people["author"], CLEAN)
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/review-form.docx").write_bytes(b"broken")
    client = as_person("author")
    app.extensions["office"] = replace(office, settings=replace(office.settings, papers=tmp_path / "papers"))
    answer = client.get(f"/cases/{case_id}/form.docx")
    assert answer.status_code == 503
    assert "review-form.docx" in answer.text
    assert "Traceback" not in answer.text
    assert noted(office) == []


def test_a_package_is_a_zip_with_a_signature(as_person, returned):
    with ZipFile(BytesIO(as_person("author").get(f"/cases/{returned}/export.zip").data)) as found:
        assert "manifest.sig" in found.namelist()

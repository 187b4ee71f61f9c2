"""Copies with found values covered."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from drafts import TEXT, case_of, check_all, items_of, opened
from openpyxl import Workbook, load_workbook
from people import resident_id
from sqlalchemy import select

from reviewer.errors import AbsentError, RefusedError
from reviewer.office.cases.cover import Cover, covered
from reviewer.office.cases.masked_copy import attach, cover_of, masked_copy, suggested, taken_away
from reviewer.office.cases.opening import Given
from reviewer.office.cases.results import unpack
from reviewer.office.cases.retyped import retyped
from reviewer.records import Blob, Gap, Grid, Location, Origin, Segment
from reviewer.records import Document as ReadDocument
from reviewer.review import Reviewer
from reviewer.store import dossier
from reviewer.store.tables.findings import FindingDecision, FindingRow

NUMBER = resident_id(1)
SHOWN = f"{NUMBER[:2]}{'*' * 14}{NUMBER[-2:]}"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COVER = Cover({NUMBER: SHOWN})


@pytest.fixture
def office_that_reads(office):
    """The office with the real rules."""
    with Reviewer(office.settings) as reviewer:
        yield replace(office, reviews=reviewer)


def only_item(office, case_id):
    return items_of(office, case_id)[0].id


def personal(office, people, text=f"张某 {NUMBER}"):
    return opened(office, people["author"], Given("名单.txt", text.encode()))


def test_found_values_are_covered_as_their_rule_says_and_the_copy_is_reviewed_again(office, people):
    case_id = personal(office, people)
    copy = masked_copy(office, people["author"], case_id, only_item(office, case_id))
    assert copy.data.decode() == f"张某 {SHOWN}"
    assert (copy.values, copy.grade, copy.left) == (1, "clear", ())


def test_marks_of_secrecy_and_inner_matters_are_never_covered(office, people):
    case_id = personal(office, people, f"内部资料 张某 {NUMBER}")
    copy = masked_copy(office, people["author"], case_id, only_item(office, case_id))
    assert "内部资料" in copy.data.decode()
    assert [(found.name, found.severity) for found in copy.left] == [("内部资料标记", "review")]
    assert copy.grade == "review"


def test_where_nothing_can_be_covered_that_is_said(office, people):
    case_id = opened(office, people["author"], TEXT)
    with pytest.raises(RefusedError, match="没有可以自动遮盖"):
        masked_copy(office, people["author"], case_id, only_item(office, case_id))


def test_what_people_let_pass_stays_in_the_copy(office, people):
    case_id = personal(office, people, f"甲 {NUMBER} 乙 {resident_id(2)}")
    with office.store.write() as session:
        row = session.scalars(select(FindingRow).where(FindingRow.shown == SHOWN)).one()
        session.add(
            FindingDecision(
                case_id=case_id, revision_id=row.revision_id, key=row.key, kind="publishable", reason="公示",
                ground="statutory", person_id=people["officer"].id, role="secrecy-officer", at=office.clock(),
            )
        )  # fmt: skip
    copy = masked_copy(office, people["author"], case_id, only_item(office, case_id)).data.decode()
    assert NUMBER in copy
    assert resident_id(2) not in copy


def test_a_note_is_not_covered(office, people):
    case_id = personal(office, people)
    with office.store.read() as session:
        sealed = items_of(office, case_id)[0].reviewed_id
        (finding,) = unpack(office.vault.get(session, sealed)).verdict.findings
    assert cover_of([replace(finding, severity="note")]).pairs == {}


def test_before_the_check_there_is_no_copy(office, people):
    case_id = opened(office, people["author"], TEXT, check=False)
    with pytest.raises(RefusedError, match="还没有检查完"):
        masked_copy(office, people["author"], case_id, only_item(office, case_id))


def test_the_copy_takes_the_file_s_place_as_a_new_revision_that_is_checked_anew(office, people):
    case_id = personal(office, people)
    number = attach(office, people["author"], case_id, 1, only_item(office, case_id))
    check_all(office)
    (item,) = items_of(office, case_id)
    assert (number, item.name, item.grade) == (2, "名单.txt", "clear")
    assert case_of(office, case_id).grade == "clear"


def test_only_the_author_of_a_draft_puts_it_in_place(office, people):
    case_id = personal(office, people)
    item = only_item(office, case_id)
    with pytest.raises(AbsentError):
        attach(office, people["colleague"], case_id, 1, item)
    with office.store.write() as session:
        session.get_one(type(case_of(office, case_id)), case_id).state = "in-review"
    with pytest.raises(RefusedError):
        attach(office, people["head"], case_id, 1, item)


def test_taking_a_copy_away_is_recorded(office, people):
    case_id = personal(office, people)
    taken_away(office, people["author"], case_id, only_item(office, case_id))
    with office.store.read() as session:
        event = dossier.last_event(session, case_id)
    assert (event.action, event.who, event.details["values"]) == ("masked-copy", "author", 1)


def test_a_value_split_over_runs_of_a_docx_is_covered_and_the_runs_keep_their_looks():
    document = Document()
    paragraph = document.add_paragraph("号码 ")
    bold = paragraph.add_run(NUMBER[:6])
    bold.bold = True
    paragraph.add_run(NUMBER[6:]).add_text(" 完")
    found = Document(BytesIO(covered(saved(document), DOCX, COVER))).paragraphs[0]
    assert found.text == f"号码 {SHOWN} 完"
    assert [run.bold for run in found.runs] == [None, True, None]


def test_tables_headers_comments_and_properties_of_a_docx_are_covered_too():
    document = Document()
    document.add_table(1, 1).cell(0, 0).text = NUMBER
    document.sections[0].header.paragraphs[0].text = NUMBER
    document.add_comment(document.add_paragraph("甲").runs, text=NUMBER, author="乙")
    document.core_properties.title = NUMBER
    found = Document(BytesIO(covered(saved(document), DOCX, COVER)))
    assert found.tables[0].cell(0, 0).text == SHOWN
    assert found.sections[0].header.paragraphs[0].text == SHOWN
    assert next(iter(found.comments)).text == SHOWN
    assert found.core_properties.title == SHOWN


def test_cells_of_a_workbook_are_covered_and_formulas_cannot_bring_a_value_back():
    book = Workbook()
    book.active.append([NUMBER, int("13800001234"), "=A1"])
    data = covered(saved(book), XLSX, Cover({NUMBER: SHOWN, "13800001234": "13*********"}))
    row = [cell.value for cell in load_workbook(BytesIO(data)).active[1]]
    assert row == [SHOWN, "13*********"]


def test_a_web_page_stays_in_its_encoding():
    page = f'<meta charset="gb18030"><p>号码{NUMBER}</p>'.encode("gb18030")
    assert covered(page, "text/html", COVER).decode("gb18030").endswith(f"<p>号码{SHOWN}</p>")


def test_a_table_of_text_opens_as_utf_8_in_a_spreadsheet():
    data = covered(f"姓名,号码\n张某,{NUMBER}\n".encode("gb18030"), "text/csv", COVER)
    assert data.decode("utf-8-sig") == f"姓名,号码\n张某,{SHOWN}\n"
    assert data.startswith(b"\xef\xbb\xbf")


def rtf(text):
    """The text as RTF, which cannot be written anew."""
    return ("{\\rtf1\\ansi " + "".join(f"\\u{ord(one)}?" for one in text) + "}").encode()


def test_a_file_that_cannot_be_written_is_typed_anew_with_what_everybody_sees(office_that_reads, people):
    case_id = opened(office_that_reads, people["author"], Given("名单.rtf", rtf(f"张三丰，{NUMBER}。")))
    copy = masked_copy(office_that_reads, people["author"], case_id, only_item(office_that_reads, case_id))
    assert (copy.name, copy.retyped) == ("名单.docx", True)
    assert Document(BytesIO(copy.data)).paragraphs[0].text == f"张三丰，{SHOWN}。"
    assert not any(found.severity != "note" for found in copy.left)


def test_rows_of_a_table_stay_rows_and_what_is_hidden_is_left_out():
    place = Location("x.pdf", "table", "表1")
    rows = Segment(f"姓名\t号码\n张三丰\t{NUMBER}", place, "grid", Grid((1, 2), (1, 2)))
    unseen = Segment("藏起来的", place._replace(kind="hidden"), hidden="白色文字")
    document = ReadDocument(Origin("file", "x.pdf"), Blob.of(b"", "application/pdf"), (rows, unseen), ())
    made = Document(BytesIO(retyped(document, COVER)))
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [
        ["姓名", "号码"], ["张三丰", SHOWN],
    ]  # fmt: skip
    assert made.paragraphs == []


@pytest.mark.parametrize("part", ["x.zip", "x.zip/y.txt"])
def test_what_was_not_wholly_read_or_holds_files_is_not_typed_anew(part):
    segments = (
        Segment("甲", Location("x.zip", "body", "正文")),
        Segment("乙", Location(part, "body", "正文")),
    )
    gaps = (Gap("x.zip", "damaged", "损坏"),) if part == "x.zip" else ()
    document = ReadDocument(Origin("file", "x.zip"), Blob.of(b"", "application/zip"), segments, gaps)
    with pytest.raises(RefusedError, match="重新上传"):
        retyped(document, COVER)


def test_a_longer_value_is_covered_before_one_inside_it():
    assert Cover({"张某": "**", "张某某": "***"}).text("张某某、张某") == "***、**"


def test_a_rewording_is_suggested_from_the_value_or_from_the_rule(office, people):
    case_id = personal(office, people, f"内部资料 {NUMBER}")
    with office.store.read() as session:
        sealed = items_of(office, case_id)[0].reviewed_id
        findings = unpack(office.vault.get(session, sealed)).verdict.findings
    told = {finding.rule.id: suggested(finding) for finding in findings}
    assert told == {
        "personal.resident-id": f"改为“{SHOWN}”，或删去",
        "internal.material": "先报本单位保密办。",
    }
    assert cover_of(findings).pairs == {NUMBER: SHOWN}


def saved(made):
    data = BytesIO()
    made.save(data)
    return data.getvalue()


def listed(office, people, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    case_id = opened(office, people["author"], Given("名单.xlsx", out.getvalue()))
    copy = masked_copy(office, people["author"], case_id, only_item(office, case_id))
    sheet = load_workbook(BytesIO(copy.data)).active
    return copy, [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_a_list_still_names_those_who_are_made_public(office_that_reads, people):
    head = ["姓名", "身份证号码", "家庭住址"]
    copy, rows = listed(
        office_that_reads, people, head, ["张三丰", NUMBER, "示例市示例区示例路1号2单元301室"],
        ["李四光", resident_id(2), "示例市示例区示例路2号2单元302室"],
    )  # fmt: skip
    assert [row[0] for row in rows] == ["张三丰", "李四光"]
    assert {character for row in rows for character in row[2]} == {"*"}
    assert not any(found.severity != "note" for found in copy.left)


def test_names_are_covered_where_they_may_not_stand(office_that_reads, people):
    head = ["姓名", "身份证号码", "诊断"]
    _, rows = listed(
        office_that_reads, people, head, ["张三丰", NUMBER, "艾滋病"], ["李四光", resident_id(2), "艾滋病"]
    )
    assert [row[0] for row in rows] == ["***", "***"]

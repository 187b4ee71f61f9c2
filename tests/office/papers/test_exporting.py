"""A case's package: everything the person may see, signed, and nothing of what is 隔离."""

import json
import zipfile
from io import BytesIO

import pytest
from office.passing import passed
from people import resident_id
from playing import CLEAN, INTERNAL, SECRET, items, opened, row
from sqlalchemy import select

from reviewer.errors import AbsentError, ReportError
from reviewer.office.papers import exporting
from reviewer.store.tables.cases import Content
from reviewer.store.tables.signing import Event


def packed(office, actor, case_id):
    made = exporting.export_case(office, actor, case_id)
    with made.file:
        return made.file.read()


def opened_zip(data):
    return zipfile.ZipFile(BytesIO(data))


def verified(tmp_path, data):
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    return exporting.verify(path)


def test_a_package_holds_form_files_signatures_and_events(office, people, tmp_path):
    case_id = passed(office, people, INTERNAL, CLEAN)
    data = packed(office, people["officer"], case_id)
    with opened_zip(data) as found:
        assert found.namelist() == [
            "说明.txt", "审查表.docx", "审查表.pdf", "form.json", "items.json", "signatures.json", "timeline.json",
            "files/01-文件1.txt", "files/02-文件2.txt", "manifest.json", "manifest.sig",
        ]  # fmt: skip
        manifest, timeline, signatures, form = (
            json.loads(found.read(f"{name}.json")) for name in ("manifest", "timeline", "signatures", "form")
        )
        assert found.read("files/01-文件1.txt").decode() == INTERNAL
    assert manifest["schema"] == "reviewer.export/1"
    assert manifest["number"] == form["number"] == row(office, case_id).number
    assert all(len(entry["sha256"]) == 64 and len(entry["sm3"]) in {0, 64} for entry in manifest["members"])
    assert [entry["action"] for entry in timeline if entry["action"] in {"open", "submit", "approve"}] == [
        "open",
        "submit",
        *["approve"] * 3,
    ]
    assert [entry["name"] for entry in signatures] == ["head", "officer", "leader"]
    told = verified(tmp_path, data)
    assert (told.fault, told.number, told.unit) == ("", row(office, case_id).number, "清溪县示例局")
    assert told.events == len(timeline)


def test_taking_it_is_noted_with_the_hash_of_its_manifest(office, people):
    case_id = opened(office, people["author"], CLEAN)
    made = exporting.export_case(office, people["author"], case_id)
    made.file.close()
    with office.store.read() as session:
        event = session.scalars(select(Event).where(Event.action == "export")).one()
    assert event.details["manifest"] == made.manifest
    assert (event.case_id, event.who) == (case_id, "author")


def test_the_same_moment_gives_the_same_package(office, people):
    case_id = opened(office, people["author"], CLEAN)
    first = packed(office, people["author"], case_id)
    with office.store.write() as session:
        assert session.scalars(select(Event).where(Event.action == "export")).one()
    second = packed(office, people["author"], case_id)
    with opened_zip(first) as one, opened_zip(second) as two:
        assert one.namelist() == two.namelist()
        different = [name for name in one.namelist() if one.read(name) != two.read(name)]
    assert different == ["timeline.json", "manifest.json", "manifest.sig"]  # the first export is an event


@pytest.mark.parametrize("name", ["stranger", "colleague", "leader", "administrator", "security", "auditor"])
def test_nobody_exports_what_is_not_theirs(office, people, name):
    case_id = opened(office, people["author"], CLEAN)
    with pytest.raises(AbsentError):
        exporting.export_case(office, people[name], case_id)


def test_quarantined_files_and_words_stay_behind(office, people, tmp_path):
    case_id = opened(office, people["author"], SECRET, CLEAN, title="不得外传的标题")
    data = packed(office, people["officer"], case_id)
    with opened_zip(data) as found:
        assert not [name for name in found.namelist() if name.startswith("files/")]
        everything = b"".join(found.read(name) for name in found.namelist()).decode("utf-8", "replace")
        manifest = json.loads(found.read("manifest.json"))
    assert [entry["why"] for entry in manifest["absent"]] == ["已隔离，不导出"] * 2
    assert items(office, case_id)[0].sha256 in everything
    for word in ("某演习安排", "不得外传的标题"):
        assert word not in everything
    assert verified(tmp_path, data).fault == ""


def test_found_values_are_masked_outside_the_files(office, people):
    number = resident_id()
    case_id = opened(office, people["author"], f"张三 {number}")
    with opened_zip(packed(office, people["author"], case_id)) as found:
        told = {name: found.read(name).decode("utf-8", "replace") for name in found.namelist()}
    assert [name for name, text in told.items() if number in text] == ["files/01-文件1.txt"]


def test_a_file_that_is_not_what_was_reviewed_is_not_exported(office, people):
    case_id = opened(office, people["author"], CLEAN)
    item = items(office, case_id)[0]
    with office.store.write() as session:
        other = office.vault.put(session, b"other", office.clock())
        content = session.get_one(Content, item.content_id)
        content.sealed, content.key = other.sealed, other.key
    with pytest.raises(ReportError, match="哈希不符"):
        exporting.export_case(office, people["author"], case_id)


def test_an_altered_event_is_named(office, people, tmp_path, monkeypatch):
    case_id = opened(office, people["author"], CLEAN)
    true = exporting._event
    monkeypatch.setattr(exporting, "_event", lambda row: {**true(row), "who": "别人"})
    assert (
        "第 1 条审计事件与其摘要不符" in verified(tmp_path, packed(office, people["author"], case_id)).fault
    )


def test_file_names_are_safe_to_unpack():
    assert exporting._safe("../../etc/passwd") == "_.._etc_passwd"
    assert exporting._safe("a\\b:c*?\x00.txt") == "a_b_c___.txt"
    assert exporting._safe("...") == "未命名"
    assert len(exporting._safe("长" * 300 + ".docx")) == 85


def test_without_a_folder_for_the_key_nothing_is_signed(tmp_path):
    (tmp_path / "state").write_text("a file", encoding="utf-8")
    with pytest.raises(ReportError, match="签名密钥无法保存"):
        exporting.signing_key(tmp_path / "state")


def test_the_key_stays_the_same(tmp_path):
    first = exporting.own_fingerprint(tmp_path, make=True)
    assert first == exporting.own_fingerprint(tmp_path, make=False)
    assert exporting.own_fingerprint(tmp_path / "other", make=False) == ""

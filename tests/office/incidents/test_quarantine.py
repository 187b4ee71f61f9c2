"""隔离: the flow stops, nothing of the content can be read any more, and everything is on record."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from playing import (
    CLEAN,
    INTERNAL,
    SECRET,
    check_all,
    draft,
    items,
    look,
    notices_of,
    opened,
    row,
    sign,
    submitted,
    turn,
)
from sqlalchemy import select

from reviewer.errors import AbsentError, RefusedError
from reviewer.office.cases.moving import submit
from reviewer.office.cases.opening import edit_case, open_case
from reviewer.office.incidents import incidents, quarantine
from reviewer.store import audit, dossier
from reviewer.store.tables.cases import Case, Content
from reviewer.store.tables.every import METADATA
from reviewer.store.tables.incidents import Incident, Purge
from reviewer.store.tables.organisation import Unit

WORDS = ("某演习安排", "不得外传的标题", "隐密摘要")


def hit(office, people, **changes):
    told = {"title": WORDS[1], "abstract": WORDS[2], **changes}
    return opened(office, people["author"], SECRET, CLEAN, **told)


def set_purge(office, people):
    with office.store.write() as session:
        session.get_one(Unit, people["author"].unit_id).settings = {"quarantine": "purge"}


def incident_of(office, case_id):
    with office.store.read() as session:
        return session.scalars(select(Incident).where(Incident.case_id == case_id)).one()


def everything_stored(office):
    """Every value of every row that is not sealed, as one text."""
    with office.store.read() as session:
        return "\n".join(
            str(tuple(values))
            for table in METADATA.sorted_tables
            for values in session.execute(select(table))
        )


def test_a_strong_mark_stops_the_flow_at_once(office, people):
    case_id = hit(office, people)
    case = row(office, case_id)
    assert (case.state, case.step, case.due_at, case.title) == (
        "quarantined",
        0,
        None,
        "（已隔离，标题不显示）",
    )
    with pytest.raises(RefusedError, match="隔离"):
        submit(office, people["author"], case_id, case.turn)
    with pytest.raises(RefusedError, match="隔离"):
        edit_case(office, people["author"], case_id, case.turn, draft(CLEAN))


def test_nothing_readable_of_the_content_stays_in_the_database(office, people):
    case_id = hit(office, people)
    stored = everything_stored(office)
    assert not [word for word in WORDS if word in stored]
    with office.store.read() as session:
        contents = dossier.contents(session, case_id)
        assert contents
        for content, _ in contents:
            with pytest.raises(AbsentError, match="封存"):
                office.vault.get(session, content.id)


def test_traces_are_hashes_places_and_masked_words(office, people):
    case_id = hit(office, people)
    traces = incident_of(office, case_id).traces
    first = items(office, case_id)[0]
    assert traces["items"][0]["sha256"] == first.sha256
    assert {"rule", "label", "shown", "sha256"} <= set(traces["hits"][0])
    assert "演习" not in str(traces)


def test_officers_and_author_are_told_and_the_clock_runs(office, people, clock):
    case_id = hit(office, people)
    incident = incident_of(office, case_id)
    assert incident.due_at - incident.found_at == timedelta(hours=24)
    assert incident.number.startswith("QX-GL-2026-")
    for name in ("officer", "author"):
        assert [kind for kind, _ in notices_of(office, people[name])] == ["quarantine"]
    clock.turn(hours=25)
    page = incidents.page(office, people["officer"], incident.id)
    assert page.clock.met is False
    assert [told.stage.stage for told in page.stages] == ["stop", "record"]


def test_signatures_are_void_when_a_case_under_review_is_set_aside(office, people):
    case_id = submitted(office, people["author"])
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id, "escalate", "拿不准")
    with pytest.raises(RefusedError, match="须写明理由"):
        _aside(office, people, case_id, " ")
    _aside(office, people, case_id, "附图疑似涉密")
    with office.store.read() as session:
        assert dossier.signatures(session, case_id) == []
    assert row(office, case_id).state == "quarantined"


def _aside(office, people, case_id, reason):
    quarantine.set_aside(office, people["group"], case_id, turn(office, case_id), reason)


def test_purging_by_the_units_setting_leaves_nothing_and_proves_it(office, people):
    set_purge(office, people)
    case_id = hit(office, people)
    with office.store.read() as session:
        contents = session.scalars(select(Content)).all()
        assert contents
        assert all(
            content.key is None and content.sealed is None and content.purged_at for content in contents
        )
        proof = session.scalars(select(Purge)).one().proof
        assert len(proof["contents"]) == len(contents)
        assert all(len(entry["sealed_sha256"]) == 64 and entry["size"] for entry in proof["contents"])
    assert incidents.page(office, people["officer"], incident_of(office, case_id).id).purge.done_at


def test_purged_bytes_are_not_in_the_database_file(office, people):
    case_id = hit(office, people)
    with office.store.read() as session:
        sealed = [bytes(content.sealed) for content, _ in dossier.contents(session, case_id)]
    incident = incident_of(office, case_id)
    incidents.ask_purge(office, people["officer"], incident.id)
    incidents.confirm_purge(office, people["leader"], incident.id)
    files = [path.read_bytes() for path in office.settings.state.glob("reviewer.db*")]
    assert not [1 for data in files for secret in sealed if secret in data]


def test_a_purge_takes_two_people(office, people):
    incident = incident_of(office, hit(office, people))
    with pytest.raises(RefusedError, match="保密审查员提出"):
        incidents.ask_purge(office, people["leader"], incident.id)
    incidents.ask_purge(office, people["officer"], incident.id)
    with pytest.raises(RefusedError, match="另一人"):
        incidents.confirm_purge(office, people["officer"], incident.id)
    incidents.confirm_purge(office, people["group"], incident.id)
    page = incidents.page(office, people["officer"], incident.id)
    assert (page.asked_by, page.confirmed_by) == ("officer", "group")
    assert "VACUUM" in page.purge.proof["database"]
    with pytest.raises(RefusedError, match="已经清除"):
        incidents.ask_purge(office, people["officer"], incident.id)


def test_a_false_alarm_gives_the_words_back_and_the_case_to_its_author(office, people):
    case_id = hit(office, people)
    with pytest.raises(RefusedError, match="须写明理由"):
        quarantine.release(office, people["officer"], case_id, turn(office, case_id), "")
    quarantine.release(office, people["officer"], case_id, turn(office, case_id), "普法教材引用的样例")
    case = row(office, case_id)
    assert (case.state, case.title) == ("returned", WORDS[1])
    with office.store.read() as session:
        revision = dossier.revision_of(session, session.get_one(Case, case_id))
        assert revision.form["abstract"] == WORDS[2]
        assert revision.items[0].name == "文件1.txt"
        assert office.vault.get(session, revision.items[0].content_id).decode() == SECRET
    assert incident_of(office, case_id).outcome == "false-alarm"
    with office.store.read() as session:
        assert audit.verify(session).bad is None


def test_after_a_release_the_same_bytes_stop_the_flow_again(office, people):
    case_id = hit(office, people)
    quarantine.release(office, people["officer"], case_id, turn(office, case_id), "样例")
    again = open_case(office, people["author"], draft(SECRET))
    check_all(office)
    assert row(office, again).state == "quarantined"


def test_what_was_purged_is_not_given_back(office, people):
    set_purge(office, people)
    case_id = hit(office, people)
    quarantine.release(office, people["officer"], case_id, turn(office, case_id), "误报")
    assert row(office, case_id).state == "returned"
    with office.store.read() as session, pytest.raises(AbsentError):
        office.vault.get(session, items(office, case_id)[0].content_id)


def test_only_the_secrecy_side_releases(office, people):
    case_id = hit(office, people)
    for name in ("author", "head"):
        with pytest.raises((RefusedError, AbsentError)):
            quarantine.release(office, people[name], case_id, turn(office, case_id), "误报")


def test_a_second_hit_joins_the_same_incident(office, people):
    case_id = opened(office, people["author"], SECRET, SECRET)
    with office.store.read() as session:
        assert len(session.scalars(select(Incident)).all()) == 1
    assert row(office, case_id).state == "quarantined"


def test_a_signed_case_cannot_go_on_after_quarantine(office, people):
    case_id = submitted(office, people["author"], INTERNAL)
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id, "escalate", "疑似涉密")
    look(office, people["officer"], case_id)
    _aside(office, people, case_id, "疑似涉密")
    with pytest.raises(RefusedError, match="隔离"):
        sign(office, people["officer"], case_id, seen="0" * 64)


def test_an_engine_that_reads_the_file_directly_finds_no_words(office, people):
    hit(office, people)
    with closing(sqlite3.connect(office.settings.state / "reviewer.db")) as connection:
        dump = "\n".join(connection.iterdump())
    assert not [word for word in WORDS if word in dump]

"""The machine's check of a case's items."""

from datetime import timedelta

import pytest
from drafts import (
    ANNEX,
    DAMAGED,
    MARKED,
    TEXT,
    case_of,
    check_all,
    findings_of,
    items_of,
    opened,
    revision_of,
)
from people import resident_id
from sqlalchemy import select

from reviewer.errors import AbsentError, RefusedError
from reviewer.office.cases.checking import FAILED, LEASE, RETRY, TRIES, check_next, recheck
from reviewer.office.cases.facts import digest_of
from reviewer.office.cases.opening import Given
from reviewer.office.cases.results import unpack
from reviewer.records import Blob, Origin
from reviewer.review import unreviewed
from reviewer.store import jobs
from reviewer.store.tables.cases import Content, Item
from reviewer.store.tables.incidents import Incident
from reviewer.store.tables.signing import Event
from reviewer.store.tables.work import JobRow


def test_progress_is_told_item_by_item(office, people):
    case_id = opened(office, people["author"], TEXT, ANNEX, check=False)
    assert check_next(office, "test")
    assert [item.state for item in items_of(office, case_id)] == ["checked", "waiting"]
    assert (case_of(office, case_id).grade, revision_of(office, case_id).digest) == ("", "")
    assert check_next(office, "test")
    assert not check_next(office, "test")


def test_the_case_takes_the_heaviest_grade_and_the_revision_its_digest(office, people):
    case_id = opened(office, people["author"], TEXT, ANNEX)
    revision = revision_of(office, case_id)
    assert [item.grade for item in revision.items] == ["clear", "review"]
    assert case_of(office, case_id).grade == "review"
    assert revision.digest == digest_of(revision, findings_of(office, case_id))


def test_a_result_is_kept_sealed_and_comes_back_as_it_was_without_the_bytes(office, people):
    case_id = opened(office, people["author"], ANNEX)
    item = items_of(office, case_id)[0]
    with office.store.read() as session:
        back = unpack(office.vault.get(session, item.reviewed_id))
        sealed = session.get_one(Content, item.reviewed_id).sealed
    again = office.reviews.review(ANNEX.data, Origin("upload", ANNEX.name, unit="清溪县示例局"))
    assert back.document.segments == again.document.segments
    assert [finding.id for finding in back.verdict.findings] == [f.id for f in again.verdict.findings]
    assert back.document.blob.data == b""
    assert "内部资料".encode() not in sealed


def test_findings_are_kept_in_rows_with_their_values_masked(office, people):
    number = resident_id(7)
    opened_id = opened(office, people["author"], Given("名单.txt", f"号码{number}".encode()))
    (row,) = findings_of(office, opened_id)
    assert (row.rule, row.severity, row.count, row.label) == ("personal.resident-id", "block", 1, "正文第1行")
    assert row.shown == f"{number[:2]}{'*' * 14}{number[-2:]}"


def test_what_was_not_read_is_a_gap_and_never_clear(office, people):
    case_id = opened(office, people["author"], DAMAGED)
    assert items_of(office, case_id)[0].gaps == ["damaged"]
    assert case_of(office, case_id).grade == "review"


def test_the_column_and_the_unit_go_along_to_the_review(office, people):
    seen = []
    review = office.reviews.review
    office.reviews.review = lambda data, origin: seen.append(origin) or review(data, origin)
    opened(office, people["author"], TEXT)
    assert (seen[0].kind, seen[0].name, seen[0].unit) == ("upload", "正文.txt", "清溪县示例局")


def test_a_check_that_fails_is_tried_twice_more_and_then_is_a_gap(office, people, clock):
    def fail(data):
        raise OSError("第一页 机密内容")

    office.reviews.before = fail
    case_id = opened(office, people["author"], TEXT, check=False)
    for attempt in range(TRIES):
        assert check_next(office, "test"), attempt
        clock.turn(seconds=RETRY.total_seconds())
    assert not check_next(office, "test")
    item = items_of(office, case_id)[0]
    assert (item.state, item.gaps, item.grade) == ("failed", [FAILED], "")
    assert case_of(office, case_id).grade == "review"
    assert revision_of(office, case_id).digest == ""
    with office.store.read() as session:
        job = session.scalars(select(JobRow)).one()
    assert (job.state, job.error) == ("failed", "OSError")


def test_a_fault_inside_the_reviewer_is_no_result(office, people, clock):
    office.reviews.review = lambda data, origin: unreviewed(origin, Blob.of(data, ""), ValueError())
    case_id = opened(office, people["author"], TEXT, check=False)
    for _ in range(TRIES):
        check_next(office, "test")
        clock.turn(seconds=RETRY.total_seconds())
    assert items_of(office, case_id)[0].state == "failed"


def test_the_author_has_failed_items_checked_again(office, people, clock):
    office.reviews.before = lambda data: 1 / 0
    case_id = opened(office, people["author"], TEXT, check=False)
    for _ in range(TRIES):
        check_next(office, "test")
        clock.turn(seconds=RETRY.total_seconds())
    office.reviews.before = lambda data: None
    with pytest.raises(AbsentError):
        recheck(office, people["colleague"], case_id, 1)
    assert recheck(office, people["author"], case_id, 1) == 1
    check_all(office)
    assert case_of(office, case_id).grade == "clear"
    with office.store.write() as session:
        session.get_one(type(case_of(office, case_id)), case_id).state = "in-review"
    with pytest.raises(RefusedError):
        recheck(office, people["author"], case_id, case_of(office, case_id).turn)


def test_a_job_whose_runner_died_is_taken_again_and_the_late_result_does_not_count(office, people, clock):
    case_id = opened(office, people["author"], ANNEX, check=False)
    review, taken = office.reviews.review, []

    def slow(data, origin):
        if not taken:
            taken.append(1)
            clock.turn(seconds=LEASE.total_seconds() + 1)
            assert check_next(office, "second")  # somebody else takes it meanwhile
        return review(data, origin)

    office.reviews.review = slow
    assert check_next(office, "first")
    assert len(findings_of(office, case_id)) == 1
    with office.store.read() as session:
        job = session.scalars(select(JobRow)).one()
    assert (job.state, job.runner) == ("done", "second")


def test_a_job_that_kills_its_runner_each_time_is_given_up(office, people, clock):
    case_id = opened(office, people["author"], TEXT, check=False)
    for _ in range(TRIES):
        with office.store.write() as session:
            assert jobs.take(session, ("check",), "dies", clock(), LEASE)
        clock.turn(seconds=LEASE.total_seconds() + 1)
    assert check_next(office, "last")
    assert items_of(office, case_id)[0].state == "failed"


def test_a_strong_mark_stops_the_flow_and_keeps_hash_place_and_masked_words_only(office, people):
    case_id = opened(office, people["author"], TEXT, MARKED)
    assert case_of(office, case_id).state == "quarantined"
    with office.store.read() as session:
        incident = session.scalars(select(Incident).where(Incident.case_id == case_id)).one()
        item = session.scalars(select(Item).where(Item.sha256 != "").order_by(Item.ordinal.desc())).first()
        with pytest.raises(AbsentError, match="封存"):
            office.vault.get(session, item.content_id)
        with pytest.raises(AbsentError, match="封存"):
            office.vault.get(session, item.reviewed_id)
    hit = incident.traces["hits"][0]
    assert (hit["rule"], hit["label"], hit["sha256"]) == ("mark.standing", "正文第1行", item.sha256)


def test_what_is_checked_after_the_case_was_stopped_is_not_kept(office, people):
    case_id = opened(office, people["author"], MARKED, ANNEX)
    first, second = items_of(office, case_id)
    assert (second.state, second.reviewed_id) == ("failed", None)
    assert [row.item_id for row in findings_of(office, case_id)] == [first.id]


def test_the_chain_says_that_the_machine_has_finished_with_the_digest(office, people):
    case_id = opened(office, people["author"], ANNEX)
    with office.store.read() as session:
        wanted = select(Event).where(Event.case_id == case_id, Event.action == "checked")
        event = session.scalars(wanted).one()
    assert (event.person_id, event.details["grade"]) == (None, "review")
    assert event.details["digest"] == revision_of(office, case_id).digest


def test_the_lease_outlasts_the_longest_reading(office):
    assert timedelta(seconds=office.settings.limits.seconds) < LEASE

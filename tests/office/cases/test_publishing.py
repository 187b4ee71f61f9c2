"""Publishing: only what was approved, byte for byte, after it was approved; withdrawal with a reason."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from playing import (
    CLEAN,
    approve,
    approved,
    items,
    notices_of,
    publication,
    published,
    row,
    submitted,
    turn,
)
from sqlalchemy import select

from reviewer.errors import AbsentError, RefusedError
from reviewer.office.cases import publishing
from reviewer.store import dossier
from reviewer.store.tables.signing import Event


def put(office, people, case_id, **changes):
    told = publication(office, case_id, **changes)
    publishing.publish(office, people["publisher"], case_id, turn(office, case_id), told)


def refused(office, people, case_id, word, **changes):
    with pytest.raises(RefusedError) as told:
        put(office, people, case_id, **changes)
    assert word in "；".join(told.value.refusals)
    assert row(office, case_id).state != "published"


def test_what_was_approved_is_registered_with_address_and_time(office, people):
    case_id = approved(office, people)
    put(office, people, case_id, take_down_on=date(2026, 4, 1))
    case = row(office, case_id)
    assert (case.state, case.published_url) == ("published", "https://www.example.gov.cn/2026/1.html")
    assert case.take_down_on == date(2026, 4, 1)


def test_other_bytes_are_refused_put_on_record_and_told_to_the_secrecy_officer(office, people):
    case_id = approved(office, people)
    other = sha256(b"changed").hexdigest()
    refused(office, people, case_id, "不一致", sha256=(items(office, case_id)[0].sha256, other))
    with office.store.read() as session:
        event = dossier.last_event(session, case_id)
        assert event.action == "publish-mismatch"
        assert event.details["sha256"] == [other]
    assert "不一致" in notices_of(office, people["officer"])[-1][1]


def test_every_approved_file_must_be_accounted_for(office, people):
    case_id = approved(office, people, CLEAN, "附件内容。")
    refused(office, people, case_id, "没有核对", sha256=(items(office, case_id)[0].sha256,))


def test_nothing_is_put_online_before_it_was_approved(office, people, clock):
    case_id = approved(office, people)
    refused(office, people, case_id, "先审查、后公开", at=clock() - timedelta(days=1))
    refused(office, people, case_id, "在将来", at=clock() + timedelta(days=1))


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "www.example.gov.cn", "https://"])
def test_the_address_must_be_one(office, people, url):
    refused(office, people, approved(office, people), "完整网址", url=url)


def test_nothing_is_published_from_another_state_or_by_another_role(office, people):
    case_id = submitted(office, people["author"])
    with pytest.raises(AbsentError):
        put(office, people, case_id)
    approve(office, people["head"], case_id)
    approve(office, people["leader"], case_id)
    with pytest.raises((RefusedError, AbsentError)):
        publishing.publish(
            office, people["officer"], case_id, turn(office, case_id), publication(office, case_id)
        )


def test_withdrawal_needs_a_reason_and_tells_everybody(office, people):
    case_id = published(office, people)
    with pytest.raises(RefusedError, match="须写明理由"):
        publishing.withdraw(office, people["publisher"], case_id, turn(office, case_id), "")
    publishing.withdraw(office, people["publisher"], case_id, turn(office, case_id), "公示期满")
    assert row(office, case_id).state == "withdrawn"
    for name in ("author", "head", "leader", "officer"):
        assert notices_of(office, people[name])[-1][1].endswith("已由publisher撤回")
    with office.store.read() as session:
        assert dossier.comments(session, case_id)[-1].text == "公示期满"
        details = [event.details for event in session.scalars(select(Event))]
    assert "公示期满" not in str(details)


def test_the_publisher_sends_back_what_cannot_be_put_online(office, people):
    case_id = approved(office, people)
    publishing.send_back(office, people["publisher"], case_id, turn(office, case_id), "附件打不开")
    assert row(office, case_id).state == "returned"


def test_programs_learn_state_and_hashes_but_no_words(office, people):
    case_id = approved(office, people)
    number, digest = row(office, case_id).number, items(office, case_id)[0].sha256
    standing = publishing.standing(office, people["publisher"], number, digest.upper())
    assert (standing.approved, standing.bytes_approved) == (True, True)
    assert publishing.standing(office, people["publisher"], number, "0" * 64).bytes_approved is False
    assert "义诊" not in str(standing)
    with pytest.raises(AbsentError):
        publishing.standing(office, people["stranger"], number)


def test_a_withdrawn_text_is_not_approved_any_more(office, people):
    case_id = published(office, people)
    publishing.withdraw(office, people["publisher"], case_id, turn(office, case_id), "差错")
    number, digest = row(office, case_id).number, items(office, case_id)[0].sha256
    assert publishing.standing(office, people["publisher"], number, digest).bytes_approved is False


def test_a_text_is_compared_whatever_its_line_ends():
    assert set(publishing.hashes_of_text("甲\r\n乙")) == set(publishing.hashes_of_text("甲\n乙"))
    assert sha256("甲\n乙".encode()).hexdigest() in publishing.hashes_of_text("甲\r\n乙")

"""What the database itself refuses, whatever the code above it does."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from store.filled import NOW, case, item, sign, steps

from reviewer.store.audit import append
from reviewer.store.tables.findings import FindingDecision, FindingRow, Opened
from reviewer.store.tables.signing import Event


@pytest.fixture
def filed(session, here):
    """A case in review, its revision and its three steps."""
    row, revision = case(session, here)
    return row, revision, *steps(session, revision)


def refused(session, statement, why):
    """The statement fails with the guard's words and changes nothing."""
    with pytest.raises(IntegrityError, match=why), session.begin_nested():
        session.execute(text(statement))


def signed(session, here, filed, *, last="approve"):
    row, revision, first, _, third = filed
    sign(session, row, revision, first, here.people["head"])
    sign(session, row, revision, third, here.people["leader"], last)
    return row


def opened(session, revision, person, what):
    session.add(Opened(revision_id=revision.id, person_id=person.id, what=what, at=NOW))
    session.flush()


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET who = 'x'", "DELETE FROM audit_event"])
def test_audit_events_cannot_be_changed_or_removed(session, statement):
    append(session, at=NOW, actor=(None, "系统"), action="x", details={})
    refused(session, statement, "audit events are never")


@pytest.mark.parametrize(("number", "before"), [(3, "0" * 64), (1, "0" * 64), (2, "f" * 64)])
def test_an_audit_event_only_follows_the_last_one(session, number, before):
    append(session, at=NOW, actor=(None, "系统"), action="x", details={})
    session.expunge_all()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(
            Event(id=number, at=NOW, who="x", action="x", details={}, before=before, sha256="a" * 64, sm3="")
        )


def test_a_signature_is_voided_once_and_never_changed(session, here, filed):
    row, revision, first, *_ = filed
    sign(session, row, revision, first, here.people["head"])
    refused(session, "UPDATE signature SET opinion = '同意'", "only be voided")
    refused(session, "DELETE FROM signature", "never removed")
    session.execute(text("UPDATE signature SET void_at = '2026-03-02 02:00:00', void_reason = '已修改'"))
    refused(session, "UPDATE signature SET void_at = NULL", "only be voided")
    refused(session, "UPDATE signature SET void_reason = ''", "only be voided")


def test_voiding_cannot_carry_another_change(session, here, filed):
    row, revision, first, *_ = filed
    sign(session, row, revision, first, here.people["head"])
    refused(session, "UPDATE signature SET void_at = '2026-03-02 02:00:00', person_id = 1", "only be voided")


def test_nobody_signs_an_own_draft(session, here, filed):
    row, revision, first, *_ = filed
    with pytest.raises(IntegrityError), session.begin_nested():
        sign(session, row, revision, first, here.people["author"])


def test_nobody_signs_an_own_draft_under_another_authors_name(session, here, filed):
    row, revision, first, *_ = filed
    with pytest.raises(IntegrityError, match="current step"), session.begin_nested():
        sign(session, row, revision, first, here.people["author"], author_id=here.people["colleague"].id)


def test_a_delegate_does_not_sign_for_the_author(session, here, filed):
    row, revision, first, *_ = filed
    with pytest.raises(IntegrityError, match="current step"), session.begin_nested():
        sign(session, row, revision, first, here.people["head"], for_id=row.author_id)


def test_nobody_signs_twice(session, here, filed):
    row, revision, first, second, _ = filed
    sign(session, row, revision, first, here.people["head"])
    with pytest.raises(IntegrityError), session.begin_nested():
        sign(session, row, revision, second, here.people["head"])


def test_a_signature_takes_a_role_of_its_step(session, here, filed):
    row, revision, first, *_ = filed
    with pytest.raises(IntegrityError, match="current step"), session.begin_nested():
        sign(session, row, revision, first, here.people["leader"], role="leader")


def test_an_older_revision_takes_no_signature(session, here, filed):
    row, revision, first, *_ = filed
    row.revision = 2
    session.flush()
    with pytest.raises(IntegrityError, match="current step"), session.begin_nested():
        sign(session, row, revision, first, here.people["head"])


def test_a_step_of_another_case_takes_no_signature(session, here, filed):
    row, revision, *_ = filed
    _, other = case(session, here, "QX-2026-00002")
    with pytest.raises(IntegrityError, match="current step"), session.begin_nested():
        sign(session, row, revision, steps(session, other)[0], here.people["head"])


def test_who_signs_has_opened_every_file_finding_and_gap(session, here, filed):
    row, revision, first, *_ = filed
    file, head = item(session, revision, gaps=["encrypted", "damaged"]), here.people["head"]
    session.add(
        FindingRow(
            case_id=row.id, revision_id=revision.id, item_id=file.id, key="k1", rule="r", name="n",
            category="personal-info", severity="review", count=1,
        )
    )  # fmt: skip
    session.flush()
    for what in (f"item:{file.id}", "finding:k1", f"gap:{file.id}:1", f"gap:{file.id}:2"):
        with pytest.raises(IntegrityError, match="not opened everything"), session.begin_nested():
            sign(session, row, revision, first, head)
        opened(session, revision, head, what)
    assert sign(session, row, revision, first, head).id


def test_what_another_person_opened_does_not_count(session, here, filed):
    row, revision, first, *_ = filed
    file = item(session, revision)
    opened(session, revision, here.people["leader"], f"item:{file.id}")
    with pytest.raises(IntegrityError, match="not opened everything"), session.begin_nested():
        sign(session, row, revision, first, here.people["head"])


def test_a_return_needs_no_reading_to_the_end(session, here, filed):
    row, revision, first, *_ = filed
    item(session, revision)
    assert sign(session, row, revision, first, here.people["head"], "return").id


@pytest.mark.parametrize("state", ["ready", "published"])
def test_nothing_is_released_without_its_signatures(session, here, filed, state):
    row, revision, first, *_ = filed
    sign(session, row, revision, first, here.people["head"])
    refused(session, f"UPDATE case_file SET state = '{state}'", "not signed|only what is ready")


def test_with_all_required_signatures_it_is_released_and_published(session, here, filed):
    row = signed(session, here, filed)
    for state in ("ready", "published"):
        row.state = state
        session.flush()
    assert session.scalar(text("SELECT state FROM case_file")) == "published"


def test_an_escalation_is_no_consent_at_the_last_step(session, here, filed):
    signed(session, here, filed, last="escalate")
    refused(session, "UPDATE case_file SET state = 'ready'", "not signed")


def test_an_escalation_counts_before_the_last_step(session, here, filed):
    row, revision, first, _, third = filed
    sign(session, row, revision, first, here.people["head"], "escalate")
    sign(session, row, revision, third, here.people["leader"])
    session.execute(text("UPDATE case_file SET state = 'ready'"))
    assert session.scalar(text("SELECT state FROM case_file")) == "ready"


def test_a_voided_signature_releases_nothing(session, here, filed):
    signed(session, here, filed)
    session.execute(text("UPDATE signature SET void_at = '2026-03-02 02:00:00' WHERE role = 'leader'"))
    refused(session, "UPDATE case_file SET state = 'ready'", "not signed")


def test_signatures_do_not_follow_a_new_revision(session, here, filed):
    row = signed(session, here, filed)
    row.state = "ready"
    session.flush()
    refused(session, "UPDATE case_file SET revision = 2", "not signed")


def test_a_case_without_steps_is_never_ready(session, here):
    case(session, here, chain=())
    refused(session, "UPDATE case_file SET state = 'ready'", "not signed")


def test_what_is_not_ready_is_not_published(session, here, filed):
    signed(session, here, filed)
    refused(session, "UPDATE case_file SET state = 'published'", "only what is ready")


def test_a_case_cannot_begin_released(session, here):
    with pytest.raises(IntegrityError, match="without a release"), session.begin_nested():
        session.execute(
            text(
                "INSERT INTO case_file (number, unit_id, section_id, author_id, title, content_class, state, flow,"
                " flow_version, step, escalated, revision, turn, grade, published_url, made_at, updated_at)"
                " SELECT 'x', s.unit_id, s.id, p.id, 't', 'general', 'ready', 'f', '', 0, false, 1, 1, '', '',"
                " '2026-03-02', '2026-03-02' FROM section s, person p"
                " WHERE s.name = '办公室' AND p.name = 'author'"
            )
        )


def block(session, row, revision):
    file = item(session, revision)
    session.add(
        FindingRow(
            case_id=row.id, revision_id=revision.id, item_id=file.id, key="k1", rule="r", name="n",
            category="state-secret", severity="block", count=1,
        )
    )  # fmt: skip
    session.flush()
    return file


def decide(session, row, revision, person, role):
    session.add(
        FindingDecision(
            case_id=row.id, revision_id=revision.id, key="k1", kind="false-alarm", reason="已核对", person_id=person.id,
            role=role, at=NOW,
        )
    )  # fmt: skip
    session.flush()


def test_a_block_is_released_only_by_a_higher_roles_reasoned_decision(session, here, filed):
    row, revision, first, _, third = filed
    file = block(session, row, revision)
    for name, at in (("head", first), ("leader", third)):
        opened(session, revision, here.people[name], f"item:{file.id}")
        opened(session, revision, here.people[name], "finding:k1")
        sign(session, row, revision, at, here.people[name])
    refused(session, "UPDATE case_file SET state = 'ready'", "higher role")
    decide(session, row, revision, here.people["head"], "section-head")
    refused(session, "UPDATE case_file SET state = 'ready'", "higher role")
    decide(session, row, revision, here.people["author"], "leader")
    refused(session, "UPDATE case_file SET state = 'ready'", "higher role")
    decide(session, row, revision, here.people["leader"], "leader")
    row.state = "ready"
    session.flush()
    assert row.state == "ready"


def test_decisions_and_what_was_opened_stay(session, here, filed):
    row, revision, *_ = filed
    block(session, row, revision)
    decide(session, row, revision, here.people["leader"], "leader")
    opened(session, revision, here.people["head"], "finding:k1")
    for table, column in (("finding_decision", "reason"), ("opened", "what")):
        refused(session, f"DELETE FROM {table}", "never removed|stays recorded")
        refused(session, f"UPDATE {table} SET {column} = 'x'", "never changed|stays recorded")


def test_the_form_of_a_revision_is_never_changed(session, filed):
    refused(session, """UPDATE revision SET form = '{"title": "x"}'""", "revision is never changed")
    refused(session, "DELETE FROM revision", "never removed")


def test_the_digest_is_set_until_somebody_signed(session, here, filed):
    row, revision, first, *_ = filed
    revision.digest = "a" * 64
    session.flush()
    sign(session, row, revision, first, here.people["head"])
    refused(session, f"UPDATE revision SET digest = '{'b' * 64}'", "digest of a signed revision")


def test_files_of_a_signed_revision_are_fixed(session, here, filed):
    row, revision, first, *_ = filed
    file = item(session, revision)
    opened(session, revision, here.people["head"], f"item:{file.id}")
    sign(session, row, revision, first, here.people["head"])
    refused(session, f"UPDATE item SET sha256 = '{'f' * 64}'", "revision is signed")
    refused(session, "DELETE FROM item", "revision is signed")
    with pytest.raises(IntegrityError, match="revision is signed"), session.begin_nested():
        item(session, revision, ordinal=2)


def test_a_required_step_stays_required_and_in_place(session, filed):
    refused(session, "UPDATE case_step SET required = false WHERE ordinal = 1", "stays required")
    refused(session, """UPDATE case_step SET roles = '["clerk"]' WHERE ordinal = 1""", "stays required")
    refused(session, "UPDATE case_step SET ordinal = 9 WHERE ordinal = 1", "stays required")
    refused(session, "DELETE FROM case_step WHERE ordinal = 3", "never removed")
    session.execute(text("UPDATE case_step SET required = true, reached_at = '2026-03-03' WHERE ordinal = 2"))


def test_steps_of_a_draft_may_be_laid_anew(session, here):
    case(session, here, state="draft")
    assert session.execute(text("DELETE FROM case_step")).rowcount == 3


def test_who_signed_cannot_become_the_author(session, here, filed):
    row, revision, first, *_ = filed
    head = here.people["head"]
    sign(session, row, revision, first, head)
    refused(session, f"UPDATE case_file SET author_id = {head.id}", "new author signed")
    row.author_id = here.people["colleague"].id
    session.flush()


@pytest.mark.parametrize("table", ["audit_event", "signature", "finding_decision", "opened", "case_step"])
def test_postgresql_cannot_empty_a_table_either(engines, session, table):
    if engines.dialect != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    refused(session, f"TRUNCATE {table} CASCADE", "never emptied")

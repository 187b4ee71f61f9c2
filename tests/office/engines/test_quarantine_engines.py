"""隔离, 解除隔离 and 清除 on both engines: the database's own guards let exactly these through."""

import pytest
from playing import SECRET, opened, row, turn
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from reviewer.office.incidents import incidents, quarantine
from reviewer.store import audit, dossier
from reviewer.store.tables.cases import Case, Content
from reviewer.store.tables.incidents import Incident


def form(office, case_id):
    with office.store.read() as session:
        return dossier.revision_of(session, session.get_one(Case, case_id)).form


def test_words_are_taken_away_and_given_back(office, people):
    case_id = opened(office, people["author"], SECRET, abstract="隐密摘要")
    assert form(office, case_id) == {}
    quarantine.release(office, people["officer"], case_id, turn(office, case_id), "误报")
    assert form(office, case_id)["abstract"] == "隐密摘要"
    with office.store.read() as session:
        assert audit.verify(session).bad is None


def test_outside_quarantine_a_form_stays_what_it_was(office, people):
    case_id = opened(office, people["author"])
    with pytest.raises(DatabaseError), office.store.write() as session:
        dossier.revision_of(session, session.get_one(Case, case_id)).form = {}


def test_the_purge_is_done_proved_and_overwritten(office, people):
    case_id = opened(office, people["author"], SECRET)
    with office.store.read() as session:
        incident = session.scalars(select(Incident)).one()
    incidents.ask_purge(office, people["officer"], incident.id)
    incidents.confirm_purge(office, people["group"], incident.id)
    page = incidents.page(office, people["officer"], incident.id)
    assert "VACUUM" in page.purge.proof["database"]
    with office.store.read() as session:
        assert not [row for row in session.scalars(select(Content)) if row.key or row.sealed]
    assert row(office, case_id).state == "quarantined"

"""Random people do random things to random cases, through the real office: what must hold always holds."""

import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from people import resident_id
from plain_reviewer import PlainReviewer
from playing import CLEAN, INTERNAL, SECRET, check_all, draft, facts, groups, items, look, publication, row
from sqlalchemy import select
from staff import Clock, furnish

from reviewer.casework.facts import Ballot
from reviewer.errors import AbsentError, RefusedError
from reviewer.moments import today
from reviewer.office.cases import consulting, moving, publishing, reading, signing
from reviewer.office.cases.deciding import Decision, decide
from reviewer.office.cases.facts import digest_of
from reviewer.office.cases.opening import edit_case, open_case
from reviewer.office.desk.deadlines import tick
from reviewer.office.incidents import quarantine
from reviewer.office.office import open_office
from reviewer.office.organisation.people import actor_of
from reviewer.settings import Settings
from reviewer.store import audit, dossier
from reviewer.store.tables.cases import Case
from reviewer.store.tables.organisation import Delegation, Posting

PEOPLE = ["author", "colleague", "head", "officer", "group", "leader", "publisher", "auditor", "stranger"]
# The ones who can, more often than those who cannot: most random acts would be refused at the first door.
LIKELY = ["head", "officer", "group", "leader", *PEOPLE]
TEXTS = [CLEAN, INTERNAL, f"证件号{resident_id()}", "义诊。\0", SECRET]
EXPECTED = (RefusedError, AbsentError)

people = st.sampled_from(PEOPLE)
likely = st.sampled_from(LIKELY)
texts = st.lists(st.sampled_from([CLEAN, CLEAN, CLEAN, *TEXTS]), min_size=1, max_size=2)


@cache
def _pattern():
    """A furnished office's state folder, to be copied: migrations and passwords take longer than a run."""
    folder = Path(tempfile.mkdtemp(prefix="reviewer-pattern-"))
    office = open_office(Settings(state=folder), PlainReviewer(), Clock())
    actors = furnish(office)
    office.store.close()
    return folder, {name: actor.id for name, actor in actors.items()}


class Casework(RuleBasedStateMachine):
    """Cases under the hands of everybody."""

    cases = Bundle("cases")

    @initialize(target=cases)
    def begin(self):
        pattern, self.ids = _pattern()
        self.folder = Path(tempfile.mkdtemp(prefix="reviewer-play-"))
        shutil.copytree(pattern, self.folder, dirs_exist_ok=True)
        self.clock = Clock()
        self.office = open_office(Settings(state=self.folder), PlainReviewer(), self.clock)
        return self.opened("author", [CLEAN])

    def teardown(self):
        if hasattr(self, "office"):
            with self.office.store.read() as session:
                for state in session.scalars(select(Case.state).distinct()):
                    event(f"a case ended {state}")
            self.office.store.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def person(self, name):
        with self.office.store.read() as session:
            return actor_of(session, self.ids[name], self.clock())

    def turn(self, case_id, late):
        return max(1, row(self.office, case_id).turn - late)

    def tried(self, act, *given):
        """Refusals are answers; whatever else is raised ends the test."""
        try:
            act(self.office, *given)
        except EXPECTED:
            return False
        return True

    # Drafting -----------------------------------------------------------------------------------
    @rule(target=cases, name=st.sampled_from(["author", "colleague"]), texts=texts)
    def open(self, name, texts):
        return self.opened(name, texts)

    def opened(self, name, texts):
        """A draft, checked and handed in if that is possible."""
        case_id = open_case(self.office, self.person(name), draft(*texts))
        check_all(self.office)
        self.submit(case_id, name, 0)
        return case_id

    @rule(case_id=cases, name=people, texts=texts, checked=st.booleans())
    def edit(self, case_id, name, texts, checked):
        change = draft(*texts)
        self.tried(edit_case, self.person(name), case_id, self.turn(case_id, 0), change)
        if checked:
            check_all(self.office)

    @rule()
    def check(self):
        check_all(self.office)

    @rule(case_id=cases, name=people, late=st.integers(0, 1))
    def submit(self, case_id, name, late):
        self.tried(moving.submit, self.person(name), case_id, self.turn(case_id, late))

    @rule(case_id=cases, name=people, act=st.sampled_from(["take_back", "cancel"]))
    def author_acts(self, case_id, name, act):
        self.tried(getattr(moving, act), self.person(name), case_id, self.turn(case_id, 0))

    # Review -------------------------------------------------------------------------------------
    @rule(case_id=cases, name=likely, act=st.sampled_from(["claim", "unclaim"]))
    def hold(self, case_id, name, act):
        self.tried(getattr(moving, act), self.person(name), case_id, self.turn(case_id, 0))

    @rule(case_id=cases, name=likely)
    def open_files(self, case_id, name):
        with suppress(AbsentError):
            look(self.office, self.person(name), case_id)

    @rule(
        case_id=cases, name=likely, kind=st.sampled_from(["publishable", "publishable", "false-alarm", "fix"])
    )
    def decide(self, case_id, name, kind):
        for keys in groups(self.office, self.person(name), case_id):
            wanted = Decision(keys, row(self.office, case_id).revision, kind, "经核对", "statutory")
            self.tried(decide, self.person(name), case_id, wanted)

    @rule(
        case_id=cases,
        name=likely,
        decision=st.sampled_from(["approve"] * 6 + ["escalate", "return", "split", "refuse"]),
        late=st.sampled_from([0, 0, 0, 1]),
        stale=st.sampled_from([False, False, False, True]),
    )
    def sign(self, case_id, name, decision, late, stale):
        person = self.person(name)
        seen = "0" * 64 if stale else facts(self.office, person, case_id).digest
        before = row(self.office, case_id)
        asked = signing.Signing(decision, Ballot("已核对", "16-1", seen), self.turn(case_id, late))
        if self.tried(signing.sign, person, case_id, asked):
            assert before.state == "in-review"
            assert person.id != before.author_id
            assert not stale or decision == "return"  # sending back is no consent to the content

    @rule(case_id=cases, name=likely)
    def look_and_approve(self, case_id, name):
        """What a diligent reviewer does, so that whole chains are played."""
        self.open_files(case_id, name)
        self.decide(case_id, name, "publishable")
        self.sign(case_id, name, "approve", 0, False)

    @rule(case_id=cases, online=st.booleans())
    def go_on(self, case_id, online):
        """The whole default chain by diligent people, from wherever the case is."""
        for name in ("head", "officer", "leader"):
            self.look_and_approve(case_id, name)
        if online:
            self.publish(case_id, "publisher", True)

    @rule(case_id=cases, name=likely, kind=st.sampled_from(list(consulting.ASKED)))
    def consult(self, case_id, name, kind):
        question = consulting.Question(kind, "某机关", "可否公开")
        self.tried(consulting.consult, self.person(name), case_id, self.turn(case_id, 0), question)

    @rule(case_id=cases, name=likely, outcome=st.sampled_from(list(consulting.OUTCOMES)))
    def answer(self, case_id, name, outcome):
        answer = consulting.Answer(outcome, "复函")
        self.tried(consulting.answer, self.person(name), case_id, self.turn(case_id, 0), answer)

    # Going online, and off ----------------------------------------------------------------------
    @rule(case_id=cases, name=st.sampled_from(["publisher", *PEOPLE]), right=st.booleans())
    def publish(self, case_id, name, right):
        changes = {} if right else {"sha256": ("0" * 64,)}
        told = publication(self.office, case_id, **changes)
        given = (self.person(name), case_id, self.turn(case_id, 0), told)
        if self.tried(publishing.publish, *given):
            assert right

    @rule(case_id=cases, name=people, act=st.sampled_from(["withdraw", "send_back"]))
    def off(self, case_id, name, act):
        self.tried(getattr(publishing, act), self.person(name), case_id, self.turn(case_id, 0), "差错")

    @rule(case_id=cases, name=people, act=st.sampled_from(["set_aside", "release"]))
    def stop(self, case_id, name, act):
        self.tried(getattr(quarantine, act), self.person(name), case_id, self.turn(case_id, 0), "理由")

    # Time and people ----------------------------------------------------------------------------
    @rule(hours=st.sampled_from([1, 20, 24 * 7, 24 * 40]))
    def wait(self, hours):
        self.clock.turn(hours=hours)
        tick(self.office)

    @rule(
        giver=st.sampled_from(["head", "officer", "leader"]),
        taker=st.sampled_from(PEOPLE[:7]),
        days=st.integers(0, 30),
    )
    def delegate(self, giver, taker, days):
        if giver == taker:
            return
        with self.office.store.write() as session:
            posting = session.scalars(select(Posting).where(Posting.person_id == self.ids[giver])).first()
            day = today(self.clock())
            session.add(
                Delegation(
                    posting_id=posting.id, giver_id=self.ids[giver], taker_id=self.ids[taker], first_day=day,
                    last_day=day + timedelta(days=days), reason="出差", made_at=self.clock(),
                )
            )  # fmt: skip

    # What must hold -----------------------------------------------------------------------------
    @invariant()
    def holds(self):
        if not hasattr(self, "office"):
            return
        with self.office.store.read() as session:
            assert audit.verify(session).bad is None
            found = list(session.scalars(select(Case)))
            for case in found:
                _one_live_flow(session, case)
                _signatures_fit(session, case)
                if case.state in {"ready", "published"}:
                    assert signing.incomplete(session, case) == ()
            stopped = [case.id for case in found if case.state == "quarantined"]
        for case_id in stopped:
            _unreadable(self.office, self.person("officer"), case_id)


def _one_live_flow(session, case):
    steps = dossier.steps_of(session, dossier.revision_of(session, case).id)
    waiting = [step for step in steps if step.ordinal == case.step]
    if case.state in {"in-review", "consulting"}:
        assert len(waiting) == 1
        assert waiting[0].reached_at is not None
        signed = {row.step_id for row in dossier.signatures(session, case.id)}
        assert waiting[0].id not in signed
        passed = [step.id for step in steps if step.required and step.ordinal < case.step]
        assert set(passed) <= signed
    else:
        assert case.step == 0
        assert case.holder_id is None


def _signatures_fit(session, case):
    rows = dossier.signatures(session, case.id)
    signers = [person for row in rows for person in {row.person_id, row.for_id or row.person_id}]
    assert len(signers) == len(set(signers))
    assert case.author_id not in signers
    revision = dossier.revision_of(session, case)
    digest = digest_of(revision, dossier.findings(session, revision.id))
    assert all(row.revision_id == revision.id and row.content_digest == digest for row in rows)
    assert signing.altered(session, case) == ()


def _unreadable(office, officer, case_id):
    with office.store.read() as session:
        contents = dossier.contents(session, case_id)
        assert contents
        for content, _ in contents:
            with pytest.raises(AbsentError):
                office.vault.get(session, content.id)
    view = reading.case_view(office, officer, case_id)
    assert "隔离" in view.head.title
    for item in items(office, case_id):
        assert reading.item_view(office, officer, case_id, item.id).reviewed is None
        with pytest.raises(AbsentError):
            reading.file_of(office, officer, case_id, item.id)


_BRIEF = settings(
    max_examples=6,
    stateful_step_count=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a whole office takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


class Longer(Casework):
    """The same for longer."""


Casework.TestCase.settings = _BRIEF
Longer.TestCase.settings = settings(_BRIEF, max_examples=60, stateful_step_count=50)
TestCasework = Casework.TestCase
TestLonger = pytest.mark.slow(Longer.TestCase)

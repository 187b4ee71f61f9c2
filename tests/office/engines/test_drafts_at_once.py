"""Checks and drafts at the same moment, on both engines."""

from at_once import at_once
from drafts import ANNEX, DAMAGED, TEXT, case_of, findings_of, items_of, opened, revision_of

from reviewer.errors import OvertakenError
from reviewer.office.cases.checking import check_next
from reviewer.office.cases.deciding import Decision, Word, comment, decide, open_item
from reviewer.office.cases.facts import digest_of
from reviewer.office.cases.opening import Draft, Given, edit_case, open_case
from reviewer.store import audit, dossier


def sound(office):
    with office.store.read() as session:
        return audit.verify(session).bad is None


def test_items_checked_at_once_give_the_case_one_grade_and_digest(office, people):
    files = (TEXT, ANNEX, DAMAGED, Given("甲.txt", b"x"))
    case_id = opened(office, people["author"], *files, check=False)
    ends = at_once(*(lambda number=number: check_next(office, f"runner-{number}") for number in range(4)))
    assert ends == [None] * 4
    while check_next(office, "last"):
        pass
    revision = revision_of(office, case_id)
    assert [item.state for item in revision.items] == ["checked"] * 4
    assert case_of(office, case_id).grade == "review"
    assert revision.digest == digest_of(revision, findings_of(office, case_id))
    assert sound(office)


def test_a_page_opened_twice_at_once_counts_once(office, people):
    case_id = opened(office, people["author"], ANNEX)
    (item,) = items_of(office, case_id)
    ends = at_once(*[lambda: open_item(office, people["author"], case_id, item.id)] * 4)
    assert ends == [None] * 4
    with office.store.read() as session:
        seen = dossier.opened_by(session, item.revision_id, people["author"].id)
    assert len(seen) == 2


def test_a_decision_and_an_edit_at_once_do_not_both_count(office, people):
    case_id = opened(office, people["author"], ANNEX)
    key = findings_of(office, case_id)[0].key
    kept = items_of(office, case_id)[0].id
    ends = at_once(
        lambda: decide(office, people["author"], case_id, Decision((key,), 1, "fix", "删去")),
        lambda: edit_case(office, people["author"], case_id, 1, Draft({"title": "乙"}, (kept,))),
    )
    (lost,) = [end for end in ends if end is not None]
    assert isinstance(lost, OvertakenError)
    assert lost.message.startswith("author已于")
    assert sound(office)


def test_cases_opened_at_once_have_numbers_of_their_own(office, people):
    authors = [people["author"], people["colleague"]] * 3
    ends = at_once(*(lambda one=one: open_case(office, one, Draft({}, (TEXT,))) for one in authors))
    assert ends == [None] * 6
    numbers = {case_of(office, case_id).number for case_id in range(1, 7)}
    assert numbers == {f"QX-2026-0000{number}" for number in range(1, 7)}
    assert sound(office)


def test_characters_no_database_takes_end_no_check_and_no_word(office, people):
    case_id = opened(
        office, people["author"], Given("甲.txt", "内部资料\0\ud83d".encode("utf-8", "surrogatepass"))
    )
    assert [item.state for item in items_of(office, case_id)] == ["checked"]
    (finding,) = findings_of(office, case_id)
    decide(office, people["author"], case_id, Decision((finding.key,), 1, "fix", "删\0去"))
    comment(office, people["author"], case_id, Word("看\0过"))
    with office.store.read() as session:
        assert dossier.decisions(session, finding.revision_id)[0].reason == "删去"
        assert dossier.comments(session, case_id)[0].text == "看过"

"""Organisation, accounts, roles and delegation: who keeps what, and what stands against it."""

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import playing
import pytest
from openpyxl import load_workbook

from reviewer.casework.roles import ROLES, SEPARATE, clash
from reviewer.errors import AbsentError, RefusedError
from reviewer.office.accounts import accounts, tokens
from reviewer.office.cases import moving
from reviewer.office.organisation import access, directory, organisation, postings, staff, wishes
from reviewer.office.organisation import people as acting
from reviewer.office.organisation.entries import AuthorityForm, ColumnForm
from reviewer.office.organisation.postings import Loan
from reviewer.office.organisation.staff import PersonForm
from reviewer.office.timeline import told
from reviewer.store.tables.organisation import Posting, Section
from reviewer.store.tables.signing import Event
from reviewer.store.tables.work import Notice

NEW = PersonForm("xin.ren", "新来者")


def unit(people):
    return people["head"].unit_id


def section_id(office, name="办公室"):
    with office.store.read() as session:
        return session.query(Section).filter_by(name=name).order_by(Section.id).first().id


def posting_of(office, someone):
    with office.store.read() as session:
        return session.query(Posting).filter_by(person_id=someone.id).first().id


def now_held(office, person_id):
    with office.store.read() as session:
        return {held.role for held in acting.actor_of(session, person_id, office.clock()).held}


def loan(office, people, **changed):
    given = {
        "posting_id": posting_of(office, people["head"]), "taker_id": people["other_head"].id,
        "first_day": date(2026, 3, 2), "last_day": date(2026, 3, 6), "reason": "外出学习",
    }  # fmt: skip
    return Loan(**given | changed)


# What each of the 三员 does, as (name, call); everybody else must be refused.
ADMINISTRATOR = {
    "make a unit": lambda office, people, who: organisation.make_unit(office, who, "ZJ", "直属示例中心"),
    "rename the unit": lambda office, people, who: organisation.rename_unit(
        office, who, unit(people), "新示例局"
    ),
    "make a section": lambda office, people, who: organisation.make_section(
        office, who, unit(people), "财务科"
    ),
    "make a column": lambda office, people, who: organisation.put_column(
        office, who, unit(people), ColumnForm("政务动态")
    ),
    "make an account": lambda office, people, who: staff.make_person(office, who, unit(people), NEW),
    "change an account": lambda office, people, who: staff.change_person(
        office, who, people["head"].id, PersonForm("head", "改名者", section_id(office))
    ),
}
SECURITY = {
    "grant a role": lambda office, people, who: postings.grant(
        office, who, people["leader"].id, "secrecy-officer"
    ),
    "end a role": lambda office, people, who: postings.end_posting(
        office, who, posting_of(office, people["leader"])
    ),
    "reset a password": lambda office, people, who: staff.reset_password(office, who, people["head"].id),
    "unlock": lambda office, people, who: staff.unlock(office, who, people["head"].id),
    "grant wished roles": lambda office, people, who: wishes.settle(
        office, who, unit(people), [], granted=True
    ),
}
WORK = [
    *(("administrator", name, call) for name, call in ADMINISTRATOR.items()),
    *(("security", name, call) for name, call in SECURITY.items()),
]


@pytest.mark.parametrize(("keeper", "name", "call"), WORK, ids=[name for _, name, _ in WORK])
def test_each_of_the_three_does_their_own_work_and_nobody_else_does_it(office, people, keeper, name, call):
    for other in people:
        if other != keeper:
            with pytest.raises((RefusedError, AbsentError)):  # of another unit nothing is told
                call(office, people, people[other])
    with office.store.read() as session:
        assert session.query(Event).count() == 0
    call(office, people, people[keeper])
    with office.store.read() as session:
        assert session.query(Event).one().person_id == people[keeper].id


@pytest.mark.parametrize("held", sorted(SEPARATE))
@pytest.mark.parametrize("wanted", sorted(ROLES))
def test_the_three_are_held_by_nobody_together_with_anything_else(office, people, held, wanted):
    person_id, _ = staff.make_person(
        office, people["administrator"], unit(people), PersonForm("san.yuan", "三员甲", section_id(office))
    )
    postings.grant(office, people["security"], person_id, held, section_id(office))
    with pytest.raises(RefusedError):
        postings.grant(office, people["security"], person_id, wanted, section_id(office))
    assert clash(frozenset(now_held(office, person_id))) == ""


def test_a_new_account_has_no_role_and_its_first_password_works_once_it_is_changed(office, people):
    person_id, password = staff.make_person(office, people["administrator"], unit(people), NEW)
    assert now_held(office, person_id) == set()
    token = accounts.sign_in(office, "xin.ren", password)
    assert accounts.visitor(office, token)[1].must_change


@pytest.mark.parametrize("login", ["", "x", "有中文", "a b", "-a", "head", "HEAD", "a" * 60])
def test_a_login_is_plain_and_nobody_else_s(office, people, login):
    with pytest.raises(RefusedError):
        staff.make_person(office, people["administrator"], unit(people), PersonForm(login, "新来者"))


def test_roles_of_a_section_need_one_of_the_unit(office, people):
    away = people["stranger"].section_id
    for place in (None, away, 9999):
        with pytest.raises(RefusedError):
            postings.grant(office, people["security"], people["leader"].id, "section-head", place)
    postings.grant(office, people["security"], people["leader"].id, "section-head", section_id(office))
    with pytest.raises(RefusedError, match="已经是"):
        postings.grant(office, people["security"], people["leader"].id, "section-head", section_id(office))


def test_nobody_grants_or_resets_their_own_and_the_last_of_the_three_stays(office, people):
    with pytest.raises(RefusedError):
        postings.grant(office, people["security"], people["security"].id, "auditor")
    with pytest.raises(RefusedError):
        staff.reset_password(office, people["security"], people["security"].id)
    for name in ("administrator", "security", "auditor"):
        with pytest.raises(RefusedError, match="唯一"):
            postings.end_posting(office, people["security"], posting_of(office, people[name]))
    postings.end_posting(office, people["security"], posting_of(office, people["head"]))
    assert now_held(office, people["head"].id) == set()


def test_a_reset_ends_visits_and_the_unlocked_may_try_again(office, people, clock):
    password = staff.reset_password(office, people["security"], people["head"].id)
    token = accounts.sign_in(office, "head", password)
    for _ in range(5):
        with pytest.raises(RefusedError):
            accounts.sign_in(office, "head", "wrong")
    staff.unlock(office, people["security"], people["head"].id)
    accounts.sign_in(office, "head", password)
    staff.reset_password(office, people["security"], people["head"].id)
    assert accounts.visitor(office, token) is None


def test_moving_to_another_section_ends_the_roles_of_the_old_one(office, people):
    form = PersonForm("head", "head", section_id(office, "法规科"))
    staff.change_person(office, people["administrator"], people["head"].id, form)
    assert now_held(office, people["head"].id) == set()


def test_closing_an_account_needs_its_roles_taken_back_and_ends_its_tokens(office, people):
    token = tokens.make_token(office, people["head"], "试用", ["check"], 5)
    with pytest.raises(RefusedError, match="角色"):
        staff.close_person(office, people["administrator"], people["head"].id)
    postings.end_posting(office, people["security"], posting_of(office, people["head"]))
    staff.close_person(office, people["administrator"], people["head"].id)
    with pytest.raises(AbsentError):
        tokens.token_actor(office, token, "check")
    with pytest.raises(AbsentError):
        staff.unlock(office, people["security"], people["head"].id)


def test_a_lent_role_is_held_by_the_taker_who_is_told(office, people):
    postings.delegate(office, people["head"], loan(office, people))
    assert "section-head" in now_held(office, people["other_head"].id)
    with office.store.read() as session:
        notice = session.query(Notice).one()
    assert notice.person_id == people["other_head"].id
    [row] = directory.loans(office, unit(people), people["head"])
    assert (row.giver, row.taker, row.role, row.mine) == ("head", "other_head", "科室负责人", True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"taker_id": "head"}, "另一个人"),
        ({"taker_id": "stranger"}, "另一个人"),
        ({"taker_id": "auditor"}, "不得兼任"),
        ({"first_day": date(2026, 3, 1)}, "起止日期"),
        ({"last_day": date(2026, 3, 1)}, "起止日期"),
        ({"last_day": date(2026, 3, 2) + timedelta(days=90)}, "最多 90 天"),
        ({"reason": " "}, "事由"),
        ({"posting_id": "leader"}, "自己现有的角色"),
    ],
)
def test_a_delegation_is_refused_with_its_reason(office, people, changed, said):
    if "taker_id" in changed:
        changed = {"taker_id": people[changed["taker_id"]].id}
    if "posting_id" in changed:
        changed = {"posting_id": posting_of(office, people[changed["posting_id"]])}
    with pytest.raises(RefusedError, match=said):
        postings.delegate(office, people["head"], loan(office, people, **changed))


def test_what_is_lent_cannot_be_lent_on_or_twice_at_once(office, people):
    postings.delegate(office, people["head"], loan(office, people))
    with office.store.read() as session:
        taker = acting.actor_of(session, people["other_head"].id, office.clock())
    with pytest.raises(RefusedError, match="不能再委托"):
        postings.delegate(office, taker, loan(office, people, taker_id=people["leader"].id))
    with pytest.raises(RefusedError, match="已委托他人"):
        postings.delegate(office, people["head"], loan(office, people, taker_id=people["leader"].id))


@pytest.mark.parametrize("name", ["administrator", "security", "auditor"])
def test_the_roles_of_the_three_are_never_lent(office, people, name):
    with pytest.raises(RefusedError, match="不能委托"):
        postings.delegate(
            office, people[name], loan(office, people, posting_id=posting_of(office, people[name]))
        )


def test_a_role_is_not_granted_over_a_lent_one_that_clashes(office, people):
    postings.delegate(office, people["head"], loan(office, people))
    with pytest.raises(RefusedError, match="不得兼任"):
        postings.grant(office, people["security"], people["other_head"].id, "auditor")


def test_a_delegation_is_taken_back_by_its_giver_or_the_security_administrator(office, people):
    for taker in ("head", "security"):
        made = postings.delegate(office, people["head"], loan(office, people))
        with pytest.raises(RefusedError):
            postings.end_delegation(office, people["other_head"], made)
        postings.end_delegation(office, people[taker], made)
        assert "section-head" not in {held.role for held in lent(office, people["other_head"])}


def lent(office, someone):
    with office.store.read() as session:
        held = acting.actor_of(session, someone.id, office.clock()).held
    return [one for one in held if one.for_id is not None]


def test_a_section_with_people_or_columns_stays_open(office, people):
    with pytest.raises(RefusedError, match="还有人员"):
        organisation.close_section(office, people["administrator"], section_id(office))
    made = organisation.make_section(office, people["administrator"], unit(people), "财务科")
    organisation.put_column(office, people["administrator"], unit(people), ColumnForm("预决算", made))
    with pytest.raises(RefusedError, match="栏目"):
        organisation.close_section(office, people["administrator"], made)


def test_a_column_is_owned_and_reviewed_within_the_unit(office, people):
    wrong = [
        ColumnForm("甲", people["stranger"].section_id),
        ColumnForm("乙", None, people["stranger"].id),
        ColumnForm("通知公告"),
    ]
    for form in wrong:
        with pytest.raises(RefusedError):
            organisation.put_column(office, people["administrator"], unit(people), form)


def test_the_directory_of_authorities_is_kept_by_the_administrator_or_the_secrecy_officer(office, people):
    for name in ("officer", "administrator"):
        made = organisation.put_authority(
            office, people[name], unit(people), AuthorityForm("示例丙", levels="秘密，机密")
        )
    assert directory.authorities(office, unit(people))[0].levels == "机密、秘密"
    for name in ("head", "auditor", "security", "stranger"):
        with pytest.raises(RefusedError):
            organisation.put_authority(
                office, people[name], unit(people), AuthorityForm("示例丁", levels="秘密")
            )
        with pytest.raises((RefusedError, AbsentError)):
            organisation.remove_authority(office, people[name], made)
    with pytest.raises(RefusedError, match="定密权限"):
        organisation.put_authority(
            office, people["officer"], unit(people), AuthorityForm("示例丁", levels="内部")
        )
    organisation.remove_authority(office, people["officer"], made)
    assert len(directory.authorities(office, unit(people))) == 1


def test_the_gap_report_names_what_nobody_answers_for(office, people):
    found = "\n".join(directory.gaps(office, unit(people)))
    assert "栏目“通知公告”没有审查人" in found
    assert "定密责任人名录为空" in found
    assert "没有科室负责人" not in found
    organisation.make_section(office, people["administrator"], unit(people), "财务科")
    organisation.put_column(office, people["administrator"], unit(people), ColumnForm("政务动态"))
    postings.end_posting(office, people["security"], posting_of(office, people["publisher"]))
    found = "\n".join(directory.gaps(office, unit(people)))
    for line in ("财务科没有科室负责人", "栏目“政务动态”没有责任科室", "单位没有信息中心"):
        assert line in found


def test_an_administrator_sees_own_and_lower_units_only(office, people):
    made = organisation.make_unit(office, people["administrator"], "ZJ", "直属示例中心")
    assert {one.id for one in directory.units(office, people["administrator"])} == {unit(people), made}
    assert [section.kind for section in directory.sections(office, made)] == ["group", "group-office"]
    staff.make_person(office, people["administrator"], made, NEW)
    with pytest.raises(AbsentError):
        directory.unit_for(office, people["administrator"], people["stranger"].unit_id)
    with pytest.raises(AbsentError):
        directory.person(office, people["administrator"], people["stranger"].id)


def test_the_access_review_lists_who_holds_what_and_was_last_here_when(office, people):
    postings.delegate(office, people["head"], loan(office, people))
    password = staff.reset_password(office, people["security"], people["head"].id)
    accounts.sign_in(office, "head", password)
    data = access.review_xlsx(office, people["auditor"], unit(people))
    rows = list(load_workbook(BytesIO(data)).active.iter_rows(values_only=True))
    by_login = {row[1]: row for row in rows[1:]}
    assert rows[0] == access.HEADINGS
    assert by_login["head"][4:8] == ("科室负责人（办公室）", "未改初始密码", None, "2026-03-02 09:00")
    assert (
        by_login["other_head"][4] == "科室负责人（法规科）、科室负责人（办公室）（受head委托至 2026-03-06）"
    )
    assert "stranger" not in by_login


def test_a_name_that_looks_like_a_formula_stays_text_in_the_workbook():
    data = access.workbook([("表", ("姓名",), [("=HYPERLINK(1)",)])])
    cell = load_workbook(BytesIO(data)).active["A2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


@pytest.mark.parametrize("way", ["role ended", "moved to another section"])
def test_what_somebody_had_claimed_is_free_when_the_role_is_gone(office, people, way):
    case_id = playing.submitted(office, people["author"])
    moving.claim(office, people["head"], case_id, playing.turn(office, case_id))
    before = playing.turn(office, case_id)
    if way == "role ended":
        postings.end_posting(office, people["security"], posting_of(office, people["head"]))
    else:
        form = PersonForm("head", "head", section_id(office, "法规科"))
        staff.change_person(office, people["administrator"], people["head"].id, form)
    assert playing.row(office, case_id).holder_id is None
    assert playing.turn(office, case_id) == before + 1


def test_every_action_of_the_chain_has_words_for_people():
    folder = Path(staff.__file__).parents[2]
    written = {
        action
        for file in folder.rglob("*.py")
        for action in re.findall(r'action="([a-z-]+)"', file.read_text(encoding="utf-8"))
    }
    assert len(written) > 30
    assert [action for action in sorted(written) if told(action) == action] == []

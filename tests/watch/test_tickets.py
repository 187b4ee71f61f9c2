"""Problems online as tickets: one for each, given back when they return, left in peace when found lawful."""

import pytest
from people import resident_id
from sqlalchemy import select
from staff import Clock, furnish
from watch.portal import TEXT, Visit, address, page

from reviewer.casework.workdays import due
from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.office.arranged import calendar
from reviewer.office.office import open_office
from reviewer.patrol.ticket import KINDS
from reviewer.review import Reviewer
from reviewer.settings import Settings
from reviewer.store import tickets as store
from reviewer.store.tables.organisation import Column, Person, Section
from reviewer.store.tables.patrol import Site
from reviewer.store.tables.signing import Event
from reviewer.store.tables.tickets import Probe, Ticket, TicketAct
from reviewer.store.tables.work import Notice
from reviewer.watch.tickets import acts
from reviewer.watch.tickets.acts import At, Charge
from reviewer.watch.tickets.raising import SETTLED, open_for, raise_one, settle
from reviewer.watch.tickets.verifying import catch_up

LEAK = f"领取人身份证号：{resident_id(7)}"
OTHER = f"领取人身份证号：{resident_id(8)}"
RULE = "personal.resident-id"


@pytest.fixture(scope="module")
def reviewer(tmp_path_factory):
    with Reviewer(Settings(state=tmp_path_factory.mktemp("reviewer"))) as made:
        yield made


class Watched(Visit):
    """A visit that opens tickets."""

    def __init__(self, office):
        self.people = furnish(office)
        super().__init__(office)
        self.looking = self.looking.__class__(
            office, 1, self.looking.lookers, open_for(office), self.looking.keeping
        )

    def every(self, row=Ticket):
        with self.office.store.read() as session:
            return list(session.scalars(select(row).order_by(row.id)))

    def only(self, **given):
        found = [t for t in self.every() if all(getattr(t, name) == value for name, value in given.items())]
        assert len(found) == 1, [(t.number, t.kind, t.state) for t in self.every()]
        return found[0]

    def at(self, ticket_id=None):
        ticket = self.only() if ticket_id is None else next(t for t in self.every() if t.id == ticket_id)
        return At(ticket.id, ticket.turn)

    def deeds(self):
        return [act.act for act in self.every(TicketAct)]


@pytest.fixture
def visit(tmp_path, reviewer):
    office = open_office(Settings(state=tmp_path / "state"), reviewer, Clock())
    visit = Watched(office)
    yield visit
    visit.close()
    office.store.close()


@pytest.fixture
def section(visit):
    with visit.office.store.read() as session:
        return (
            session.scalars(select(Section).where(Section.name == "办公室").order_by(Section.id)).first().id
        )


def notify(visit, section, days="5"):
    acts.notify(visit.office, visit.people["officer"], visit.at(), Charge(days, section), "请撤下并核查")


def accept(visit, reason="依法公示"):
    acts.accept(visit.office, visit.people["officer"], visit.at(), "statutory", reason)


def test_a_finding_is_one_ticket_with_its_problem_its_evidence_and_a_running_number(visit):
    capture = visit.see("a.html", page(LEAK))
    visit.see("a.html", page(LEAK, foot="另一页脚"))
    ticket = visit.only()
    assert (ticket.number, ticket.kind, ticket.state) == ("QX-ZG-2026-00001", "finding", "open")
    assert ticket.capture_id == capture.id
    assert ticket.problem["rule"] == RULE
    assert resident_id(7) not in str(ticket.problem)
    assert [event.action for event in visit.every(Event) if event.action.startswith("ticket")] == [
        "ticket-opened"
    ]


def test_a_list_of_people_is_one_ticket_that_counts_them_as_the_page_changes(visit):
    visit.see("a.html", page(f"{LEAK}；{OTHER}"))
    assert visit.only().problem["count"] == 2
    visit.see("a.html", page(OTHER))
    assert (visit.only().state, visit.only().problem["count"]) == ("open", 1)
    visit.see("a.html", page(f"{LEAK}；{OTHER}"))
    assert (visit.only().state, visit.only().problem["count"]) == ("open", 2)


def test_what_another_rule_finds_on_the_page_is_another_ticket(visit):
    visit.see("a.html", page(f"{LEAK}；本通知为内部资料，注意保存"))
    assert len({ticket.key for ticket in visit.every()}) == len(visit.every()) == 2


def test_a_page_without_problems_opens_nothing(visit):
    visit.see("a.html", page(TEXT))
    assert visit.every() == []


def test_what_was_not_read_is_a_ticket_of_its_own_that_ends_when_it_is_read(visit):
    visit.see("a.html", b"")
    ticket = visit.only()
    assert (ticket.kind, ticket.severity) == ("unread", "review")
    visit.see("a.html", page(TEXT))
    assert (visit.only().state, visit.only().outcome) == ("closed", "mended")


def test_a_ticket_goes_to_the_section_of_its_column_else_of_the_site(visit, section):
    with visit.office.store.write() as session:
        session.get_one(Site, visit.site.id).section_id = section
    visit.see("a.html", page(LEAK))
    assert visit.only().section_id == section
    with visit.office.store.write() as session:
        column = session.scalars(select(Column)).one()
        other = session.scalars(select(Section).where(Section.name == "法规科")).one()
        column.section_id = other.id
        address(session, visit.site, "b.html", visit.office.clock()).column_id = column.id
    visit.see("b.html", page(LEAK))
    assert visit.every()[-1].section_id == other.id


def test_a_page_that_is_mended_begins_verification_and_counts_as_the_first_look(visit):
    visit.see("a.html", page(LEAK))
    visit.see("a.html", page("已删除个人信息"))
    assert visit.only().state == "verifying"
    (probe,) = visit.every(Probe)
    assert (probe.role, probe.outcome, probe.present) == ("page", "ok", False)


def test_a_page_that_was_seen_gone_begins_verification(visit):
    visit.see("a.html", page(LEAK))
    visit.see("a.html", outcome="gone", status=404)
    assert visit.only().state == "open"
    assert catch_up(visit.office) == 1
    assert visit.only().state == "verifying"


@pytest.mark.parametrize("outcome", ["blocked", "dns", "tls", "timeout", "server-error", "robots"])
def test_a_page_that_cannot_be_reached_begins_nothing(visit, outcome):
    visit.see("a.html", page(LEAK))
    visit.see("a.html", b"x", outcome=outcome, status=0)
    catch_up(visit.office)
    assert visit.only().state == "open"


def test_a_page_whose_leak_is_back_during_verification_goes_back(visit, section):
    visit.see("a.html", page(LEAK))
    notify(visit, section)
    visit.see("a.html", page("已删除"))
    visit.see("a.html", page(LEAK))
    assert visit.only().state == "notified"
    assert visit.deeds() == ["notify", "verify", "unproved"]


def test_without_a_notice_a_failed_verification_leads_back_to_where_it_was(visit):
    visit.see("a.html", page(LEAK))
    visit.see("a.html", page("已删除"))
    visit.see("a.html", page(LEAK))
    assert visit.only().state == "open"


def test_a_page_of_which_more_is_unread_than_before_is_not_mended(visit):
    visit.see("a.html", page(LEAK))
    visit.see("a.html", b"")
    assert visit.only(kind="finding").state == "open"
    assert [probe.present for probe in visit.every(Probe)] == [None]


def test_the_same_bytes_under_other_rules_are_not_mended(visit):
    visit.see("a.html", page(LEAK))
    with visit.office.store.write() as session:
        ticket = session.scalars(select(Ticket)).one()
        ticket.key, ticket.problem = "0" * 16, {**ticket.problem, "value": "0" * 16}
        session.merge(visit.row("a.html")).rules = "0" * 64
    visit.see("a.html", page(LEAK))
    assert [probe.present for probe in visit.every(Probe)] == [True]


def test_what_was_found_lawful_stays_so_in_the_same_content_and_no_longer_in_another(visit):
    visit.see("a.html", page(LEAK))
    accept(visit)
    assert (visit.only().state, visit.only().outcome) == ("closed", "lawful")
    visit.see("a.html", page(LEAK, foot="另一页脚"))
    visit.see("a.html", outcome="gone", status=404)
    visit.see("a.html", page(LEAK))
    assert len(visit.every()) == 1
    visit.see("a.html", page(f"{LEAK}，另附新增名单一份，请各位读者核对。"))
    tickets = [ticket for ticket in visit.every() if ticket.problem["rule"] == RULE]
    assert [ticket.state for ticket in tickets] == ["closed", "open"]


def test_accepting_needs_a_secrecy_officer_a_ground_and_a_reason(visit):
    visit.see("a.html", page(LEAK))
    for person, ground, reason in (
        ("officer", "", "理由"), ("officer", "statutory", " "), ("publisher", "statutory", "理由"),
    ):  # fmt: skip
        with pytest.raises(RefusedError):
            acts.accept(visit.office, visit.people[person], visit.at(), ground, reason)
    assert visit.only().state == "open"


def test_the_notice_sets_a_deadline_in_working_days_and_tells_the_section(visit, section):
    visit.see("a.html", page(LEAK))
    notify(visit, section)
    ticket, office = visit.only(), visit.office
    assert ticket.due_at == due(calendar(office.settings), office.clock(), 5)
    assert (ticket.state, ticket.problem["demand"]) == ("notified", "请撤下并核查")
    told = {row.person_id for row in visit.every(Notice) if "整改通知书" in row.text}
    assert told == {visit.people[name].id for name in ("author", "colleague", "head")}
    assert all(ticket.title not in row.text for row in visit.every(Notice))


def test_a_notice_needs_an_addressee_a_deadline_and_a_demand(visit, section):
    visit.see("a.html", page(LEAK))
    with pytest.raises(RefusedError) as refused:
        acts.notify(visit.office, visit.people["officer"], visit.at(), Charge("0"), " ")
    assert len(refused.value.refusals) == 3
    with pytest.raises(RefusedError, match="没有这个科室"):
        acts.notify(visit.office, visit.people["officer"], visit.at(), Charge("5", 999), "x")
    with visit.office.store.read() as session:
        away = session.scalars(select(Person).where(Person.login == "stranger")).one()
    with pytest.raises(RefusedError, match="没有这个科室或人员"):
        acts.notify(visit.office, visit.people["officer"], visit.at(), Charge("5", None, away.id), "x")
    assert visit.only().state == "open"


def test_reply_verification_and_what_each_role_may_do(visit, section):
    visit.see("a.html", page(LEAK))
    office, people = visit.office, visit.people
    notify(visit, section)
    for name in ("officer", "leader", "publisher"):
        with pytest.raises(RefusedError):
            acts.reply(office, people[name], visit.at(), "误传", "已撤")
    with pytest.raises(RefusedError, match="写明措施"):
        acts.reply(office, people["head"], visit.at(), "误传", " ")
    acts.reply(office, people["author"], visit.at(), "误传", "已撤下")
    assert (visit.only().cause, visit.only().measure) == ("误传", "已撤下")
    for name in ("head", "leader"):
        with pytest.raises(RefusedError):
            acts.verify(office, people[name], visit.at())
    acts.verify(office, people["publisher"], visit.at())
    acts.note(office, people["head"], visit.at(), "已电话告知")
    assert visit.only().state == "verifying"
    assert visit.deeds() == ["notify", "reply", "verify", "note"]


def test_nobody_of_another_section_or_unit_sees_it(visit, section):
    visit.see("a.html", page(LEAK))
    notify(visit, section)
    for name in ("other_head", "other_clerk", "stranger", "administrator", "auditor", "security"):
        with pytest.raises(AbsentError):
            acts.note(visit.office, visit.people[name], visit.at(), "x")


def test_extending_and_reassigning(visit, section):
    visit.see("a.html", page(LEAK))
    office, people = visit.office, visit.people
    with pytest.raises(RefusedError, match="没有期限"):
        acts.extend(office, people["officer"], visit.at(), "9", "需协调")
    notify(visit, section)
    with pytest.raises(RefusedError, match="晚于原期限"):
        acts.extend(office, people["officer"], visit.at(), "3", "需协调")
    acts.extend(office, people["officer"], visit.at(), "9", "需协调")
    assert visit.only().due_at == due(calendar(office.settings), office.clock(), 9)
    head = people["other_head"]
    acts.assign(office, people["officer"], visit.at(), Charge(person_id=head.id))
    assert (visit.only().section_id, visit.only().person_id) == (head.section_id, head.id)
    acts.reply(office, head, visit.at(), "历史页面", "已撤下")
    with pytest.raises(AbsentError):
        acts.note(office, people["author"], visit.at(), "x")


def test_of_two_at_once_the_slower_is_told_what_happened(visit, section):
    visit.see("a.html", page(LEAK))
    shown = visit.at()
    notify(visit, section)
    with pytest.raises(OvertakenError, match="下达整改通知书"):
        acts.accept(visit.office, visit.people["group"], shown, "statutory", "理由")
    assert visit.only().state == "notified"


def raised(visit, path="a.html", **more):
    given = {"kind": "unapproved", "key": "", "severity": "review", "title": "未经审批发布", "problem": {}}
    with visit.office.store.write() as session:
        site = session.get_one(Site, visit.site.id)
        address = session.merge(visit.row(path)) if path else None
        made = raise_one(session, visit.office, site, address, **{**given, **more})
        return made and made.number


def settled(visit, path="a.html", kind="unapproved", key=""):
    with visit.office.store.write() as session:
        site = session.get_one(Site, visit.site.id)
        address = session.merge(visit.row(path)) if path else None
        return settle(session, visit.office, site, address, kind=kind, key=key, why="核对一致")


@pytest.mark.parametrize("path", ["a.html", None])
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"finding"}))
def test_what_others_find_out_is_one_ticket_until_it_is_settled_and_comes_back_as_the_same(visit, kind, path):
    visit.see("a.html", page(TEXT))
    assert raised(visit, path, kind=kind, key="k")
    assert raised(visit, path, kind=kind, key="k") is None
    assert settled(visit, path, kind, "k") == 1
    assert settled(visit, path, kind, "k") == 0
    assert (visit.only().state, visit.only().outcome) == ("closed", SETTLED[kind])
    visit.office.clock.turn(days=1)
    assert raised(visit, path, kind=kind, key="k") == visit.only().number
    assert (visit.only().state, visit.only().reopened, visit.only().closed_at) == ("open", 1, None)


def test_settling_where_the_page_is_gone_begins_verification_and_where_it_is_blocked_does_nothing(visit):
    visit.see("a.html", page(TEXT))
    raised(visit)
    visit.see("a.html", b"x", outcome="blocked", status=403)
    assert (settled(visit), visit.only().state) == (0, "open")
    visit.see("a.html", outcome="gone", status=404)
    assert (settled(visit), visit.only().state) == (1, "verifying")
    assert settled(visit) == 0


def test_acts_of_tickets_about_no_page_are_refused_to_be_verified_by_looks(visit):
    raised(visit, None, kind="blind", key="")
    with pytest.raises(RefusedError, match="自动销号"):
        acts.verify(visit.office, visit.people["officer"], visit.at())
    with pytest.raises(RefusedError, match="恢复访问"):
        accept(visit)


def test_grave_findings_are_told_to_the_secrecy_officers_at_once_others_wait_in_the_list(visit):
    visit.see("a.html", page(TEXT))
    raised(visit, key="1")
    assert visit.every(Notice) == []
    raised(visit, key="2", severity="block")
    assert {row.person_id for row in visit.every(Notice)} == {
        visit.people[n].id for n in ("officer", "group")
    }
    for key in "3456":
        raised(visit, key=key, severity="block")
    assert len(visit.every(Notice)) == 2


def test_what_waits_for_whom(visit, section):
    visit.see("a.html", page(LEAK))

    def waiting(name):
        with visit.office.store.read() as session:
            return store.waiting(session, visit.people[name])

    names = ("officer", "publisher", "leader", "head", "author", "other_head")
    assert [waiting(name) for name in names] == [1, 1, 0, 0, 0, 0]
    notify(visit, section)
    assert [waiting(name) for name in names] == [0, 0, 0, 1, 1, 0]
    acts.reply(visit.office, visit.people["head"], visit.at(), "误传", "已撤")
    assert [waiting(name) for name in names] == [1, 1, 0, 0, 0, 0]

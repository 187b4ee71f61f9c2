"""A site looked at: reviewed once for each content, its foot told once, its pages each for themselves."""

import pytest
from people import resident_id
from staff import Clock
from watch.portal import TEXT, Visit, page

from reviewer.office.cases.results import unpack
from reviewer.office.office import open_office
from reviewer.records import Origin
from reviewer.review import Reviewer
from reviewer.settings import Settings
from reviewer.store.tables.patrol import Capture
from reviewer.watch.evidence.keeping import stored
from reviewer.watch.looks.lookers import Lookers
from reviewer.watch.looks.results import results

LEAK = f"领取人身份证号：{resident_id(7)}"
OTHER = f"领取人身份证号：{resident_id(8)}"
RULE = "personal.resident-id"


@pytest.fixture(scope="module")
def reviewer(tmp_path_factory):
    with Reviewer(Settings(state=tmp_path_factory.mktemp("reviewer"))) as made:
        yield made


@pytest.fixture
def visit(tmp_path, reviewer):
    office = open_office(Settings(state=tmp_path / "state"), reviewer, Clock())
    visit = Visit(office)
    yield visit
    visit.close()
    office.store.close()


def pages(visit):
    """For each rule, the paths of the pages that reported it."""
    return sorted({path for path, rule, _ in visit.tickets if rule == RULE})


def test_fifty_pages_with_the_same_leaking_foot_give_one_ticket(visit):
    for number in range(50):
        visit.see(f"{number}.html", page(f"第{number}号通知，请各位读者周知。", foot=LEAK))
    assert [path for path, rule, _ in visit.tickets if rule == RULE] == ["0.html"]
    assert visit.row("49.html").grade == visit.row("0.html").grade != "clear"


def test_a_page_whose_own_text_leaks_gives_its_own_ticket_among_leaking_foots(visit):
    for number in range(9):
        visit.see(f"{number}.html", page(OTHER if number in {3, 5} else TEXT, foot=LEAK))
    assert pages(visit) == ["0.html", "3.html", "5.html"]


def test_the_same_leak_in_the_text_of_two_pages_is_two_tickets(visit):
    visit.see("a.html", page(LEAK))
    visit.see("b.html", page(LEAK))
    assert pages(visit) == ["a.html", "b.html"]


def test_another_leak_in_the_same_foot_is_another_ticket(visit):
    visit.see("a.html", page(foot=LEAK))
    visit.see("b.html", page(foot=OTHER))
    assert pages(visit) == ["a.html", "b.html"]


def test_when_the_foot_is_mended_only_where_it_was_told_another_page_tells_it(visit):
    visit.see("a.html", page(foot=LEAK))
    visit.see("b.html", page(foot=LEAK))
    visit.see("a.html", page(foot="已改正"))
    assert visit.row("b.html").rules == ""
    visit.see("b.html", page(foot=LEAK))
    assert pages(visit) == ["a.html", "b.html"]
    visit.see("c.html", page(foot=LEAK))
    assert pages(visit) == ["a.html", "b.html"]


def test_when_the_page_that_told_the_foot_is_gone_another_tells_it(visit):
    visit.see("a.html", page(foot=LEAK))
    visit.see("b.html", page(foot=LEAK))
    visit.see("a.html", outcome="gone", status=404)
    visit.see("b.html", page(foot=LEAK))
    assert pages(visit) == ["a.html", "b.html"]


def test_an_unchanged_page_is_not_reviewed_again_and_keeps_what_was_found(visit):
    first = visit.see("a.html", page(LEAK))
    again = visit.see("a.html", page(LEAK))
    assert visit.reviews == 1
    assert again.outcome == "unchanged"
    assert (again.grade, again.reviewed_id) == (first.grade, first.reviewed_id)
    later = visit.see("a.html", outcome="unchanged", status=304)
    assert (later.grade, later.reviewed_id) == (first.grade, first.reviewed_id)
    assert len(visit.tickets) == len(set(visit.tickets))


@pytest.mark.parametrize("what", ["rules", "model"])
def test_a_page_is_reviewed_again_when_rules_or_model_are_others(visit, what):
    visit.see("a.html", page())
    with visit.office.store.write() as session:
        setattr(session.merge(visit.row("a.html")), what, "0" * 64)
    visit.see("a.html", page())
    assert visit.reviews == 2
    visit.see("a.html", page())
    assert visit.reviews == 2


def test_where_the_site_says_304_but_the_rules_are_others_what_was_kept_is_reviewed(visit):
    visit.see("a.html", page(LEAK))
    with visit.office.store.write() as session:
        row = session.merge(visit.row("a.html"))
        row.rules, row.grade, row.etag = "0" * 64, "clear", "x"
    capture = visit.see("a.html", outcome="unchanged", status=304)
    assert visit.reviews == 2
    assert capture.grade == visit.row("a.html").grade != "clear"
    assert visit.row("a.html").rules == visit.office.reviews.rules.version


def test_where_nothing_was_kept_a_304_under_other_rules_is_asked_for_anew(tmp_path, reviewer):
    office = open_office(Settings(state=tmp_path / "state"), reviewer, Clock())
    visit = Visit(office, keep=False)
    visit.see("a.html", page(LEAK))
    with office.store.write() as session:
        row = session.merge(visit.row("a.html"))
        row.rules, row.etag = "0" * 64, "x"
    visit.see("a.html", outcome="unchanged", status=304)
    assert (visit.row("a.html").etag, visit.row("a.html").rules) == ("", "0" * 64)
    visit.see("a.html", page(LEAK))
    assert visit.row("a.html").rules == reviewer.rules.version
    visit.close()


def test_a_page_that_comes_back_is_reviewed_though_its_bytes_are_the_same(visit):
    visit.see("a.html", page(LEAK))
    visit.see("a.html", outcome="gone", status=404)
    visit.see("a.html", page(LEAK))
    assert visit.reviews == 2
    assert [path for path, rule, _ in visit.tickets if rule == RULE] == ["a.html", "a.html"]


def test_a_blocked_page_says_nothing_and_loses_nothing(visit):
    visit.see("a.html", page(LEAK))
    capture = visit.see("a.html", b"captcha", outcome="blocked", status=403)
    assert (capture.grade, capture.sha256, capture.reviewed_id) == ("", "", None)
    assert visit.row("a.html").grade != "clear"
    found = list(results(visit.office, visit.site.id))
    assert RULE in {finding.rule.id for finding in found[0].verdict.findings}
    assert "fetch-blocked" in {gap.reason for gap in found[0].verdict.gaps}


def test_an_empty_page_is_a_gap_never_clear(visit):
    visit.see("a.html", b"")
    assert visit.row("a.html").grade == "review"
    assert visit.row("a.html").gaps == 1


def test_another_foot_is_no_change_of_the_text_another_text_is(visit):
    visit.see("a.html", page(foot="一"))
    before = visit.row("a.html")
    visit.see("a.html", page(foot="二"))
    after = visit.row("a.html")
    assert visit.reviews == 2
    assert after.sha256 != before.sha256
    assert (after.main_sha256, after.changed_at) == (before.main_sha256, before.changed_at)
    visit.see("a.html", page("换了一段正文"))
    assert visit.row("a.html").changed_at > before.changed_at


def test_what_is_known_of_a_page_stands_in_its_row(visit):
    visit.see("a.html", page(meta='<meta name="PubDate" content="2026-01-31 08:00">'))
    row = visit.row("a.html")
    assert (row.title, row.grade, row.gaps, row.media_type) == ("图书馆春节开放通知", "clear", 0, "text/html")
    assert row.published_on.isoformat() == "2026-01-31"
    assert len(row.sketch) == 64 * 8


def test_only_pages_with_something_to_decide_are_kept_sealed(visit):
    assert visit.see("a.html", page()).reviewed_id is None
    capture = visit.see("b.html", page(LEAK))
    with visit.office.store.read() as session:
        sealed = visit.office.vault.get(session, capture.reviewed_id)
    assert RULE in {finding.rule.id for finding in unpack(sealed).verdict.findings}


def test_the_bytes_of_a_capture_can_be_had_again_also_of_a_later_one_of_the_same(visit):
    chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    first, again = visit.see("a.html", page()), visit.see("a.html", page())
    visit.see("b.html", page(LEAK))
    assert chunked.endswith(b"\r\n\r\n")
    for open_file in (True, False):
        with visit.office.store.read() as session:
            for capture in (first, again):
                assert stored(visit.office, session, session.get(Capture, capture.id)) == page()
        if open_file:
            visit.close()


def test_results_tell_the_foot_once_and_every_address(visit):
    for name in "abc":
        visit.see(f"{name}.html", page(foot=LEAK))
    visit.see("d.html", outcome="timeout", status=0)
    visit.see("e.html", outcome="gone", status=404)
    found = {
        item.verdict.origin.name.rpartition("/")[2]: item.verdict
        for item in results(visit.office, visit.site.id)
    }
    assert set(found) == {"a.html", "b.html", "c.html", "d.html"}
    told = [name for name, verdict in found.items() if RULE in {item.rule.id for item in verdict.findings}]
    assert told == ["a.html"]
    assert (found["b.html"].grade, found["d.html"].grade) == ("clear", "review")
    assert [gap.reason for gap in found["d.html"].gaps] == ["fetch-timeout"]


class _Faulty:
    """A reviewer that fails; its reader has died, say."""

    def __init__(self, reviewer):
        self.rules, self.model_version = reviewer.rules, reviewer.model_version

    def review(self, data, origin):
        raise RuntimeError("quotes the page")


def test_a_fault_of_ours_is_a_gap_never_clear(tmp_path, reviewer):
    office = open_office(Settings(state=tmp_path / "state"), _Faulty(reviewer), Clock())
    visit = Visit(office)
    visit.see("a.html", page(LEAK))
    row = visit.row("a.html")
    assert (row.grade, row.gaps) == ("review", 1)
    (found,) = results(office, visit.site.id)
    assert [gap.reason for gap in found.verdict.gaps] == ["internal-error"]
    visit.close()


def test_when_a_process_dies_the_thread_takes_over_and_no_page_is_lost(tmp_path, reviewer):
    with Lookers(reviewer, reviewer.settings, workers=1) as lookers:
        origin = Origin("page", "http://www.example.gov.cn/a.html")
        first = lookers.look(page(LEAK), origin).result()
        for process in lookers._pool._processes.values():
            process.kill()
        looks = [lookers.look(page(LEAK), origin) for _ in range(3)]
        assert {look.result(timeout=60).grade for look in looks} == {first.grade}
        assert lookers._workers == 0


def test_what_was_begun_is_finished_before_closing_though_a_process_dies(reviewer):
    lookers = Lookers(reviewer, reviewer.settings, workers=1)
    origin = Origin("page", "http://www.example.gov.cn/a.html")
    lookers.look(page(LEAK), origin).result()
    looks = [lookers.look(page(LEAK), origin) for _ in range(5)]
    for process in lookers._pool._processes.values():
        process.kill()
    lookers.close()
    assert all(look.done() for look in looks)
    assert {look.result().grade for look in looks} == {"review"}
    assert lookers._pool is None


def test_processes_of_their_own_see_what_one_thread_sees(tmp_path, reviewer, visit):
    one = visit.see("a.html", page(LEAK))
    settings = visit.office.settings
    with Lookers(reviewer, settings, workers=1) as lookers:
        other = Visit(open_office(Settings(state=tmp_path / "other"), reviewer, Clock()), lookers=lookers)
        capture = other.see("a.html", page(LEAK))
        assert (capture.sha256, capture.main_sha256, capture.grade) == (
            one.sha256,
            one.main_sha256,
            one.grade,
        )
        assert [ticket[:2] for ticket in other.tickets] == [ticket[:2] for ticket in visit.tickets]
        other.close()

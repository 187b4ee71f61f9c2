"""What scripts write is reviewed as a visitor sees it, kept as a picture; where that cannot be, it is said."""

import shutil

import pytest
from patrol.hostile import ARTICLE, Portal, Reply, page
from people import resident_id
from plain_reviewer import PlainReviewer
from sqlalchemy import select
from watch.crawled import addresses, options, register

from reviewer.errors import AbsentError
from reviewer.office.cases.results import unpack
from reviewer.office.office import open_office
from reviewer.patrol.scripted import scripted
from reviewer.settings import Patrol, Settings
from reviewer.store.tables.patrol import Capture
from reviewer.watch.evidence.keeping import Keeping, picture
from reviewer.watch.evidence.verifying import verify_evidence
from reviewer.watch.looks import rendering
from reviewer.watch.looks.lookers import Lookers
from reviewer.watch.looks.looking import Looking
from reviewer.watch.looks.rendering import find_browser
from reviewer.watch.visits.crawling import run

LEAK = f"领取人身份证号：{resident_id(7)}"
SHELL = b'<html><head><meta charset="utf-8"><title>x</title></head><body><div id="app"></div><script src="/app.js"></script></body></html>'
SCRIPT = f"""document.getElementById("app").innerHTML = "<h1>发放公示</h1><p>{ARTICLE}</p><p>{LEAK}</p>"
  + '<a href="/next.html">下一页</a><img src="http://10.1.2.3/pixel.png">'"""
needs_browser = pytest.mark.skipif(find_browser() is None, reason="needs Playwright and Chromium")


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (SHELL, "wholly"),
        (page(ARTICLE), ""),
        (b'<html><head><script>var a = 1</script></head><frameset><frame src="/a.html"></frameset></html>', ""),
        (page("公示期已满。"), ""),
        (page(ARTICLE, extra="<script>var a = 1</script>"), ""),
        (page(f'{ARTICLE}<ul id="newsList"></ul><script src="/list.js"></script>'), "partly"),
        (page(f'{ARTICLE}<ul id="newsList"><li>通知</li></ul><script src="/list.js"></script>'), ""),
        ("<html><body><noscript>请启用JavaScript后访问本网站</noscript><p>正在加载</p><script>go()</script></body></html>".encode(), "wholly"),
    ],
)  # fmt: skip
def test_a_page_that_scripts_build_is_told_by_its_form(body, form):
    assert scripted(body.decode()) == form


def looked_at(office, site, **more):
    """One look at a site; every verdict that was handed on, by path."""
    verdicts = {}

    def opened(session, site, address, capture, verdict):
        verdicts["/" + address.url.split("/", 3)[3]] = verdict

    keeping = Keeping(office, site)
    keeping.open()
    with Lookers(office.reviews, office.settings) as lookers:
        run(
            office,
            site,
            "regular",
            lambda run_id: Looking(office, run_id, lookers, opened, keeping),
            options(**more),
        )
    keeping.close()
    return verdicts


@pytest.fixture
def portal():
    with Portal(
        {
            "/": Reply(SHELL),
            "/app.js": Reply(SCRIPT.encode(), kind="text/javascript"),
            "/next.html": Reply(page(ARTICLE)),
        }
    ) as made:
        yield made


def opened(tmp_path, **patrol):
    return open_office(Settings(state=tmp_path / "state", patrol=Patrol(**patrol)), PlainReviewer())


@pytest.mark.browser
@needs_browser
def test_what_scripts_write_is_reviewed_followed_and_kept_as_a_picture(tmp_path, portal):
    office = opened(tmp_path, networks=("127.0.0.0/8",))
    site = register(office, portal, rendering=True)
    found = looked_at(office, site)
    assert [finding.rule.id for finding in found["/"].findings] == ["personal.resident-id"]
    assert found["/"].findings[0].hits[0].location.label.startswith("浏览器显示的")
    assert found["/"].gaps == ()
    assert "/next.html" in addresses(office)
    with office.store.read() as session:
        (capture,) = session.scalars(select(Capture).where(Capture.picture != ""))
        assert picture(office, capture).startswith(b"\x89PNG")
        kept = unpack(office.vault.get(session, capture.reviewed_id))
        hit = kept.verdict.findings[0].hits[0]
        assert LEAK in kept.document.segments[hit.segment].text
    assert verify_evidence(office.settings, ()).sound
    office.store.close()


@pytest.mark.browser
@needs_browser
def test_a_page_whose_scripts_show_something_else_is_reviewed_again_though_what_is_sent_is_the_same(
    tmp_path, portal
):
    office = opened(tmp_path, networks=("127.0.0.0/8",))
    site = register(office, portal, rendering=True)
    looked_at(office, site)
    portal.routes["/app.js"] = Reply(SCRIPT.replace(LEAK, "名单已更新").encode(), kind="text/javascript")
    assert looked_at(office, site, hasten=True)["/"].findings == ()
    office.store.close()


@pytest.mark.browser
@needs_browser
def test_the_browser_asks_no_private_address_that_the_engine_would_not(tmp_path, portal):
    office = opened(tmp_path)
    site = register(office, portal, rendering=True)
    found = looked_at(office, site)
    assert portal.count("/app.js") == 0
    assert [gap.reason for gap in found["/"].gaps] == [rendering.REASON]
    office.store.close()


@pytest.mark.browser
@needs_browser
def test_the_browser_asks_for_nothing_that_robots_txt_forbids(tmp_path, portal):
    portal.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /app.js\n", kind="text/plain")
    office = opened(tmp_path, networks=("127.0.0.0/8",))
    site = register(office, portal, rendering=True)
    (gap,) = looked_at(office, site)["/"].gaps
    assert gap.message == "页面内容可能由脚本生成，浏览器打开后仍几乎没有文字"
    assert portal.count("/app.js") == 0
    office.store.close()


@pytest.mark.parametrize(("site_renders", "words"), [(True, "未安装浏览器"), (False, "本网站没有设置渲染")])
def test_what_is_not_rendered_is_a_gap_in_words(tmp_path, portal, monkeypatch, site_renders, words):
    monkeypatch.setattr(rendering, "find_browser", lambda chosen="": None)
    office = opened(tmp_path)
    found = looked_at(office, register(office, portal, rendering=site_renders))
    (gap,) = found["/"].gaps
    assert (gap.reason, gap.message) == ("not-rendered", f"页面内容可能由脚本生成，{words}，未渲染")
    assert found["/"].grade == "review"
    with office.store.read() as session, pytest.raises(AbsentError):
        picture(office, session.scalars(select(Capture)).first())
    office.store.close()


def test_a_browser_that_is_named_must_be_there(tmp_path):
    assert find_browser(str(tmp_path / "none")) is None
    if shutil.which("chromium"):
        assert find_browser() == shutil.which("chromium")

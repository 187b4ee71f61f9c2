"""The whole story of a case in the browser, for every shipped flow, and every refusal that people meet."""

from datetime import timedelta

import pytest
from clicking import (
    checked,
    decide,
    draft,
    go,
    let_pass,
    look,
    press,
    publish,
    said,
    sign,
    state,
    submit,
    vote,
    withdraw,
)
from people import resident_id
from sqlalchemy import select, update
from staff import PASSWORD

from reviewer.store.tables.accounts import Visit
from reviewer.store.tables.organisation import Posting, Unit

pytestmark = pytest.mark.browser

CLEAN = "社区义诊活动定于本周六上午在文化广场举行，欢迎居民参加。"
NUMBER = resident_id()
FLAGGED = f"公示名单：王某某，身份证号{NUMBER}。"
PASSWORD_IN_TEXT = "服务器密码：Qx-2026-zhongxin"
MARKED = "机密★10年\n关于清溪演练的安排"

# The flow of the unit, what is in the file, who signs and how.
CHAINS = {
    "default-flagged": ("default", FLAGGED, ("head", "officer", "leader")),
    "default-escalated": ("default", CLEAN, ("head", "officer", "leader")),
    "section-clean": ("section", CLEAN, ("head",)),
    "section-flagged": ("section", FLAGGED, ("head", "leader")),
    "group": ("group", FLAGGED, ("head", "officer", "group")),
    "department": ("department", CLEAN, ("head", "officer", "leader")),
    "five-rows": ("five-rows", FLAGGED, ("head", "officer", "leader", "publisher")),
}


@pytest.fixture
def flow(house, people):
    """Choose the flow of the unit; afterwards it is the default again."""

    def choose(name):
        with house.office.store.write() as session:
            session.get_one(Unit, people["author"].unit_id).settings = {"flows": {"*": name}}

    yield choose
    choose("default")


@pytest.fixture
def submitted(sign_in):
    """A case that the author handed in, and the author's page."""

    def make(text=CLEAN, files=()):
        page = sign_in("author")
        case = draft(page, text, files)
        submit(page, case)
        return page, case

    return make


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_clean_text_goes_from_paste_to_the_site_and_off_it(sign_in, script):
    author = sign_in("author", java_script_enabled=script)
    case = draft(author, CLEAN)
    assert "通过机检" in author.inner_text("#files")
    submit(author, case)
    for name in ("head", "leader"):
        page = sign_in(name, java_script_enabled=script)
        look(page, case)
        assert "已签“同意”" in sign(page, case)
    publisher = sign_in("publisher", java_script_enabled=script)
    assert state(publisher, case) == "待发布"
    assert "不一致" in publish(publisher, case, CLEAN + "又加了一句")
    assert "已登记发布" in publish(publisher, case, CLEAN)
    assert "已登记撤回" in withdraw(publisher, case)
    assert state(author, case) == "已撤回"


@pytest.mark.parametrize("chain", CHAINS)
def test_a_file_goes_through_the_chain_of_its_flow(sign_in, submitted, flow, chain):
    name, text, signers = CHAINS[chain]
    flow(name)
    author, case = submitted("", [("公示.txt", text), ("附件.txt", CLEAN)])
    for number, signer in enumerate(signers):
        page = sign_in(signer)
        look(page, case)
        if text == FLAGGED and number == 0:
            let_pass(page, case)
        escalates = chain == "default-escalated" and number == 0
        decision, opinion = ("escalate", "拿不准，请核定") if escalates else ("approve", "同意")
        assert "已签" in sign(page, case, decision, opinion)
    assert state(author, case) == "待发布"
    assert author.locator(".steps li.done").count() == len(signers)


def test_who_wrote_it_does_not_sign_it(house, people, sign_in):
    with house.office.store.write() as session:
        of_head = select(Posting).where(Posting.person_id == people["head"].id)
        held = session.scalars(of_head).one()
        session.add(
            Posting(
                person_id=people["colleague"].id, role="section-head", unit_id=held.unit_id,
                section_id=held.section_id, since=held.since,
            )
        )  # fmt: skip
    page = sign_in("colleague")
    case = draft(page, CLEAN)
    submit(page, case)
    look(page, case)
    go(page, f"{case}/sign")
    vote(page)
    assert "拟稿人不能审查自己的稿件" in said(page)
    assert state(page, case) == "审查中"


def test_a_stranger_finds_no_such_case(sign_in, submitted):
    _, case = submitted()
    page = sign_in("stranger")
    for path in (case, f"{case}/sign", f"{case}/edit", f"{case}/form", f"{case}/publish", f"/m{case[6:]}"):
        assert go(page, path) in {403, 404}, path
    assert go(page, case) == 404
    go(page, "/register")
    assert page.locator(f'a[href="{case}"]').count() == 0


def test_nobody_signs_without_opening_what_was_found(sign_in, submitted):
    _, case = submitted("", [("公示.txt", FLAGGED)])
    page = sign_in("head")
    go(page, f"{case}/sign")
    assert "公示.txt" in page.inner_text(".unopened")
    vote(page)
    assert "没有打开" in said(page)
    assert state(page, case) == "审查中"
    assert page.locator(".steps li.done").count() == 0


def test_a_wrong_password_does_not_sign(sign_in, submitted):
    _, case = submitted()
    page = sign_in("head")
    look(page, case)
    assert "密码" in sign(page, case, password="not the password")
    assert page.locator(".steps li.done").count() == 0
    assert "已签" in sign(page, case)


def test_an_edit_after_a_signature_voids_it(sign_in, submitted):
    author, case = submitted()
    head = sign_in("head")
    look(head, case)
    sign(head, case)
    assert go(author, f"{case}/edit") == 409
    go(author, case)
    press(author.locator("#acts >> text=收回"))
    go(author, f"{case}/edit")
    author.fill("textarea[id^=text-]", CLEAN + "请带身份证。")
    press(author.locator("text=保存并检查"))
    checked(author, case)
    submit(author, case)
    assert author.locator(".steps li.done").count() == 0
    go(head, "/notices")
    assert "签字" in head.inner_text("main")
    go(head, f"{case}/sign")
    assert "第1稿" in head.inner_text("main")
    assert head.locator(".unopened li").count() == 1


def test_a_blocked_finding_passes_only_with_a_reason_of_a_higher_role(sign_in, submitted):
    _, case = submitted("", [("说明.txt", PASSWORD_IN_TEXT)])
    head = sign_in("head")
    look(head, case)
    assert head.locator(".finding.block [name=kind]").count() == 1
    form = head.locator(".finding.block .decide")
    form.locator("[name=kind]").evaluate("it => { it.value = 'publishable'; it.checked = true; }")
    form.locator("[name=reason]").fill("可以公开")
    press(form.locator("button"))
    assert "保密审查员" in said(head)
    sign(head, case)
    officer = sign_in("officer")
    look(officer, case)
    assert "写明理由" in sign(officer, case)
    look(officer, case)
    form = officer.locator(".finding.block .decide")
    form.evaluate("it => { it.noValidate = true; }")
    form.locator("[value=publishable]").check()
    press(form.locator("button"))
    assert "理由" in said(officer)
    decide(officer, "publishable", "示例口令，系统已停用", "statutory")
    assert "已签" in sign(officer, case)


def test_the_second_of_two_is_told_who_was_first(sign_in, submitted):
    _, case = submitted("", [("公示.txt", FLAGGED)])
    head = sign_in("head")
    let_pass(head, case)
    sign(head, case)
    officer, group = sign_in("officer"), sign_in("group")
    for page in (officer, group):
        look(page, case)
        go(page, f"{case}/sign")
    vote(officer)
    assert "已签“同意”" in said(officer)
    vote(group)
    assert "officer" in said(group)
    assert "同意" in said(group)


def test_a_marked_draft_is_quarantined_and_its_content_gone(sign_in):
    author = sign_in("author")
    case = draft(author, MARKED, title="清溪演练安排")
    assert state(author, case) == "隔离"
    pages = {
        "author": (case, "/register", "/inbox", "/notices", "/cases/new"),
        "head": ("/register", "/inbox", "/notices"),
        "officer": (case, f"{case}/sign", "/incidents", "/register", "/notices"),
    }
    for name, paths in pages.items():
        page = author if name == "author" else sign_in(name)
        for path in paths:
            assert go(page, path) == 200, path
            assert "清溪演练" not in page.content(), (name, path)
        if name == "officer":
            go(page, "/incidents")
            press(page.locator("td a").first)
            assert "停止传输" in page.inner_text(".steps")
            assert "清溪演练" not in page.content()
    go(author, case)
    press(author.locator("#files td.title a"))
    assert "清溪演练" not in author.content()
    assert go(author, f"{case}/edit") == 409
    assert "清溪演练" not in author.content()


def test_what_the_head_wrote_comes_back_with_the_case(sign_in, submitted):
    author, case = submitted("", [("公示.txt", FLAGGED)])
    head = sign_in("head")
    look(head, case)
    work = head.locator("details.work:has(summary:text-is('写意见'))").first
    work.locator("summary").click()
    work.locator("[name=words]").fill("号码请隐去中间八位")
    press(work.locator("button"))
    assert "已签“退回修改”" in sign(head, case, "return", "名单里有完整号码，请处理")
    go(author, "/inbox?tray=returned")
    press(author.locator(f'.title a[href="{case}"]'))
    assert author.inner_text(".page-head .state-chip") == "退回修改"
    assert "号码请隐去中间八位" in author.inner_text("#words")
    go(author, f"{case}/edit")
    author.uncheck("[name=keep]")
    author.fill("#text", CLEAN)
    press(author.locator("text=保存并检查"))
    checked(author, case)
    assert "号码请隐去中间八位" in author.inner_text("#words")
    press(author.locator("text=与上一稿比较"))
    assert NUMBER not in author.inner_text("main")
    submit(author, case)


def test_not_to_be_published_needs_its_ground(sign_in, submitted):
    author, case = submitted()
    head = sign_in("head")
    look(head, case)
    sign(head, case)
    leader = sign_in("leader")
    look(leader, case)
    assert "依据" in sign(leader, case, "refuse", "属于过程性信息")
    assert state(leader, case) == "审查中"
    assert "已签“不予公开”" in sign(leader, case, "refuse", "属于过程性信息", ground="16-2")
    assert state(author, case) == "不予公开"


def test_a_visit_left_alone_ends_and_leads_back(house, people, sign_in, submitted):
    author, case = submitted()
    with house.office.store.write() as session:
        of_author = Visit.person_id == people["author"].id
        long_ago = house.office.clock() - timedelta(hours=6)
        session.execute(update(Visit).where(of_author).values(seen_at=long_ago))
    go(author, case)
    assert author.url.partition("?")[0].endswith("/login")
    author.fill("#login", "author")
    author.fill("#password", PASSWORD)
    press(author.locator(".entry-form button[type=submit]"))
    assert author.url.endswith(case)


def test_signing_needs_no_mouse(sign_in, submitted):
    _, case = submitted()
    page = sign_in("head")
    look(page, case)
    go(page, f"{case}/sign")
    page.focus("[name=decision] >> nth=0")
    page.keyboard.press("Space")
    for words in ("同意", None, PASSWORD):
        page.keyboard.press("Tab")
        if words:
            page.keyboard.type(words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "已签“同意”" in said(page)


def test_keys_walk_through_the_findings_of_a_file(sign_in, submitted):
    _, case = submitted("", [("公示.txt", FLAGGED + PASSWORD_IN_TEXT)])
    page = sign_in("head")
    look(page, case)
    total = page.locator(".place").count()
    assert total > 1
    for key, number in (("n", 1), ("n", 2), ("p", 1)):
        page.keyboard.press(key)
        assert page.inner_text(".walk-where") == f"{number} / {total}"
    assert page.locator("mark.active").count() >= 1

"""Every page that links lead somebody to: nothing complains, overflows, or keeps anybody out (WCAG 2.1 AA)."""

import re
from functools import cache

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from browsing import DESK, ENLARGED, PHONE, open_house, unit_at_work, walk
from browsing import sign_in as sign_in_at
from clicking import go
from pypdfium2 import PdfDocument
from staff import PASSWORD, STAFF, furnish

from reviewer.office.accounts import first_run
from reviewer.office.demonstration.demonstration import guests

pytestmark = pytest.mark.browser

# Looks alike, another state: of these kinds more than one page is looked at.
MOST = {
    "/cases/#": 5,
    "/cases/#/items/#": 2,
    "/cases/#/sign": 2,
    "/m/#": 2,
    "/tickets/#": 4,
    "/sites/#/addresses/#": 3,
}
LOGINS = (
    "xinxi", "jiuzhu", "kezhang", "baomi", "xiaozu", "lingdao", "zhongxin", "guanli", "anquan",
    "shenji",
)  # fmt: skip
# On the phone's pages nothing leads there: their address is kept in the phone.
BESIDE = {"lingdao": ("/m",), "kezhang": ("/m",), "baomi": ("/m",)}
LOOK = "document.documentElement.classList.add('large', 'contrast')"
AXE = """look => axe.run({runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    resultTypes: ["violations"]}).then(found => found.violations.map(
        one => [look, one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 160))]))"""


@pytest.fixture(scope="module")
def full(reviewer, tmp_path_factory):
    """The demonstration unit."""
    made = tmp_path_factory.mktemp("full")
    with open_house(reviewer, made, unit_at_work) as house:
        yield house


@pytest.fixture(scope="module")
def empty(reviewer, tmp_path_factory):
    """People without a single case."""
    with open_house(reviewer, tmp_path_factory.mktemp("empty"), furnish) as house:
        yield house


@pytest.fixture(scope="module")
def looked_at():
    """What axe has seen already, by what a page is made of: the same parts are not examined again."""
    return set()


def wrong_on(page, looked_at):
    """What is wrong with the page that is open: too wide at a size, or against a rule of WCAG."""
    found = too_wide(page, DESK, PHONE)
    parts = made_of(page)
    if parts not in looked_at:
        looked_at.add(parts)
        page.evaluate(AXE_SCRIPT)
        found += too_wide(page, ENLARGED) + page.evaluate(AXE, "plain")
        page.evaluate(LOOK)
        found += too_wide(page, PHONE, DESK) + page.evaluate(AXE, "large, contrast")
    return found


def too_wide(page, *sizes):
    """Where something reaches beyond the page, by how many points."""
    found = []
    for size in sizes:
        page.set_viewport_size(size)
        if (wide := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            found.append((size["width"], page.evaluate("document.documentElement.className"), wide))
    return found


def made_of(page):
    """The classes, labels and forms of a page, without what they say."""
    parts = page.evaluate(
        """() => [document.body.className, ...new Set(Array.from(document.querySelectorAll(
            "main [class], main form, main th, main h2, main label"),
            it => it.tagName + "." + it.className + (it.action || "")))].join(" ")"""
    )
    return re.sub(r"\d+", "#", str(parts))


@cache
def expected(role):
    """Kinds of pages that a walk must have come by, so that the walk itself is known to walk."""
    return {
        "lingdao": {"/inbox", "/register", "/statistics", "/cases/#", "/incidents", "/m"},
        "xinxi": {"/inbox", "/cases/new", "/cases/#", "/cases/#/edit", "/cases/#/items/#", "/cases/#/form"},
        "baomi": {
            "/incidents/#",
            "/cases/#/sign",
            "/cases/#/items/#",
            "/sites",
            "/sites/#",
            "/sites/#/addresses/#",
            "/tickets",
            "/tickets/#",
            "/patrol/plans",
            "/patrol/campaigns",
        },
        "zhongxin": {"/cases/#/publish"},
        "guanli": {"/organisation", "/accounts", "/accounts/#"},
        "anquan": {"/accounts", "/access/policy"},
        "shenji": {"/audit"},
    }.get(role, {"/me"})


def examine(page, address, looked_at, beside=()):
    """Walk from the page that is open; kinds seen, and what was wrong where."""
    kinds, wrong = set(), []
    for start in (page.url, *(address + path for path in beside)):
        if page.url != start:
            page.goto(start)
        for kind, answer in walk(page, address, MOST):
            kinds.add(kind.partition("?")[0])
            found = wrong_on(page, looked_at)
            wrong += [(kind, answer.status)] if answer.status != 200 else []
            wrong += [(answer.url, *one) for one in found]
    return kinds, wrong


@pytest.mark.parametrize("login", LOGINS)
def test_pages_of_a_unit_at_work(full, browse, looked_at, login):
    password = next(guest.password for guest in guests(full.office) if guest.login == login)
    page = browse()
    sign_in_at(page, full.address, login, password)
    kinds, wrong = examine(page, full.address, looked_at, BESIDE.get(login, ()))
    assert wrong == []
    assert expected(login) <= kinds


@pytest.mark.parametrize("name", [name for name in STAFF if not name.startswith(("other", "colleague"))])
def test_pages_before_the_first_case(empty, browse, looked_at, name):
    page = browse()
    sign_in_at(page, empty.address, name, PASSWORD)
    kinds, wrong = examine(page, empty.address, looked_at)
    assert wrong == []
    assert "/me" in kinds


def test_pages_for_nobody_in_particular(full, reviewer, browse, looked_at, tmp_path):
    page = browse()
    page.goto(full.address)
    for path in ("/", "/login", "/nowhere"):
        go(page, path)
        assert wrong_on(page, looked_at) == []
    with open_house(reviewer, tmp_path / "new") as new:
        page.goto(new.address + "/login")
        assert page.url.endswith("/setup")
        assert wrong_on(page, looked_at) == []
        page.fill("[name=code]", first_run.setup_code(new.office.settings))
        page.fill("[name=unit-code]", "QX")
        page.fill("[name=unit-name]", "清溪县示例局")
        for field in page.locator("[name^=name-]").all():
            field.fill("某某某")
        with page.expect_navigation():
            page.click("main form button[type=submit]")
        assert "密码" in page.inner_text("main")
        assert wrong_on(page, looked_at) == []


def test_the_form_of_a_case_prints_on_sheets_of_a4(full, browse, tmp_path):
    password = guests(full.office)[0].password
    page = browse()
    sign_in_at(page, full.address, "xinxi", password)
    go(page, "/cases/1/form")
    page.pdf(path=tmp_path / "form.pdf", prefer_css_page_size=True)
    with PdfDocument(tmp_path / "form.pdf") as sheets:
        assert len(sheets) == 2
        assert [round(side / 72 * 25.4) for side in sheets[0].get_size()] == [210, 297]
        words = sheets[0].get_textpage().get_text_range()
    assert "信息发布保密审查表" in words
    assert "下载 PDF" not in words


def test_a_page_that_nobody_links_to_is_looked_at_on_the_phone(full, browse, looked_at):
    password = guests(full.office)[0].password
    page = browse(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in_at(page, full.address, "baomi", password)
    go(page, "/m")
    go(page, page.get_attribute(".card-link", "href"))
    assert page.inner_text("h1") != ""
    assert page.locator("button:has-text('签字')").bounding_box()["height"] >= 40
    assert wrong_on(page, looked_at) == []

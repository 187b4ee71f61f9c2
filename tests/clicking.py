"""What people do on the pages, click by click; each works with and without script."""

import re

from staff import PASSWORD

DECLARED = {
    "carrier": "official", "source": "own", "reprint": "no", "from_secret": "no", "mark_removed": "no",
    "channels": "portal", "attribute": "active", "state_secret": "no", "work_secret": "no",
    "trade_secret": "no", "privacy": "no", "not_secret_computer": "yes",
}  # fmt: skip
TITLE = "关于举办社区义诊活动的通知"
SITE = "https://www.example.gov.cn/2026/1.html"


def draft(page, text="", files=(), title=TITLE):
    """Fill in a new 审查表, save it, see it checked; gives the path of the case."""
    go(page, "/cases/new")
    if text:
        page.fill("#text", text)
    if files:
        page.set_input_files("#files", [_file(name, content) for name, content in files])
    page.fill("#f-title", title)
    page.fill("#f-phone", "0990-1230001")
    for name, value in DECLARED.items():
        page.check(f'[name="f-{name}"][value="{value}"]')
    press(page.locator("text=保存草稿并检查"))
    case = re.search(r"/cases/\d+", page.url)[0]
    checked(page, case)
    return case


def checked(page, case):
    """The case's page, once the machine has come to an end."""
    go(page, case)
    page.locator("#files td:has-text('等待'), #files td:has-text('正在检查')").first.wait_for(
        state="detached"
    )


def submit(page, case):
    go(page, case)
    press(page.locator("#acts >> text=提交审查"))
    assert "已提交审查" in said(page)


def look(page, case):
    """Open every file of the case."""
    go(page, case)
    for path in page.eval_on_selector_all("#files td.title a", "links => links.map(a => a.pathname)"):
        go(page, path)


def let_pass(page, case):
    """Decide “可公开” on everything that waits for a decision, file by file."""
    go(page, case)
    for path in page.eval_on_selector_all("#files td.title a", "links => links.map(a => a.pathname)"):
        go(page, path)
        while page.locator("summary:text-is('处理')").count():
            decide(page, "publishable", "经核对可以公开", "statutory")


def decide(page, kind, reason, ground=""):
    """The first finding of the file's page that waits."""
    work = page.locator("details.work:has(summary:text-is('处理'))").first
    if work.get_attribute("open") is None:
        work.locator("summary").click()
    work.locator(f"[name=kind][value={kind}]").check()
    if ground:
        work.locator("[name=ground]").select_option(ground)
    work.locator("[name=reason]").fill(reason)
    press(work.locator("button"))


def sign(page, case, decision="approve", opinion="同意", *, ground="", password=PASSWORD):
    """Sign on the signing page; what was said then."""
    go(page, f"{case}/sign")
    vote(page, decision, opinion, ground=ground, password=password)
    return said(page)


def vote(page, decision="approve", opinion="同意", *, ground="", password=PASSWORD):
    """Fill in and send the signing form that is open."""
    page.check(f"[name=decision][value={decision}]")
    page.fill("#opinion", opinion)
    if ground:
        page.select_option("#ground", ground)
    page.fill("#sign-password", password)
    press(page.locator("button:has-text('签字')"))


def publish(page, case, text):
    """Register the publication of pasted text."""
    go(page, f"{case}/publish")
    page.fill("#url", SITE)
    page.fill("textarea[id^=text-]", text)
    press(page.locator("text=核对并登记"))
    return said(page)


def withdraw(page, case, reason="公示期满"):
    go(page, f"{case}/publish")
    page.fill("#withdraw-reason", reason)
    press(page.locator("button:has-text('登记撤回')"))
    return said(page)


def said(page):
    """What the page says was done or refused."""
    return "\n".join(page.locator(".said, .refusals").all_inner_texts())


def state(page, case):
    go(page, case)
    return page.inner_text(".page-head .state-chip")


def go(page, path):
    """To a path of the site that is open; the answer's status."""
    origin = re.match(r"http://[^/]+", page.url)[0]
    return page.goto(origin + path, wait_until="domcontentloaded").status


def press(button):
    """Click what leads to another page, and be there."""
    with button.page.expect_navigation(wait_until="domcontentloaded"):
        button.click()


def _file(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content.encode()}

"""A person checks a draft: paste, drop, click, walk through what was found."""

import re
from pathlib import Path
from threading import Event

import pytest

pytestmark = pytest.mark.browser

DRAFT = (
    "关于有关工作的通知\n"
    + "\n".join(f"第{index}条 照常办理。" for index in range(60))
    + "\n机密★10年\n不得外传。\n"
)


def paste(page, text=DRAFT):
    page.fill("#text", text)
    page.click("text=开始检查")
    page.wait_for_selector(".verdict")


def drop(page, files):
    page.evaluate(
        """files => {
            const carried = new DataTransfer();
            for (const [name, text] of files) carried.items.add(new File([text], name));
            const fire = kind => document.querySelector(".samples").dispatchEvent(
                new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: carried}));
            fire("dragover");
            fire("drop");
        }""",
        files,
    )


def in_view(page, selector):
    return page.locator(selector).first.evaluate(
        """it => {
            const box = it.getBoundingClientRect();
            return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
        }"""
    )


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pasted_text_is_marked_and_listed(open_page):
    page = open_page()
    paste(page)
    assert page.inner_text(".verdict h1") == "禁止发布，先报保密部门"
    assert "机密★10年" in page.inner_text("mark.block")
    assert "密级标志" in page.inner_text(".level.block h4")


def test_clicking_a_finding_brings_its_mark_into_view(open_page):
    page = open_page()
    paste(page)
    assert not in_view(page, "mark.block")
    page.click(".level.block .place")
    page.wait_for_selector("mark.block.active")
    assert in_view(page, "mark.block")
    assert page.evaluate("location.hash") == "#p1-1"


def test_clicking_a_mark_shows_its_finding(open_page):
    page = open_page()
    paste(page)
    page.click("mark.review >> nth=0")
    assert page.locator(".place.active").count() == 1
    assert in_view(page, ".place.active")


def test_keys_walk_forwards_and_backwards_and_explain_themselves(open_page):
    page = open_page()
    paste(page)
    total = page.locator(".place").count()
    page.keyboard.press("n")
    assert page.inner_text(".walk-where") == f"1 / {total}"
    page.keyboard.press("j")
    assert page.inner_text(".walk-where") == f"2 / {total}"
    page.keyboard.press("p")
    page.keyboard.press("k")
    assert page.inner_text(".walk-where") == f"{total} / {total}"
    assert in_view(page, "mark.active")
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")


def test_dropped_files_are_listed_and_checked(open_page):
    page = open_page()
    drop(page, [["甲.txt", "机密★10年\n各科室："], ["乙.txt", "今天举行健步走活动。"]])
    assert page.locator(".chosen li").count() == 2
    page.click("text=开始检查")
    page.wait_for_selector(".documents")
    assert page.locator(".document").count() == 2
    page.click(".document >> nth=1")
    assert page.inner_text(".verdict h1").startswith("通过机检")


def test_chosen_files_can_be_cleared(open_page):
    page = open_page()
    page.set_input_files("#files", [{"name": "甲.txt", "mimeType": "text/plain", "buffer": b"a"}])
    page.click("text=清除所选")
    assert page.locator(".chosen li").count() == 0


def test_a_sample_opens_with_one_click_and_its_values_are_covered_until_asked_for(open_page):
    page = open_page()
    page.click("#sample-allowance")
    page.wait_for_selector(".verdict.block")
    whole_number = re.compile(r"\d{17}[\dX]")
    assert page.locator("td.unseen-cell mark").count() >= 18
    assert not whole_number.search(page.inner_text("main"))
    page.click("text=显示原文")
    assert whole_number.search(page.inner_text(".text"))
    page.click("text=遮住原文")
    assert not whole_number.search(page.inner_text("main"))


def test_everything_works_without_script(open_page):
    page = open_page(java_script_enabled=False)
    page.fill("#text", DRAFT)
    page.click("text=开始检查")
    assert page.inner_text(".verdict h1") == "禁止发布，先报保密部门"
    page.click(".level.block .place")
    assert page.url.endswith("#p1-1")
    assert page.locator("mark:target").count() == 1
    assert not page.is_visible(".walk")
    page.click("mark:target .ref")
    assert page.url.endswith("#g1")


def test_progress_moves_on_by_itself_to_the_result(open_page, app, monkeypatch):
    desk, go = app.extensions["desk"], Event()
    review = desk._review
    monkeypatch.setattr(desk, "_review", lambda data, origin: go.wait(20) and review(data, origin))
    page = open_page()
    page.fill("#text", "机密★10年")
    page.click("text=开始检查")
    page.wait_for_selector(".progress-box")
    assert "已完成 0 / 1 份" in page.inner_text(".progress-say")
    go.set()
    page.wait_for_selector(".verdict.block")


def test_progress_refreshes_without_script(open_page, app, monkeypatch):
    desk, go = app.extensions["desk"], Event()
    review = desk._review
    monkeypatch.setattr(desk, "_review", lambda data, origin: go.wait(20) and review(data, origin))
    page = open_page(java_script_enabled=False)
    page.fill("#text", "机密★10年")
    page.click("text=开始检查")
    assert page.is_visible(".progress-box")
    go.set()
    page.wait_for_selector(".verdict.block", timeout=10_000)


@pytest.mark.parametrize("sample", ["allowance", "notice", "page", "archive"])
def test_nothing_scrolls_sideways_on_a_phone_or_enlarged(open_page, sample):
    for width, height in ((390, 844), (911, 512), (1366, 768)):  # 911 × 512 is 1366 × 768 at 150 %
        page = open_page(viewport={"width": width, "height": height})
        assert fits(page)
        page.click(f"#sample-{sample}")
        page.wait_for_selector(".verdict")
        assert fits(page)


def test_the_printed_page_holds_list_and_text(open_page):
    page = open_page()
    paste(page)
    page.emulate_media(media="print")
    assert page.is_visible(".level.block .place")
    assert page.is_visible("mark.block")
    assert not page.is_visible(".verdict-do")
    assert not page.is_visible(".walk")


def test_the_first_tab_stop_skips_to_the_content(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_markup_in_a_draft_does_not_run(open_page):
    page = open_page()
    paste(
        page, "<img src=x onerror=\"document.title='bad'\"> 不得外传。<script>document.title='bad'</script>"
    )
    assert "bad" not in page.title()


def test_the_report_comes_as_a_file_that_stands_alone(open_page):
    page = open_page()
    paste(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载报告").click()
    assert download.value.suggested_filename == "审查结果.html"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "疑似国家秘密" in text
    assert "http://" not in text.replace("http://www.w3.org/", "")

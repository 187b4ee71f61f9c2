"""The pages of a case."""

import re
from io import BytesIO

import pytest
from drafts import ANNEX, DAMAGED, MARKED, TEXT, case_of, check_all, items_of, opened, revision_of

from reviewer.office.cases.opening import Given
from reviewer.store import dossier
from reviewer.store.tables.cases import Case


@pytest.fixture
def author(as_person):
    return as_person("author")


def post(client, path, **data):
    return client.post(path, data={"csrf_token": client.token, **data})


def file(name, text):
    return BytesIO(text.encode()), name


def test_a_clerk_drafts_with_text_files_and_an_incomplete_form(author, office):
    files = [file("名单.txt", "内部资料"), file("说明.txt", "无")]
    answer = post(author, "/cases", text="关于会议的通知", files=files, **{"f-title": "会议通知"})
    assert answer.status_code == 303
    case_id = int(re.search(r"/cases/(\d+)", answer.location)[1])
    assert [item.name for item in items_of(office, case_id)] == ["粘贴的文字", "名单.txt", "说明.txt"]
    assert revision_of(office, case_id).form == {"title": "会议通知"}


def test_the_page_tells_what_is_missing_before_submission(author, office, people):
    page = author.get(f"/cases/{opened(office, people['author'], TEXT, title='甲')}").text
    assert "请填写“信息来源”" in page
    assert "还不能提交审查" in page


def test_what_is_refused_is_told_on_the_form_and_what_was_typed_stays(author):
    answer = post(
        author, "/cases", address="https://www.example.gov.cn/", text="正文在此", **{"f-title": "甲乙"}
    )
    assert answer.status_code == 409
    assert "不在本单位登记的网站之内" in answer.text
    assert "正文在此" in answer.text
    assert 'value="甲乙"' in answer.text


def test_a_case_page_is_useful_while_the_machine_is_at_work(author, office, people):
    case_id = opened(office, people["author"], TEXT, check=False)
    page = author.get(f"/cases/{case_id}").text
    assert '<noscript><meta http-equiv="refresh"' in page
    assert f'hx-get="/cases/{case_id}/progress"' in page
    assert "已完成 0 / 1" in author.get(f"/cases/{case_id}/progress").text
    check_all(office)
    assert author.get(f"/cases/{case_id}/progress").headers["HX-Refresh"] == "true"
    assert "hx-get" not in author.get(f"/cases/{case_id}").text


def test_an_item_s_page_marks_the_text_and_lists_the_findings_with_controls(author, office, people):
    case_id = opened(office, people["author"], ANNEX)
    page = author.get(f"/cases/{case_id}/items/{items_of(office, case_id)[0].id}").text
    assert '<mark class="review' in page
    assert "data-place" in page
    assert 'name="kind" value="false-alarm"' in page


def test_found_values_are_masked_until_they_are_asked_for_and_asking_is_recorded(
    author, office, people, number
):
    given = Given("名单.txt", f"号码{number()}".encode())
    case_id = opened(office, people["author"], given)
    place = f"/cases/{case_id}/items/{items_of(office, case_id)[0].id}"
    assert number() not in author.get(place).text
    assert number() not in author.get(f"/cases/{case_id}").text
    assert number() in author.get(f"{place}?reveal=1").text
    assert "author 显示未遮盖的原文" in author.get(f"/cases/{case_id}").text


def test_opening_an_item_s_page_records_it_with_what_it_lists(author, office, people):
    case_id = opened(office, people["author"], TEXT, DAMAGED)
    _, second = items_of(office, case_id)
    author.get(f"/cases/{case_id}/items/{second.id}")
    with office.store.read() as session:
        seen = dossier.opened_by(session, second.revision_id, people["author"].id)
    assert seen == {f"item:{second.id}", f"gap:{second.id}:1"}


def test_a_decision_is_kept_and_shown_with_who_made_it(author, office, people):
    case_id = opened(office, people["author"], ANNEX)
    place = f"/cases/{case_id}/items/{items_of(office, case_id)[0].id}"
    said = {"revision": 1, "key": key_on(author, place), "kind": "false-alarm", "reason": "书名，不是标记"}
    assert post(author, f"{place}/decisions", **said).status_code == 303
    page = author.get(place).text
    assert "书名，不是标记" in page
    assert "author（拟稿人）" in page


def test_a_decision_without_a_reason_is_refused_on_the_page(author, office, people):
    case_id = opened(office, people["author"], ANNEX)
    place = f"/cases/{case_id}/items/{items_of(office, case_id)[0].id}"
    answer = post(author, f"{place}/decisions", revision=1, key=key_on(author, place), kind="fix", reason=" ")
    assert (answer.status_code, "请写明理由" in answer.text) == (409, True)


def test_a_comment_with_a_rewording_stands_beside_the_finding(author, office, people):
    case_id = opened(office, people["author"], ANNEX)
    place = f"/cases/{case_id}/items/{items_of(office, case_id)[0].id}"
    said = {"key": key_on(author, place), "words": "口径不准", "rewording": "参考资料"}
    assert post(author, f"{place}/comments", **said).status_code == 303
    assert "参考资料" in author.get(place).text
    assert "口径不准" in author.get(f"/cases/{case_id}").text


def test_changing_a_draft_keeps_replaces_and_drops_files(author, office, people):
    case_id = opened(office, people["author"], TEXT, ANNEX)
    first, _ = items_of(office, case_id)
    page = author.get(f"/cases/{case_id}/edit").text
    assert f'name="keep" value="{first.id}" checked' in page
    data = {
        "turn": turn(office, case_id),
        "keep": str(first.id),
        f"replace-{first.id}": file("新正文.txt", "改过"),
    }
    assert post(author, f"/cases/{case_id}/edit", **data).status_code == 303
    assert [item.name for item in items_of(office, case_id)] == ["新正文.txt"]


def test_pasted_text_is_changed_in_place(author, office, people):
    case_id = opened(office, people["author"], Given("粘贴的文字", "原来的话".encode(), "paste"))
    (item,) = items_of(office, case_id)
    assert "原来的话" in author.get(f"/cases/{case_id}/edit").text
    data = {"turn": turn(office, case_id), "keep": str(item.id), f"text-{item.id}": "改过的话"}
    post(author, f"/cases/{case_id}/edit", **data)
    check_all(office)
    page = author.get(f"/cases/{case_id}/versions/1/2").text
    assert "<del>原来</del>的话" in page
    assert "<ins>改过</ins>的话" in page


def test_the_two_revisions_to_compare_are_chosen_in_either_order(author, office, people):
    case_id = opened(office, people["author"], TEXT)
    assert author.get(f"/cases/{case_id}/versions?old=2&new=1").location.endswith("/versions/1/2")
    assert author.get(f"/cases/{case_id}/versions/1/2").status_code == 404


def test_a_masked_copy_is_reviewed_again_before_it_is_offered_and_takes_the_file_s_place(
    author, office, people, number
):
    case_id = opened(office, people["author"], Given("名单.txt", f"张某 {number()}".encode()))
    place = f"/cases/{case_id}/items/{items_of(office, case_id)[0].id}/masked"
    assert "没有再查出问题" in author.get(place).text
    assert number() not in author.get(f"{place}/file").data.decode()
    assert post(author, place, turn=turn(office, case_id)).status_code == 303
    check_all(office)
    assert case_of(office, case_id).grade == "clear"


def test_the_file_itself_is_given_as_it_was_and_that_is_recorded(author, office, people):
    case_id = opened(office, people["author"], TEXT)
    answer = author.get(f"/cases/{case_id}/items/{items_of(office, case_id)[0].id}/file")
    assert answer.data == TEXT.data
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "author 下载文件" in author.get(f"/cases/{case_id}").text


def test_a_case_of_others_is_not_there(as_person, office, people):
    case_id = opened(office, people["author"], ANNEX)
    item = items_of(office, case_id)[0].id
    paths = [f"/cases/{case_id}", f"/cases/{case_id}/progress", f"/cases/{case_id}/versions/1/1"]
    paths += [f"/cases/{case_id}/items/{item}{tail}" for tail in ("", "/file", "/masked", "/masked/file")]
    for name in ("colleague", "head", "officer", "leader", "publisher", "stranger"):
        client = as_person(name)
        assert [client.get(path).status_code for path in paths] == [404] * len(paths), name
        for tail in ("decisions", "comments"):
            data = {"key": "x", "kind": "fix", "reason": "x", "revision": 1, "words": "x"}
            assert post(client, f"/cases/{case_id}/items/{item}/{tail}", **data).status_code == 404
        assert post(client, f"/cases/{case_id}/comments", words="x").status_code == 404


def test_who_reviews_sees_a_submitted_case_but_no_way_to_change_it(as_person, office, people):
    case_id = opened(office, people["author"], ANNEX)
    with office.store.write() as session:
        session.get_one(Case, case_id).state = "in-review"
    page = as_person("head").get(f"/cases/{case_id}").text
    assert "名单.txt" in page
    assert f"/cases/{case_id}/edit" not in page


def test_only_clerks_reach_the_form(as_person):
    assert as_person("author").get("/cases/new").status_code == 200
    for name in ("head", "leader", "auditor", "administrator"):
        assert as_person(name).get("/cases/new").status_code == 403


def test_every_form_needs_its_token(author, office, people):
    case_id = opened(office, people["author"], ANNEX)
    item = items_of(office, case_id)[0].id
    paths = ["/cases", f"/cases/{case_id}/edit", f"/cases/{case_id}/comments", f"/cases/{case_id}/recheck"]
    paths += [f"/cases/{case_id}/items/{item}/{tail}" for tail in ("decisions", "comments", "masked")]
    assert [author.post(path, data={}).status_code for path in paths] == [400] * len(paths)


def turn(office, case_id):
    return case_of(office, case_id).turn


def key_on(client, place):
    return re.search(r'name="key" value="([^"]+)"', client.get(place).text)[1]


def test_who_cannot_let_a_block_pass_is_not_offered_to(author, as_person, office, people, number):
    case_id = opened(office, people["author"], Given("名单.txt", f"号码{number()}".encode()))
    place = f"/cases/{case_id}/items/{items_of(office, case_id)[0].id}"
    page = author.get(place).text
    assert 'name="kind" value="fix"' in page
    assert 'name="kind" value="publishable"' not in page
    assert "有不同看法请写意见" in page


def test_equal_decisions_on_several_findings_are_told_once(author, office, people, number):
    text = f"{number(1)} {number(2)} {number(3)}"
    case_id = opened(office, people["author"], Given("名单.txt", text.encode()))
    place = f"/cases/{case_id}/items/{items_of(office, case_id)[0].id}"
    keys = re.findall(r'type="checkbox" name="key" value="([^"]+)"', author.get(place).text)
    assert len(keys) == 3
    post(author, f"{place}/decisions", revision=1, key=keys[:2], kind="fix", reason="删去号码")
    page = author.get(place).text
    assert page.count("删去号码") == 1
    assert "（2 项）" in page
    assert "还有 1 项待处理" in page


def test_an_earlier_revision_is_only_to_be_looked_at(author, office, people):
    case_id = opened(office, people["author"], ANNEX)
    old = items_of(office, case_id)[0].id
    post(author, f"/cases/{case_id}/edit", turn=turn(office, case_id), text="新的正文")
    page = author.get(f"/cases/{case_id}/items/{old}").text
    assert "这是第 1 稿的文件" in page
    assert 'name="kind"' not in page


def test_a_case_that_was_stopped_says_what_to_do_and_shows_nothing_of_it(author, office, people):
    case_id = opened(office, people["author"], MARKED, title="某某通知")
    page = author.get(f"/cases/{case_id}").text
    assert "请勿再传输、复制" in page
    assert "某某通知" not in page
    item = author.get(f"/cases/{case_id}/items/{items_of(office, case_id)[0].id}").text
    assert "内容已封存" in item
    assert "关于某事的通知" not in item


def test_failed_files_are_offered_for_another_check(author, office, people, clock):
    office.reviews.before = lambda data: 1 / 0
    case_id = opened(office, people["author"], TEXT)
    for _ in range(3):
        clock.turn(seconds=10)
        check_all(office)
    page = author.get(f"/cases/{case_id}").text
    assert "没有查成" in page
    office.reviews.before = lambda data: None
    post(author, f"/cases/{case_id}/recheck", turn=turn(office, case_id))
    check_all(office)
    assert case_of(office, case_id).grade == "clear"

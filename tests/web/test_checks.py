"""The routes of a check, as a browser without script uses them."""

from io import BytesIO
from threading import Event

from reviewer.web.checks import PATIENCE


def test_first_page_says_that_nothing_is_kept_and_nothing_is_published(client):
    page = client.get("/").text
    assert "内容只在内存中保留30分钟，不保存" in page
    assert "机检结果不会发布任何内容，由人签发" in page
    assert "不作定密或公开决定" in page


def test_pasted_text_leads_to_its_own_address_with_marks_and_list(client, token):
    answer = client.post("/checks", data={"csrf_token": token, "text": "机密★10年\n各科室："})
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "禁止发布，先报保密部门" in page
    assert '<mark class="block brief"' in page
    assert 'id="p1-1"' in page
    assert 'href="#p1-1"' in page


def test_clear_text_still_asks_for_a_signature(check):
    assert "通过机检（仍须人工签发）" in check("今天举行健步走活动。").text


def test_values_are_masked_in_list_and_text_until_shown_on_request(check, client, number):
    answer = check(f"张某 {number(7)}")
    assert number(7) not in answer.text
    assert "显示原文" in answer.text
    assert number(7) in client.get(f"{answer.request.path}?reveal=1").text


def test_a_value_in_a_file_name_is_masked_everywhere_on_the_page(check, number):
    answer = check(files=[(BytesIO(b"abc"), f"{number(3)}.txt")])
    assert "居民身份证号码" in answer.text
    assert number(3) not in answer.text


def test_several_files_are_listed_with_their_grades_and_each_can_be_opened(check, client):
    answer = check(files=[(BytesIO("内部资料".encode()), "a.txt"), (BytesIO("晴".encode()), "b.txt")])
    assert "本次共 2 份" in answer.text
    assert "document=2" in answer.text
    assert "需人工判断" in answer.text
    assert "通过机检" in client.get(f"{answer.request.path}?document=2").text


def test_text_and_files_of_one_form_are_all_reviewed(check):
    page = check("今天晴", files=[(BytesIO(b"abc"), "a.txt")]).text
    assert "粘贴的文字" in page
    assert "a.txt" in page


def test_a_document_number_that_is_not_there_is_not_found(check, client):
    path = check("晴").request.path
    assert client.get(f"{path}?document=2").status_code == 404
    assert client.get(f"{path}?document=0").status_code == 404


def test_an_empty_form_gets_a_friendly_message(client, token):
    for text in ("", "  \r\n "):
        answer = client.post("/checks", data={"csrf_token": token, "text": text})
        assert answer.status_code == 422
        assert "还没有内容" in answer.text


def test_too_many_files_are_refused_before_any_is_reviewed(app, client, token):
    most = app.extensions["desk"].allowance.files
    files = [(BytesIO(b"a"), f"{index}.txt") for index in range(most + 1)]
    answer = client.post("/checks", data={"csrf_token": token, "files": files})
    assert answer.status_code == 422
    assert f"一次最多检查 {most} 个文件" in answer.text


def test_another_session_does_not_find_a_result(app, check):
    path = check("机密★10年").request.path
    stranger = app.test_client()
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{path}/progress").status_code == 404
    stranger.get("/")
    assert stranger.get(path).status_code == 404


def test_without_a_csrf_token_nothing_is_accepted(client):
    client.get("/")
    answer = client.post("/checks", data={"text": "晴"})
    assert answer.status_code == 400
    assert "页面已过期" in answer.text


def test_a_gap_is_shown_with_its_reason_and_what_to_do(check):
    page = check(files=[(BytesIO(b"\0\0"), "坏.docx")]).text
    assert "等于没有检查" in page
    assert "内容损坏，未能读取" in page
    assert "怎么办" in page
    assert "需人工判断" in page
    assert "没有发现问题。" not in page.replace("读到的部分没有发现问题。", "")


def test_hidden_columns_stand_in_the_table_where_they_belong_and_say_how_they_are_hidden(check, number):
    page = check(f"姓名\t备注\n张某\t无!hidden\n身份证\t核对\n{number(5)}\t一").text
    assert "隐藏的列" in page
    assert '<th scope="col"' in page


def test_markup_in_text_and_names_is_shown_not_run(check):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)> 内部资料"
    page = check(evil, files=[(BytesIO("机密★10年".encode()), '"><svg onload=alert(1)>.txt')]).text
    assert "<script>alert" not in page
    assert "<svg onload" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_slow_work_shows_progress_and_can_be_come_back_to(client, token, reviewer):
    go = Event()
    reviewer.before = lambda data: go.wait(10)
    files = [(BytesIO(b"a"), "a.txt"), (BytesIO(b"b"), "b.txt"), (BytesIO(b"c"), "c.txt")]
    path = client.post("/checks", data={"csrf_token": token, "files": files}).location
    page = client.get(path).text
    assert "正在检查" in page
    assert "已完成 <strong>0</strong> / 3 份" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "hx-get" in client.get(f"{path}/progress").text
    go.set()
    job = client.application.extensions["desk"].find(path.rsplit("/", 1)[1], _owner(client))
    assert job.wait(10)
    assert client.get(f"{path}/progress").headers["HX-Refresh"] == "true"
    assert "本次共 3 份" in client.get(path).text


def test_quick_work_is_waited_for_so_that_the_first_answer_is_the_result(check):
    assert 0.5 <= PATIENCE <= 1
    assert "正在检查" not in check("晴").text


def _owner(client):
    with client.session_transaction() as session:
        return session["visitor"]


def test_a_fault_of_the_reviewer_is_a_gap_and_not_a_clear_document(check, reviewer):
    def fail(data):
        raise RuntimeError("机密 in the message")

    reviewer.before = fail
    page = check("晴").text
    assert "这份文件没有审查" in page
    assert "需人工判断" in page
    assert "RuntimeError" not in page


def test_long_documents_say_what_is_left_out_and_show_it_on_request(check, client):
    text = "\n".join(f"第{index}句话" for index in range(3000)) + "\n内部资料\n"
    answer = check(text)
    assert "中间省略" in answer.text
    assert "第1500句话" not in answer.text
    assert "第2999句话" in answer.text  # the neighbourhood of the finding
    whole = client.get(f"{answer.request.path}?all=1").text
    assert "第1500句话" in whole
    assert "中间省略" not in whole


def test_every_place_in_the_list_has_its_mark_in_the_text(check, number):
    text = "\n".join(f"第{index}户\t{number(index)}" for index in range(400)) + "\n机密★10年\t内部资料"
    page = check(text).text
    listed = {part.split('"')[0] for part in page.split('class="place" href="#')[1:]}
    assert len(listed) == 202  # 200 of the 400 numbers, the mark and the internal marker
    assert all(f'id="{anchor}"' in page for anchor in listed)
    assert "还有 200 处没有逐一列出" in page
    assert "（没有发现）" not in page

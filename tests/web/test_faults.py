"""Error pages are Chinese, say what to do, and show nothing of the inside."""

from io import BytesIO

import pytest
from flask import abort

from reviewer.office.office import open_office
from reviewer.settings import Limits, Settings
from reviewer.web.app import create_app
from reviewer.web.desk import DeskFullError
from reviewer.web.rights import RIGHTS


@pytest.mark.parametrize(("status", "words"), [(400, "请求有误"), (403, "无权访问"), (404, "没有找到")])
def test_refusals_have_a_chinese_page(app, status, words, monkeypatch):
    monkeypatch.setitem(RIGHTS, "refuse", "anyone")
    app.add_url_rule("/refuse", "refuse", view_func=lambda: abort(status))
    answer = app.test_client().get("/refuse")
    assert answer.status_code == status
    assert words in answer.text


def test_a_wrong_method_names_the_right_ones(client, token):
    answer = client.get("/checks")
    assert answer.status_code == 405
    assert "操作不支持" in answer.text
    assert "POST" in answer.headers["Allow"]


def test_a_fault_shows_no_traceback(app, monkeypatch):
    monkeypatch.setitem(RIGHTS, "fail", "anyone")

    def fail():
        raise RuntimeError("inside")

    app.add_url_rule("/fail", "fail", view_func=fail)
    answer = app.test_client().get("/fail")
    assert answer.status_code == 500
    assert "系统出错" in answer.text
    assert "inside" not in answer.text
    assert "Traceback" not in answer.text


def test_what_is_over_the_limit_is_refused_with_the_limit_named(reviewer, tmp_path):
    app = create_app(open_office(Settings(state=tmp_path, limits=Limits(bytes=2048)), reviewer))
    answer = app.test_client().post("/checks", data={"files": [(BytesIO(b"a" * 5000), "a.txt")]})
    assert answer.status_code == 413
    assert "一次提交最多 2 KB" in answer.text


def test_long_pasted_text_is_not_refused_below_the_limit(check):
    assert check("晴" * 400_000).status_code == 200


def test_a_full_desk_answers_busy(app, client, token, monkeypatch):

    def full(*_):
        raise DeskFullError

    monkeypatch.setattr(app.extensions["desk"], "submit", full)
    answer = client.post("/checks", data={"csrf_token": token, "text": "晴"})
    assert answer.status_code == 503
    assert "正忙" in answer.text

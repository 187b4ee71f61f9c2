"""Error pages in Chinese; nothing of the inside is shown. Rules that stand against an act are told."""

from __future__ import annotations

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from reviewer.errors import AbsentError, RefusedError, StoreError
from reviewer.report.page.words import size_in_words
from reviewer.web.desk import DeskFullError

FAULTS: dict[int, tuple[str, str]] = {
    400: ("请求有误", "浏览器送来的内容无法识别。请返回上一页再试一次。"),
    403: ("无权访问", "你没有权限查看这一页。"),
    404: ("没有找到", "地址不对，内容已清除，或不由你办理。快速检查的结果保留30分钟。"),
    405: ("操作不支持", "这个地址不接受这种操作。请从首页开始。"),
    413: ("内容太大", "一次提交的内容超过上限。请分批检查，或先拆分文件。"),
    500: ("系统出错", "本次操作没有完成，内容没有通过检查。请重试；仍不行请联系系统管理员。"),
    503: ("正忙", "正在检查的内容较多，暂时收不下。请过几分钟再试。"),
}
EXPIRED = ("页面已过期", "页面打开太久或浏览器没有保存会话。请回到首页重新提交。")


def show_faults(app: Flask) -> None:
    """Give every error of `app` its page."""
    app.register_error_handler(HTTPException, _fault)
    app.register_error_handler(CSRFError, lambda _: _page(400, *EXPIRED))
    app.register_error_handler(SecurityError, _wrong_host)
    app.register_error_handler(DeskFullError, lambda _: _page(503, *FAULTS[503]))
    app.register_error_handler(AbsentError, lambda _: _page(404, *FAULTS[404]))
    app.register_error_handler(RefusedError, _refused)
    app.register_error_handler(StoreError, lambda error: _page(503, "数据库不可用", error.message))
    app.register_error_handler(413, lambda _: _too_large(app))
    app.register_error_handler(InternalServerError, lambda _: _page(500, *FAULTS[500]))


def _fault(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400 and error.response is not None:
        return make_response(error.get_response(request.environ))
    title, message = FAULTS.get(status, FAULTS[400] if status < 500 else FAULTS[500])
    response = _page(status, title, message)
    if status == 405:
        response.headers.update({k: v for k, v in error.get_headers() if k == "Allow"})
    return response


def _refused(error: RefusedError) -> Response:
    page = render_template("fault.html", status=409, title="没有办成", message="", refusals=error.refusals)
    return make_response(page, 409)


def _too_large(app: Flask) -> Response:
    limit = size_in_words(app.config["MAX_CONTENT_LENGTH"])
    return _page(413, "内容太大", f"一次提交最多 {limit}。请分批检查，或先拆分文件。")


def _wrong_host(_: SecurityError) -> Response:
    # Plain words only: nothing of ours, not even a page, for a name that is not ours.
    response = make_response("请求的主机名不受信任。请用启动时显示的地址打开。\n", 400)
    response.mimetype = "text/plain"
    return response


def _page(status: int, title: str, message: str) -> Response:
    return make_response(render_template("fault.html", status=status, title=title, message=message), status)

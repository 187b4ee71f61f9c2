"""What came of asking for an address, told apart finely enough that only real absence counts as absence."""

from __future__ import annotations

from typing import Literal, get_args

Outcome = Literal[
    "ok", "unchanged", "gone", "soft-404", "home", "moved", "foreign", "blocked", "dns", "tls", "timeout",
    "refused", "server-error", "too-large", "private", "robots", "broken",
]  # fmt: skip
NAMES: tuple[Outcome, ...] = get_args(Outcome)

OUTCOMES: dict[Outcome, str] = {
    "ok": "打开正常",
    "unchanged": "没有变化",
    "gone": "已删除（404、410）",
    "soft-404": "显示“不存在”的页面",
    "home": "转到首页",
    "moved": "转到本站其他地址",
    "foreign": "转到未登记的网站，未跟随",
    "blocked": "被拦截（要求登录、验证码、限制访问）",
    "dns": "域名无法解析",
    "tls": "证书或加密连接有误",
    "timeout": "超时",
    "refused": "连接被拒绝",
    "server-error": "服务器出错",
    "too-large": "超过大小上限",
    "private": "指向内部地址，未访问",
    "robots": "网站声明不允许抓取",
    "broken": "应答不完整或不合规范",
}
# The content was there to be read.
PRESENT: frozenset[Outcome] = frozenset({"ok", "unchanged", "moved"})
# The content was not there, and the site itself says so.
ABSENT: frozenset[Outcome] = frozenset({"gone", "soft-404", "home"})
# Nothing can be said of the content; these never close anything.
UNTOLD: frozenset[Outcome] = frozenset(NAMES) - PRESENT - ABSENT
# Of these, the site as a whole may be out of sight: enough of them in a row raise the alarm.
BLINDING: frozenset[Outcome] = frozenset(
    {"blocked", "dns", "tls", "timeout", "refused", "server-error", "broken", "private"}
)
# Worth asking again soon.
PASSING: frozenset[Outcome] = frozenset({"dns", "tls", "timeout", "refused", "server-error", "broken"})


def of_status(status: int) -> Outcome:
    """The outcome of an HTTP status that is not a redirect; the content may make it another one."""
    if status in {404, 410}:
        return "gone"
    if status in {401, 402, 403, 407, 418, 423, 428, 429, 451, 511}:
        return "blocked"
    if status == 304:
        return "unchanged"
    if status >= 500:
        return "server-error"
    return "ok" if 200 <= status < 300 else "broken"

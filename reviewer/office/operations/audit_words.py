"""The details of events in words; their names are in `timeline`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reviewer.casework.grounds import DECISIONS
from reviewer.casework.roles import ROLES
from reviewer.casework.states import ACTS

_NAMES: dict[str, str] = {
    "person": "人员", "people": "人数", "login": "登录名", "logins": "登录名", "name": "名称",
    "role": "角色", "section": "科室", "section_before": "原科室", "column": "栏目", "unit": "单位",
    "step": "步骤", "to": "转给", "from": "原", "kind": "种类", "incident": "事件", "text": "文字",
    "sha256": "SHA-256", "outcome": "结果", "number": "编号", "item": "文件", "items": "文件",
    "files": "文件", "grade": "等级", "flow": "流程", "flow_version": "流程版本", "digest": "摘要",
    "head": "末条摘要", "delegation": "委托", "count": "数量", "version": "版本", "values": "设置",
    "url": "地址", "stage": "环节", "signatures": "签字", "refused": "未通过", "reason": "理由",
    "paper": "表单", "manifest": "清单", "links": "条数", "known": "已知", "key": "发现", "keys": "发现",
    "failures": "失败次数", "due": "期限", "days": "天数", "code": "原因", "cases": "件数",
    "bad": "首个不符", "authority": "定密责任人", "as": "形式", "revision": "稿次", "token": "令牌",
    "made_at": "时间", "traces": "痕迹", "at": "时间", "by": "方式", "decision": "意见",
    "content": "内容摘要", "sm3": "SM3", "demonstration": "演示", "columns": "栏目",
    "roles": "角色", "claims": "签收", "size": "大小", "members": "条数",
    "plan": "计划", "tour": "巡查任务", "site": "网站", "run": "巡查", "campaign": "风险评估", "seed": "种子",
    "cadence": "周期", "ending": "结果", "cut": "截断", "mail": "邮件", "webhook": "接口",
    "ticket": "整改单", "ground": "依据",
    "captures": "存档记录", "looks": "核验次数",
}  # fmt: skip
_VALUES: dict[str, dict[str, str]] = {
    "role": {str(role): word for role, word in ROLES.items()},
    "as": {"print": "打印", "docx": "Word", "pdf": "PDF", "xlsx": "Excel"},
    "by": {"password": "密码", "provider": "统一身份认证"},
    "paper": {
        "review-form": "审查表",
        "register": "上网信息登记表",
        "incident": "事件报告",
        "notice": "意见单",
        "policy": "审查制度",
        "rectification": "整改通知书",
        "patrol-report": "巡查报告",
    },
    "decision": {str(act): word for act, word in ACTS.items()},
    "grade": {"block": "禁止发布", "review": "需人工判断", "clear": "未发现"},
    "kind": {"text": "正文", "annex": "附件", **DECISIONS},
}
_LONGEST = 60


def details(held: Mapping[str, object]) -> str:
    """What an event holds, as one line."""
    return "；".join(_parts(held))


def _parts(held: Mapping[str, object]) -> Iterator[str]:
    for key, value in held.items():
        if value not in (None, "", [], {}):
            yield f"{_NAMES.get(key, key)} {_value(key, value)}"


def _value(key: str, value: object) -> str:
    if isinstance(value, list):
        return "、".join(_value(key, entry) for entry in value[:5]) + ("…" if len(value) > 5 else "")
    if isinstance(value, dict):
        return "、".join(_parts(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    text = _VALUES.get(key, {}).get(text, text)
    return text if len(text) <= _LONGEST else f"{text[:16]}…"

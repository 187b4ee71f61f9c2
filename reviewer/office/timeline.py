"""Events of the audit chain in the words of the field."""

from __future__ import annotations

from reviewer.casework.states import ACTS

ACTIONS: dict[str, str] = {str(act): word for act, word in ACTS.items()} | {
    "open": "新建",
    "checked": "机器检查完成",
    "check-failed": "机器检查失败",
    "recheck": "重新检查",
    "decide": "处理发现",
    "comment": "写下意见",
    "masked-copy": "生成遮盖稿",
    "reveal": "显示未遮盖的原文",
    "download": "下载文件",
    "void": "签字失效",
    "claim": "签收",
    "unclaim": "退回签收",
    "reassign": "转交",
    "urge": "催办",
    "paper": "打印或下载表单",
    "export": "导出审查记录",
    "publish-mismatch": "上网内容与审定内容不一致，未登记",
    "overdue": "标记逾期",
    "incident-stage": "记录事件处置",
    "incident-closed": "事件办结",
    "purge-asked": "提出清除",
    "purge": "清除内容",
    # accounts and organisation
    "founded": "首次建立单位",
    "signed-in": "登录",
    "sign-in-failed": "登录或再次验证失败",
    "account-locked": "账号锁定",
    "account-unlocked": "解锁账号",
    "account-made": "建立账号",
    "account-changed": "修改账号信息",
    "account-closed": "停用账号",
    "password-changed": "修改密码",
    "password-reset": "重置密码",
    "factor-on": "启用动态密码",
    "factor-off": "停用动态密码",
    "token-made": "新建接口令牌",
    "token-ended": "停用接口令牌",
    "pledge-accepted": "签订保密承诺书",
    "pledge-changed": "更换保密承诺书文本",
    "policy-set": "修改安全设置",
    "role-granted": "授予角色",
    "role-ended": "收回角色",
    "roles-granted": "批量办理角色申请",
    "roles-dropped": "退回角色申请",
    "role-lent": "委托代行",
    "loan-ended": "收回委托",
    "handed-over": "工作交接",
    "access-review": "导出账号与权限清单",
    "unit-made": "建立单位",
    "unit-renamed": "修改单位信息",
    "unit-set": "修改单位设置",
    "section-made": "建立科室",
    "section-closed": "撤销科室",
    "column-put": "登记栏目",
    "column-closed": "停用栏目",
    "authority-put": "登记定密责任人",
    "authority-removed": "删除定密责任人",
    "organisation-imported": "导入组织",
    # operations
    "audit-verify": "核验记录链",
    "register-export": "导出台账",
    "backup": "备份",
    "restore": "恢复",
    "evidence-closed": "封存网页存档",
}


def told(action: str) -> str:
    """An event's name for people; an unknown one is shown as it is."""
    return ACTIONS.get(action.removeprefix("case."), action)

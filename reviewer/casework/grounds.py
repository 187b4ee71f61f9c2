"""The grounds on which something is not made public, as the 政府信息公开条例 names them."""

from __future__ import annotations

# [L3] 政府信息公开条例 (2019), articles 14–16.
GROUNDS: dict[str, str] = {
    "14-1": "依法确定为国家秘密（条例第十四条）",
    "14-2": "法律、行政法规禁止公开（条例第十四条）",
    "14-3": "公开后可能危及国家安全、公共安全、经济安全、社会稳定（条例第十四条）",
    "15": "涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害（条例第十五条）",
    "16-1": "内部事务信息（条例第十六条）",
    "16-2": "过程性信息（条例第十六条）",
    "16-3": "行政执法案卷信息（条例第十六条）",
}
# Why something the machine found may go out all the same.
PUBLISHABLE: dict[str, str] = {
    "statutory": "法律、行政法规要求公开",
    "duty": "机构职能、办公地址、联系方式、负责人等主动公开信息（条例第二十条）",
    "consent": "已取得本人或第三方书面同意",
    "public-interest": "不公开会对公共利益造成重大影响（条例第十五条）",
    "already-public": "已由制发机关公开",
    "education": "保密法治宣传教育内容",
    "declassified": "已解密",
}
DECISIONS: dict[str, str] = {"fix": "属实需修改", "false-alarm": "误报", "publishable": "可公开"}

"""What people call the places in a package of XML where strings are left over."""

from __future__ import annotations

import re

_ELEMENTS = {
    "docPr": "图形名称", "cNvPr": "图形名称", "bookmarkStart": "书签名称", "bookmark": "书签名称",
    "style": "样式名称", "cellStyle": "样式名称", "lvlText": "编号格式", "lvl": "编号格式",
    "numFmt": "数字格式中的文字", "tag": "内容控件的标记", "alias": "内容控件的名称", "attr": "智能标记",
    "permStart": "编辑权限", "docPart": "文档部件的名称与说明", "cSld": "版面名称", "theme": "主题名称",
    "clrScheme": "主题名称", "fontScheme": "主题名称", "fmtScheme": "主题名称", "cmAuthor": "批注人",
    "author": "批注人", "person": "批注人", "sheet": "工作表名称", "webPublishItem": "网页发布记录",
    "filter": "筛选条件", "customFilter": "筛选条件", "table": "表格的名称与说明", "shape": "图形名称",
    "tableColumn": "表格的名称与说明", "rvt": "修订记录", "variable-set": "文档变量", "template": "所用模板",
    "alphabetical-index-mark": "索引标记", "show": "放映名称", "custShow": "放映名称", "section": "节的名称",
    "content-validation": "下拉选项或输入提示", "named-expression": "名称管理器", "Relationship": "链接地址",
}  # fmt: skip
_PARTS = (
    (re.compile(r"docProps/|meta\.xml$"), "文档属性"),
    (re.compile(r"customXml/"), "附带数据"),
    (re.compile(r"styles"), "样式名称"),
    (re.compile(r"numbering"), "编号格式"),
    (re.compile(r"settings"), "文档设置"),
    (re.compile(r"glossary/"), "文档部件的名称与说明"),
    (re.compile(r"charts?/"), "图表中未显示的文字"),
    (re.compile(r"pivot"), "数据透视表设置"),
    (re.compile(r"externalLink"), "外部链接设置"),
    (re.compile(r"connections|queryTables"), "数据连接设置"),
    (re.compile(r"slicer|timeline"), "切片器设置"),
    (re.compile(r"tables/"), "表格的名称与说明"),
    (re.compile(r"ctrlProps|activeX|customUI"), "控件与按钮"),
    (re.compile(r"vmlDrawing|drawings?/"), "图形名称"),
    (re.compile(r"persons/|people|[aA]uthors"), "批注人"),
    (re.compile(r"webextensions"), "加载项数据"),
    (re.compile(r"worksheets/"), "工作表设置"),
    (re.compile(r"theme/"), "主题名称"),
)


def place_name(part: str, element: str, attribute: str) -> str:
    """A short Chinese label for a place, by the local names of its element and attribute and by its part."""
    if element == "name" and attribute == "val" and "glossary" not in part:
        return "样式名称"
    if element in _ELEMENTS:
        return _ELEMENTS[element]
    return next((label for pattern, label in _PARTS if pattern.search(part)), "文件内部的名称与设置")

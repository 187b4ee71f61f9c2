"""Strings that office programs write by themselves: fonts, styles, layouts, shapes, codes of formats."""

from __future__ import annotations

import re


def _one_of(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_FONT_ATTRIBUTES = frozenset((
    "ascii", "hAnsi", "eastAsia", "cs", "typeface", "font-name", "font-name-asian", "font-name-complex",
    "font-family", "font-family-asian", "font-family-complex", "font-style-name",
))  # fmt: skip
_FONT_ELEMENTS = frozenset(("font", "altName", "rFont", "font-face", "rFonts", "sym"))
_FONT = re.compile(
    ".{0,12}"
    + _one_of("""
    宋 黑 楷 仿 圆 圓 隶书 隸書 魏 体 體 明 明朝 雅黑 等线 等線 线 ゴシック メイリオ 行书 草书 舒体 姚体
    琥珀 彩云 篆 书 書 楷書 字库 标题 正文
    """)
    + r"[\x00-\x7f]*(?:(?:简|繁|简体|繁体|粗|中|细|字体|正文|标题)[\x00-\x7f]*)*"
)
_KNOWN_FONTS = re.compile(
    _one_of("""
    宋体 新宋体 黑体 楷体 仿宋 隶书 幼圆 等线 微软雅黑 小标宋 华文.{2,4} 方正.{2,8} 汉仪.{2,8} 新細明體
    細明體 標楷體 微軟正黑體
    """)
    + r"[\x00-\x7f]*"
)
_HEADINGS = re.compile(
    _one_of("工作表 图表 命名范围 幻灯片标题 主题 使用的字体 已用的字体 嵌入.OLE.服务器 警告文 説明文")
)
_NAMED_BY_STYLE = re.compile("style-name$|^style$|^page-layout-name$")
_SHAPE_KINDS = re.compile(
    _one_of("""
    流程图 矩形 任意多边形 箭头 图形 星形 标注 直线 连接符 形状 组合 椭圆 三角形 菱形 对话气泡 动作按钮
    """)
    + r"[:：] ?\D{1,8}\d*"
)
_SHAPES = re.compile(
    _one_of("""
    竖排 横排 内容 文本 文字 图片 图像 日期 时间 页脚 页眉 灯片编号 幻灯片编号 幻灯片图像 备注 圆角 直角
    直接 肘形 曲线 左 右 上 下 虚尾 燕尾 等腰 左右 上下 单圆角 五边形 十字 爆炸形 任意 自由 流程图 数据 结果
    嵌入的 新建 手动 自动
    """)
    + "*"
    + _one_of("""
    图片 照片 图像 图形 文本框 文字框 矩形 椭圆 圆形 圆角矩形 直线 直接 线条 连接符 箭头 组合 图表 表格 对象
    占位符 艺术字 多边形 菱形 三角形 标题 副标题 墨迹 图示 画布 控件 按钮 剪贴画 标注 流程图 星形 形状 曲线
    弧形 括号 圆柱形 单选框 复选框 下拉框 列表框 组合框 分组框 框架 框 区域 索引 图章 印章 二维码 水印 背景
    图标 标签 微调 滚动条 批注 自选图形 内容控件 书签 目录 表 节 幻灯片 备注 页面 第.页 对话框
    """)
    + r"[\s\-_:：.]*[\dA-Z]*(?:\.[\dA-Z]+)*"
)
_STYLES = re.compile(
    r"[\x00-\x7f]*"
    + _one_of("""
    预设格式 当前列表 默认段落字体 普通表格 无列表 正文文本 正文首行缩进 正文缩进 正文 标题 副标题 页眉 页脚
    页码 目录 列表段落 列表 列出段落 列项 网格型 普通 批注框文本 批注文字 批注主题 批注引用 批注 脚注文本
    脚注引用 脚注 尾注文本 尾注引用 尾注 题注 超链接 已访问的超链接 访问过的超链接 明显强调 明显引用
    明显参考 不明显强调 不明显参考 强调 要点 引用 书籍标题 无间隔 纯文本 日期 称呼 签名 结束语 文档结构图
    行号 无格式 样式 默认设计 默认 标准 常规 千位分隔 货币 百分比 注释 警告文本 解释性文本 强调文字颜色 着色
    好 差 适中 计算 检查单元格 链接单元格 输入 输出 汇总 超级链接 未处理的提及 占位符文本 浅色 中等深浅 深色
    彩色 表格主题 表格 图表目录 网页 主题 段落 缺省 文本 字符 列 行 网格 底纹 清单 主要 次要 无样式 边框
    古典型 简明型 流行型 专业型 典雅型 现代型 精巧型 立体型 竖列型
    """)
    + r"(?:[\s\[\]()（）%+,\-_#A-Za-z0-9.]|"
    + _one_of("""
    字符 字元 字体 深色 浅色 网站 着色 样式 级别 缩进 强调文字颜色 常规 千位分隔 好 差 首行 续 编号 项目符号
    底纹 列表 网格 主题色 单倍行距
    """)
    + ")*"
)
_THEMES = re.compile(
    "(?:Office|自定义|默认)? ?"
    + _one_of("""
    主题 设计方案 设计模板 办公 暗香扑面 跋涉 顶峰 都市 凤舞九天 华丽 活力 聚合 龙腾四海 流畅 模块 平衡 穿越
    时装设计 市镇 视点 夏至 行云流水 质朴 中性 技巧 沉稳 气流 角度 波形 切片 环保 离子 平面 回顾 丝状 肥皂
    网状 视差 画廊 包裹 徽章 带状 裁剪 基础 花纹 水滴 积分 红利 天体 引用 画框 框架
    """)
    + r"?[\s\d_\-\u200b]*(?:主题|设计方案|会议室)?[\s\d\u200b]*"
)
_LAYOUTS = re.compile(
    r"[\d_]*"
    + _one_of("""
    标题幻灯片 标题和内容 标题，内容 标题，文本与内容 节标题 两栏内容 比较 仅标题 空白 内容与标题 图片与标题
    标题和竖排文字 竖排标题与文本 垂直排列标题与文本 末尾幻灯片 标题和表格 标题和图表 自定义版式
    全景图片与题注 名片 引言 引用 三栏 图片题注 封面 目录 目录页 封底 致谢 正文 过渡页
    """)
    + r"[\s\d_]*"
)
_PROMPTS = re.compile(
    "(?:单击|点击|双击|按一下|按兩下).{0,12}(?:编辑|添加|插入|新增|編輯).{0,30}|编辑母版文本样式|(?:请在?此处?|在此处?|此处)?(?:输入|添加|填写|键入)(?:您的)?(?:主|副|小|大)?(?:标题|正文|文本|文字|内容|日期|姓名)+.{0,6}|第[一二三四五六七八九]级"
)
_NAMES = (_SHAPES, _SHAPE_KINDS, _STYLES, _THEMES, _LAYOUTS, _PROMPTS, _KNOWN_FONTS, _HEADINGS)
_CODES = re.compile(
    "[年月日时時分秒上下午星期周第次元万亿億千百人民币美￥个章节節條条款项項目篇部附件图圖表公式注例步编编号之页頁级"
    "（）一二三四五六七八九十〇、．。，：；]*"
)
_CODE_ELEMENTS = frozenset(("lvlText", "numFmt", "numberFormat", "list-level-style-number", "text", "lvl"))
_ESCAPE = re.compile(r"_x?([0-9A-Fa-f]{2,4})_")
_LEFT = re.compile(r"[\x00-\x7f\u200b￥·•●■○◆★☆□√]+")
_FIGURES = re.compile(r"[1-9]\d{5}")  # somebody's number; shapes and styles are counted in few digits
_ADDRESS = re.compile(r"[@\\/]")
_LONGEST = 40


def is_dull(text: str, element: str, attribute: str) -> bool:
    """Whether a string is what a program writes by itself; element and attribute are local names."""
    if _FIGURES.search(text):
        return False
    if _NAMED_BY_STYLE.search(attribute):
        return True
    if element in _CODE_ELEMENTS:
        return _CODES.fullmatch(_LEFT.sub("", text)) is not None
    if attribute in _FONT_ATTRIBUTES or element in _FONT_ELEMENTS:
        return is_font(text)
    text = _ESCAPE.sub(" ", text)
    if len(text) > _LONGEST or _ADDRESS.search(text):
        return False
    return any(names.fullmatch(text) for names in _NAMES)


def is_font(text: str) -> bool:
    """Whether a string reads like the name of a font."""
    return len(text) <= _LONGEST and _FONT.fullmatch(text) is not None

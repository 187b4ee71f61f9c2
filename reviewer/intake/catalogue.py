"""What each reader reads and does not read, for people: the source of docs/formats.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from reviewer.intake.sniff import BY_SUFFIX
from reviewer.intake.table import FORMATS, SUFFIXES, Format
from reviewer.settings import Limits


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one reader covers; `misses` is what stays unread, each time as a gap unless it says otherwise."""

    reads: str
    misses: str = "—"


READERS: dict[str, Coverage] = {
    "text": Coverage(
        "全文，逐行；编码按内容判断（UTF-8、GB18030、Big5、UTF-16），夹在其中的另一种编码的文字、控制字符与终端指令、"
        "网址中百分号编码的文字、以 base64 附带的文件也读",
        "无法解码的字节",
    ),
    "markdown": Coverage("全文，逐行；文档头信息、注释另列；data: 附带的图片与文件", "无法解码的字节"),
    "json": Coverage("全部键与值，解开转义与百分号编码；以 base64 附带的文件（各种写法）", "无法解码的字节"),
    "csv": Coverage("全部单元格，表头随列", "超过单元格上限的部分"),
    "xml": Coverage(
        "全部文字、属性、注释、处理指令、文档类型声明、中文的元素名、以 base64 附带的文件；"
        "SVG 中不显示的图形与说明另列；"
        "Word、Excel 2003 的 XML 文档按段落与行列读取，隐藏、删除的内容另列；Flat OPC 按原文档读取",
        "外部实体（不展开，不联网）；不合规范的文件（按纯文本读取）",
    ),
    "html": Coverage(
        "可见文字（正文、导航、页脚分开）；样式隐藏、同色、零尺寸、屏幕外的文字；注释、meta、alt、title、data-*、"
        "内嵌 JSON 与脚本中的文字、noscript、template、隐藏表单域、内嵌页面地址、srcdoc、data: 附带的文件；"
        "其余标签属性（中文、证件号码、手机号码、银行卡号、邮箱）、样式表的注释与文字、声明与处理指令、网址中百分号编码的文字、夹在其中的另一种编码的文字",
        "外部样式表与脚本运行后才出现的内容（无可见文字而有脚本时为未读）",
    ),
    "mail": Coverage(
        "邮件头、正文各版本、附件与内含网页逐个读取；各分段的头与别名、回执与投递报告、"
        "正文里 uuencode 的文件、编码之后剩下的文字；MHTML 的各部分",
        "加密或签名信封损坏的部分；Outlook 专用附件（winmail.dat）",
    ),
    "mbox": Coverage("每封邮件，已删除未压实的也读；首封邮件之前的剩余"),
    "card": Coverage("日历与名片的各字段、提醒与日志、内嵌的照片与附件"),
    "signed": Coverage("签名信封内的内容，签名证书中的名称（国际与国密算法）", "加密的信封"),
    "traces": Coverage("文档占用者的姓名；Mac 文件夹记录中的文件名与批注"),
    "epub": Coverage("各章节、图片逐个读取（不在目录中的也读），书籍信息、样式中的文字", "加密的章节"),
    "webarchive": Coverage("网页、所附资源与内嵌框架逐个读取", "损坏的部分"),
    "msg": Coverage("主题、往来人、正文（文本、RTF、网页）、附件、内含邮件", "加密邮件"),
    "docx": Coverage(
        "正文、表格、页眉页脚（首页、奇偶、各节）、脚注尾注、文本框（两种）、批注、修订的插入删除与移动、隐藏文字、白色与极小"
        "文字、域代码、替代文字、文档属性与自定义属性、自定义 XML、词汇表、图表缓存、嵌入文件与图片；"
        "书签、样式、图形、控件等名称与各部件中未显示的文字；宏代码的文字（同时仍列为未读），缩略图",
        "加密文档；宏代码（请人工核对）；只有外部链接的内容",
    ),
    "xlsx": Coverage(
        "全部工作表的名称、值（所见格式）与表头；隐藏和深度隐藏的表、隐藏/折叠/零宽的行列、"
        "筛选掉的行、白色字体与 ;;; 格式、批注与线程批注、定义名称、外部链接与数据透视缓存、"
        "数据有效性、页眉页脚、图片、文本框、嵌入文件、连接字符串；被合并单元格盖住的内容、已无单元格使用的旧文字、"
        "数字格式与条件格式中的文字、数据查询代码、各部件中未显示的名称；宏代码的文字（同时仍列为未读），缩略图",
        "加密工作簿；宏代码（请人工核对）；只有外部链接的内容",
    ),
    "xls": Coverage(
        "xls、xlsb、ods、et 的全部值、隐藏的表与行列、批注；公式、数字格式、名称、下拉选项、链接中的文字，"
        "宏代码的文字（同时仍列为未读），ods 的修订记录，xls 的图片与嵌入的文件",
        "加密工作簿；图表与宏；xls 中没有文件的嵌入对象",
    ),
    "pptx": Coverage(
        "幻灯片、版式与母版上的文字、备注、批注、隐藏幻灯片与图形、画面外的内容、替代文字、图表缓存、图片、嵌入文件；"
        "被合并单元格盖住的内容、各部件中未显示的名称",
        "加密演示文稿；动画中的音视频",
    ),
    "pdf": Coverage(
        "各页文字（逐字有位置）；被图形或图片盖住、隐形、白色、页外、裁去、极小、关闭图层上的文字；批注、表单值、XFA、"
        "XMP 与文档信息、附件、早先版本；扫描页、乱码页与图片，连同被遮盖、图层关闭、没有画出的（装有 OCR "
        "时）；扫描件所带文字层与画面核对（首、中、末页）",
        "加密文档；没有 OCR 时的扫描页、乱码页与图片；无法解码的图片；损坏的对象与早先版本",
    ),
    "ofd": Coverage(
        "GB/T 33190：各页与模板页文字，不可见、被盖住、被裁去、极小的文字，批注、附件、自定义标引、"
        "签章图片与签章信息、文档属性、各版本；其余部件的属性、注释与文字，重名部件，没有引用的部件",
        "加密文档；没有 OCR 时的图片",
    ),
    "rtf": Coverage(
        "正文、隐藏文字、修订、批注、页眉页脚、脚注、域代码、文档信息、嵌入对象；样式与书签名称、"
        "不显示的数据组、正文之后的数据",
        "链接到外部的对象",
    ),
    "odt": Coverage(
        "正文、表格、页眉页脚、批注、修订、隐藏的段落与节、脚注、元数据、图片与嵌入对象；"
        "不显示的变量、索引标记与各种名称",
        "加密文档",
    ),
    "legacy": Coverage(
        "经 LibreOffice 转换后同 docx、pptx 读取；快速保存和空闲扇区里的旧文字，转换时落下的嵌入文件",
        "没有 LibreOffice 时整份；转换不保留的内容",
    ),
    "storage": Coverage("OLE 容器中嵌入的文件", "无法识别的数据流"),
    "image": Coverage(
        "像素尺寸内的文字（装有 OCR 时）、各帧各页、二维码与条码、EXIF 位置/作者/序列号、"
        "IPTC、XMP（含分段的）、与画面不同的缩略图；其余各段各块各标签（厂商注记、私有块、注释、动图文字、"
        "Photoshop 资源、色彩配置名）中的文字；透明区域里的文字；图片末尾之后附加的文字与文件",
        "没有 OCR 时画面中的文字；超过像素上限的图片；末尾之后无法识别的数据；TIFF 中没有目录指向的数据",
    ),
    "jbig2": Coverage("每一页按图片读取", "各段不按顺序排列的文件"),
    "metafile": Coverage(
        "写出的文字（EMF、EMF+、WMF 各种记录），所画的位图逐幅按图片读取，标题与编辑程序留下的说明",
        "以曲线或字形编号画出的文字；不完整的文件",
    ),
    "zip": Coverage(
        "各成员按内容逐个读取，成员名、注释、附加字段、另一名称、Mac 扩展属性也读；目录未列出的成员、"
        "条目之间和首尾多出的文字与文件（各种 Office、OFD 文件同此）；重叠条目与压缩炸弹拒绝",
        "加密或损坏的成员；条目之外无法识别的数据",
    ),
    "tar": Coverage(
        "各成员逐个读取，成员名、属主、链接指向、扩展属性也读；成员后空隙和末尾之后的文字与文件",
        "设备文件；归档末尾之后无法识别的数据",
    ),
    "compressed": Coverage(
        "解压后按内容读取，原文件名、注释、附加字段也读；末尾之后的文字；git 版本库中的旧内容",
        "损坏之后的部分",
    ),
    "bsdtar": Coverage(
        "经 bsdtar 解包后同 tar 读取；RAR 的注释、附加数据流与附加字段，末尾之后的文字与文件",
        "没有 bsdtar 时整份；加密的成员；压缩过的 RAR 注释",
    ),
    "warc": Coverage(
        "每条抓取记录按网址读取，HTTP 头、请求与元数据也读，解开网址编码",
        "正文存于别处的重复记录；截断的记录",
    ),
}
_BUDGETS = (
    ("bytes", "一份文件的字节数"),
    ("inflated", "从容器中解出的字节数，全部层次合计"),
    ("members", "容器内的文件数，全部层次合计"),
    ("depth", "容器套容器的层数"),
    ("pages", "页数"),
    ("pixels", "一幅图片的像素数"),
    ("pictures", "一份文件内识别的图片数"),
    ("cells", "单元格或版式对象数"),
    ("characters", "文字总数"),
    ("seconds", "读取一份文件的秒数"),
    ("memory", "解析进程的地址空间字节数"),
)


def formats_page() -> str:
    """docs/formats.md as text."""
    read = [(entry.reader, media, entry) for media, entry in FORMATS.items() if entry.reader]
    read.sort(key=lambda row: list(READERS).index(row[0]))
    rows = [_row(reader, [row[1:] for row in rows]) for reader, rows in groupby(read, key=lambda row: row[0])]
    unread = [
        f"| {entry.name} | `{entry.reason}` | {entry.advice} |"
        for entry in FORMATS.values()
        if not entry.reader
    ]
    limits = [
        f"| `REVIEWER_LIMIT_{name.upper()}` | {getattr(Limits(), name):,} | {meaning} |"
        for name, meaning in _BUDGETS
    ]
    return "\n".join((_HEAD, *rows, _UNREAD, *dict.fromkeys(unread), _LIMITS, *limits, ""))


def _row(reader: str, entries: list[tuple[str, Format]]) -> str:
    names = "、".join(dict.fromkeys(entry.name for _, entry in entries))
    types = {media for media, _ in entries}
    suffixes = " ".join(_suffixes(reader, types))
    coverage = READERS[reader]
    return f"| {names} | {suffixes or '—'} | {coverage.reads} | {coverage.misses} |"


def _suffixes(reader: str, types: set[str]) -> Iterator[str]:
    for suffix, held in SUFFIXES.items():
        own = {BY_SUFFIX[suffix]} if suffix in BY_SUFFIX else held
        if own & types and (reader == suffix[1:] or "text/csv" not in own - types):
            yield suffix


_HEAD = """# 能读什么，读不了什么

本页由程序生成（`python -m reviewer.intake.catalogue > docs/formats.md`），与代码中的格式表一致，测试会核对。

格式按内容判断，不看扩展名；扩展名与内容不符本身就是一条发现。读不了的一律列为“未读部分”，有未读部分的文件不会是“通过机检”。

## 能读的格式

| 格式 | 扩展名 | 读出的内容 | 仍未读的内容（均列为未读部分） |
|---|---|---|---|"""
_UNREAD = """
## 认得但不读的格式

| 格式 | 原因代码 | 提示 |
|---|---|---|"""
_LIMITS = """
## 限额

超过限额的部分是未读部分，并写明原因。可用环境变量或配置文件的 `[limits]` 修改。

| 环境变量 | 缺省值 | 含义 |
|---|---|---|"""

if __name__ == "__main__":
    print(formats_page(), end="")  # noqa: T201 (its only purpose)

"""Writes the inputs of tests/cases that are not plain text; run by hand when a story changes."""

import io
import zipfile
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook
from people import mobile, resident_id

CASES = Path(__file__).parent / "cases"
NAMES = ["甄小一", "甄小二", "甄小三", "甄小四", "甄小五"]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def hidden_column():
    book = Workbook()
    sheet = book.active
    sheet.title = "公示名单"
    sheet.append(["某某县某某镇2026年第三季度临时救助对象公示"])
    sheet.append(["序号", "姓名", "公民身份号码", "村（社区）", "金额（元）"])
    for number, name in enumerate(NAMES, 1):
        sheet.append([number, name, resident_id(number), "某某村", 1000])
    sheet.column_dimensions["C"].hidden = True
    book.save(CASES / "hidden-column/input.xlsx")


def tracked_deletion():
    document = Document()
    document.add_heading("关于做好2026年冬季清洁取暖工作的通知", 1)
    paragraph = document.add_paragraph("各村（社区）：请于本月底前完成入户走访。")
    paragraph._p.append(
        parse_xml(
            f'<w:del {W} w:id="1" w:author="甄某" w:date="2026-10-01T00:00:00Z"><w:r><w:delText>'
            f"困难户联系人：{NAMES[0]}，身份证号{resident_id(1)}，电话{mobile(1)}。"
            "</w:delText></w:r></w:del>"
        )
    )
    document.add_paragraph("特此通知。")
    document.save(CASES / "tracked-deletion/input.docx")


def header_mark():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "秘密★1年"
    document.add_heading("某某市某某局关于某项工作情况的报告", 1)
    document.add_paragraph("现将有关情况报告如下。")
    document.save(CASES / "header-mark/input.docx")


def marked_annex():
    annex = io.BytesIO()
    document = Document()
    document.add_paragraph("机密★10年")
    document.add_paragraph("某某工作方案")
    document.save(annex)
    with zipfile.ZipFile(CASES / "marked-annex/input.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("通知.txt", "关于召开全市图书馆工作会议的通知\n请各单位派员参加。\n".encode("gbk"))
        archive.writestr("附件/方案.docx", annex.getvalue())


def lying_charset():
    page = """<html><head><meta charset="utf-8"><title>某某局关于某项工作的通知</title></head>
<body><div class="nav">首页 机构概况 政务公开</div><h1>关于某项工作的通知</h1>
<p>联系人：张三，身份证号：%s。</p><!-- 内部资料，注意保存 --></body></html>"""
    (CASES / "lying-charset/input.html").write_bytes((page % resident_id(9)).encode("gbk"))


for make in (hidden_column, tracked_deletion, header_mark, marked_annex, lying_charset):
    (CASES / make.__name__.replace("_", "-")).mkdir(exist_ok=True)
    make()

"""Writes tests/evaluation/cases/files: the labelled cases that are no plain text. Run by hand when one changes."""

from pathlib import Path

from docx import Document
from docx.oxml import parse_xml
from docx.shared import RGBColor
from openpyxl import Workbook
from people import mobile, resident_id

FILES = Path(__file__).parent / "cases/files"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def letter(name, *lines):
    """A document of plain paragraphs without an author."""
    document = Document()
    document.core_properties.author = document.core_properties.comments = ""
    for line in lines:
        document.add_paragraph(line)
    return document, FILES / f"{name}.docx"


def deleted(name, text, *lines):
    document, path = letter(name, *lines)
    document.add_paragraph()._p.append(
        parse_xml(
            f'<w:del {W} w:id="1" w:author="甄某" w:date="2026-10-01T00:00:00Z"><w:r><w:delText>{text}</w:delText></w:r></w:del>'
        )
    )
    document.save(path)


def vanished(name, text, *lines):
    document, path = letter(name, *lines)
    document.add_paragraph().add_run(text).font.hidden = True
    document.save(path)


def white(name, text, *lines):
    document, path = letter(name, *lines)
    document.add_paragraph().add_run(text).font.color.rgb = RGBColor(255, 255, 255)
    document.save(path)


def commented(name, text, *lines):
    document, path = letter(name, *lines)
    document.add_comment(document.paragraphs[0].runs, text=text, author="甄某")
    document.save(path)


def plain(name, *lines):
    document, path = letter(name, *lines)
    document.save(path)


def hidden_column(name):
    book = Workbook()
    sheet = book.active
    sheet.title = "公示名单"
    sheet.append(["姓名", "身份证号", "金额"])
    for number, person in enumerate(("甄小一", "甄小二", "甄小三"), start=1):
        sheet.append([person, resident_id(number, born=f"1905{number + 2:02d}02"), 800 + 100 * (number == 3)])
    sheet.column_dimensions["B"].hidden = True
    book.save(FILES / f"{name}.xlsx")


def hidden_sheet(name):
    book = Workbook()
    sheet = book.active
    sheet.title = "公示名单"
    below = book.create_sheet("底表")
    sheet.append(["姓名", "金额"])
    below.append(["姓名", "银行卡号", "电话"])
    for number, (person, card) in enumerate(
        (("贾小一", "6222029000000079195"), ("贾小二", "6222029000000158387")), start=1
    ):
        sheet.append([person, 800])
        below.append([person, card, mobile(number)])
    below.sheet_state = "hidden"
    book.save(FILES / f"{name}.xlsx")


FILES.mkdir(exist_ok=True)
deleted(
    "hidden-content-006", "检查组名单已打听到，提前去打招呼", "关于做好迎检工作的通知", "请各科室认真准备。"
)
vanished(
    "hidden-content-007", "本次培训经费超支，用办公经费冲抵，不要对外讲", "关于培训安排的通知", "请准时参加。"
)
commented("hidden-content-008", "局长意见：把贾某换下来，理由先别写", "公示", "拟表彰三名同志。")
hidden_column("hidden-content-009")
hidden_sheet("hidden-content-010")
white(
    "hidden-content-011", "以下为真实数据：完成率只有六成，上报时改成了九成", "工作总结", "一年来成绩显著。"
)
plain("hidden-content-015", "关于开展读书活动的通知", "请各单位踊跃参加。")
plain("improper-mark-009", "绝密★启用前", "2024年小学六年级英语期末练习卷", "姓名____ 班级____")

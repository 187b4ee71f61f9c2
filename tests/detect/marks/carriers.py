"""Real files of every format with a mark somewhere in them, for the matrix of forms and carriers."""

import io
import zipfile
from email.message import EmailMessage

from docx import Document
from openpyxl import Workbook
from openpyxl.comments import Comment
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

TITLE = "关于某项工作情况的报告"
BODY = "现将有关情况报告如下，请审阅。"
TO_TRADITIONAL = str.maketrans(
    "绝机级长个开会议关于项况报现将请审阅内", "絕機級長個開會議關於項況報現將請審閱內"
)
FONT = "STSong-Light"


def _docx(fill):
    document, out = Document(), io.BytesIO()
    fill(document)
    document.save(out)
    return out.getvalue()


def _before_body(place):
    def fill(document, mark):
        place(document, mark)
        document.add_paragraph(TITLE)
        document.add_paragraph(BODY)

    return lambda mark: ("件.docx", _docx(lambda document: fill(document, mark)))


def _runs(document, mark):
    paragraph = document.add_paragraph()
    for character in mark:
        paragraph.add_run(character)


def _cells(document, mark):
    table = document.add_table(2, 2)
    label = not mark.replace("　", "").startswith(("密级", "【密级"))
    for place, text in (
        ((0, 0), "份号"),
        ((0, 1), "000001"),
        ((1, 0), "密级" if label else ""),
        ((1, 1), mark),
    ):
        table.cell(*place).text = text


def _hidden(document, mark):
    document.add_paragraph().add_run(mark).font.hidden = True


def _header(document, mark):
    document.sections[0].header.paragraphs[0].text = mark


def _annex(document, mark):
    for number in range(30):
        document.add_paragraph(f"第{number}段正文，内容略。")
    document.add_page_break()
    document.add_paragraph("附件1")
    document.add_paragraph(mark)


def _property(document, mark):
    document.core_properties.title = mark


def _xlsx(*rows, note="", hidden=False):
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if note:
        sheet["A1"].comment = Comment(note, "某")
    if hidden:
        book.create_sheet("汇总").append(["事项"])
        sheet.sheet_state = "hidden"
    book.save(out)
    return "表.xlsx", out.getvalue()


def pdf(*words):
    """A page with words at their places (x, y from the top), a title and a body."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont(FONT, 14)
    for x, y, text in (*words, (150, 240, TITLE), (80, 280, BODY)):
        canvas.drawString(x, 842 - y, text)
    canvas.save()
    return "件.pdf", out.getvalue()


def _rtf(mark):
    lines = "".join(
        "".join(f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in line) + "\\par\n"
        for line in (mark, TITLE, BODY)
    )
    return "件.rtf", ("{\\rtf1\\ansi " + lines + "}").encode()


def _mail(mark):
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "报告", "a@example.cn", "b@example.cn"
    mail.set_content(f"{mark}\n{TITLE}\n{BODY}\n")
    mail.add_attachment("清单".encode(), maintype="text", subtype="plain", filename="清单.txt")
    return "件.eml", bytes(mail)


def _zip(mark):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("通知.txt", "各单位：请参会。")
        archive.writestr("附件/方案.txt", f"{mark}\n{TITLE}\n{BODY}")
    return "包.zip", out.getvalue()


def _html(body, encoding="utf-8"):
    return (
        "页.html",
        f'<html><head><meta charset="{encoding}"><title>通知</title></head><body>{body}</body></html>'.encode(
            encoding
        ),
    )


def _plain(encoding, mark, before=""):
    return "件.txt", f"{before}{mark}\n{TITLE}\n{BODY}\n".encode(encoding)


def _glued(mark):
    """A mark, but no label, runs on into the title."""
    end = "\n" if "密" in mark[:2] and "级" in mark[:4] else ""
    return "件.txt", f"{mark}{end}{TITLE}\n{BODY}".encode()


NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def _ofd(mark):
    def xml(name, body):
        return f'<?xml version="1.0" encoding="UTF-8"?><ofd:{name} {NS}>{body}</ofd:{name}>'

    objects = "".join(
        f'<ofd:TextObject ID="{9 + n}" Boundary="20 {20 + 12 * n} 150 6" Font="1" Size="4">'
        f'<ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>'
        for n, text in enumerate((mark, TITLE, BODY))
    )
    page = '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>'
    area = "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = "<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        archive.writestr("OFD.xml", xml("OFD", entry))
        archive.writestr("Doc_0/Document.xml", xml("Document", f"{area}<ofd:Pages>{page}</ofd:Pages>"))
        layer = f'<ofd:Content><ofd:Layer ID="2">{objects}</ofd:Layer></ofd:Content>'
        archive.writestr("Doc_0/Pages/Page_0/Content.xml", xml("Page", layer))
    return "件.ofd", out.getvalue()


CARRIERS = {
    "docx first paragraph": _before_body(lambda document, mark: document.add_paragraph(mark)),
    "docx one run a character": _before_body(_runs),
    "docx table cell": _before_body(_cells),
    "docx header": _before_body(_header),
    "docx hidden text": _before_body(_hidden),
    "docx annex": _before_body(_annex),
    "docx property": _before_body(_property),
    "xlsx first cell": lambda mark: _xlsx([mark], ["某表"], ["序号", "内容"], [1, "甲"]),
    "xlsx cell after label": lambda mark: _xlsx(
        ["某表"], ["密级", mark.removeprefix("密级：")], ["序号", "内容"]
    ),
    "xlsx comment": lambda mark: _xlsx(["某表"], ["序号"], note=mark),
    "xlsx hidden sheet": lambda mark: _xlsx([mark], ["某表"], hidden=True),
    "pdf left corner": lambda mark: pdf((60, 40, mark)),
    "pdf right corner": lambda mark: pdf((60, 40, "000123"), (380, 40, mark)),
    "pdf one word a character": lambda mark: pdf(*((60 + 16 * n, 40, c) for n, c in enumerate(mark))),
    "ofd": _ofd,
    "rtf": _rtf,
    "eml": _mail,
    "zip member": _zip,
    "html paragraph": lambda mark: _html(f"<div>首页</div><p><b>{mark}</b></p><p>{TITLE}</p><p>{BODY}</p>"),
    "html one span a character": lambda mark: _html(
        "<p>" + "".join(f"<span>{c}</span>" for c in mark) + f"</p><p>{BODY}</p>"
    ),
    "html comment": lambda mark: _html(f"<!--\n{mark}\n{TITLE}\n--><p>{BODY}</p>"),
    "html not shown": lambda mark: _html(f'<p style="display:none">{mark}</p><p>{BODY}</p>'),
    "html gb18030": lambda mark: _html(f"<p>{mark}</p><p>{TITLE}</p><p>{BODY}</p>", "gb18030"),
    "txt utf-8": lambda mark: _plain("utf-8", mark),
    "txt utf-8-sig": lambda mark: _plain("utf-8-sig", mark),
    "txt gb18030": lambda mark: _plain("gb18030", mark),
    "txt big5": lambda mark: (
        "件.txt",
        f"{mark}\n{TITLE}\n{BODY}\n".translate(TO_TRADITIONAL).encode("big5"),
    ),
    "txt utf-16": lambda mark: _plain("utf-16", mark),
    "txt after a name": lambda mark: _plain("utf-8", mark, "某某市某某局　　"),
    "txt glued to the title": _glued,
}

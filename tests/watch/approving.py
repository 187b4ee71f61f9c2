"""Cases that went the whole way through the office, and their pages as a site shows them."""

from datetime import date
from io import BytesIO

from docx import Document
from playing import FORM, approve, check_all, items, publication, row, turn

from reviewer.office.cases import publishing
from reviewer.office.cases.moving import submit
from reviewer.office.cases.opening import Draft, Given, open_case

HOME = "http://www.example.gov.cn/"
BODY = (
    "为提高居民健康水平，定于本周六上午在文化广场举办社区义诊活动。",
    "义诊由县示例医院承担，设内科、外科和中医科三个诊台，每个诊台安排两名医师。",
    "活动经费共3.5万元，由示例局统一列支，不向居民收取任何费用。",
    "请各社区提前张贴海报，做好引导和秩序维护，遇雨顺延一周。",
)
TITLE = "关于举办社区义诊活动的通知"


def docx(title, paragraphs):
    """A Word file as a clerk hands it in."""
    document = Document()
    for text in (title, *paragraphs):
        document.add_paragraph(text)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def approved(office, people, title=TITLE, files=None, *, name="通知.docx"):
    """A case that may be published; its files are the body as a Word file unless they are given."""
    given = files or [(name, docx(title, BODY))]
    form = {**FORM, "title": title}
    case_id = open_case(office, people["author"], Draft(form, tuple(Given(*one) for one in given)))
    check_all(office)
    submit(office, people["author"], case_id, turn(office, case_id))
    for who in ("head", "officer", "leader"):
        if row(office, case_id).state == "in-review" and row(office, case_id).step == _step(who):
            approve(office, people[who], case_id)
    assert row(office, case_id).state == "ready", row(office, case_id).state
    return case_id


def _step(name):
    return {"head": 1, "officer": 2, "leader": 3}[name]


def published(office, people, path, title=TITLE, files=None, *, until=None):
    """A case that is registered as published at a path of the site."""
    case_id = approved(office, people, title, files)
    told = publication(office, case_id, url=HOME + path, take_down_on=until)
    publishing.publish(office, people["publisher"], case_id, turn(office, case_id), told)
    return case_id


def article(title=TITLE, paragraphs=BODY, *, day="2026-03-02", extra="", links=""):
    """A page of a portal: navigation, the article in its frame, a foot."""
    menu = "".join(f'<li><a href="/lanmu{n}/">栏目{n}</a></li>' for n in range(8))
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_清溪县示例局</title>'
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 09:00"></head><body>'
        f'<div class="nav"><ul>{menu}</ul></div><div class="article"><h1>{title}</h1>'
        f"<p>发布时间：{day} 来源：清溪县示例局</p>{body}{extra}{links}"
        '<p>打印本页 关闭窗口</p></div><div class="footer"><p>主办：清溪县示例局 ICP备00000000号</p></div></body></html>'
    ).encode()


__all__ = ["BODY", "HOME", "TITLE", "approved", "article", "date", "docx", "items", "published"]

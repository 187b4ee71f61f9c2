"""What a page itself says is told from what its site puts around it."""

from datetime import date
from hashlib import sha256

import pytest

from reviewer.patrol.likeness import likeness, unpacked
from reviewer.patrol.main_text import page_of, shared_piece
from reviewer.records import Blob, Document, Hit, Location, Origin, Segment

URL = "http://www.example.gov.cn/tz/1.html"
TEXT = "关于图书馆春节开放时间的通知\n各位读者：春节期间图书馆照常开放，凭证入馆。\n特此通知。"
FOOT = "版权所有：某市图书馆\n联系电话：000-0000000\nICP备00000000号"


def segment(text, kind="body", label="正文", *, part="1.html", hidden=""):
    return Segment(text, Location(part, kind, label), "lines", None, hidden)


def document(*segments, html="", media_type="text/html"):
    whole = (segment("1.html", "filename", "文件名"), *segments)
    return Document(Origin("page", URL), Blob.of(html.encode(), media_type), whole)


def page(text=TEXT, foot=FOOT, nav="首页\n通知公告", **given):
    return document(
        segment("春节开放_某市图书馆", "title", "网页标题"),
        segment(nav, label="导航"), segment(text), segment(foot, label="页脚"), **given
    )  # fmt: skip


def hit(found, words):
    for index, held in enumerate(found.segments):
        if (start := held.text.find(words)) >= 0:
            return Hit(index, words, words, (), held.place(start, start + len(words)))
    raise AssertionError(words)


def test_navigation_and_foot_are_no_part_of_the_main_text():
    told = page_of(page(), URL)
    assert told.text == TEXT
    assert told.sha256 == sha256(TEXT.encode()).hexdigest()
    other = page_of(page(foot="另一个页脚", nav="新的栏目"), URL)
    assert (other.sha256, other.sketch) == (told.sha256, told.sketch)


def test_a_counter_of_visits_makes_no_other_text():
    one, other = (page_of(page(f"{TEXT}\n浏览次数：{number}"), URL) for number in (7, 12345))
    assert one.sha256 == other.sha256
    assert page_of(page(f"{TEXT}\n共{7}本"), URL).sha256 != page_of(page(f"{TEXT}\n共{8}本"), URL).sha256


def test_the_sketch_tells_a_small_change_from_another_text():
    one, changed = page_of(page(TEXT * 5), URL), page_of(page(TEXT * 5 + "附件一份。"), URL)
    other = page_of(page("本市今年新建公园三处，均已向市民免费开放，欢迎前往游览休息。" * 5), URL)
    assert likeness(unpacked(one.sketch), unpacked(changed.sketch)) > 0.8
    assert likeness(unpacked(one.sketch), unpacked(other.sketch)) < 0.2


def test_of_an_attachment_all_that_is_seen_is_its_text():
    found = document(
        segment("名单", label="第1段"), segment("张某", "table", "表1"),
        segment("作者：李某", "metadata", "属性", hidden="文档属性"), media_type="application/pdf",
    )  # fmt: skip
    assert page_of(found, URL).text == "名单\n张某"
    assert page_of(document(media_type="image/png"), "http://a.cn/%E5%9B%BE.png").title == "图.png"


def test_without_text_there_is_no_digest_that_two_pages_could_share():
    told = page_of(document(), URL)
    assert (told.sha256, told.sketch) == ("", "")


@pytest.mark.parametrize(
    ("html", "text", "url", "day"),
    [
        ('<meta name="PubDate" content="2024-03-05 09:00">', "", URL, date(2024, 3, 5)),
        ("<META content='2024/3/5' NAME='PubDate'/>", "发布时间：2023-01-01", URL, date(2024, 3, 5)),
        ('<meta name="firstpublishedtime" content="2024-03-05-09:00:00">', "", URL, date(2024, 3, 5)),
        ('<meta property="article:published_time" content="2024-03-05T09:00">', "", URL, date(2024, 3, 5)),
        ('<meta name="PubDate" content="2024-13-05">', "发布时间：2023年1月2日", URL, date(2023, 1, 2)),
        ("", "标题\n时间：2023-01-02 来源：办公室", URL, date(2023, 1, 2)),
        ("", "会议定于2023-01-02召开", URL, None),
        ("", "", "http://a.cn/tz/202401/t20240115_1234.html", date(2024, 1, 15)),
        ("", "", "http://a.cn/art/2024/1/15/art_12_34.html", date(2024, 1, 15)),
        ("", "", "http://a.cn/2024-01/15/c_1.htm", date(2024, 1, 15)),
        ("", "", "http://a.cn/t99999999_1.html", None),
        ('<meta name="Keywords" content="2024-03-05">', "", URL, None),
    ],
)
def test_the_day_of_publication_is_the_metadatas_then_the_texts_then_the_addresss(html, text, url, day):
    assert page_of(page(text, html=html), url).published_on == day


def test_the_articles_own_title_goes_before_the_pages():
    assert page_of(page(), URL).title == "春节开放_某市图书馆"
    meta = segment(
        "ColumnName：通知公告\nArticleTitle：春节开放通知", "metadata", "网页元数据", hidden="网页元数据"
    )
    found = document(segment("某市图书馆", "title", "网页标题"), segment(TEXT), meta)
    assert page_of(found, URL).title == "春节开放通知"
    assert len(page_of(document(segment("长" * 999, "title", "网页标题")), URL).title) == 300


def test_the_same_line_of_two_foots_is_one_piece_whatever_stands_beside_it():
    one, other = page(), page(text="另一篇", foot=f"访问量：7\n{FOOT}\n更新：昨天")
    assert shared_piece(one, hit(one, "000-0000000")) == shared_piece(other, hit(other, "000-0000000")) != ""
    assert shared_piece(one, hit(one, "版权所有")) != shared_piece(one, hit(one, "000-0000000"))


def test_what_the_page_itself_says_is_never_a_shared_piece():
    found = page(f"{TEXT}\n联系电话：000-0000000", foot="")
    assert shared_piece(found, hit(found, "000-0000000")) == ""
    assert shared_piece(found, hit(found, "春节开放_")) == ""
    annex = document(segment(FOOT, label="页脚"), media_type="application/pdf")
    assert shared_piece(annex, hit(annex, "000-0000000")) == ""
    inner = document(segment(FOOT, label="页脚", part="1.html!内嵌页面1.html"))
    assert shared_piece(inner, hit(inner, "000-0000000")) == ""


def test_a_home_page_without_a_text_of_its_own_has_its_foot_taken_for_one():
    home = document(segment("首页", label="导航"), segment(FOOT))
    article = page()
    assert shared_piece(home, hit(home, "000-0000000")) == shared_piece(article, hit(article, "000-0000000"))


def test_a_line_that_is_hidden_is_another_piece_than_the_same_line_shown():
    found = document(
        segment("口令一二三", label="页脚"), segment("口令一二三四", "hidden", "隐藏元素", hidden="样式")
    )
    shown = Hit(1, "", "", (), found.segments[1].place(0, 5))
    hidden = Hit(2, "", "", (), found.segments[2].place(0, 5))
    assert shared_piece(found, shown) != shared_piece(found, hidden) != ""


def test_on_a_list_a_line_that_goes_on_the_foot_is_shared_and_a_short_text_of_its_own_is_not():
    leak = "系统管理员身份证号：某某"
    listed = document(
        segment("列表", "title", "网页标题"), segment(f"通知一\n通知二\n{FOOT}", label="导航"), segment(leak)
    )
    assert shared_piece(listed, hit(listed, leak)) == shared_piece(
        page(foot=f"{FOOT}\n{leak}"), hit(page(foot=f"{FOOT}\n{leak}"), leak)
    )
    short = page(text=leak)
    assert shared_piece(short, hit(short, leak)) == ""

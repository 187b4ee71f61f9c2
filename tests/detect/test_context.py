"""Words nearby lower a match only where they speak of it."""

import pytest
from detect_rules import document, rule

from reviewer.records import Location, Segment

DROP = {"words": ["条例", "管理办法"], "severity": "drop", "reason": "是法规"}
GOVERNS = {"words": ["不得泄露", "应当"], "severity": "drop", "reason": "是要求", "governs": True}
TITLED = {"words": ["制度", "自查报告"], "severity": "note", "reason": "是制度", "titled": True}
HEAD = {"words": ["失信被执行人名单", "条例"], "severity": "note", "reason": "依法公布", "window": 0}


def segment(text, kind="body", layout="plain"):
    return Segment(text, Location("例.html", kind, ""), layout)


@pytest.fixture
def severities(scanner):
    def run(adjust, *segments):
        made = scanner(rule("t", "terms", terms=["标底"], adjust=[adjust]))
        return [match.severity for match in made.scan(document(*segments), None)]

    return run


@pytest.mark.parametrize("text", ["不得泄露标底。", "标底应当保密", "任何人不得泄露投标人名称、标底"])
def test_a_duty_that_governs_the_matter_drops_it(severities, text):
    assert severities(GOVERNS, segment(text)) == []


@pytest.mark.parametrize(
    "text",
    ["标底两千万元，不得泄露。", "标底为两千万元（不得泄露）", "各单位应当注意。标底为两千万元。",
     "标底如下\n不得泄露", "标底：两千万元；应当于9月报送"],
)  # fmt: skip
def test_an_admonition_that_comes_with_a_secret_does_not(severities, text):
    assert severities(GOVERNS, segment(text)) == ["review"]


def test_a_word_that_drops_holds_in_its_own_paragraph_only(severities):
    assert severities(DROP, segment("依照条例，标底保密")) == []
    assert severities(DROP, segment("工作条例要求。"), segment("标底两千万元"), segment("管理办法")) == [
        "review"
    ]
    assert severities(DROP, segment("管理办法要求。\n标底两千万元")) == ["review"]


def test_a_cited_title_says_what_is_followed_not_what_this_is(severities):
    assert severities(DROP, segment("根据《招标条例》《某某管理办法》，标底两千万元")) == ["review"]
    assert severities(HEAD, segment("按照《招标条例》要求报告如下："), segment("标底两千万元")) == ["review"]
    assert severities(HEAD, segment("招标条例"), segment("标底两千万元")) == ["note"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("某某局保密制度\n第一章　总则", "note"),
        ("关于印发某某局保密管理制度的通知\n各科室：", "note"),
        ("关于有关情况的通报\n为落实保密制度要求，制定本方案。", "review"),
        ("关于有关情况的通报\n一、自查报告\n二、整改清单", "review"),
        ("关于有关情况的通报\n各科室（含制度科）：", "review"),
    ],
)
def test_a_word_that_must_be_titled_counts_in_titles_only(severities, head, expected):
    assert severities(TITLED, segment(f"{head}\n标底两千万元", layout="lines")) == [expected]


def _page(menu, title, body):
    return (
        segment(f"{title}_某某县人民政府", "title"),
        segment("\n".join(menu), layout="lines"),
        segment(f"{title}\n{body}", layout="lines"),
    )


def test_menus_of_a_site_do_not_say_what_a_page_is(severities):
    menu = ["首页", "通知公告", "失信被执行人名单", "招标公告"]
    assert severities(HEAD, *_page(menu, "关于某事的说明", "标底两千万元")) == ["review"]
    assert severities(HEAD, *_page(menu, "公布失信被执行人名单", "标底两千万元")) == ["note"]
    trail = [*menu, "当前位置：首页 > 失信被执行人名单"]
    assert severities(HEAD, *_page(trail, "关于某事的说明", "标底两千万元")) == ["note"]


def test_without_the_title_a_page_begins_at_its_first_long_line(severities):
    menu = segment("首页\n失信被执行人名单\n招标公告", layout="lines")
    body = segment("现将县城改造项目招标的有关情况报告如下\n标底两千万元", layout="lines")
    assert severities(HEAD, segment("某县", "title"), menu, body) == ["review"]


@pytest.mark.parametrize(
    "head",
    [
        "低保名单（均未在失信被执行人名单内）",
        "经查询未被列入失信被执行人名单",
        "列入失信被执行人名单的不得录用",
    ],
)
def test_a_head_that_says_who_is_not_on_a_list_lowers_nothing(severities, head):
    assert severities(HEAD, segment(f"{head}\n标底两千万元")) == ["review"]


@pytest.mark.parametrize(
    "head", ["失信被执行人名单", "不动产失信被执行人名单", "列入失信被执行人名单的。失信被执行人名单公告"]
)
def test_a_head_that_says_what_the_list_is_lowers(severities, head):
    assert severities(HEAD, segment(f"{head}\n标底两千万元")) == ["note"]

"""Which approved item a page is: exact before near, never by likeness alone, the same for the same facts."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some
from patrol.pairs import approved, form_letter, framed, names, notice, one_number, one_sentence, online

from reviewer.patrol.likeness import likeness, sketch
from reviewer.patrol.nature import Facts, nature
from reviewer.patrol.neighbours import gathered
from reviewer.patrol.pairing import COMPARED, TITLED, held, shelf
from reviewer.patrol.period import public_until
from reviewer.patrol.sameness import compare, folded, veiled_numbers

SEEDS = some.integers(0, 10_000)
TEXTS = some.text("关于举办义诊活动的通知。3.5万元\n，；", max_size=200)


def same(old, new, *titles):
    return compare(old, new, titles).same


@given(SEEDS, some.sampled_from([3, 6, 12, 40]))
def test_a_framed_copy_is_the_same_and_an_edited_one_is_not(seed, size):
    title, text = notice(seed, size)
    assert same(text, framed(title, text), title)
    assert same(text, framed(title, text).partition("\n")[2], title)  # the title stands elsewhere on the page
    assert not same(text, framed(title, one_number(Random(f"n{seed}"), text)), title)
    assert not same(text, framed(title, one_sentence(Random(f"s{seed}"), text)), title)
    assert not same(text, framed(title, text) + "\n" + names(Random(seed)), title)


@given(TEXTS, TEXTS)
def test_sameness_is_symmetric_in_what_is_missing_and_what_was_added(one, other):
    there, back = compare(one, other), compare(other, one)
    worded = re.compile("[^0-9.]")  # numbers alone may be those of pages
    assert list(filter(worded.search, there.missing)) == list(filter(worded.search, back.added))
    assert compare(one, one).same


@given(TEXTS)
def test_how_lines_are_broken_does_not_count(text):
    sentences = [part for part in text.split("。") if part.strip()]
    assert compare("。".join(sentences), "。\n".join(sentences)).same
    words = text.replace("\n", "")
    assert compare(words, " ".join(words)).same


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("共3.5万元", "共35万元"), ("利率为4%", "利率为4"), ("时间为12:30", "时间为1230"),
        ("张三\t500元\n李四\t300元", "张三\t300元\n李四\t500元"), ("不得公开有关材料", "得公开有关材料"),
        ("清溪县示例局\n2026年3月2日", "清溪县示例局\n2026年3月3日"), ("共三人", "共三人\n王某13912345678"),
    ],
)  # fmt: skip
def test_what_changes_the_meaning_is_a_change_however_small(old, new):
    assert not same(old, new)


@pytest.mark.parametrize(
    ("paper", "page"),
    [
        ("清溪县示例局文件\n请遵照执行。\n抄送：县政府办公室", "请遵照执行。"),
        ("请遵照执行。\n— 1 —", "请遵照执行。"),
        ("请遵照执行。", "发布时间：2026-03-02 来源：示例局\n请遵照执行。\n附件：分工表.docx\n打印本页"),
        ("共１０００元。", "共1,000元。"),
    ],
)
def test_what_only_paper_or_only_pages_have_does_not_count(paper, page):
    assert same(paper, page)


@given(SEEDS, SEEDS)
def test_a_form_letter_with_other_facts_is_never_the_approved_one(first, second):
    one, other = form_letter(first), form_letter(second)
    if one == other:
        return
    found = shelf([approved(1, *one)])
    page = online(other[0], framed(*other))
    assert found.exact(page) is None
    for candidate in found.candidates(page):
        assert not same(one[1], framed(*other), one[0], other[0])
        assert not found.is_changed(candidate)


@given(SEEDS)
def test_exact_beats_near_and_the_item_at_its_own_address_beats_its_twin(seed):
    title, text = notice(seed)
    exact, near = approved(1, title, text), approved(2, title, one_number(Random(seed), text))
    page = online(title, text)
    assert shelf([near, exact]).exact(page).item.item_id == 1
    twins = shelf([approved(1, title, text, key="k"), approved(2, title, text)])
    assert twins.exact(online(title, text, key="k")).item.item_id == 1
    assert twins.exact(online(title, text, key="x")).item.item_id == 2  # the newest


@given(SEEDS)
def test_bytes_come_before_text(seed):
    title, text = notice(seed)
    items = [approved(1, title, text), approved(2, "另一件", "别的内容")._replace(sha256=f"o{text}")]
    found = shelf(items).exact(online(title, text))
    assert (found.item.item_id, found.how) == (2, "bytes")


@given(SEEDS)
def test_a_changed_copy_is_found_by_its_title_and_by_its_address(seed):
    title, text = notice(seed)
    others = [approved(n, *notice(seed + n)) for n in range(2, 12)]
    found = shelf([approved(1, title, text, key="k"), *others])
    edited = framed(title, one_sentence(Random(f"s{seed}"), text))
    by_title = found.candidates(online(f"{title}_清溪县人民政府", edited))[0]
    assert (by_title.item.item_id, by_title.titled) == (1, True)
    assert found.is_changed(by_title) == (by_title.held >= TITLED)
    by_address = found.candidates(online("换了标题", edited, key="k"))[0]
    assert (by_address.item.item_id, found.is_changed(by_address)) == (1, True)


def test_a_title_that_many_pages_share_says_nothing():
    items = [approved(1, "中标结果公示", notice(1)[1])]
    page = online("中标结果公示", framed("中标结果公示", one_number(Random(1), notice(1)[1])))
    assert shelf(items).candidates(page)[0].titled
    (candidate,) = shelf(items, ["中标结果公示"] * 3).candidates(page)
    assert not shelf(items, ["中标结果公示"] * 3).is_changed(candidate)


def test_short_texts_are_matched_by_their_bytes_only():
    found = shelf([approved(1, "通知", "见附件。")])
    assert found.exact(online("别的", "见附件。")) is None


@given(some.lists(SEEDS, min_size=1, max_size=30, unique=True))
def test_neighbours_are_those_that_are_alike_the_most_alike_first(seeds):
    texts = [notice(seed)[1] for seed in seeds]
    index = gathered([sketch(text) for text in texts])
    for place, text in enumerate(texts):
        own = sketch(text)
        found = index.of(own)
        assert dict(found)[place] == 1.0
        assert [share for _, share in found] == sorted((share for _, share in found), reverse=True)
        assert all(share == likeness(own, sketch(texts[other])) for other, share in found)


def test_an_empty_sketch_is_nobodys_neighbour():
    assert gathered([(), sketch(notice(1)[1])]).of(()) == []
    assert gathered([()]).of(sketch(notice(1)[1])) == []


@given(SEEDS, some.sampled_from([3, 12, 40]))
def test_the_share_that_is_held_tells_copies_from_other_texts(seed, size):
    (title, text), other = notice(seed, size), notice(seed + 20_000, size)[1]
    copy = framed(title, text)
    count = [sum(map(str.isalnum, one)) for one in (text, copy, other)]
    assert held(likeness(sketch(text), sketch(copy)), count[0], count[1]) > COMPARED
    assert held(likeness(sketch(text), sketch(other)), count[0], count[2]) < 0.6
    assert held(0.5, 0, 10) == 0.0


@pytest.mark.parametrize(
    ("path", "letters", "links", "dated", "expected"),
    [
        ("/gk/t20260302_12345.html", 300, 20, True, "article"),
        ("/art/2026/3/2/art_12_345.html", 40, 0, False, "article"),
        ("/art/2026/3/2/art_12_345.html", 90, 300, False, "article"),
        ("/lanmu.html", 90, 300, True, "list"),
        ("/", 900, 100, False, "list"), ("/gk/index_2.html", 900, 100, True, "list"),
        ("/gk/list.shtml", 200, 0, False, "list"), ("/xw?page=3", 200, 0, False, "list"),
        ("/lanmu.html", 400, 300, False, "list"), ("/jggk.html", 900, 20, False, "article"),
        ("/jggk.html", 90, 5, False, "untold"), ("/gk/t20260302_12345.html", 10, 0, True, "untold"),
    ],
)  # fmt: skip
def test_lists_and_pages_too_short_are_no_publications(path, letters, links, dated, expected):
    assert nature(Facts(f"http://www.example.gov.cn{path}", "text/html", letters, links, dated)) == expected


def test_files_are_publications_pictures_are_not_judged_and_the_register_goes_first():
    assert nature(Facts("http://a.cn/1.pdf", "application/pdf", 0, 0, dated=False)) == "file"
    assert nature(Facts("http://a.cn/1.png", "image/png", 0, 0, dated=False)) == "picture"
    assert (
        nature(Facts("http://a.cn/index.html", "text/html", 90, 0, dated=False, told="article")) == "article"
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("公示期为2026年3月2日至2026年3月8日。", "2026-03-08"), ("公示时间：2026年3月2日—3月6日", "2026-03-06"),
        ("公示期5个工作日（2026年3月2日-6日）", "2026-03-06"), ("公示期限：2026.12.30至2027.1.5", "2027-01-05"),
        ("公示期5个工作日", None), ("公示期间，2026年3月2日收到来信", None), ("公示期为2026年3月8日至2026年3月2日", None),
        ("公示期自2026年2月27日至2026年2月30日", None),
    ],
)  # fmt: skip
def test_a_period_is_read_only_where_both_days_are_written(text, day):
    found = public_until(text)
    assert (found.isoformat() if found else None) == day


@given(TEXTS)
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13912345678。", "电话139********。"), ("共1,234.5万元，2026年3月2日", "共1,234.5万元，2026年3月2日"),
        ("证件11010119900307461X", "证件110***************"), ("账号6222000011112222333", "账号622****************"),
    ],
)  # fmt: skip
def test_long_numbers_are_masked_and_amounts_and_days_are_not(text, shown):
    assert veiled_numbers(text) == shown

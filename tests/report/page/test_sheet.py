"""The result page's data: masked alike everywhere, marked in place, nothing lost."""

from dataclasses import replace

import pytest

from reviewer.records import Origin
from reviewer.report.page.pen import Omitted, Run
from reviewer.report.page.sheet import sheet


@pytest.fixture
def laid(reviewer):
    def lay(text, *, reveal=False, whole=False):
        return sheet(reviewer.review(text.encode(), Origin("paste", "文")), reveal=reveal, whole=whole)

    return lay


def runs(page):
    for part in page.parts:
        for block in (block for block in part.blocks if not isinstance(block, Omitted)):
            rows = (
                [cell.line for row in block.rows for cell in row.cells]
                if block.layout == "grid"
                else block.lines
            )
            for line in rows:
                if not isinstance(line, Omitted):
                    yield from (run for run in line if isinstance(run, Run))


def shown(page):
    return "".join(run.text for run in runs(page))


def test_groups_run_from_the_heaviest_to_the_lightest(laid):
    page = laid("内部资料\n机密★10年\n!hidden\n暗\n")
    assert list(page.groups) == ["block", "review", "note"]
    assert [group.number for found in page.groups.values() for group in found] == [1, 2, 3]


def test_masking_keeps_lengths_so_that_marks_stay_in_place(laid, number):
    text = f"甲{number(1)}乙"
    masked, plain = laid(text), laid(text, reveal=True)
    assert len(shown(masked)) == len(shown(plain))
    assert number(1)[4:14] not in shown(masked)
    assert [run.text for run in runs(plain) if run.within] == [number(1)]


def test_excerpts_in_the_list_are_masked_like_the_text(laid, number):
    page = laid(f"{number(1)} {number(2)}")
    quotes = ["".join(place.excerpt) for group in page.groups["block"] for place in group.places]
    assert not any(value[6:14] in quote for value in (number(1), number(2)) for quote in quotes)


def test_words_beside_a_suspected_state_secret_are_covered_up_to_the_line_end(laid):
    text = shown(laid("前文★机密★10年绝不外露\n下一行"))
    assert "前文" not in text
    assert "绝不外露" not in text
    assert "机密★10年" in text
    assert "下一行" in text


def test_repeats_beyond_the_kept_places_are_masked_too(laid, number):
    page = laid("\n".join([number(1)] * 80))
    assert number(1) not in shown(page)
    assert page.unlisted == 30


def test_a_carrier_is_named_at_its_block_and_its_text_is_not_masked(laid):
    page = laid("明\n!hidden\n暗处的字\n")
    hidden = next(block for block in page.parts[0].blocks if block.hidden)
    assert [place.rule.name for place in hidden.carriers] == ["隐藏的列"]
    assert "暗处的字" in shown(page)


def test_overlapping_places_all_keep_their_address(reviewer):
    found = reviewer.review("机密★10年 内部资料".encode(), Origin("paste", "文"))
    mark, other = found.verdict.findings
    hit = other.hits[0]
    wide = replace(hit, location=hit.location._replace(start=1, end=9))
    verdict = replace(found.verdict, findings=(mark, replace(other, hits=(wide,))))
    page = sheet(replace(found, verdict=verdict), reveal=True, whole=False)
    begun = [place.anchor for run in runs(page) for place in run.begins]
    assert sorted(begun) == ["p1-1", "p2-1"]
    assert "".join(run.text for run in runs(page)) == "机密★10年 内部资料"
    assert {len(run.within) for run in runs(page)} == {0, 1, 2}


def test_hidden_columns_join_the_table_of_their_sheet(laid, number):
    page = laid(f"姓名\t组\n张某\t一\n!hidden\n号\t码\n{number(1)}\t无\n")
    (table,) = [block for part in page.parts for block in part.blocks if block.layout == "grid"]
    assert table.hows == ("隐藏的列",)
    assert [place.rule.id for place in table.carriers] == ["hidden.column"]


def test_a_row_with_one_text_takes_the_width(laid):
    page = laid("公示名单\n姓名\t组\t注\n")
    (table,) = [block for part in page.parts for block in part.blocks if block.layout == "grid"]
    assert [cell.wide for cell in table.rows[0].cells] == [3]


def test_wide_tables_leave_columns_out_in_the_open(laid):
    page = laid("\t".join(f"列{index}" for index in range(200)) + "\n内部资料\t二")
    (table,) = [block for part in page.parts for block in part.blocks if block.layout == "grid"]
    assert [head.count for head in table.heads if head.count] == [160]
    assert len(table.rows[0].cells) == len(table.heads)


def test_a_document_of_very_many_parts_shows_its_head_and_what_was_found(reviewer):
    found = reviewer.review("内部资料\n".encode(), Origin("paste", "文"))
    name, body = found.document.segments
    filler = body._replace(text="寻常的一段话\n" * 20)
    (finding,) = found.verdict.findings
    last = replace(finding, hits=(replace(finding.hits[0], segment=3000),))
    document = replace(found.document, segments=(name, *[filler] * 2999, body))
    page = sheet(
        replace(found, document=document, verdict=replace(found.verdict, findings=(last,))),
        reveal=True,
        whole=False,
    )
    blocks = page.parts[0].blocks
    (gap,) = [block for block in blocks if isinstance(block, Omitted)]
    assert len(blocks) - 1 + gap.count == 3000
    assert len(blocks) < 500
    assert "内部资料" in shown(page)


def test_a_very_long_line_is_cut_around_what_was_found(laid):
    page = laid("甲" * 50_000 + "内部资料" + "乙" * 50_000)
    assert "内部资料" in shown(page)
    assert len(shown(page)) < 10_000
    whole = laid("甲" * 50_000 + "内部资料" + "乙" * 50_000, whole=True)
    assert len(shown(whole)) == 100_004

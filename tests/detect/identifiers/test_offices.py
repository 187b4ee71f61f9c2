"""An office's number is read the short way, and the short way finds what the long way finds."""

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from reviewer.detect.identifiers.groups import telephone
from reviewer.detect.identifiers.reading import Ground
from reviewer.detect.identifiers.runs import chain_readings, chains, is_office
from reviewer.detect.identifiers.view import figures, view
from reviewer.detect.text import Text
from reviewer.records import Location, Segment

AREAS = st.from_regex("[0-9]{3,4}", fullmatch=True)
NUMBERS = st.from_regex("[0-9]{7,8}", fullmatch=True)
BETWEEN = st.sampled_from("- )·.\n\t")
BESIDE = st.text(st.sampled_from("电话-. (A1X阿9\n"), max_size=3)


def ground(text):
    read = Text.of([Segment(text, Location("例.txt", "body", ""), "lines")])
    return Ground(read, view(read.normal.codes), date(2026, 11, 21))


@given(BESIDE, AREAS, BETWEEN, NUMBERS, BESIDE)
@example("电话", "010", "-", "82000001", "。")
@example("电话", "010", "\n", "13800000", "。")
@example("电话-", "0571", "-", "82000001", " A")
def test_a_number_read_the_short_way_is_read_as_the_long_way_reads_it(before, area, between, number, after):
    here = ground(f"{before}{area}{between}{number}{after}")
    for chain in chains(figures(here.plain)):
        start, end = chain.span()
        if is_office(here.plain, start, end, chain.group()):
            long = list(chain_readings(here, start, end, chain.group()))
            assert list(telephone(here, start, end)) == long


def test_an_office_with_its_area_code_is_read_the_short_way():
    here = ground("电话：0571-82000001。")
    (chain,) = chains(figures(here.plain))
    assert is_office(here.plain, *chain.span(), chain.group())


def test_a_landline_that_nothing_makes_a_persons_is_passed_over(shipped):
    assert shipped("咨询电话：0571-82000001，传真（0571）82000002。") == {}
    assert "personal.landline" in shipped("咨询电话：0571-82000001，家庭电话：0571-82000002。")

"""With all shipped rules, whatever the text is, every match lies where it says and verdicts can be made."""

from datetime import date
from pathlib import Path

import pytest
from detect_rules import document
from hypothesis import given, settings
from hypothesis import strategies as st
from people import mobile, resident_id

from reviewer.detect.classifier.model import load_model
from reviewer.detect.scan import Scanner
from reviewer.records import Grid, Location, Segment
from reviewer.report.mask import masked_excerpt, masked_text
from reviewer.rulebook.load import load_rules
from reviewer.verdict import judge

ROOT = Path(__file__).parents[2]
PIECES = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        ["机密★10年", "绝密", "密级：", "\n", "\t", "　", "內部資料", "（此件不公开）", "密码：Abc12345", resident_id(1), mobile(1),
         "身份证号", "姓名", "部队", "驻地", "10.1.2.3", "機(jī)", "★", "□", "☑", "\x1e", "\u200b", "\ud800", "尚未公布", "东经113°37′12.5″"]
    ),
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map("".join)
KINDS = st.sampled_from(["body", "title", "header", "hidden", "filename", "comment"])


@pytest.fixture(scope="module")
def every():
    return Scanner(load_rules([ROOT / "lexicons"]), load_model(ROOT / "models"))


def segment(text, kind, layout):
    where = Location("例", kind, "表" if layout == "grid" else "")
    grid = None
    if layout == "grid":
        rows = text.split("\n")
        columns = max(row.count("\t") for row in rows) + 1
        grid = Grid(tuple(range(1, len(rows) + 1)), tuple(range(1, columns + 1)))
    return Segment(text, where, layout, grid, "隐藏" if kind == "hidden" else "")


SEGMENTS = st.lists(st.builds(segment, TEXTS, KINDS, st.sampled_from(["plain", "lines", "grid"])), max_size=5)


@settings(max_examples=300, deadline=None)
@given(segments=SEGMENTS)
def test_every_match_lies_in_its_segment_and_can_be_shown(every, segments):
    read = document(*segments)
    matches = every.scan(read, date(2026, 11, 21))
    for match in matches:
        assert 0 <= match.start < match.end <= len(segments[match.segment].text)
    verdict = judge(read, matches, rules=every.plan.rules, model="m", key=b"k" * 32)
    for finding in verdict.findings:
        for hit in finding.hits:
            assert hit.excerpt[slice(*hit.own)] == hit.text
            assert len(masked_text(hit, finding.rule)) == len(hit.text)
            drawn = masked_excerpt(hit, finding.rule)
            for start, end in hit.spans:
                around = start <= hit.own[0] and hit.own[1] <= end
                assert around or set(drawn[start:end]) == {"*"}
            if finding.rule.id == "personal.resident-id":
                assert hit.text not in masked_text(hit, finding.rule)


@settings(max_examples=100, deadline=None)
@given(segments=SEGMENTS)
def test_a_second_scan_says_the_same(every, segments):
    read = document(*segments)
    assert every.scan(read, date(2026, 11, 21)) == every.scan(read, date(2026, 11, 21))

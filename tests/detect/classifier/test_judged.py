"""Passages become candidates with reasons a person can follow."""

import pytest

from reviewer.detect.classifier.model import load_model
from reviewer.detect.judged import passage_candidates
from reviewer.detect.normalise import normalise
from reviewer.detect.plan import Plan
from reviewer.detect.text import Text
from reviewer.intake.fetch import from_bytes
from reviewer.intake.read import read
from reviewer.records import Origin
from reviewer.review import Reviewer
from reviewer.settings import load_settings

from .conftest import MODELS
from .test_infer import LEAK, ORDINARY

MODEL = load_model(MODELS)


@pytest.fixture(scope="module")
def plan():
    with Reviewer(load_settings()) as reviewer:
        return Plan.of(reviewer.rules)


def candidates(text, plan):
    origin = Origin("paste", "draft.txt")
    segments = read(from_bytes(text.encode(), origin.name), origin, load_settings().limits).segments
    return list(passage_candidates(Text.of(segments), plan, MODEL))


def test_an_inside_talk_between_ordinary_paragraphs_is_found_at_its_place(plan):
    (found,) = candidates(f"{ORDINARY}\n{LEAK}\n{ORDINARY}\n", plan)
    assert found.value.strip() == normalise(LEAK).folded
    assert found.reasons[0].startswith("分类器概率 ")
    assert len(found.reasons) == 1


def test_an_inside_talk_within_a_long_ordinary_paragraph_is_found_once_at_its_place(plan):
    (found,) = candidates(f"{ORDINARY * 3}{LEAK}{ORDINARY * 3}\n", plan)
    assert normalise(LEAK).folded[:20] in found.value
    assert len(found.value) < 3 * len(LEAK)


def test_an_inside_talk_in_broken_lines_is_found(plan):
    whole = f"{ORDINARY * 3}{LEAK}{ORDINARY * 3}"
    lines = "\n".join(whole[place : place + 34] for place in range(0, len(whole), 34))
    assert any(normalise(LEAK).folded[:20] in found.value for found in candidates(lines, plan))


def test_the_reason_names_the_kind_of_writing_and_the_threshold_it_moved(plan):
    lowered = candidates(f"某某局会议纪要\n{ORDINARY}\n{LEAK}\n", plan)[0]
    assert "全文像内部文稿，提请界线由" in lowered.reasons[1]
    assert "降低到" in lowered.reasons[1]
    raised = candidates(f"本报讯 {ORDINARY}\n{LEAK}\n", plan)
    assert all("全文像新闻报道" in one.reasons[1] and "提高到 0.75" in one.reasons[1] for one in raised)
    assert raised


def test_ordinary_text_gives_none(plan):
    assert candidates(f"{ORDINARY}\n" * 5, plan) == []
    assert candidates("", plan) == []

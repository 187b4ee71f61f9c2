"""Flows are data: the shipped ones load, bad ones are refused by name, chains follow the case."""

import pytest

from reviewer.casework.flow import chain, load_flows
from reviewer.errors import ResourceError
from reviewer.resources import folder
from reviewer.settings import Settings

SHIPPED = folder("web", Settings()) / "office/flows"
STEP = '[[step]]\nname = "{}"\nroles = [{}]\nwhen = "{}"\nworking_days = {}\n'


def written(tmp_path, *steps):
    head = 'key = "x"\nname = "n"\nnote = "n"\nclasses = []\n'
    (tmp_path / "x.toml").write_text(head + "".join(STEP.format(*step) for step in steps), encoding="utf-8")
    return tmp_path


def test_the_shipped_flows_have_two_to_five_steps_and_one_takes_everything():
    flows = load_flows(SHIPPED)
    assert set(flows) == {"default", "section", "group", "department", "five-rows"}
    assert all(2 <= len(flow.steps) <= 5 for flow in flows.values())
    assert flows["default"].classes == ("general",)


@pytest.mark.parametrize(
    ("flagged", "escalated", "required"),
    [(False, False, [True, False, True]), (True, False, [True] * 3), (False, True, [True] * 3)],
)
def test_the_secrecy_step_is_needed_when_flagged_or_escalated(flagged, escalated, required):
    steps = chain(load_flows(SHIPPED)["default"], flagged=flagged, escalated=escalated)
    assert [step.required for step in steps] == required
    assert [step.ordinal for step in steps] == [1, 2, 3]


@pytest.mark.parametrize(
    "steps",
    [
        [("一", '"leader"', "always", 1)],
        [("一", '"leader"', "always", 1)] * 6,
        [("一", '"leader"', "flagged", 1), ("二", '"leader"', "always", 1)],
        [("一", '"leader"', "always", 1), ("二", '"clerk"', "always", 1)],
        [("一", '"leader"', "always", 1), ("二", '"administrator"', "always", 1)],
        [("一", '"leader"', "always", 1), ("二", '"leader"', "sometimes", 1)],
        [("一", '"leader"', "always", 1), ("二", '"leader"', "always", 0)],
        [("一", "", "always", 1), ("二", '"leader"', "always", 1)],
    ],
)
def test_a_flow_that_cannot_hold_is_refused_with_its_file_name(tmp_path, steps):
    with pytest.raises(ResourceError, match=r"x\.toml"):
        load_flows(written(tmp_path, *steps))


def test_a_changed_flow_is_another_version(tmp_path):
    steps = [("一", '"section-head"', "always", 1), ("二", '"leader"', "always", 1)]
    before = load_flows(written(tmp_path, *steps))["x"].version
    steps[1] = ("二", '"leader"', "always", 2)
    assert load_flows(written(tmp_path, *steps))["x"].version != before

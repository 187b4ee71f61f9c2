"""24 hours to report, stages in their order, and nothing closes before all of it is done."""

from datetime import UTC, datetime, timedelta

from reviewer.casework.incident import OUTCOMES, STAGES, clock, next_stage, unclosed

FOUND = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_the_clock_runs_24_hours_from_the_finding():
    assert clock(FOUND, None, FOUND + timedelta(hours=1)).left == timedelta(hours=23)
    assert clock(FOUND, None, FOUND + timedelta(hours=24)).met is None
    assert clock(FOUND, None, FOUND + timedelta(hours=25)).met is False


def test_a_report_stops_the_clock():
    assert clock(FOUND, FOUND + timedelta(hours=3), FOUND + timedelta(days=9)).met is True
    assert clock(FOUND, FOUND + timedelta(hours=30), FOUND + timedelta(days=9)).met is False


def test_stages_follow_their_order():
    assert [STAGES[stage] for stage in STAGES] == ["停止传输", "留存记录", "报告", "删除", "技术处理"]
    assert next_stage(()) == "stop"
    assert next_stage(("stop", "record")) == "report"
    assert next_stage(tuple(STAGES)) == ""


def test_an_incident_closes_only_with_all_stages_an_outcome_and_a_conclusion():
    assert unclosed(("stop",), "", " ") == (
        "“留存记录”尚未记录", "“报告”尚未记录", "“删除”尚未记录", "“技术处理”尚未记录", "请选择处理结果", "请写明结论",
    )  # fmt: skip
    assert unclosed(tuple(STAGES), next(iter(OUTCOMES)), "经核实为误报") == ()

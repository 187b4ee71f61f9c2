"""An evaluation's document → a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reviewer.records import CATEGORIES
from reviewer.report.evaluation.words import GRADES, INSTEAD, percent

_LISTED = 20  # misses, and false alarms, told by name; JSON and HTML have them all

Table = Mapping[str, Any]


def evaluation_text(found: Table) -> str:
    """Figures first, then what was missed and what was wrongly flagged."""
    lines = ["精确率 [95% 区间]       召回率 [95% 区间]       F1     F2    应报  误报  类别"]
    lines += [_row(score, CATEGORIES[name]) for name, score in found["categories"].items() if _counted(score)]
    lines += [_row(found["any"], "合计（不分类别）"), _row(found["naive"], "对照：只查关键词")]
    lines += [*_public(found["public"]), *_alarms(found), *_grades(found), *_confusion(found)]
    lines += [*_calibration(found["calibration"]), *_listed(found), *_seconds(found)]
    return "\n".join(lines)


def _row(score: Table, name: str) -> str:
    return (
        f"{score['precision']:.3f} {_span(score['precision_interval'])}   "
        f"{score['recall']:.3f} {_span(score['recall_interval'])}   "
        f"{score['f1']:.3f}  {score['f2']:.3f}  {score['cases']:4d}  {score['wrong']:4d}  {name}"
    )


def _span(interval: list[float]) -> str:
    return f"[{interval[0]:.3f}, {interval[1]:.3f}]"


def _counted(score: Table) -> bool:
    return bool(score["found"] or score["missed"] or score["wrong"])


def _public(public: Table) -> Iterator[str]:
    yield f"可公开材料 {public['cases']} 份，其中误判为："
    for grade in ("review", "block"):
        low, high = public[f"{grade}_interval"]
        share = percent(public[f"{grade}_share"])
        yield f"  {GRADES[grade]} {public[grade]} 份（{share}，95% 区间 {percent(low)}–{percent(high)}）"
    yield f"  对照：只查关键词，命中 {public['naive']} 份（{percent(public['naive_share'])}）"


def _alarms(found: Table) -> Iterator[str]:
    for alarm in found["alarms"]:
        if alarm["severity"] != "note":
            yield f"    {alarm['cases']:4d} 份  {alarm['severity']}  {alarm['rule']}"


def _grades(found: Table) -> Iterator[str]:
    yield "应判 → 判为："
    for entry in found["grades"]:
        yield f"  {GRADES[entry['expected']]} → {GRADES[entry['found']]}  {entry['cases']} 份"


def _confusion(found: Table) -> Iterator[str]:
    if found["confusion"]:
        yield "漏报的类别，查到的却是："
    for entry in found["confusion"]:
        yield f"  {CATEGORIES[entry['expected']]} → {INSTEAD[entry['instead']]}  {entry['cases']} 份"


def _calibration(calibration: Table) -> Iterator[str]:
    if calibration["count"]:
        yield (
            f"分类器 {calibration['count']} 条：Brier {calibration['brier']:.3f}，"
            f"校准误差 ECE {calibration['ece']:.3f}"
        )


def _listed(found: Table) -> Iterator[str]:
    for key, title in (("passed", "漏过（应拦却通过）"), ("false_alarm", "误报（可公开却被拦）")):
        held = [outcome for outcome in found["outcomes"] if outcome[key]]
        if held:
            yield f"{title} {len(held)} 份："
        for outcome in held[:_LISTED]:
            rules = "、".join(
                finding["rule"] for finding in outcome["findings"] if finding["severity"] != "note"
            )
            yield f"  {outcome['id']}  {rules or outcome['text']}"
        if len(held) > _LISTED:
            yield f"  ……另有 {len(held) - _LISTED} 份，见 --format html 或 json"


def _seconds(found: Table) -> Iterator[str]:
    seconds, cases = found["seconds"], found["cases"]
    yield (
        f"共 {cases['total']} 份，{seconds['total']:.1f} 秒，每份中位 {seconds['median'] * 1000:.1f} 毫秒，"
        f"未读部分 {cases['gaps']} 处"
    )
    if faults := found["gaps"].get("internal-error"):
        yield f"注意：审查程序出错 {faults} 份，以上数字不可用"

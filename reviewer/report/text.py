"""Verdicts → a calm report for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from reviewer.records import CATEGORIES, SEVERITIES, Accepted, Finding, Gap, Verdict
from reviewer.report.json import summary
from reviewer.report.mask import masked_text
from reviewer.report.page.slip import inner
from reviewer.report.page.words import GRADES
from reviewer.report.page.words import SEVERITIES as WORDS

_COLOURS = {"block": "red", "review": "yellow", "note": "blue", "clear": "green"}
_PLACES = 3  # places and values shown for one rule; JSON and HTML have them all
_WIDTH = 60


def document_text(verdict: Verdict, *, reveal: bool) -> str:
    """One document: grade and name, then gaps, then findings by rule, heaviest first."""
    head = click.style(f"■ {GRADES[verdict.grade].name}", fg=_COLOURS[verdict.grade], bold=True)
    lines = [f"{head}  {click.style(verdict.origin.name, bold=True)}"]
    lines += [_gap(gap) for gap in verdict.gaps]
    for group in _by_rule(verdict.findings):
        lines += _group(group, verdict.origin.name, reveal=reveal)
    lines += [_accepted(item, reveal=reveal) for item in verdict.accepted]
    return "\n".join(lines)


def summary_text(verdicts: Sequence[Verdict], seconds: float) -> str:
    """The last lines of a report: counts, and what a machine's result is worth."""
    counts = summary(verdicts, seconds)
    parts = [f"共 {counts['documents']} 份"]
    parts += [
        click.style(f"{word.name} {counts[grade]}", fg=_COLOURS[grade] if counts[grade] else None)
        for grade, word in GRADES.items()
    ]
    if counts["accepted"]:
        parts.append(f"已接受 {counts['accepted']} 项")
    parts.append(f"未读部分 {counts['gaps']} 处")
    parts.append(f"用时 {seconds:.1f} 秒")
    return f"{' · '.join(parts)}\n机检结果仅供参考，不作定密或公开决定；发布须经人工审查签发。"


def _by_rule(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    def order(finding: Finding) -> tuple[int, str]:
        return -SEVERITIES.index(finding.severity), finding.rule.id

    for _, group in groupby(sorted(findings, key=order), key=order):
        yield list(group)


def _gap(gap: Gap) -> str:
    word = click.style("  ▲ 未读", fg="yellow", bold=True)
    return f"{word}  {gap.message}  {click.style(f'[{gap.reason}] {gap.part}', dim=True)}"


def _accepted(item: Accepted, *, reveal: bool) -> str:
    """A finding that does not count, and who said so, why and until when."""
    rule, decision, hit = item.finding.rule, item.acceptance, item.finding.hits[0]
    text = _short(hit.text if reveal else masked_text(hit, rule))
    told = f"{decision.owner}，{decision.made} 至 {decision.until}：{decision.reason}  [{decision.id}]"
    words = [f"{CATEGORIES[rule.category]} · {rule.name}", hit.location.label, text, told]
    return click.style("  ".join(["  已接受", *filter(None, words)]), dim=True)


def _group(findings: list[Finding], name: str, *, reveal: bool) -> list[str]:
    first = findings[0]
    rule, count = first.rule, sum(finding.count for finding in findings)
    word = click.style(WORDS[first.severity].name, fg=_COLOURS[first.severity], bold=True)
    lines = [f"  {word}  {CATEGORIES[rule.category]} · {rule.name}  {count} 处"]
    for finding in findings[:_PLACES]:
        hit = finding.hits[0]
        text = hit.text if reveal else masked_text(hit, rule)
        where = " ".join(part for part in (inner(hit.location.part, name), hit.location.label) if part)
        lines.append(f"      {where}  {_short(text)}".rstrip())
    if len(findings) > _PLACES:
        lines.append(click.style(f"      …… 另有 {len(findings) - _PLACES} 项不同内容", dim=True))
    lines.append(click.style(f"      原因：{'；'.join(first.why[:4])}", dim=True))
    lines.append(click.style(f"      依据：{rule.basis}", dim=True))
    lines.append(f"      建议：{rule.advice}")
    return lines


def _short(text: str) -> str:
    """One line of at most _WIDTH characters; what is covered whole says nothing and is left out."""
    line = " ".join(text.split())
    if not line.strip("*"):
        return ""
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…"

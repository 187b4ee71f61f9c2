"""`reviewer rules check`: validate lexicons and run every example."""

from __future__ import annotations

from pathlib import Path

import click

from reviewer.review import rule_failures
from reviewer.settings import load_settings


@click.group("rules", help="规则文件")
def command() -> None:
    """Group of the commands on rules."""


@command.command(
    "check", help="校验规则文件，运行全部例句与反例。退出码：0 全部通过，1 有未通过，2 文件有误。"
)
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def check(*, folder: Path | None) -> int:
    """Print each failure; the exit code tells whether there was any."""
    rules, failures = rule_failures(load_settings(), folder)
    for failure in failures:
        click.echo(f"{click.style('未通过', fg='red')}  {failure.rule}  {failure.message}")
    examples = sum(len(rule.examples) + len(rule.counterexamples) for rule in rules.rules.values())
    click.echo(f"规则 {len(rules.rules)} 条，例句与反例 {examples} 条，未通过 {len(failures)} 条")
    return 1 if failures else 0

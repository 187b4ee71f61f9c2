"""`reviewer rules`: what is in force, whether it keeps its examples, and a unit's own list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from reviewer.errors import ReportError, UsageError
from reviewer.records import CATEGORIES, Rule
from reviewer.review import imported_list, rule_failures, rules_in_force
from reviewer.settings import load_settings

_SEVERITIES = {"block": "阻断", "review": "复核", "note": "提示"}


@click.group("rules", help="规则文件：校验、查看、导入一览表")
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


@command.command("packs", help="列出规则包：是否启用、领域、规则数、来源。")
def packs() -> int:
    """Print every pack."""
    rules = rules_in_force(load_settings())
    for pack in rules.packs:
        state = "启用" if pack.on else "停用"
        fixed = "（基本规则，不能停用）" if pack.required else ""
        click.echo(f"{state}  {pack.id}  {pack.name}{fixed}  {len(pack.rules)} 条")
        told = "；".join(part for part in (pack.domain, pack.description, pack.source) if part)
        if told:
            click.echo(click.style(f"      {told}", dim=True))
    on = sum(pack.on for pack in rules.packs)
    click.echo(f"规则包 {len(rules.packs)} 个，启用 {on} 个，规则 {len(rules.rules)} 条")
    return 0


@command.command("list", help="列出正在使用的规则。")
@click.option("--pack", default="", help="只列这个规则包")
def listing(*, pack: str) -> int:
    """Print the rules in force, one a line."""
    rules = rules_in_force(load_settings())
    known = {entry.id: entry for entry in rules.packs}
    if pack and pack not in known:
        raise UsageError(f"没有规则包 {pack}；现有：{'、'.join(known)}")
    wanted = known[pack].rules if pack else tuple(rules.rules)
    for identity in wanted:
        rule = rules.rules[identity]
        click.echo(f"{_SEVERITIES[rule.severity]}  {rule.id}  {CATEGORIES[rule.category]} · {rule.name}")
    click.echo(f"规则 {len(wanted)} 条，规则库版本 {rules.version[:12]}")
    return 0


@command.command("show", help="显示一条规则：依据、建议、词语、例句。")
@click.argument("identity", metavar="ID")
def show(*, identity: str) -> int:
    """Print one rule in full."""
    rules = rules_in_force(load_settings())
    if identity not in rules.rules:
        raise UsageError(f"没有规则 {identity}，或所在规则包没有启用")
    rule = rules.rules[identity]
    pack = next((pack.id for pack in rules.packs if identity in pack.rules), "")
    for name, value in _lines(rule, pack):
        if value:
            click.echo(f"{name}：{value}")
    return 0


@command.command("permits", help="列出允许清单：适用的规则与地方、责任人、理由、到期日。")
def permits() -> int:
    """Print every permit with its state."""
    found = rules_in_force(load_settings()).permits
    today = date.today()  # noqa: DTZ011  # the local calendar day
    for permit in found:
        places = "、".join((*permit.columns, *permit.sites, *permit.documents))
        state = "有效" if today <= permit.until else "已到期"
        click.echo(
            f"{state}  {permit.id}  {'、'.join(permit.rules)} 在 {places} 降为"
            f"{_SEVERITIES[permit.severity]}：{permit.reason}（{permit.owner}，至 {permit.until}）"
        )
    click.echo(f"允许清单 {len(found)} 条")
    return 0


@command.command("import", help="把本单位的保密事项一览表（xlsx、csv 等）转换成规则文件。")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--output", required=True, type=click.Path(path_type=Path), help="写入的 toml 文件")
def bring_in(*, path: Path, output: Path) -> int:
    """Convert a unit's list; nothing is written when a row cannot be used."""
    if not path.is_file():
        raise UsageError(f"找不到：{path}")
    if output.exists():
        raise UsageError(f"{output} 已存在，请换一个文件名或先移走")
    text, count, remarks = imported_list(load_settings(), path)
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise ReportError(f"无法写入：{output}") from problem
    for remark in remarks:
        click.echo(f"{click.style('注意', fg='yellow')}  {remark}")
    click.echo(f"已导入 {count} 项，写入 {output}；放进单位规则文件夹后运行 reviewer rules check")
    return 0


def _lines(rule: Rule, pack: str) -> list[tuple[str, str]]:
    words = "、".join(rule.terms[:40])
    return [
        ("编号", rule.id),
        ("名称", rule.name),
        ("规则包", pack),
        ("类别", CATEGORIES[rule.category]),
        ("级别", _SEVERITIES[rule.severity]),
        ("依据", rule.basis),
        ("建议", rule.advice),
        ("种类", rule.kind),
        ("词语", words + (f" 等 {len(rule.terms)} 个" if len(rule.terms) > 40 else "")),
        ("词组", " ＋ ".join("、".join(group) for group in rule.groups)),
        ("句式", rule.pattern),
        *(("调整", f"{entry.reason} → {entry.severity}") for entry in rule.adjust),
        *(("例句", example.text) for example in rule.examples),
        *(("反例", example.text) for example in rule.counterexamples),
    ]

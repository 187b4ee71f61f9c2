"""`reviewer accept`: findings that people accepted, with who, why and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from getpass import getuser
from pathlib import Path
from typing import cast

import click

from reviewer.acceptance.apply import SCOPE_NAMES, widest
from reviewer.acceptance.form import Removal
from reviewer.acceptance.ledger import read_ledger, write_down
from reviewer.acceptance.make import Wish, accept
from reviewer.acceptance.stale import expired, unused
from reviewer.errors import UsageError
from reviewer.records import SCOPES, Acceptance, Finding, Reviewed, Scope
from reviewer.report.mask import masked_text
from reviewer.report.page.words import SEVERITIES
from reviewer.review import Reviewer, ledger_path, targets
from reviewer.settings import Settings, load_settings


@click.group("accept", help="已接受的发现：登记、撤回、列出、清理")
def command() -> None:
    """Group of the commands on acceptances."""


@command.command("findings", help="列出一份文件的发现：编号、级别、最多可接受的范围。")
@click.argument("path", type=click.Path(path_type=Path))
def findings(*, path: Path) -> int:
    """Print what may be accepted, found text masked."""
    if not path.exists():
        raise UsageError(f"找不到：{path}")
    with Reviewer(load_settings()) as reviewer:
        verdict = reviewer.review_file(path).verdict
    for finding in verdict.findings:
        hit = finding.hits[0]
        click.echo(
            f"{finding.id}  {SEVERITIES[finding.severity].name}  {finding.rule.name}  {hit.location.label}  "
            f"{' '.join(masked_text(hit, finding.rule).split())[:40]}  最多：{SCOPE_NAMES[widest(finding)]}"
        )
    gaps = f"；未读部分 {len(verdict.gaps)} 处，不能接受" if verdict.gaps else ""
    click.echo(f"发现 {len(verdict.findings)} 项，已接受 {len(verdict.accepted)} 项{gaps}")
    return 0


@command.command("add", help="接受一份文件里的一项发现（编号用 accept findings 查看）。未读部分不能接受。")
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("finding")
@click.option("--scope", type=click.Choice(SCOPES), default="content", help="适用范围，缺省仅限现有内容")
@click.option("--owner", required=True, help="责任人")
@click.option("--reason", required=True, help="理由")
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="到期日，如 2027-06-30")
@click.option("--column", default="", help="栏目（范围为 column 时）")
@click.option("--unit", default="", help="单位（范围为 unit 时）")
@click.option("--author", default="", help="登记人，缺省为当前系统账号")
def add(
    *, path: Path, finding: str, scope: str, owner: str, reason: str, until: datetime,
    column: str, unit: str, author: str,
) -> int:  # fmt: skip
    """Review the file again, find the finding, and write the decision down."""
    settings = _bound(load_settings(), column, unit)
    if not path.exists():
        raise UsageError(f"找不到：{path}")
    with Reviewer(settings) as reviewer:
        reviewed = reviewer.review_file(path)
        place = reviewer.place(reviewed.document.origin, reviewed.verdict.sha256)
    wish = Wish(cast("Scope", scope), owner, reason, until.date(), author or getuser())
    made = accept(_finding(reviewed, finding), place, wish)
    write_down(ledger_path(settings), made)
    click.echo(f"已登记 {made.id}：{_told(made)}")
    return 0


@command.command("remove", help="撤回一项接受；记录只增不改，撤回另记一行。")
@click.argument("identity", metavar="ID")
@click.option("--reason", required=True, help="理由")
@click.option("--author", default="", help="登记人，缺省为当前系统账号")
def remove(*, identity: str, reason: str, author: str) -> int:
    """Write down that an acceptance is taken back."""
    path = ledger_path(load_settings())
    if identity not in {entry.id for entry in read_ledger(path).standing}:
        raise UsageError(f"没有这项接受：{identity}")
    write_down(path, Removal(identity, reason, _today(), author or getuser()))
    click.echo(f"已撤回 {identity}")
    return 0


@command.command("list", help="列出全部接受记录：有效、已到期、已撤回。")
def listing() -> int:
    """Print every acceptance with its state."""
    settings = load_settings()
    ledger = read_ledger(ledger_path(settings))
    over = {entry.id for entry in expired(ledger.standing, _today())}
    for entry in ledger.standing:
        click.echo(f"{'已到期' if entry.id in over else '有效'}  {entry.id}  {_told(entry)}")
    for entry, removal in ledger.removed:
        click.echo(f"已撤回  {entry.id}  {_told(entry)}；{removal.made} {removal.author}：{removal.reason}")
    click.echo(
        f"接受记录 {ledger_path(settings)}：有效 {len(ledger.standing) - len(over)}，"
        f"已到期 {len(over)}，已撤回 {len(ledger.removed)}"
    )
    return 0


@command.command(
    "stale", help="列出已到期的接受；给出文件或文件夹时，再列出在其中已找不到内容的接受。退出码 1：有。"
)
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--column", default="", help="这些材料的栏目")
@click.option("--unit", default="", help="这些材料的单位")
def stale(*, paths: tuple[str, ...], column: str, unit: str) -> int:
    """Print what should be renewed or removed."""
    settings = _bound(load_settings(), column, unit)
    standing = read_ledger(ledger_path(settings)).standing
    over = expired(standing, _today())
    gone: list[Acceptance] = []
    if paths:
        with Reviewer(settings) as reviewer:
            files = [target for target in targets(paths) if isinstance(target, Path)]
            verdicts = [reviewer.review_file(path).verdict for path in files]
        gone = unused(standing, verdicts, _today())
    for word, entries in (("已到期", over), ("内容已找不到", gone)):
        for entry in entries:
            click.echo(f"{word}  {entry.id}  {_told(entry)}")
    click.echo(f"已到期 {len(over)} 项，内容已找不到 {len(gone)} 项")
    return 1 if over or gone else 0


def _bound(settings: Settings, column: str, unit: str) -> Settings:
    return replace(settings, column=column or settings.column, unit=unit or settings.unit)


def _finding(reviewed: Reviewed, identity: str) -> Finding:
    verdict = reviewed.verdict
    for finding in verdict.findings:
        if finding.id == identity:
            return finding
    if held := next((item for item in verdict.accepted if item.finding.id == identity), None):
        raise UsageError(f"这项发现已经接受：{held.acceptance.id}，至 {held.acceptance.until}")
    said = "；未读部分不能接受，须补齐后再审" if verdict.gaps else ""
    raise UsageError(f"这份文件里没有编号为 {identity} 的发现{said}")


def _told(entry: Acceptance) -> str:
    scope = SCOPE_NAMES[entry.scope]
    where = entry.document if entry.scope == "content" else entry.where
    return (
        f"{entry.rule}，{scope}{f'（{where}）' if where else ''}，"
        f"{entry.owner}，{entry.made} 至 {entry.until}：{entry.reason}"
    )


def _today() -> date:
    return date.today()  # noqa: DTZ011  # the local calendar day

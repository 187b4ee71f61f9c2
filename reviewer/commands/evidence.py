"""`reviewer evidence verify`: whether the kept web archives are as they were, and which member is not."""

from __future__ import annotations

from pathlib import Path

import click

from reviewer.settings import load_settings
from reviewer.watch.evidence.verifying import FileState, verify_evidence


@click.group("evidence", help="核验巡查留存的网页存档。")
def command() -> None:
    """Hold the subcommands."""


@command.command(
    "verify",
    help="逐条核验存档文件（缺省为本机全部），有数据库时并与操作记录链核对。退出码：0 完好，1 有改动或缺失。",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
def verify(paths: tuple[Path, ...]) -> int:
    """Check every file; print those that are not sound, and the sum."""
    report = verify_evidence(load_settings(), paths)
    for file in report.files:
        _tell(file)
    if report.chain:
        click.echo(f"{click.style('有问题', fg='red', bold=True)}  {report.chain}")
    sound = sum(file.state == "sound" for file in report.files)
    members = sum(file.members for file in report.files)
    against = "已与操作记录链核对" if report.database else "没有数据库，只按清单核对"
    click.echo(f"共 {len(report.files)} 个文件，完好 {sound} 个，{members} 条记录；{against}。")
    if not report.sound:
        click.echo("请保留原文件，停止写入，报告保密工作领导小组。")
    return 0 if report.sound else 1


def _tell(file: FileState) -> None:
    if file.state == "bad":
        click.echo(f"{click.style('有问题', fg='red', bold=True)}  {file.path}：{file.message}")
    elif file.state == "open":
        click.echo(f"未封存  {file.path}：{file.members} 条记录，{file.message}")
    elif file.cut:
        click.echo(f"完好    {file.path}：进程曾被中断，末尾 {file.cut} 字节未写完，已另存")

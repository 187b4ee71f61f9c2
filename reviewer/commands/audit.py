"""`reviewer audit verify`: whether the chain of operations holds, and where it first does not."""

from __future__ import annotations

import click

from reviewer.errors import UsageError
from reviewer.office.operations.audits import verify_all
from reviewer.settings import load_settings


@click.group("audit", help="核验操作记录链。")
def command() -> None:
    """Hold the subcommands."""


@command.command("verify", help="逐条核验操作记录。退出码：0 完整，1 有改动或缺失。")
@click.option("--anchor", metavar="编号:摘要", help="先前抄存的一条，核对它仍在记录中（可发现末尾被截短）。")
def verify(anchor: str | None) -> int:
    """Walk the whole chain and print the first bad link; exit 1 when there is one."""
    number, digest = _anchor(anchor)
    found = verify_all(load_settings(), number, digest)
    if found.bad is not None:
        click.echo(f"{click.style('不完整', fg='red', bold=True)}：第 {found.bad} 条。{found.reason}。")
        click.echo(f"此前 {found.count} 条完整。请保留数据库现状，停止写入，报告保密工作领导小组。")
        return 1
    click.echo(f"{click.style('完整', fg='green')}：共 {found.count} 条。")
    click.echo(f"末条 {found.head_id}:{found.head}")
    click.echo("抄存末条编号和摘要，日后用 --anchor 可证明记录未被截短。")
    return 0


def _anchor(text: str | None) -> tuple[int, str]:
    if not text:
        return 0, ""
    number, _, digest = text.partition(":")
    if not number.isascii() or not number.isdigit() or len(digest) != 64:
        raise UsageError("--anchor 应写作 编号:摘要，如 120:3fa9…（64 位）")
    return int(number), digest.lower()

"""`reviewer export`: checking a signed package, and the fingerprint that others compare with."""

from __future__ import annotations

from pathlib import Path

import click

from reviewer.errors import UsageError
from reviewer.office.papers.exporting import own_fingerprint, verify
from reviewer.settings import load_settings

_SHORTEST = 16  # digits of a fingerprint that are worth comparing


@click.group("export", help="导出包：核对签名与内容，显示本机公钥指纹")
def command() -> None:
    """Group of the commands on packages."""


@command.command("verify", help="核对导出包（不用数据库）。退出码：0 相符，1 不符，2 用法有误。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", default="", help="导出单位公布的公钥指纹，给出时一并核对")
def check(*, file: Path, key: str) -> int:
    """Check members, signature and events; name the first bad one."""
    if not file.is_file():
        raise UsageError(f"找不到：{file}")
    wanted = key.replace(":", "").replace(" ", "").lower()
    if wanted and (len(wanted) < _SHORTEST or set(wanted) - set("0123456789abcdef")):
        raise UsageError(f"公钥指纹应为至少 {_SHORTEST} 位十六进制数字")
    found = verify(file)
    if found.fault:
        click.echo(f"{click.style('不符', fg='red')}  {found.fault}")
        return 1
    if wanted and not found.fingerprint.startswith(wanted):
        click.echo(f"{click.style('不符', fg='red')}  不是该密钥签名，包内公钥指纹为 {found.fingerprint}")
        return 1
    click.echo(f"{click.style('相符', fg='green')}  {found.unit}  {found.number}  导出于 {found.exported_at}")
    click.echo(f"文件 {found.members} 个，审计事件 {found.events} 条，签名有效")
    click.echo(f"公钥指纹 {found.fingerprint}{_whose(found.fingerprint, wanted=bool(wanted))}")
    return 0


@command.command("key", help="显示本机导出包的公钥指纹，供接收单位核对。")
def fingerprint() -> int:
    """Print the fingerprint; the key is made when there is none."""
    click.echo(own_fingerprint(load_settings().state, make=True))
    return 0


def _whose(found: str, *, wanted: bool) -> str:
    if wanted:
        return "（与给出的指纹一致）"
    if found == own_fingerprint(load_settings().state, make=False):
        return "（本机签名）"
    return "。签名只说明包内容未被改动；是谁签的，请与导出单位另行核对指纹"

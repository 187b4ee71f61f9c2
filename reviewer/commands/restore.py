"""`reviewer restore`: put a backup in place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from reviewer.office.operations.backups import restore
from reviewer.settings import load_settings


@click.command(
    "restore", help="由备份恢复数据库、密钥与状态目录；先停止服务。退出码：0 已恢复，1 已恢复但记录链不完整。"
)
@click.argument("file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--force", is_flag=True, help="已有数据时也恢复，原有的密钥与文件移到一旁（PostgreSQL 的表会被替换）。"
)
@click.option("--digest", default="", metavar="摘要", help="备份时显示的清单摘要，不符则不恢复。")
def command(file: Path, *, force: bool, digest: str) -> int:
    """Restore, then say how the audit chain was found."""
    found = restore(load_settings(), file, datetime.now(UTC), force=force, digest=digest)
    click.echo(f"已恢复 {found.made_at} 的备份：{found.rows} 行，{found.files} 个文件")
    if found.aside is not None:
        click.echo(f"原有的内容在 {found.aside}")
    if found.chain.bad is not None:
        click.echo(f"操作记录链不完整：第 {found.chain.bad} 条。{found.chain.reason}。", err=True)
        return 1
    click.echo(f"操作记录链完整：{found.chain.count} 条")
    return 0

"""`reviewer backup`: database, keys and state in one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from reviewer.office.operations.backups import backup
from reviewer.settings import load_settings


@click.command("backup", help="备份数据库、密钥与状态目录到一个文件；服务不用停。")
@click.argument("file", metavar="文件", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> int:
    """Write the backup and print the digest of its manifest."""
    written = backup(load_settings(), file, datetime.now(UTC))
    click.echo(f"已备份：{written.rows} 行，{written.files} 个文件，{written.size / 2**20:.1f} MB，{file}")
    click.echo(f"清单摘要 {written.digest}")
    click.echo("备份含有密钥，可解开全部封存内容：请加密存放在别处，只交专人保管。")
    return 0

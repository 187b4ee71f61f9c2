"""`reviewer accounts`: the first administrators, a reset password, a lifted lock, from the shell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from reviewer.office.accounts import first_run, shell
from reviewer.office.office import Office, open_office
from reviewer.review import Reviewer
from reviewer.settings import load_settings


@click.group("accounts", help="账号：建立首批管理员、重置密码、解锁。改动记入审计。")
def command() -> None:
    """Carry the subcommands."""


@command.command("first", help="数据库里还没有人时，建立单位和三名管理员，打印初始密码。")
@click.option("--code", default="UNIT", show_default=True, help="单位代码，会出现在编号里")
@click.option("--name", default="本单位（请改名）", show_default=True, help="单位名称")
def first(*, code: str, name: str) -> int:
    """Found the unit; refused when anybody has an account."""
    with _office() as office:
        tell(first_run.found(office, first_run.default_founding(code, name)))
    return 0


@command.command("code", help="显示网页首次设置要填的安装码。")
def code() -> int:
    """Print the code of the first page."""
    click.echo(first_run.setup_code(load_settings()))
    return 0


@command.command("reset", help="重置一个账号的密码，打印一次性密码。")
@click.argument("login")
def reset(*, login: str) -> int:
    """Print a one-time password."""
    with _office() as office:
        click.echo(f"{login} 的一次性密码：{shell.reset(office, login)}（首次登录时须修改）")
    return 0


@command.command("unlock", help="解除一个账号的锁定。")
@click.argument("login")
def unlock(*, login: str) -> int:
    """Lift the lock."""
    with _office() as office:
        shell.unlock(office, login)
        click.echo(f"{login} 已解锁")
    return 0


@command.command("list", help="列出全部账号。")
def listed() -> int:
    """One line an account."""
    with _office() as office:
        for login, name, is_open, is_locked in shell.accounts(office):
            click.echo(f"{login}\t{name}\t{'锁定' if is_locked else '正常' if is_open else '停用'}")
    return 0


def tell(made: tuple[first_run.First, ...]) -> None:
    """Print accounts with their one-time passwords."""
    click.echo("初始账号（密码只显示这一次，首次登录时须修改；三员须由不同的人担任）：")
    for one in made:
        click.echo(f"  {one.role}\t{one.login}\t{one.password}")


@contextmanager
def _office() -> Iterator[Office]:
    settings = load_settings()
    with Reviewer(settings) as reviewer:
        office = open_office(settings, reviewer)
        try:
            yield office
        finally:
            office.store.close()

"""`reviewer serve`: the web page on this machine."""

from __future__ import annotations

import errno
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import Any

import click
from waitress import create_server

from reviewer.commands.accounts import tell
from reviewer.errors import UsageError
from reviewer.office.accounts import first_run
from reviewer.office.demonstration import demonstration_cases
from reviewer.office.office import Office, open_office
from reviewer.review import Reviewer
from reviewer.settings import Settings, load_settings
from reviewer.watch import demonstration
from reviewer.web.app import LOOPBACK, create_app
from reviewer.worker import Beat, Worker

_ROOM = 2**20  # bytes of a form around its files
_FORWARDED = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}


@click.command("serve", help="启动网页审查。首次启动时建立数据库和管理员账号。按 Ctrl-C 停止。")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口（0 为任选）"
)
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="同时处理的请求数")
@click.option("--demo", is_flag=True, help="数据库为空且只在本机监听时，建立演示单位（人员、稿件全部虚构）")
@click.option("--setup-page", is_flag=True, help="数据库为空时不自动建账号，改在网页上首次设置")
@click.option(
    "--background/--no-background", default=True, show_default=True, help="后台检查和到期提醒在本进程内运行"
)
def command(*, host: str, port: int, threads: int, demo: bool, setup_page: bool, background: bool) -> int:
    """Serve until interrupted; a port in use or an impossible address ends with a plain message."""
    settings = load_settings()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a request waiting a moment is no news
    local = _is_loopback(host)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Reviewer(settings) as reviewer, _open(settings, reviewer) as office:
        app = create_app(office, hosts=LOOPBACK if local else None)
        server = _server(app, settings, (host, port, threads))
        _greet(host, server.effective_port, local=local)
        with suppress(KeyboardInterrupt):
            _prepare(office, demo=demo and local, setup_page=setup_page)
            with _working(app.extensions, office, background=background):
                server.run()
        app.extensions["desk"].close()
    click.echo("\n已停止")
    return 0


@contextmanager
def _open(settings: Settings, reviewer: Reviewer) -> Iterator[Office]:
    office = open_office(settings, reviewer)
    try:
        yield office
    finally:
        office.store.close()


def _server(app: object, settings: Settings, at: tuple[str, int, int]) -> Any:  # noqa: ANN401 (no types)
    """A listening server; its buffers are as large as the largest request: nothing touches the disk.

    What a proxy says of the visitor's address and of https counts only from the one that is set.
    """
    host, port, threads = at
    most = settings.limits.bytes + _ROOM
    trusted = {"trusted_proxy": settings.proxy, "trusted_proxy_headers": _FORWARDED} if settings.proxy else {}
    try:
        return create_server(
            app,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            inbuf_overflow=most,
            outbuf_overflow=most,
            max_request_body_size=4 * most,
            clear_untrusted_proxy_headers=True,
            **trusted,
        )
    except (OSError, ValueError) as problem:
        raise _refusal(host, port, problem) from problem


def _prepare(office: Office, *, demo: bool, setup_page: bool) -> None:
    """Make the first accounts of an empty database and say what they are."""
    if not first_run.is_empty(office):
        return
    if demo:
        click.echo("正在建立演示单位……")
        made = demonstration_cases.make(office)
        demonstration.make(office)
        click.echo(f"演示单位的账号（登录页上也有），密码都是 {made[0].password}：")
        for guest in made:
            click.echo(f"  {guest.login}\t{guest.role}\t{guest.name}")
    elif setup_page:
        click.echo(f"请打开上面的地址完成首次设置，安装码：{first_run.setup_code(office.settings)}")
    else:
        tell(first_run.found(office, first_run.default_founding()))
    sys.stdout.flush()


@contextmanager
def _working(extensions: dict[str, Any], office: Office, *, background: bool) -> Iterator[None]:
    """Checks and deadlines in threads of this process, while it serves."""
    if not background:
        yield
        return
    worker, beat = Worker(office), Beat(office)
    extensions["worker"] = worker
    worker.start()
    beat.start()
    try:
        yield
    finally:
        beat.close()
        worker.close()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refusal(host: str, port: int, problem: Exception) -> UsageError:
    code = getattr(problem, "errno", None)
    if code == errno.EADDRINUSE:
        return UsageError(f"端口 {port} 已被占用，请换一个：reviewer serve --port {port + 1}")
    if code == errno.EACCES:
        return UsageError(f"没有权限使用端口 {port}，请用 1024 以上的端口")
    return UsageError(f"不能在 {host}:{port} 上监听，请检查 --host 和 --port")


def _greet(host: str, port: int, *, local: bool) -> None:
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"信息发布保密审查已启动：http://{shown}:{port}（按 Ctrl-C 停止）")
    if not local:
        click.echo("注意：同一网络中的人都能打开登录页和快速检查；请经 HTTPS 反向代理使用。", err=True)
    sys.stdout.flush()

"""`reviewer serve`: the web page on this machine."""

from __future__ import annotations

import errno
import logging
import signal
import sys
from ipaddress import ip_address

import click
from waitress import create_server

from reviewer.errors import UsageError
from reviewer.review import Reviewer
from reviewer.settings import load_settings
from reviewer.web.app import LOOPBACK, create_app

_ROOM = 2**20  # bytes of a form around its files


@click.command("serve", help="启动网页审查。按 Ctrl-C 停止。")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口（0 为任选）"
)
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="同时处理的请求数")
def command(*, host: str, port: int, threads: int) -> int:
    """Serve until interrupted; a port in use or an impossible address ends with a plain message."""
    settings = load_settings()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a request waiting a moment is no news
    local = _is_loopback(host)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Reviewer(settings) as reviewer:
        app = create_app(settings, reviewer, hosts=LOOPBACK if local else None)
        most = settings.limits.bytes + _ROOM
        try:
            # Buffers as large as the largest request: nothing handed in touches the disk.
            server = create_server(
                app,
                host=host,
                port=port,
                threads=threads,
                ident=None,
                inbuf_overflow=most,
                outbuf_overflow=most,
                max_request_body_size=4 * most,
            )
        except (OSError, ValueError) as problem:
            raise _refusal(host, port, problem) from problem
        _greet(host, server.effective_port, local=local)
        server.run()
        app.extensions["desk"].close()
    click.echo("\n已停止")
    return 0


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
        click.echo("注意：同一网络中的人都能打开这个页面；本版本没有登录，只应在可信网络内使用。", err=True)
    sys.stdout.flush()

"""The command line: an explicit table of commands, each loaded only when it is called."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import cast

import click

from reviewer import COLLECT_AFTER, ODD, __version__
from reviewer.errors import ReviewerError

_COMMANDS = {  # name: (module with an object `command`, one line for --help)
    "check": ("reviewer.commands.check", "审查文件、文件夹或标准输入（-）"),
    "crawl": ("reviewer.commands.crawl", "巡查网站，或审查其他抓取程序的存档"),
    "serve": ("reviewer.commands.serve", "启动网页审查"),
    "worker": ("reviewer.commands.worker", "单独运行后台检查"),
    "beat": ("reviewer.commands.beat", "单独运行定时任务（到期提醒）"),
    "accounts": ("reviewer.commands.accounts", "建立首批管理员、重置密码、解锁"),
    "rules": ("reviewer.commands.rules", "查看、校验规则文件，导入本单位一览表"),
    "accept": ("reviewer.commands.accept", "登记、撤回、清理已接受的发现"),
    "export": ("reviewer.commands.export", "核对导出的审查记录，显示本机公钥指纹"),
    "train": ("reviewer.commands.train", "训练语句分类器"),
    "evaluate": ("reviewer.commands.evaluate", "用带标注的材料测量准确率与误报率"),
    "bench": ("reviewer.commands.bench", "测量速度，与所用库作比较"),
    "evidence": ("reviewer.commands.evidence", "核验巡查留存的网页存档"),
    "audit": ("reviewer.commands.audit", "核验操作记录链"),
    "backup": ("reviewer.commands.backup", "备份数据库、密钥与状态目录"),
    "restore": ("reviewer.commands.restore", "由备份恢复"),
    "doctor": ("reviewer.commands.doctor", "说明本机安装能做什么、不能做什么"),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        return cast("click.Command", import_module(_COMMANDS[cmd_name][0]).command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("命令"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="信息发布保密审查：发布前检查涉密标志、个人信息与隐藏内容。只作辅助，由人签发。",
)
@click.version_option(__version__, "--version", prog_name="reviewer", message="%(prog)s %(version)s")
def reviewer() -> None:
    """Carry the group's options; the commands do the work."""


def main() -> None:
    """Run a command; exit 2 with a Chinese message when it is used wrongly or the set-up is broken."""
    gc.set_threshold(*COLLECT_AFTER)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no matrices here; threads slow a start
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=ODD)  # a screen in GB18030 or GBK
    try:
        code = reviewer.main(standalone_mode=False)
    except ReviewerError as problem:
        code = _refuse(problem.message, problem.code)
    except click.UsageError as problem:
        code = _refuse(_chinese(problem), "usage")
    except click.ClickException as problem:
        code = _refuse(problem.format_message(), "usage")
    except (click.Abort, KeyboardInterrupt):
        code = _refuse("已中断", "interrupted")
    except BrokenPipeError:
        sys.stderr.close()
        code = 2
    except Exception as problem:
        if os.environ.get("REVIEWER_DEBUG"):
            raise
        code = _refuse(f"程序内部错误（{type(problem).__name__}），本次结果无效", "internal")
    sys.exit(code if isinstance(code, int) else 0)


def _refuse(message: str, code: str) -> int:
    click.echo(f"{click.style('错误', fg='red', bold=True)}：{message} [{code}]", err=True)
    return 2


def _chinese(problem: click.UsageError) -> str:
    """Click's usage errors in the users' language."""
    if isinstance(problem, click.NoSuchOption):
        return f"没有选项 {problem.option_name}，请用 --help 查看用法"
    if isinstance(problem, click.MissingParameter):
        return "缺少参数，请用 --help 查看用法"
    if isinstance(problem, click.BadParameter):
        name = problem.param.name if problem.param is not None else ""
        return f"参数 {name} 不正确，请用 --help 查看可用的值"
    return f"命令用法不对，请用 --help 查看用法（{problem.format_message()}）"


if __name__ == "__main__":
    main()

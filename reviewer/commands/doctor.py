"""`reviewer doctor`: what this installation can and cannot do, and how to get what is missing."""

from __future__ import annotations

import platform
from base64 import b64decode
from collections.abc import Iterator
from hashlib import algorithms_available
from importlib.util import find_spec

import click

from reviewer import __version__
from reviewer.errors import ReviewerError
from reviewer.intake.formats.bsdtar import find_bsdtar
from reviewer.intake.formats.soffice import find_soffice
from reviewer.records import Isolation, Origin
from reviewer.report.forms.fonts import ROLES, usable
from reviewer.report.forms.stationery import Stationery
from reviewer.resources import folder
from reviewer.review import Reviewer
from reviewer.settings import Settings, load_settings
from reviewer.store.condition import condition
from reviewer.watch.looks.rendering import find_browser

Line = tuple[str, str]  # 正常 | 注意 | 缺少 | 错误, what was found
_PICTURE = b64decode(  # half black, half white
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQAQAAAAA3iMLMAAAAEklEQVR4nGNgwA4Y/zMwMWBBABfZAQ8888pPAAAAAElFTkSuQmCC"
)
_ISOLATION: dict[Isolation, Line] = {
    "bubblewrap": (
        "正常",
        "文档在 bubblewrap 隔离环境中解析：不能联网，看不到本机数据，内存、时间、文件大小受限",
    ),
    "no-network": ("正常", "文档在子进程中解析：不能联网，内存、时间、文件大小受限"),
    "limits": (
        "缺少",
        "文档在子进程中解析，内存、时间、文件大小受限，但系统不允许断开其网络；安装 bubblewrap 后可以",
    ),
    "none": ("错误", "解析文档的子进程不能启动"),
}


@click.command("doctor", help="说明本机安装能做什么、不能做什么。退出码：0 可以审查，2 安装有误。")
def command() -> int:
    """Print one line for each ability; exit 2 when nothing can be reviewed."""
    lines = list(_lines(load_settings()))
    colours = {"正常": "green", "注意": "yellow", "缺少": "yellow", "错误": "red"}
    for state, text in lines:
        click.echo(f"{click.style(state, fg=colours[state])}  {text}")
    return 2 if any(state == "错误" for state, _ in lines) else 0


def _lines(settings: Settings) -> Iterator[Line]:
    yield "正常", f"reviewer {__version__}，Python {platform.python_version()}，{platform.machine()}"
    try:
        yield "正常", f"规则目录 {folder('lexicons', settings)}，模型目录 {folder('models', settings)}"
        with Reviewer(settings) as reviewer:
            yield "正常", f"规则 {len(reviewer.rules.rules)} 条，版本 {reviewer.rules.version[:12]}"
            yield "正常", f"分类模型校验通过，版本 {reviewer.model_version[:12]}"
            yield _ISOLATION[reviewer.isolation]
            yield _pictures(reviewer)
    except ReviewerError as problem:
        yield "错误", problem.message
    yield _state(settings)
    yield from _database(settings)
    yield _present("daachorse", "词语匹配用 daachorse", "词语匹配用 ahocorasick_rs（较慢，结果相同）")
    yield (
        ("正常", "国密 SM3 摘要可用")
        if "sm3" in algorithms_available
        else ("缺少", "本机 OpenSSL 不支持 SM3 摘要")
    )
    yield _program(find_soffice(), "LibreOffice", "doc、wps、ppt、dps")
    yield _program(find_bsdtar(), "bsdtar（libarchive-tools）", "7z、rar")
    yield _letters(settings)
    yield from _patrol(settings)


def _patrol(settings: Settings) -> Iterator[Line]:
    """What 网站巡查 may do here that it may not by default, and whether pages can be rendered."""
    if networks := settings.patrol.networks:
        yield (
            "注意",
            f"网站巡查可以访问内部网段 {'、'.join(networks)}（patrol.networks）：只为内网门户或测试而设",
        )
    else:
        yield "正常", "网站巡查只访问公网地址，内部网段一律拒绝"
    browser = find_browser(settings.patrol.browser)
    if browser is not None:
        yield "正常", f"由脚本生成的网页经浏览器渲染后审查：{browser or 'Playwright 自带的 Chromium'}"
    else:
        yield "缺少", "没有安装浏览器（reviewer[rendering]）：由脚本生成的网页列为未渲染，须人工核对"


def _state(settings: Settings) -> Line:
    if (settings.state / "identity.key").is_file():
        return "正常", f"状态目录 {settings.state}，发现编号在本机各次运行间不变"
    return (
        "缺少",
        f"状态目录 {settings.state} 不可写：发现编号只在一次运行内有效，请用 REVIEWER_STATE 另行指定",
    )


def _database(settings: Settings) -> Iterator[Line]:
    """Which database the workflow uses, and whether it guards itself."""
    try:
        found = condition(settings)
    except ReviewerError as problem:
        yield "错误", problem.message
        return
    if not found.made:
        yield "正常", f"数据库 {found.engine}，首次 reviewer serve 时建立"
    elif not found.current:
        yield "缺少", f"数据库 {found.engine} 的表不是本版本的，下次 reviewer serve 时升级；先做备份"
    elif found.unguarded:
        yield (
            "错误",
            f"数据库 {found.engine} 有 {len(found.unguarded)} 道保护未启用：{'、'.join(found.unguarded)}",
        )
    else:
        yield "正常", f"数据库 {found.engine}，签字与操作记录的保护已启用"
    if found.journal and found.journal != "WAL":
        yield "缺少", "本机 SQLite 的 WAL 模式有已知缺陷，改用回滚日志（同时写较慢）；多人使用建议 PostgreSQL"


def _letters(settings: Settings) -> Line:
    """Whether the papers can be printed: a Chinese font for every role."""
    try:
        letters = usable(Stationery.of(settings))
    except ReviewerError as problem:
        return "缺少", problem.message
    return (
        "正常",
        f"表单 PDF 字体：{'，'.join(f'{word} {letters.of(role)[0]}' for role, word in ROLES.items())}",
    )


def _program(path: str, name: str, formats: str) -> Line:
    if path:
        return "正常", f"{formats} 经 {name} 读取：{path}"
    return "缺少", f"没有 {name}：{formats} 列为未读部分，安装后可读"


def _pictures(reviewer: Reviewer) -> Line:
    """Whether a picture is read, found out by reading one."""
    found = reviewer.review(_PICTURE, Origin("paste", "doctor.png")).verdict
    if not found.gaps:
        return "正常", "图片文字识别（OCR）可用，模型在本机，不联网"
    why = "已安装但不能加载" if find_spec("rapidocr") else "未安装，安装 reviewer[ocr] 后可用"
    return "缺少", f"图片文字识别（OCR）{why}：图片与扫描件列为未读部分，须人工核对"


def _present(module: str, text: str, otherwise: str) -> Line:
    return ("正常", text) if find_spec(module) else ("缺少", otherwise)

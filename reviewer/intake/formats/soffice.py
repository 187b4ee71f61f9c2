"""LibreOffice as a converter: found on this machine, run without macros or network, killed in time."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from reviewer.errors import NotReadError

_PROGRAMS = ("soffice", "libreoffice", "loffice")
_FOLDERS = ("/opt/libreoffice/program", "/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program")
_PATH = "/usr/local/bin:/usr/bin:/bin"
_RESTART = 81  # what soffice.bin ends with when it wants to start once more, as with every new profile
_DEAD_END = ("127.0.0.1", "9")  # a proxy where nobody listens: documents must not make us call anyone
_MACROS = "Office.Common/Security/Scripting"
_NET = "Inet/Settings"
_SETTINGS: tuple[tuple[str, str, str], ...] = (
    (_MACROS, "DisableMacrosExecution", "true"),
    (_MACROS, "BlockUntrustedRefererLinks", "true"),
    (_MACROS, "MacroSecurityLevel", "3"),
    (_NET, "ooInetProxyType", "2"),
    (_NET, "ooInetNoProxy", ""),
    *((_NET, f"ooInet{kind}ProxyName", _DEAD_END[0]) for kind in ("HTTP", "HTTPS", "FTP")),
    *((_NET, f"ooInet{kind}ProxyPort", _DEAD_END[1]) for kind in ("HTTP", "HTTPS", "FTP")),
)


def find_soffice() -> str:
    """The LibreOffice program itself (not its launcher, which forks); "" when there is none."""
    for name in _PROGRAMS:
        if found := shutil.which(name, path=os.pathsep.join((_PATH, *_FOLDERS))):
            inner = Path(found).resolve().with_name("soffice.bin")
            if os.access(inner, os.X_OK):
                return str(inner)
    return ""


def convert(data: bytes, suffix: str, target: str, seconds: float) -> bytes:
    """Convert a document to the format `target` ("docx", "odp") within a time.

    Raises NotReadError `converter-missing`, `timeout` or `damaged`. The program stays in this process's
    group, so that whoever kills the group kills it too; everything it writes is in a temporary folder.
    """
    program = find_soffice()
    if not program:
        raise NotReadError(
            "converter-missing",
            "本机未安装 LibreOffice，未读取：请安装 LibreOffice 后重新检查，或另存为 docx、pptx、pdf 再检查",
        )
    with TemporaryDirectory(prefix="office-") as name:
        folder = Path(name)
        (folder / "profile/user").mkdir(parents=True)
        (folder / "profile/user/registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
        (folder / f"source{suffix}").write_bytes(data)
        _run(program, folder, (f"source{suffix}", target), seconds)
        found = folder / f"out/source.{target}"
        if not found.is_file():
            raise NotReadError("damaged", "LibreOffice 无法打开此文件，内容可能损坏或已加密，未读取")
        return found.read_bytes()


def _registry() -> str:
    """The settings in the form of a LibreOffice profile."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
    )


def _without_network() -> list[str]:
    """The words before a command that give it no network at all, where the system lets us."""
    program = shutil.which("unshare", path=_PATH)
    alone = [program, "--user", "--map-root-user", "--net"] if program else []
    if not alone:
        return []
    try:
        done = subprocess.run(  # noqa: S603 (the program and its arguments are ours)
            [*alone, "true"], check=False, timeout=5, env={"PATH": _PATH},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return []
    return alone if done.returncode == 0 else []


def _run(program: str, folder: Path, work: tuple[str, str], seconds: float) -> None:
    source, target = work
    deadline = monotonic() + seconds
    command = [
        *_without_network(), program,
        f"-env:UserInstallation=file://{folder}/profile", "--headless",
        "--norestore", "--nolockcheck", "--convert-to", target,
        "--outdir", str(folder / "out"), str(folder / source),
    ]  # fmt: skip
    environment = {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "PATH": _PATH}
    for _ in range(3):
        try:
            done = subprocess.run(  # noqa: S603 (the program and its arguments are ours)
                command, cwd=folder, env=environment, check=False, timeout=max(deadline - monotonic(), 0.1),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired as late:
            raise NotReadError("timeout", "LibreOffice 转换超时，已中止，未读取") from late
        except OSError as problem:
            raise NotReadError("converter-missing", "LibreOffice 无法启动，未读取，请检查安装") from problem
        if done.returncode != _RESTART:
            return

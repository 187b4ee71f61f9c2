"""`reviewer accounts` and the first start of `reviewer serve`."""

import os
import re
import signal
import subprocess
import sys

import pytest

COMMAND = (sys.executable, "-m", "reviewer.cli")


@pytest.fixture
def run(tmp_path, interruptible):
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}

    def call(*arguments):
        return subprocess.run(
            [*COMMAND, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    call.environment = environment
    return call


def test_the_first_three_are_made_once_and_a_password_is_reset(run):
    made = run("accounts", "first", "--code", "QX", "--name", "清溪县示例局")
    assert made.returncode == 0
    assert re.findall(r"\t(admin|security|audit)\t", made.stdout) == ["admin", "security", "audit"]
    again = run("accounts", "first")
    assert again.returncode == 2
    assert "系统已初始化" in again.stderr
    assert "admin 的一次性密码" in run("accounts", "reset", "admin").stdout
    assert run("accounts", "unlock", "nobody").returncode == 2
    assert run("accounts", "list").stdout.splitlines()[0] == "admin\t系统管理员\t正常"
    assert re.fullmatch(r"[0-9a-f]{16}\n", run("accounts", "code").stdout)


def start(run, *arguments):
    """The lines `serve` says until it serves, and the process ended afterwards."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", *arguments], env=run.environment, **pipes
    ) as process:
        said = ""
        for line in process.stdout:
            said += line
            if any(word in line for word in ("初始账号", "安装码：", "密码都是")):
                break
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said + rest
    return said + rest


def test_the_first_start_prints_one_time_passwords_once(run):
    assert "初始账号" in start(run)
    assert "admin" in run("accounts", "list").stdout
    environment = run.environment
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen([*COMMAND, "serve", "--port", "0"], env=environment, **pipes) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    assert "初始账号" not in rest


def test_the_first_page_is_offered_when_asked_for(run):
    assert "安装码：" in start(run, "--setup-page")
    assert run("accounts", "list").stdout == ""


def test_the_demonstration_is_made_for_this_machine_only(run):
    said = start(run, "--demo", "--host", "0.0.0.0")
    assert "演示单位" not in said
    assert "admin" in run("accounts", "list").stdout

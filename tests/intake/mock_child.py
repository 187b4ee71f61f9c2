"""A child of the sandbox with a format that misbehaves as its content says. Only for tests."""

import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

from reviewer.intake import child, read
from reviewer.intake.table import FORMATS, Format

MOCK = "application/x-reviewer-mock"


def misbehave(data, reading):
    reading.add("开头的文字", "body", "")
    ACTS[data.decode()](reading)


def spin(_):
    while True:
        pass


def allocate(_):
    held = []
    while True:
        held.append(bytes(32 << 20))  # never written to: reaches its limit at once


def fork(_):
    for _ in range(4):
        if os.fork() == 0:
            time.sleep(600)
    time.sleep(600)


def flood(reading):
    while True:
        reading.add("洪" * 1_000_000, "body", "")


def print_much(_):
    for stream in (sys.stdout, sys.stderr):
        stream.write("x" * 50_000_000)
        stream.flush()


def write_disk(_):
    with Path("big").open("wb") as file:
        while True:
            file.write(b"x" * (8 << 20))


def half(_):
    for handle in map(int, [path.name for path in Path("/proc/self/fd").iterdir()]):
        with suppress(OSError):
            channel = socket.socket(fileno=os.dup(handle))
            channel.sendall(b"\0\0\0\0\0\0\xff\xff half a result")
            channel.detach()
    os._exit(0)


def connect(reading):
    with socket.socket() as made:
        made.settimeout(2)
        reading.add(f"错误号 {made.connect_ex(('127.0.0.1', 9))}", "body", "网络")
    reading.add(",".join(sorted(name for _, name in socket.if_nameindex())), "body", "网卡")


def look(reading):
    private = ("/etc/passwd", "/home", "/var/log", "/var/lib/dpkg", "/etc/ssl")
    reading.add(",".join(name for name in private if Path(name).exists()) or "无", "body", "文件")
    reading.add(str(len(list(Path("/proc").glob("[0-9]*")))), "body", "进程")


ACTS = {
    "hang": lambda _: time.sleep(600),
    "spin": spin,
    "allocate": allocate,
    "fork": fork,
    "flood": flood,
    "print": print_much,
    "disk": write_disk,
    "half": half,
    "signal": lambda _: os.kill(os.getpid(), signal.SIGABRT),
    "exit": lambda _: os._exit(3),
    "connect": connect,
    "look": look,
    "well": lambda _: None,
}

if __name__ == "__main__":
    FORMATS[MOCK] = Format("测试格式", "mock")
    read.load_reader = lambda name: misbehave
    child.main()

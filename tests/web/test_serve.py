"""`reviewer serve` starts fast, says where, refuses a busy port and ends quietly."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from threading import Thread
from urllib.request import Request, urlopen

import pytest

from reviewer.commands.serve import _server
from reviewer.settings import Settings

COMMAND = (sys.executable, "-m", "reviewer.cli", "serve")


@pytest.fixture
def environment(tmp_path, interruptible):
    return {**os.environ, "XDG_STATE_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}


def test_it_serves_and_stops_quietly(environment):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*COMMAND, "--port", "0"], env=environment, **pipes) as process:
        line = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)[0]
        assert "已启动" in line
        with urlopen(f"{address}/healthz", timeout=5) as answer:
            assert answer.read().strip() == b'{"status":"ok"}'
            assert "Server" not in answer.headers
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert errors == ""


def test_a_busy_port_is_named_in_plain_words(environment):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [*COMMAND, "--port", str(port)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    assert done.returncode == 2
    assert f"端口 {port} 已被占用" in done.stderr
    assert "Traceback" not in done.stderr


def run(server):
    with suppress(OSError):  # closed while it waits
        server.run()


def test_https_is_believed_only_from_the_proxy_that_is_set(tmp_path):
    def answer(trusted, host="127.0.0.1"):
        seen = {}

        def app(environ, start_response):
            seen.update(environ)
            start_response("200 OK", [("Content-Length", "0")])
            return [b""]

        server = _server(app, Settings(state=tmp_path, proxy=trusted), (host, 0, 1))
        Thread(target=run, args=(server,), daemon=True).start()
        told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        with urlopen(Request(f"http://127.0.0.1:{server.effective_port}/", headers=told), timeout=5):
            pass
        server.close()
        return seen["wsgi.url_scheme"], seen["REMOTE_ADDR"]

    assert answer("127.0.0.1") == ("https", "192.0.2.7")
    assert answer("192.0.2.1") == ("http", "127.0.0.1")
    assert answer("") == ("http", "127.0.0.1")

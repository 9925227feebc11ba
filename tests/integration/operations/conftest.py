"""A whole installation of its own: a folder, a private database, and commands run as a person would."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest

PATIENCE = 40  # seconds; two busy cores start a program slowly


class Installation:
    """A folder in which `threshold` runs by itself, apart from the test run's own server."""

    def __init__(self, var: Path) -> None:
        self.var = var
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "THRESHOLD_VAR": str(var),
            "THRESHOLD_MODE": "test",
        }
        self.started: list[subprocess.Popen[bytes]] = []

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "threshold.cli", *command],
            env={**self.environment, **environment}, check=False, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "threshold.cli", *command],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.started.append(process)
        return process

    def serve(self) -> subprocess.Popen[bytes]:
        """Start the web server and wait until it answers."""
        process = self.start("serve", "--port", str(self.port), "--processes", "1")
        self.wait_for(lambda: self.health()[0] != 0)
        return process

    def health(self) -> tuple[int, dict[str, Any]]:
        """The status and content of /health; status 0 where nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, {}

    def wait_for(self, condition: Any) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, "waited too long"
            time.sleep(0.1)

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            f"postgresql://threshold@/threshold?host={self.var / 'postgres-socket'}", autocommit=True
        )

    def database_process(self) -> int | None:
        """The process id of the private database server, where one runs."""
        try:
            number = int((self.var / "postgres" / "postmaster.pid").read_text().partition("\n")[0])
            os.kill(number, 0)
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        return number

    def programs_of(self, process: subprocess.Popen[bytes]) -> list[int]:
        """The process ids of the `threshold` programs and server processes that it started."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
                command = (stat.parent / "cmdline").read_bytes()
                if parent == process.pid and (b"threshold.cli" in command or b"spawn_main" in command):
                    found.append(int(stat.parent.name))
        return found

    def log(self) -> str:
        """The end of the database's own log: why it did not start."""
        return "".join((self.var / "postgres" / "server.log").read_text().splitlines(keepends=True)[-8:])

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE)
        database = self.database_process()
        if database is not None:
            os.kill(database, signal.SIGQUIT)
            self.wait_for(lambda: self.database_process() is None)


class Browser:
    """Just enough of a browser to fill in forms on a running server: cookies, and the page's token against forgery.

    Answers like Django's test client, so that `portal_visitor.Visitor` can use it.
    """

    def __init__(self, port: int) -> None:
        self._site = f"http://127.0.0.1:{port}"
        self._cookies = urllib.request.HTTPCookieProcessor()
        self._opener = urllib.request.build_opener(self._cookies, _StayHere())
        self._token = ""

    def get(self, path: str) -> SimpleNamespace:
        return self._ask(urllib.request.Request(self._site + path))  # noqa: S310 - always our own server

    def post(self, path: str, answers: Mapping[str, str] | None = None) -> SimpleNamespace:
        typed = urlencode({"csrfmiddlewaretoken": self.token_of(path), **(answers or {})}).encode()
        return self._ask(urllib.request.Request(self._site + path, data=typed))  # noqa: S310

    def token_of(self, path: str) -> str:
        found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).content)
        if found:  # else the page is gone by now, and its button is pressed a second time
            self._token = found[1].decode()
        return self._token

    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._cookies.cookiejar)

    def _ask(self, request: urllib.request.Request) -> SimpleNamespace:
        try:
            with self._opener.open(request, timeout=60) as answer:
                return SimpleNamespace(status_code=answer.status, content=answer.read(), headers=answer.headers)
        except urllib.error.HTTPError as error:
            return SimpleNamespace(status_code=error.code, content=error.read(), headers=error.headers)


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    # Not below pytest's own folder: every run of pytest closes that to other accounts, the database's among them.
    with tempfile.TemporaryDirectory(prefix="threshold-test-") as var:
        found = Installation(Path(var))
        prepared = found.run("prepare")
        assert prepared.returncode == 0, prepared.stderr
        yield found
        found.end()

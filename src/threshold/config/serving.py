"""How is the product served, and how are its programs run together and stopped?

granian runs one Python process for each core, each with a few threads (docs/decisions/0007-web-server.md).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from threshold.config import parents

APPLICATION = "threshold.config.wsgi:application"
#: A request that is being answered gets this long to end when the server stops, in seconds.
GRACE_SECONDS = 20


class PortInUse(Exception):
    """Another program listens there. The message says what to do."""


def serve(address: str, port: int, *, processes: int, threads: int) -> None:
    """Serve until SIGTERM or Ctrl-C; requests that are being answered are finished first.

    Each thread keeps its own database connection: the database must allow `processes` × `threads` and some more.

    Raises:
        PortInUse: checked first, because granian would share the port with the other program.
    """
    check_port_is_free(address, port)
    server = Granian(
        APPLICATION,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=processes,
        blocking_threads=threads,
        blocking_threads_idle_timeout=600,  # a thread that ends takes its database connection with it
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
        log_level=LogLevels.warning,
    )
    parent = os.getpid()

    def load(target: str) -> Callable[..., Any]:
        # It would go on serving old code on a port that nobody watches.
        parents.when_gone(parent, lambda: os._exit(1))
        from threshold.config.wsgi import application  # noqa: PLC0415 - loaded in each process, not in the parent

        return application

    server.serve(target_loader=load)


def check_port_is_free(address: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise PortInUse(
                f"Cannot listen on {address}:{port}: {error.strerror}. Choose another with --port."
            ) from None


def run_together(commands: list[list[str]], *, is_ready: Callable[[], bool], announce: Callable[[], None]) -> int:
    """Run `threshold` commands side by side until SIGTERM, Ctrl-C, or the end of one of them; then stop all.

    Args:
        is_ready: asked twice a second until it is true; then `announce` is called, once.

    Returns:
        0 when we were asked to stop, 1 when one of them ended by itself.
    """
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    # In sessions of their own, so that Ctrl-C reaches us alone and we stop them in good order. Where we are killed
    # outright, they notice, stop in good order by themselves, and the last of them stops the private database.
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "threshold.cli", *command],
            start_new_session=True,
            env=parents.environment_of_child(),
        )
        for command in commands
    ]
    is_announced = False
    try:
        while not asked.wait(0.5):
            if any(child.poll() is not None for child in children):
                return 1
            if not is_announced and is_ready():
                is_announced = True
                announce()
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(GRACE_SECONDS + 5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

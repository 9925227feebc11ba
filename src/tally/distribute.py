"""How are the returns of many authorities checked: here, or on Apache Spark, with the same report of each?

Every rule looks at one authority at a time, so England is 153 pieces that know nothing of each other. A piece is a
folder, and `check_one` makes its report; that one function runs here in a pool of processes or on a cluster in tasks,
so the reports are the same byte for byte. For that they leave out how long it took (`seconds` is empty).

A piece that cannot be read, or in which the program stops, is told with its reason and loses no other.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tally import authorities
from tally.check import check, chosen
from tally.read import archive
from tally.read.problems import Unreadable
from tally.read.sources import OF_RETURNS
from tally.stopped import stopped
from tally.together import FORMS, Checked, part

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Where an authority's return of the year before lies, within its folder.
PREVIOUS = "previous"
#: What stands before the authority's name in a folder that was written for Spark and its like.
_HIVE = "authority="
_NO_SPARK = (
    "PySpark is not installed. Install it with what its Arrow functions need: pip install 'pyspark[sql]'. "
    "It also needs Java 17 or newer. Without it, --engine local gives the same reports."
)
_NO_TALLY = (
    "The cluster's workers cannot run the check. Install the same version of Threshold on each of them, into the "
    "Python that PYSPARK_PYTHON names."
)
_ENDED = "The process that checked it ended without an answer; most often there was not enough memory."
#: The fields of `Checked` as Spark names their types.
_ANSWER = "authority string, code int, reason string, text string, notes string"


@dataclass(frozen=True)
class Piece:
    """One authority: its name and its folder."""

    authority: str
    folder: str


@dataclass(frozen=True)
class Asked:
    """What is asked of every authority, from `ask`."""

    collection: str
    year: str
    rules: tuple[str, ...] | None = None
    reference: Path | None = None
    form: str = "json"
    mapping: Path | None = None


#: What is done with one piece. It must be a function of a module, as it is sent to other processes by its name.
Work = Callable[[Piece, Asked], Checked]


def ask(
    collection: str,
    year: str,
    rules: Sequence[str] | None = None,
    reference: Path | None = None,
    *,
    form: str = "json",
    mapping: Path | None = None,
) -> Asked:
    """What is to be asked, looked through once before every authority is asked it. See `tally.check` and `FORMS`.

    Args:
        mapping: one mapping file for all of them. On a cluster it must be at the same path on every machine.

    Raises:
        ValueError: there is no such return, year, rule or form, no list stands beside that return, or it is read
            without a mapping file.
        Unreadable: the mapping file means nothing.
    """
    if form not in FORMS:
        raise ValueError(f"Many authorities are shown as {', '.join(FORMS)}, not as {form}.")
    wanted, _, _ = chosen(collection, year, rules, reference)
    if mapping is not None:
        wanted.look_through(mapping)
    return Asked(
        collection, year, None if rules is None else tuple(rules), reference and reference.resolve(), form,
        mapping and mapping.resolve(),
    )  # fmt: skip


def pieces(root: Path) -> list[Piece]:
    """The authorities of a folder, by name: each folder in it, called by the name or `authority=` and the name.

    A name that is an authority's code or number also tells the rules whose return it is.

    Raises:
        Unreadable: there is none, or two have one name.
        OSError: the folder cannot be looked into.
    """
    if root.is_file():
        raise Unreadable(f"{root.name} is a file. For many authorities, name the folder that holds one for each.")
    folders = sorted(one for one in root.iterdir() if one.is_dir() and not one.name.startswith((".", "_")))
    found = [Piece(one.name.removeprefix(_HIVE), str(one.resolve())) for one in folders]
    if not found:
        raise Unreadable(f"{root.name} holds no folder. It must hold one for each authority, with its files in it.")
    names = [piece.authority for piece in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Unreadable(f"{root.name} holds two folders for {', '.join(twice)}. Leave one of them out.")
    return sorted(found, key=lambda piece: piece.authority)


def check_one(piece: Piece, asked: Asked) -> Checked:
    """Check one authority. Never raises: what went wrong is the answer."""
    try:
        folder = Path(piece.folder)
        previous = folder / PREVIOUS
        report = check(
            _files(folder),
            asked.collection,
            asked.year,
            _files(previous) if previous.is_dir() else None,
            asked.rules,
            reference=asked.reference,
            authority=_code(piece.authority),
            mapping=asked.mapping,
        )
        report = replace(report, seconds={})
        notes = "\n".join(" ".join(note.split()) for note in report.notes)
        return Checked(piece.authority, report.exit_code, "", part(piece.authority, report, asked.form), notes)
    except Unreadable as error:
        return Checked(piece.authority, 2, str(error), "")
    except OSError as error:
        return Checked(piece.authority, 2, f"{Path(error.filename or '').name}: {error.strerror}.", "")
    except Exception as error:
        return Checked(piece.authority, 3, stopped(error), "")


def _code(name: str) -> str | None:
    """The authority's code, where the folder is called by it or by its number; else whose return it is stays untold."""
    try:
        return authorities.authority(name)
    except ValueError:
        return None


def _files(folder: Path) -> list[Path]:
    """An archive as it is, or the files of a return that lie in a folder."""
    if archive.is_archive(folder):
        return [folder]
    # What begins with these was left there by a program that has a file open, or is no file for people.
    files = sorted(
        one
        for one in folder.iterdir()
        if one.is_file() and one.suffix.lower() in OF_RETURNS and not one.name.startswith(("~$", "."))
    )
    if not files:
        raise Unreadable("There is no file of a return in its folder, and no archive.")
    return files


# --- Here ---------------------------------------------------------------------------------------------------------


def on_this_machine(
    found: Sequence[Piece], asked: Asked, workers: int | None = None, work: Work = check_one
) -> Iterator[Checked]:
    """Check every piece in a pool of processes, one for each core; answers as they come.

    Where a process ends without an answer the pool is lost with it. Then what has none yet is asked again, each in a
    process of its own, so that only the piece that ends its process is without one.
    """
    workers = min(workers or os.cpu_count() or 1, len(found))
    left = {piece.authority: piece for piece in _largest_first(found)}
    try:
        for done in _in_pool(list(left.values()), asked, workers, work):
            del left[done.authority]
            yield done
    except BrokenProcessPool:
        for piece in left.values():
            try:
                yield from _in_pool([piece], asked, 1, work)
            except BrokenProcessPool:
                yield Checked(piece.authority, 3, _ENDED, "")


def _in_pool(found: Sequence[Piece], asked: Asked, workers: int, work: Work) -> Iterator[Checked]:
    # A process for each core, so one thread in each: set before polars is loaded there. Processes are begun afresh, as
    # a copy of one with threads may wait for a lock for ever.
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_quietly)
        try:
            with _unheard():
                tasks = [pool.submit(work, piece, asked) for piece in found]
            for task in as_completed(tasks):
                yield task.result()
        finally:
            # Whoever stops it does not wait for what was not begun.
            pool.shutdown(cancel_futures=True)
    finally:
        if before is None:
            del os.environ["POLARS_MAX_THREADS"]
        else:
            os.environ["POLARS_MAX_THREADS"] = before


@contextmanager
def _unheard() -> Iterator[None]:
    """Processes that are begun here hear nothing of the keyboard until they are ready: they would say so at length."""
    if threading.current_thread() is not threading.main_thread():
        yield  # where nothing can be said of signals
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _quietly() -> None:
    """A process that is stopped from the keyboard ends; what is to be said of it is said by the one that began it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _largest_first(found: Sequence[Piece]) -> list[Piece]:
    """So that the last to end is no large one that was begun late."""
    return sorted(found, key=lambda piece: (-_bytes(Path(piece.folder)), piece.authority))


def _bytes(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


# --- On a cluster -----------------------------------------------------------------------------------------------------


def on_spark(found: Sequence[Piece], asked: Asked, master: str, work: Work = check_one) -> Iterator[Checked]:
    """Check every piece as a task of Apache Spark, which takes one authority each; answers when all are there.

    The cluster is handed the folders, not the tables: its workers read them themselves, from storage that all of them
    see under the same path, with the same code as here. Read by Spark, a single broken file would end the whole run,
    and thirteen tables of different columns would have to be brought together over the network first.

    Args:
        master: the address of the cluster, such as "spark://host:7077", or "local[*]".

    Raises:
        ValueError: PySpark is not installed, the cluster is not there, or its workers do not have tally.
    """
    try:
        from pyspark.errors import PythonException  # noqa: PLC0415 - large, and wanted here alone
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError:
        raise ValueError(_NO_SPARK) from None
    is_ours = SparkSession.getActiveSession() is None
    session = _session(master)
    ordered = _largest_first(found)
    try:
        yield from _as_tasks(session, ordered, asked, work)
    except PythonException:
        # What is asked of a piece raises nothing, so it was not even begun.
        raise ValueError(_NO_TALLY) from None
    except Exception:
        # A task that ends its process is tried again and then ends the run: as above, each is asked by itself.
        for piece in ordered:
            try:
                yield from _as_tasks(session, [piece], asked, work)
            except Exception:
                yield Checked(piece.authority, 3, _ENDED, "")
    finally:
        if is_ours:
            session.stop()


def _session(master: str) -> SparkSession:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - as above

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings: dict[str, bool | float | int | str | None] = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.executorEnv.POLARS_MAX_THREADS": "1",
    }
    try:
        session = SparkSession.builder.master(master).appName("tally").config(map=settings).getOrCreate()
    except Exception as error:
        raise ValueError(
            f"Spark could not be started with {master} ({type(error).__name__}). Look whether Java 17 or newer is "
            "there, and whether SPARK_MASTER holds the address of a cluster that runs."
        ) from None
    # What Spark logs of a failing task is a trace of its own inside; what is wrong is told here.
    session.sparkContext.setLogLevel("OFF")
    return session


def _as_tasks(session: SparkSession, found: Sequence[Piece], asked: Asked, work: Work) -> list[Checked]:
    """One row and one task an authority."""
    rows = session.sparkContext.parallelize([(one.authority, one.folder) for one in found], len(found))
    frame = session.createDataFrame(rows, "authority string, folder string")
    answers = frame.mapInArrow(functools.partial(_in_batches, asked, work), _ANSWER)
    return [Checked(*row) for row in answers.collect()]


def _in_batches(asked: Asked, work: Work, batches: Iterator[Any]) -> Iterator[Any]:
    """What a worker of the cluster runs: Arrow batches of pieces in, Arrow batches of answers out."""
    import pyarrow  # noqa: PLC0415 - comes with PySpark, and is wanted in its workers alone

    kinds = {"string": pyarrow.string(), "int": pyarrow.int32()}
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in map(str.split, _ANSWER.split(", "))])
    for batch in batches:
        answers = [asdict(work(Piece(**row), asked)) for row in batch.to_pylist()]
        yield pyarrow.RecordBatch.from_pylist(answers, schema=schema)

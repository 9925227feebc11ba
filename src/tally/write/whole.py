"""How is something written so that it stands there whole or not at all, and over nothing that somebody needs?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tally.read.sources import OF_RETURNS


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """A place beside `out` to write a file or folder to, which is put in its place when all went well.

    Whoever stops the program, or runs out of room, has what was there before. `out` may be an empty folder.

    Raises:
        OSError: it cannot be written there.
    """
    if out.exists() and not out.is_file() and not out.is_dir():
        yield out  # a device or a pipe, in whose place nothing can be put
        return
    with tempfile.TemporaryDirectory(dir=out.absolute().parent, prefix=".threshold-") as folder:
        part = Path(folder) / out.name
        yield part
        if out.is_dir():
            # Somebody may stand in the folder, so it stays the folder it is.
            for one in part.iterdir():
                one.replace(out / one.name)
        else:
            part.replace(out)


def check_place(out: Path | None, ends: tuple[str, ...], read: Iterable[object]) -> None:
    """Refuse to write a file over something else, before anything is read.

    What was written there before may be replaced. It is told by how its name ends: of a return that somebody named by
    mistake it ends otherwise.

    Args:
        ends: how the names of such files end.
        read: the files and folders that are read; what is no path is passed over.

    Raises:
        ValueError: it is what is read, a folder, in a folder that is not there, or another kind of file.
    """
    if out is None:
        return
    if out.is_dir():
        raise ValueError(f"{out} is a folder. Name a file in it.")
    read = list(read)
    check_apart(out, read)
    for path in read:
        is_within = isinstance(path, Path) and path.is_dir() and path.resolve() in out.resolve().parents
        if is_within and out.suffix.lower() in OF_RETURNS:
            raise ValueError(f"{out} lies in the folder that is read, and would be taken for a part of it. "
                             "Name another place.")  # fmt: skip
    if out.is_file() and out.suffix.lower() not in ends:
        raise ValueError(f"{out} is there already, and is no {' or '.join(ends)} that can be replaced. "
                         "Name another place.")  # fmt: skip


def check_apart(out: Path, read: Iterable[object]) -> None:
    """Refuse to write a file or folder in the place of what is read, or in a folder that is not there.

    Args:
        read: the files and folders that are read; what is no path is passed over.

    Raises:
        ValueError: it is one of them, or its folder is not there.
    """
    if not out.absolute().parent.is_dir():
        raise ValueError(f"There is no folder {out.parent}. Make it, or name another place.")
    if any(isinstance(path, Path) and path.exists() and path.resolve() == out.resolve() for path in read):
        raise ValueError(f"{out} is what is read. Name another place.")

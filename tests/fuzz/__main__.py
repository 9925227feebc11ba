"""Guided by what of the readers a file reaches, look for one that they neither read nor refuse.

    python -m fuzz cin|ssda903 FOLDER [libFuzzer's options, as -max_total_time=60]

FOLDER keeps what reached something new, for the next time. A file that breaks a reader is written beside it as crash-…;
`make fuzz` runs both. It needs atheris, which is there for Linux; elsewhere it says so and ends well.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.stderr.write("atheris is not installed on this system: nothing is fuzzed.\n")
    raise SystemExit(0) from None

with atheris.instrument_imports(include=["tally.read", "tally.cin.reading", "tally.ssda903.reading"]):
    from tally.cin import reading as cin_reading
    from tally.ssda903 import reading as ssda903_reading

from damaged import Edit, damaged, read_or_refused
from fuzz.seeds import YEAR, census, files

FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))


def _edited(provider: atheris.FuzzedDataProvider, content: bytes) -> bytes:
    """Some edits of a good file, and then what is left of the input as it is."""
    edits = [
        Edit(*(provider.ConsumeIntInRange(0, most) for most in (7, 2**32 - 1, 2**32 - 1, 255)))
        for _ in range(provider.ConsumeIntInRange(0, 8))
    ]
    at = provider.ConsumeIntInRange(0, len(content))
    content = damaged(content, edits)
    return content[:at] + provider.ConsumeBytes(provider.remaining_bytes()) + content[at:]


def cin(data: bytes) -> None:
    path = FOLDER / "census.xml"
    path.write_bytes(_edited(atheris.FuzzedDataProvider(data), census()))
    read_or_refused(lambda: cin_reading.read(path, YEAR))


def ssda903(data: bytes) -> None:
    provider = atheris.FuzzedDataProvider(data)
    contents = dict(files())
    name = sorted(contents)[provider.ConsumeIntInRange(0, len(contents) - 1)]
    # Two files are enough for what one says of another's children, and faster.
    for one in {name, "Header"}:
        content = _edited(provider, contents[one]) if one == name else contents[one]
        (FOLDER / f"{one}.csv").write_bytes(content)
    try:
        read_or_refused(lambda: ssda903_reading.read([FOLDER], YEAR))
    finally:
        (FOLDER / f"{name}.csv").unlink()


TARGETS = {"cin": cin, "ssda903": ssda903}


def main() -> None:
    if sys.argv[1:2] == [] or sys.argv[1] not in TARGETS:
        raise SystemExit(f"Say which: {', '.join(TARGETS)}.")
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()


main()

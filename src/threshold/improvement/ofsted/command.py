"""`threshold improvement import-report FILE --json`: what does a report say? No database, no settings, nothing kept."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from threshold.core.errors import Refused
from threshold.improvement.ofsted import sandbox

#: The exit code of a refusal, as for a command that was typed wrongly: nothing was done.
REFUSED = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the report's PDF")
    parser.add_argument("--json", action="store_true", help="print what was read as JSON, and keep nothing")
    parser.add_argument("--by", help="the e-mail address of whoever keeps the draft; not needed with --json")
    parser.add_argument("--source", default="", help="where the file comes from, in words or as an address")
    parser.add_argument("--out", type=Path, help="write the JSON to this file instead of printing it")


def read_file(file: Path) -> tuple[bytes, dict[str, Any]]:
    """The file's bytes and what they say. Raises `Refused`."""
    try:
        if file.stat().st_size > sandbox.MOST_BYTES:
            sandbox.refuse_size(file.stat().st_size)
        data = file.read_bytes()
    except OSError as error:
        raise Refused(
            f"{file} could not be read. The system says: {error.strerror or error}. "
            "Give the path of a report's PDF that you may read."
        ) from None
    return data, sandbox.read_safely(data, file.name)


def print_json(file: Path, out: Path | None) -> None:
    read = read_file(file)[1]
    del read["page_texts"]
    text = json.dumps(read, indent=2, ensure_ascii=False) + "\n"
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(
            f"The JSON could not be written to {out}. The system says: {error.strerror or error}. "
            "Give a path in a folder where you may write."
        ) from None


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="threshold improvement import-report", description="Prints what an inspection report says, as JSON."
    )
    add_arguments(parser)
    chosen = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        print_json(chosen.file, chosen.out)
    except Refused as refused:
        sys.stderr.write(refused.sentence + "\n")
        return REFUSED
    return 0

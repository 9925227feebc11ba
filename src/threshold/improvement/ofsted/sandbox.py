"""How is a PDF that a stranger sent read without trusting it?

PDFium is a large program in C++ that has had holes. So the file is opened in a process of its own with limits on
time, memory and files, which knows neither the database nor the settings; the caller gets plain JSON, or a refusal.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, NoReturn

from threshold.core.errors import Refused

#: Wall clock. The largest of the known reports (58 pages) takes about one second.
SECONDS = 30
MOST_BYTES = 25_000_000


def read_safely(data: bytes, file_name: str = "") -> dict[str, Any]:
    """The report as the dictionary that `report.as_json` describes, and the text of each page as `page_texts`.

    Raises `Refused` with a sentence of three parts: what is wrong, what was seen, what to do.
    """
    if len(data) > MOST_BYTES:
        refuse_size(len(data))
    command = [sys.executable, "-I", "-m", "threshold.improvement.ofsted", _plain(file_name)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False, env={})
    except subprocess.TimeoutExpired:
        raise Refused(
            f"This PDF could not be read. It was still being read after {SECONDS} seconds. "
            "Download the report again from Ofsted's page, and if that does not help, record the inspection by hand."
        ) from None
    if done.returncode != 0:
        raise Refused(
            "This PDF could not be read. The program that opens it was stopped by what it found inside. "
            "Download the report again from Ofsted's page, and if that does not help, record the inspection by hand."
        )
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refused" in answer:
        raise Refused(answer["refused"])
    return answer


def refuse_size(size: int) -> NoReturn:
    raise Refused(
        f"This file is too large to be an inspection report. It has {size / 1_000_000:.0f} MB, and at most "
        f"{MOST_BYTES // 1_000_000} MB are read. Choose the report itself, without pictures or other papers."
    )


def _plain(file_name: str) -> str:
    """The last part of a file's name, safe as an argument; it may hold the day of publication."""
    return "".join(one for one in file_name.rsplit("/", 1)[-1][-120:] if one.isprintable())

"""Can somebody who collects everything that an authority published find a count of one to five in it?

The attacker has the pages, the files and all reports, knows the rules by which they were made, and tries every set of
exact numbers that would have been printed so. What was frozen for ourselves says whether the attack has succeeded.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from django.test import Client

from threshold.improvement.models import QuarterlyReport
from threshold.improvement.queries import reports as queries
from threshold.improvement.reporting import disclosure, public
from threshold.improvement.reporting.disclosure import SHARE, SMALL, Cell

#: (code, first day of the quarter)
Key = tuple[str, str]
_PRINTED = (public.SHOWN, public.KEPT)


def what_can_be_found() -> list[str]:
    """What of the published reports gives a small number away, in words; nothing where they hold."""
    out: dict[Key, tuple[dict[str, Any], Cell]] = {}
    wrong = []
    for report in queries.published_reports()[::-1]:
        exact = _exact(queries.frozen(report)[1])
        for key, row in _printed(queries.frozen(report, "public")[1]):
            if key in out and out[key][0]["shown"] != row["shown"]:
                wrong.append(f"{key} was {out[key][0]['shown']} and is {row['shown']}: a difference")
            out.setdefault(key, (row, exact[key]))
            if not disclosure.is_safe_alone(out[key][1]):
                wrong.append(f"{key} shows {row['shown']} of {row['of']}, which are {out[key][1]}")
        wrong += _in_the_files(report, exact)
    for (one, (row, cell)), (other, (beside, second)) in itertools.combinations(sorted(out.items()), 2):
        if one[1] == other[1] and cell.unit == second.unit == SHARE and cell.d == second.d:
            between = abs(cell.n - second.n)
            if 1 <= between <= SMALL and len(_differences(row, beside, cell, second)) < disclosure.CANDIDATES:
                wrong.append(f"{one} less {other} can only be {between}")
    return wrong


def _exact(content: dict[str, Any]) -> dict[Key, Cell]:
    return {
        (one["code"], row["first"]): Cell(one["unit"], row["n"], row["d"])
        for one in [*content["measures"], *public.audit_measures(content)]
        for row in one["quarters"]
    }


def _printed(content: dict[str, Any]) -> Iterator[tuple[Key, dict[str, Any]]]:
    for one in [*content["measures"], *content["audits"]]:
        yield from (((one["code"], row["first"]), row) for row in one["quarters"] if row["state"] in _PRINTED)


def _differences(row: dict[str, Any], beside: dict[str, Any], cell: Cell, second: Cell) -> set[int]:
    """Every difference of two shares of the same children that fits what was printed of both."""
    found = set()
    for d in range(max((cell.d or 0) - 6, 1), (cell.d or 0) + 7):
        counts = [
            [n for n in range(d + 1) if disclosure.is_safe_alone(Cell(SHARE, n, d)) and _prints(n, d, one)]
            for one in (row, beside)
        ]
        found |= {abs(a - b) for a, b in itertools.product(*counts)}
    return found


def _prints(n: int, d: int, row: dict[str, Any]) -> bool:
    return public.shown(SHARE, n, d, "0") == (row["shown"], row["of"])


def _in_the_files(report: QuarterlyReport, exact: dict[Key, Cell]) -> Iterator[str]:
    """The page and the files say no more than the frozen content: no exact count stands beside a rough one."""
    client = Client()
    told = {"page": _words(client.get(f"/progress/{report.slug}").content.decode())}
    told["first page"] = _words(client.get("/progress").content.decode())
    for form in ("html", "docx"):
        response = client.get(f"/progress/{report.slug}/{form}")
        assert response.status_code == 200, form
        raw = b"".join(response.streaming_content) if response.streaming else response.content
        told[form] = _words(_text_of_word(raw) if form == "docx" else raw.decode())
    for place, words in told.items():
        for (code, first), cell in exact.items():
            for number in {cell.n, cell.d} - {None}:
                # Beside "about 415" an exact 417 would stand as "of 417", "417 of" or "out of 417".
                if number and re.search(rf"\b(?:of {number:,}|{number:,} (?:out )?of)\b", words) and number % 5:
                    yield f"{report.slug}, {place}: {number} of {code} in the quarter of {first}"


def _text_of_word(raw: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return packed.read("word/document.xml").decode()


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())

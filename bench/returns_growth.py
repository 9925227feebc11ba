"""What do ten times the children cost? Adds to docs/reference/performance-returns.md; `bench/returns.py` comes before.

    .venv/bin/python bench/returns_growth.py            all sizes
    .venv/bin/python bench/returns_growth.py --small    the two smaller sizes, to try it

Returns of three sizes, each ten times the one before, are made by `threshold returns synthesise` and checked by
`threshold returns check`, each time in a process of its own. No other validator is run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
from pathlib import Path

import returns_page
from returns import OFTEN, RESULTS, Result, timed
from returns_peers import BIN, VAR, YEAR

#: Children in need, and of them looked after, with how often each return is checked.
SIZES = {(1_000, 500): OFTEN, (10_000, 5_000): OFTEN, (100_000, 50_000): 1}


def measure(children: int, looked_after: int, times: int) -> Result:
    """The making of an authority's returns, and the check of its census and of its SSDA903 with last year's."""
    folder = VAR / f"growth-{children}"
    shutil.rmtree(folder, ignore_errors=True)
    made = timed(
        [BIN / "threshold", "returns", "synthesise", "--children", str(children), "--looked-after", str(looked_after),
         "--seed", "1", "--year", YEAR, "--out", folder], 1,
    )  # fmt: skip
    return {
        "children": children,
        "looked_after": looked_after,
        "made": made,
        "cin": timed(_check("cin", folder / "cin.xml"), times),
        "ssda903": timed([*_check("ssda903", folder / "ssda903"), "--previous", folder / "ssda903-last-year"], times),
    }


def _check(collection: str, path: Path) -> list[str | Path]:
    command: list[str | Path] = [BIN / "threshold", "returns", "check", path, "--return", collection]
    return [*command, "--year", YEAR, "--format", "json", "--out", os.devnull]


def run(*, small: bool) -> Result:
    VAR.mkdir(parents=True, exist_ok=True)
    began = os.getloadavg()[0]
    return {
        "on": dt.date.today().isoformat(),  # noqa: DTZ011 - the day on this machine
        "start": timed([BIN / "threshold", "returns", "--help"], OFTEN),
        "sizes": [measure(*size, times) for size, times in list(SIZES.items())[: 2 if small else None]],
        "load": [round(began, 1), round(os.getloadavg()[0], 1)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="the two smaller sizes alone")
    options = parser.parse_args()
    results = json.loads(RESULTS.read_text()) | {"growth": run(small=options.small)}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    returns_page.write(results)


if __name__ == "__main__":
    main()

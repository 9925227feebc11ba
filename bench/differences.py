"""Where do our findings differ from those of the sector's validators? Writes docs/reference/differences-returns.md.

    .venv/bin/python bench/differences.py               everything; some two minutes once all is made and installed
    .venv/bin/python bench/differences.py --page        the page again, from the counts of the last run

Both are run on made-up files without faults, on the same with planted faults, of which a list says where they are, and
on the sample files that lie in `shared/samples` beside this checkout. Of all of them only counts by rule are written.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import differences_page
import returns_findings
from returns_peers import PACKAGES, ROOT, VAR, YEAR, Case, census, install, looked_after, our_command, their_command

RESULTS = ROOT / "docs" / "reference" / "differences-returns.json"
SAMPLES = ROOT.parent / "shared" / "samples"
CENSUS, LOOKED_AFTER = 1_000, 1_000
#: In what part of the children there is a fault.
FAULTS = "0.9"
#: Samples that hold what came in that year: proceedings in the census, orders that deprive of liberty in SSDA903.
YEARS = {"CIN_Census_2026": "2026-27", "d2i_fake": "2026-27"}


@dataclass(frozen=True)
class Files:
    """Files that both are run on.

    Attributes:
        title: what the page calls them.
        listed: the list of the faults in them, where some were planted.
    """

    title: str
    case: Case
    listed: Path | None = None


def made() -> list[Files]:
    """Of each return the files without faults, and then those with them."""
    found = []
    for make, children in ((census, CENSUS), (looked_after, LOOKED_AFTER)):
        clean, faulty = make(children), make(children, "--faults", FAULTS)
        found += [Files("Without faults", clean), Files("With faults", faulty, faulty.path.parent / "faults.csv")]
    return found


def samples() -> list[Files]:
    """The sample files; none where the folder is not there."""
    cases = [
        Case(path.stem, "cin", path, year=YEARS.get(path.stem, YEAR))
        for path in sorted((SAMPLES / "cin").glob("*.xml"))
    ]
    care = SAMPLES / "ssda903"
    if care.is_dir():
        cases += [
            Case("d2i_fake", "ssda903", care / "d2i_fake", year=YEARS["d2i_fake"]),
            Case("this_year", "ssda903", care / "this_year", care / "last_year"),
        ]
    return [Files(f"{case.name}, {case.year}", replace(case, name=f"sample-{case.name}")) for case in cases]


def asked(case: Case) -> returns_findings.Answers:
    """What both find. Raises CalledProcessError: one of the two could not be run."""
    ours, theirs = VAR / f"{case.name}.ours.json", VAR / f"{case.name}.theirs.json"
    ran = subprocess.run(our_command(case, ours), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if ran.returncode not in (0, 1, 3):
        ran.check_returncode()
    subprocess.run(their_command(case, theirs), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return returns_findings.read(ours, theirs)


def run() -> None:
    VAR.mkdir(parents=True, exist_ok=True)
    for collection in PACKAGES:
        install(collection)
    given = samples()
    if not given:
        print(f"{SAMPLES} is not there, so the sample files are left out.")
    answers = {files.case.name: (files, asked(files.case)) for files in [*made(), *given]}
    results: dict[str, Any] = {
        "on": dt.date.today().isoformat(),  # noqa: DTZ011 - the day on this machine
        "packages": {name: packages[0] for name, packages in PACKAGES.items()},
        "children": {"cin": CENSUS, "ssda903": LOOKED_AFTER},
        "samples": bool(given),
        "files": [
            {
                "title": files.title, "collection": files.case.collection, "rules": len({*found.ours, *found.theirs}),
                "differs": returns_findings.differences(found),
            }
            for files, found in answers.values()
        ],
        "faults": {
            files.case.collection: _planted(files, found, answers)
            for files, found in answers.values() if files.listed
        },
    }  # fmt: skip
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    differences_page.PAGE.write_text(differences_page.written(results))


def _planted(files: Files, found: returns_findings.Answers, answers: dict[str, Any]) -> list[dict[str, Any]]:
    assert files.listed
    clean = next(
        other for one, other in answers.values()
        if one.case.collection == files.case.collection and one.title == "Without faults"
    )  # fmt: skip
    return list(returns_findings.planted(found, clean, files.listed, files.case.path.name))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--page", action="store_true", help="write the page from the counts of the last run")
    if parser.parse_args().page:
        differences_page.PAGE.write_text(differences_page.written(json.loads(RESULTS.read_text())))
    else:
        run()


if __name__ == "__main__":
    main()

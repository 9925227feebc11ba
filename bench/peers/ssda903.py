"""Runs the sector's validator of SSDA903 on two folders of CSV; `bench/returns.py` calls it in that validator's own
environment.

    var/peers/ssda903/bin/python bench/peers/ssda903.py THIS_YEAR LAST_YEAR 2025-26 AUTHORITY OUT.json [POSTCODES.csv]

It makes the calls of the validator's service up to the list of findings, and leaves out its two summaries for a
person, which take as long again. `AUTHORITY` is the code of the Office for National Statistics. Where a last file is
named, the places of the postcodes that the validator knows and that stand in the return are written there, so that both
programs can be asked with the same list.
"""

import json
import logging
import sys
from pathlib import Path

import pandas as pd

logging.disable(logging.CRITICAL)

from lac_validator import datastore, lac_validator
from lac_validator.report import Report
from lac_validator.rules.ruleset_utils import get_year_ruleset
from lac_validator.utils import process_uploaded_files


def main(this_year, last_year, year, authority, out, postcodes=None):  # noqa: PLR0917 - as on the command line
    ending = str(int(year[:4]) + 1)
    files = {
        label: [str(path) for path in sorted(Path(folder).glob("*.csv"))]
        for label, folder in (("This year", this_year), ("Prev year", last_year))
        if folder
    }
    registry = get_year_ruleset(ending)
    done = lac_validator.LacValidator(
        metadata={"collectionYear": ending, "localAuthority": authority},
        files=process_uploaded_files(files),
        registry=registry,
    )
    report = Report(done.ds_results, registry)
    found = lac_validator.create_issue_df(report.report, report.error_report)
    found = found[["rule_code", "child_id"]].astype(str).drop_duplicates()
    with open(out, "w") as file:
        json.dump(
            {
                "rules": sorted(registry),
                "crashed": [[code, ""] for code in done.fails],
                "skipped": sorted(done.skips),
                "findings": found.values.tolist(),
                "whole": [],
            },
            file,
        )
    if postcodes:
        write_postcodes(done.dfs, postcodes)


def write_postcodes(tables, path):
    """The places of the postcodes of the return, as `threshold returns check --postcodes` reads them."""
    told = pd.concat(
        tables[name][column]
        for name in ("Episodes", "Episodes_last")
        if name in tables
        for column in ("HOME_POST", "PL_POST")
    )
    told = set(told.dropna().str.replace(" ", "").str.upper())
    known = datastore.postcodes.dataframe
    known = known[known["pcd_abbr"].isin(told)]
    columns = {"pcd_abbr": "POSTCODE", "laua": "LA", "oseast1m": "EASTING", "osnrth1m": "NORTHING"}
    known = known[list(columns)].rename(columns=columns)
    known.astype({"EASTING": "Int64", "NORTHING": "Int64"}).to_csv(path, index=False)


main(*sys.argv[1:])

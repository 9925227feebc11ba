"""Runs the sector's validator of the children in need census on one file; `bench/returns.py` calls it in that
validator's own environment.

    var/peers/cin/bin/python bench/peers/cin.py CENSUS.xml 2025-26 OUT.json

It makes the same calls as the validator's own `run` command, and writes down what was found where that shows a table:
which rules there are, which crashed (it only prints them, and counts them among those that passed), and which child
each finding is of.
"""

import contextlib
import importlib
import io
import json
import re
import sys
import xml.etree.ElementTree as ET

from cin_validator import cin_validator


def main(path, year, out):
    tables = cin_validator.process_data(cin_validator.convert_data(ET.parse(path).getroot()))  # noqa: S314 - a file that we made
    registry = importlib.import_module("cin_validator.rules.cin" + year.replace("-", "_")).registry
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        done = cin_validator.CinValidator(tables, registry)
    found = done.full_issue_df
    findings = [] if found.empty else found[["rule_code", "child_id"]].astype(str).drop_duplicates().values.tolist()
    with open(out, "w") as file:
        json.dump(
            {
                "rules": sorted(registry),
                "crashed": re.findall(r"^Error with rule (\S+): (.*)$", printed.getvalue(), re.M),
                "passed": sorted(done.rules_passed),
                "findings": findings,
                "whole": sorted({str(code) for code in done.multichild_issues["rule_code"]}),
            },
            file,
        )


main(*sys.argv[1:])

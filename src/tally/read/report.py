"""How is a report read again that a check wrote as JSON?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tally.read.problems import Unreadable
from tally.report import Finding, Outcome, Report, RuleResult
from tally.rules import Severity


def read(path: Path) -> Report:
    """The report. What its rules say is not in it but in its findings, so `RuleResult.message` is "".

    Raises:
        Unreadable: it is no JSON, or not what `threshold returns check --format json` writes.
        OSError: there is no such file.
    """
    try:
        return _report(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError):
        raise Unreadable(
            f"{path.name} is no report. Write it with `threshold returns check … --format json --out {path.name}`."
        ) from None


def _report(told: dict[str, Any]) -> Report:
    rules = [
        RuleResult(
            one["code"], Severity(one["severity"]), "", Outcome(one["outcome"]), one["findings"], one["reason"]
        )
        for one in told["rules"]
    ]  # fmt: skip
    findings = [
        Finding(
            one["rule"], one["child"], one["table"], one["row"], one["line"], tuple(one["columns"]), one["message"]
        )
        for one in told["findings"]
    ]  # fmt: skip
    return Report(told["return"], told["year"], told["tables"], rules, findings, told["seconds"])

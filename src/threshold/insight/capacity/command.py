"""`threshold insight simulate`: the simulation at the command line, computed while one waits and not kept."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from threshold.core import packs
from threshold.insight.capacity import pack, queries
from threshold.insight.capacity.engine import TooManyContacts
from threshold.insight.capacity.fit import CannotFit
from threshold.insight.capacity.scenario import PRESENT, USUAL, BadScenario, Scenario
from threshold.insight.capacity.simulate import REPLICATIONS
from threshold.insight.capacity.study import study


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scenario", action="append", default=[], metavar="CHANGES",
        help="such as demand=200,workers=2,later=1,later_from=12:00,later_to=20:30; may be given several times; "
        "without it the usual questions are asked",
    )  # fmt: skip
    parser.add_argument("--replications", type=int, default=REPLICATIONS, help="how often the year is simulated")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same answer")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def simulate(options: dict[str, Any], out: Any) -> None:
    """Learn, check, simulate, print. Refuses in a sentence where it cannot be done."""
    if not 1 <= options["replications"] <= 10_000:
        raise CommandError(f"--replications is {options['replications']}. Give a number from 1 to 10,000.")
    try:
        asked = [Scenario.read(text) for text in options["scenario"]]
        scenarios = [PRESENT, *(one for one in asked if not one.is_present)] if asked else list(USUAL)
        until = queries.last_whole_day(timezone.now())
        found = study(
            queries.history(until), pack.rota(), pack.hours(), scenarios,
            seed=options["seed"], replications=options["replications"],
        )  # fmt: skip
    except (BadScenario, CannotFit, TooManyContacts, packs.PackError) as reason:
        raise CommandError(str(reason)) from None
    if options["json"]:
        out.write(json.dumps(found.to_data(), indent=2))
        return
    check, fitted = found.check, found.now
    out.write(
        f"Learned from {fitted.contacts:,} contacts: {fitted.work.work:.0f} minutes of work each, workers busy "
        f"{100 * fitted.busy:.0f}% of the time.\n"
        f"Checked on {len(check.judged)} months: within 5 points in {check.close}, inside the interval in "
        f"{check.inside}, at worst {check.worst:.0f} points out. Trust: {found.trust}."
    )
    if found.trust == "none":
        raise CommandError("The model does not foretell this front door's past. No forecast is given.")
    for scenario, forecast in zip(scenarios, found.forecasts, strict=True):
        share = forecast.in_day
        told = (
            f"{100 * share.mean:.0f}% ({100 * share.low:.0f} to {100 * share.high:.0f}) in one working day"
            if share
            else "nothing comes in"
        )
        out.write(f"{scenario.in_words()}: {told}; {forecast.waiting[-1].mean:,.0f} waiting after a year")

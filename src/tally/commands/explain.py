"""`threshold returns explain`: say what a rule asks, and show what fails and what passes."""

from __future__ import annotations

import argparse
import sys

from tally.plainly import LEGEND, plainly
from tally.returns import RETURNS
from tally.rules import Rule

#: What a rule may need beside the return, for whoever has to give it.
_NEEDS = {
    "previous": "last year's return (--previous)",
    "providers": "Ofsted's list of providers (--reference)",
    "postcodes": "a list of postcodes (--reference)",
    "authority": "whose return it is (--authority)",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", metavar="RULE")
    parser.add_argument("--return", dest="collection", choices=tuple(RETURNS), help="where several returns have it")


def run(given: argparse.Namespace) -> int:
    found = [
        (name, one.rules.by_code[given.rule])
        for name, one in RETURNS.items()
        if given.rule in one.rules.by_code and given.collection in (None, name)
    ]
    left_out = [
        (name, one.rules.left_out[given.rule])
        for name, one in RETURNS.items()
        if given.rule in one.rules.left_out and given.collection in (None, name)
    ]
    if not found and not left_out:
        raise ValueError(f"No rule is called {given.rule}. `threshold returns rules` lists them.")
    for name, rule in found:
        sys.stdout.write(_explained(name, rule))
    for name, one in left_out:
        sys.stdout.write(f"{one.code} ({name}): defined by the department and not asked\n{one.message}\n{one.reason}\n")
    return 0


def _explained(collection: str, rule: Rule) -> str:
    since = f"from {rule.since}" if rule.since else "in every year"
    until = f" to {rule.until}" if rule.until else ""
    lines = [
        f"{rule.code} ({collection}, {rule.severity}, {since}{until})",
        rule.message,
        *([" ".join(rule.doubt.split())] if rule.doubt else []),
        f"Looks at: {', '.join(rule.reads)}.",
        f"Put right: {', '.join(rule.blames) or 'the return as a whole'}.",
        *([f"Not asked without {', '.join(_NEEDS.get(need, need) for need in rule.needs)}."] if rule.needs else []),
        f"From: {rule.guidance}.",
        f"Examples. {LEGEND}",
        "Fails:",
        *(f"  {plainly(example)}" for example in rule.fails),
        "Passes:",
        *(f"  {plainly(example)}" for example in rule.passes),
    ]
    return "\n".join(lines) + "\n"

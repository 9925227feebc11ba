"""Every rule against its own examples: what must fail fails, what must pass passes, with nothing but what it reads."""

from __future__ import annotations

import pytest

from tally.cin import examples
from tally.cin.rules import RULES
from tally.report import Outcome
from tally.rules import Rule, narrowed
from tally.run import run

ALL = [pytest.param(rule, id=rule.code) for rule in RULES.by_code.values()]


@pytest.mark.parametrize("rule", ALL)
def test_each_failing_example_fails(rule: Rule):
    for example in rule.fails:
        data = narrowed(examples.data_of(example, rule.example_year), rule)
        (result,), findings = run([rule], data)
        assert (result.outcome, result.reason) == (Outcome.FAILED, ""), example
        assert result.findings == len(findings) > 0
        assert {finding.table for finding in findings} == {rule.table}


@pytest.mark.parametrize("rule", ALL)
def test_each_passing_example_passes(rule: Rule):
    for example in rule.passes:
        data = narrowed(examples.data_of(example, rule.example_year), rule)
        (result,), findings = run([rule], data)
        assert (result.outcome, result.reason, findings) == (Outcome.PASSED, "", []), example


@pytest.mark.parametrize("rule", ALL)
def test_each_is_told_in_our_words(rule: Rule):
    assert rule.message[0].isupper()
    assert rule.message.endswith(".")
    assert "N00" not in rule.message
    assert "<" not in rule.message

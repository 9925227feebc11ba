"""Every rule against its own examples: what must fail fails, what must pass passes, with nothing but what it reads."""

from __future__ import annotations

import pytest

from tally.annex_a import examples as annex_a_examples
from tally.cin import examples as cin_examples
from tally.report import Outcome
from tally.returns import RETURNS
from tally.rules import Rule, narrowed
from tally.run import run
from tally.ssda903 import examples as ssda903_examples

DATA_OF = {
    "cin": cin_examples.data_of,
    "ssda903": ssda903_examples.data_of,
    "annex-a": annex_a_examples.data_of,
}
ALL = [
    pytest.param(name, rule, id=f"{name}-{rule.code}")
    for name, one in RETURNS.items()
    for rule in one.rules.by_code.values()
]


@pytest.mark.parametrize(("name", "rule"), ALL)
def test_each_failing_example_fails(name: str, rule: Rule):
    for example in rule.fails:
        data = narrowed(DATA_OF[name](example, rule.example_year), rule)
        (result,), findings = run([rule], data)
        assert (result.outcome, result.reason) == (Outcome.FAILED, ""), example
        assert result.findings == len(findings) > 0
        assert {finding.table for finding in findings} == {rule.table}


@pytest.mark.parametrize(("name", "rule"), ALL)
def test_each_passing_example_passes(name: str, rule: Rule):
    for example in rule.passes:
        data = narrowed(DATA_OF[name](example, rule.example_year), rule)
        (result,), findings = run([rule], data)
        assert (result.outcome, result.reason, findings) == (Outcome.PASSED, "", []), example


@pytest.mark.parametrize(("name", "rule"), ALL)
def test_each_is_told_in_our_words(name: str, rule: Rule):
    assert rule.message[0].isupper()
    assert rule.message.endswith(".")
    assert "N00" not in rule.message
    assert "<" not in rule.message

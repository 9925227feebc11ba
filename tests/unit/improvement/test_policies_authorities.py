"""Whose improvement history may be written?"""

import datetime as dt

import pytest

from threshold.core.errors import Refused
from threshold.improvement.models import Authority
from threshold.improvement.policies import authorities as policies


@pytest.mark.parametrize(
    ("is_ours", "sealed", "may"), [(True, False, True), (False, False, True), (False, True, False)]
)
def test_an_example_is_written_until_it_is_sealed(is_ours, sealed, may):
    sealed_at = dt.datetime(2026, 3, 11, tzinfo=dt.UTC) if sealed else None
    authority = Authority(name="Exampleshire", is_ours=is_ours, sealed_at=sealed_at)
    if may:
        policies.check_may_be_written(authority)
    else:
        with pytest.raises(Refused, match="Exampleshire is an example"):
            policies.check_may_be_written(authority)

"""How many files may somebody send?"""

from __future__ import annotations

import pytest

from threshold.core.errors import Refused
from threshold.portal import policies


@pytest.mark.parametrize("already", range(policies.MOST_FILES + 2))
def test_ten_files_and_not_one_more(already):
    if already < policies.MOST_FILES:
        policies.check_can_attach(already=already)
    else:
        with pytest.raises(Refused, match=str(policies.MOST_FILES)):
            policies.check_can_attach(already=already)

"""What several rules of the census say in the same way."""

from __future__ import annotations

import polars as pl

from tally.asking import in_year, is_among, is_code
from tally.cin.tables import CIN
from tally.rules import Rules, Severity

RULES = Rules(CIN, "Children in need census: validation rules of the department")
rule = RULES.rule
ERROR, QUERY = Severity.ERROR, Severity.QUERY
col = pl.col

__all__ = ["ERROR", "QUERY", "RULES", "col", "in_year", "is_among", "is_code", "rule"]

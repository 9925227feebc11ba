"""How does a plan become rows without the actions, thousands of contacts a minute?

Each method of the player writes the rows that one action writes, in the same order, with deadlines, names and
letters from the same pure functions. A test plays one plan both ways and compares every row of every table
(tests/integration/demo/test_bulk.py): change an action, and it says what to change here. What an action asks first
(permission, policy, locks) is not asked again: the plan is one that the actions accept.
"""

from threshold.demo.bulk.ledger import Ledger, bare_tables
from threshold.demo.bulk.player import TABLES, WITH_AUDIT, InBulk

__all__ = ["TABLES", "WITH_AUDIT", "InBulk", "Ledger", "bare_tables"]

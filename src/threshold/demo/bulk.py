"""How does a plan become rows without the actions, thousands of contacts a minute?

Each method writes the rows that one action writes, in the same order, with deadlines, names and letters from the
same pure functions. A test plays one plan both ways and compares every row of every table
(tests/integration/demo/test_bulk.py): change an action, and it says what to change here. What is typed by a hand
(permission, policy, locks) is not asked again: the plan is one that the actions accept.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable
from typing import Any

from threshold.core.models import Clock, Message, StatusChange
from threshold.demo import steps
from threshold.demo.book import Book
from threshold.demo.bulk_pathway import PathwayInBulk
from threshold.demo.bulk_people import PeopleInBulk
from threshold.demo.bulk_shared import OpenChild, OpenContact, Shared
from threshold.demo.county import County
from threshold.demo.ledger import Ledger, Row
from threshold.frontdoor import pack
from threshold.frontdoor.actions.answer import LEFT_OUT, letter_for

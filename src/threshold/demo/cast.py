"""X"""
from __future__ import annotations
import datetime as dt
from threshold.demo.plan import Planner
from threshold.demo.steps import Step


def scenes(planner: Planner, history: list[Step], now: dt.datetime) -> list[Step]:
    return []

"""How does the demo's improvement loop come to be? The county's own, and a worked example."""

from __future__ import annotations

import datetime as dt
import random

from threshold.access.models import User
from threshold.demo.county import County
from threshold.demo.loop.boards import BoardsStory
from threshold.demo.loop.diary import Diary
from threshold.demo.loop.example import ExampleStory
from threshold.demo.loop.inspections import LooksStory
from threshold.demo.loop.plan import PlanStory
from threshold.demo.loop.practice import PracticeStory, seeds_from
from threshold.demo.loop.reports import ReportsStory
from threshold.improvement import ours as our_own
from threshold.improvement.models import Authority


def play(county: County, now: dt.datetime, *, number: int) -> None:
    """Play the county's improvement up to now, over the contacts that are there, and load the worked example."""
    worker, chance = User.objects.service("worker_service"), random.Random(number)  # noqa: S311 - a demo's chance
    our_own.keep(by=worker, now=now)
    ours = Authority.objects.get(is_ours=True)
    diary = Diary(county.users, now)
    LooksStory(diary, ours).write()
    PlanStory(diary, ours).write()
    BoardsStory(diary, ours).write()
    PracticeStory(diary, county.teams, chance).write()
    ReportsStory(diary, ours).write()
    with seeds_from(chance):
        diary.play()
    ExampleStory(county.users, worker, now).load()

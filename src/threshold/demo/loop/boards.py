"""Who governs the county's improvement, and what did they ask and decide? Boards, an appraisal, a strategy."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from threshold.demo.loop.diary import Diary
from threshold.demo.loop.plan import words
from threshold.improvement.actions import appraisals, boards, documents, history
from threshold.improvement.actions.appraisals import Score
from threshold.improvement.actions.boards import Task
from threshold.improvement.documents import pdf
from threshold.improvement.documents.blocks import Document, Paragraph
from threshold.improvement.models import (
    AppraisalOption,
    Authority,
    Board,
    Meeting,
    OptionsAppraisal,
    Priority,
    SourceDocument,
)


class BoardsStory:
    """What was told, asked and decided."""

    def __init__(self, diary: Diary, ours: Authority) -> None:
        self.diary, self.ours = diary, ours

    def write(self) -> None:
        diary = self.diary
        diary.at(-395, self._begin, hour=8)
        for board in words()["boards"]:
            for meeting in board["meetings"]:
                diary.at(meeting["day"], partial(self._meet, board, meeting), hour=17)
        diary.at(-75, self._appraise)
        diary.at(-304, self._name_strategy)

    def _by(self, now: dt.datetime) -> dict[str, Any]:
        return {"by": self.diary.users["improvement"], "now": now}

    def _begin(self, now: dt.datetime) -> None:
        strategy = words()["strategy"]
        history.record_strategy(
            self.ours, **self._by(now), kind="children", title=strategy["title"],
            starts_on=self.diary.day(-900), ends_on=self.diary.day(560), summary=strategy["note"],
        )  # fmt: skip
        history.record_provider(
            self.ours, **self._by(now), kind="council", name=self.ours.name, starts_on=dt.date(2009, 4, 1)
        )
        for board in words()["boards"]:
            boards.set_up_board(
                self.ours, **self._by(now), kind=board["kind"], name=board["name"], chair=board["chair"],
                starts_on=self.diary.day(-395),
            )  # fmt: skip

    def _name_strategy(self, now: dt.datetime) -> None:
        strategy = self.ours.strategies.get()
        for priority in Priority.objects.filter(plan__authority=self.ours):
            history.name_strategy(priority, **self._by(now), strategy=strategy)

    def _meet(self, board: dict[str, Any], told: dict[str, Any], now: dt.datetime) -> None:
        found = Board.objects.get(authority=self.ours, name=board["name"])
        meeting = boards.record_meeting(
            found, **self._by(now), held_on=now.date(), summary=told["told"],
            present=[board["chair"], "Director of children's services", "Lead member for children"],
        )  # fmt: skip
        if paper := told.get("paper"):
            boards.add_paper(meeting, **self._by(now), paper=self._paper(found, paper, now))
        tasks = []
        if task := told.get("task"):
            tasks.append(Task(task["words"], self.diary.day(task["due"]), owner=self.diary.users[task["owner"]]))
        boards.record_decision(
            Meeting.objects.get(pk=meeting.pk), **self._by(now), title=told["decided"][:150].rstrip("."),
            told=told["told"], questions=told["asked"], tasks=tasks,
            asked="To note the report, and to say what the board wants done.",
            decided=told["decided"], why=told["why"],
        )  # fmt: skip

    def _paper(self, board: Board, told: dict[str, Any], now: dt.datetime) -> SourceDocument:
        """A paper as a real file, so that a visitor has one to open."""
        written = Document(
            told["title"], f"Paper for the {board.name}", self.ours.name, now.date(),
            [Paragraph(words) for words in told["words"]],
        )  # fmt: skip
        return documents.add_document(
            self.ours, **self._by(now), kind="paper", title=told["title"], source=f"Laid before the {board.name}",
            dated_on=now.date(), upload=SimpleUploadedFile("paper.pdf", pdf.write(written), "application/pdf"),
        )  # fmt: skip

    def _appraise(self, now: dt.datetime) -> None:
        told = words()["appraisal"]
        made = appraisals.begin_appraisal(
            self.ours, **self._by(now), title="Late and weekend demand", question=told["question"],
            appraised_on=now.date(), criteria=[(title, weight) for title, weight in told["criteria"]],
            options=[(option["title"], "") for option in told["options"]],
        )  # fmt: skip
        scores = [
            Score(option, criterion, score, source)
            for option, row in enumerate(told["options"], 1)
            for criterion, (score, source) in enumerate(zip(row["scores"], row["sources"], strict=True), 1)
        ]
        appraisals.score_options(made, **self._by(now), scores=scores)
        chosen = AppraisalOption.objects.get(appraisal=made, name=told["chosen"])
        appraisals.decide_appraisal(
            OptionsAppraisal.objects.get(pk=made.pk), **self._by(now), chosen=chosen, reason=told["reason"],
            decided_on=now.date(),
        )  # fmt: skip

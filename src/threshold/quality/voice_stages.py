"""Through which stages does a complaint or a challenge go, with how many days?

The days of a stage are the clock rule of the pack; here stands how far a stage may be made longer, which the law says
for complaints (Children Act 1989 Representations Procedure (England) Regulations 2006, regulations 14 and 17).
"""

from __future__ import annotations

from dataclasses import dataclass

from threshold.quality.models import VoiceRecord

Kind, Outcome = VoiceRecord.Kind, VoiceRecord.Outcome


@dataclass(frozen=True)
class Stage:
    """One stage. `rule` is a code of the clock table; `extended_limit` the most working days from its start."""

    code: str
    title: str
    rule: str
    extended_limit: int | None = None


STAGES: dict[str, tuple[Stage, ...]] = {
    Kind.COMPLIMENT: (),
    Kind.COMPLAINT: (
        Stage("stage_1", "Stage 1: the manager answers", "complaint-stage-1", 20),
        Stage("stage_2", "Stage 2: investigation", "complaint-stage-2", 65),
        Stage("stage_3", "Stage 3: review panel", "complaint-stage-3"),
    ),
    Kind.IRO_CHALLENGE: (
        Stage("informal", "Informal: with the team's manager", "iro-informal"),
        Stage("formal", "Formal: with a senior leader", "iro-formal"),
        Stage("cafcass", "Referred to Cafcass", "iro-cafcass"),
    ),
    Kind.AGENCY_CHALLENGE: (
        Stage("manager", "With the team's manager", "agency-challenge"),
        Stage("senior", "With a senior leader", "agency-escalated"),
    ),
}

#: The clock of the whole, besides that of each stage.
WHOLE: dict[str, str] = {Kind.IRO_CHALLENGE: "iro-dispute"}

#: How a stage of each kind can end.
OUTCOMES: dict[str, tuple[str, ...]] = {
    Kind.COMPLIMENT: (),
    Kind.COMPLAINT: (Outcome.UPHELD, Outcome.PARTLY, Outcome.NOT_UPHELD),
    Kind.IRO_CHALLENGE: (Outcome.RESOLVED, Outcome.PARTLY, Outcome.NOT_UPHELD, Outcome.REFERRED),
    Kind.AGENCY_CHALLENGE: (Outcome.RESOLVED, Outcome.PARTLY, Outcome.NOT_UPHELD, Outcome.REFERRED),
}


def stage_of(kind: str, code: str) -> Stage:
    return next(stage for stage in STAGES[kind] if stage.code == code)


def after(kind: str, code: str) -> Stage | None:
    """The stage that follows; None after the last one."""
    codes = [stage.code for stage in STAGES[kind]]
    place = codes.index(code) + 1
    return STAGES[kind][place] if place < len(codes) else None

"""How does the world look as a children in need census?"""

from __future__ import annotations

import polars as pl

from tally.cin.tables import CIN
from tally.convert.frames import framed
from tally.data import Data
from tally.synthesise.world import World

col = pl.col


def census(world: World) -> Data:
    """The census of the world's year: whoever was in need in it, and of these what belongs to the year."""
    year = world.year
    episodes = world.episodes.filter(
        (col("closed_on") >= year.first_day).fill_null(True)
        & ((col("route") != "nothing followed") | (col("referred_on") >= year.first_day))
    )
    children = world.people.join(episodes.select("person").unique(), on="person", how="semi").sort("person")
    children = children.with_row_index("child")
    numbers = children.select("person", "child")
    episodes = episodes.join(numbers, on="person").sort("child", "referred_on").with_row_index("row")
    frames = _children(world, children, episodes)
    frames |= _needs(episodes)
    frames |= _within(world, episodes.select("episode", "child", parent="row"))
    frames["Header"] = _header(world)
    tables = [table.name for table in CIN.tables if table.is_in(year)]
    made = {name: framed(CIN, name, frames.get(name), year) for name in tables}
    return Data(CIN, year, made, children["name"])


def _header(world: World) -> pl.DataFrame:
    last = world.year.last_day
    return pl.DataFrame({
        "Collection": ["CIN"], "Year": [last.year], "ReferenceDate": [last], "SourceLevel": ["L"],
        "LEA": [world.authority], "SoftwareCode": ["Threshold"], "Release": ["synthetic"], "SerialNo": ["1"],
        # No clock: the return is handed in at the end of June.
        "DateTime": [f"{last.year}-06-30T12:00:00"], "parent": [0], "child": [None],
    })  # fmt: skip


def _children(world: World, children: pl.DataFrame, episodes: pl.DataFrame) -> dict[str, pl.DataFrame]:
    nothing = episodes.group_by("child").agg(only_nothing=(col("route") == "nothing followed").all())
    died = episodes.filter(col("reason") == "RC2").group_by("child").agg(died_on=col("closed_on").max())
    rows = children.join(nothing, on="child", how="left").join(died, on="child", how="left").sort("child")
    reason = pl.when("only_nothing", col("no_upn").is_not_null()).then(pl.lit("UN7")).otherwise("no_upn")
    identifiers = rows.select(
        "child", parent="child", LAchildID="name", UPN="upn", UPNunknown=reason,
        PersonBirthDate=pl.when(~col("is_unborn")).then("born"),
        ExpectedPersonBirthDate=pl.when("is_unborn").then("born"), Sex="sex", PersonDeathDate="died_on",
    )  # fmt: skip
    disabilities = world.disabilities.join(children.select("person", "child"), on="person").sort("child", "code")
    return {
        "Child": children.select("child", row="child", parent=0),
        "ChildIdentifiers": identifiers,
        "ChildCharacteristics": rows.select("child", parent="child", Ethnicity="ethnicity"),
        "Disabilities": disabilities.select("child", parent="child", Disability="code"),
    }


def _needs(episodes: pl.DataFrame) -> dict[str, pl.DataFrame]:
    nothing = col("route") == "nothing followed"
    return {
        "CINdetails": episodes.select(
            "row", "child", parent="child", CINreferralDate="referred_on", ReferralSource="source",
            PrimaryNeedCode=pl.when(~nothing).then("need"), CINclosureDate="closed_on", ReasonForClosure="reason",
            ReferralNFA=nothing,
        )
    }  # fmt: skip


def _within(world: World, episodes: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """What stands inside the episodes: what ended before the year is left out, as it was told of last year."""
    first = world.year.first_day

    def of(rows: pl.DataFrame, *is_told: pl.Expr) -> pl.DataFrame:
        return (
            rows.filter(*is_told)
            .join(episodes, on="episode", maintain_order="left")
            .sort("parent", maintain_order=True)
            .with_row_index("row")
        )

    goes_on = (col("until") >= first).fill_null(True)
    assessments = of(world.assessments, goes_on)
    protections = of(world.protections, goes_on)
    enquiries = of(world.enquiries, (col("from") >= first) | (col("conference_on") >= first))
    told = assessments.select("assessment", "child", parent="row")
    factors = world.factors.join(told, on="assessment", maintain_order="left")
    reviews = world.reviews.filter(col("held_on") >= first).join(
        protections.select("episode", "child", parent="row"), on="episode", maintain_order="left"
    )
    found = {
        "Assessments": assessments.select(
            "row", "child", "parent", AssessmentActualStartDate="from", AssessmentAuthorisationDate="until",
        ),
        "FactorsIdentifiedAtAssessment": factors.sort("parent", maintain_order=True).select(
            "child", "parent", AssessmentFactors="code",
        ),
        "CINPlanDates": of(world.plans, goes_on).select(
            "row", "child", "parent", CINPlanStartDate="from", CINPlanEndDate="until",
        ),
        "Section47": enquiries.select(
            "row", "child", "parent", S47ActualStartDate="from", InitialCPCtarget="target_on",
            DateOfInitialCPC="conference_on", ICPCnotRequired=~col("confers"),
        ),
        "ChildProtectionPlans": protections.select(
            "row", "child", "parent", CPPstartDate="from", CPPendDate="until", InitialCategoryOfAbuse="category",
            LatestCategoryOfAbuse="latest_category", NumberOfPreviousCPP="before",
        ),
        "Reviews": reviews.sort("parent", "held_on").select("child", "parent", CPPreviewDate="held_on"),
    }  # fmt: skip
    if CIN.table("PreProceedingsandFGDM").is_in(world.year):
        found["PreProceedingsandFGDM"] = of(world.pre_proceedings).select(
            "row", "child", "parent", PPStartDate="begun_on", LBPSentDate="letter_on", FGDMMeetingOffer="offered",
            FGDMMeetingFac="facilitated", InitialPPMeetingDate="meeting_on", ReviewMeetingsCount="reviews",
            StepDecisionDate="step_on", PPOutcome="outcome", CourtAppDate="court_on",
            LetterInitCPDate="court_letter_on",
        )  # fmt: skip
    return found

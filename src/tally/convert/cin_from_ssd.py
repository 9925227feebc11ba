"""What of the Standard Safeguarding Dataset goes into the children in need census of a year?

Whoever was in need at some time in the year, as it stood on its last day: what ended before the year was told last
year, what began later is told next year, and what ended later still goes on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from tally import authorities
from tally.cin.tables import CIN
from tally.convert import cin_words as words
from tally.convert.cin_to_ssd import HELD, HELD_OF_PRE_PROCEEDINGS, asks_about_pre_proceedings
from tally.convert.converted import Converted, Loss
from tally.convert.frames import framed, unread, without_place
from tally.data import Data
from tally.spans import value_on
from tally.years import CollectionYear

col = pl.col

SOFTWARE = "Threshold"


def from_ssd(ssd: Data, year: CollectionYear, *, made_at: dt.datetime | None = None) -> Converted:
    """The census of a year, with what had no place in it.

    Args:
        ssd: `ssd.authority` is whose census it is.
        made_at: for its heading, which lacks the moment where it is not given.
    """
    known = _known(ssd)
    episodes = _episodes(known, year)
    children = known["ssd_person"].join(episodes.select("child").unique(), on="child", how="semi")
    children = children.unique("child", keep="first", maintain_order=True).with_row_index("new")
    numbers = children.select("child", "new")
    episodes = episodes.join(numbers, on="child", maintain_order="left").sort("new", "row")
    episodes = episodes.drop("row", "parent").with_row_index("row")
    found = {"Header": _header(ssd, year, made_at), **_children(known, children), **_inside(known, episodes, year)}
    found["CINdetails"] = _details(known, episodes, year)
    frames = {
        table.name: framed(CIN, table.name, _numbered(found.get(table.name), numbers), year)
        for table in CIN.tables
        if table.is_in(year)
    }
    losses = (*unread(ssd), *without_place(ssd, _used(year)), *_losses(known, frames, year))
    return Converted(Data(CIN, year, frames, children["pers_person_id"], authority=ssd.authority), losses)


def _known(ssd: Data) -> Data:
    frames = {name: frame.filter(col("child").is_not_null()) for name, frame in ssd.frames.items()}
    return replace(ssd, frames=frames)


def _numbered(rows: pl.DataFrame | None, numbers: pl.DataFrame) -> pl.DataFrame | None:
    """With the census's numbers of children in the place of the data set's."""
    if rows is None or "child" not in rows.columns:
        return rows
    return rows.join(numbers, on="child", how="left", maintain_order="left").with_columns(child="new").drop("new")


def _header(ssd: Data, year: CollectionYear, made_at: dt.datetime | None) -> pl.DataFrame:
    moment = made_at.replace(microsecond=0, tzinfo=None).isoformat() if made_at else None
    number = authorities.number(ssd.authority) if ssd.authority else None
    values = {
        "Collection": "CIN", "Year": year.last_day.year, "ReferenceDate": year.last_day, "SourceLevel": "L",
        "LEA": number, "SoftwareCode": SOFTWARE, "SerialNo": "1", "DateTime": moment,
    }  # fmt: skip
    return framed(CIN, "Header", pl.DataFrame([values]), year)


# --- What belongs to the year ---------------------------------------------------------------------------------------


def _begun(day: str, year: CollectionYear) -> pl.Expr:
    return (col(day) <= year.last_day).fill_null(True)


def _not_over(day: str, year: CollectionYear) -> pl.Expr:
    return (col(day) >= year.first_day).fill_null(True)


def _by_then(day: str, year: CollectionYear) -> pl.Expr:
    """A day, where it had come by the end of the year."""
    return pl.when(col(day) <= year.last_day).then(col(day))


def _episodes(known: Data, year: CollectionYear) -> pl.DataFrame:
    """The episodes of the year. One with no further action was over on the day of the referral."""
    over = pl.coalesce("cine_close_date", pl.when("cine_referral_nfa").then("cine_referral_date"))
    rows = known["ssd_cin_episodes"].with_columns(over=over)
    return rows.filter(_begun("cine_referral_date", year) & _not_over("over", year))


# --- Children -------------------------------------------------------------------------------------------------------


def _children(known: Data, children: pl.DataFrame) -> dict[str, pl.DataFrame]:
    numbers = known["ssd_linked_identifiers"].filter(
        col("link_identifier_type").str.contains(words.PUPIL_NUMBER_WORDS)
        & col("link_identifier_value").is_not_null()
    ).with_columns(is_former=col("link_identifier_type").str.contains(words.FORMER_WORDS))  # fmt: skip
    rows = children
    for name, which in (("UPN", ~col("is_former")), ("FormerUPN", col("is_former"))):
        # The one that was valid last; of several that say nothing of it the first.
        told = numbers.filter(which).sort("link_valid_from_date", descending=True, nulls_last=True, maintain_order=True)
        told = told.unique("child", keep="first", maintain_order=True)
        rows = rows.join(told.select("child", link_identifier_value_=pl.col("link_identifier_value")), on="child",
                         how="left", maintain_order="left").rename({"link_identifier_value_": name})  # fmt: skip
    disabilities = known["ssd_disability"].join(children.select("child", parent="new"), on="child")
    return {
        "Child": rows.select("child"),
        "ChildIdentifiers": rows.select(
            "child", "UPN", "FormerUPN", parent="new", LAchildID="pers_person_id", UPNunknown="pers_upn_unknown",
            PersonBirthDate="pers_dob", ExpectedPersonBirthDate="pers_expected_dob", Sex="pers_sex",
            GenderCurrent=col("pers_gender").str.replace(r"^0(\d)$", "$1"), PersonDeathDate="pers_death_date",
        ),
        "ChildCharacteristics": rows.select("child", parent="new", Ethnicity=words.ethnicity(col("pers_ethnicity"))),
        "Disabilities": disabilities.sort("parent", "row").select(
            "child", "parent", Disability="disa_disability_code"
        ),
    }  # fmt: skip


# --- Episodes and what stands in them -------------------------------------------------------------------------------


def _under(rows: pl.DataFrame, key: str, owners: pl.DataFrame, owner_key: str) -> pl.DataFrame:
    """Rows that name one of the owners, in the order of these, with its number as `parent`."""
    owners = owners.filter(col(owner_key).is_not_null()).unique(owner_key, keep="first", maintain_order=True)
    owners = owners.select(col(owner_key).alias(key), owner="row")
    rows = rows.drop("parent").join(owners, on=key, how="inner").sort("owner", "row").rename({"owner": "parent"})
    return rows.drop("row").with_row_index("row")


def _conferences(known: Data) -> pl.DataFrame:
    return known["ssd_initial_cp_conference"].with_columns(enquiry="icpc_s47_enquiry_id")


def _details(known: Data, episodes: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """The episodes, each with the first conference that no enquiry led to."""
    enquiries = known["ssd_s47_enquiry"].select(enquiry="s47e_s47_enquiry_id")
    alone = _conferences(known).join(enquiries, on="enquiry", how="anti", maintain_order="left")
    alone = alone.filter(_begun("icpc_icpc_date", year)).unique("icpc_referral_id", keep="first", maintain_order=True)
    alone = alone.select(cine_referral_id="icpc_referral_id", DateOfInitialCPC="icpc_icpc_date")
    closed = _by_then("cine_close_date", year)
    is_open = col("cine_close_date").is_not_null() & closed.is_null()
    return episodes.join(alone, on="cine_referral_id", how="left", maintain_order="left").select(
        "row", "child", "DateOfInitialCPC", parent="new", CINreferralDate="cine_referral_date",
        ReferralSource="cine_referral_source_code", PrimaryNeedCode="cine_cin_primary_need_code",
        CINclosureDate=closed, ReasonForClosure=pl.when(~is_open).then("cine_close_reason"),
        ReferralNFA="cine_referral_nfa",
    )  # fmt: skip


def _inside(known: Data, episodes: pl.DataFrame, year: CollectionYear) -> dict[str, pl.DataFrame]:
    def of(table: str, key: str, start: str, end: str) -> pl.DataFrame:
        rows = known[table].filter(_begun(start, year) & _not_over(end, year))
        return _under(rows, key, episodes, "cine_referral_id")

    assessments = of(
        "ssd_cin_assessments", "cina_referral_id", "cina_assessment_start_date", "cina_assessment_auth_date"
    )
    plans = of("ssd_cin_plans", "cinp_referral_id", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date")
    protections = of("ssd_cp_plans", "cppl_referral_id", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date")
    reviews = known["ssd_cp_reviews"].filter(
        _begun("cppr_cp_review_date", year) & _not_over("cppr_cp_review_date", year)
    )
    found = {
        "Assessments": assessments.select(
            "row", "child", "parent", AssessmentActualStartDate="cina_assessment_start_date",
            AssessmentAuthorisationDate=_by_then("cina_assessment_auth_date", year),
        ),
        "FactorsIdentifiedAtAssessment": _factors(known, assessments),
        "CINPlanDates": plans.select(
            "row", "child", "parent", CINPlanStartDate="cinp_cin_plan_start_date",
            CINPlanEndDate=_by_then("cinp_cin_plan_end_date", year),
        ),
        "Section47": _enquiries(known, episodes, year),
        "ChildProtectionPlans": protections.select(
            "row", "child", "parent", CPPstartDate="cppl_cp_plan_start_date",
            CPPendDate=_by_then("cppl_cp_plan_end_date", year),
            InitialCategoryOfAbuse=words.abuse(col("cppl_cp_plan_initial_category")),
            LatestCategoryOfAbuse=words.abuse(col("cppl_cp_plan_latest_category")),
            NumberOfPreviousCPP=_plans_before(known, protections),
        ),
        "Reviews": _under(reviews, "cppr_cp_plan_id", protections, "cppl_cp_plan_id").select(
            "child", "parent", CPPreviewDate="cppr_cp_review_date"
        ),
    }  # fmt: skip
    if asks_about_pre_proceedings(year):
        found["PreProceedingsandFGDM"] = _pre_proceedings(known, episodes, year)
    return found


def _plans_before(known: Data, plans: pl.DataFrame) -> pl.Series:
    """How many plans of each plan's child began earlier: as many as the data set knows of."""
    all_plans = known["ssd_cp_plans"].filter(col("cppl_cp_plan_start_date").is_not_null())
    turns = all_plans.select(
        "cppl_cp_plan_id", before=col("cppl_cp_plan_start_date").rank("min").over("child").cast(pl.Int32) - 1
    ).unique("cppl_cp_plan_id", keep="first")
    return plans.join(turns, on="cppl_cp_plan_id", how="left", maintain_order="left")["before"]


def _factors(known: Data, assessments: pl.DataFrame) -> pl.DataFrame:
    text = col("cinf_assessment_factors_json")
    is_answered = text.str.strip_chars_start().str.starts_with("{")
    listed = pl.when(is_answered).then(text.str.extract_all(words.ANSWERED)).otherwise(
        text.str.extract_all(words.FACTOR)
    )  # fmt: skip
    rows = known["ssd_assessment_factors"].with_columns(factor=listed)
    rows = _under(rows, "cinf_assessment_id", assessments, "cina_assessment_id").explode("factor", empty_as_null=False)
    code = col("factor").str.extract(words.FACTOR).str.replace_all(r'\\(["\\])', "$1")
    return rows.select("child", "parent", AssessmentFactors=code).filter(col("AssessmentFactors").is_not_null())


def _enquiries(known: Data, episodes: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """Enquiries that began in the year, or whose conference was held in it."""
    held = _conferences(known).filter(col("enquiry").is_not_null()).unique("enquiry", keep="first", maintain_order=True)
    held = held.select(
        "icpc_icpc_target_date", "icpc_icpc_date", s47e_s47_enquiry_id="enquiry",
        has_conference=col("icpc_icpc_date").is_not_null(),
    )  # fmt: skip
    rows = known["ssd_s47_enquiry"].join(held, on="s47e_s47_enquiry_id", how="left", maintain_order="left")
    later = pl.max_horizontal("s47e_s47_start_date", "icpc_icpc_date")
    rows = rows.with_columns(later=later).filter(_begun("s47e_s47_start_date", year) & _not_over("later", year))
    told = ~words.conference_required(col("s47e_s47_outcome_json"))
    not_required = pl.coalesce(
        told, pl.when(col("has_conference")).then(pl.lit(False)), pl.when(col("s47e_s47_nfa")).then(pl.lit(True))
    )
    return _under(rows, "s47e_referral_id", episodes, "cine_referral_id").select(
        "child", "parent", S47ActualStartDate="s47e_s47_start_date", InitialCPCtarget="icpc_icpc_target_date",
        DateOfInitialCPC=_by_then("icpc_icpc_date", year), ICPCnotRequired=not_required,
    )  # fmt: skip


def _pre_proceedings(known: Data, episodes: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """In the episode that had begun last when they began."""
    rows = known["ssd_pre_proceedings"].filter(
        _begun("prep_pre_pro_decision_date", year) & _not_over("prep_agree_stepdown_issue_date", year)
    )
    spans = episodes.select("child", "cine_referral_id", start="cine_referral_date", end=pl.lit(None, pl.Date))
    rows = rows.with_columns(value_on(rows, "prep_pre_pro_decision_date", spans, "cine_referral_id", holds_end=False))
    return _under(rows, "cine_referral_id", episodes, "cine_referral_id").select(
        "child", "parent", PPStartDate="prep_pre_pro_decision_date", LBPSentDate="prep_pre_pro_letter_date",
        InitialPPMeetingDate="prep_initial_pre_pro_meeting_date", ReviewMeetingsCount="prep_pre_pro_meetings_num",
        StepDecisionDate=_by_then("prep_agree_stepdown_issue_date", year), PPOutcome="prep_pre_pro_outcome",
        LetterInitCPDate=_by_then("prep_care_pro_letter_date", year),
    )  # fmt: skip


# --- What had no place ----------------------------------------------------------------------------------------------


def _used(year: CollectionYear) -> frozenset[str]:
    more = HELD_OF_PRE_PROCEEDINGS if asks_about_pre_proceedings(year) else frozenset()
    # Whether a conference was not required follows from this too; the days of an identifier say which is the latest.
    return HELD | more | {"ssd_s47_enquiry.s47e_s47_nfa", "ssd_linked_identifiers.link_valid_from_date"}


def _losses(known: Data, frames: dict[str, pl.DataFrame], year: CollectionYear) -> Iterator[Loss]:
    """The rows that are not of the year, or whose episode is not, table by table."""
    reason = f"It is not of the year {year}, or belongs to nothing that is."
    for source, target in (
        ("ssd_person", "Child"),
        ("ssd_disability", "Disabilities"),
        ("ssd_cin_episodes", "CINdetails"),
        ("ssd_cin_assessments", "Assessments"),
        ("ssd_cin_plans", "CINPlanDates"),
        ("ssd_s47_enquiry", "Section47"),
        ("ssd_cp_plans", "ChildProtectionPlans"),
        ("ssd_cp_reviews", "Reviews"),
        ("ssd_pre_proceedings", "PreProceedingsandFGDM"),
    ):
        if target in frames and (rows := known[source].height - frames[target].height) > 0:
            yield Loss(source, "", rows, reason)
    told = frames["Section47"]["DateOfInitialCPC"].count() + frames["CINdetails"]["DateOfInitialCPC"].count()
    if rows := max(known["ssd_initial_cp_conference"]["icpc_icpc_date"].count() - told, 0):
        yield Loss("ssd_initial_cp_conference", "", rows, f"Not of {year}, or a second one of its enquiry or episode.")
    for table, column, target, name in (
        ("ssd_cin_episodes", "cine_close_date", "CINdetails", "CINclosureDate"),
        ("ssd_cin_assessments", "cina_assessment_auth_date", "Assessments", "AssessmentAuthorisationDate"),
        ("ssd_cin_plans", "cinp_cin_plan_end_date", "CINPlanDates", "CINPlanEndDate"),
        ("ssd_cp_plans", "cppl_cp_plan_end_date", "ChildProtectionPlans", "CPPendDate"),
    ):
        later = known[table].filter(col(column) > year.last_day).height
        if later and frames[target][name].null_count():
            yield Loss(table, column, later, f"It came after {year}: on the last day of the year it was still open.")

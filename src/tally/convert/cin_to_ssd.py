"""What of a children in need census goes where in the Standard Safeguarding Dataset, and what has no place there?

A census names no episode, assessment or plan. They are named here after the child and their turn in time
("CH-17-R2-A1"), so that the names do not hang on the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from tally.authorities import authority
from tally.cin.tables import FROM_PRE_PROCEEDINGS
from tally.convert import cin_words as words
from tally.convert.converted import Converted, Loss, lost
from tally.convert.frames import framed_ssd, unread
from tally.data import Data
from tally.spans import value_on
from tally.ssd.tables import SSD
from tally.tables import KEYS
from tally.years import CollectionYear, is_within

col = pl.col

#: The columns of the data set that a census can fill. Of everything else it says nothing.
HELD = frozenset({
    *(f"ssd_person.pers_{name}" for name in
      ("person_id", "sex", "gender", "ethnicity", "dob", "expected_dob", "death_date", "upn_unknown")),
    *(f"ssd_linked_identifiers.link_{name}" for name in
      ("table_id", "person_id", "identifier_type", "identifier_value")),
    *(f"ssd_disability.disa_{name}" for name in ("table_id", "person_id", "disability_code")),
    *(f"ssd_cin_episodes.cine_{name}" for name in
      ("referral_id", "person_id", "referral_date", "cin_primary_need_code", "referral_source_code", "referral_nfa",
       "close_reason", "close_date")),
    *(f"ssd_cin_assessments.cina_{name}" for name in
      ("assessment_id", "person_id", "referral_id", "assessment_start_date", "assessment_auth_date")),
    *(f"ssd_assessment_factors.cinf_{name}" for name in ("table_id", "assessment_id", "assessment_factors_json")),
    *(f"ssd_cin_plans.cinp_{name}" for name in
      ("cin_plan_id", "referral_id", "person_id", "cin_plan_start_date", "cin_plan_end_date")),
    *(f"ssd_s47_enquiry.s47e_{name}" for name in
      ("s47_enquiry_id", "referral_id", "person_id", "s47_start_date", "s47_outcome_json")),
    *(f"ssd_initial_cp_conference.icpc_{name}" for name in
      ("icpc_id", "s47_enquiry_id", "person_id", "referral_id", "icpc_target_date", "icpc_date")),
    *(f"ssd_cp_plans.cppl_{name}" for name in
      ("cp_plan_id", "referral_id", "person_id", "cp_plan_start_date", "cp_plan_end_date",
       "cp_plan_initial_category", "cp_plan_latest_category")),
    *(f"ssd_cp_reviews.cppr_{name}" for name in ("cp_review_id", "person_id", "cp_plan_id", "cp_review_date")),
})  # fmt: skip
#: From the year that asks about pre-proceedings.
HELD_OF_PRE_PROCEEDINGS = frozenset(
    f"ssd_pre_proceedings.prep_{name}"
    for name in (
        "table_id", "person_id", "pre_pro_decision_date", "pre_pro_letter_date", "initial_pre_pro_meeting_date",
        "pre_pro_meetings_num", "agree_stepdown_issue_date", "pre_pro_outcome", "care_pro_letter_date",
    )
)  # fmt: skip


def to_ssd(data: Data) -> Converted:
    """A census as the Standard Safeguarding Dataset, with what had no place in it."""
    known = _by_person(data)
    found = {
        **_people(known), **_needs(known), **_protection(known), **_pre_proceedings(known)
    }  # fmt: skip
    held = HELD | (HELD_OF_PRE_PROCEEDINGS if asks_about_pre_proceedings(data.year) else frozenset())
    whose = data.authority or _authority(data)
    converted = Data(SSD, data.year, framed_ssd(found, known.names, data.year), known.names, authority=whose, held=held)
    return Converted(converted, tuple(_losses(data, known, whose)))


def asks_about_pre_proceedings(year: CollectionYear) -> bool:
    return is_within(year, FROM_PRE_PROCEEDINGS)


def _by_person(data: Data) -> Data:
    """The same with one number for each identifier, and without children who have none."""
    persons = pl.DataFrame({"name": data.names}).drop_nulls().unique(maintain_order=True).with_row_index("person")
    numbers = pl.DataFrame({"name": data.names}).join(persons, on="name", how="left", maintain_order="left")["person"]
    frames = {
        name: frame.with_columns(child=numbers.gather(frame["child"])).filter(col("child").is_not_null())
        for name, frame in data.frames.items()
        if name != "Header"
    }
    return replace(data, frames=frames, names=persons["name"])


def _authority(data: Data) -> str | None:
    for code in data["Header"]["LEA"].drop_nulls():
        try:
            return authority(code)
        except ValueError:
            continue
    return None


def named(rows: pl.DataFrame, key: str, owner: str, letter: str, day: str) -> pl.DataFrame:
    """With a `key`: the owner's name, a letter, and the row's turn among the owner's in time."""
    turn = pl.struct(col(day), col("row")).rank("ordinal").over(owner)
    return rows.with_columns(pl.format(f"{{}}-{letter}{{}}", owner, turn).alias(key))


# --- People ---------------------------------------------------------------------------------------------------------


def _firsts(data: Data, table: str) -> pl.DataFrame:
    return data[table].drop("row", "line", "parent").unique("child", keep="first", maintain_order=True)


def _people(data: Data) -> dict[str, pl.DataFrame]:
    everyone = pl.DataFrame({"pers_person_id": data.names}).with_row_index("child").cast({"child": KEYS["child"]})
    for table in ("ChildIdentifiers", "ChildCharacteristics"):
        everyone = everyone.join(_firsts(data, table), on="child", how="left", maintain_order="left")
    sexes = {"pers_sex": "Sex"} if "Sex" in everyone.columns else {"pers_gender": "GenderCurrent"}
    numbers = pl.concat(
        everyone.filter(col(column).is_not_null()).select(
            "child", link_person_id="pers_person_id", link_identifier_type=pl.lit(kind), link_identifier_value=column,
            link_table_id=pl.format(f"{{}}-{column}", "pers_person_id"),
        )
        for column, kind in (("UPN", words.PUPIL_NUMBER), ("FormerUPN", words.FORMER_PUPIL_NUMBER))
    )  # fmt: skip
    disabilities = data["Disabilities"].with_columns(disa_person_id=data.name_of(data["Disabilities"]["child"]))
    disabilities = named(disabilities, "disa_table_id", "disa_person_id", "D", "Disability")
    return {
        "ssd_person": everyone.select(
            "child", "pers_person_id", **sexes, pers_ethnicity="Ethnicity", pers_dob="PersonBirthDate",
            pers_expected_dob="ExpectedPersonBirthDate", pers_death_date="PersonDeathDate",
            pers_upn_unknown="UPNunknown",
        ),
        "ssd_linked_identifiers": numbers,
        "ssd_disability": disabilities.select(
            "child", "disa_person_id", "disa_table_id", disa_disability_code="Disability"
        ),
    }  # fmt: skip


# --- Needs ----------------------------------------------------------------------------------------------------------


def _episodes(data: Data) -> pl.DataFrame:
    rows = data["CINdetails"]
    rows = rows.with_columns(person=data.name_of(rows["child"]))
    return named(rows, "referral", "person", "R", "CINreferralDate")


def _under(data: Data, table: str, owners: pl.DataFrame, *names: str) -> pl.DataFrame:
    """The rows of a table with columns of the row that each belongs to."""
    owners = owners.select(*names, parent="row")
    return data[table].join(owners, on="parent", how="inner", maintain_order="left")


def _within(data: Data, table: str, letter: str, day: str) -> pl.DataFrame:
    """The rows that stand in episodes, with `referral`, `person` and a name of their own, `key`."""
    rows = _under(data, table, _episodes(data), "referral", "person")
    return named(rows, "key", "referral", letter, day)


def _needs(data: Data) -> dict[str, pl.DataFrame]:
    assessments = _within(data, "Assessments", "A", "AssessmentActualStartDate")
    found = _under(data, "FactorsIdentifiedAtAssessment", assessments, "key")
    told = found.filter(col("AssessmentFactors").is_not_null()).group_by("child", "key", maintain_order=True)
    return {
        "ssd_cin_episodes": _episodes(data).select(
            "child", cine_referral_id="referral", cine_person_id="person", cine_referral_date="CINreferralDate",
            cine_cin_primary_need_code="PrimaryNeedCode", cine_referral_source_code="ReferralSource",
            cine_referral_nfa="ReferralNFA", cine_close_reason="ReasonForClosure", cine_close_date="CINclosureDate",
        ),
        "ssd_cin_assessments": assessments.select(
            "child", cina_assessment_id="key", cina_person_id="person", cina_referral_id="referral",
            cina_assessment_start_date="AssessmentActualStartDate",
            cina_assessment_auth_date="AssessmentAuthorisationDate",
        ),
        "ssd_assessment_factors": told.agg(cinf_assessment_factors_json=words.factors(col("AssessmentFactors"))).select(
            "child", "cinf_assessment_factors_json", cinf_assessment_id="key", cinf_table_id=pl.format("{}-F", "key"),
        ),
        "ssd_cin_plans": _within(data, "CINPlanDates", "P", "CINPlanStartDate").select(
            "child", cinp_cin_plan_id="key", cinp_referral_id="referral", cinp_person_id="person",
            cinp_cin_plan_start_date="CINPlanStartDate", cinp_cin_plan_end_date="CINPlanEndDate",
        ),
    }  # fmt: skip


# --- Protection -----------------------------------------------------------------------------------------------------


def conferences_of_episodes(data: Data) -> pl.DataFrame:
    """The episodes that tell a conference which none of their enquiries tells."""
    enquiries = data["Section47"].select("parent", held="DateOfInitialCPC").drop_nulls().unique()
    rows = data["CINdetails"].filter(col("DateOfInitialCPC").is_not_null())
    return rows.join(enquiries, left_on=["row", "DateOfInitialCPC"], right_on=["parent", "held"], how="anti",
                     maintain_order="left")  # fmt: skip


def _protection(data: Data) -> dict[str, pl.DataFrame]:
    enquiries = _within(data, "Section47", "E", "S47ActualStartDate")
    after = enquiries.filter(col("InitialCPCtarget").is_not_null() | col("DateOfInitialCPC").is_not_null())
    others = conferences_of_episodes(data).select("row")
    others = _episodes(data).join(others, on="row", how="semi", maintain_order="left")
    conference = {"icpc_person_id": "person", "icpc_referral_id": "referral", "icpc_icpc_date": "DateOfInitialCPC"}
    plans = _within(data, "ChildProtectionPlans", "C", "CPPstartDate")
    reviews = _under(data, "Reviews", plans, "key", "person")
    return {
        "ssd_s47_enquiry": enquiries.select(
            "child", s47e_s47_enquiry_id="key", s47e_referral_id="referral", s47e_person_id="person",
            s47e_s47_start_date="S47ActualStartDate",
            s47e_s47_outcome_json=words.outcome_of_enquiry(col("ICPCnotRequired")),
        ),
        "ssd_initial_cp_conference": pl.concat(
            (
                after.select("child", icpc_icpc_id=pl.format("{}-I", "key"), icpc_s47_enquiry_id="key",
                             icpc_icpc_target_date="InitialCPCtarget", **conference),
                others.select("child", icpc_icpc_id=pl.format("{}-I", "referral"), **conference),
            ),
            how="diagonal",
        ),
        "ssd_cp_plans": plans.select(
            "child", cppl_cp_plan_id="key", cppl_referral_id="referral", cppl_person_id="person",
            cppl_cp_plan_start_date="CPPstartDate", cppl_cp_plan_end_date="CPPendDate",
            cppl_cp_plan_initial_category="InitialCategoryOfAbuse",
            cppl_cp_plan_latest_category="LatestCategoryOfAbuse",
        ),
        "ssd_cp_reviews": named(reviews, "review", "key", "V", "CPPreviewDate").select(
            "child", cppr_cp_review_id="review", cppr_person_id="person", cppr_cp_plan_id="key",
            cppr_cp_review_date="CPPreviewDate",
        ),
    }  # fmt: skip


def _pre_proceedings(data: Data) -> dict[str, pl.DataFrame]:
    if not asks_about_pre_proceedings(data.year):
        return {}
    rows = _within(data, "PreProceedingsandFGDM", "L", "PPStartDate")
    return {
        "ssd_pre_proceedings": rows.select(
            "child", prep_table_id="key", prep_person_id="person", prep_pre_pro_decision_date="PPStartDate",
            prep_pre_pro_letter_date="LBPSentDate", prep_initial_pre_pro_meeting_date="InitialPPMeetingDate",
            prep_pre_pro_meetings_num="ReviewMeetingsCount", prep_agree_stepdown_issue_date="StepDecisionDate",
            prep_pre_pro_outcome="PPOutcome", prep_care_pro_letter_date="LetterInitCPDate",
        )
    }  # fmt: skip


# --- What had no place ----------------------------------------------------------------------------------------------


def _losses(data: Data, known: Data, whose: str | None) -> Iterator[Loss]:
    yield from unread(data)
    anew = "There is no heading there; a census that is made of it gets one of its own."
    for column in ("SourceLevel", "SoftwareCode", "Release", "SerialNo", "DateTime"):
        yield from lost(data, "Header", column, anew)
    if whose is None:
        yield from lost(data, "Header", "LEA", "It is the code of no authority; name it with --authority.")
    yield from _some("Child", data.names.null_count(), "The child has no identifier, so nothing can be told of it.")
    again = data.names.drop_nulls().len() - known.names.len()
    yield from _some("Child", again, "The child stands there twice under one identifier, and is one person there.")
    for table in ("ChildIdentifiers", "ChildCharacteristics"):
        others = known[table].height - known[table]["child"].n_unique()
        yield from _some(table, others, "A person has one of these there: the first was taken.")
    yield from _losses_of_episodes(known)
    yield from lost(known, "Assessments", "AssessmentInternalReviewDate", "The internal review has no place there.")
    empty = known["FactorsIdentifiedAtAssessment"].filter(col("AssessmentFactors").is_null()).height
    yield from _some("FactorsIdentifiedAtAssessment", empty, "A factor without a code has no place there.")
    before = "How many plans there were before has no place there: it is counted from the plans themselves."
    yield from lost(known, "ChildProtectionPlans", "NumberOfPreviousCPP", before)
    if asks_about_pre_proceedings(data.year):
        for column in ("FGDMMeetingOffer", "FGDMMeetingFac", "CourtAppDate"):
            yield from lost(known, "PreProceedingsandFGDM", column, "It has no place there.")
        yield from _losses_of_pre_proceedings(known)


def _some(table: str, rows: int, reason: str) -> list[Loss]:
    return [Loss(table, "", rows, reason)] if rows else []


def _losses_of_episodes(data: Data) -> Iterator[Loss]:
    told = data["CINdetails"]["DateOfInitialCPC"].count() - conferences_of_episodes(data).height
    if told:
        reason = "The same conference stands with an enquiry; it is there once."
        yield Loss("CINdetails", "DateOfInitialCPC", told, reason)


def _losses_of_pre_proceedings(data: Data) -> Iterator[Loss]:
    episodes = _episodes(data)
    spans = episodes.select("child", start="CINreferralDate", end=pl.lit(None, pl.Date), referral="referral")
    rows = _within(data, "PreProceedingsandFGDM", "L", "PPStartDate")
    elsewhere = rows.filter(
        ~value_on(rows, "PPStartDate", spans, "referral", holds_end=False).eq_missing(rows["referral"])
    ).height
    reason = "There it is the child's, not an episode's; by its day it would be laid to another one."
    yield from _some("PreProceedingsandFGDM", elsewhere, reason)

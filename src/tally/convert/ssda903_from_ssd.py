"""Which rows of the Standard Safeguarding Dataset does the SSDA903 return of a year consist of?

The data set holds six years and every child the service knows; the return holds who was looked after in the year, and
care leavers around their birthdays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from tally.asking import is_among
from tally.convert import cin_words
from tally.convert import ssda903_words as words
from tally.convert.converted import Converted, Loss, lost
from tally.convert.ssda903_held import HELD
from tally.data import Data
from tally.spans import value_on
from tally.ssd.tables import PERSONS
from tally.ssda903.rules.care import ADOPTED, looked_after_all_year
from tally.ssda903.rules.common import age_on
from tally.ssda903.tables import SSDA903
from tally.tables import KEYS, TYPES
from tally.years import CollectionYear

col = pl.col

#: Care leavers are told of who have one of these birthdays in the year.
LEAVERS = range(17, 22)


def from_ssd(ssd: Data, year: CollectionYear) -> Converted:
    """The return of a year, with what of the data set is not in it."""
    known = {name: frame.filter(col("child").is_not_null()) for name, frame in ssd.frames.items()}
    ssd = replace(ssd, frames=known)
    care = _episodes(ssd, year)
    children = care.select("child").unique()
    found = {
        "Episodes": care,
        "Reviews": _reviews(ssd, year, children),
        "UASC": _unaccompanied(ssd, year, children),
        "OC3": _leavers(ssd, year),
        "AD1": _adoptions(ssd, year, care),
        "PlacedAdoption": _decisions(ssd, year, children),
        "PrevPerm": _earlier_homes(ssd, children),
        "Missing": _absences(ssd, year, children),
        "SWEpisodes": _workers(ssd, year, children),
    }
    found["OC2"] = _outcomes(ssd, year, _all_year(ssd, year, care))
    everyone = pl.concat([rows.select("child") for name, rows in found.items() if name != "OC2"]).unique()
    found["Header"] = _people(ssd, everyone, in_care=children)
    frames = {
        table.name: _framed(table.name, found.get(table.name), ssd, year)
        for table in SSDA903.tables
        if table.is_in(year)
    }
    made = Data(SSDA903, year, frames, ssd.names, authority=ssd.authority)
    return Converted(made, tuple(_losses(ssd, found)))


def looked_after_for(ssd: Data, year: CollectionYear) -> pl.Series:
    """The numbers of the children who were looked after all the year."""
    return _all_year(ssd, year, _episodes(ssd, year))["child"]


def _all_year(ssd: Data, year: CollectionYear, care: pl.DataFrame) -> pl.DataFrame:
    episodes = Data(SSDA903, year, {"Episodes": _framed("Episodes", care, ssd, year)}, ssd.names)
    return looked_after_all_year(episodes).select("child")


def _framed(name: str, rows: pl.DataFrame | None, ssd: Data, year: CollectionYear) -> pl.DataFrame:
    """Rows as the frame of a file, with the child's identifier, date of birth and sex where it has them."""
    table = SSDA903.table(name)
    if rows is None or rows.is_empty():
        return table.empty(year)
    told = {column.name for column in table.columns} - set(rows.columns)
    persons = ssd[PERSONS].unique("child", keep="first", maintain_order=True)
    of_child = persons.select(
        "child", *([col("pers_dob").alias("DOB")] if "DOB" in told else []),
        *([_sex(year).alias("SEX")] if "SEX" in told else []),
    )  # fmt: skip
    rows = rows.join(of_child, on="child", how="left", maintain_order="left")
    rows = rows.with_columns(ssd.name_of(rows["child"]).alias("CHILD"))
    missing = [pl.lit(None, TYPES[one.kind]).alias(one.name) for one in table.columns if one.name not in rows.columns]
    rows = rows.with_columns(missing).with_row_index("row")
    rows = rows.with_columns(line=pl.lit(0, KEYS["line"]), parent=pl.lit(0, KEYS["parent"]))
    return rows.select(*table.schema(year)).cast(pl.Schema(table.schema(year)))


def _sex(year: CollectionYear) -> pl.Expr:
    figures = "1" in SSDA903.codes("SEX").valid_in(year)
    return col("pers_sex").replace(words.SEX_AS_FIGURE) if figures else col("pers_sex")


def _of(rows: pl.DataFrame, children: pl.DataFrame) -> pl.DataFrame:
    return rows.join(children, on="child", how="semi", maintain_order="left")


def _is_in_year(start: str, end: str, year: CollectionYear) -> pl.Expr:
    """Whether a span of days touches the year. A day that is not told rules nothing out."""
    starts_in_time = (col(start) <= year.last_day).fill_null(True)
    return starts_in_time & (col(end) >= year.first_day).fill_null(True)


# --- Care -----------------------------------------------------------------------------------------------------------


def _episodes(ssd: Data, year: CollectionYear) -> pl.DataFrame:
    start, end = "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"
    rows = ssd["ssd_cla_episodes"].filter(_is_in_year(start, end, year))
    statuses = ssd["ssd_legal_status"].select(
        "child", start="lega_legal_status_start_date", end="lega_legal_status_end_date", LS="lega_legal_status"
    )
    is_home = ~col("addr_address_type").str.contains("(?i)placement").fill_null(False)
    homes = ssd["ssd_address"].filter(is_home)
    homes = homes.select(
        "child", start="addr_address_start_date", end="addr_address_end_date", HOME_POST="addr_address_postcode"
    )
    placements = ssd["ssd_cla_placement"].unique("clap_cla_placement_id", keep="first", maintain_order=True)
    rows = rows.join(
        placements.select(
            "clap_cla_placement_id", PLACE="clap_cla_placement_type", PLACE_PROVIDER="clap_cla_placement_provider",
            PL_POST="clap_cla_placement_postcode", URN="clap_cla_placement_urn",
            reason="clap_cla_placement_change_reason",
        ),
        left_on="clae_cla_placement_id", right_on="clap_cla_placement_id", how="left", maintain_order="left",
    )  # fmt: skip
    # Why a placement was changed stands with the last episode in it.
    place_in_order = pl.struct(col(start).fill_null(pl.date(9999, 12, 31)), "row").rank("ordinal", descending=True)
    is_last = (place_in_order.over("clae_cla_placement_id") == 1) | col("clae_cla_placement_id").is_null()
    return rows.select(
        "child", DECOM=start, RNE="clae_cla_episode_start_reason",
        LS=value_on(rows, start, statuses, "LS", holds_end=False),
        CIN="clae_cla_primary_need_code", PLACE="PLACE", PLACE_PROVIDER="PLACE_PROVIDER", DEC=end,
        REC="clae_cla_episode_ceased_reason", REASON_PLACE_CHANGE=pl.when(is_last).then("reason"),
        HOME_POST=value_on(rows, start, homes, "HOME_POST", holds_end=False), PL_POST="PL_POST", URN="URN",
    )  # fmt: skip


def _reviews(ssd: Data, year: CollectionYear, children: pl.DataFrame) -> pl.DataFrame:
    rows = _of(ssd["ssd_cla_reviews"], children)
    was_held = ~col("clar_cla_review_cancelled").fill_null(False)
    rows = rows.filter(was_held & _is_in_year("clar_cla_review_date", "clar_cla_review_date", year))
    return rows.select("child", REVIEW="clar_cla_review_date", REVIEW_CODE="clar_cla_review_participation")


def _absences(ssd: Data, year: CollectionYear, children: pl.DataFrame) -> pl.DataFrame:
    start, end = "miss_missing_episode_start_date", "miss_missing_episode_end_date"
    rows = _of(ssd["ssd_missing"], children).filter(_is_in_year(start, end, year))
    kind = col("miss_missing_episode_type").replace(words.ABSENCES)
    return rows.select("child", MISSING=kind, MIS_START=start, MIS_END=end)


def _workers(ssd: Data, year: CollectionYear, children: pl.DataFrame) -> pl.DataFrame:
    """Social workers of two years: those of the year before are asked for too."""
    start, end = "invo_involvement_start_date", "invo_involvement_end_date"
    professionals = ssd["ssd_professionals"].select(
        invo_professional_id="prof_professional_id", number="prof_social_worker_registration_no"
    )
    rows = _of(ssd["ssd_involvements"], children)
    rows = rows.join(
        professionals.unique("invo_professional_id", keep="first"), on="invo_professional_id", how="left",
        maintain_order="left",
    )  # fmt: skip
    is_in_time = (col(start) <= year.last_day).fill_null(True) & (col(end) >= year.before.first_day).fill_null(True)
    is_social_worker = col("invo_professional_role_id").str.contains(words.SOCIAL_WORKER_WORDS).fill_null(False)
    rows = rows.filter(is_in_time & (is_social_worker | col("number").str.contains("^(SW|XX)").fill_null(False)))
    number = pl.coalesce("number", "invo_professional_id")
    return rows.select("child", SW_ID=number, SW_DECOM=start, SW_DEC=end, SW_REASON="invo_worker_change_reason")


# --- People ---------------------------------------------------------------------------------------------------------


def _people(ssd: Data, children: pl.DataFrame, *, in_care: pl.DataFrame) -> pl.DataFrame:
    """Everybody. Of care leavers who were not in care in the year nobody asks whether they are mothers."""
    rows = _of(ssd[PERSONS].unique("child", keep="first", maintain_order=True), children)
    identifiers = ssd["ssd_linked_identifiers"].filter(
        col("link_identifier_type").str.contains(words.PUPIL_NUMBER_WORDS) & col("link_valid_to_date").is_null()
    )
    numbers = identifiers.unique("child", keep="last").select("child", number="link_identifier_value")
    mothers = ssd["ssd_mother"].group_by("child").agg(MC_DOB=col("moth_childs_dob").min())
    rows = rows.join(numbers, on="child", how="left", maintain_order="left")
    rows = rows.join(mothers, on="child", how="left", maintain_order="left")
    return rows.select(
        "child", ETHNIC=cin_words.ethnicity(col("pers_ethnicity")), UPN=pl.coalesce("number", "pers_upn_unknown"),
        MOTHER=pl.when(is_among(in_care)).then("pers_is_mother"), MC_DOB="MC_DOB",
    )  # fmt: skip


def _unaccompanied(ssd: Data, year: CollectionYear, children: pl.DataFrame) -> pl.DataFrame:
    start, end = "immi_immigration_status_start_date", "immi_immigration_status_end_date"
    rows = _of(ssd["ssd_immigration_status"], children)
    is_one = col("immi_immigration_status").str.contains(words.UNACCOMPANIED_WORDS)
    return rows.filter(is_one & _is_in_year(start, end, year)).select("child", DUC=end)


def _leavers(ssd: Data, year: CollectionYear) -> pl.DataFrame:
    persons = ssd[PERSONS].unique("child", keep="first").select("child", "pers_dob")
    rows = ssd["ssd_care_leavers"].join(persons, on="child", how="left", maintain_order="left")
    is_of_age = age_on(col("pers_dob"), year.last_day).is_in(list(LEAVERS)).fill_null(True)
    accommodation = pl.concat_str(
        "clea_care_leaver_accommodation", col("clea_care_leaver_accom_suitable").fill_null("")
    )
    rows = rows.filter(is_of_age).select(
        "child", IN_TOUCH="clea_care_leaver_in_touch", ACTIV="clea_care_leaver_activity", ACCOM=accommodation
    )
    return rows.filter(pl.any_horizontal(col(name).is_not_null() for name in ("IN_TOUCH", "ACTIV", "ACCOM")))


def _outcomes(ssd: Data, year: CollectionYear, children: pl.DataFrame) -> pl.DataFrame:
    """Of each child looked after all year: what was done in the year, or on a day that is not told."""

    def of_year(table: str, day: str) -> pl.DataFrame:
        return ssd[table].filter(_is_in_year(day, day, year))

    checks = of_year("ssd_cla_health", "clah_health_check_date")
    checks = checks.filter(col("clah_health_check_status").str.to_lowercase() == words.DONE.lower())
    done = {
        "CONVICTED": of_year("ssd_cla_convictions", "clac_cla_conviction_date"),
        "SUBSTANCE_MISUSE": of_year("ssd_cla_substance_misuse", "clas_substance_misuse_date"),
        **{column: checks.filter(col("clah_health_check_type").str.contains(kind)) for column, _, kind in words.CHECKS},
    }
    helped = (
        done["SUBSTANCE_MISUSE"].group_by("child").agg(INTERVENTION_RECEIVED=col("clas_intervention_received").max())
    )
    scores = of_year("ssd_sdq_scores", "csdq_sdq_completed_date").sort("csdq_sdq_completed_date", nulls_last=False)
    scores = scores.unique("child", keep="last", maintain_order=True)
    score = col("csdq_sdq_score").cast(pl.Int32, strict=False)
    scores = scores.select("child", SDQ_SCORE=score, SDQ_REASON="csdq_sdq_reason")
    immunised = ssd["ssd_cla_immunisations"].unique("child", keep="last", maintain_order=True)
    immunised = immunised.select("child", IMMUNISATIONS="clai_immunisations_status")
    born = ssd[PERSONS].unique("child", keep="first").select("child", DOB="pers_dob")
    rows = children.sort("child")
    for beside in (helped, scores, immunised, born):
        rows = rows.join(beside, on="child", how="left", maintain_order="left")
    is_there = {name: col("child").is_in(found["child"].unique().implode()) for name, found in done.items()}
    return rows.with_columns(words.done_or_not(name, there, year).alias(name) for name, there in is_there.items())


# --- Ways to a lasting home -----------------------------------------------------------------------------------------


def _adoptions(ssd: Data, year: CollectionYear, care: pl.DataFrame) -> pl.DataFrame:
    """Of children who were adopted in the year."""
    is_in_year = col("DEC").is_between(year.first_day, year.last_day)
    adopted = care.filter(col("REC").is_in(ADOPTED) & is_in_year).select("child").unique()
    rows = _of(ssd["ssd_permanence"], adopted).select(
        "child", DATE_INT="perm_adm_decision_date", DATE_MATCH="perm_matched_date",
        FOSTER_CARE="perm_adopted_by_carer_flag",
        NB_ADOPTR=col("perm_number_of_adopters").cast(pl.Int32, strict=False), SEX_ADOPTR="perm_adopter_sex",
        LS_ADOPTR="perm_adopter_legal_status",
    )  # fmt: skip
    return rows.filter(pl.any_horizontal(col(name).is_not_null() for name in words.ADOPTION))


def _decisions(ssd: Data, year: CollectionYear, children: pl.DataFrame) -> pl.DataFrame:
    decided, reversed_ = "perm_adm_decision_date", "perm_decision_reversed_date"
    rows = _of(ssd["ssd_permanence"], children).filter(_is_in_year(decided, reversed_, year))
    rows = rows.filter(col(decided).is_not_null() | col(reversed_).is_not_null())
    return rows.select(
        "child", DATE_PLACED=decided, DATE_PLACED_CEASED=reversed_, REASON_PLACED_CEASED="perm_decision_reversed_reason"
    )


def _earlier_homes(ssd: Data, children: pl.DataFrame) -> pl.DataFrame:
    return _of(ssd["ssd_cla_previous_permanence"], children).select(
        "child", PREV_PERM="lapp_previous_permanence_option", LA_PERM="lapp_previous_permanence_la",
        DATE_PERM="lapp_previous_permanence_order_date",
    )  # fmt: skip


# --- What is left out -----------------------------------------------------------------------------------------------

#: The file that a table's rows become, where one row is one row.
BECOMES = {
    "ssd_person": "Header", "ssd_cla_episodes": "Episodes", "ssd_cla_reviews": "Reviews",
    "ssd_immigration_status": "UASC", "ssd_care_leavers": "OC3", "ssd_cla_previous_permanence": "PrevPerm",
    "ssd_missing": "Missing", "ssd_involvements": "SWEpisodes", "ssd_permanence": "PlacedAdoption",
}  # fmt: skip
#: What of a way to a lasting home becomes a row of AD1.
ADOPTION = (
    "perm_matched_date", "perm_adopted_by_carer_flag", "perm_number_of_adopters", "perm_adopter_sex",
    "perm_adopter_legal_status",
)  # fmt: skip
#: The tables that the file OC2 is made of.
OUTCOMES = (
    "ssd_cla_convictions", "ssd_cla_health", "ssd_cla_immunisations", "ssd_cla_substance_misuse", "ssd_sdq_scores",
)  # fmt: skip


def _losses(ssd: Data, found: dict[str, pl.DataFrame]) -> Iterator[Loss]:
    used = {name.partition(".")[0] for name in HELD}
    for table in ssd.collection.tables:
        rows = ssd[table.name].height
        if table.name not in used:
            yield from [Loss(table.name, "", rows, "SSDA903 does not ask for it.")] if rows else []
            continue
        left_out = rows - found[BECOMES[table.name]].height if table.name in BECOMES else 0
        if left_out > 0:
            yield Loss(table.name, "", left_out, "They are not of this year, or of nobody the return is about.")
        for column in table.columns:
            if f"{table.name}.{column.name}" not in HELD:
                yield from lost(ssd, table.name, column.name, "SSDA903 does not ask for it.")
    for name in OUTCOMES:
        left_out = ssd[name].join(found["OC2"], on="child", how="anti").height
        if left_out:
            yield Loss(name, "", left_out, "The child was not looked after for all of this year.")
    told = ssd["ssd_permanence"].filter(pl.any_horizontal(col(name).is_not_null() for name in ADOPTION))
    if told.height > found["AD1"].height:
        left_out = told.height - found["AD1"].height
        yield Loss("ssd_permanence", "perm_matched_date", left_out, "The child was not adopted in this year.")

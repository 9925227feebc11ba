"""What of SSDA903 goes where in the Standard Safeguarding Dataset, and what has no place there?

An episode of SSDA903 is three things of the data set: an episode, the placement it is in, and the legal status it is
under. A change of one lets the other go on, as long as nothing is lost by that.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tally.convert import ssda903_words as words
from tally.convert.converted import Converted
from tally.convert.frames import framed_ssd
from tally.convert.ssda903_held import HELD
from tally.convert.ssda903_losses import losses
from tally.data import Data
from tally.spans import value_on
from tally.ssd.tables import PERSONS, SSD
from tally.ssda903.rules.care import before, follows_on, numbered, period_of_care
from tally.tables import KEYS

col = pl.col


def to_ssd(data: Data) -> Converted:
    """A return as the Standard Safeguarding Dataset, with what had no place in it."""
    of_children = {name: frame.filter(col("child").is_not_null()) for name, frame in data.frames.items()}
    known = replace(data, frames=of_children)
    found = {
        **_people(known), **_care(known), **_reviews(known), **_outcomes(known), **_ways_to_a_home(known),
        **_leaving(known), **_workers(known), "ssd_missing": _absences(known),
    }  # fmt: skip
    frames = framed_ssd(found, data.names, data.year)
    converted = Data(SSD, data.year, frames, data.names, authority=data.authority, held=HELD)
    return Converted(converted, tuple(losses(data, known, converted)))


def _numbered(rows: pl.DataFrame, key: str, prefix: str) -> pl.DataFrame:
    """With an identifier for each row."""
    return rows.with_row_index("_number", 1).with_columns(pl.format(f"{prefix}{{}}", "_number").alias(key))


# --- People ---------------------------------------------------------------------------------------------------------


def _people(data: Data) -> dict[str, pl.DataFrame]:
    header = data["Header"].unique("child", keep="first", maintain_order=True)
    everyone = pl.DataFrame({"pers_person_id": data.names}).with_row_index("child").with_columns(
        col("child").cast(KEYS["child"])
    )  # fmt: skip
    persons = everyone.join(header.drop("DOB"), on="child", how="left").join(words.births(data), on="child", how="left")
    is_told = col("UPN").str.contains(words.NO_PUPIL_NUMBER)
    sexes = {figure: letter for letter, figure in words.SEX_AS_FIGURE.items()}
    numbers = persons.filter(col("UPN").is_not_null() & ~is_told)
    mothers = persons.filter(col("MC_DOB").is_not_null())
    seekers = data["UASC"]
    return {
        PERSONS: persons.select(
            "child", "pers_person_id", pers_sex=col("SEX").replace(sexes), pers_ethnicity="ETHNIC", pers_dob="DOB",
            pers_upn_unknown=pl.when(is_told).then("UPN"), pers_is_mother="MOTHER",
        ),
        "ssd_linked_identifiers": _numbered(
            numbers.select(
                "child", link_identifier_type=pl.lit(words.PUPIL_NUMBER), link_identifier_value="UPN"
            ), "link_table_id", "UPN",
        ),
        "ssd_mother": _numbered(mothers.select("child", moth_childs_dob="MC_DOB"), "moth_table_id", "MOTH"),
        "ssd_immigration_status": _numbered(
            seekers.select(
                "child", immi_immigration_status=pl.lit(words.UNACCOMPANIED), immi_immigration_status_end_date="DUC"
            ), "immi_immigration_status_id", "UASC",
        ),
    }  # fmt: skip


# --- Care -----------------------------------------------------------------------------------------------------------

_OF_PLACEMENT = ("PLACE", "PLACE_PROVIDER", "PL_POST", "URN")


def _same(*names: str) -> pl.Expr:
    return pl.all_horizontal(before(name).eq_missing(col(name)) for name in names)


def _ordered(data: Data) -> pl.DataFrame:
    """The episodes in order, with the numbers of the period, placement, legal status and home that each is in."""
    rows = data["Episodes"].sort("child", "DECOM", "row", nulls_last=True)
    only_status = follows_on() & (col("RNE") == "L") & _same(*_OF_PLACEMENT) & before("REASON_PLACE_CHANGE").is_null()
    only_place = follows_on() & col("RNE").is_in(["P", "T"]) & _same("LS")
    return rows.with_columns(
        period=period_of_care(),
        placement=numbered(~only_status.fill_null(False)),
        status=numbered(~only_place.fill_null(False)),
        home=numbered(~(follows_on() & _same("HOME_POST"))),
    )


def _runs(rows: pl.DataFrame, number: str, *values: str) -> pl.DataFrame:
    """One row a run of episodes: its number, child, `start` and `end`, and the values of its first episode."""
    return rows.group_by(number, maintain_order=True).agg(
        col("child").first(), *(col(value).first() for value in values), start=col("DECOM").first(),
        end=col("DEC").last(), REASON_PLACE_CHANGE=col("REASON_PLACE_CHANGE").last(),
    )  # fmt: skip


def _care(data: Data) -> dict[str, pl.DataFrame]:
    rows = _ordered(data)
    rows = rows.with_columns(
        clae_cla_id=pl.format("CLA{}", "period"), clae_cla_placement_id=pl.format("PLACE{}", "placement"),
        clae_entered_care_date=col("DECOM").first().over("period"),
    )  # fmt: skip
    placements = _runs(rows, "placement", *_OF_PLACEMENT, "clae_cla_id", "clae_cla_placement_id")
    statuses = _runs(rows, "status", "LS").filter(col("LS").is_not_null())
    homes = _runs(rows, "home", "HOME_POST").filter(col("HOME_POST").is_not_null())
    return {
        "ssd_cla_placement": placements.select(
            "child", clap_cla_placement_id="clae_cla_placement_id", clap_cla_id="clae_cla_id",
            clap_cla_placement_start_date="start", clap_cla_placement_end_date="end", clap_cla_placement_type="PLACE",
            clap_cla_placement_provider="PLACE_PROVIDER", clap_cla_placement_postcode="PL_POST",
            clap_cla_placement_urn="URN", clap_cla_placement_change_reason="REASON_PLACE_CHANGE",
        ),
        "ssd_legal_status": statuses.select(
            "child", lega_legal_status_id=pl.format("LS{}", "status"), lega_legal_status="LS",
            lega_legal_status_start_date="start", lega_legal_status_end_date="end",
        ),
        "ssd_address": homes.select(
            "child", addr_table_id=pl.format("HOME{}", "home"), addr_address_type=pl.lit(words.HOME),
            addr_address_start_date="start", addr_address_end_date="end",
            addr_address_postcode=col("HOME_POST").str.replace_all(" ", "", literal=True),
        ),
        # In the order of the file: the data set says nothing of an order.
        "ssd_cla_episodes": rows.sort("row").select(
            "child", "clae_cla_id", "clae_cla_placement_id", "clae_entered_care_date",
            clae_cla_episode_id=pl.format("EP{}", "row"), clae_cla_episode_start_date="DECOM",
            clae_cla_episode_start_reason="RNE", clae_cla_primary_need_code="CIN", clae_cla_episode_ceased_date="DEC",
            clae_cla_episode_ceased_reason="REC",
        ),
    }  # fmt: skip


def _reviews(data: Data) -> dict[str, pl.DataFrame]:
    """Reviews belong to a period of care: the last that had begun by then, or the child's first."""
    periods = _runs(_ordered(data), "period").with_columns(clar_cla_id=pl.format("CLA{}", "period"))
    firsts = periods.select("child", first="clar_cla_id").unique("child", keep="first", maintain_order=True)
    began = periods.select("child", "start", "clar_cla_id", end=pl.lit(None, pl.Date))
    rows = data["Reviews"].join(firsts, on="child", maintain_order="left")
    rows = rows.with_columns(value_on(rows, "REVIEW", began, "clar_cla_id", holds_end=False).fill_null(rows["first"]))
    rows = rows.select("clar_cla_id", clar_cla_review_date="REVIEW", clar_cla_review_participation="REVIEW_CODE")
    return {"ssd_cla_reviews": _numbered(rows, "clar_cla_review_id", "REV")}


def _absences(data: Data) -> pl.DataFrame:
    rows = data["Missing"].select(
        "child", miss_missing_episode_type="MISSING", miss_missing_episode_start_date="MIS_START",
        miss_missing_episode_end_date="MIS_END",
    )  # fmt: skip
    return _numbered(rows, "miss_table_id", "MISS")


# --- Health, lasting homes, leaving, workers ------------------------------------------------------------------------


def _outcomes(data: Data) -> dict[str, pl.DataFrame]:
    rows = data["OC2"].unique("child", keep="first", maintain_order=True)
    checks = [
        rows.filter(col(column)).select(
            "child", clah_health_check_type=pl.lit(check), clah_health_check_status=pl.lit(words.DONE)
        )
        for column, check, _ in words.CHECKS
    ]
    scores = rows.filter(col("SDQ_SCORE").is_not_null() | col("SDQ_REASON").is_not_null())
    immunised = rows.filter(col("IMMUNISATIONS").is_not_null())
    misusing = rows.filter(col("SUBSTANCE_MISUSE"))
    convicted = rows.filter(col("CONVICTED")).select("child")
    return {
        "ssd_cla_convictions": _numbered(convicted, "clac_cla_conviction_id", "CONV"),
        "ssd_cla_health": _numbered(pl.concat(checks), "clah_health_check_id", "HEALTH"),
        "ssd_cla_immunisations": immunised.select(
            "child", clai_immunisations_status="IMMUNISATIONS", clai_person_id=data.name_of(immunised["child"])
        ),
        "ssd_cla_substance_misuse": _numbered(
            misusing.select("child", clas_intervention_received="INTERVENTION_RECEIVED"),
            "clas_substance_misuse_id", "MIS",
        ),
        "ssd_sdq_scores": _numbered(
            scores.select("child", csdq_sdq_reason="SDQ_REASON", csdq_sdq_score=col("SDQ_SCORE").cast(pl.String)),
            "csdq_table_id", "SDQ",
        ),
    }  # fmt: skip


def _ways_to_a_home(data: Data) -> dict[str, pl.DataFrame]:
    """Decisions to place for adoption and adoptions: one row where both tell the same day of decision."""
    adopted, decided = words.with_turn(data["AD1"], "DATE_INT"), words.with_turn(data["PlacedAdoption"], "DATE_PLACED")
    both = decided.join(adopted, on=["child", "day", "turn"], how="full", coalesce=True, maintain_order="left_right")
    ways = both.select(
        "child", perm_adm_decision_date="day", perm_matched_date="DATE_MATCH", perm_adopted_by_carer_flag="FOSTER_CARE",
        perm_number_of_adopters=col("NB_ADOPTR").cast(pl.String), perm_adopter_sex="SEX_ADOPTR",
        perm_adopter_legal_status="LS_ADOPTR", perm_decision_reversed_date="DATE_PLACED_CEASED",
        perm_decision_reversed_reason="REASON_PLACED_CEASED",
    )  # fmt: skip
    before_it = data["PrevPerm"].select(
        "child", lapp_previous_permanence_option="PREV_PERM", lapp_previous_permanence_la="LA_PERM",
        lapp_previous_permanence_order_date="DATE_PERM",
    )  # fmt: skip
    return {
        "ssd_permanence": _numbered(ways, "perm_table_id", "PERM"),
        "ssd_cla_previous_permanence": _numbered(before_it, "lapp_table_id", "PREV"),
    }


def _leaving(data: Data) -> dict[str, pl.DataFrame]:
    """Accommodation is one code here and two there: where somebody lives, and whether that is suitable."""
    parts = col("ACCOM").str.extract_groups(r"^([A-Z])([12])$")
    where, suits = parts.struct["1"], parts.struct["2"]
    rows = data["OC3"].select(
        "child", clea_care_leaver_in_touch="IN_TOUCH", clea_care_leaver_activity="ACTIV",
        clea_care_leaver_accommodation=pl.coalesce(where, "ACCOM"), clea_care_leaver_accom_suitable=suits,
    )  # fmt: skip
    return {"ssd_care_leavers": _numbered(rows, "clea_table_id", "LEAVER")}


def _workers(data: Data) -> dict[str, pl.DataFrame]:
    if "SWEpisodes" not in data.frames:
        return {}
    rows = data["SWEpisodes"]
    workers = rows.select(prof_professional_id="SW_ID").drop_nulls().unique(maintain_order=True)
    times = rows.select(
        "child", invo_professional_id="SW_ID", invo_professional_role_id=pl.lit(words.SOCIAL_WORKER),
        invo_involvement_start_date="SW_DECOM", invo_involvement_end_date="SW_DEC",
        invo_worker_change_reason="SW_REASON",
    )  # fmt: skip
    return {
        "ssd_professionals": workers.with_columns(prof_social_worker_registration_no="prof_professional_id"),
        "ssd_involvements": _numbered(times, "invo_involvements_id", "SW"),
    }

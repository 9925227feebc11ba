"""What does the department's interface for children's social care want to know of each child, from the data set?

A child stands there with the details of the person, their health, and their episodes of need; whatever else happened
stands in the episode that it belongs to. Everything that has an identifier carries it, so that it can be changed or
purged later; what has none in the data cannot be sent.

Source: the published shape of the interface. It does not say, and was decided here: a care leaver's latest contact
stands in their last episode, a placement and an adoption in the episode that their episode of care names; a worker is
named by their staff number; the postcode is that of the address a child moved to last.
"""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from tally.convert.cin_words import conference_required, ethnicity
from tally.convert.converted import Loss
from tally.data import Data
from tally.write.dfe_changes import PURGE, Thing

col = pl.col

#: The tables of which the interface is told something.
SENT = frozenset(f"ssd_{name}" for name in (
    "address", "assessment_factors", "care_leavers", "cin_assessments", "cin_episodes", "cin_plans", "cla_episodes",
    "cla_placement", "cp_plans", "disability", "immigration_status", "initial_cp_conference", "involvements",
    "linked_identifiers", "permanence", "person", "professionals", "s47_enquiry", "sdq_scores",
))  # fmt: skip
_UNACCOMPANIED = r"(?i)unaccompanied|\buasc\b"


def children(data: Data) -> list[Thing]:
    """Everybody who had an episode of need, in the order of the data."""
    episodes = _episodes(data, _known_episodes(data))
    details, health = _details(data), _health(data)
    persons = data["ssd_person"].unique("child", keep="first", maintain_order=True)
    return [
        {
            "la_child_id": name,
            "mis_child_id": other,
            "child_details": details[child],
            **({"health_and_wellbeing": health[child]} if child in health else {}),
            "social_care_episodes": episodes[child],
            PURGE: False,
        }
        for child, name, other in persons.select("child", "pers_person_id", "pers_legacy_id").iter_rows()
        if child in episodes
    ]


def losses(data: Data) -> tuple[Loss, ...]:
    """What belongs to no episode that is sent, has no identifier, or is not asked for: by table."""
    known = _known_episodes(data)
    sent = {
        "ssd_cin_episodes": known,
        "ssd_cin_assessments": _assessments(data, known),
        "ssd_cin_plans": _plans(data, known),
        "ssd_s47_enquiry": _enquiries(data, known),
        "ssd_cp_plans": _protection_plans(data, known),
        "ssd_cla_placement": _placements(data, known),
    }
    reason = "It belongs to no episode of need that is sent, or has no identifier or one that stands there twice."
    left_out = [
        Loss(table, "", rows, reason) for table, frame in sent.items() if (rows := data[table].height - frame.height)
    ]
    not_asked = [
        Loss(table, "", frame.height, "The interface does not ask for it.")
        for table, frame in data.frames.items()
        if table not in SENT and frame.height
    ]
    return (*left_out, *not_asked)


def _by(rows: pl.DataFrame, owner: str) -> dict[Any, list[Thing]]:
    """The rows as objects, by what they belong to."""
    found: dict[Any, list[Thing]] = {}
    for thing in rows.drop_nulls(owner).iter_rows(named=True):
        found.setdefault(thing.pop(owner), []).append({name: _shown(value) for name, value in thing.items()})
    return found


def _shown(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _first(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Without rows whose key is empty or stands above already."""
    return rows.filter(col(key).is_not_null()).unique(key, keep="first", maintain_order=True)


def _latest(rows: pl.DataFrame, owner: str, day: str) -> pl.DataFrame:
    """The row of each owner with the latest day; one without a day counts least."""
    return rows.sort(day, nulls_last=False, maintain_order=True).unique(owner, keep="last", maintain_order=True)


# --- The child ------------------------------------------------------------------------------------------------------


def _details(data: Data) -> dict[int, Thing]:
    persons = data["ssd_person"].unique("child", keep="first", maintain_order=True)
    disabilities = data["ssd_disability"].drop_nulls("disa_disability_code").group_by("child").agg(
        disabilities=col("disa_disability_code").unique().sort()
    )  # fmt: skip
    addresses = _latest(data["ssd_address"], "child", "addr_address_start_date")
    status = data["ssd_immigration_status"].filter(col("immi_immigration_status").str.contains(_UNACCOMPANIED))
    status = _latest(status, "child", "immi_immigration_status_start_date").select(
        "child", uasc_flag=pl.lit(True), uasc_end_date="immi_immigration_status_end_date"
    )
    frame = persons
    for kind in (False, True):
        frame = frame.join(_pupil_numbers(data, former=kind), on="child", how="left", maintain_order="left")
    for part in (disabilities, addresses.select("child", "addr_address_postcode"), status):
        frame = frame.join(part, on="child", how="left", maintain_order="left")
    is_told = data.holds("ssd_immigration_status.immi_immigration_status")
    rows = frame.select(
        "child",
        unique_pupil_number="upn",
        former_unique_pupil_number="former_upn",
        unique_pupil_number_unknown_reason="pers_upn_unknown",
        first_name="pers_forename",
        surname="pers_surname",
        date_of_birth="pers_dob",
        expected_date_of_birth="pers_expected_dob",
        sex="pers_sex",
        ethnicity=ethnicity(col("pers_ethnicity")),
        disabilities=col("disabilities").fill_null([]),
        postcode="addr_address_postcode",
        uasc_flag=col("uasc_flag").fill_null(False) if is_told else pl.lit(None, pl.Boolean),
        uasc_end_date="uasc_end_date",
        purge=pl.lit(False),
    )
    return {child: things[0] for child, things in _by(rows, "child").items()}


def _pupil_numbers(data: Data, *, former: bool) -> pl.DataFrame:
    kind = col("link_identifier_type")
    wanted = kind.str.contains(r"(?i)pupil|^upn$") & (kind.str.contains(r"(?i)former|previous") == former)
    rows = _latest(data["ssd_linked_identifiers"].filter(wanted), "child", "link_valid_from_date")
    return rows.select("child", col("link_identifier_value").alias("former_upn" if former else "upn"))


def _health(data: Data) -> dict[int, Thing]:
    """Scores alone: a reason why there is none is not asked for."""
    scores = data["ssd_sdq_scores"].filter(col("csdq_sdq_score").str.contains(r"^\d{1,2}$")).select(
        "child", date="csdq_sdq_completed_date", score=col("csdq_sdq_score").cast(pl.Int32, strict=False)
    )  # fmt: skip
    return {child: {"sdq_assessments": found, PURGE: False} for child, found in _by(scores, "child").items()}


# --- The episodes ---------------------------------------------------------------------------------------------------


def _known_episodes(data: Data) -> pl.DataFrame:
    return _first(data["ssd_cin_episodes"].filter(col("child").is_not_null()), "cine_referral_id")


def _episodes(data: Data, known: pl.DataFrame) -> dict[int, list[Thing]]:
    """By child: every episode with its lists, and what stands in it once."""
    found = {name: _by(rows(data, known), "episode") for name, rows in _LISTS.items()}
    once = {name: _by(rows(data, known), "episode") for name, rows in _ONCE.items()}
    rows = known.select(
        "child",
        social_care_episode_id="cine_referral_id",
        referral_date="cine_referral_date",
        referral_source="cine_referral_source_code",
        referral_no_further_action_flag="cine_referral_nfa",
        closure_date="cine_close_date",
        closure_reason="cine_close_reason",
    )
    episodes = _by(rows, "child")
    for episode in (one for of_child in episodes.values() for one in of_child):
        name = episode["social_care_episode_id"]
        episode |= {part: things.get(name, []) for part, things in found.items()}
        episode |= {part: things[name][0] for part, things in once.items() if name in things}
        episode[PURGE] = False
    return episodes


def _within(data: Data, table: str, key: str, referral: str, known: pl.DataFrame) -> pl.DataFrame:
    """The rows that name an episode of the same child, under `episode`, each key once."""
    owners = known.select("child", episode="cine_referral_id")
    rows = data[table].with_columns(episode=referral).join(
        owners, on=["child", "episode"], how="semi", maintain_order="left"
    )  # fmt: skip
    return _first(rows, key)


def _workers(data: Data, known: pl.DataFrame) -> pl.DataFrame:
    staff = data["ssd_professionals"].unique("prof_professional_id", keep="first", maintain_order=True)
    rows = _within(data, "ssd_involvements", "invo_involvements_id", "invo_referral_id", known).join(
        staff.select("prof_staff_id", invo_professional_id="prof_professional_id"),
        on="invo_professional_id", how="left", maintain_order="left",
    )  # fmt: skip
    return rows.select(
        "episode",
        worker_id=pl.coalesce("prof_staff_id", "invo_professional_id"),
        start_date="invo_involvement_start_date",
        end_date="invo_involvement_end_date",
    ).drop_nulls("worker_id")


def _assessments(data: Data, known: pl.DataFrame) -> pl.DataFrame:
    texts = data["ssd_assessment_factors"].unique("cinf_assessment_id", keep="first")
    texts = texts.select(cina_assessment_id="cinf_assessment_id", text="cinf_assessment_factors_json").drop_nulls()
    codes = {text: _codes(text) for text in texts["text"].unique()}
    lists = pl.DataFrame(
        {"text": list(codes), "factors": list(codes.values())},
        schema={"text": pl.String(), "factors": pl.List(pl.String())},
    )
    factors = texts.join(lists, on="text").drop("text")
    rows = _within(data, "ssd_cin_assessments", "cina_assessment_id", "cina_referral_id", known)
    return rows.join(factors, on="cina_assessment_id", how="left", maintain_order="left").select(
        "episode",
        child_and_family_assessment_id="cina_assessment_id",
        start_date="cina_assessment_start_date",
        authorisation_date="cina_assessment_auth_date",
        factors=col("factors").fill_null([]),
        purge=pl.lit(False),
    )


def _codes(text: str) -> list[str]:
    """The factors in a list, or those that are answered with yes; none where it is neither."""
    try:
        found = json.loads(text)
    except ValueError:
        return []
    if isinstance(found, dict):
        return [code for code, answer in found.items() if str(answer).strip().lower() in ("yes", "y", "true", "1")]
    return [str(code) for code in found] if isinstance(found, list) else []


def _plans(data: Data, known: pl.DataFrame) -> pl.DataFrame:
    return _within(data, "ssd_cin_plans", "cinp_cin_plan_id", "cinp_referral_id", known).select(
        "episode",
        child_in_need_plan_id="cinp_cin_plan_id",
        start_date="cinp_cin_plan_start_date",
        end_date="cinp_cin_plan_end_date",
        purge=pl.lit(False),
    )


def _enquiries(data: Data, known: pl.DataFrame) -> pl.DataFrame:
    held = data["ssd_initial_cp_conference"].drop_nulls("icpc_icpc_date")
    held = held.unique("icpc_s47_enquiry_id", keep="first", maintain_order=True)
    rows = _within(data, "ssd_s47_enquiry", "s47e_s47_enquiry_id", "s47e_referral_id", known).join(
        held.select("icpc_icpc_date", s47e_s47_enquiry_id="icpc_s47_enquiry_id"),
        on="s47e_s47_enquiry_id", how="left", maintain_order="left",
    )  # fmt: skip
    return rows.select(
        "episode",
        section_47_assessment_id="s47e_s47_enquiry_id",
        start_date="s47e_s47_start_date",
        icpc_required_flag=pl.when(col("icpc_icpc_date").is_not_null())
        .then(pl.lit(True))
        .otherwise(conference_required(col("s47e_s47_outcome_json"))),
        icpc_date="icpc_icpc_date",
        end_date="s47e_s47_end_date",
        purge=pl.lit(False),
    )


def _protection_plans(data: Data, known: pl.DataFrame) -> pl.DataFrame:
    return _within(data, "ssd_cp_plans", "cppl_cp_plan_id", "cppl_referral_id", known).select(
        "episode",
        child_protection_plan_id="cppl_cp_plan_id",
        start_date="cppl_cp_plan_start_date",
        end_date="cppl_cp_plan_end_date",
        purge=pl.lit(False),
    )


def _placements(data: Data, known: pl.DataFrame) -> pl.DataFrame:
    """A placement holds several episodes of care: it begins as its first began, and ends as its last ended."""
    care = _within(data, "ssd_cla_episodes", "clae_cla_episode_id", "clae_referral_id", known).drop_nulls(
        "clae_cla_placement_id"
    )
    care = care.sort("clae_cla_episode_start_date", maintain_order=True)
    care = care.group_by("child", "clae_cla_placement_id", maintain_order=True).agg(
        col("episode").first(),
        start_reason=col("clae_cla_episode_start_reason").first(),
        end_reason=col("clae_cla_episode_ceased_reason").last(),
    )
    rows = _first(data["ssd_cla_placement"], "clap_cla_placement_id")
    return rows.join(
        care,
        left_on=["child", "clap_cla_placement_id"],
        right_on=["child", "clae_cla_placement_id"],
        how="inner",
        maintain_order="left",
    ).select(
        "episode",
        child_looked_after_placement_id="clap_cla_placement_id",
        start_date="clap_cla_placement_start_date",
        start_reason="start_reason",
        placement_type="clap_cla_placement_type",
        postcode="clap_cla_placement_postcode",
        end_date="clap_cla_placement_end_date",
        end_reason="end_reason",
        change_reason="clap_cla_placement_change_reason",
        purge=pl.lit(False),
    )


def _adoptions(data: Data, known: pl.DataFrame) -> pl.DataFrame:
    """One an episode: that which was decided last."""
    care = _within(data, "ssd_cla_episodes", "clae_cla_episode_id", "clae_referral_id", known)
    care = care.drop_nulls("clae_cla_id").unique(["child", "clae_cla_id"], keep="first", maintain_order=True)
    rows = data["ssd_permanence"].filter(
        pl.any_horizontal(
            col("perm_adm_decision_date", "perm_matched_date", "perm_placed_for_adoption_date").is_not_null()
        )
    )
    rows = rows.join(
        care.select("child", "episode", perm_cla_id="clae_cla_id"),
        on=["child", "perm_cla_id"],
        how="inner",
        maintain_order="left",
    )
    return _latest(rows, "episode", "perm_adm_decision_date").select(
        "episode",
        initial_decision_date="perm_adm_decision_date",
        matched_date="perm_matched_date",
        placed_date="perm_placed_for_adoption_date",
        purge=pl.lit(False),
    )


def _leavers(data: Data, known: pl.DataFrame) -> pl.DataFrame:
    """A care leaver's latest contact, in their last episode."""
    rows = _latest(data["ssd_care_leavers"].drop_nulls("child"), "child", "clea_care_leaver_latest_contact")
    episodes = _latest(known, "child", "cine_referral_date").select("child", episode="cine_referral_id")
    return rows.join(episodes, on="child", how="inner", maintain_order="left").select(
        "episode",
        contact_date="clea_care_leaver_latest_contact",
        activity="clea_care_leaver_activity",
        accommodation="clea_care_leaver_accommodation",
        purge=pl.lit(False),
    )


#: What stands in an episode any number of times, and what once: the rows of each, with the `episode` they stand in.
_LISTS = {
    "care_worker_details": _workers,
    "child_and_family_assessments": _assessments,
    "child_in_need_plans": _plans,
    "section_47_assessments": _enquiries,
    "child_protection_plans": _protection_plans,
    "child_looked_after_placements": _placements,
}
_ONCE = {"adoption": _adoptions, "care_leavers": _leavers}

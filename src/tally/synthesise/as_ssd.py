"""How does the world look as the Standard Safeguarding Dataset, on the last day of the year?

What the data set asks for and the world knows nothing of (education, pre-proceedings, the child's own words, money) is
not written, and its fields are left empty.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tally.data import Data
from tally.ssd.tables import SSD
from tally.synthesise import around, as_ssda903
from tally.synthesise.care_history import home_postcode, postcode
from tally.synthesise.days import birthday, later
from tally.synthesise.dice import Dice
from tally.synthesise.world import World
from tally.tables import KEYS, Kind
from tally.years import CollectionYear

col = pl.col
_Returns = Mapping[CollectionYear, Data]
_CHECKS = (
    ("HEALTH_CHECK", "Health surveillance check"), ("TEETH_CHECK", "Dental check"),
    ("HEALTH_ASSESSMENT", "Health assessment"),
)  # fmt: skip


def data_set(world: World, returns: Mapping[CollectionYear, Data]) -> Data:
    """The tables of which the world knows something, each with all the data set's fields.

    Args:
        returns: what `as_ssda903.of_both_years` makes of the world.
    """
    dice = Dice(world.seed)
    others = around.contacts_only(dice, world.children, world.year)
    names = pl.concat([world.people.select("person", "name"), others.select("person", "name")])
    found = (
        _people(world, others) | _front_door(world, dice, others) | _need(world, dice) | _protection(world, dice)
        | _care(world, dice) | _care_of_the_years(world, returns) | _adoption(world, returns)
        | _leaving(world, dice, returns) | _staff(world)
    )  # fmt: skip
    return Data(SSD, world.year, {name: _framed(rows, name, names) for name, rows in found.items()}, names["name"])


def _framed(rows: pl.DataFrame, name: str, names: pl.DataFrame) -> pl.DataFrame:
    """The person's identifier in place of its number; null in every field that is not known."""
    table = SSD.table(name)
    person = next((column.name for column in table.columns if column.name.endswith("_person_id")), None)
    if person and "person" in rows.columns:
        rows = rows.join(names.rename({"name": person}), on="person", how="left", maintain_order="left")
    missing = [pl.lit(None, dtype=pl.String).alias(one.name) for one in table.columns if one.name not in rows.columns]
    flags = [one.name for one in table.columns if one.kind is Kind.FLAG]
    rows = rows.with_columns(missing).with_columns(col(flag).cast(pl.Boolean) for flag in flags)
    return rows.select(column.name for column in table.columns)


def _id(letter: str, key: str) -> pl.Expr:
    return pl.format(letter + "{}", pl.col(key))


def _letter(answer: str) -> pl.Expr:
    return pl.when(col(answer)).then(pl.lit("Y")).when(~col(answer)).then(pl.lit("N"))


def _people(world: World, others: pl.DataFrame) -> dict[str, pl.DataFrame]:
    people = world.people
    born = pl.when(~col("is_unborn")).then("born")
    died = world.episodes.filter(col("reason") == "RC2").select("person", pers_death_date="closed_on").unique("person")
    mothers = world.mothers
    in_care = world.spells["person"].implode()
    persons = people.join(died, on="person", how="left", maintain_order="left").select(
        "person", pers_sex="sex", pers_ethnicity="ethnicity", pers_dob=born,
        pers_expected_dob=pl.when("is_unborn").then("born"), pers_upn_unknown="no_upn",
        pers_death_date="pers_death_date",
        pers_is_mother=pl.when((col("sex") == "F") & col("person").is_in(in_care)).then(
            col("person").is_in(mothers["person"].implode())
        ),
    )  # fmt: skip
    more = others.select("person", pers_sex="sex", pers_ethnicity="ethnicity", pers_dob="born")
    asylum = world.spells.filter("asylum")
    return {
        "ssd_person": pl.concat([persons, more], how="diagonal"),
        "ssd_linked_identifiers": people.filter(col("upn").is_not_null()).select(
            "person", link_table_id=_id("L", "person"), link_identifier_type=pl.lit("Unique Pupil Number"),
            link_identifier_value="upn",
        ),
        "ssd_disability": world.disabilities.with_row_index("id").select(
            "person", disa_table_id=_id("D", "id"), disa_disability_code="code"
        ),
        "ssd_mother": mothers.select("person", moth_table_id=_id("M", "person"), moth_childs_dob="child_born_on"),
        "ssd_immigration_status": asylum.select(
            "person", immi_immigration_status_id=_id("I", "person"),
            immi_immigration_status=pl.lit("Unaccompanied Asylum Seeking Child"),
            immi_immigration_status_start_date="entered", immi_immigration_status_end_date="left",
        ),
    }  # fmt: skip


def _front_door(world: World, dice: Dice, others: pl.DataFrame) -> dict[str, pl.DataFrame]:
    contacts = around.contacts(dice, world.episodes, others, world.year)
    helped = around.early_help(dice, others, world.year)
    return {
        "ssd_contacts": contacts.select(
            "person", cont_contact_id=_id("C", "contact"), cont_contact_date="on", cont_contact_source_code="source"
        ),
        "ssd_early_help_episodes": helped.select(
            "person", earl_episode_id=_id("E", "person"), earl_episode_start_date="from", earl_episode_end_date="until",
            earl_episode_organisation="organisation",
        ),
    }  # fmt: skip


def _need(world: World, dice: Dice) -> dict[str, pl.DataFrame]:
    nothing = col("route") == "nothing followed"
    team = (
        pl.when(nothing)
        .then(pl.lit(around.FRONT_DOOR))
        .otherwise(dice.choice("team", {"T02": 1.0, "T03": 1.0}, "episode"))
    )
    worker = around.worker_of(dice, "episode", "episode", team)
    referral = _id("R", "episode")
    ended = col("until").is_not_null()
    visits = around.visits(dice, world.plans, "plan", every=28, year=world.year)
    return {
        "ssd_cin_episodes": world.episodes.select(
            "person", cine_referral_id=referral, cine_referral_date="referred_on",
            cine_cin_primary_need_code=pl.when(~nothing).then("need"), cine_referral_source_code="source",
            cine_referral_nfa=nothing, cine_close_reason="reason", cine_close_date="closed_on",
            cine_referral_team=team, cine_referral_worker_id=worker,
        ),
        "ssd_cin_assessments": world.assessments.select(
            "person", cina_assessment_id=_id("A", "assessment"), cina_referral_id=referral,
            cina_assessment_start_date="from", cina_assessment_auth_date="until",
            cina_assessment_child_seen=dice.happens("seen in assessment", 0.94, "assessment"),
            cina_assessment_outcome_nfa=pl.when(ended).then(col("route") == "not in need"),
            cina_assessment_team=dice.choice("team", {"T02": 1.0, "T03": 1.0}, "episode"),
            cina_assessment_worker_id=around.worker_of(
                dice, "episode", "episode", dice.choice("team", {"T02": 1.0, "T03": 1.0}, "episode")
            ),
        ),
        "ssd_assessment_factors": world.factors.group_by("assessment", maintain_order=True).agg("code").select(
            cinf_table_id=_id("F", "assessment"), cinf_assessment_id=_id("A", "assessment"),
            cinf_assessment_factors_json=pl.format('["{}"]', col("code").list.join('", "')),
        ),
        "ssd_cin_plans": world.plans.select(
            "person", cinp_cin_plan_id=_id("P", "plan"), cinp_referral_id=referral, cinp_cin_plan_start_date="from",
            cinp_cin_plan_end_date="until", cinp_cin_plan_team=pl.lit(around.SAFEGUARDING),
            cinp_cin_plan_worker_id=around.worker_of(dice, "plan", "episode", pl.lit(around.SAFEGUARDING)),
        ),
        "ssd_cin_visits": visits.select(
            "person", cinv_cin_visit_id=pl.format("V{}n{}", "plan", "number"), cinv_cin_visit_date="on",
            cinv_cin_visit_seen=pl.lit(True), cinv_cin_visit_seen_alone="alone",
        ),
    }  # fmt: skip


def _protection(world: World, dice: Dice) -> dict[str, pl.DataFrame]:
    referral, enquiry = _id("R", "episode"), _id("Q", "enquiry")
    plans = world.protections
    enquiries = world.enquiries.join(
        plans.select("episode", "category", protected_on="from"), on="episode", how="left", maintain_order="left"
    )
    became_plan = (col("conference_on") == col("protected_on")).fill_null(False)
    team = pl.lit(around.SAFEGUARDING)
    worker = around.worker_of(dice, "plan", "episode", team)
    held = enquiries.filter("confers")
    conferences = plans.join(
        held.filter(became_plan).select("episode", "enquiry"), on="episode", how="left", maintain_order="left"
    )
    ended = pl.when(col("confers")).then("conference_on").otherwise(later(col("from"), 10))
    visits = around.visits(dice, plans, "episode", every=14, year=world.year)
    return {
        "ssd_s47_enquiry": enquiries.select(
            "person", s47e_s47_enquiry_id=enquiry, s47e_referral_id=referral, s47e_s47_start_date="from",
            s47e_s47_end_date=pl.when(ended <= world.year.last_day).then(ended), s47e_s47_nfa=~col("confers"),
            s47e_s47_completed_by_team=team, s47e_s47_completed_by_worker_id=worker,
        ),
        "ssd_initial_cp_conference": held.select(
            "person", icpc_icpc_id=_id("K", "enquiry"), icpc_s47_enquiry_id=enquiry, icpc_referral_id=referral,
            icpc_cp_plan_id=pl.when(became_plan).then(_id("B", "episode")), icpc_icpc_transfer_in=pl.lit(False),
            icpc_icpc_target_date="target_on", icpc_icpc_date="conference_on",
            icpc_icpc_outcome_cp_flag=pl.when(col("conference_on").is_not_null()).then(became_plan),
            icpc_icpc_team=team, icpc_icpc_worker_id=worker,
        ),
        "ssd_cp_plans": conferences.select(
            "person", cppl_cp_plan_id=_id("B", "episode"), cppl_referral_id=referral, cppl_icpc_id=_id("K", "enquiry"),
            cppl_cp_plan_start_date="from", cppl_cp_plan_end_date="until", cppl_cp_plan_initial_category="category",
            cppl_cp_plan_ola=pl.lit(False), cppl_cp_plan_latest_category="latest_category",
        ),
        "ssd_cp_reviews": world.reviews.with_row_index("id").select(
            "person", cppr_cp_review_id=_id("W", "id"), cppr_cp_plan_id=_id("B", "episode"),
            cppr_cp_review_due="due_on",
            cppr_cp_review_date="held_on", cppr_cp_review_quorate=pl.lit(True),
            cppr_cp_review_outcome_continue_cp=col("held_on") < col("due_on"),
        ),
        "ssd_cp_visits": visits.select(
            "person", cppv_cp_visit_id=pl.format("V{}p{}", "episode", "number"), cppv_cp_plan_id=_id("B", "episode"),
            cppv_cp_visit_date="on", cppv_cp_visit_seen=pl.lit(True), cppv_cp_visit_seen_alone="alone",
        ),
    }  # fmt: skip


def _care(world: World, dice: Dice) -> dict[str, pl.DataFrame]:
    episodes = world.care_episodes.with_row_index("id")
    of_spell = world.spells.select("person", "episode")
    care = _id("H", "person")
    rows = world.spells.select("person", pl.col("entered").alias("from"), until="left", spell="person")
    visits = around.visits(dice, rows, "spell", every=42, year=world.year)
    homes = world.spells.filter(~col("asylum")).with_columns(home=home_postcode(dice))
    workers = world.workers.with_row_index("id")
    in_care = workers.join(of_spell, on="person", maintain_order="left").select(
        "person", invo_involvements_id=_id("O", "id"), invo_professional_id="worker",
        invo_professional_role_id=pl.lit("Social Worker"), invo_professional_team=pl.lit(around.IN_CARE),
        invo_involvement_start_date="from", invo_involvement_end_date="until", invo_worker_change_reason="because",
        invo_referral_id=_id("R", "episode"),
    )  # fmt: skip
    return {
        "ssd_legal_status": world.statuses.with_row_index("id").select(
            "person", lega_legal_status_id=_id("G", "id"), lega_legal_status="status",
            lega_legal_status_start_date="from", lega_legal_status_end_date="until",
        ),
        "ssd_cla_placement": world.placements.select(
            "person", clap_cla_placement_id=_id("N", "placement"), clap_cla_placement_start_date="from",
            clap_cla_placement_type=as_ssda903.place_in(world.year), clap_cla_placement_urn="urn", clap_cla_id=care,
            clap_cla_placement_provider="provider", clap_cla_placement_postcode="postcode",
            clap_cla_placement_end_date="until", clap_cla_placement_change_reason="moved_because",
        ),
        "ssd_cla_episodes": episodes.join(of_spell, on="person", maintain_order="left").select(
            "person", clae_cla_episode_id=_id("J", "id"), clae_cla_episode_start_date="from",
            clae_cla_episode_start_reason="began_as", clae_cla_primary_need_code="need",
            clae_cla_episode_ceased_date="until",
            clae_cla_episode_ceased_reason="ended_as", clae_cla_id=care, clae_referral_id=_id("R", "episode"),
            clae_cla_placement_id=_id("N", "placement"), clae_entered_care_date="entered",
        ),
        "ssd_cla_reviews": world.care_reviews.with_row_index("id").select(
            clar_cla_review_id=_id("Y", "id"), clar_cla_id=care, clar_cla_review_due_date="due_on",
            clar_cla_review_date="held_on", clar_cla_review_cancelled=pl.lit(False),
            clar_cla_review_participation="took_part",
        ),
        "ssd_cla_visits": visits.select(
            "person", clav_cla_visit_id=pl.format("V{}c{}", "spell", "number"), clav_cla_id=care,
            clav_cla_visit_date="on", clav_cla_visit_seen=pl.lit(True), clav_cla_visit_seen_alone="alone",
        ),
        "ssd_missing": world.missing.with_row_index("id").select(
            "person", miss_table_id=_id("X", "id"), miss_missing_episode_start_date="from",
            miss_missing_episode_type="kind", miss_missing_episode_end_date="until",
            miss_missing_rhi_offered=_letter("offered"), miss_missing_rhi_accepted=_letter("accepted"),
        ),
        "ssd_address": homes.select(
            "person", addr_table_id=_id("Z", "person"), addr_address_type=pl.lit("Home"),
            addr_address_start_date="born", addr_address_postcode=postcode("home"),
        ),
        "ssd_involvements": pl.concat([in_care, _in_need(world, dice)], how="diagonal"),
    }  # fmt: skip


def _in_need(world: World, dice: Dice) -> pl.DataFrame:
    """Who works with children who are in need at home: one worker from referral to closure."""
    at_home = ~col("person").is_in(world.spells["person"].implode()) & (col("route") != "nothing followed")
    team = dice.choice("team", {"T02": 1.0, "T03": 1.0}, "episode")
    return world.episodes.filter(at_home).select(
        "person", invo_involvements_id=_id("OE", "episode"),
        invo_professional_id=around.worker_of(dice, "episode", "episode", team),
        invo_professional_role_id=pl.lit("Social Worker"), invo_professional_team=team,
        invo_involvement_start_date="referred_on", invo_involvement_end_date="closed_on",
        invo_referral_id=_id("R", "episode"),
    )  # fmt: skip


def _care_of_the_years(world: World, returns: _Returns) -> dict[str, pl.DataFrame]:
    """Health and offending, as SSDA903 of the two years tells of them; each on a day of its year."""
    answers = [
        told["OC2"].drop(*KEYS, "DOB").with_columns(on=pl.lit(year.last_day).dt.offset_by("-60d"))
        for year, told in returns.items()
    ]
    rows = pl.concat(answers).join(world.people.select("person", CHILD="name"), on="CHILD", maintain_order="left")
    rows = rows.with_row_index("id")
    homes = returns[world.year]["PrevPerm"].join(
        world.people.select("person", CHILD="name"), on="CHILD", maintain_order="left"
    )
    checks = [
        rows.filter(col(column)).select(
            "person", clah_health_check_id=pl.format("U{}n{}", "id", pl.lit(number)),
            clah_health_check_type=pl.lit(kind),
            clah_health_check_date="on", clah_health_check_status=pl.lit("Completed"),
        )
        for number, (column, kind) in enumerate(_CHECKS)
    ]  # fmt: skip
    return {
        "ssd_cla_health": pl.concat(checks),
        "ssd_cla_immunisations": rows.unique("person", keep="last", maintain_order=True).select(
            "person", clai_immunisations_status="IMMUNISATIONS", clai_immunisations_status_date="on"
        ),
        "ssd_cla_substance_misuse": rows.filter("SUBSTANCE_MISUSE").select(
            "person", clas_substance_misuse_id=_id("S", "id"), clas_substance_misuse_date="on",
            clas_intervention_received="INTERVENTION_RECEIVED",
        ),
        "ssd_cla_convictions": rows.filter("CONVICTED").select(
            "person", clac_cla_conviction_id=_id("T", "id"), clac_cla_conviction_date="on"
        ),
        "ssd_sdq_scores": rows.filter(col("SDQ_SCORE").is_not_null() | col("SDQ_REASON").is_not_null()).select(
            "person", csdq_table_id=_id("SDQ", "id"), csdq_sdq_completed_date="on", csdq_sdq_reason="SDQ_REASON",
            csdq_sdq_score="SDQ_SCORE",
        ),
        "ssd_cla_previous_permanence": homes.select(
            "person", lapp_table_id=_id("PP", "person"), lapp_previous_permanence_option="PREV_PERM",
            lapp_previous_permanence_la="LA_PERM", lapp_previous_permanence_order_date="DATE_PERM",
        ),
    }  # fmt: skip


def _adoption(world: World, returns: _Returns) -> dict[str, pl.DataFrame]:
    told = pl.concat([told["AD1"] for told in returns.values()])
    adopters = told.join(world.people.select("person", CHILD="name"), on="CHILD", maintain_order="left").select(
        "person",
        perm_adopter_sex="SEX_ADOPTR",
        perm_adopter_legal_status="LS_ADOPTR",
        perm_number_of_adopters="NB_ADOPTR",
    )
    adopted = col("left_as").is_in(["E11", "E12"]).fill_null(False)
    rows = world.spells.filter(col("decided_on").is_not_null()).join(
        adopters, on="person", how="left", maintain_order="left"
    )
    return {
        "ssd_permanence": rows.select(
            "person", "perm_adopter_sex", "perm_adopter_legal_status", "perm_number_of_adopters",
            perm_table_id=_id("PM", "person"), perm_cla_id=_id("H", "person"), perm_adm_decision_date="decided_on",
            perm_placement_order_date="ordered_on", perm_placed_for_adoption_date="placed_on",
            perm_matched_date="matched_on", perm_adopted_by_carer_flag=pl.when(adopted).then("with_carer"),
            perm_decision_reversed_date="reversed_on",
            perm_decision_reversed_reason=pl.when(col("reversed_on").is_not_null()).then(pl.lit("RD3")),
            perm_permanence_order_date=pl.when(adopted).then("left"),
            perm_permanence_order_type=pl.when(adopted).then(pl.lit("Adoption")),
        )
    }  # fmt: skip


def _leaving(world: World, dice: Dice, returns: _Returns) -> dict[str, pl.DataFrame]:
    told = returns[world.year]["OC3"].join(
        world.people.select("person", "born", CHILD="name"), on="CHILD", maintain_order="left"
    )
    contact = later(pl.lit(world.year.last_day), -(dice.uniform("last contact", "person") * 70).floor().cast(pl.Int32))
    plan = later(pl.lit(world.year.last_day), -(dice.uniform("pathway plan", "person") * 170).floor().cast(pl.Int32))
    contact, plan = (pl.max_horizontal(day, birthday("born", 18)) for day in (contact, plan))
    return {
        "ssd_care_leavers": told.select(
            "person", clea_table_id=_id("CL", "person"), clea_care_leaver_eligibility=pl.lit("Former Relevant"),
            clea_care_leaver_in_touch="IN_TOUCH",
            clea_care_leaver_latest_contact=pl.when(col("IN_TOUCH") == "YES").then(contact),
            clea_care_leaver_accommodation=col("ACCOM").str.slice(0, 1),
            clea_care_leaver_accom_suitable=col("ACCOM").str.slice(1, 1).replace("", None),
            clea_care_leaver_activity="ACTIV", clea_pathway_plan_review_date=plan,
            clea_care_leaver_allocated_team=pl.lit(around.LEAVING),
            clea_care_leaver_personal_advisor=around.worker_of(dice, "adviser", "person", pl.lit(around.LEAVING)),
            clea_care_leaver_worker_id=around.worker_of(dice, "adviser", "person", pl.lit(around.LEAVING)),
        )
    }  # fmt: skip


def _staff(world: World) -> dict[str, pl.DataFrame]:
    """The teams and ten workers of each, and the social workers of children in care. Nobody has a name."""
    teams = pl.DataFrame(around.TEAMS, schema=["dept_team_id", "dept_team_name"], orient="row")
    of_teams = [f"{team}W{number}" for team, _ in around.TEAMS for number in range(10)]
    of_care = world.workers["worker"].unique().sort().to_list()
    workers = pl.DataFrame({"prof_professional_id": [*of_teams, *of_care]})
    number = pl.when(col("prof_professional_id").str.starts_with("SW")).then("prof_professional_id")
    workers = workers.with_columns(
        prof_social_worker_registration_no=number, prof_professional_job_title=pl.lit("Social Worker")
    )
    return {"ssd_department": teams, "ssd_professionals": workers}

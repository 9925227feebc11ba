"""Which columns of the Standard Safeguarding Dataset can a return of SSDA903 fill?"""

#: The columns of the data set that a return can fill. Of everything else it says nothing.
HELD = frozenset({
    *(f"ssd_person.pers_{name}" for name in ("person_id", "sex", "ethnicity", "dob", "upn_unknown", "is_mother")),
    *(f"ssd_linked_identifiers.link_{name}" for name in
      ("table_id", "person_id", "identifier_type", "identifier_value")),
    *(f"ssd_mother.moth_{name}" for name in ("table_id", "person_id", "childs_dob")),
    *(f"ssd_address.addr_{name}" for name in
      ("table_id", "person_id", "address_type", "address_start_date", "address_end_date", "address_postcode")),
    *(f"ssd_immigration_status.immi_{name}" for name in
      ("immigration_status_id", "person_id", "immigration_status", "immigration_status_end_date")),
    *(f"ssd_legal_status.lega_{name}" for name in
      ("legal_status_id", "person_id", "legal_status", "legal_status_start_date", "legal_status_end_date")),
    *(f"ssd_cla_placement.clap_{name}" for name in
      ("cla_placement_id", "person_id", "cla_id", "cla_placement_start_date", "cla_placement_end_date",
       "cla_placement_type", "cla_placement_provider", "cla_placement_postcode", "cla_placement_urn",
       "cla_placement_change_reason")),
    *(f"ssd_cla_episodes.clae_{name}" for name in
      ("cla_episode_id", "person_id", "cla_id", "cla_placement_id", "cla_episode_start_date",
       "cla_episode_start_reason", "cla_primary_need_code", "cla_episode_ceased_date", "cla_episode_ceased_reason",
       "entered_care_date")),
    *(f"ssd_cla_reviews.clar_{name}" for name in
      ("cla_review_id", "cla_id", "cla_review_date", "cla_review_participation")),
    *(f"ssd_cla_convictions.clac_{name}" for name in ("cla_conviction_id", "person_id")),
    *(f"ssd_cla_health.clah_{name}" for name in
      ("health_check_id", "person_id", "health_check_type", "health_check_status")),
    *(f"ssd_cla_immunisations.clai_{name}" for name in ("person_id", "immunisations_status")),
    *(f"ssd_cla_substance_misuse.clas_{name}" for name in
      ("substance_misuse_id", "person_id", "intervention_received")),
    *(f"ssd_cla_previous_permanence.lapp_{name}" for name in
      ("table_id", "person_id", "previous_permanence_order_date", "previous_permanence_option",
       "previous_permanence_la")),
    *(f"ssd_sdq_scores.csdq_{name}" for name in ("table_id", "person_id", "sdq_reason", "sdq_score")),
    *(f"ssd_missing.miss_{name}" for name in
      ("table_id", "person_id", "missing_episode_start_date", "missing_episode_type", "missing_episode_end_date")),
    *(f"ssd_permanence.perm_{name}" for name in
      ("table_id", "person_id", "adm_decision_date", "matched_date", "adopted_by_carer_flag", "decision_reversed_date",
       "decision_reversed_reason", "adopter_sex", "adopter_legal_status", "number_of_adopters")),
    *(f"ssd_care_leavers.clea_{name}" for name in
      ("table_id", "person_id", "care_leaver_in_touch", "care_leaver_accommodation", "care_leaver_accom_suitable",
       "care_leaver_activity")),
    *(f"ssd_involvements.invo_{name}" for name in
      ("involvements_id", "person_id", "professional_id", "professional_role_id", "involvement_start_date",
       "involvement_end_date", "worker_change_reason")),
    *(f"ssd_professionals.prof_{name}" for name in ("professional_id", "social_worker_registration_no")),
})  # fmt: skip

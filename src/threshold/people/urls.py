"""The addresses of `people`."""

from django.urls import path

from threshold.people.views import (
    chronology,
    edit,
    emergency,
    family,
    matching,
    record,
    relatives,
    restrictions,
    search,
)

_ONE = "people/<str:reference>"

urlpatterns = [
    path("search", search.search, name="search"),
    path(_ONE, record.overview, name="person"),
    path(f"{_ONE}/details", record.details, name="person_details"),
    path(f"{_ONE}/details/change", edit.change, name="person_change"),
    path(f"{_ONE}/birth", edit.born, name="person_birth"),
    path(f"{_ONE}/names/add", edit.add_name, name="person_add_name"),
    path(f"{_ONE}/names/<int:pk>/end", edit.end_name, name="person_end_name"),
    path(f"{_ONE}/addresses/move", edit.move, name="person_move"),
    path(f"{_ONE}/addresses/former", edit.former_address, name="person_former_address"),
    path(f"{_ONE}/numbers/add", edit.add_number, name="person_add_number"),
    path(f"{_ONE}/numbers/<int:pk>/verify", edit.verify_number, name="person_verify_number"),
    path(f"{_ONE}/family", family.show_family, name="family"),
    path(f"{_ONE}/family/find", relatives.find, name="relative_find"),
    path(f"{_ONE}/family/add/<str:other>", relatives.relate, name="relative_add"),
    path(f"{_ONE}/family/new", relatives.new, name="relative_new"),
    path(f"{_ONE}/family/<int:pk>/end", relatives.end, name="relationship_end"),
    path(f"{_ONE}/family/<int:pk>/responsibility", relatives.responsibility, name="relationship_responsibility"),
    path(f"{_ONE}/home/join", family.join_household, name="household_join"),
    path(f"{_ONE}/home/<int:pk>/leave", family.leave_household, name="household_leave"),
    path(f"{_ONE}/chronology", chronology.show_chronology, name="chronology"),
    path(f"{_ONE}/chronology/print", chronology.print_chronology, name="chronology_print"),
    path(f"{_ONE}/chronology/<int:pk>/curate", chronology.curate, name="chronology_curate"),
    path(f"{_ONE}/matches", matching.matches, name="matches"),
    path(f"{_ONE}/matches/<str:other>", matching.compare, name="match_compare"),
    path(f"{_ONE}/joins/<int:pk>/undo", matching.undo, name="join_undo"),
    path(f"{_ONE}/not-the-same/<int:pk>/withdraw", matching.withdraw, name="not_same_withdraw"),
    path(f"{_ONE}/restrictions", restrictions.listing, name="restrictions"),
    path(f"{_ONE}/restrictions/new", restrictions.restrict, name="restriction_new"),
    path(f"{_ONE}/restrictions/<int:pk>/people", restrictions.change, name="restriction_change"),
    path(f"{_ONE}/restrictions/<int:pk>/lift", restrictions.lift, name="restriction_lift"),
    path(f"{_ONE}/emergency-access", emergency.break_glass, name="person_emergency"),
    path("emergency-access", emergency.review_queue, name="emergency_accesses"),
    path("emergency-access/mine", emergency.mine, name="my_emergency_accesses"),
    path("emergency-access/<int:pk>/review", emergency.review, name="emergency_review"),
    path("restricted-matches", emergency.alerts, name="restricted_matches"),
    path("restricted-matches/<int:pk>/seen", emergency.close_alert, name="restricted_match_seen"),
]

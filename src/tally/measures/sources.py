"""What can each return not tell, although it has the columns? It holds one year, or the latest of a kind alone.

`Data.held` says which columns a source has. This says of which tables it has only some rows, and where its codes are
too coarse.
"""

from __future__ import annotations

_LATEST = "Annex A has the latest {} of each child alone."
_ITS_YEAR = "{} holds what was open or happened in its year, and not what was before."
_CARE_RETURN = "A return of children looked after"

#: By return and table: why a measure that needs every row of the period says nothing.
LATEST_ALONE: dict[str, dict[str, str]] = {
    "annex-a": {
        "ssd_cp_reviews": _LATEST.format("review of a plan"),
        "ssd_cp_visits": _LATEST.format("visit"),
        "ssd_cla_reviews": _LATEST.format("review"),
        "ssd_cla_placement": _LATEST.format("placement"),
    },
}
#: By return and column: why a measure that reads it says nothing, as the return tells less apart than the codes do.
COARSER: dict[str, dict[str, str]] = {
    "annex-a": {
        "ssd_cin_episodes.cine_close_reason": "Annex A does not tell apart what followed an assessment without need: "
        "nothing, or early help.",
    },
}
#: By return: why a measure that needs every row, however old, says nothing; and what to say beside one that looks back.
ONE_YEAR: dict[str, str] = {
    "cin": _ITS_YEAR.format("A census"),
    "ssda903": _ITS_YEAR.format(_CARE_RETURN),
    "annex-a": "Annex A holds the last months alone, and not what was before.",
}

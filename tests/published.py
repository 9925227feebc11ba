"""Small published files in the shape of the Department's, about authorities that do not exist."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

PLACE = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name", "category",
)  # fmt: skip
REFERRALS = "Referrals and Re-referrals"
#: Of the Severnshire pack's statistical neighbours the first two.
NEIGHBOURS = ("916", "850")
WEST_MIDLANDS = "E12000005"
GRADES = (
    "urn", "la_code", "region_code", "ltla23cd", "stat_neighbours", "local_authority", "overall_effectiveness_grade",
    "inspection_framework", "inspection_start_date", "inspection_end_date", "publication_date",
    "impact_of_leaders_grade", "help_and_protection_grade", "in_care_grade", "care_leavers_grade",
)  # fmt: skip


def table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def area(year: int, level: str, code: str = "", name: str = "", **figures: str) -> dict[str, str]:
    """One row; England, the West Midlands, or an authority of it."""
    row = {
        "time_period": str(year), "time_identifier": "Reporting year", "geographic_level": level,
        "country_code": "E92000001", "country_name": "England", "category": REFERRALS, **figures,
    }  # fmt: skip
    if level != "National":
        row |= {"region_code": WEST_MIDLANDS, "region_name": "West Midlands"}
    if level == "Local authority":
        row |= {"old_la_code": code, "new_la_code": f"E06000{code}", "la_name": name}
    return row


def referrals(*, revised: bool = False) -> bytes:
    """Two years; five authorities in the second, of which one withheld its figure and one is not in use."""
    rows = []
    for year, england in ((2025, "500"), (2026, "520.5" if not revised else "521.0")):
        rows += [
            area(year, "National", Referrals_rate=england, Re_referrals_percent="22"),
            area(year, "Regional", Referrals_rate="480", Re_referrals_percent="21.5"),
            area(year, "Local authority", "916", "Avonmere", Referrals_rate="400", Re_referrals_percent="20"),
            area(year, "Local authority", "850", "Hartside", Referrals_rate="600", Re_referrals_percent="c"),
            area(year, "Local authority", "701", "Otherby", Referrals_rate="550.5", Re_referrals_percent="30"),
            area(year, "Local authority", "702", "Nilton", Referrals_rate="x", Re_referrals_percent="z"),
            area(year, "Local authority", "703", "Noughtham", Referrals_rate="450", Re_referrals_percent="0"),
        ]
    return table((*PLACE, "Referrals_rate", "Re_referrals_percent"), rows)


def grades() -> bytes:
    def one(code: str, name: str, overall: str, **more: str) -> dict[str, str]:
        return {
            "urn": "1", "la_code": code, "region_code": "WM", "ltla23cd": "E1", "stat_neighbours": "701, 702",
            "local_authority": name, "overall_effectiveness_grade": overall, "inspection_framework": "standard",
            "inspection_start_date": "15/05/2023", "inspection_end_date": "26/05/2023", "publication_date": "14/07/23",
            "impact_of_leaders_grade": overall, "help_and_protection_grade": overall,
            "in_care_grade": "requires improvement",
            "care_leavers_grade": "inspection_pre_dates_judgement", **more,
        }  # fmt: skip

    return table(
        GRADES,
        [
            one("916", "avonmere", "good"),
            one("701", "otherby", "inadequate", region_code="NE"),
            one("702", "nilton", "nan", publication_date="nan", inspection_framework="None"),
        ],
    )

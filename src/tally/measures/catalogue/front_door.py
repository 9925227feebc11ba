"""Contacts, referrals and early help: who was told about, and what followed.

Everything counts children: a contact about three children is three, as in Ofsted's lists (Annex A, list 1).
"""

from __future__ import annotations

from typing import Any

import polars as pl

from tally.data import Data
from tally.measures.catalogue.common import CENSUS, LOCAL, col, is_flagged, with_day_before
from tally.measures.declare import Unit, Wording, absent, example, measure
from tally.measures.periods import Period

_CONTACTED, _OUTCOME = "ssd_contacts.cont_contact_date", "ssd_contacts.cont_contact_outcome_json"
_REFERRED = "ssd_cin_episodes.cine_referral_date"
_CLOSED, _REASON = "ssd_cin_episodes.cine_close_date", "ssd_cin_episodes.cine_close_reason"
_SOURCE = "ssd_cin_episodes.cine_referral_source_code"
_HELPED, _HELP_ENDED = (
    "ssd_early_help_episodes.earl_episode_start_date",
    "ssd_early_help_episodes.earl_episode_end_date",
)
_HELP_REASON = "ssd_early_help_episodes.earl_episode_end_reason"
_RECEIVED = "Children on contacts that were received in the period."
_BEGAN = "Referrals that began in the period."

#: Groups of the census's codes of who referred, as the department publishes them; with what Annex A says in the place
#: of several codes.
SOURCES = {
    "Family, friends and the public": ("1A", "1B", "1C", "1D", "A) INDIVIDUAL"),
    "Schools": ("2A",),
    "Education services": ("2B",),
    "Health services": ("3A", "3B", "3C", "3D", "3E", "3F", "D) HEALTH SERVICES"),
    "Housing": ("4",),
    "Councils' services": ("5A", "5B", "5C", "5D", "F) LA SERVICES"),
    "Police": ("6",),
    "Courts and other legal agencies": ("7",),
    "Other": ("8",),
    "Anonymous": ("9",),
    "Not known": ("10",),
}


def _contact(child: str, day: str, **more: Any) -> dict[str, Any]:
    return {"cont_person_id": child, "cont_contact_date": day, **more}


def _became(child: str, day: str, flag: str) -> dict[str, Any]:
    return _contact(child, day, cont_contact_outcome_json=f'{{"{flag}": "Y", "MISSING_FLAG": ""}}')


def _referral(child: str, day: str, **more: Any) -> dict[str, Any]:
    return {"cine_person_id": child, "cine_referral_date": day, **more}


# --- Contacts -------------------------------------------------------------------------------------------------------


@measure(
    "FD01", "Contacts received", Unit.COUNT,
    numerator="Children on contacts that were received in the period. A child on two contacts counts twice.",
    denominator="None: this is a count.",
    rows="ssd_contacts", day="cont_contact_date", reads=(_CONTACTED,),
    source="Ofsted, Annex A, list 1", wording=Wording.PUBLISHED,
    examples=(
        example(3, None, ssd_contacts=[
            _contact("A1", "2025-04-01"), _contact("A1", "2025-04-02"), _contact("B2", "2026-03-31"),
        ]),
        example(0, None, ssd_contacts=[_contact("A1", "2025-03-31"), _contact("B2", "2026-04-01")]),
    ),
)  # fmt: skip
def contacts(data: Data, period: Period) -> pl.DataFrame:
    return data["ssd_contacts"]


@measure(
    "FD03", "Contacts that became a referral", Unit.PERCENT,
    numerator="Those whose outcome is a new referral.",
    denominator=_RECEIVED,
    rows="ssd_contacts", day="cont_contact_date", reads=(_CONTACTED, _OUTCOME),
    source="Regional Improvement and Innovation Alliance; ADCS Safeguarding Pressures",
    examples=(
        example(1, 3, ssd_contacts=[
            _became("A1", "2025-05-01", "NEW_REFERRAL_FLAG"), _became("B2", "2025-05-01", "NFA_FLAG"),
            _contact("C3", "2025-05-01"),
        ]),
        example(0, 1, ssd_contacts=[_became("A1", "2025-05-01", "EXISTING_REFERRAL_FLAG")]),
    ),
)  # fmt: skip
def contacts_that_became_a_referral(data: Data, period: Period) -> pl.DataFrame:
    """A contact without an outcome yet counts as not referred, so that the latest days read too low. News of a child
    whose case is open is no new referral."""
    return data["ssd_contacts"].with_columns(counted=is_flagged("cont_contact_outcome_json", "NEW_REFERRAL_FLAG"))


@measure(
    "FD06-C", "Contacts that ended with no further action", Unit.PERCENT,
    numerator="Those whose outcome is no further action.",
    denominator="Children on contacts that were received in the period and have an outcome.",
    rows="ssd_contacts", day="cont_contact_date", reads=(_CONTACTED, _OUTCOME),
    source=LOCAL, wording=Wording.OURS,
    examples=(
        example(1, 2, ssd_contacts=[
            _became("A1", "2025-05-01", "NFA_FLAG"), _became("B2", "2025-05-01", "ADVICE_FLAG"),
            _contact("C3", "2025-05-01"),
        ]),
        example(0, 0, ssd_contacts=[_contact("A1", "2025-05-01")]),
    ),
)  # fmt: skip
def contacts_without_further_action(data: Data, period: Period) -> pl.DataFrame:
    """Where nothing follows many authorities open no referral at all: then this says more than FD06."""
    decided = data["ssd_contacts"].filter(col("cont_contact_outcome_json").str.contains('(?i)"(?:y|1|true)"'))
    return decided.with_columns(counted=is_flagged("cont_contact_outcome_json", "NFA_FLAG"))


def _repeat(code: str, months: int) -> None:
    @measure(
        code, f"Repeat contacts within {months} months", Unit.PERCENT,
        numerator=f"Those whose child was on an earlier contact in the {months} months before.",
        denominator=_RECEIVED,
        rows="ssd_contacts", day="cont_contact_date", reads=(_CONTACTED,), looks_back=("ssd_contacts",),
        source=LOCAL,
        examples=(
            example(1, 3, ssd_contacts=[
                _contact("A1", "2025-05-01"), _contact("A1", "2025-06-01"), _contact("B2", "2025-06-01"),
            ]),
            example(0, 2, ssd_contacts=[_contact("A1", "2025-05-01"), _contact("A1", "2025-05-01")]),
            example(int(months == 12), 1, ssd_contacts=[_contact("A1", "2024-11-30"), _contact("A1", "2025-05-01")]),
        ),
    )  # fmt: skip
    def repeat_contacts(data: Data, period: Period) -> pl.DataFrame:
        """Two contacts on one day are one time that somebody was worried: neither is a repeat of the other."""
        return _soon_after(data, "ssd_contacts", "cont_contact_date", months)


def _soon_after(data: Data, table: str, day: str, months: int) -> pl.DataFrame:
    rows = with_day_before(data, table, day)
    return rows.with_columns(counted=(col("before") >= col(day).dt.offset_by(f"-{months}mo")).fill_null(False))


_repeat("FD08", 12)
_repeat("FD08-3", 3)


# --- Referrals ------------------------------------------------------------------------------------------------------


@measure(
    "FD04", "Referrals per 10,000 children", Unit.RATE,
    numerator=_BEGAN,
    denominator="Children aged 0 to 17 who live here, in ten thousands.",
    rows="ssd_cin_episodes", day="cine_referral_date", team="cine_referral_team", reads=(_REFERRED,), source=CENSUS,
    examples=(
        example(2, None, ssd_cin_episodes=[_referral("A1", "2025-04-01"), _referral("A1", "2026-03-31")]),
        example(0, None, ssd_cin_episodes=[_referral("A1", "2024-06-01"), _referral("B2", "2026-04-01")]),
    ),
)  # fmt: skip
def referrals(data: Data, period: Period) -> pl.DataFrame:
    """A child who was referred twice counts twice."""
    return data["ssd_cin_episodes"]


@measure(
    "FD05", "Re-referrals within 12 months", Unit.PERCENT,
    numerator="Those whose child was referred before, in the 12 months up to the referral.",
    denominator=_BEGAN,
    rows="ssd_cin_episodes", day="cine_referral_date", team="cine_referral_team", reads=(_REFERRED,),
    looks_back=("ssd_cin_episodes",), source=CENSUS, wording=Wording.PUBLISHED,
    examples=(
        example(1, 2, ssd_cin_episodes=[
            _referral("A1", "2024-05-01"), _referral("A1", "2025-05-01"), _referral("B2", "2025-06-01"),
        ]),
        example(0, 2, ssd_cin_episodes=[
            _referral("A1", "2024-04-30"), _referral("A1", "2025-05-01"), _referral("B2", "2025-05-02"),
        ]),
        example(0, 2, ssd_cin_episodes=[_referral("A1", "2025-05-01"), _referral("A1", "2025-05-01")]),
    ),
)  # fmt: skip
def re_referrals(data: Data, period: Period) -> pl.DataFrame:
    """The referral before may be the one that is still open. Two on one day are no re-referral of each other."""
    return _soon_after(data, "ssd_cin_episodes", "cine_referral_date", 12)


@measure(
    "FD06", "Referrals that ended with no further action", Unit.PERCENT,
    numerator="Those after which nothing followed: neither assessment nor services.",
    denominator=_BEGAN,
    rows="ssd_cin_episodes", day="cine_referral_date", team="cine_referral_team",
    reads=(_REFERRED, "ssd_cin_episodes.cine_referral_nfa"), source=CENSUS,
    examples=(
        example(1, 3, ssd_cin_episodes=[
            _referral("A1", "2025-05-01", cine_referral_nfa=True),
            _referral("B2", "2025-05-01", cine_referral_nfa=False), _referral("C3", "2025-05-01"),
        ]),
        example(0, 0, ssd_cin_episodes=[_referral("A1", "2024-05-01", cine_referral_nfa=True)]),
    ),
)  # fmt: skip
def referrals_without_further_action(data: Data, period: Period) -> pl.DataFrame:
    return data["ssd_cin_episodes"].with_columns(counted=col("cine_referral_nfa").fill_null(False))


def _from(code: str, whom: str, codes: tuple[str, ...], others: str) -> None:
    @measure(
        code, f"Referrals that came from {whom}", Unit.PERCENT,
        numerator=f"Those that came from {'a school' if whom == 'schools' else whom}.",
        denominator=_BEGAN,
        rows="ssd_cin_episodes", day="cine_referral_date", team="cine_referral_team", reads=(_REFERRED, _SOURCE),
        source=CENSUS,
        examples=(
            example(1, 2, ssd_cin_episodes=[
                _referral("A1", "2025-05-01", cine_referral_source_code=codes[0]),
                _referral("B2", "2025-05-01", cine_referral_source_code=others),
            ]),
            example(0, 1, ssd_cin_episodes=[_referral("A1", "2025-05-01")]),
        ),
    )  # fmt: skip
    def came_from(data: Data, period: Period) -> pl.DataFrame:
        """FD07-G has every source at once."""
        return data["ssd_cin_episodes"].with_columns(
            counted=col("cine_referral_source_code").is_in(codes).fill_null(False)
        )


_from("FD07", "the police", SOURCES["Police"], "1A")
_from("FD07-S", "schools", SOURCES["Schools"], "2B")


@measure(
    "FD07-G", "Referrals by who made them", Unit.GROUPS,
    numerator="Those of each group of sources.",
    denominator=_BEGAN,
    rows="ssd_cin_episodes", day="cine_referral_date", team="cine_referral_team", reads=(_REFERRED, _SOURCE),
    source=CENSUS,
    examples=(
        example(3, 3, ssd_cin_episodes=[
            _referral("A1", "2025-05-01", cine_referral_source_code="6"),
            _referral("B2", "2025-05-01", cine_referral_source_code="1C"), _referral("C3", "2025-05-01"),
        ]),
        example(0, 0, ssd_cin_episodes=[_referral("A1", "2024-05-01", cine_referral_source_code="6")]),
    ),
)  # fmt: skip
def referrals_by_source(data: Data, period: Period) -> pl.DataFrame:
    """A referral without a source, or with a code that is none of the census's, stands under “Not known”."""
    groups = {code: name for name, codes in SOURCES.items() for code in codes}
    return data["ssd_cin_episodes"].with_columns(
        group=col("cine_referral_source_code")
        .str.to_uppercase()
        .replace_strict(groups, default="Not known", return_dtype=pl.String)
    )


# --- Early help -----------------------------------------------------------------------------------------------------


def _help(child: str, start: str, end: str | None = None, reason: str | None = None) -> dict[str, Any]:
    return {
        "earl_person_id": child, "earl_episode_start_date": start, "earl_episode_end_date": end,
        "earl_episode_end_reason": reason,
    }  # fmt: skip


def _early_help(code: str, title: str, unit: Unit, denominator: str) -> None:
    @measure(
        code, title, unit,
        numerator="Times of early help that began in the period.",
        denominator=denominator,
        rows="ssd_early_help_episodes", day="earl_episode_start_date", reads=(_HELPED,),
        source="ADCS Safeguarding Pressures; Ofsted, Annex A, list 2",
        examples=(
            example(2, None, ssd_early_help_episodes=[_help("A1", "2025-04-01"), _help("B2", "2026-03-31")]),
            example(0, None, ssd_early_help_episodes=[_help("A1", "2025-03-31", "2025-09-01")]),
        ),
    )  # fmt: skip
    def early_help(data: Data, period: Period) -> pl.DataFrame:
        """The published indicator counts assessments of early help. Annex A lists them; the data set has times of early
        help, one for each."""
        return data["ssd_early_help_episodes"]


_early_help("FD09", "Early help opened", Unit.COUNT, "None: this is a count.")
_early_help(
    "FD09-R", "Early help opened per 10,000 children", Unit.RATE,
    "Children aged 0 to 17 who live here, in ten thousands.",
)  # fmt: skip


@measure(
    "FD10", "Cases closed to early help", Unit.PERCENT,
    numerator="Those closed because the child was referred to early help after an assessment (RC9).",
    denominator="Episodes of need that closed in the period.",
    rows="ssd_cin_episodes", day="cine_close_date", team="cine_referral_team", reads=(_CLOSED, _REASON), source=CENSUS,
    examples=(
        example(1, 2, ssd_cin_episodes=[
            _referral("A1", "2025-01-01", cine_close_date="2025-05-01", cine_close_reason="RC9"),
            _referral("B2", "2025-01-01", cine_close_date="2025-05-01", cine_close_reason="RC7"),
        ]),
        example(0, 0, ssd_cin_episodes=[_referral("A1", "2025-05-01")]),
    ),
)  # fmt: skip
def stepped_down(data: Data, period: Period) -> pl.DataFrame:
    """The step down. FD10-U is the step up; the published indicator names both."""
    return data["ssd_cin_episodes"].with_columns(counted=(col("cine_close_reason") == "RC9").fill_null(False))


@measure(
    "FD10-U", "Early help that ended in a step up to social care", Unit.PERCENT,
    numerator="Those whose reason for ending says that the child was stepped up.",
    denominator="Times of early help that ended in the period.",
    rows="ssd_early_help_episodes", day="earl_episode_end_date", reads=(_HELP_ENDED, _HELP_REASON),
    source="Standard Safeguarding Dataset",
    examples=(
        example(1, 2, ssd_early_help_episodes=[
            _help("A1", "2025-01-01", "2025-05-01", "Step-up"), _help("B2", "2025-01-01", "2025-05-01", "Outcomes met"),
        ]),
        example(0, 1, ssd_early_help_episodes=[_help("A1", "2025-01-01", "2025-05-01"), _help("B2", "2025-01-01")]),
    ),
)  # fmt: skip
def stepped_up(data: Data, period: Period) -> pl.DataFrame:
    """The reason is free text: it counts where it has the words “step up” or “stepped up”, with or without a hyphen."""
    said = col("earl_episode_end_reason").str.contains(r"(?i)\bstep(?:ped)?[\s_-]*up\b")
    return data["ssd_early_help_episodes"].with_columns(counted=said.fill_null(False))


_NO_DECISION = (
    "The data set and Annex A say on which day somebody got in touch, and not when it was decided what follows."
)
absent("FD02", "Contacts decided within one working day", _NO_DECISION)
absent("FD02-24H", "Contacts decided within 24 hours", _NO_DECISION)

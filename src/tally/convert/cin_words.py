"""How does the Standard Safeguarding Dataset say what the census says in items of its own?"""

from __future__ import annotations

import json

import polars as pl

from tally.read.values import flag

#: The kinds of identifier under which pupil numbers stand.
PUPIL_NUMBER, FORMER_PUPIL_NUMBER = "Unique Pupil Number", "Former Unique Pupil Number"
#: The words by which systems name them.
PUPIL_NUMBER_WORDS, FORMER_WORDS = r"(?i)pupil|^upn$", r"(?i)former|previous"

_CONFERENCE = "CP_CONFERENCE_FLAG"
#: What the outcome of an enquiry holds, in the data set's order: of these the census knows one.
_OUTCOME = {
    "NFA_FLAG": "", "LEGAL_ACTION_FLAG": "", "PROV_OF_SERVICES_FLAG": "", "PROV_OF_SB_CARE_FLAG": "",
    _CONFERENCE: "", "NFA_CONTINUE_SINGLE_FLAG": "", "MONITOR_FLAG": "", "OTHER_OUTCOMES_EXIST_FLAG": "",
    "TOTAL_NO_OF_OUTCOMES": None, "OUTCOME_COMMENTS": "",
}  # fmt: skip


def outcome_of_enquiry(not_required: pl.Expr) -> pl.Expr:
    """Whether a conference was not required, as the outcome that the data set keeps; null where it is not told."""
    texts = {no: json.dumps(_OUTCOME | {_CONFERENCE: "N" if no else "Y"}) for no in (True, False)}
    return pl.when(not_required).then(pl.lit(texts[True])).when(~not_required).then(pl.lit(texts[False]))


def conference_required(outcome: pl.Expr) -> pl.Expr:
    """Whether an outcome says that a conference was required, in whatever way a system writes yes and no; null where
    it says nothing of it."""
    told = outcome.str.extract(rf'(?i)"{_CONFERENCE}"\s*:\s*"?([YN10TF])').str.to_uppercase()
    return flag(told, yes=("Y", "1", "T"), no=("N", "0", "F"))


def factors(codes: pl.Expr) -> pl.Expr:
    """The factors of an assessment as the list that the data set keeps, in their order."""
    quoted = pl.concat_str(pl.lit('"'), codes.str.replace_all(r'(["\\])', r"\$1"), pl.lit('"'))
    return pl.concat_str(pl.lit("["), quoted.str.join(", "), pl.lit("]"))


#: A code in a list, `["1A", "2B"]`, or one that is answered with yes, `{"1A": "Yes", "2B": "No"}`.
FACTOR = r'"((?:[^"\\]|\\.)*)"'
ANSWERED = r'"([^"\\]*)"\s*:\s*"(?i:yes|y|true|1)"'


#: How the data set's own lists spell what the department's returns spell otherwise.
_ABUSE = {"NEGLECT": "NEG", "PHYSICAL ABUSE": "PHY", "SEXUAL ABUSE": "SAB", "EMOTIONAL ABUSE": "EMO", "MULTIPLE": "MUL"}


def abuse(category: pl.Expr) -> pl.Expr:
    """The census's code of a category of abuse, which may stand in the data set's words; what is neither as it is."""
    words = category.str.to_uppercase().str.replace(r"^MULTIPLE:.*$", "MULTIPLE")
    return pl.coalesce(words.replace_strict(_ABUSE, default=None, return_dtype=pl.String()), category)


def ethnicity(code: pl.Expr) -> pl.Expr:
    """The returns' code of an ethnicity."""
    return code.replace("CNHE", "CHNE")

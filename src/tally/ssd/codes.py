"""Which codes may stand in the Standard Safeguarding Dataset? Codes are the data set's, meanings in our own words.

Declared are the fields whose codes version 1.4.5 states, in words or as those of a return. It states none for the
sources of contacts and referrals, legal statuses (which go beyond those of care) and kinds of absence; of what went
before and into court it does not say whether letters or words stand there, and factors of assessments lie inside JSON.
Those fields take anything.

A data set tells of years back, so a code of a return counts in whichever year that had it. A code that ends with a
colon may be followed by words.
"""

from __future__ import annotations

from tally.cin.codes import CODE_SETS as OF_CIN
from tally.ssda903.codes import CODE_SETS as OF_SSDA903
from tally.tables import Code, CodeSet

_CIN = {codes.name: codes for codes in OF_CIN}
_SSDA903 = {codes.name: codes for codes in OF_SSDA903}


def _as_in(name: str, codes: CodeSet, *more: Code) -> CodeSet:
    """The codes of a return, in every year."""
    return CodeSet(name, (*(Code(one.code, one.meaning) for one in codes.codes), *more))


def _words(name: str, *words: str) -> CodeSet:
    """Words that say themselves what they mean."""
    return CodeSet(name, tuple(Code(word, word) for word in words))


#: Kinds of gender that an authority defines for itself.
_LOCAL_GENDERS = tuple(
    Code(str(number), "Described by the person, as the authority has it") for number in range(10, 100)
)

CODE_SETS = (
    # --- Persons
    _as_in("Sex", _CIN["Sex"]),
    CodeSet(
        "Gender",
        (
            Code("00", "Not known"),
            Code("01", "Man or boy"),
            Code("02", "Woman or girl"),
            Code("09", "Described by the person"),
            # A program for numbers takes the nought away.
            Code("0", "Not known"),
            Code("1", "Man or boy"),
            Code("2", "Woman or girl"),
            Code("9", "Described by the person"),
            *_LOCAL_GENDERS,
        ),
    ),
    _as_in("Ethnicity", _CIN["Ethnicity"], Code("CNHE", "Chinese, as the data set's own list spells it")),
    _as_in("Disability", _CIN["Disability"]),
    _as_in("UPN unknown", _CIN["UPNunknown"]),
    # --- Need and protection
    _as_in("Need", _CIN["PrimaryNeed"]),
    _as_in("Closure", _CIN["ReasonForClosure"]),
    _as_in(
        "Abuse",
        _CIN["CategoryOfAbuse"],
        Code("Neglect", "Neglect"),
        Code("Physical abuse", "Physical abuse"),
        Code("Sexual abuse", "Sexual abuse"),
        Code("Emotional abuse", "Emotional abuse"),
        Code("Multiple:", "More than one, each named"),
        Code("Multiple", "More than one"),
    ),
    _as_in("Participation", _SSDA903["REVIEW_CODE"]),
    _words("Yes, no or unknown", "Yes", "No", "Unknown", "Y", "N", "U"),
    # --- Care
    _as_in("Need in care", _SSDA903["CIN"]),
    _as_in("Episode began", _SSDA903["RNE"]),
    _as_in("Episode ceased", _SSDA903["REC"]),
    _as_in("Placement", _SSDA903["PLACE"]),
    _as_in("Provider", _SSDA903["PLACE_PROVIDER"]),
    _as_in("Placement changed", _SSDA903["REASON_PLACE_CHANGE"]),
    _as_in("Permanence before", _SSDA903["PREV_PERM"]),
    _words("Health check", "Planned", "Refused", "Cancelled", "Completed"),
    _as_in("No score", _SSDA903["SDQ_REASON"]),
    CodeSet("Interview", (Code("Y", "Yes"), Code("N", "No"), Code("NA", "Not applicable"))),
    _as_in("Worker changed", _SSDA903["SW_REASON"]),
    # --- Adoption
    CodeSet("Siblings", (Code("0", "No"), Code("1", "Yes"))),
    _as_in("Reversal", _SSDA903["REASON_PLACED_CEASED"]),
    _as_in("Adopter's sex", _SSDA903["SEX_ADOPTR"]),
    _as_in("Adopter's status", _SSDA903["LS_ADOPTR"]),
    # --- Leaving care
    _words("Eligibility", "Relevant", "Former Relevant", "Eligible", "Qualifying", "No Current Eligibility"),
    _as_in("In touch", _SSDA903["IN_TOUCH"]),
    CodeSet(
        "Accommodation",
        (
            Code("B", "With parents or relatives"),
            Code("C", "Residential care"),
            Code("D", "Semi-independent"),
            Code("E", "Supported lodgings"),
            Code("G", "Abroad"),
            Code("H", "Deported"),
            Code("K", "Ordinary lodgings"),
            Code("R", "Not known where"),
            Code("S", "No fixed abode"),
            Code("T", "Foyer or the like"),
            Code("U", "Independent living"),
            Code("V", "Emergency accommodation"),
            Code("W", "Bed and breakfast"),
            Code("X", "In custody"),
            Code("Y", "Somewhere else"),
            Code("Z", "With the former foster carer"),
            Code("0", "Not known, as SSDA903 has it"),
        ),
    ),
    CodeSet("Suitability", (Code("1", "Suitable"), Code("2", "Unsuitable"))),
    _as_in(
        "Activity",
        _SSDA903["ACTIV"],
        Code("F3", "Training or work, full time (before F4 and F5)"),
        Code("P3", "Training or work, part time (before P4 and P5)"),
    ),
    # --- Special educational needs
    CodeSet(
        "No learner's number",
        (
            Code("UN1", "Under six and without a pupil number yet"),
            Code("UN2", "Never at a state-funded school in England"),
            Code("UN3", "Educated outside England"),
            Code("UN5", "Sources disagree"),
            Code("UN8", "New to the authority, not yet known"),
            Code("UN9", "Never at a state-funded school or college in England"),
            Code("UN10", "Nothing followed the request before it was known"),
        ),
    ),
    CodeSet(
        "Request or assessment",
        (
            Code("Y", "It went on"),
            Code("N", "It did not go on"),
            Code("A", "Not decided yet"),
            Code("W", "Withdrawn, or ended before a decision"),
            Code("H", "Decided before the period"),
        ),
    ),
    CodeSet("Exceptions", (Code("1", "They apply"), Code("0", "They do not apply"))),
    CodeSet(
        "Plan ceased",
        (
            Code("1", "At the greatest age"),
            Code("2", "Needs are met without a plan"),
            Code("3", "Higher education"),
            Code("4", "Paid work"),
            Code("5", "Another authority"),
            Code("6", "Wishes no more education or training"),
            Code("7", "Left England"),
            Code("8", "Died"),
            Code("9", "Another reason"),
        ),
    ),
    CodeSet(
        "Special need",
        (
            Code("SPLD", "Specific learning difficulty"),
            Code("MLD", "Moderate learning difficulty"),
            Code("SLD", "Severe learning difficulty"),
            Code("PMLD", "Profound and multiple learning difficulty"),
            Code("SEMH", "Social, emotional and mental health"),
            Code("SLCN", "Speech, language and communication"),
            Code("HI", "Hearing"),
            Code("VI", "Vision"),
            Code("MSI", "Several senses"),
            Code("PD", "Physical disability"),
            Code("ASD", "Autism"),
            Code("OTH", "Another difficulty"),
        ),
    ),
    CodeSet("Rank", (Code("1", "The first need"), Code("2", "The second need"))),
)

"""Who is the child? The rules of the module on identifiers."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.authorities import IN_PUPIL_NUMBERS
from tally.cin.rules.common import ERROR, QUERY, col, in_year, is_among, is_code, is_open, rule
from tally.data import Data

#: The check letters of a unique pupil number: the alphabet without I, O and S.
_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def _of_several_children(data: Data, column: str) -> pl.DataFrame:
    """The rows whose value another child has too."""
    same = data["ChildIdentifiers"].filter(col(column).is_not_null() & col(column).is_duplicated())
    return same.filter(col("child").n_unique().over(column) > 1)


def _years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years before; 31 March is in every year."""
    return day.replace(year=day.year - years)


@rule(
    "8500", ERROR, "The child has no identifier of the authority.",
    reads=("ChildIdentifiers.LAchildID",), blames="ChildIdentifiers.LAchildID",
    fails=({"ChildIdentifiers": {"Sex": "F"}}, {"LAchildID": "  "}),
    passes=({"LAchildID": "A1"}, [{"LAchildID": "A1"}, {"LAchildID": "A2"}]),
)  # fmt: skip
def identifier_is_there(data: Data) -> pl.DataFrame:
    return data["ChildIdentifiers"].filter(col("LAchildID").is_null())


@rule(
    "8510", ERROR, "Several children have this identifier. Each child needs one of their own.",
    reads=("ChildIdentifiers.LAchildID",), blames="ChildIdentifiers.LAchildID",
    fails=([{"LAchildID": "A1"}, {"LAchildID": "A1"}], [{"LAchildID": "A1"}, {"LAchildID": "B"}, {"LAchildID": "A1"}]),
    passes=(
        [{"LAchildID": "A1"}, {"LAchildID": "A2"}], [{"ChildIdentifiers": {}}, {"ChildIdentifiers": {}}],
        {"ChildIdentifiers": [{"LAchildID": "A1"}, {"LAchildID": "A1"}]},
    ),
)  # fmt: skip
def identifier_is_the_childs_own(data: Data) -> pl.DataFrame:
    """Of a child whose identifiers are given twice the form of the return tells."""
    return _of_several_children(data, "LAchildID")


@rule(
    "1570", ERROR, "The child's identifier is longer than 20 characters.",
    reads=("ChildIdentifiers.LAchildID",), blames="ChildIdentifiers.LAchildID", since="2024-25",
    fails=({"LAchildID": "A" * 21}, {"LAchildID": "0123456789" * 3}),
    passes=({"LAchildID": "A" * 20}, {"LAchildID": "7"}),
)  # fmt: skip
def identifier_is_short(data: Data) -> pl.DataFrame:
    return data["ChildIdentifiers"].filter(col("LAchildID").str.len_chars() > 20)


@rule(
    "1580", ERROR, "The child's identifier has something other than letters and digits in it.",
    reads=("ChildIdentifiers.LAchildID",), blames="ChildIdentifiers.LAchildID", since="2024-25",
    fails=({"LAchildID": "child_1"}, {"LAchildID": "A-7"}),
    passes=({"LAchildID": "Child1"}, {"LAchildID": "007"}),
)  # fmt: skip
def identifier_is_plain(data: Data) -> pl.DataFrame:
    return data["ChildIdentifiers"].filter(col("LAchildID").str.contains(r"[^0-9A-Za-z]"))


@rule(
    "1510", ERROR, "The unique pupil number is wrong: its first letter does not agree with the rest.",
    reads=("ChildIdentifiers.UPN",), blames="ChildIdentifiers.UPN",
    fails=({"UPN": "B123456789012"}, {"UPN": "1801200001001"}, {"UPN": "H80120000100Z"}),
    passes=(
        {"UPN": "A123456789012"}, {"UPN": "H801200001001"}, {"UPN": "E80120000100Z"}, {"LAchildID": "A1"},
        {"UPN": "B123A56789012"}, {"UPN": "B12345678901"}, {"UPN": "B12345678901O"},
    ),
)  # fmt: skip
def upn_check_letter(data: Data) -> pl.DataFrame:
    """A number with something else than digits where digits belong cannot be checked: 1540 and 1550 say so instead."""
    rows = data["ChildIdentifiers"]
    places = [col("UPN").str.slice(place, 1) for place in range(13)]
    values = {**{str(digit): digit for digit in range(10)}, **{letter: at for at, letter in enumerate(_LETTERS)}}
    total = pl.sum_horizontal(
        places[place].replace_strict(values, default=None, return_dtype=pl.Int32) * (place + 1)
        for place in range(1, 13)
    )
    letter = (total % 23).replace_strict(dict(enumerate(_LETTERS)), return_dtype=pl.String)
    return rows.filter(col("UPN").str.contains(r"^.[0-9]{11}[0-9A-HJ-NP-RT-Z]$") & (places[0] != letter))


@rule(
    "1520", ERROR, "Several children have this unique pupil number.",
    reads=("ChildIdentifiers.UPN",), blames="ChildIdentifiers.UPN",
    fails=([{"UPN": "L123456789012"}, {"UPN": "L123456789012"}], [{"UPN": "X"}, {"UPN": "Y"}, {"UPN": "X"}]),
    passes=(
        [{"UPN": "L123456789012"}, {"UPN": "H801200001001"}], [{"LAchildID": "A1"}, {"LAchildID": "A2"}],
        {"ChildIdentifiers": [{"UPN": "L123456789012"}, {"UPN": "L123456789012"}]},
    ),
)  # fmt: skip
def upn_is_the_childs_own(data: Data) -> pl.DataFrame:
    """Of a child whose identifiers are given twice the form of the return tells."""
    return _of_several_children(data, "UPN")


@rule(
    "1530", ERROR, "The unique pupil number is wrong: its second to fourth signs are not the code of an authority.",
    reads=("ChildIdentifiers.UPN",), blames="ChildIdentifiers.UPN", since="2023-24",
    fails=({"UPN": "L900456789012"}, {"UPN": "L12"}, {"UPN": "L8A0456789012"}),
    passes=({"UPN": "H801200001001"}, {"UPN": "A943200001001"}, {"UPN": "A820200001001"}, {"LAchildID": "A1"}),
)  # fmt: skip
def upn_authority(data: Data) -> pl.DataFrame:
    """The department changed the rule for 2023-24, when Cumberland (942) and Westmorland and Furness (943) began, and
    it is in force from then on here. The codes of authorities that are gone stay good, since pupils keep their number;
    so are those of Wales, and those that stand for no authority, as of schools of the armed forces.
    """
    return data["ChildIdentifiers"].filter(~col("UPN").str.slice(1, 3).is_in(IN_PUPIL_NUMBERS))


@rule(
    "1540", ERROR, "The unique pupil number is wrong: its fifth to twelfth signs must be digits.",
    reads=("ChildIdentifiers.UPN",), blames="ChildIdentifiers.UPN",
    fails=({"UPN": "L123A56789012"}, {"UPN": "L1234567890A2"}, {"UPN": "L1234"}),
    passes=({"UPN": "L123456789012"}, {"UPN": "L12A45678901B"}, {"LAchildID": "A1"}),
)  # fmt: skip
def upn_digits(data: Data) -> pl.DataFrame:
    """A number too short to have a twelfth sign fails too: no other rule speaks of its length."""
    return data["ChildIdentifiers"].filter(~col("UPN").str.slice(4, 8).str.contains(r"^[0-9]{8}$"))


@rule(
    "1550", ERROR, "The unique pupil number is wrong: its last sign must be a digit or a letter other than I, O or S.",
    reads=("ChildIdentifiers.UPN",), blames="ChildIdentifiers.UPN",
    fails=({"UPN": "L12345678901O"}, {"UPN": "L12345678901"}, {"UPN": "L1234567890123"}),
    passes=({"UPN": "L123456789012"}, {"UPN": "L12345678901A"}, {"LAchildID": "A1"}),
)  # fmt: skip
def upn_last_sign(data: Data) -> pl.DataFrame:
    """A number with more than thirteen signs fails too: no other rule speaks of its length."""
    return data["ChildIdentifiers"].filter(~col("UPN").str.slice(12).str.contains(r"^[0-9A-HJ-NP-RT-Z]$"))


@rule(
    "1560Q", QUERY, "The former unique pupil number does not have the form of one. Correct it, or say why it is so.",
    reads=("ChildIdentifiers.FormerUPN",), blames="ChildIdentifiers.FormerUPN",
    fails=({"FormerUPN": "X98765432123"}, {"FormerUPN": "998765432123B"}),
    passes=({"FormerUPN": "X98765432123B"}, {"FormerUPN": "X987654321231"}, {"LAchildID": "A1"}),
)  # fmt: skip
def former_upn_form(data: Data) -> pl.DataFrame:
    """The form is a letter, eleven digits and a digit or letter. Whether the first letter agrees is not asked."""
    return data["ChildIdentifiers"].filter(~col("FormerUPN").str.contains(r"^[A-Z][0-9]{11}[0-9A-Z]$"))


@rule(
    "4180", ERROR, "The child's sex must be given as M, F or U.",
    reads=("ChildIdentifiers.Sex",), blames="ChildIdentifiers.Sex", since="2024-25",
    fails=({"LAchildID": "A1"}, {"Sex": "1"}), passes=({"Sex": "M"}, {"Sex": "U"}),
)  # fmt: skip
def sex_is_valid(data: Data) -> pl.DataFrame:
    return data["ChildIdentifiers"].filter(~is_code(data, "Sex", "Sex"))


@rule(
    "8520", ERROR, "The child is born after the end of the census year.",
    reads=("ChildIdentifiers.PersonBirthDate",), blames="ChildIdentifiers.PersonBirthDate",
    fails=({"PersonBirthDate": "2026-04-01"}, {"PersonBirthDate": "2030-01-01"}),
    passes=({"PersonBirthDate": "2026-03-31"}, {"ExpectedPersonBirthDate": "2026-06-01"}),
)  # fmt: skip
def birth_is_not_later(data: Data) -> pl.DataFrame:
    return data["ChildIdentifiers"].filter(col("PersonBirthDate") > data.year.last_day)


@rule(
    "8525Q", QUERY, "Give the child's date of birth or the expected one, and not both.",
    reads=("ChildIdentifiers.PersonBirthDate", "ChildIdentifiers.ExpectedPersonBirthDate"),
    blames=("ChildIdentifiers.PersonBirthDate", "ChildIdentifiers.ExpectedPersonBirthDate"),
    fails=(
        {"LAchildID": "A1"},
        {"PersonBirthDate": "2020-05-01", "ExpectedPersonBirthDate": "2020-05-03"},
    ),
    passes=({"PersonBirthDate": "2020-05-01"}, {"ExpectedPersonBirthDate": "2026-05-03"}),
)  # fmt: skip
def one_birth_date(data: Data) -> pl.DataFrame:
    return data["ChildIdentifiers"].filter(col("PersonBirthDate").is_null() == col("ExpectedPersonBirthDate").is_null())


@rule(
    "8530Q", QUERY,
    "The expected birth is not between the last 30 days of the census year and nine months after it. Correct the date, "
    "or say why it is so.",
    reads=("ChildIdentifiers.ExpectedPersonBirthDate",), blames="ChildIdentifiers.ExpectedPersonBirthDate",
    fails=({"ExpectedPersonBirthDate": "2026-02-28"}, {"ExpectedPersonBirthDate": "2027-01-01"}),
    passes=(
        {"ExpectedPersonBirthDate": "2026-03-01"}, {"ExpectedPersonBirthDate": "2026-12-31"},
        {"PersonBirthDate": "2020-05-01"},
    ),
)  # fmt: skip
def expected_birth_is_near(data: Data) -> pl.DataFrame:
    """The 30 days reach back to 1 March, and the message too speaks of March to December. Another validator leaves that
    day out.
    """
    first = data.year.last_day - dt.timedelta(days=30)
    last = dt.date(data.year.last_day.year, 12, 31)
    return data["ChildIdentifiers"].filter(~col("ExpectedPersonBirthDate").is_between(first, last))


@rule(
    "8535Q", QUERY, "The child died before they were born. Correct the dates, or say why they are so.",
    reads=("ChildIdentifiers.PersonDeathDate", "ChildIdentifiers.PersonBirthDate"),
    blames=("ChildIdentifiers.PersonDeathDate", "ChildIdentifiers.PersonBirthDate"),
    fails=(
        {"PersonBirthDate": "2020-05-02", "PersonDeathDate": "2020-05-01"},
        {"PersonBirthDate": "2020-05-02", "PersonDeathDate": "2010-05-02"},
    ),
    passes=({"PersonBirthDate": "2020-05-02", "PersonDeathDate": "2020-05-02"}, {"PersonDeathDate": "2020-05-02"}),
)  # fmt: skip
def death_follows_birth(data: Data) -> pl.DataFrame:
    return data["ChildIdentifiers"].filter(col("PersonDeathDate") < col("PersonBirthDate"))


@rule(
    "8545Q", QUERY, "The child's death is not in the census year. Correct the date, or say why it is so.",
    reads=("ChildIdentifiers.PersonDeathDate",), blames="ChildIdentifiers.PersonDeathDate",
    fails=({"PersonDeathDate": "2025-03-31"}, {"PersonDeathDate": "2026-04-01"}),
    passes=({"LAchildID": "A1"}, {"PersonDeathDate": "2025-04-01"}, {"PersonDeathDate": "2026-03-31"}),
)  # fmt: skip
def death_is_in_the_year(data: Data) -> pl.DataFrame:
    return data["ChildIdentifiers"].filter(~in_year(data, "PersonDeathDate"))


@rule(
    "4008", ERROR, "The child in need plan starts after the child's death.",
    reads=("CINPlanDates.CINPlanStartDate", "ChildIdentifiers.PersonDeathDate"), blames="CINPlanDates.CINPlanStartDate",
    fails=(
        {"PersonDeathDate": "2025-05-01", "CINdetails": [{"CINPlanDates": [{"CINPlanStartDate": "2025-05-02"}]}]},
        {
            "PersonDeathDate": "2025-05-01",
            "CINdetails": [
                {"CINPlanDates": [{"CINPlanStartDate": "2025-04-02"}]},
                {"CINPlanDates": [{}, {"CINPlanStartDate": "2025-06-02"}]},
            ],
        },
    ),
    passes=(
        {"PersonDeathDate": "2025-05-01", "CINdetails": [{"CINPlanDates": [{"CINPlanStartDate": "2025-05-01"}]}]},
        [
            {"LAchildID": "A", "CINdetails": [{"CINPlanDates": [{"CINPlanStartDate": "2025-05-02"}]}]},
            {"LAchildID": "A", "PersonDeathDate": "2025-05-01"},
        ],
    ),
)  # fmt: skip
def plan_starts_in_life(data: Data) -> pl.DataFrame:
    rows = data.view("CINPlanDates", "ChildIdentifiers.PersonDeathDate")
    return rows.filter(col("CINPlanStartDate") > col("PersonDeathDate"))


@rule(
    "4009Q", QUERY, "The child in need plan ends after the child's death. Correct the dates, or say why they are so.",
    reads=("CINPlanDates.CINPlanEndDate", "ChildIdentifiers.PersonDeathDate"), blames="CINPlanDates.CINPlanEndDate",
    fails=(
        {"PersonDeathDate": "2025-05-01", "CINdetails": [{"CINPlanDates": [{"CINPlanEndDate": "2025-05-02"}]}]},
        {
            "PersonDeathDate": "2025-05-01",
            "CINdetails": [{"CINPlanDates": [{"CINPlanEndDate": "2025-04-02"}, {"CINPlanEndDate": "2025-06-02"}]}],
        },
    ),
    passes=(
        {"PersonDeathDate": "2025-05-01", "CINdetails": [{"CINPlanDates": [{"CINPlanEndDate": "2025-05-01"}]}]},
        {"PersonDeathDate": "2025-05-01", "CINdetails": [{"CINPlanDates": [{}]}]},
        {"CINdetails": [{"CINPlanDates": [{"CINPlanEndDate": "2025-05-02"}]}]},
    ),
)  # fmt: skip
def plan_ends_in_life(data: Data) -> pl.DataFrame:
    rows = data.view("CINPlanDates", "ChildIdentifiers.PersonDeathDate")
    return rows.filter(col("CINPlanEndDate") > col("PersonDeathDate"))


@rule(
    "8590", ERROR, "The child has no episode of need.",
    reads=("ChildIdentifiers.LAchildID", "CINdetails"), blames="ChildIdentifiers.LAchildID",
    fails=({"LAchildID": "A1"}, [{"LAchildID": "A1", "CINdetails": [{}]}, {"LAchildID": "A2"}]),
    passes=({"LAchildID": "A1", "CINdetails": [{}]}, {"LAchildID": "A1", "CINdetails": [{}, {}]}),
)  # fmt: skip
def child_has_an_episode(data: Data) -> pl.DataFrame:
    return data["ChildIdentifiers"].filter(~is_among(data["CINdetails"]))


@rule(
    "8750", ERROR, "The sex of a child who is not born yet must be U.",
    reads=("ChildIdentifiers.Sex", "ChildIdentifiers.PersonBirthDate", "ChildIdentifiers.ExpectedPersonBirthDate"),
    blames="ChildIdentifiers.Sex", since="2024-25",
    fails=(
        {"Sex": "F", "ExpectedPersonBirthDate": "2026-05-03"}, {"Sex": "M", "ExpectedPersonBirthDate": "2026-05-03"},
        {"ExpectedPersonBirthDate": "2026-05-03"},
    ),
    passes=(
        {"Sex": "U", "ExpectedPersonBirthDate": "2026-05-03"}, {"Sex": "F", "PersonBirthDate": "2020-05-03"},
        {"Sex": "F", "PersonBirthDate": "2026-03-03", "ExpectedPersonBirthDate": "2026-03-09"}, {"Sex": "F"},
    ),
)  # fmt: skip
def unborn_child_has_no_sex(data: Data) -> pl.DataFrame:
    """The published logic still says “0”, the code before 2024-25; its message says U, which is what is asked."""
    return data["ChildIdentifiers"].filter(
        col("ExpectedPersonBirthDate").is_not_null() & col("PersonBirthDate").is_null() & col("Sex").ne_missing("U")
    )


@rule(
    "8770Q", QUERY,
    "The child is of school age, but has neither a pupil number nor a reason for having none. Give one, or say why.",
    reads=(
        "ChildIdentifiers.UPN", "ChildIdentifiers.UPNunknown", "ChildIdentifiers.PersonBirthDate",
        "CINdetails.ReferralNFA",
    ),
    blames=("ChildIdentifiers.UPN", "ChildIdentifiers.UPNunknown"), since="2024-25",
    fails=(
        {"PersonBirthDate": "2022-03-31", "CINdetails": [{"ReferralNFA": "0"}]},
        {"PersonBirthDate": "2015-03-31", "UPNunknown": "UN1", "CINdetails": [{"ReferralNFA": "false"}]},
        {"PersonBirthDate": "2015-03-31", "UPNunknown": "X", "CINdetails": [{}, {"ReferralNFA": "0"}]},
    ),
    passes=(
        {"PersonBirthDate": "2022-04-01", "CINdetails": [{"ReferralNFA": "0"}]},
        {"PersonBirthDate": "2015-03-31", "UPN": "H801200001001", "CINdetails": [{"ReferralNFA": "0"}]},
        {"PersonBirthDate": "2015-03-31", "UPNunknown": "UN3", "CINdetails": [{"ReferralNFA": "0"}]},
        {"PersonBirthDate": "2015-03-31", "CINdetails": [{"ReferralNFA": "1"}]},
        {"ExpectedPersonBirthDate": "2026-05-01", "CINdetails": [{"ReferralNFA": "0"}]},
    ),
)  # fmt: skip
def pupil_number_or_reason(data: Data) -> pl.DataFrame:
    """The published logic asks it of children born in the four years before the reference date, who are not of school
    age yet. Its message says school age, so it is asked of those who are four or older on that day, though the
    youngest of them start school only in the September after it; another validator begins a year and a half later.
    Neither says when school age ends, so nobody is too old.
    UN1 (not of school age) is no reason for them. A reason beside a pupil number is not looked at, and a referral that
    does not say whether anything followed asks for nothing.
    """
    followed = data["CINdetails"].filter(~col("ReferralNFA"))
    has_reason = is_code(data, "UPNunknown", "UPNunknown") & (col("UPNunknown") != "UN1")
    return data["ChildIdentifiers"].filter(
        col("UPN").is_null()
        & ~has_reason.fill_null(False)
        & (col("PersonBirthDate") <= _years_before(data.year.last_day, 4))
        & is_among(followed)
    )


@rule(
    "8772", ERROR, "The reason for a missing pupil number says that nothing followed the referral, but something did.",
    reads=("ChildIdentifiers.UPNunknown", "CINdetails.ReferralNFA"), blames="ChildIdentifiers.UPNunknown",
    fails=(
        {"UPNunknown": "UN7", "CINdetails": [{"ReferralNFA": "0"}]},
        {"UPNunknown": "UN7", "CINdetails": [{"ReferralNFA": "1"}, {"ReferralNFA": "false"}]},
        {"UPNunknown": "UN7", "CINdetails": [{"ReferralNFA": "1"}, {}]},
    ),
    passes=(
        {"UPNunknown": "UN7", "CINdetails": [{"ReferralNFA": "1"}, {"ReferralNFA": "true"}]},
        {"UPNunknown": "UN3", "CINdetails": [{"ReferralNFA": "0"}]},
    ),
)  # fmt: skip
def nothing_followed(data: Data) -> pl.DataFrame:
    """An episode that does not say whether anything followed is not known to be one without, so it counts as one."""
    followed = data["CINdetails"].filter(~col("ReferralNFA").fill_null(False))
    return data["ChildIdentifiers"].filter((col("UPNunknown") == "UN7") & is_among(followed))


@rule(
    "8775Q", QUERY, "The young person is over 25. Close the episode, or say why it is open.",
    reads=("ChildIdentifiers.PersonBirthDate", "CINdetails.CINclosureDate"), blames="ChildIdentifiers.PersonBirthDate",
    fails=(
        {"PersonBirthDate": "2001-03-30", "CINdetails": [{"CINreferralDate": "2021-05-01"}]},
        {"PersonBirthDate": "2000-06-01", "CINdetails": [{"CINclosureDate": "2025-06-02"}]},
        {"PersonBirthDate": "1995-01-01", "CINdetails": [{"CINclosureDate": "2019-06-01"}, {}]},
    ),
    passes=(
        {"PersonBirthDate": "2001-03-31", "CINdetails": [{"CINreferralDate": "2021-05-01"}]},
        {"PersonBirthDate": "2000-06-01", "CINdetails": [{"CINclosureDate": "2025-06-01"}]},
        {"PersonBirthDate": "1995-01-01", "CINdetails": [{"CINclosureDate": "2019-06-01"}]}, {"CINdetails": [{}]},
        {"PersonBirthDate": "1995-01-01", "CINdetails": [{"CINclosureDate": "1 June 2025"}]},
    ),
)  # fmt: skip
def young_person_is_not_over_25(data: Data) -> pl.DataFrame:
    """One episode that is open, or was closed after the birthday, is enough."""
    episodes = data.view("CINdetails", "ChildIdentifiers.PersonBirthDate")
    of_age = col("PersonBirthDate").dt.offset_by("25y")
    late = episodes.filter(is_open(data, "CINdetails", "CINclosureDate") | (col("CINclosureDate") > of_age))
    return data["ChildIdentifiers"].filter(
        (col("PersonBirthDate") < _years_before(data.year.last_day, 25)) & is_among(late)
    )

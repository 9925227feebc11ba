"""Who adopted the child, and when? The rules of the file AD1."""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.rules import Severity
from tally.ssda903.rules.care import ADOPTED, episode, episodes_in_order, is_last, looked_after_all_year
from tally.ssda903.rules.common import ERROR, col, in_year, is_among, rule

ITEMS = ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR")
COLUMNS = tuple(f"AD1.{item}" for item in ITEMS)
COUPLES = ("MM", "FF", "MF")
#: Kinds of placement for adoption: with the child's foster carer, and all.
WITH_FOSTER_CARER, FOR_ADOPTION = ("A3", "A5"), ("A3", "A4", "A5", "A6")
#: All that is told of an adoption, for examples.
WHOLE = {
    "DATE_INT": "2025-05-01", "DATE_MATCH": "2025-06-01", "FOSTER_CARE": "0", "NB_ADOPTR": "2", "SEX_ADOPTR": "MF",
    "LS_ADOPTR": "L11",
}  # fmt: skip


def _ad1(**values: str) -> dict[str, object]:
    return {"AD1": [values]}


def is_any_there(data: Data) -> pl.Expr:
    """Whether a row of AD1 tells anything of an adoption."""
    return pl.any_horizontal(data.is_told("AD1", item) for item in ITEMS)


# --- Of AD1 alone ---------------------------------------------------------------------------------------------------


@rule(
    "114", ERROR, "Whether the child was adopted by its former carers is told by something else than 0 or 1.",
    reads=("AD1.FOSTER_CARE",), blames="AD1.FOSTER_CARE",
    fails=(_ad1(FOSTER_CARE="2"), {"AD1": [{"FOSTER_CARE": "1"}, {"CHILD": "2", "FOSTER_CARE": "yes"}]}),
    passes=(_ad1(FOSTER_CARE="0"), _ad1(FOSTER_CARE="1"), _ad1(NB_ADOPTR="1")),
)  # fmt: skip
def former_carer_is_valid(data: Data) -> pl.DataFrame:
    """A missing one is not asked about here: 151 does where the rest is told, 601 where the child was adopted."""
    return data["AD1"].filter(data.is_unread("AD1", "FOSTER_CARE"))


@rule(
    "175", ERROR, "The number of adopters is told by something else than 1 or 2.",
    reads=("AD1.NB_ADOPTR",), blames="AD1.NB_ADOPTR",
    fails=(_ad1(NB_ADOPTR="0"), _ad1(NB_ADOPTR="3"), _ad1(NB_ADOPTR="two")),
    passes=(_ad1(NB_ADOPTR="1"), _ad1(NB_ADOPTR="2"), _ad1(FOSTER_CARE="0")),
)  # fmt: skip
def number_of_adopters_is_valid(data: Data) -> pl.DataFrame:
    """A missing one is not asked about here: 151 and 601 do that."""
    return data["AD1"].filter(~col("NB_ADOPTR").is_in([1, 2]) | data.is_unread("AD1", "NB_ADOPTR"))


@rule(
    "151", ERROR, "Some of what is asked of the child's adoption is told and some is missing. Tell all of it or none.",
    reads=COLUMNS, blames=COLUMNS,
    fails=(
        _ad1(**{item: value for item, value in WHOLE.items() if item != "LS_ADOPTR"}), _ad1(DATE_INT="2025-05-01"),
        _ad1(FOSTER_CARE="0"),
    ),
    passes=(_ad1(**WHOLE), _ad1(), _ad1(**WHOLE | {"NB_ADOPTR": "many"})),
)  # fmt: skip
def adoption_is_told_whole(data: Data) -> pl.DataFrame:
    """What is there and cannot be read counts as told: other rules say that it is wrong."""
    is_all_there = pl.all_horizontal(data.is_told("AD1", item) for item in ITEMS)
    return data["AD1"].filter(is_any_there(data) & ~is_all_there)


@rule(
    "333", ERROR, "The decision that the child should be placed for adoption is later than the match with adopters.",
    reads=("AD1.DATE_INT", "AD1.DATE_MATCH"), blames=("AD1.DATE_INT", "AD1.DATE_MATCH"),
    fails=(
        _ad1(DATE_INT="2025-06-02", DATE_MATCH="2025-06-01"), _ad1(DATE_INT="2025-06-01", DATE_MATCH="2024-06-01"),
    ),
    passes=(
        _ad1(DATE_INT="2025-06-01", DATE_MATCH="2025-06-01"), _ad1(DATE_INT="2025-06-02"),
        _ad1(DATE_MATCH="2025-06-01"),
    ),
)  # fmt: skip
def decision_before_match(data: Data) -> pl.DataFrame:
    return data["AD1"].filter(col("DATE_INT") > col("DATE_MATCH"))


@rule(
    "511", ERROR, "Two adopters are told of, and their sex is that of one.",
    reads=("AD1.NB_ADOPTR", "AD1.SEX_ADOPTR"), blames=("AD1.NB_ADOPTR", "AD1.SEX_ADOPTR"),
    fails=(_ad1(NB_ADOPTR="2", SEX_ADOPTR="M1"), _ad1(NB_ADOPTR="2", SEX_ADOPTR="f1")),
    passes=(
        _ad1(NB_ADOPTR="2", SEX_ADOPTR="MM"), _ad1(NB_ADOPTR="1", SEX_ADOPTR="M1"), _ad1(NB_ADOPTR="2"),
        _ad1(SEX_ADOPTR="F1"),
    ),
)  # fmt: skip
def two_adopters_are_a_couple(data: Data) -> pl.DataFrame:
    return data["AD1"].filter((col("NB_ADOPTR") == 2) & ~col("SEX_ADOPTR").is_in(COUPLES))


def _sex_goes_with(code: str, status: str, sexes: tuple[str, ...], wrong: tuple[str, str], message: str) -> None:
    """A legal status of adopters goes with some codes of their sex and with no other."""

    def is_other(data: Data) -> pl.DataFrame:
        """A missing sex is not asked about here: 151 does that. Any other code than those that go with the legal
        status fails, though the official wording of some of these rules names one wrong kind alone.
        """
        return data["AD1"].filter((col("LS_ADOPTR") == status) & ~col("SEX_ADOPTR").is_in(sexes))

    rule(
        code, ERROR, message,
        reads=("AD1.LS_ADOPTR", "AD1.SEX_ADOPTR"), blames=("AD1.LS_ADOPTR", "AD1.SEX_ADOPTR"),
        fails=tuple(_ad1(LS_ADOPTR=status, SEX_ADOPTR=sex) for sex in wrong),
        passes=(
            *(_ad1(LS_ADOPTR=status, SEX_ADOPTR=sex) for sex in sexes), _ad1(LS_ADOPTR=status),
            _ad1(SEX_ADOPTR=wrong[0]),
        ),
    )(is_other)  # fmt: skip


_sex_goes_with(
    "514", "L0", ("M1", "F1"), ("MM", "MF"), "The legal status is that of one adopter, and the sex is that of a couple."
)
_sex_goes_with(
    "517",
    "L3",
    ("MF",),
    ("MM", "F1"),
    "By their legal status the adopters are unmarried and of different gender, by their sex they are not.",
)
_sex_goes_with(
    "518",
    "L4",
    ("MM", "FF"),
    ("MF", "M1"),
    "By their legal status the adopters are unmarried and of one gender, by their sex they are not.",
)
_sex_goes_with(
    "519",
    "L2",
    COUPLES,
    ("M1", "F1"),
    "By their legal status the adopters are civil partners, by their sex there is one of them.",
)
_sex_goes_with(
    "520",
    "L11",
    ("MF",),
    ("FF", "M1"),
    "By their legal status the adopters are married and of different gender, by their sex they are not.",
)
_sex_goes_with(
    "524",
    "L12",
    ("MM", "FF"),
    ("MF", "F1"),
    "By their legal status the adopters are married and of one gender, by their sex they are not.",
)


# --- Beside the care leavers and the episodes -----------------------------------------------------------------------


_LEFT = {"IN_TOUCH": "YES", "ACTIV": "F1", "ACCOM": "B1"}


def _tells_of_leaving_care(data: Data) -> pl.DataFrame:
    return data["OC3"].filter(pl.any_horizontal(col(*_LEFT).is_not_null()))


@rule(
    "134", ERROR, "The child is returned as a care leaver and as adopted.",
    reads=(*COLUMNS, *(f"OC3.{item}" for item in _LEFT)), blames=COLUMNS,
    fails=({"AD1": [WHOLE], "OC3": [_LEFT]}, {"AD1": [{"FOSTER_CARE": "0"}], "OC3": [{"IN_TOUCH": "NO"}]}),
    passes=(
        {"AD1": [WHOLE], "OC3": [{}]}, {"AD1": [{}], "OC3": [_LEFT]},
        {"AD1": [WHOLE], "OC3": [_LEFT | {"CHILD": "2"}]},
    ),
)  # fmt: skip
def care_leaver_was_not_adopted(data: Data) -> pl.DataFrame:
    return data["AD1"].filter(is_any_there(data) & is_among(_tells_of_leaving_care(data)))


@rule(
    "187", ERROR,
    "The child was looked after all year and still is, and is returned as adopted or as a care leaver all the same.",
    reads=(
        "Episodes.DECOM", "Episodes.RNE", "Episodes.LS", "Episodes.DEC", "Episodes.REC", *COLUMNS,
        *(f"OC3.{item}" for item in _LEFT),
    ),
    blames=("Episodes.DEC", "Episodes.REC"),
    fails=(
        {"Episodes": [episode("2024-05-01", LS="C2")], "AD1": [WHOLE]},
        {"Episodes": [episode("2025-04-01", LS="C2")], "OC3": [{"IN_TOUCH": "YES"}]},
    ),
    passes=(
        {"Episodes": [episode("2024-05-01", "2026-03-30", LS="C2", REC="E11")], "AD1": [WHOLE]},
        {"Episodes": [episode("2025-04-02", LS="C2")], "AD1": [WHOLE]},
        {"Episodes": [episode("2024-05-01", LS="V3")], "AD1": [WHOLE]},
        {"Episodes": [episode("2024-05-01", LS="C2")], "AD1": [{}], "OC3": [_LEFT | {"CHILD": "2"}]},
    ),
)  # fmt: skip
def looked_after_all_year_was_not_adopted(data: Data) -> pl.DataFrame:
    """Either the child's last episode should have ended or what stands in AD1 or OC3 should not be there. The episode
    is blamed, as it is there in both cases.
    """
    told = [data["AD1"].filter(is_any_there(data)), _tells_of_leaving_care(data)]
    return looked_after_all_year(data).filter(pl.any_horizontal(is_among(rows) for rows in told))


def adopted(data: Data) -> pl.DataFrame:
    """The episodes that ended with an adoption. It reads REC of Episodes."""
    return data["Episodes"].filter(col("child").is_not_null() & col("REC").is_in(ADOPTED))


def _adopted_in_the_year(data: Data) -> pl.DataFrame:
    return adopted(data).filter(in_year(data, "DEC").fill_null(True))


@rule(
    "331", ERROR, "The child was matched with adopters after it was placed with them.",
    reads=("AD1.DATE_MATCH", "Episodes.DECOM", "Episodes.REC"), blames="AD1.DATE_MATCH",
    fails=(
        {"AD1": [WHOLE], "Episodes": [episode("2025-05-31", "2025-12-01", REC="E11")]},
        {
            "AD1": [WHOLE],
            "Episodes": [
                episode("2025-06-01", "2025-12-01", REC="E12", CHILD="2"),
                episode("2025-05-01", "2025-12-01", REC="E12"),
            ],
        },
    ),
    passes=(
        {"AD1": [WHOLE], "Episodes": [episode("2025-06-01", "2025-12-01", REC="E11")]},
        {"AD1": [WHOLE], "Episodes": [episode("2025-05-31", "2025-12-01", REC="X1")]},
        {"AD1": [{}], "Episodes": [episode("2025-05-31", "2025-12-01", REC="E11")]},
    ),
)  # fmt: skip
def match_before_placement(data: Data) -> pl.DataFrame:
    """The day of the placement is taken to be the first of the episode that ended with the adoption, as the columns
    that the department names for this rule say how an episode ended and not what placement it was.
    """
    placed = adopted(data).group_by("child").agg(placed=col("DECOM").max())
    return data["AD1"].join(placed, on="child").filter(col("DATE_MATCH") > col("placed"))


@rule(
    "334", ERROR, "The decision that the child should be placed for adoption is before the child's time in care began.",
    reads=("AD1.DATE_INT", "Episodes.DECOM", "Episodes.RNE"), blames="AD1.DATE_INT",
    fails=(
        {"AD1": [WHOLE], "Episodes": [episode("2025-05-02", RNE="S")]},
        {"AD1": [WHOLE], "Episodes": [episode("2025-04-01", RNE="S"), episode("2025-05-02", RNE="S")]},
    ),
    passes=(
        {"AD1": [WHOLE], "Episodes": [episode("2025-05-01", RNE="S"), episode("2025-06-01", RNE="P")]},
        {"AD1": [WHOLE], "Episodes": [episode("2025-05-02", RNE="P")]},
    ),
)  # fmt: skip
def decision_in_time_of_care(data: Data) -> pl.DataFrame:
    """Where the latest time in care began before the year nothing is asked: the file does not tell on which day."""
    began = data["Episodes"].filter(col("child").is_not_null() & (col("RNE") == "S"))
    began = began.group_by("child").agg(began=col("DECOM").max())
    return data["AD1"].join(began, on="child").filter(col("DATE_INT") < col("began"))


@rule(
    "335", ERROR, "Whether the child was adopted by its former carers is not what its last placement says.",
    reads=("AD1.FOSTER_CARE", "Episodes.DECOM", "Episodes.DEC", "Episodes.PLACE"), blames="AD1.FOSTER_CARE",
    fails=(
        {"AD1": [{"FOSTER_CARE": "0"}], "Episodes": [episode("2025-05-01", PLACE="A3")]},
        {
            "AD1": [{"FOSTER_CARE": "1"}],
            "Episodes": [episode("2025-05-01", PLACE="A6"), episode("2025-04-01", PLACE="A5")],
        },
    ),
    passes=(
        {
            "AD1": [{"FOSTER_CARE": "1"}],
            "Episodes": [episode("2025-05-01", PLACE="A5"), episode("2025-04-01", PLACE="A6")],
        },
        {"AD1": [{"FOSTER_CARE": "0"}], "Episodes": [episode("2025-05-01", PLACE="A4")]},
        {"AD1": [{"FOSTER_CARE": "0"}], "Episodes": [episode("2025-05-01", PLACE="U5")]},
        {"AD1": [{"FOSTER_CARE": "1"}], "Episodes": [episode("2025-05-01", PLACE="U5")]},
    ),
)  # fmt: skip
def former_carer_as_placed(data: Data) -> pl.DataFrame:
    """The official wording names codes (A1, A2) that are none any more, and speaks of the last placement, however it
    ended; another validator asks only where it ended with an adoption.
    """
    last = episodes_in_order(data).filter(is_last() & col("PLACE").is_in(FOR_ADOPTION)).select("child", "PLACE")
    rows = data["AD1"].join(last, on="child")
    return rows.filter(col("FOSTER_CARE") != col("PLACE").is_in(WITH_FOSTER_CARER))


@rule(
    "521", ERROR, "The child was placed for adoption before it was decided that it should be.",
    reads=("AD1.DATE_INT", "Episodes.DECOM", "Episodes.DEC", "Episodes.PLACE"), blames="AD1.DATE_INT",
    fails=(
        {"AD1": [WHOLE], "Episodes": [episode("2025-04-30", PLACE="A6")]},
        {
            "AD1": [WHOLE],
            "Episodes": [episode("2025-04-30", "2025-06-01", PLACE="A3"), episode("2025-06-01", PLACE="A3")],
        },
        {
            "AD1": [{"CHILD": "2"}, WHOLE],
            "Episodes": [
                episode("2025-04-01", "2025-04-30", PLACE="A6", CHILD="2"), episode("2025-04-30", PLACE="A6"),
            ],
        },
    ),
    passes=(
        {"AD1": [WHOLE], "Episodes": [episode("2025-05-01", PLACE="A6")]},
        {"AD1": [WHOLE], "Episodes": [episode("2025-04-30", PLACE="U5")]},
        {
            "AD1": [WHOLE],
            "Episodes": [
                episode("2025-04-01", "2025-04-20", PLACE="A6"), episode("2025-04-20", "2025-06-01", PLACE="U6"),
                episode("2025-06-01", PLACE="A6"),
            ],
        },
        {
            "AD1": [WHOLE],
            "Episodes": [episode("2025-04-01", "2025-04-20", PLACE="A6"), episode("2025-06-01", PLACE="A6")],
        },
    ),
)  # fmt: skip
def decision_before_placement(data: Data) -> pl.DataFrame:
    """Where the child was placed for adoption several times the last one counts, which is the one that AD1 is about.
    Another validator compares with every episode of a placement for adoption.
    """
    rows = episodes_in_order(data)
    is_placed = col("PLACE").is_in(FOR_ADOPTION).fill_null(False)
    goes_on = is_placed.shift(1) & (col("child") == col("child").shift(1)) & (col("DECOM") == col("DEC").shift(1))
    placed = rows.filter(is_placed & ~goes_on.fill_null(False)).group_by("child").agg(placed=col("DECOM").max())
    return data["AD1"].join(placed, on="child").filter(col("DATE_INT") > col("placed"))


@rule(
    "582", Severity.QUERY,
    "The child was matched with adopters on the very day on which it was adopted. Put the day right, or say why it is "
    "so.",
    reads=("AD1.DATE_MATCH", "Episodes.DEC", "Episodes.REC"), blames="AD1.DATE_MATCH",
    fails=(
        {"AD1": [WHOLE], "Episodes": [episode("2025-04-30", "2025-06-01", REC="E11")]},
        {
            "AD1": [WHOLE],
            "Episodes": [
                episode("2025-04-30", "2025-05-01", REC="X1"), episode("2025-05-01", "2025-06-01", REC="E12"),
            ],
        },
    ),
    passes=(
        {"AD1": [WHOLE], "Episodes": [episode("2025-04-30", "2025-06-02", REC="E11")]},
        {"AD1": [WHOLE], "Episodes": [episode("2025-04-30", "2025-06-01", REC="X1")]},
        {"AD1": [WHOLE], "Episodes": [episode("2025-04-30", "2025-06-01", REC="E11", CHILD="2")]},
    ),
)  # fmt: skip
def match_before_adoption(data: Data) -> pl.DataFrame:
    """By the official wording it is so in most cases that the match comes first, and not in all: so this is a query. A
    match after the adoption is told by 331, as the child was placed before it was adopted.
    """
    ended = adopted(data).select("child", DATE_MATCH="DEC")
    return data["AD1"].join(ended, on=["child", "DATE_MATCH"], how="semi")


@rule(
    "601", ERROR, "The child was adopted in the year, and what is asked of that is missing or is not told whole.",
    reads=("Episodes.DEC", "Episodes.REC", *COLUMNS), blames="Episodes.REC",
    fails=(
        {"Episodes": [{"REC": "E11"}]}, {"Episodes": [{"REC": "E12"}], "AD1": [{"DATE_INT": "2025-05-01"}]},
        {"Episodes": [{"REC": "X1"}, {"REC": "E11"}], "AD1": [WHOLE | {"CHILD": "2"}]},
        {"Episodes": [episode("2024-05-01", "2025-04-01", REC="E11")]},
        {"Episodes": [episode("2024-05-01", "2026-03-31", REC="E11")]},
    ),
    passes=(
        {"Episodes": [{"REC": "E11"}], "AD1": [WHOLE]}, {"Episodes": [{"REC": "E4A"}]},
        {"Episodes": [episode("2024-05-01", "2025-03-31", REC="E11")]},
        {"Episodes": [episode("2024-05-01", "2026-04-01", REC="E12")]},
    ),
)  # fmt: skip
def adoption_is_told(data: Data) -> pl.DataFrame:
    """The episode is blamed: in AD1 the child may have no row. Of an adoption in another year nothing is asked, as 602
    wants no row then; one without a day is told by 148, so it counts here.
    """
    whole = data["AD1"].filter(pl.all_horizontal(data.is_told("AD1", item) for item in ITEMS))
    return _adopted_in_the_year(data).filter(~is_among(whole))


@rule(
    "602", ERROR, "The child is returned as adopted, and none of its episodes ended with an adoption in the year.",
    reads=("Episodes.DEC", "Episodes.REC", *COLUMNS, "AD1.CHILD"), blames="AD1.CHILD",
    fails=(
        {"AD1": [WHOLE], "Episodes": [episode("2024-05-01", "2025-06-01", REC="E41")]}, {"AD1": [WHOLE]},
        {"AD1": [{"FOSTER_CARE": "1"}], "Episodes": [episode("2024-05-01", "2025-03-31", REC="E11")]},
    ),
    passes=(
        {"AD1": [WHOLE], "Episodes": [episode("2024-05-01", "2025-04-01", REC="E11")]}, {"AD1": [{}]},
        {"AD1": [WHOLE], "Episodes": [episode("2024-05-01", REC="E12")]},
    ),
)  # fmt: skip
def adopted_child_was_adopted(data: Data) -> pl.DataFrame:
    """An adoption without a day is told by 148, so it counts here."""
    return data["AD1"].filter(is_any_there(data) & ~is_among(_adopted_in_the_year(data)))

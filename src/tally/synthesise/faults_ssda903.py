"""Which faults can be planted in SSDA903?"""

from __future__ import annotations

import polars as pl

from tally.synthesise.faults import NOTHING, Fault, How, code, days

col = pl.col
_BIRTH = ("Header.DOB",)
_DECOM, _DEC, _RNE, _LS, _NEED, _PLACE, _PROVIDER, _REC, _WHY = (
    f"Episodes.{name}"
    for name in ("DECOM", "DEC", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "REC", "REASON_PLACE_CHANGE")
)
_HOME, _AWAY = "Episodes.HOME_POST", "Episodes.PL_POST"
_continues = col("child") == col("child").shift(1)
_is_followed = col("child") == col("child").shift(-1)
_lasts = (col("DEC") - col("DECOM")).dt.total_days() > 5


def _age(years: int) -> pl.Expr:
    """Whether the child was older than that on the first day of the year."""
    return col("DOB").dt.offset_by(f"{years}y") < col("first")


#: The rarer the rows they need, the earlier they stand: a child has one fault at most.
FAULTS = (
    Fault("601", "AD1.DATE_INT", "left out, though the child was adopted", how=How.REMOVE),
    Fault("511", "AD1.SEX_ADOPTR", "that of one, though there are two", code("M1"), col("NB_ADOPTR") == 2),
    Fault("331", "AD1.DATE_MATCH", "after the adoption", col("last")),
    Fault("151", "AD1.NB_ADOPTR", "left out", NOTHING),
    Fault("119", "PlacedAdoption.DATE_PLACED_CEASED", "without a reason", col("last") - days(1),
          col("DATE_PLACED_CEASED").is_null()),
    Fault("522", "PlacedAdoption.DATE_PLACED", "after the end", col("last"), col("DATE_PLACED_CEASED").is_not_null()),
    Fault("192", "OC2.SUBSTANCE_MISUSE", "a problem, and nothing about help", pl.lit(True), ~col("SUBSTANCE_MISUSE")),
    Fault("545", "OC2.HEALTH_CHECK", "left out", NOTHING),
    Fault("441", "Reviews.REVIEW_CODE", "too young to take part", code("PN1"), col("REVIEW_CODE") == "PN0"),
    Fault("564", "Missing.MIS_START", "left out", NOTHING),
    Fault("565", "Missing.MISSING", "left out", NOTHING),
    Fault("1006", "Missing.MISSING", "no code", code("X")),
    Fault("567", "Missing.MIS_END", "before its start", col("MIS_START") - days(1)),
    Fault("571", "Missing.MIS_END", "after the year", col("last") + days(1)),
    Fault("131", "OC3.IN_TOUCH", "no code", code("MAYBE")),
    Fault("132", "OC3.ACTIV", "no code", code("Z9")),
    Fault("133", "OC3.ACCOM", "no code", code("Q1")),
    Fault("345", "OC3.ACTIV", "not known, though in touch", code("0"), col("IN_TOUCH") == "YES"),
    Fault("153", "OC3.ACTIV", "left out", NOTHING, col("IN_TOUCH") == "YES"),
    Fault("630", "PrevPerm.PREV_PERM", "left out, though care began in the year", how=How.REMOVE,
          among=col("DECOM") >= col("first"), beside=(_DECOM,)),
    Fault("504", _NEED, "another than at the start",
          pl.when(col("CIN") == "N4").then(pl.lit("N5")).otherwise(pl.lit("N4")),
          _continues & (col("RNE") != "S")),
    Fault("433", _DECOM, "a gap after the episode before", col("DECOM") + days(1),
          _continues & (col("RNE") != "S") & _lasts.fill_null(True)),
    Fault("501", _DECOM, "before the episode before has ended", col("DECOM") - days(1), _continues),
    Fault("142", _DEC, "left out, though another follows", NOTHING, _is_followed),
    Fault("225", _WHY, "left out", NOTHING),
    Fault("1009", _WHY, "no code", code("XXXX")),
    Fault("373", _PLACE, "a residential school for a small child", code("S1"),
          col("DOB").dt.offset_by("3y") > col("DECOM"),
          _BIRTH),
    Fault("502", _DECOM, "another first day than last year", col("DECOM") + days(1),
          (col("DECOM") < col("first") - days(3)) & ~_continues.fill_null(False)),
    Fault("612", "Header.MC_DOB", "a child's birth of no mother", col("first"), ~col("MOTHER") & _age(12)),
    Fault("356", _DEC, "before its start", col("DECOM") - days(1),
          col("DEC").is_not_null() & ~_is_followed.fill_null(False)),
    Fault("355", _DEC, "on the day of its start", col("DECOM"),
          col("DEC").is_not_null() & ~_is_followed.fill_null(False)),
    Fault("148", _REC, "left out", NOTHING),
    Fault("149", _REC, "no code", code("E99")),
    Fault("385", _DEC, "after the year", col("last") + days(1),
          col("DEC").is_not_null() & ~_is_followed.fill_null(False)),
    Fault("233", _WHY, "of an episode that goes on", code("CARPL"), col("DEC").is_null()),
    Fault("371", _PLACE, "supported accommodation under 16", code("K3"),
          col("DOB").dt.offset_by("15y") > col("last"), _BIRTH),
    Fault("550", _PROVIDER, "the parents, elsewhere", code("PR0"), ~col("PLACE").is_in(["P1", "Z11", "Z1"])),
    Fault("526", _PROVIDER, "left out", NOTHING),
    Fault("178", _PROVIDER, "no code", code("PR9")),
    Fault("218", "Episodes.URN", "left out", NOTHING),
    Fault("392b", _HOME, "left out", NOTHING),
    Fault("392c", _AWAY, "no postcode", code("NOPLACE")),
    Fault("392d", _AWAY, "that of the home", col("HOME_POST"), col("HOME_POST").is_not_null() & (col("PLACE") != "P1")),
    Fault("143", _RNE, "no code", code("Q")),
    Fault("144", _LS, "no code", code("C9")),
    Fault("145", _NEED, "no code", code("N0")),
    Fault("146", _PLACE, "no code", code("Q9")),
    Fault("440", "Reviews.REVIEW_CODE", "too old for that", code("PN0"), col("DOB").dt.offset_by("5y") < col("first")),
    Fault("167", "Reviews.REVIEW_CODE", "no code", code("PN9")),
    Fault("INT17", "Reviews.DOB", "not that of the header", col("DOB") + days(1)),
    Fault("180", "OC2.SDQ_SCORE", "too high", pl.lit(41)),
    Fault("197a", "OC2.SDQ_REASON", "beside a score", code("SDQ4"), col("SDQ_SCORE").is_not_null()),
    Fault("186", "OC2.SDQ_SCORE", "left out", NOTHING, _age(5) & ~_age(15) & col("SDQ_SCORE").is_not_null()),
    Fault("543", "OC2.CONVICTED", "left out", NOTHING),
    Fault("191", "OC2.IMMUNISATIONS", "left out", NOTHING),
    Fault("631", "PrevPerm.PREV_PERM", "no code", code("P9")),
    Fault("635", "PrevPerm.DATE_PERM", "of no permanent home", code("zz/zz/2015"), col("PREV_PERM") == "Z1"),
    Fault("SW01bSTG1", "SWEpisodes.SW_REASON", "left out", NOTHING, col("SW_DECOM") > pl.date(2023, 4, 1)),
    Fault("SW02STG1", "SWEpisodes.SW_ID", "begins with neither SW nor XX", code("12345")),
    Fault("SW09STG2", "SWEpisodes.SW_DEC", "on the first day", col("SW_DECOM")),
    Fault("SW13STG1", "SWEpisodes.SW_REASON", "no code", code("NOPE")),
    Fault("101", "Header.SEX", "no code", code("X")),
    Fault("102", "Header.DOB", "left out", NOTHING),
    Fault("103", "Header.ETHNIC", "no code", code("ABCD")),
    Fault("168", "Header.UPN", "not of its form", code("12345")),
    Fault("301", "Header.DOB", "after the year", col("last") + days(1)),
    Fault("INT32", "Header.SEX", "the child stands twice", how=How.REPEAT),
    Fault("INT03", "Header.SEX", "the child is left out", among=col("DECOM").is_not_null(), beside=(_DECOM,),
          how=How.REMOVE),
)  # fmt: skip

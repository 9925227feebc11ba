"""Where does the child live, and with whom? Kinds of placement, providers, Ofsted numbers, changes and postcodes.

Where a rule of the department turns on whether a placement lies in England, its postcode's area is asked: see
`_is_outside_england`.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.data import Data
from tally.ssda903.reference import postcode
from tally.ssda903.rules.care import (  # fmt: skip
    ADOPTED,
    GOES_ON,
    SHORT_BREAKS,
    after,
    before,
    episode,
    episodes,
    episodes_in_order,
    follows_on,
    has_left,
    is_first,
    period_of_care,
)
from tally.ssda903.rules.common import ERROR, col, is_wrong_code, rule

E = "Episodes"
DECOM, DEC, RNE, REC, LS, PLACE = (f"{E}.{name}" for name in ("DECOM", "DEC", "RNE", "REC", "LS", "PLACE"))
PROVIDER, URN, REASON = f"{E}.PLACE_PROVIDER", f"{E}.URN", f"{E}.REASON_PLACE_CHANGE"
HOME_POST, PL_POST = f"{E}.HOME_POST", f"{E}.PL_POST"

FOSTER = ("U1", "U2", "U3", "U4", "U5", "U6")
FOR_ADOPTION = ("A3", "A4", "A5", "A6")
TEMPORARY = ("T0", "T1", "T2", "T3", "T4")
#: Z1 was divided in 2025-26; its parts are as it was.
OTHER = ("Z1", "Z11", "Z12", "Z13", "Z14")
#: Kinds of placement that nobody provides, and those that Ofsted does not register.
WITHOUT_PROVIDER = (*TEMPORARY, *OTHER)
WITHOUT_URN = ("P1", "P3", "R1", "R2", "R5", *WITHOUT_PROVIDER)
#: What stands in place of an Ofsted number where another body registers the placement.
NO_URN = "XXXXXXX"
#: Days of examples, in their order.
SPRING, SUMMER, AUTUMN, WINTER = "2025-05-01", "2025-07-01", "2025-10-01", "2026-01-10"
HOME, AWAY = "ZZ1 1AA", "ZZ9 9BB"


def one(**values: str) -> dict[str, list[dict[str, str]]]:
    """An example of one episode with a first day and these values."""
    return episodes(episode(SPRING) | values)


def is_or_was_unaccompanied(data: Data) -> pl.Expr:
    """Whether the child stands in the file of unaccompanied children, this year or, where that was given, last year."""
    names = data["UASC"]["CHILD"]
    if data.previous is not None:
        names = pl.concat([names, data.previous["UASC"]["CHILD"]])
    return col("CHILD").is_in(names.drop_nulls().unique().implode()).fill_null(False)


# --- Who provides the placement -------------------------------------------------------------------------------------


@rule(
    "178", ERROR, "The provider of the placement is no code.", reads=(PROVIDER,), blames=PROVIDER,
    fails=(one(PLACE_PROVIDER="PR9"), episodes(episode(PLACE_PROVIDER="PR1"), episode(PLACE_PROVIDER="4"))),
    passes=(one(PLACE_PROVIDER="PR0"), one(PLACE_PROVIDER="pr5"), one(PLACE_PROVIDER="")),
)  # fmt: skip
def provider_is_a_code(data: Data) -> pl.DataFrame:
    """A missing provider is told by 526, one that is not needed by 213."""
    return data[E].filter(is_wrong_code(data, "PLACE_PROVIDER", "PLACE_PROVIDER"))


@rule(
    "213", ERROR, "A provider is told of a placement that has none.", reads=(PLACE, PROVIDER), blames=PROVIDER,
    fails=(
        one(PLACE="T1", PLACE_PROVIDER="PR1"), one(PLACE="Z14", PLACE_PROVIDER="PR4"),
        one(PLACE="Z1", PLACE_PROVIDER="PR4"),
        episodes(episode(PLACE="U6", PLACE_PROVIDER="PR1"), episode(PLACE="T4", PLACE_PROVIDER="PR1")),
    ),
    passes=(one(PLACE="T1"), one(PLACE="U6", PLACE_PROVIDER="PR1"), one(PLACE_PROVIDER="PR1")),
)  # fmt: skip
def provider_is_needed(data: Data) -> pl.DataFrame:
    """The official wording names no kinds of placement. Taken are temporary ones and others, in practice's way."""
    return data[E].filter(col("PLACE").is_in(WITHOUT_PROVIDER) & col("PLACE_PROVIDER").is_not_null())


@rule(
    "526", ERROR, "The provider of the placement is missing.", reads=(PLACE, PROVIDER), blames=PROVIDER,
    fails=(one(PLACE="U6"), episodes(episode(PLACE="K2", PLACE_PROVIDER="PR4"), episode(PLACE="P1"))),
    passes=(one(PLACE="U6", PLACE_PROVIDER="PR1"), one(PLACE="T0"), one(PLACE="Z11"), one(PLACE="")),
)  # fmt: skip
def provider_is_told(data: Data) -> pl.DataFrame:
    """The same kinds of placement are without a provider as in 213. A missing placement is told by 146."""
    return data[E].filter(~col("PLACE").is_in(WITHOUT_PROVIDER) & col("PLACE_PROVIDER").is_null())


def _does_not_provide(code: str, provider: str, who: str, *placements: str) -> None:
    """A provider does not offer some kinds of placement."""

    def is_not_offered(data: Data) -> pl.DataFrame:
        return data[E].filter((col("PLACE_PROVIDER") == provider) & col("PLACE").is_in(placements))

    rule(
        code, ERROR, f"The placement is of a kind that {who} does not provide.",
        reads=(PLACE, PROVIDER), blames=(PLACE, PROVIDER),
        fails=(
            *(one(PLACE=place, PLACE_PROVIDER=provider) for place in placements),
            episodes(
                episode(PLACE="R1", PLACE_PROVIDER=provider), episode(PLACE=placements[0], PLACE_PROVIDER=provider),
            ),
        ),
        passes=(
            one(PLACE="R1", PLACE_PROVIDER=provider), one(PLACE=placements[0], PLACE_PROVIDER="PR0"),
            one(PLACE_PROVIDER=provider),
        ),
    )(is_not_offered)  # fmt: skip


_does_not_provide("527", "PR1", "the authority itself", "P1", "R2", "R5")
_does_not_provide("528", "PR2", "another authority", "P1", "R2", "R5")
_does_not_provide("529", "PR3", "another public body", "P1", *FOR_ADOPTION, "K1", "K2", *FOSTER)
_does_not_provide("530", "PR4", "a private provider", "P1")
_does_not_provide("531", "PR5", "a voluntary provider", "P1")


@rule(
    "550", ERROR, "Parents are told as the provider, and the child is not placed with parents.",
    reads=(PLACE, PROVIDER), blames=(PLACE, PROVIDER),
    fails=(
        one(PLACE="U6", PLACE_PROVIDER="PR0"),
        episodes(episode(PLACE="P1", PLACE_PROVIDER="PR0"), episode(PLACE="P3", PLACE_PROVIDER="PR0")),
    ),
    passes=(one(PLACE="P1", PLACE_PROVIDER="PR0"), one(PLACE="U6", PLACE_PROVIDER="PR1"), one(PLACE_PROVIDER="PR0")),
)  # fmt: skip
def parents_provide_their_home(data: Data) -> pl.DataFrame:
    """A missing placement is told by 146."""
    return data[E].filter((col("PLACE_PROVIDER") == "PR0") & (col("PLACE") != "P1"))


# --- Its Ofsted number ----------------------------------------------------------------------------------------------

#: Postcode areas of which all, or nearly all, lies in Scotland, Wales, Northern Ireland, Man or the Channel Islands.
OUTSIDE_ENGLAND = (
    "AB", "DD", "DG", "EH", "FK", "G", "HS", "IV", "KA", "KW", "KY", "ML", "PA", "PH", "ZE",
    "CF", "LD", "LL", "NP", "SA", "BT", "IM", "JE", "GY",
)  # fmt: skip


def _is_outside_england() -> pl.Expr:
    """Whether the placement's postcode is of an area outside England; false where there is none."""
    return postcode("PL_POST").str.extract(r"^([A-Z]{1,2})\d").is_in(OUTSIDE_ENGLAND).fill_null(False)


@rule(
    "218", ERROR, "The Ofsted number of the placement is missing.", reads=(PLACE, LS, URN, PL_POST), blames=URN,
    fails=(
        one(PLACE="U6", LS="C2"), one(PLACE="K3", LS="V2", PL_POST=AWAY),
        episodes(episode(PLACE="K2", URN="2564412"), episode(PLACE="K2")),
    ),
    passes=(
        one(PLACE="U6", URN="2564412"), one(PLACE="K2", URN="XXXXXXX"), one(PLACE="P1"), one(PLACE="Z12"),
        one(PLACE="U6", PL_POST="eh1 1zz"), one(PLACE="U6", LS="V4"), one(PLACE=""),
    ),
)  # fmt: skip
def number_is_told(data: Data) -> pl.DataFrame:
    """The official wording names no kinds of placement. Not asked of those that Ofsted does not register, of P2 and H5
    (H5 has rule 230), of short breaks (214 wants none of them) and outside England. That is told by the postcode's
    area, so a placement in Wales or Scotland whose area is mostly English is asked about all the same.
    """
    is_exempt = col("PLACE").is_in([*WITHOUT_URN, "P2", "H5"]) | col("LS").is_in(SHORT_BREAKS).fill_null(False)
    return data[E].filter(col("URN").is_null() & ~is_exempt & ~_is_outside_england())


@rule(
    "222", ERROR, "An Ofsted number is told of a placement that Ofsted does not register.",
    reads=(PLACE, URN), blames=URN,
    fails=(one(PLACE="P1", URN="2564412"), episodes(episode(PLACE="U6", URN="1"), episode(PLACE="Z13", URN="1"))),
    passes=(one(PLACE="U6", URN="2564412"), one(PLACE="R1", URN="XXXXXXX"), one(PLACE="R2"), one(URN="2564412")),
)  # fmt: skip
def number_is_due(data: Data) -> pl.DataFrame:
    """The official wording names no kinds of placement; they are those of 218. A row of X is no number."""
    return data[E].filter(col("PLACE").is_in(WITHOUT_URN) & (col("URN").str.to_uppercase() != NO_URN))


@rule(
    "242", ERROR, "A row of X in place of an Ofsted number is kept for foster care and adoption.",
    since="2026-27", reads=(PLACE, URN), blames=URN,
    fails=(one(PLACE="K2", URN="XXXXXXX"), episodes(episode(PLACE="U6", URN="1"), episode(PLACE="R1", URN="xxxxxxx"))),
    passes=(
        episodes(*(episode(PLACE=place, URN="XXXXXXX") for place in ("U1", "U2", "U3", "U4", "U5", "U6"))),
        episodes(*(episode(PLACE=place, URN="XXXXXXX") for place in ("A3", "A4", "A5", "A6"))),
        one(PLACE="K2", URN="2564412"), one(PLACE="K2"), one(URN="XXXXXXX"),
    ),
)  # fmt: skip
def no_number_is_of_an_adoption_agency(data: Data) -> pl.DataFrame:
    """It stands for a regional adoption agency, which has no number. The official wording names no kinds of placement;
    taken are those that such an agency can provide. A missing placement is told by 146. The list for 2026-27 has this
    rule, and says that it was defined for 2025-26; the list for that year does not have it, so it is asked from 2026-27
    on. Another validator asks it of 2025-26 too.
    """
    is_row_of_x = col("URN").str.to_uppercase() == NO_URN
    return data[E].filter(is_row_of_x & ~col("PLACE").is_in([*FOSTER, *FOR_ADOPTION]))


@rule(
    "230", ERROR, "The Ofsted number of the semi-independent placement is missing.", since="2023-24", until="2023-24",
    reads=(PLACE, DEC, URN, PL_POST), blames=URN,
    fails=(
        episodes(episode("2023-05-01", PLACE="H5")), episodes(episode("2023-05-01", "2023-10-29", PLACE="H5")),
        episodes(episode("2023-05-01", PLACE="H5", URN="xxxxxxx")),
    ),
    passes=(
        episodes(episode("2023-05-01", "2023-10-28", PLACE="H5")),
        episodes(episode("2023-05-01", PLACE="H5", URN="2564412")),
        episodes(episode("2023-05-01", PLACE="H5", PL_POST="CF10 1ZZ")),
    ),
)  # fmt: skip
def number_of_semi_independent_is_told(data: Data) -> pl.DataFrame:
    """Asked of episodes that last longer than until 28 October 2023: one that ended on that day gave place to the one
    with the number. A row of X is no number. Whether the placement is in England is told by its postcode's area, as in
    218.
    """
    lasts = col("DEC").is_null() | (col("DEC") > dt.date(2023, 10, 28))
    is_missing = col("URN").is_null() | (col("URN").str.to_uppercase() == NO_URN)
    return data[E].filter((col("PLACE") == "H5") & lasts & is_missing & ~_is_outside_england())


# --- The kind of placement ------------------------------------------------------------------------------------------


@rule(
    "217t", ERROR, "Independent living is no placement any more from 28 October 2023.", since="2023-24",
    until="2023-24", reads=(PLACE, DECOM), blames=(PLACE, DECOM),
    fails=(
        episodes(episode("2023-10-28", PLACE="P2")),
        episodes(episode("2023-05-01", "2023-12-01", PLACE="P2"), episode("2023-12-01", PLACE="P2")),
    ),
    passes=(episodes(episode("2023-10-27", PLACE="P2")), episodes(episode("2023-10-28", PLACE="U6"))),
)  # fmt: skip
def independent_living_has_ended(data: Data) -> pl.DataFrame:
    """Asked of episodes that start from then on, as their first day is a field of it; an older one may go on. Another
    validator blames older ones too, if they last beyond that day.
    """
    return data[E].filter((col("PLACE") == "P2") & (col("DECOM") >= dt.date(2023, 10, 28)))


@rule(
    "217", ERROR, "The child is to be adopted by the foster carer, so the reason for the episode must be S, T or U.",
    reads=(PLACE, DECOM, RNE), blames=(PLACE, DECOM, RNE),
    fails=(
        one(PLACE="A3", RNE="P"),
        episodes(episode(SPRING, PLACE="A5", RNE="T"), episode(SUMMER, PLACE="A5", RNE="L")),
    ),
    passes=(
        one(PLACE="A3", RNE="T"), one(PLACE="A5", RNE="S"), one(PLACE="A4", RNE="P"), one(PLACE="A3"),
        episodes(episode("2015-03-31", PLACE="A3", RNE="P")),
    ),
)  # fmt: skip
def adoption_by_the_carer_keeps_the_carer(data: Data) -> pl.DataFrame:
    """The first day is one of its fields: asked of episodes from 1 April 2015 on, in practice's way. A missing reason
    is told by 143.
    """
    is_asked = col("PLACE").is_in(["A3", "A5"]) & (col("DECOM") >= dt.date(2015, 4, 1))
    return data[E].filter(is_asked & ~col("RNE").is_in(["S", "T", "U"]))


@rule(
    "336", ERROR, "The child is placed for adoption with the foster carer, and was not in foster care just before.",
    reads=(PLACE, DECOM, DEC), blames=PLACE,
    fails=(
        episodes(episode(SPRING, PLACE="K2"), episode(SUMMER, PLACE="A3")),
        episodes(episode(AUTUMN, PLACE="A5"), episode(SPRING, PLACE="U4"), episode(SUMMER, PLACE="T1")),
    ),
    passes=(
        episodes(episode(SPRING, PLACE="U4"), episode(SUMMER, PLACE="A3"), episode(AUTUMN, PLACE="A5")),
        episodes(episode(SPRING, PLACE="K2"), episode(SUMMER, PLACE="A4")), one(PLACE="A3"),
        episodes(episode(SPRING, PLACE="K2"), episode(SUMMER, PLACE="A3", CHILD="2")),
        episodes(episode(SPRING), episode(SUMMER, PLACE="A3")),
    ),
)  # fmt: skip
def adoption_follows_fostering(data: Data) -> pl.DataFrame:
    """The official wording speaks of every child placed for adoption. Only of A3 and A5, with the foster carer, must it
    be so, and these are asked; a child may go to other adopters from anywhere. Another validator asks it of A3 and A4.
    What came before the child's first episode in the file is not known; a missing placement before is told by 146.
    """
    rows = episodes_in_order(data)
    return rows.filter(col("PLACE").is_in(["A3", "A5"]) & ~before("PLACE").is_in([*FOSTER, *FOR_ADOPTION]))


@rule(
    "390", ERROR, "The child is said to be adopted, and was not placed for adoption.",
    reads=(PLACE, REC), blames=(PLACE, REC),
    fails=(one(PLACE="U5", REC="E11"), episodes(episode(PLACE="A4", REC="X1"), episode(PLACE="U6", REC="E12"))),
    passes=(one(PLACE="A6", REC="E12"), one(PLACE="U5", REC="E45"), one(REC="E11")),
)  # fmt: skip
def adoption_was_a_placement(data: Data) -> pl.DataFrame:
    """Placed for adoption means in the episode that ends so. A missing placement is told by 146."""
    return data[E].filter(col("REC").is_in(ADOPTED) & ~col("PLACE").is_in(FOR_ADOPTION))


@rule(
    "408", ERROR, "The child is placed for adoption under a placement order, and no such order is told.",
    reads=(PLACE, LS), blames=(PLACE, LS),
    fails=(one(PLACE="A5", LS="C2"), episodes(episode(PLACE="A6", LS="E1"), episode(PLACE="A6", LS="D1"))),
    passes=(one(PLACE="A6", LS="E1"), one(PLACE="A3", LS="V2"), one(PLACE="A5")),
)  # fmt: skip
def placement_order_is_told(data: Data) -> pl.DataFrame:
    """A missing legal status is told by 144."""
    return data[E].filter(col("PLACE").is_in(["A5", "A6"]) & (col("LS") != "E1"))


@rule(
    "516", ERROR, "The child's foster carer became the special guardian, and the child was not in foster care.",
    reads=(PLACE, REC), blames=(REC, PLACE),
    fails=(one(PLACE="K2", REC="E45"), episodes(episode(PLACE="U6", REC="X1"), episode(PLACE="A3", REC="E46"))),
    passes=(one(PLACE="U1", REC="E45"), one(PLACE="U6", REC="E46"), one(PLACE="K2", REC="E47"), one(REC="E45")),
)  # fmt: skip
def guardian_was_the_carer(data: Data) -> pl.DataFrame:
    """The official wording speaks of the year, and then of the placement that ends so; the latter is asked."""
    return data[E].filter(col("REC").is_in(["E45", "E46"]) & ~col("PLACE").is_in(FOSTER))


@rule(
    "378", ERROR, "The child is placed with parents, and accommodated under section 20.",
    reads=(PLACE, LS), blames=(PLACE, LS),
    fails=(one(PLACE="P1", LS="V2"), episodes(episode(PLACE="P1", LS="C2"), episode(PLACE="P1", LS="V2"))),
    passes=(one(PLACE="P1", LS="C2"), one(PLACE="U6", LS="V2"), one(PLACE="P1")),
)  # fmt: skip
def parents_need_an_order(data: Data) -> pl.DataFrame:
    return data[E].filter((col("PLACE") == "P1") & (col("LS") == "V2"))


@rule(
    "384", ERROR, "The child is on a short break, and in a long-term foster placement.",
    reads=(PLACE, LS), blames=(PLACE, LS),
    fails=(one(PLACE="U1", LS="V3"), episodes(episode(PLACE="U6", LS="V4"), episode(PLACE="U4", LS="V4"))),
    passes=(one(PLACE="U4", LS="C2"), one(PLACE="U3", LS="V3"), one(LS="V3")),
)  # fmt: skip
def break_is_not_long_term(data: Data) -> pl.DataFrame:
    return data[E].filter(col("LS").is_in(SHORT_BREAKS) & col("PLACE").is_in(["U1", "U4"]))


# --- Temporary placements -------------------------------------------------------------------------------------------


@rule(
    "382", ERROR, "The child is on a short break, and in a temporary placement.", reads=(PLACE, LS), blames=(LS, PLACE),
    fails=(one(PLACE="T1", LS="V3"), episodes(episode(PLACE="U6", LS="V4"), episode(PLACE="T0", LS="V4"))),
    passes=(one(PLACE="T4", LS="C2"), one(PLACE="U6", LS="V3"), one(PLACE="T1")),
)  # fmt: skip
def break_is_not_temporary(data: Data) -> pl.DataFrame:
    return data[E].filter(col("LS").is_in(SHORT_BREAKS) & col("PLACE").is_in(TEMPORARY))


@rule(
    "380", ERROR, "The child starts to be looked after in a temporary placement.",
    reads=(PLACE, RNE), blames=(PLACE, RNE),
    fails=(one(PLACE="T0", RNE="S"), episodes(episode(PLACE="U6", RNE="S"), episode(PLACE="T3", RNE="S"))),
    passes=(one(PLACE="T1", RNE="P"), one(PLACE="U6", RNE="S"), one(PLACE="T1")),
)  # fmt: skip
def care_starts_somewhere(data: Data) -> pl.DataFrame:
    """The start is known by its code; an episode that has another and no episode before it is told by 357. Another
    validator wants every temporary placement to begin with P or B, so it blames one in which the legal status changes.
    """
    return data[E].filter((col("RNE") == "S") & col("PLACE").is_in(TEMPORARY))


@rule(
    "381", ERROR, "The child ceases to be looked after in a temporary placement.",
    reads=(PLACE, REC), blames=(PLACE, REC),
    fails=(one(PLACE="T1", REC="E4A"), episodes(episode(PLACE="T3", REC="X1"), episode(PLACE="T4", REC="E8"))),
    passes=(one(PLACE="T1", REC="X1"), one(PLACE="U6", REC="E4A"), one(PLACE="T1")),
)  # fmt: skip
def care_ends_somewhere(data: Data) -> pl.DataFrame:
    return data[E].filter(has_left() & col("PLACE").is_in(TEMPORARY))


_STAY = episode(SPRING, SUMMER, PLACE="U6", RNE="S", PL_POST=AWAY)
_IN_HOSPITAL = episode(SUMMER, AUTUMN, PLACE="T1", RNE="P")


@rule(
    "383", ERROR, "After a temporary placement the child did not return to the placement before it.",
    reads=(PLACE, RNE, PL_POST, DECOM, DEC), blames=(PLACE, RNE, PL_POST),
    fails=(
        episodes(_STAY, _IN_HOSPITAL, episode(AUTUMN, PLACE="K2", RNE="P", PL_POST=AWAY)),
        episodes(_STAY, _IN_HOSPITAL, episode(AUTUMN, PLACE="U6", RNE="P", PL_POST=HOME)),
        episodes(_STAY, _IN_HOSPITAL, episode(AUTUMN, PLACE="U6", RNE="L", PL_POST=AWAY)),
        episodes(
            _STAY, _IN_HOSPITAL, episode(AUTUMN, WINTER, PLACE="T2", RNE="P"),
            episode(WINTER, PLACE="U4", RNE="P", PL_POST=AWAY),
        ),
    ),
    passes=(
        episodes(_STAY, _IN_HOSPITAL, episode(AUTUMN, PLACE="U6", RNE="P", PL_POST="zz99bb")),
        episodes(
            _STAY, _IN_HOSPITAL, episode(AUTUMN, WINTER, PLACE="T2", RNE="P"),
            episode(WINTER, PLACE="U6", RNE="P", PL_POST=AWAY),
        ),
        episodes(_STAY, _IN_HOSPITAL), episodes(_IN_HOSPITAL, episode(AUTUMN, PLACE="U6", RNE="P", PL_POST=AWAY)),
        episodes(_STAY, _IN_HOSPITAL, episode(WINTER, PLACE="K2", RNE="S")),
        episodes(_STAY, _IN_HOSPITAL, episode(AUTUMN, PLACE="K2", RNE="P", CHILD="2")),
        episodes(
            _STAY, episode(AUTUMN, WINTER, PLACE="T1", RNE="S"), episode(WINTER, PLACE="K2", RNE="P", PL_POST=AWAY),
        ),
    ),
)  # fmt: skip
def returns_from_a_temporary_placement(data: Data) -> pl.DataFrame:
    """The placement before is the last that was not temporary: between the two there may be several temporary ones. A
    return is a change of placement and carer (P), or of these and the legal status (B). Where the file does not hold
    the placement before, or the child was not looked after in between, nothing is asked. Another validator takes P
    alone, and looks only at the placement two episodes before, whether that was temporary or not.
    """
    rows = episodes_in_order(data).with_columns(
        temporary=col("PLACE").is_in(TEMPORARY).fill_null(False), post=postcode("PL_POST"), period=period_of_care()
    )
    stay = pl.when(~col("temporary")).then(pl.struct("PLACE", "post")).forward_fill().over("period")
    rows = rows.with_columns(stay=stay).with_columns(normal=before("stay"))
    is_normal = pl.all_horizontal(
        col(name).eq_missing(col("normal").struct.field(name)) for name in ("PLACE", "post")
    ) & col("RNE").is_in(["P", "B"]).fill_null(True)
    is_back = ~col("temporary") & before("temporary").fill_null(False) & follows_on()
    return rows.filter(is_back & col("normal").is_not_null() & ~is_normal)


@rule(
    "377", ERROR, "For a third time in twelve months the child is elsewhere while the foster carer is on holiday.",
    reads=(PLACE, DECOM, DEC, RNE), blames=PLACE,
    fails=(
        episodes(*(episode(day, PLACE="T3") for day in (SPRING, SUMMER, AUTUMN))),
        episodes(*(episode(day, PLACE="T3") for day in ("2025-03-31", "2026-03-30", "2025-07-01"))),
    ),
    passes=(
        episodes(episode(SPRING, PLACE="T3"), episode(SUMMER, PLACE="T3"), episode(AUTUMN, PLACE="T2")),
        episodes(*(episode(day, PLACE="T3") for day in ("2025-03-31", "2025-07-01", "2026-03-31"))),
        episodes(
            episode(SPRING, PLACE="T3"), episode(SUMMER, AUTUMN, PLACE="T3"), episode(AUTUMN, PLACE="T3", RNE="L"),
        ),
        episodes(episode(SPRING, PLACE="T3"), episode(SUMMER, PLACE="T3"), episode(AUTUMN, PLACE="T3", CHILD="2")),
    ),
)  # fmt: skip
def carer_goes_away_twice(data: Data) -> pl.DataFrame:
    """Twelve months are counted between the first days; the third placement is blamed, and each after it. Where only
    the legal status changes it is the same placement. Another validator blames all three, and all that the file holds,
    however far apart they are.
    """
    rows = episodes_in_order(data)
    goes_on = follows_on() & (before("PLACE") == "T3") & (col("RNE") == "L")
    rows = rows.filter((col("PLACE") == "T3") & ~goes_on.fill_null(False))
    return rows.filter(col("DECOM") < before("DECOM", 2).dt.offset_by("1y"))


# --- Why it changed -------------------------------------------------------------------------------------------------


@rule(
    "225", ERROR, "The child changed placement, and it is not told why.",
    reads=(DECOM, DEC, RNE, REC, PLACE, REASON), blames=REASON,
    fails=(
        episodes(episode(SPRING, REC="X1", PLACE="U6"), episode(SUMMER, RNE="P", PLACE="K2")),
        episodes(
            episode(SPRING, REC="X1", PLACE="U6", REASON_PLACE_CHANGE="CARPL"),
            episode(AUTUMN, RNE="U", PLACE="U4"), episode(SUMMER, REC="X1", RNE="P", PLACE="U6"),
        ),
        episodes(episode(SPRING, REC="X1", PLACE="U6"), episode(SUMMER, RNE="T", PLACE="K2")),
        episodes(episode(SPRING, REC="X1", PLACE="U6"), episode(SUMMER, RNE="B", PLACE="K2")),
    ),
    passes=(
        episodes(
            episode(SPRING, REC="X1", PLACE="U6", REASON_PLACE_CHANGE="CARPL"), episode(SUMMER, RNE="P", PLACE="K2"),
        ),
        episodes(episode(SPRING, REC="X1", PLACE="U6"), episode(SUMMER, RNE="L", PLACE="U6")),
        episodes(episode(SPRING, REC="X1", PLACE="U6"), episode(SUMMER, RNE="P", PLACE="T1")),
        episodes(episode(SPRING, REC="X1", PLACE="T1"), episode(SUMMER, RNE="P", PLACE="U6")),
        episodes(episode(SPRING, REC="E4A", PLACE="U6"), episode(SUMMER, RNE="P", PLACE="K2")),
    ),
)  # fmt: skip
def change_has_a_reason(data: Data) -> pl.DataFrame:
    """Asked where the child goes on being looked after in another placement. Moves to a temporary placement and back
    need no reason (226).
    """
    moves = (col("REC") == GOES_ON) & after("RNE").is_in(["P", "T", "B", "U"])
    is_short = col("PLACE").is_in(TEMPORARY).fill_null(False) | after("PLACE").is_in(TEMPORARY).fill_null(False)
    return episodes_in_order(data).filter(moves & ~is_short & col("REASON_PLACE_CHANGE").is_null())


@rule(
    "226", ERROR, "A reason for the change of placement is told of a move to a temporary placement, or back from one.",
    reads=(DECOM, DEC, PLACE, REASON), blames=REASON,
    fails=(
        one(PLACE="T1", REASON_PLACE_CHANGE="OTHER"),
        episodes(episode(SPRING, PLACE="U6", REASON_PLACE_CHANGE="CARPL"), episode(SUMMER, PLACE="T3")),
        episodes(episode(SUMMER, PLACE="T3"), episode(SPRING, PLACE="U6", REASON_PLACE_CHANGE="CARPL")),
    ),
    passes=(
        episodes(episode(SPRING, PLACE="U6"), episode(SUMMER, PLACE="T3"), episode(AUTUMN, PLACE="U6")),
        episodes(episode(SPRING, PLACE="U6", REASON_PLACE_CHANGE="CARPL"), episode(SUMMER, PLACE="K2")),
        episodes(episode(SPRING, PLACE="U6", REASON_PLACE_CHANGE="CARPL"), episode(SUMMER, PLACE="T3", CHILD="2")),
    ),
)  # fmt: skip
def temporary_move_has_no_reason(data: Data) -> pl.DataFrame:
    """The reason stands in the episode that ends with the change, so the episode before a temporary one is asked too.
    Blamed is the row in which the reason stands.
    """
    is_short = col("PLACE").is_in(TEMPORARY).fill_null(False) | after("PLACE").is_in(TEMPORARY).fill_null(False)
    return episodes_in_order(data).filter(col("REASON_PLACE_CHANGE").is_not_null() & is_short)


@rule(
    "233", ERROR, "A reason for the change of placement is told, and the episode has not ended.", since="2025-26",
    reads=(DEC, REASON), blames=REASON,
    fails=(
        one(REASON_PLACE_CHANGE="CARPL"),
        episodes(episode(SPRING, SUMMER, REASON_PLACE_CHANGE="CARPL"), episode(SUMMER, REASON_PLACE_CHANGE="OTHER")),
    ),
    passes=(
        episodes(episode(SPRING, SUMMER, REASON_PLACE_CHANGE="CARPL"), episode(SUMMER)),
        episodes(episode(SPRING, "31/06/2025", REASON_PLACE_CHANGE="CARPL")),
    ),
)  # fmt: skip
def reason_comes_with_the_end(data: Data) -> pl.DataFrame:
    """The list holds it first for 2025-26. A last day that is there and cannot be read is told by 147."""
    is_open = ~data.is_told(E, "DEC")
    return data[E].filter(is_open & col("REASON_PLACE_CHANGE").is_not_null())


#: What makes a placement the same.
_DETAILS = ("PLACE", "PL_POST", "URN", "PLACE_PROVIDER")
_BEFORE = episode(SPRING, SUMMER, LS="C2", PLACE="U6", PL_POST=AWAY, URN="SC34567", PLACE_PROVIDER="PR1")
#: The same placement, written otherwise.
_NEXT = _BEFORE | episode(SUMMER, PL_POST="zz99bb", URN="sc34567")


def _is_said(code: str, message: str, reasons: tuple[str, ...], *, status: bool, placement: bool) -> None:
    """What the reason for the new episode says has changed has changed, and what it does not say has not."""
    new_status, new_place = {"LS": "E1"}, {"PL_POST": HOME, "URN": "7654321"}
    right = _NEXT | (new_status if status else {}) | (new_place if placement else {}) | {"RNE": reasons[-1]}
    half = _NEXT | ({} if status else new_status) | (new_place if placement else {}) | {"RNE": reasons[0]}
    other_half = _NEXT | (new_status if status else {}) | ({} if placement else new_place) | {"RNE": reasons[-1]}

    def is_not_so(data: Data) -> pl.DataFrame:
        same = [(postcode(name) if name == "PL_POST" else col(name).str.to_uppercase()).alias(f"same {name}")
                for name in _DETAILS]  # fmt: skip
        rows = episodes_in_order(data).with_columns(*same)
        has_moved = pl.any_horizontal(col(f"same {name}").ne_missing(before(f"same {name}")) for name in _DETAILS)
        has_new_status = before("LS") != col("LS")
        is_asked = col("RNE").is_in(reasons) & ~is_first()
        return rows.filter(is_asked & ((has_new_status != status) | (has_moved != placement)))

    is_not_so.__doc__ = (
        "The placement has changed where its kind, postcode, Ofsted number or provider has, or where one came or went. "
        "A missing legal status is told by 144."
    )
    rule(
        code, ERROR, message, reads=(DECOM, DEC, RNE, LS, *(f"{E}.{name}" for name in _DETAILS)),
        blames=(RNE, LS, *(f"{E}.{name}" for name in _DETAILS)),
        fails=(episodes(_BEFORE, half), episodes(_BEFORE, other_half), episodes(other_half, _BEFORE)),
        passes=(
            episodes(_BEFORE, right), episodes(half), episodes(_BEFORE, half | {"CHILD": "2"}),
            episodes(_BEFORE, half | {"RNE": "S"}),
        ),
    )(is_not_so)  # fmt: skip


_is_said(
    "434", "The episode is said to be new because of the legal status alone. That, or the placement, tells otherwise.",
    ("L",), status=True, placement=False,
)  # fmt: skip
_is_said(
    "435", "The episode is said to be new because of the placement alone. That, or the legal status, tells otherwise.",
    ("P", "T"), status=False, placement=True,
)  # fmt: skip
_is_said(
    "436", "Both the legal status and the placement are said to have changed, and one of them has not.",
    ("B", "U"), status=True, placement=True,
)  # fmt: skip


# --- Where it is ----------------------------------------------------------------------------------------------------


@rule(
    "214", ERROR, "The place of a short break is told by postcode or Ofsted number, which is not asked for.",
    reads=(LS, PL_POST, URN), blames=(PL_POST, URN),
    fails=(one(LS="V3", PL_POST=AWAY), one(LS="V4", URN="2564412")),
    passes=(one(LS="V3"), one(LS="C2", PL_POST=AWAY, URN="2564412"), one(PL_POST=AWAY)),
)  # fmt: skip
def place_of_a_break_is_not_told(data: Data) -> pl.DataFrame:
    is_told = col("PL_POST").is_not_null() | col("URN").is_not_null()
    return data[E].filter(col("LS").is_in(SHORT_BREAKS) & is_told)


@rule(
    "398", ERROR, "A postcode is told of a short break, for which no distance is asked.",
    reads=(LS, HOME_POST, PL_POST), blames=(LS, HOME_POST, PL_POST),
    fails=(one(LS="V3", HOME_POST=HOME), one(LS="V4", PL_POST=AWAY)),
    passes=(one(LS="V3"), one(LS="C2", HOME_POST=HOME, PL_POST=AWAY), one(HOME_POST=HOME)),
)  # fmt: skip
def distance_of_a_break_is_not_told(data: Data) -> pl.DataFrame:
    """The official wording speaks of the distance, which is worked out from the postcodes that are its fields."""
    is_told = col("HOME_POST").is_not_null() | col("PL_POST").is_not_null()
    return data[E].filter(col("LS").is_in(SHORT_BREAKS) & is_told)


@rule(
    "392b", ERROR, "The postcode of the child's home or of the placement is missing.",
    reads=(LS, "Episodes.CHILD", HOME_POST, PL_POST, "UASC.CHILD"), blames=(HOME_POST, PL_POST),
    fails=(
        one(LS="C2"), one(LS="V2", HOME_POST=HOME),
        one(LS="C2", PL_POST=AWAY) | {"UASC": [{"CHILD": "2"}]},
        one(LS="C2") | {"previous": {"UASC": [{"CHILD": "2"}]}},
    ),
    passes=(
        one(LS="C2", HOME_POST=HOME, PL_POST=AWAY), one(LS="V3"), one(LS="V4"), one(LS="C2") | {"UASC": [{"SEX": "M"}]},
        one(LS="C2") | {"previous": {"UASC": [{"SEX": "M"}]}},
    ),
)  # fmt: skip
def postcodes_are_told(data: Data) -> pl.DataFrame:
    """The official wording speaks of postcodes; without either of the two there is no distance, so both are asked for.
    Not asked of short breaks, nor of who is or was an unaccompanied child: in this year's file or in last year's, where
    that was given. A missing legal status does not excuse.
    """
    is_excused = col("LS").is_in(SHORT_BREAKS).fill_null(False) | is_or_was_unaccompanied(data)
    return data[E].filter(~is_excused & (col("HOME_POST").is_null() | col("PL_POST").is_null()))


#: A postcode without blanks: area, district, sector and unit.
_FORM = r"^([A-Z]{1,2}[0-9][A-Z0-9]?[0-9][ABD-HJLNP-UW-Z]{2}|GIR0AA)$"


@rule(
    "392c", ERROR, "The postcode of the child's home or of the placement is none.",
    reads=(HOME_POST, PL_POST), blames=(HOME_POST, PL_POST),
    fails=(
        one(HOME_POST="ZZ1 1A"), one(HOME_POST=HOME, PL_POST="1ZZ 9BB"), one(PL_POST="ZZ1 1AC"),
        episodes(episode(PL_POST=AWAY), episode(PL_POST="not known")),
    ),
    passes=(one(HOME_POST=HOME, PL_POST="zz9  9bb"), one(HOME_POST="Z1A1AA", PL_POST="ZZ1A 1AA"), one()),
)  # fmt: skip
def postcodes_have_their_form(data: Data) -> pl.DataFrame:
    """Only the form is looked at, not whether there is such a postcode. A missing one is told by 392b."""
    is_none = [~postcode(column).str.contains(_FORM) for column in ("HOME_POST", "PL_POST")]
    return data[E].filter(pl.any_horizontal(is_none))


@rule(
    "392d", ERROR, "The child is not placed with parents, and the placement has the postcode of the home.",
    reads=(HOME_POST, PL_POST, PLACE), blames=(HOME_POST, PL_POST, PLACE),
    fails=(
        one(HOME_POST=HOME, PL_POST=HOME, PLACE="U6"), one(HOME_POST="ZZ11AA", PL_POST="zz1 1aa", PLACE="T1"),
    ),
    passes=(
        one(HOME_POST=HOME, PL_POST=HOME, PLACE="P1"), one(HOME_POST=HOME, PL_POST=AWAY, PLACE="U6"),
        one(HOME_POST=HOME, PLACE="U6"), one(HOME_POST=HOME, PL_POST=HOME),
    ),
)  # fmt: skip
def placement_is_elsewhere(data: Data) -> pl.DataFrame:
    """Two ways to write a postcode are the same. A missing placement is told by 146."""
    return data[E].filter((postcode("HOME_POST") == postcode("PL_POST")) & (col("PLACE") != "P1"))

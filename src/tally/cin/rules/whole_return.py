"""Does the return as a whole look right? The rules that count over all its children."""

from __future__ import annotations

from tally.cin.rules.common import QUERY, col, is_code, rule
from tally.data import Data

_BORN: dict[str, object] = {"PersonBirthDate": "2020-05-01"}
_UNBORN = {"ExpectedPersonBirthDate": "2026-05-01", "Sex": "U"}
#: How many in a hundred children may be without a recorded sex before the department asks.
_MOST_WITHOUT_SEX = 2
#: The number of different disabilities below which it asks.
_LEAST_DISABILITIES = 8
_EIGHT = ("MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS")


def _child(*disabilities: str) -> dict[str, object]:
    return {"ChildCharacteristics": {"Disability": list(disabilities)}}


@rule(
    "2886Q", QUERY,
    "More than 2 in 100 of the children who are born have no recorded sex. Record it, or say why it is not known.",
    reads=("ChildIdentifiers.Sex", "ChildIdentifiers.ExpectedPersonBirthDate"), blames=(), since="2024-25",
    fails=(
        [{**_BORN, "Sex": "F"}] * 48 + [{**_BORN, "Sex": "U"}],
        [{**_BORN, "Sex": "M"}] * 9 + [_BORN],
        [{**_BORN, "Sex": "M"}] * 9 + [{**_BORN, "Sex": "0"}],
        # Unborn children make the return no better.
        [{**_BORN, "Sex": "F"}] * 48 + [{**_BORN, "Sex": "U"}] + [_UNBORN] * 5,
    ),
    passes=(
        [{**_BORN, "Sex": "F"}] * 49 + [{**_BORN, "Sex": "U"}],
        [{**_BORN, "Sex": "M"}, _UNBORN],
        [_UNBORN],
    ),
)  # fmt: skip
def sex_is_known(data: Data) -> bool:
    """The published logic still speaks of “0”, the code for “not recorded” before 2024-25. U took its place, so both
    count as not recorded here. Any other code that is not valid counts as recorded; 4180 finds it. Unborn children are
    left out of the whole as well as of the part, since the message leaves them out; the logic breaks off there. Who has
    an expected date of birth counts as unborn, as the logic has it, also beside a date of birth (8525Q).
    """
    born = data["ChildIdentifiers"].filter(col("ExpectedPersonBirthDate").is_null())
    unknown = born.filter(col("Sex").is_null() | col("Sex").is_in(["U", "0"])).height
    return 100 * unknown > _MOST_WITHOUT_SEX * born.height


@rule(
    "2887Q", QUERY,
    "The return has fewer than eight different disabilities. Record those that are missing, or say why it is so.",
    reads=("Disabilities.Disability",), blames=(),
    fails=(
        [_child(*_EIGHT[:7])], [_child(*_EIGHT[:7]), _child("NONE")], [_child(*_EIGHT[:7]), _child("BLIND", "PC")],
        [{"LAchildID": "A1"}],
    ),
    passes=([_child(*_EIGHT)], [_child(*_EIGHT[:5]), _child(*_EIGHT[3:]), _child("NONE")]),
)  # fmt: skip
def several_disabilities_are_used(data: Data) -> bool:
    """Only valid codes are counted, NONE left out. A return without any disability fails too: it has used fewer than
    eight. Another validator counts how often NONE was given.
    """
    used = data["Disabilities"].filter(is_code(data, "Disability", "Disability") & (col("Disability") != "NONE"))
    return used["Disability"].n_unique() < _LEAST_DISABILITIES


@rule(
    "2888Q", QUERY,
    "No child has more than one disability. Record every one that a child has, or say why it is so.",
    reads=("Disabilities.Disability",), blames=(),
    fails=([_child("LD"), _child("AUT")], [_child("LD", "NONE"), _child("LD", "LD")], [{"LAchildID": "A1"}]),
    passes=(
        [_child("LD", "AUT"), _child("NONE")], [_child("LD"), _child("AUT"), _child("LD", "AUT")],
        [_child("NONE"), _child("PC"), _child("MOB", "PC", "HAND")],
    ),
)  # fmt: skip
def some_child_has_several_disabilities(data: Data) -> bool:
    """The same disability given twice is not two. A return without any disability fails too: the wording asks for at
    least one child with several.
    """
    rows = data["Disabilities"].filter(col("Disability") != "NONE").unique(["child", "Disability"])
    return not rows["child"].is_duplicated().any()

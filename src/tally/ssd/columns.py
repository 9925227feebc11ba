"""How is a field of the Standard Safeguarding Dataset declared? One short word for each kind of value.

`number` is the field's number in the data set. `refers_to` names the column, as "table.column", whose values a field
repeats: the key of what it belongs to. `codes` names the set of which a value must be one, in any case of letters.
"""

from __future__ import annotations

from functools import partial

from tally.tables import Column, Kind


def _field(kind: Kind, name: str, number: str, refers_to: str = "", *, codes: str = "") -> Column:
    return Column(name, kind, codes, number=number, refers_to=refers_to)


text = partial(_field, Kind.TEXT)
code = partial(_field, Kind.CODE)
day = partial(_field, Kind.DATE)
flag = partial(_field, Kind.FLAG)
number = partial(_field, Kind.NUMBER)
decimal = partial(_field, Kind.DECIMAL)
moment = partial(_field, Kind.MOMENT)

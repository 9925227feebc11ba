"""Which authority codes may stand in a unique pupil number?

A pupil keeps the number that their first school gave them, so the codes of authorities that are gone stay good, and
those of schools outside England that give numbers of the same kind.

Sources: the authorities in the department's statistics of children in need since 2013; python-stdnum's list, which has
those of 2011; Bedfordshire and Cheshire, which ended in 2009; and what the department's guidance on the school census
adds to them: the authorities of Wales (660 to 681), and codes that stand for no authority in England, such as of
schools on the islands and of the armed forces (001 to 005, 701 to 708).
"""

from __future__ import annotations

#: From and to, both included.
_RANGES = (
    (1, 5), (201, 213), (301, 320), (330, 336), (340, 344), (350, 359), (370, 373), (380, 384), (390, 394), (420, 420),
    (660, 681), (701, 708), (800, 803), (805, 808), (810, 813), (815, 816), (820, 823), (825, 826), (830, 831),
    (835, 841), (845, 846), (850, 852), (855, 857), (860, 861), (865, 896), (908, 909), (916, 916), (919, 919),
    (921, 921), (925, 926), (928, 929), (931, 931), (933, 933), (935, 938), (940, 943),
)  # fmt: skip

#: Each as it is written: three digits.
IN_PUPIL_NUMBERS = [f"{code:03d}" for first, last in _RANGES for code in range(first, last + 1)]

"""Which numbers may everybody see, and how exactly? So that nobody can work out a count of one to five children.

Three layers, each simple enough to be argued about:

1. A count of 1 to 5 is not shown, nor a share whose count, or whose rest, is 1 to 5 (`is_safe_alone`).
2. What is shown is shown roughly: counts to the nearest five, shares in whole percent, no count beside a share. A
   difference of two numbers of two reports then never is an exact count.
3. Numbers of one quarter are tried against each other (`protect`): if some of them, added and subtracted, leave fewer
   than `CANDIDATES` possible values for a small number, one of them is withheld too.

A public report holds no table whose cells add up to a total and no months beside a quarter, so that nothing else can
be subtracted. What was published once for a quarter is repeated, not counted anew (`public.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import combinations, product

#: Counts from 1 to this are small.
SMALL = 5
#: How many values a small number must be able to have, for whoever has everything that was published.
CANDIDATES = 3
#: Counts are shown to the nearest multiple of this.
STEP = 5
#: How many numbers of one denominator are tried together.
MOST_TOGETHER = 6

SHARE, COUNT, MEAN, RATE = "percent", "count", "days", "rate"


@dataclass(frozen=True)
class Cell:
    """One number of one quarter, exactly: `unit` as in `insight.measures`, `n` of `d`."""

    unit: str
    n: int
    d: int | None


def is_small(number: int) -> bool:
    return 1 <= number <= SMALL


def is_safe_alone(cell: Cell) -> bool:
    match cell.unit:
        case "percent":
            d = cell.d or 0
            return not (is_small(cell.n) or is_small(d - cell.n) or is_small(d))
        case "days":
            return not is_small(cell.d or 0)
    return not is_small(cell.n)


def about(number: int) -> int:
    """To the nearest five: 6 and 7 are 5, 8 to 12 are 10."""
    return (number + STEP // 2) // STEP * STEP


def about_words(number: int) -> str:
    return f"about {about(number):,}" if number else "0"


@lru_cache(maxsize=65536)
def share_words(n: int, d: int) -> str:
    """ "83%"; 0% and 100% only where it is so exactly."""
    if n in (0, d):
        return "0%" if n == 0 else "100%"
    percent = int((Decimal(100 * n) / d).quantize(Decimal(1), ROUND_HALF_UP))
    if percent == 0:
        return "less than 1%"
    return "more than 99%" if percent == 100 else f"{percent}%"


# --- The numbers of one quarter against each other --------------------------------------------------------------


@lru_cache(maxsize=65536)
def _behind_count(number: int) -> tuple[int, int]:
    """From where to where the exact count may lie, for a reader who knows the rules."""
    if number == 0:
        return 0, 0
    middle = about(number)
    return max(middle - STEP // 2, SMALL + 1), middle + STEP // 2


@lru_cache(maxsize=65536)
def _behind_share(n: int, d: int, other_d: int) -> tuple[int, int] | None:
    """The same for the count of a share, if its denominator were `other_d`; None if it cannot be that."""
    words = share_words(n, d)
    near = n * other_d // d if d else 0
    reach = other_d // 150 + 3
    found = [
        count
        for count in range(max(near - reach, 0), min(near + reach, other_d) + 1)
        if share_words(count, other_d) == words and is_safe_alone(Cell(SHARE, count, other_d))
    ]
    return (found[0], found[-1]) if found else None


@dataclass(frozen=True)
class _Number:
    """Something that a reader knows roughly. `of` is the denominator it hangs on, 0 for one that stands alone."""

    code: str
    value: int
    of: int
    span: Callable[[int], tuple[int, int] | None]


def protect(cells: Mapping[str, Cell], *, published: Mapping[str, Cell] | None = None) -> set[str]:
    """The codes of the cells that must be withheld, so that nothing small can be found from the rest.

    Args:
        cells: what could be published now for one quarter, by code.
        published: what is out for the same quarter already and cannot be taken back.
    """
    out = dict(published or {})
    withheld = {code for code, cell in cells.items() if not is_safe_alone(cell)}
    while True:
        shown = {**{code: cell for code, cell in cells.items() if code not in withheld}, **out}
        more = _most_telling(shown, fixed=set(out))
        if not more:
            return withheld
        withheld |= more


def _most_telling(shown: Mapping[str, Cell], *, fixed: set[str]) -> set[str]:
    for whole, parts in _relations(_numbers(shown)):
        small = whole.value - sum(part.value for part in parts)
        if is_small(small) and _possible(whole, parts) < CANDIDATES:
            involved = [number for number in (whole, *parts) if number.code and number.code not in fixed]
            if involved:
                return {min(involved, key=lambda number: (number.value, number.code)).code}
            hangs_on = {number.of for number in (whole, *parts)}
            rest = {code for code, cell in shown.items() if cell.d in hangs_on and code not in fixed}
            if rest:
                return rest
    return set()


def _numbers(shown: Mapping[str, Cell]) -> list[_Number]:
    found: list[_Number] = []
    for code, cell in sorted(shown.items()):
        if cell.unit == SHARE and cell.d:
            found.append(_Number(code, cell.n, cell.d, _share_span(cell.n, cell.d)))
        elif cell.unit in (COUNT, RATE):
            found.append(_Number(code, cell.n, 0, _count_span(cell.n)))
    denominators = sorted({cell.d for cell in shown.values() if cell.d and cell.unit in (SHARE, MEAN)})
    found += [_Number("", d, d, lambda other: (other, other)) for d in denominators]
    return found


def _share_span(n: int, d: int) -> Callable[[int], tuple[int, int] | None]:
    return lambda other: _behind_share(n, d, other)


def _count_span(n: int) -> Callable[[int], tuple[int, int] | None]:
    return lambda _other: _behind_count(n)


def _relations(numbers: Sequence[_Number]) -> Iterator[tuple[_Number, tuple[_Number, ...]]]:
    """Every number less one or two others; within one denominator, less any others of it."""
    for whole in numbers:
        smaller = [other for other in numbers if other is not whole and other.value <= whole.value]
        for few in (1, 2):
            yield from ((whole, parts) for parts in combinations(smaller, few))
        same = [other for other in smaller if other.of == whole.of != 0 and other.code]
        for many in range(3, min(len(same), MOST_TOGETHER) + 1):
            yield from ((whole, parts) for parts in combinations(same, many))


def _possible(whole: _Number, parts: tuple[_Number, ...]) -> int:
    """How many values the difference could have, for a reader who knows that the same denominator is the same."""
    denominators = sorted({number.of for number in (whole, *parts)} - {0})
    found: set[int] = set()
    for chosen in product(*(range(low, high + 1) for low, high in map(_behind_count, denominators))):
        true = dict(zip(denominators, chosen, strict=True)) | {0: 0}
        spans = [number.span(true[number.of]) for number in (whole, *parts)]
        if all(span is not None for span in spans):
            (low, high), *others = [span for span in spans if span is not None]
            least, most = low - sum(end for _, end in others), high - sum(start for start, _ in others)
            found |= set(range(max(least, 0), most + 1))
        if len(found) >= CANDIDATES:
            break
    return len(found)

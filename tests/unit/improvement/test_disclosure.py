"""Small numbers stay hidden from somebody who has every published report: attacked by trying everything that fits.

The attacker knows the rules, reads what is printed and nothing else, and tries each combination of exact numbers that
would have been printed so. A small number that has one possible value left is found out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threshold.improvement.reporting import disclosure, public
from threshold.improvement.reporting.disclosure import COUNT, MEAN, SHARE, SMALL, Cell, about, protect, share_words
from threshold.improvement.reporting.public import Earlier, Figures

SMALL_NUMBERS = range(1, SMALL + 1)


# --- One number by itself ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "is_safe"),
    [
        (Cell(COUNT, 0, None), True),
        *((Cell(COUNT, number, None), False) for number in SMALL_NUMBERS),
        (Cell(COUNT, 6, None), True),
        (Cell(SHARE, 0, 40), True),
        (Cell(SHARE, 40, 40), True),
        (Cell(SHARE, 3, 40), False),
        (Cell(SHARE, 37, 40), False),  # the rest is three children
        (Cell(SHARE, 6, 12), True),
        (Cell(SHARE, 0, 4), False),
        (Cell(MEAN, 90, 5), False),
        (Cell(MEAN, 3, 40), True),  # days, not children
        (Cell("rate", 4, 118_000), False),
    ],
)
def test_which_numbers_are_safe_alone(cell, is_safe):
    assert disclosure.is_safe_alone(cell) is is_safe


@given(st.integers(0, 5000))
def test_a_rounded_count_never_says_which_it_was(number):
    same = [other for other in range(number + 6) if about(other) == about(number) and other not in SMALL_NUMBERS]
    assert number in SMALL_NUMBERS or len(same) >= 2 or number == 0


@given(st.integers(1, 400), st.data())
def test_a_share_is_in_whole_percent_and_says_all_or_nothing_only_where_it_is(d, data):
    n = data.draw(st.integers(0, d))
    words = share_words(n, d)
    assert (words == "0%") == (n == 0)
    assert (words == "100%") == (n == d)
    assert words in ("less than 1%", "more than 99%") or 100 * abs(n / d - int(words.rstrip("%")) / 100) <= 0.5 + 1e-9


# --- The numbers of a quarter against each other ----------------------------------------------------------------


def printed(cell: Cell) -> tuple[str, ...]:
    return public.shown(cell.unit, cell.n, cell.d, "0")


def candidates(cell: Cell) -> Iterable[Cell]:
    """Every exact number that would have been printed so."""
    if cell.unit == COUNT:
        return (Cell(COUNT, n, None) for n in _near(cell.n) if _fits(cell, Cell(COUNT, n, None)))
    return (
        Cell(SHARE, n, d) for d in _near(cell.d or 0) for n in range(d + 1) if _fits(cell, Cell(SHARE, n, d))
    )  # fmt: skip


def _near(number: int) -> range:
    return range(max(number - 6, 0), number + 7)


def _fits(cell: Cell, other: Cell) -> bool:
    return disclosure.is_safe_alone(other) and printed(other) == printed(cell)


def worlds(shown: dict[str, Cell]) -> list[dict[str, Cell]]:
    """Every set of exact numbers that would have been printed so, where equal denominators are the same children."""
    found = []
    for chosen in itertools.product(*(list(candidates(cell)) for cell in shown.values())):
        world = dict(zip(shown, chosen, strict=True))
        if all(
            (world[a].d == world[b].d) or shown[a].d != shown[b].d
            for a, b in itertools.combinations(shown, 2)
            if shown[a].d and shown[b].d
        ):
            found.append(world)
    return found


#: Two or three outcomes of the same children, with nobody, a few or many in each, and some more that is not told.
OUTCOMES = st.lists(st.one_of(st.integers(0, 9), st.integers(10, 130)), min_size=2, max_size=3)


@settings(max_examples=120, deadline=None)
@given(OUTCOMES)
def test_what_is_left_of_a_whole_is_never_found_out(parts):
    """All outcomes but one are measures: whoever takes them from the whole must not find a small rest."""
    d = sum(parts)
    cells = {f"M{number}": Cell(SHARE, n, d) for number, n in enumerate(parts[1:])}
    withheld = protect(cells)
    shown = {code: cell for code, cell in cells.items() if code not in withheld}
    if shown and parts[0] in SMALL_NUMBERS:
        rests = {next(iter(world.values())).d - sum(cell.n for cell in world.values()) for world in worlds(shown)}  # type: ignore[operator]
        whole = len(shown) == len(cells)
        assert not whole or len({rest for rest in rests if rest >= 0}) > 1, (parts, withheld)


@settings(max_examples=120, deadline=None)
@given(st.integers(6, 60), st.integers(0, 20), st.integers(0, 12))
def test_one_measure_within_another_does_not_show_the_few_between(first, more, rest):
    """Decided in a day, decided in three days: the difference is those who waited two days."""
    d = first + more + rest
    cells = {"day": Cell(SHARE, first, d), "three": Cell(SHARE, first + more, d)}
    shown = {code: cell for code, cell in cells.items() if code not in protect(cells)}
    if more in SMALL_NUMBERS and len(shown) == 2:
        between = {world["three"].n - world["day"].n for world in worlds(shown)}
        assert len({number for number in between if number >= 0}) > 1


@settings(max_examples=100, deadline=None)
@given(st.integers(6, 70), st.integers(0, 9), st.integers(0, 9))
def test_counts_that_add_up_do_not_show_a_small_one(large, small, other):
    """Contacts in all, and two kinds of them: the third kind is what is left."""
    cells = {
        "all": Cell(COUNT, large + small + other, None), "large": Cell(COUNT, large, None),
        "other": Cell(COUNT, other, None),
    }  # fmt: skip
    withheld = protect(cells)
    shown = {code: cell for code, cell in cells.items() if code not in withheld}
    for hidden, value in (("other", other), ("small", small)):
        if value in SMALL_NUMBERS and {"all", "large"} <= set(shown):
            known = shown.get("other") if hidden == "small" else None
            if hidden == "small" and known is None:
                continue  # two unknowns in one sum
            left = {
                world["all"].n - world["large"].n - (world["other"].n if known else small) for world in worlds(shown)
            }
            assert len({number for number in left if number >= 0}) > 1, (hidden, cells, withheld)


def test_some_numbers_do_get_withheld_for_others():
    """The counter-check: without `protect` the attack succeeds on these."""
    found = [
        (parts, withheld)
        for parts in itertools.product(range(1, 4), range(6, 20), range(6, 20))
        for cells in [{f"M{n}": Cell(SHARE, part, sum(parts)) for n, part in enumerate(parts[1:])}]
        if (withheld := protect(cells))
    ]
    attacked = [
        parts
        for parts, withheld in found[:60]
        for cells in [{f"M{n}": Cell(SHARE, part, sum(parts)) for n, part in enumerate(parts[1:])}]
        if all(map(disclosure.is_safe_alone, cells.values()))
        and len({world["M0"].d - world["M0"].n - world["M1"].n for world in worlds(cells)}) <= 2  # type: ignore[operator]
    ]
    assert attacked


# --- Whole published reports, one after another -----------------------------------------------------------------

QUARTERS = ["2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"]


def internal(number: int, rows: dict[str, list[tuple[int, int]]], edition: int = 1, definition: str = "a") -> Any:
    """A frozen report of the quarter at `number`: each measure's exact numbers up to it."""
    return {
        "quarter": {"first": QUARTERS[number], "last": "", "label": "", "slug": QUARTERS[number]}, "edition": edition,
        "audits": {"tools": []},
        "measures": [
            {
                "code": code, "unit": SHARE, "definition": definition,
                "quarters": [
                    {"first": QUARTERS[n], "last": "", "label": "", "n": n_d[0], "d": n_d[1],
                     "value": "1" if n_d[1] else None}
                    for n, n_d in enumerate(numbers[: number + 1])
                ],
            }
            for code, numbers in rows.items()
        ],
    }  # fmt: skip


def publish(report: Any, earlier: list[Earlier]) -> Earlier:
    figures = Figures(report, earlier)
    measures = [
        {**one, "quarters": [{"first": row["first"], **figures.printed(one, row)} for row in one["quarters"]]}
        for one in report["measures"]
    ]
    return Earlier(report, {**report, "measures": measures, "audits": []})


def shown_of(report: Earlier) -> dict[tuple[str, str], dict[str, str]]:
    return {(one["code"], row["first"]): row for one in report.public["measures"] for row in one["quarters"]}


NUMBERS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@settings(max_examples=150, deadline=None)
@given(st.lists(NUMBERS, min_size=3, max_size=3), st.lists(st.integers(-3, 3), min_size=6, max_size=6))
def test_a_later_report_prints_what_was_printed(numbers, drift):
    """Records are put right late: the same quarter counted again is another number by a few children."""
    first = publish(internal(1, {"M": numbers}), [])
    moved = [
        (max(n + drift[2 * place], 0), max(n + drift[2 * place], 0) + max(d - n + drift[2 * place + 1], 0))
        for place, (n, d) in enumerate(numbers)
    ]
    second = publish(internal(2, {"M": moved}), [first])
    for key, row in shown_of(first).items():
        assert {name: shown_of(second)[key][name] for name in ("state", "shown", "of")} == {
            name: row[name] for name in ("state", "shown", "of")
        }


@settings(max_examples=150, deadline=None)
@given(NUMBERS, NUMBERS)
def test_a_correction_moves_a_printed_number_by_many_or_not_at_all(was, now):
    first = publish(internal(0, {"M": [was]}), [])
    second = publish(internal(0, {"M": [now]}, edition=2), [first])
    key = ("M", QUARTERS[0])
    before, after = shown_of(first)[key], shown_of(second)[key]
    moves = [abs(now[0] - was[0]), abs(now[1] - was[1]), abs((now[1] - now[0]) - (was[1] - was[0]))]
    if before["state"] == public.SHOWN and any(move in SMALL_NUMBERS for move in moves):
        assert (after["state"], after["shown"], after["of"]) == (public.KEPT, before["shown"], before["of"])
    if before["state"] == public.WITHHELD:
        assert after["state"] == public.WITHHELD


def test_another_definition_is_not_printed_for_a_quarter_that_was():
    """Counted without two children of a kind, a quarter would show the two."""
    first = publish(internal(1, {"M": [(40, 80), (42, 80)]}), [])
    rows = {"M": [(38, 78), (41, 79), (50, 90)]}
    second = shown_of(publish(internal(2, rows, definition="b"), [first]))
    states = [second["M", quarter]["state"] for quarter in QUARTERS[:3]]
    assert states == [public.OTHERWISE, public.OTHERWISE, public.SHOWN]
    third = shown_of(publish(internal(2, rows, definition="b", edition=2), [first]))
    assert third["M", QUARTERS[0]]["state"] == public.OTHERWISE


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 26), min_size=3, max_size=3))
def test_a_measure_added_later_is_tried_against_what_is_out(parts):
    """One report tells of an outcome, the next of another of the same quarter: together they leave the third."""
    d, quarter = sum(parts), QUARTERS[0]
    one, other = (parts[1], d), (parts[2], d)
    first = publish(internal(0, {"A": [one]}), [])
    second = publish(internal(1, {"B": [other, (0, 0)]}), [first])
    shown = {
        code: Cell(SHARE, *numbers)
        for code, numbers, report in (("A", one, first), ("B", other, second))
        if shown_of(report)[code, quarter]["state"] == public.SHOWN
    }
    if len(shown) == 2 and parts[0] in SMALL_NUMBERS:
        rests = {world["A"].d - world["A"].n - world["B"].n for world in worlds(shown)}  # type: ignore[operator]
        assert len({rest for rest in rests if rest >= 0}) > 1, parts


def test_a_whole_report_in_which_everything_is_small_prints_no_number():
    made = publish(internal(1, {"M": [(3, 9), (1, 4)], "N": [(0, 3), (5, 10)]}), [])
    assert {row["state"] for row in shown_of(made).values()} == {public.WITHHELD}
    assert not any(character.isdigit() for row in shown_of(made).values() for character in row["shown"] + row["of"])


def test_a_rate_is_of_a_rounded_count():
    """Everybody knows the population: 17 and 18 children in 118,000 must not be told apart."""
    assert public.shown("rate", 17, 118_000, "5.8") == public.shown("rate", 16, 118_000, "5.4647")


@pytest.mark.parametrize("small", SMALL_NUMBERS)
def test_every_small_rest_of_two_outcomes_keeps_three_possible_values(small):
    """Not by chance but all of them: whatever the two outcomes are, the third cannot be told from two other values."""
    found, printed_whole = [], 0
    for parts in itertools.product(range(6, 160, 37), range(60, 260, 49)):
        d = small + sum(parts)
        cells = {"A": Cell(SHARE, parts[0], d), "B": Cell(SHARE, parts[1], d)}
        if protect(cells):
            continue
        printed_whole += 1
        rests = {world["A"].d - world["A"].n - world["B"].n for world in worlds(cells)}  # type: ignore[operator]
        if len({rest for rest in rests if rest >= 0}) < disclosure.CANDIDATES:
            found.append((small, parts))
    assert found == []
    assert printed_whole > 5  # the counter-check: not everything is withheld

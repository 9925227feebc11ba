"""How often does matching find the right person, and how often does it name a wrong one?

Measured on the synthetic set with another seed than the one the weights come from. Writes
docs/reference/matching.md; `threshold matching-report` runs it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from threshold.people.matching.blocking import keys
from threshold.people.matching.model import LIKELY_FROM, POSSIBLE_FROM, TABLE, Flag, Verdict, judge
from threshold.people.matching.synthetic import Record, make

#: Neither the seed of the weights nor 2026, whose mistakes were looked at when the rules were written.
SEED = 31415
PEOPLE = 20_000
ARRIVALS = 4_000


@dataclass
class Tally:
    """Counts over some of the arrivals. A known arrival has a true record on file; a new one has none."""

    known: int = 0
    new: int = 0
    found_by_keys: int = 0
    likely: Counter[bool] = field(default_factory=Counter)  # suggestions said to be likely, by whether right
    shown: Counter[bool] = field(default_factory=Counter)  # likely or possible
    new_with_likely: int = 0

    def add(self, arrival: Record, is_known: bool, verdicts: dict[int, Verdict], is_found: bool) -> None:
        self.known += is_known
        self.new += not is_known
        self.found_by_keys += is_found
        for entity, verdict in verdicts.items():
            is_right = entity == arrival.entity
            self.likely[is_right] += verdict is Verdict.LIKELY
            self.shown[is_right] += verdict is not Verdict.UNLIKELY
        self.new_with_likely += not is_known and Verdict.LIKELY in verdicts.values()


@dataclass
class Report:
    """The tallies: of all, and of the arrivals with each kind of mistake or each kind of new person."""

    people: int
    arrivals: int
    seed: int
    everything: Tally
    by_error: dict[str, Tally]
    flags: Counter[Flag]


def evaluate(*, seed: int = SEED, people: int = PEOPLE, arrivals: int = ARRIVALS) -> Report:
    """Judge every arrival against those on file that share a key with it, and count what was said."""
    world = make(seed=seed, people=people, arrivals=arrivals)
    index: dict[object, set[int]] = defaultdict(set)
    for position, record in enumerate(world.on_file):
        stored = keys(record.details)
        for key in {*stored} - stored.births | {record.details.birth_on} - {None}:
            index[key].add(position)
    on_file = {record.entity for record in world.on_file}
    report = Report(people, arrivals, seed, Tally(), defaultdict(Tally), Counter())
    for arrival in world.arrivals:
        found = set().union(*(index.get(key, ()) for key in keys(arrival.details)))
        judged = {world.on_file[n].entity: judge(arrival.details, world.on_file[n].details) for n in found}
        verdicts = {entity: judgement.verdict for entity, judgement in judged.items()}
        report.flags.update(flag for j in judged.values() if j.verdict is not Verdict.UNLIKELY for flag in j.flags)
        is_known = arrival.entity in on_file
        for tally in (report.everything, *(report.by_error[error] for error in arrival.errors)):
            tally.add(arrival, is_known, verdicts, is_known and arrival.entity in verdicts)
    return report


# --- The page

_HEAD = (
    "",
    "Arrivals",
    "Found by the keys",
    "Recall, likely",
    "Recall, likely or possible",
    "Precision, likely",
    "Precision, likely or possible",
)


def page(report: Report) -> str:
    """docs/reference/matching.md: the same report makes the same page."""
    known = {name: tally for name, tally in sorted(report.by_error.items()) if tally.known}
    new = {name.removeprefix("new: "): t for name, t in sorted(report.by_error.items()) if t.new}
    return "\n".join(
        [
            _INTRODUCTION.format(report=report, likely=LIKELY_FROM, possible=POSSIBLE_FROM),
            *_table(_HEAD, [_row("All arrivals", report.everything)]),
            "\n## People on file, written down again, by what went wrong\n",
            "An arrival with two mistakes stands in two lines.\n",
            *_table(("Mistake", *_HEAD[1:]), [_row(name, tally) for name, tally in known.items()]),
            "\nThe unborn have no given name, so no one of them is called likely: there may be two.",
            "\n## People who are not on file\n",
            "Nobody should be called likely here, and those shown as possible are to be few.\n",
            *_table(
                ("Who comes", "Arrivals", "With somebody wrongly likely", "Wrongly possible, per arrival"),
                [
                    (name, f"{t.new:,}", f"{t.new_with_likely:,}", f"{t.shown[False] / t.new:.2f}")
                    for name, t in new.items()
                ],
            ),
            "\nA new twin is shown the brother or sister on file, with the words that it may be a twin.",
            "\n## The weights\n",
            _WEIGHTS,
            *_table(
                ("Feature", "Level", "Seen in true pairs (m)", "Seen in different people (u)"),
                [(feature, level, f"{r.m:.2g}", f"{r.u:.2g}") for (feature, level), r in TABLE.items()],
            ),
            "",
        ]
    )


def _row(name: str, tally: Tally) -> tuple[str, ...]:
    return (
        name,
        f"{tally.known + tally.new:,}",
        _share(tally.found_by_keys, tally.known),
        _share(tally.likely[True], tally.known),
        _share(tally.shown[True], tally.known),
        _share(tally.likely[True], tally.likely.total()),
        _share(tally.shown[True], tally.shown.total()),
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" if n == 0 else "---:" for n in range(len(head))), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]


_INTRODUCTION = """# How well matching finds people

Made by `threshold matching-report` (seed {report.seed}, {report.people:,} people on file, {report.arrivals:,}
arrivals). Do not edit.

**These figures are from made-up people.** The mistakes and how often they are made are our assumptions, and
the weights come from the same generator with another seed. They show that the engine does what it is meant to
do and that a change has not made it worse; they do not say how well it will do with an authority's own
records. Measure that before relying on it. The rules above the weights were shaped on the set of seed 2026,
which is therefore not the one measured here.

*Likely* is a probability of {likely:.0%} or more with no rule against it, *possible* {possible:.0%} or more.
Nothing is ever joined by the engine: a person decides. Recall is the share of those on file who were
suggested; precision is the share of the suggestions that were right. The keys are the ones that PostgreSQL is
asked for; its trigram index, which finds a few more, is not used here.
"""

_WEIGHTS = """Each level weighs log2(m / u) bits; a name that agrees weighs by how common it is instead of by u.
`python -m threshold.people.matching.train` prints the table.
"""

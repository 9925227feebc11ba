"""What of a frozen report may everybody read? Made from frozen reports alone, so that it can be made again.

No free text but what was marked as public, no name, no reference, no number that shows a few children
(`disclosure.py`), no month. What an earlier report published for a quarter is repeated as it was: a figure that moved
by one or two between two reports would show one or two children.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from threshold.improvement.reporting import words
from threshold.improvement.reporting.disclosure import SMALL, Cell, about, about_words, is_small, protect, share_words

Content = dict[str, Any]
#: How a figure stands in the public report.
SHOWN, KEPT, WITHHELD, NONE, OTHERWISE = "shown", "kept", "withheld", "none", "otherwise"
STATE_WORDS = {
    WITHHELD: "Not shown: too few children",
    NONE: "No cases",
    OTHERWISE: "Not shown: counted in another way",
}


@dataclass(frozen=True)
class Earlier:
    """A report that was published before: what was frozen for ourselves, and what everybody got."""

    internal: Content
    public: Content


def content(
    internal: Content, *, earlier: Sequence[Earlier], published_on: str, is_fit: Callable[[str], bool]
) -> Content:
    """The public report.

    Args:
        earlier: every report published before, in the order of publishing.
        is_fit: whether words that were written elsewhere name no record and nobody (`policies.reports`).
    """
    figures = Figures(internal, earlier)
    measures = [_measure(one, figures) for one in internal["measures"]]
    audits = [_measure(one, figures) for one in audit_measures(internal)]
    return {
        "format": internal["format"],
        "authority": internal["authority"],
        "quarter": internal["quarter"],
        "title": internal["title"],
        "edition": internal["edition"],
        "correction_reason": internal["correction_reason"],
        "published_on": published_on,
        "sections": [section for section in internal["sections"] if section["is_public"]],
        "measures": measures,
        "audits": audits,
        "difference": [sentence for one in measures if (sentence := moved(one))],
        "findings": _findings(internal, is_fit),
        "judgements": [one for one in internal["judgements"] if one["is_public"]],
        "obligations": [
            {key: one[key] for key in ("intervention", "number", "words", "state", "due_on", "met_on", "is_late")}
            for one in internal["obligations"]
        ],
        "plan": _plan(internal["plan"]),
        **_opened(internal),
    }


def _opened(internal: Content) -> Content:
    """What reports have told since they have notices, advice and themes; nothing where the frozen one has none.

    A notice is public with its title, kind and days; why it was varied and whom it names is not. Advice is told as
    how many recommendations were answered how: its words were given to us. Themes are named, without a number, where
    more audits were about them than would show a child.
    """
    if "notices" not in internal:
        return {}
    asked = [one for one in internal["advice"] if one["kind"] == "recommendation"]
    return {
        "notices": [
            {key: one[key] for key in ("kind", "title", "issuer", "issued_on", "issued_precision", "ended_on",
                                       "ended_precision")}
            for one in internal["notices"]
        ],
        "advice": {
            "answers": {answer: sum(one["answer"] == answer for one in asked) for answer in _ANSWERS},
            "waiting": sum(one["waits"] for one in asked),
            "late": sum(one["is_late"] for one in asked),
        },
        "themes": [one["title"] for one in internal["audits"]["themes"] if one["audits"] > SMALL],
    }  # fmt: skip


_ANSWERS = ("accepted", "partly", "not_accepted")


# --- Figures ----------------------------------------------------------------------------------------------------


def audit_measures(internal: Content) -> list[Content]:
    """The shares of the quarter's audits as measures: each audit is of one child's record."""
    found = []
    for tool in internal["audits"]["tools"]:
        if not tool["whole"]["n"] and not tool["domains"]:
            continue  # a few questions without a grade
        for part in ({**tool["whole"], "code": "", "title": ""}, *tool["domains"]):
            row = {**internal["quarter"], "n": part["good_or_better"], "d": part["n"], "value": part["percent"]}
            found.append(
                {
                    "code": f"audits/{tool['code']}/{part['code']}",
                    "title": f"{tool['title']}: {part['title']}" if part["title"] else tool["title"],
                    "question": "How many of the audited records were graded good or better?",
                    "unit": "percent",
                    "better": "higher",
                    "definition": "audits",
                    "verdict": "too_few",
                    "quarters": [row],
                }
            )
    return found


Key = tuple[str, str]


@dataclass(frozen=True)
class _Out:
    """A figure that is out: how it was defined and printed, and the exact number where one was shown."""

    definition: str
    row: Content
    exact: Cell | None


class Figures:
    """Decides for each measure and quarter what is printed. A key is a measure's code and a quarter's first day."""

    def __init__(self, internal: Content, earlier: Sequence[Earlier]) -> None:
        self.name = _name(internal)
        self.is_correction = internal["edition"] > 1
        self.own_quarter = internal["quarter"]["first"]
        self.out = _what_is_out(earlier)
        self.exact = _exact(internal)
        self.revised = {key for key in self.exact if self._is_revision(key)}
        self.withheld = self._withheld()

    def _is_revision(self, key: Key) -> bool:
        """A correction of its own quarter replaces what was printed where it moved by more than a few children."""
        out = self.out.get(key)
        definition, cell = self.exact[key]
        if not self.is_correction or key[1] != self.own_quarter or out is None or out.exact is None:
            return False
        was, rest = out.exact, (cell.d or 0) - cell.n
        moves = (cell.n - was.n, (cell.d or 0) - (was.d or 0), rest - (was.d or 0) + was.n)
        return definition == out.definition and any(moves) and not any(is_small(abs(move)) for move in moves)

    def _withheld(self) -> set[Key]:
        """Tried quarter by quarter against everything that is out for it, of whichever report."""
        found: set[Key] = set()
        for first in {first for _, first in self.exact}:
            new = {key[0]: cell for key, (_, cell) in self.exact.items() if key[1] == first and self._is_new(key)}
            old = {key[0]: out.exact for key, out in self.out.items() if key[1] == first and out.exact is not None}
            # What a correction replaces is still known from the earlier edition, under a name of its own.
            old = {f"{code}, as printed before" if code in new else code: cell for code, cell in old.items()}
            found |= {(code, first) for code in protect(new, published=old)}
        return found

    def _is_new(self, key: Key) -> bool:
        return key not in self.out or key in self.revised

    def printed(self, one: Content, row: Content) -> Content:
        """`state`, `shown`, `of`, and `since`: the report that printed it first."""
        key = (one["code"], row["first"])
        out = self.out.get(key)
        nothing = {"shown": "", "of": "", "since": self.name}
        if out is not None and out.definition != one["definition"]:
            return {"state": OTHERWISE, **nothing}
        if self._is_new(key) and key not in self.withheld:
            if row["value"] is None:
                return {"state": NONE, **nothing}
            number, of = shown(one["unit"], row["n"], row["d"], row["value"])
            return {"state": SHOWN, "shown": number, "of": of, "since": self.name}
        if out is None:
            return {"state": WITHHELD, **nothing}
        kept = {name: out.row[name] for name in ("state", "shown", "of", "since")}
        has_moved = key in self.exact and out.exact is not None and self.exact[key][1] != out.exact
        if self.is_correction and key[1] == self.own_quarter and kept["state"] == SHOWN and has_moved:
            kept["state"] = KEPT
        return kept


def _name(report: Content) -> str:
    return f"{report['quarter']['slug']}/{report['edition']}"


def _exact(internal: Content) -> dict[Key, tuple[str, Cell]]:
    """Every exact number of a frozen report, with the mark of its definition."""
    return {
        (one["code"], row["first"]): (one["definition"], Cell(one["unit"], row["n"], row["d"]))
        for one in [*internal["measures"], *audit_measures(internal)]
        for row in one["quarters"]
        if row["value"] is not None
    }


def _what_is_out(earlier: Sequence[Earlier]) -> dict[Key, _Out]:
    """Everything that was printed, the latest print of each, with the exact number of the report that printed it."""
    out: dict[Key, _Out] = {}
    for report in earlier:
        exact = _exact(report.internal)
        for one in [*report.public["measures"], *report.public["audits"]]:
            for row in one["quarters"]:
                key = (one["code"], row["first"])
                if row["since"] == _name(report.public) and row["state"] != OTHERWISE:
                    cell = exact[key][1] if row["state"] == SHOWN and key in exact else None
                    out[key] = _Out(one["definition"], row, cell)
    return out


def _measure(one: Content, figures: Figures) -> Content:
    names = ("code", "title", "question", "unit", "better", "definition", "verdict")
    rows = [
        {**{name: row[name] for name in ("label", "first", "last")}, **figures.printed(one, row)}
        for row in one["quarters"]
    ]
    return {**{name: one[name] for name in names}, "quarters": rows}


def shown(unit: str, n: int, d: int | None, value: str) -> tuple[str, str]:
    """A safe figure as it is printed: the number, and of how many."""
    match unit:
        case "percent":
            return share_words(n, d or 0), about_words(d or 0)
        case "days":
            return f"{words.rounded(value, 0)} days", about_words(d or 0)
        case "rate":
            # Whoever knows the population could work the count out of an exact rate.
            rough = Decimal(value) * about(n) / n if n else Decimal(0)
            return f"about {words.rounded(rough, 0)} for every 10,000 children", ""
    return about_words(n), ""


_JUDGED = {
    "better": "Over two years this is a change for the better.",
    "worse": "Over two years this is a change for the worse.",
    "changed": "This is a change that we are looking into.",
    "ordinary": "Numbers go up and down by chance; this is no more than that.",
    "too_few": "It is too early to say whether this is more than chance.",
}


def moved(one: Content) -> str:
    """How a figure moved since the quarter before, from what is printed alone; empty where nothing can be said."""
    if len(one["quarters"]) < 2:
        return ""
    was, now = one["quarters"][-2:]
    if any(row["state"] not in (SHOWN, KEPT) for row in (was, now)):
        return ""
    if was["shown"] == now["shown"]:
        return f"{one['title']}: {now['shown']}, as in the quarter before."
    return f"{one['title']}: {now['shown']}, after {was['shown']} in the quarter before. {_JUDGED[one['verdict']]}"


# --- What was found and what is done ----------------------------------------------------------------------------

UNPUBLISHED = "The wording of this action is not published."


def _findings(internal: Content, is_fit: Callable[[str], bool]) -> list[Content]:
    """Findings of published reports, word for word, with the actions that answer them."""
    actions = {one["reference"]: one for one in internal["plan"]["actions"]} if internal["plan"] else {}
    return [
        {
            "words": one["words"],
            "source": one["source"],
            "page": one["page"],
            "state": one["state"],
            "closed_on": one["closed_on"],
            "closed_in_quarter": one["closed_in_quarter"],
            "actions": [
                {
                    "title": action["title"] if is_fit(action["title"]) else UNPUBLISHED,
                    "state": action["state"],
                    "rag": action["rag"],
                    "due_on": action["due_on"],
                    "is_late": action["is_late"],
                }
                for reference in one["actions"]
                if (action := actions.get(reference)) is not None
            ],
        }
        for one in internal["findings"]
        if one["is_public"]
    ]


def _plan(plan: Content | None) -> Content | None:
    """How many actions there are of each kind. An action is no child: these numbers are shown as they are."""
    if plan is None:
        return None
    states = ("not_started", "in_progress", "delivered", "closed", "cancelled")
    return {
        "title": plan["title"],
        "priorities": [one["title"] for one in plan["priorities"]],
        "states": {state: sum(one["state"] == state for one in plan["actions"]) for state in states},
        "late": sum(one["is_late"] for one in plan["actions"]),
    }

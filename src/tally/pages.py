"""A return's rules as a reference page: what each asks, since when, what it blames, and what fails and passes."""

from __future__ import annotations

from tally.plainly import LEGEND, plainly
from tally.returns import Return
from tally.rules import Rule


def rules_page(found: Return, note: str) -> str:
    """Markdown. `note` stands below the title and says that the page is generated."""
    rules = sorted(found.rules.by_code.values(), key=lambda rule: rule.code)
    newest = found.collection.years[-1]
    parts = [
        f"# Rules: {found.collection.title}\n",
        note,
        f"The {len(rules)} rules that are here, for the collection years {found.collection.years[0]} to {newest}. Each "
        "is run on its own examples whenever the tests run; a column that it does not name under *looks at* is not "
        f"there for it then. {LEGEND}\n",
        f"Source: {found.rules.guidance}.\n",
        *(_rule(rule) for rule in rules),
        *([_left_out(found)] if found.rules.left_out else []),
    ]
    return "\n".join(parts)


def _left_out(found: Return) -> str:
    """What the department defines and we do not ask, each with the reason."""
    lines = ["## Defined by the department and not asked\n"]
    for one in sorted(found.rules.left_out.values(), key=lambda rule: rule.code):
        since = f" (from {one.since})" if one.since else ""
        lines.append(f"- **{one.code}**{since}: {one.message} *Not asked:* {one.reason}")
    return "\n".join(lines) + "\n"


def _rule(rule: Rule) -> str:
    since = f"from {rule.since}" if rule.since else "every year"
    until = f" to {rule.until}" if rule.until else ""
    lines = [
        f"## {rule.code}\n",
        f"{rule.message}\n",
        f"- {rule.severity.capitalize()}, {since}{until}",
        f"- Looks at {', '.join(rule.reads)}",
        f"- To put right: {', '.join(rule.blames) or 'the return as a whole'}",
        *([f"- Needs {', '.join(rule.needs)}"] if rule.needs else []),
        "",
        *([" ".join(rule.doubt.split()) + "\n"] if rule.doubt else []),
        "```",
        *(f"fails   {plainly(example)}" for example in rule.fails),
        *(f"passes  {plainly(example)}" for example in rule.passes),
        "```\n",
    ]
    return "\n".join(lines)

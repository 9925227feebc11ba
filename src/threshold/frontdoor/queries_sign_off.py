"""What does a manager read before signing off, and has it changed since?

The version of the contact would be too coarse: it also counts what was decided for a brother or sister, and a manager
who signs off three children one after the other would be sent back twice. So the page carries a mark of what it
showed about this child, part by part, and an overtaken form can say which part to read again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from threshold.access.scope import Scope
from threshold.frontdoor import pack
from threshold.frontdoor.actions.gathering import ANSWER
from threshold.frontdoor.codes import AnalysisSection, Section
from threshold.frontdoor.models import Contact, ContactChild, Decision, InformationRequest
from threshold.frontdoor.queries import requests_of
from threshold.people import narrative
from threshold.people.models import Passage

#: The parts of the mark, in order, as a sentence names them.
_PARTS = (
    "the decision", "the story", "the analysis", "what partners were asked or said", "the consent",
    "whether a child is in danger and how urgent it is",
)  # fmt: skip


@dataclass(frozen=True)
class CaseForSignOff:
    """A decision and what it rests on, as this manager may read it for this child.

    Attributes:
        passages: the story and the analysis, by section.
        answers: what was asked of partners: each request, the agency's name, and what came back.
        version: a mark of all this, for the page to carry.
    """

    passages: dict[str, list[Passage]]
    answers: list[tuple[InformationRequest, str, list[Passage]]]
    version: str

    def changed_since(self, version: str) -> list[str]:
        """Which parts are not as they were at this mark, in words. Of a mark that is none, every part."""
        then, is_now = version.split("."), self.version.split(".")
        if len(then) != len(is_now):
            return list(_PARTS)
        return [part for part, old, new in zip(_PARTS, then, is_now, strict=True) if old != new]


def case_for_sign_off(scope: Scope, contact: Contact, child: ContactChild, decision: Decision) -> CaseForSignOff:
    """Read the case of a visible child of a visible contact."""
    practice = pack.of(contact.pack_version_id)
    passages = narrative.read_record(scope, contact, about_person=child.person)
    asked = requests_of(contact)
    said = narrative.read_records(scope, asked)
    answers = [(row, practice.agency(row.agency).title, said.get(row.pk, {}).get(ANSWER, [])) for row in asked]
    parts: tuple[object, ...] = (
        # Another decision may stand in the place of the one that was read, and begins at version 1 too.
        (decision.pk, decision.version),
        _ids(passages, Section),
        _ids(passages, AnalysisSection),
        [(row.pk, row.state, [passage.pk for passage in found]) for row, _, found in answers],
        (
            contact.consent, contact.consent_given_by, contact.consent_given_on, contact.consent_scope,
            contact.consent_reason, contact.consent_overridden_by_id, contact.lawful_basis,
        ),
        (contact.is_immediate_danger, contact.rag),
    )  # fmt: skip
    return CaseForSignOff(passages, answers, ".".join(_mark(part) for part in parts))


def _ids(passages: dict[str, list[Passage]], sections: Iterable[Any]) -> list[list[int]]:
    """The passages in force, in their order: one that is written anew, narrowed or taken away is another list."""
    return [[passage.pk for passage in passages.get(section.value, [])] for section in sections]


def _mark(part: object) -> str:
    return hashlib.blake2b(repr(part).encode(), digest_size=6).hexdigest()

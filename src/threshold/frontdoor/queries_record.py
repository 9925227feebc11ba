"""What does one child's record say of a contact, for a reader named by name?

The story is written once about several children. Here it is read for one of them: what is about that child, and of
that only what this reader may have. Nothing on the sheet tells that a brother or sister was named too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from threshold.access.scope import Scope
from threshold.frontdoor import pack
from threshold.frontdoor.actions.gathering import ANSWER
from threshold.frontdoor.codes import AnalysisSection, Section
from threshold.frontdoor.models import Contact, ContactChild, Decision
from threshold.frontdoor.queries import requests_of
from threshold.people import narrative
from threshold.people.narrative import Reader

#: What a partner said is for those who work with the child.
_HEARS_PARTNERS = (Reader.PROFESSIONAL, Reader.INTERNAL)


@dataclass
class Sheet:
    """One child's record of one contact.

    Attributes:
        told_by: empty where the reader may not know who told us.
        parts: heading and paragraphs, in the order of the work.
        left_out: what this reader may not have, in words, to be said on the sheet.
    """

    told_by: str
    story: list[tuple[str, list[str]]] = field(default_factory=list)
    partners: list[tuple[str, list[str]]] = field(default_factory=list)
    analysis: list[tuple[str, list[str]]] = field(default_factory=list)
    decision: Decision | None = None
    with_reasons: bool = False
    left_out: list[str] = field(default_factory=list)


def childs_record(scope: Scope, contact: Contact, child: ContactChild, reader: Reader) -> Sheet:
    """The record of a visible child, for a reader.

    A worker prints no more for anybody than the worker may read: somebody who reads for a colleague gets what the
    worker sees, and for others what is also about a person hidden from the worker is left out as about another.
    """
    inside = reader is Reader.INTERNAL
    found = _Found(scope, child, reader)
    sheet = Sheet(told_by=_told_by(contact, reader), with_reasons=inside)
    sheet.story = found.sections(contact, Section)
    sheet.analysis = found.sections(contact, AnalysisSection)
    practice = pack.of(contact.pack_version_id)
    if reader in _HEARS_PARTNERS:
        for asked in requests_of(contact):
            paragraphs = found.paragraphs(asked, ANSWER)
            if paragraphs:
                sheet.partners.append((practice.agency(asked.agency).title, paragraphs))
    current = [row for row in child.current_decisions if row.state == "signed_off"]  # type: ignore[attr-defined]
    sheet.decision = current[0] if current else None
    sheet.left_out = sorted(found.left_out)
    if not sheet.told_by:
        sheet.left_out.append("Who told us")
    if reader not in _HEARS_PARTNERS and requests_of(contact):
        sheet.left_out.append("What other agencies said")
    if sheet.decision and not inside:
        sheet.left_out.append("The reasons of the decision, as members of staff wrote them for each other")
    return sheet


def _told_by(contact: Contact, reader: Reader) -> str:
    """Who told us, where this reader may know: the family only where the referrer agreed."""
    is_outside = reader in (Reader.FAMILY, Reader.REFERRER)
    if is_outside and contact.referrer_anonymity != Contact.Anonymity.MAY_BE_NAMED:
        return ""
    parts = (contact.referrer_name, contact.referrer_role, contact.referrer_organisation_name)
    return ", ".join(part for part in parts if part) or contact.get_source_display()


class _Found:
    """Paragraphs about one child for one reader, and what was left out on the way."""

    def __init__(self, scope: Scope, child: ContactChild, reader: Reader) -> None:
        self._scope, self._person, self._reader = scope, child.person, reader
        self._read: dict[tuple[str, int], dict[str, list[Any]]] = {}
        self.left_out: set[str] = set()

    def sections(self, record: Any, sections: Iterable[Any]) -> list[tuple[str, list[str]]]:
        found = [(section.label, self.paragraphs(record, section.value)) for section in sections]
        return [(label, paragraphs) for label, paragraphs in found if paragraphs]

    def paragraphs(self, record: Any, section: str) -> list[str]:
        if self._reader is Reader.INTERNAL:
            return [passage.text for passage in self._of(record).get(section, [])]
        composed = narrative.compose(record, reader=self._reader, about=[self._person], sections=[section])
        self.left_out |= {row.reason for row in composed.left_out}
        return composed.paragraphs

    def _of(self, record: Any) -> dict[str, list[Any]]:
        """One reading for each record, whatever the number of its sections."""
        key = (record._meta.label_lower, record.pk)
        if key not in self._read:
            self._read[key] = narrative.read_record(self._scope, record, about_person=self._person)
        return self._read[key]

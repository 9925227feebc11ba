"""What was written to be published, and what does the check of its quotations say?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.improvement.models import Authority, Inspection, Publication, SourceDocument
from threshold.improvement.quoting import check, grades
from threshold.improvement.quoting.check import Checked, Verdict
from threshold.improvement.states import PublicationState


@dataclass(frozen=True)
class Finding:
    """One quotation, what the source says of it, and whose words it is where it is not from the source."""

    checked: Checked
    whose: str

    @property
    def is_altered(self) -> bool:
        return self.checked.verdict == Verdict.ALTERED

    @property
    def is_unknown(self) -> bool:
        return self.checked.verdict == Verdict.NOT_FOUND and not self.whose


@dataclass(frozen=True)
class Report:
    """The whole check: the quotations in order, warnings, and whether there were too many to look at."""

    findings: list[Finding]
    warnings: list[str]
    is_too_much: bool

    @property
    def altered(self) -> int:
        return sum(finding.is_altered for finding in self.findings)

    @property
    def unknown(self) -> int:
        return sum(finding.is_unknown for finding in self.findings)

    @property
    def verbatim(self) -> int:
        return sum(finding.checked.verdict == Verdict.VERBATIM for finding in self.findings)

    def as_data(self) -> list[dict[str, Any]]:
        """What is kept with the approved text."""
        return [
            {
                "words": finding.checked.quotation.words,
                "verdict": finding.checked.verdict.value,
                "first_page": finding.checked.first_page,
                "last_page": finding.checked.last_page,
                "notes": finding.checked.notes,
                "whose": finding.whose,
            }
            for finding in self.findings
        ]


def visible_publications(scope: Scope, authority: Authority | None = None) -> QuerySet[Publication]:
    """What was published, for whoever reads improvement; drafts too for those who write or approve them."""
    if not scope.may(Permission.IMPROVEMENT_READ):
        return Publication.objects.none()
    found = Publication.objects.select_related("authority", "source", "inspection", "written_by", "approved_by")
    if authority is not None:
        found = found.filter(authority=authority)
    if scope.may(Permission.PUBLICATION_WRITE) or scope.may(Permission.REPORT_APPROVE):
        return found
    return found.filter(state=PublicationState.PUBLISHED)


def get_publication(scope: Scope, reference: str) -> Publication:
    """Raises NotVisible where there is none of that reference for this person."""
    found = visible_publications(scope).filter(pk=references.read(reference, "W") or 0).first()
    if found is None:
        raise NotVisible
    return found


def had_a_hand_in(publication: Publication, user: User) -> bool:
    """Whether somebody wrote some of the text, or said whose words a quotation is: they do not approve it."""
    return publication.writers.filter(pk=user.pk).exists()


def sources(authority: Authority) -> QuerySet[SourceDocument]:
    """The authority's documents whose words are kept, so that one can quote from them; the latest first."""
    return authority.documents.exclude(pages=[]).order_by("-dated_on", "-pk")


def report_of(publication: Publication) -> Report:
    """The text checked against its source as both stand now."""
    found = check.check(publication.body, publication.source.pages)
    voices = {voice.words_sha256: voice.whose for voice in publication.other_voices.all()}
    findings = [
        Finding(one, voices.get(digest_of(one.quotation.words), "") if one.verdict == Verdict.NOT_FOUND else "")
        for one in found
    ]
    inspection = publication.inspection
    judgements = {row.area: row.grade for row in inspection.judgements.all()} if inspection else {}
    warnings = grades.warnings(
        f"{publication.title}.\n{publication.body}",
        judgements,
        year=inspection.ends_on.year if inspection else None,
        pages=publication.source.pages,
    )
    return Report(findings, warnings, check.is_too_much(publication.body))


def digest_of(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def seal_of(publication: Publication) -> str:
    """SHA-256 over what is approved: heading, text, source and its words, inspection, and the other speakers."""
    voices = publication.other_voices.order_by("words_sha256").values_list("words_sha256", "whose")
    facts = {
        "title": publication.title,
        "body": publication.body,
        "source": publication.source_id,
        "pages": digest_of("\f".join(publication.source.pages)),
        "inspection": publication.inspection_id,
        "voices": [list(voice) for voice in voices],
    }
    return digest_of(json.dumps(facts, sort_keys=True, ensure_ascii=False))


def inspections(authority: Authority) -> list[Inspection]:
    """What a text can be about, the latest first."""
    return list(authority.inspections.order_by("-ends_on", "-pk")[:100])

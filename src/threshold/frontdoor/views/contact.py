"""The contact page: everything known about one contact, as numbered steps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import status
from threshold.core.calendar import day_of
from threshold.frontdoor import (
    matching,
    pack,
    presenters,
    presenters_messages,
    queries,
    queries_messages,
    queries_missing,
)
from threshold.frontdoor.actions.gathering import ANSWER
from threshold.frontdoor.codes import AnalysisSection, Section
from threshold.frontdoor.queries_before import history
from threshold.frontdoor.states import ContactState
from threshold.people import narrative
from threshold.people.documents import reference as document_reference
from threshold.people.documents import visible_documents, visible_documents_of


@require_GET
def contact_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One contact, for whoever works on it or reads it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_READ)
    contact = queries.get_visible_contact(scope, reference)
    children = queries.children_of(scope, contact)
    scope.note("frontdoor.read_contact", subject=contact, about=[child.person_id for child in children])
    requests = queries.requests_of(contact)
    clocks = queries.page_clocks(contact, children, requests)
    running = [clock for clock in clocks if clock.stopped_at is None]
    passages = narrative.read_record(scope, contact)
    answers = narrative.read_records(scope, requests)
    interviews = queries_missing.interviews_of(children)
    outstanding = sum(row.state == "asked" for row in requests)
    practice = pack.of(contact.pack_version_id)
    context = {
        "contact": contact,
        "children": children,
        "not_sent": queries_messages.not_sent_about(scope, contact),
        "presenters_messages": presenters_messages,
        "removed": queries.removed_children(scope, contact),
        "before": history(scope, contact, children),
        "likenesses": matching.known_already(scope, contact, children) if contact.state == "received" else {},
        "headline": presenters.headline(contact, children, running, scope.now),
        "tags": presenters.contact_tags(contact),
        "steps": presenters.steps(contact, children, outstanding=outstanding),
        "clocks": presenters.explained(running, scope.now),
        "stopped_clocks": presenters.explained([c for c in clocks if c.stopped_at], scope.now),
        "story": [(section, passages.get(section.value, [])) for section in Section],
        "analysis": [(section, passages.get(section.value, [])) for section in AnalysisSection],
        "requests": [
            (row, practice.agency(row.agency).title, answers.get(row.pk, {}).get(ANSWER, [])) for row in requests
        ],
        "interviews": interviews,
        "interview_words": narrative.read_records(scope, list(interviews.values())) if interviews else {},
        "consent": presenters.consent_facts(contact),
        "consent_before": presenters.consent_entries(queries.consents_of(contact)[1:], practice),
        "referrer": presenters.referrer(contact),
        "ratings": presenters.rating_entries(queries.ratings_of(contact), practice),
        "level_titles": {level.code: level.title for level in practice.levels},
        "history": presenters.history_entries(status.history(contact), ContactState),
        "feedback": queries.feedback_of(contact),
        "documents": list(visible_documents(scope, contact)),
        "answer_documents": visible_documents_of(scope, requests),
        "document_reference": document_reference,
        "today": day_of(scope.now),
        "authority": practice.authority,
        "may": scope.may,
        "P": Permission,
        "presenters": presenters,
    }
    return render(request, "frontdoor/contact.html", context)

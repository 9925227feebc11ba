"""Who may have a file that came with a contact or with a partner's answer? Serves it, and notes who took it.

A file is for whoever may see its contact, and the child it is about where it is about one. It is never shown inside
the browser: what somebody sent in could pretend to be a page of ours.
"""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponseBase
from django.urls import path

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.frontdoor.models import Contact, InformationRequest
from threshold.frontdoor.queries import visible_children, visible_contacts
from threshold.people import documents
from threshold.people.models import Document


def get_visible_document(scope: Scope, reference: str) -> tuple[Document, Contact]:
    """The document of a reference, and the contact that it came with.

    Raises:
        NotVisible: there is none, or none for this person: nothing tells the two apart.
    """
    document = documents.find(reference)
    record = _record_of(document) if document is not None else None
    if document is None or record is None:
        raise NotVisible
    contact = record if isinstance(record, Contact) else record.contact
    if not visible_contacts(scope).filter(pk=contact.pk).exists():
        raise NotVisible
    if not documents.visible_documents(scope, record).filter(pk=document.pk).exists():
        raise NotVisible
    return document, contact


def _record_of(document: Document) -> Contact | InformationRequest | None:
    """What a document belongs to. One that belongs to a form not sent yet is nobody's."""
    if document.record_type == Contact._meta.label_lower:
        return Contact.objects.filter(pk=document.record_id).first()
    if document.record_type == InformationRequest._meta.label_lower:
        return InformationRequest.objects.select_related("contact").filter(pk=document.record_id).first()
    return None


def persons_concerned(scope: Scope, contact: Contact) -> list[int]:
    """The children whom taking the file is noted for."""
    return list(visible_children(scope).filter(contact=contact).values_list("person_id", flat=True))


def document(request: Any, reference: str) -> HttpResponseBase:
    """The file itself, to be kept and not shown."""
    scope: Scope = request.scope
    scope.require(Permission.CONTACT_READ)
    found, contact = get_visible_document(scope, reference)
    scope.note("frontdoor.read_document", subject=found, about=persons_concerned(scope, contact))
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
    response["Content-Type"] = found.content_type
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


urlpatterns = [path("documents/<str:reference>", document, name="frontdoor_document")]

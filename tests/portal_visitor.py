"""A visitor of the public form who has no account, what they answer, and the files they attach."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.test import Client

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"

PROFESSIONAL = {
    "danger": {"danger": "no"},
    "who": {"who": "professional"},
    "service": {"service": "2A"},
    "professional": {
        "name": "Jo Head", "role": "Head teacher", "organisation": "Oak School", "email": "jo.head@school.example",
    },
    "family": {"family": "yes"},
    "happened": {"happened": "Came to school hungry.\n\nThe second time this week."},
    "history": {"history": "Late in autumn too."},
    "worries": {"worries": "Nobody cooks at home."},
    "strengths": {"strengths": "An aunt helps."},
    "child-says": {"child_says": "“I like toast.”"},
    "who-knows": {"who_knows": "The mother knows."},
    "consent": {
        "consent": "given", "given_by": "Mother", "given_on-day": "1", "given_on-month": "3", "given_on-year": "2026",
    },
    "level": {"level": "2"},
    "language": {"language": "Polish", "interpreter": "yes"},
}  # fmt: skip
PUBLIC = {
    "danger": {"danger": "no"},
    "who": {"who": "public"},
    "connection": {"connection": "1B"},
    "person": {"give_name": "yes", "name": "Ash Neighbour", "email": "ash@post.example"},
    "family": {"family": "no"},
    "happened": {"happened": "I hear shouting every night."},
}
CHILD = {"given_name": "Robin", "family_name": "Testcase", "age_known": "age", "age": "7", "line_1": "1 Quay Street"}


@dataclass
class Visitor:
    """Somebody with a browser."""

    client: Client = field(default_factory=Client)

    def begin(self) -> Visitor:
        self.client.post("/worried")
        return self

    def answer(self, slug: str, **answers: str) -> HttpResponse:
        return self.client.post(f"/worried/about/{slug}", answers)

    def name_child(self, number: int = 1, **answers: str) -> HttpResponse:
        return self.client.post(f"/worried/child/{number}", {**CHILD, **answers})

    def fill_in(self, answers: dict[str, dict[str, str]]) -> Visitor:
        self.begin()
        for slug, page in answers.items():
            response = self.answer(slug, **page)
            assert response.status_code == 302, (slug, response.content.decode())
        assert self.name_child().status_code == 302
        return self

    def send(self) -> HttpResponse:
        return self.client.post("/worried/check")

    @property
    def code(self) -> str:
        return str(self.client.session["portal_visit"])


def docx(*extra: tuple[str, bytes], kind: str = "document.main") -> bytes:
    """A small Word file, with further parts where a test wants them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
        parts.writestr("[Content_Types].xml", f'<Types><Override ContentType="{content}"/></Types>')
        parts.writestr("word/document.xml", "<w:document/>")
        for name, data in extra:
            parts.writestr(name, data)
    return stream.getvalue()

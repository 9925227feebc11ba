"""What does the authority say in public, whose words does it quote, and who looked at it first?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.access.models import User
from threshold.core import references
from threshold.improvement.models.authorities import Authority, SourceDocument
from threshold.improvement.models.inspections import Inspection
from threshold.improvement.states import PUBLICATION_TRANSITIONS, PublicationState

USER = settings.AUTH_USER_MODEL


class Publication(models.Model):
    """A statement, press release or page that quotes a letter or report.

    `approved_sha256` is of the text and the source as somebody else approved them: a text that changed since is not
    published. `checked` keeps the result of the check as it stood then. The published text never changes.
    """

    TRANSITIONS = PUBLICATION_TRANSITIONS

    class Kind(models.TextChoices):
        STATEMENT = "statement", "Statement"
        PRESS_RELEASE = "press_release", "Press release"
        WEB_PAGE = "web_page", "Web page"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="publications")
    kind = models.CharField(max_length=14, choices=Kind)
    title = models.CharField(max_length=200)
    body = models.TextField()
    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="publications")
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, null=True, blank=True, related_name="publications"
    )
    state = models.CharField(max_length=10, choices=PublicationState, default=PublicationState.DRAFT)
    written_at = models.DateTimeField()
    #: Who changed the text last.
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    #: Everybody who had a hand in it, also where another has changed it since: somebody else approves it.
    writers = models.ManyToManyField(User, related_name="+", blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_sha256 = models.CharField(max_length=64, blank=True)
    checked = models.JSONField(default=list, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state="draft",
                    approved_at__isnull=True,
                    approved_by__isnull=True,
                    approved_sha256="",
                    published_at__isnull=True,
                    published_by__isnull=True,
                )
                | (
                    Q(state="approved", approved_at__isnull=False, approved_by__isnull=False)
                    & ~Q(approved_sha256="")
                    & Q(published_at__isnull=True, published_by__isnull=True)
                )
                | (
                    Q(state="published", approved_at__isnull=False, approved_by__isnull=False)
                    & ~Q(approved_sha256="")
                    & Q(published_at__isnull=False, published_by__isnull=False)
                ),
                name="publication_state_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="publication_never_own_approval",
            ),
        ]
        indexes = [models.Index(fields=["authority", "-written_at"], name="publications_newest")]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("W", self.pk)


class OtherVoice(models.Model):
    """A quotation of a publication that is not from its source, and whose words it is: the lead member's, a child's."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="other_voices")
    words = models.TextField()
    #: SHA-256 of the words: they may be longer than an index takes.
    words_sha256 = models.CharField(max_length=64)
    whose = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "words_sha256"], name="other_voice_once"),
            models.CheckConstraint(condition=~Q(whose=""), name="other_voice_is_somebodys"),
        ]

    def __str__(self) -> str:
        return f"voice {self.pk}"

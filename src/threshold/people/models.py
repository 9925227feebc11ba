"""People: who they are, how they are related, where they live, who may see them, and what happened to them.

A `Person` is a *record* of a person, kept where it was written. An `Identity` is the person: a cluster of one or
more records. Merging moves a record into another's cluster by an event that can be undone exactly; nothing else
about the record changes (design, section 4). A person's page therefore reads the whole cluster.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.people.codes import Disability, Ethnicity, Sex, UpnUnknown
from threshold.people.languages import LANGUAGES

USER = settings.AUTH_USER_MODEL


class Identity(models.Model):
    """A person, as the cluster of the records about them. Carries nothing itself: the records do."""

    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return f"identity {self.pk}"


class Person(models.Model):
    """One record of one person: a child, an unborn child, or an adult in a child's life."""

    class Kind(models.TextChoices):
        CHILD = "child", "Child"
        UNBORN = "unborn", "Unborn child"
        ADULT = "adult", "Adult"

    class Precision(models.TextChoices):
        EXACT = "exact", "Exact"
        ESTIMATED = "estimated", "Estimated"

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=10, choices=Kind)
    #: The name in use; every name ever known is a PersonName.
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    birth_on = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(max_length=10, choices=Precision, default=Precision.EXACT)
    expected_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    ethnicity = models.CharField(max_length=4, choices=Ethnicity, default=Ethnicity.NOBT)
    disabilities = ArrayField(models.CharField(max_length=4, choices=Disability), default=list, blank=True)
    first_language = models.CharField(max_length=4, choices=LANGUAGES, blank=True)
    interpreter_needed = models.BooleanField(default=False)
    communication_needs = models.CharField(max_length=200, blank=True)
    upn_unknown = models.CharField(max_length=3, choices=UpnUnknown, blank=True)
    school = models.ForeignKey("Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="unborn") | Q(birth_on__isnull=True), name="person_unborn_has_no_birth"
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(birth_on__isnull=True) | Q(died_on__gte=F("birth_on")),
                name="person_died_after_birth",
            ),
        ]
        indexes = [
            models.Index(fields=["birth_on"], name="person_by_birth"),
            models.Index(fields=["family_name", "given_name"], name="person_by_name"),
        ]

    def __str__(self) -> str:
        # Never a name: this text reaches logs and exceptions.
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("P", self.pk)

    @property
    def display_name(self) -> str:
        name = f"{self.given_name} {self.family_name}".strip()
        if name:
            return name
        return "Unborn baby" if self.kind == self.Kind.UNBORN else "Name not known"


class PersonName(models.Model):
    """A name the person has or had. `folded` and `sounds` are what search and matching compare."""

    class Kind(models.TextChoices):
        CURRENT = "current", "Name in use"
        FORMER = "former", "Former name"
        ALIAS = "alias", "Also known as"
        SHORT = "short", "Short name or nickname"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CURRENT)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    folded = models.CharField(max_length=210)
    sounds = ArrayField(models.CharField(max_length=20), default=list)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # Half-remembered and misspelt names: trigrams; names that sound alike: phonetic codes.
            GinIndex(OpClass("folded", name="gin_trgm_ops"), name="name_trigrams"),
            GinIndex(fields=["sounds"], name="name_sounds"),
        ]

    def __str__(self) -> str:
        return f"name {self.pk}"


class Address(models.Model):
    """A place. `postcode` has no space and is in capitals; `line_folded` is what matching compares."""

    line_1 = models.CharField(max_length=120)
    line_2 = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    line_folded = models.CharField(max_length=250)

    class Meta:
        verbose_name_plural = "addresses"
        indexes = [
            models.Index(fields=["postcode"], name="address_by_postcode"),
            GinIndex(OpClass("line_folded", name="gin_trgm_ops"), name="address_trigrams"),
        ]

    def __str__(self) -> str:
        return f"address {self.pk}"


class PersonAddress(models.Model):
    """Where a person lives or lived. A confidential one must not reach anybody who might pass it on."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="residents")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    is_confidential = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "person addresses"
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="person_address_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ends_on__isnull=True), name="person_one_current_address"
            ),
        ]

    def __str__(self) -> str:
        return f"person address {self.pk}"


class Identifier(models.Model):
    """A number by which a person is known somewhere. Never the only key to a person."""

    class Kind(models.TextChoices):
        NHS = "nhs", "NHS number"
        UPN = "upn", "Unique pupil number"
        LOCAL = "local", "This authority's number"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=20)
    is_verified = models.BooleanField(default=False)
    source = models.CharField(max_length=80)
    recorded_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "value"], name="identifier_once_per_person")]
        indexes = [models.Index(fields=["kind", "value"], name="identifier_lookup")]

    def __str__(self) -> str:
        return f"identifier {self.pk}"


class Relationship(models.Model):
    """How two people are related: `person` is the <kind> of `other`. Stored once; the inverse is derived."""

    class Kind(models.TextChoices):
        PARENT = "parent", "parent"
        STEP_PARENT = "step_parent", "step-parent"
        FOSTER_CARER = "foster_carer", "foster carer"
        GUARDIAN = "guardian", "guardian"
        GRANDPARENT = "grandparent", "grandparent"
        AUNT_OR_UNCLE = "aunt_or_uncle", "aunt or uncle"
        SIBLING = "sibling", "brother or sister"
        HALF_SIBLING = "half_sibling", "half-brother or half-sister"
        TWIN = "twin", "twin"
        PARTNER = "partner", "partner"
        FORMER_PARTNER = "former_partner", "former partner"
        OTHER = "other", "other connection"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships_of_others")
    kind = models.CharField(max_length=20, choices=Kind)
    has_parental_responsibility = models.BooleanField(null=True, blank=True)  # unknown until somebody asked
    note = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("other")), name="relationship_needs_two_people"),
            models.UniqueConstraint(
                fields=["person", "other", "kind"], condition=Q(ends_on__isnull=True), name="relationship_once"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="relationship_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"relationship {self.pk}"


class Household(models.Model):
    """People who live together. Kept apart from the address: a household moves house as one."""

    address = models.ForeignKey(Address, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("F", self.pk)


class HouseholdMember(models.Model):
    """Who lived in a household, from when to when."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="households")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person"], condition=Q(ends_on__isnull=True), name="household_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"household member {self.pk}"


class Organisation(models.Model):
    """A school, a police force, a surgery, a charity: somebody who knows children."""

    class Kind(models.TextChoices):
        SCHOOL = "school", "School or college"
        EARLY_YEARS = "early_years", "Nursery or childminder"
        POLICE = "police", "Police"
        HEALTH = "health", "Health"
        HOUSING = "housing", "Housing"
        PROBATION = "probation", "Probation"
        ADULTS = "adults", "Adult services"
        VOLUNTARY = "voluntary", "Voluntary organisation"
        AUTHORITY = "authority", "Another local authority"
        OTHER = "other", "Other"

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=Kind)
    urn = models.CharField(max_length=6, blank=True)  # DfE's unique reference number, schools only
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["urn"], condition=~Q(urn=""), name="organisation_urn_once"),
            models.CheckConstraint(condition=Q(urn="") | Q(urn__regex=r"^\d{6}$"), name="organisation_urn_digits"),
        ]
        indexes = [GinIndex(OpClass("name", name="gin_trgm_ops"), name="organisation_trigrams")]

    def __str__(self) -> str:
        return self.name


class Professional(models.Model):
    """Somebody who works with children elsewhere: a referrer, a head teacher, a health visitor."""

    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="professionals")
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)

    def __str__(self) -> str:
        return f"professional {self.pk}"


class Involvement(models.Model):
    """Which team or worker is involved with a person, since when, and because of what.

    Written by the apps above when they open and close something. It is what "own teams" reach is read from.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involvements")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=60)
    source_type = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_type", "source_id", "team"],
                condition=Q(ended_at__isnull=True),
                name="involvement_once_per_source",
            )
        ]
        indexes = [models.Index(fields=["team", "ended_at"], name="involvement_of_a_team")]

    def __str__(self) -> str:
        return f"involvement {self.pk}"


# --- Identity -------------------------------------------------------------------------------------------------


class IdentityEvent(models.Model):
    """A join of two clusters, or its undoing. `moved_ids` are the records that changed cluster: enough to undo."""

    class Kind(models.TextChoices):
        MERGE = "merge", "Joined"
        UNMERGE = "unmerge", "Taken apart"

    kind = models.CharField(max_length=10, choices=Kind)
    from_identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    to_identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    moved_ids = ArrayField(models.BigIntegerField())
    reason = models.TextField()
    evidence = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="merge", undoes__isnull=True) | Q(kind="unmerge", undoes__isnull=False),
                name="identity_unmerge_undoes_a_merge",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class NotTheSame(models.Model):
    """Somebody looked and found that two records are different people: do not suggest it again."""

    record = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "not the same"
        constraints = [
            models.CheckConstraint(condition=Q(record__lt=F("other")), name="not_the_same_in_order"),
            models.UniqueConstraint(fields=["record", "other"], name="not_the_same_once"),
        ]

    def __str__(self) -> str:
        return f"not the same {self.pk}"


# --- Who may see a person -------------------------------------------------------------------------------------


class Restriction(models.Model):
    """Who may or may not see a person's record, whatever their role.

    An allow-list hides the record from everybody not on it; it can be broken open in an emergency. An exclusion
    hides it from those named (a relative who works here); it cannot. It holds for the whole identity.
    """

    class Kind(models.TextChoices):
        ALLOW_LIST = "allow_list", "Only the people named may see it"
        EXCLUSION = "exclusion", "The people named may not see it"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="restrictions")
    kind = models.CharField(max_length=12, choices=Kind)
    #: Shown to somebody who is kept out and has the address of the record. Must not say why.
    message = models.CharField(max_length=300)
    reason = models.TextField()
    users = models.ManyToManyField("access.User", related_name="+", blank=True)
    starts_at = models.DateTimeField()
    started_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="restriction_lifted_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["person"], condition=Q(lifted_at__isnull=True), name="restriction_in_force")]

    def __str__(self) -> str:
        return f"restriction {self.pk}"


class EmergencyAccess(models.Model):
    """Break-glass: somebody opened a restricted record for a stated reason, until an end, and it is looked at."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    was_justified = models.BooleanField(null=True, blank=True)
    review_note = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "emergency accesses"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="emergency_access_ends"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, was_justified__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, was_justified__isnull=False),
                name="emergency_access_reviewed_whole",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")),
                name="emergency_access_not_own_review",
            ),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="emergency_access_running")]

    def __str__(self) -> str:
        return f"emergency access {self.pk}"


class RestrictedMatchAlert(models.Model):
    """A new record is likely somebody who is hidden from whoever made it: for those who may see both.

    Whoever made the record is never told; without the alert the match would be lost, and with it what is known.
    """

    class State(models.TextChoices):
        OPEN = "open", "To be looked at"
        SEEN = "seen", "Looked at"

    record = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    restricted = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    raised_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "restricted"], name="restricted_match_once"),
            models.CheckConstraint(
                condition=Q(state="open", seen_at__isnull=True, seen_by__isnull=True)
                | Q(state="seen", seen_at__isnull=False, seen_by__isnull=False),
                name="restricted_match_seen_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(state="open"), name="restricted_match_open")]

    def __str__(self) -> str:
        return f"restricted match {self.pk}"


# --- What is written about people -----------------------------------------------------------------------------


class Passage(models.Model):
    """One paragraph of what somebody wrote: whom it is about and how it may travel.

    `about_everyone` means every child on the record; otherwise `about` names them. Passages are replaced, never
    edited: a new revision of a section supersedes the old one, which stays.
    """

    class Travels(models.TextChoices):
        OPEN = "open", "May be shared with the family"
        THIRD_PARTY = "third_party", "Third-party information: not for the family"
        POLICE = "police", "Police information in confidence"
        HEALTH = "health", "Health information in confidence"
        ADDRESS = "address", "Would give away an address"

    record_type = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    section = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    travels = models.CharField(max_length=12, choices=Travels, default=Travels.OPEN)
    about_everyone = models.BooleanField(default=True)
    about = models.ManyToManyField(Person, related_name="passages", blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["record_type", "record_id", "section", "position"],
                condition=Q(superseded_at__isnull=True),
                name="passages_of_a_record",
            )
        ]

    def __str__(self) -> str:
        return f"passage {self.pk}"


class ChronologyEntry(models.Model):
    """One line of a person's history, written by the action that it tells of and linked to it."""

    class Weight(models.TextChoices):
        NORMAL = "normal", "Normal"
        SIGNIFICANT = "significant", "Significant"
        HIDDEN = "hidden", "Left out of the chronology"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="chronology")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    source_type = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    team_id = models.BigIntegerField(null=True, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    weight = models.CharField(max_length=12, choices=Weight, default=Weight.NORMAL)
    note = models.CharField(max_length=300, blank=True)
    #: What the line tells of turned out to be about somebody else. Curating never brings it back.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "chronology entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal_reason="")),
                name="chronology_withdrawn_whole",
            )
        ]
        indexes = [models.Index(fields=["person", "-at"], name="chronology_of_a_person")]

    def __str__(self) -> str:
        return f"chronology {self.pk}"


class Document(models.Model):
    """A file, kept by its hash outside the web root and served only to who may see its record."""

    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned", "Not checked for viruses"
        CLEAN = "clean", "Checked: no virus found"

    record_type = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    file = models.FileField(upload_to="documents/%Y/%m", max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=12, choices=Scan)
    about_everyone = models.BooleanField(default=True)
    about = models.ManyToManyField(Person, related_name="documents", blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["record_type", "record_id"], name="documents_of_a_record")]

    def __str__(self) -> str:
        return f"document {self.pk}"

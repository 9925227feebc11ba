"""What is asked about accounts, roles and teams? Questions, hints and messages."""

from __future__ import annotations

from typing import Any

from threshold.access.models import Team
from threshold.access.roles import ROLES
from threshold.ui import forms

#: The roles a person can hold; those of programs are not given by hand.
ROLE_CHOICES = [(role.code, role.title) for role in ROLES.values() if not role.is_service]
_ROLE_HINTS = {role.code: role.description for role in ROLES.values() if not role.is_service}


class AccountForm(forms.WorkingForm):
    """Who somebody is."""

    name = forms.TextField("Full name", max_length=120, called="the person's name")
    email = forms.EmailField(
        "Work email address",
        hint="The person signs in with it. No two accounts have the same.",
        called="the work email address",
        max_length=254,
    )
    job_title = forms.TextField("Job title", required=False, max_length=120)
    social_work_registration = forms.TextField(
        "Social Work England number",
        hint="Only a registered social worker may decide what happens for a child. Check the public register first.",
        required=False,
        max_length=20,
        width=10,
        spellcheck=False,
    )


class RoleForm(forms.WorkingForm):
    """A role to give. The teams are those that exist today."""

    role = forms.RadiosField("Which role?", choices=ROLE_CHOICES, hints=_ROLE_HINTS, called="a role")
    team = forms.SelectField(
        "In which team?",
        choices=[],
        required=False,
        blank="No team: the whole authority",
        hint="Early help roles need a team: they see its families only.",
        mark_optional=False,
    )
    starts_on = forms.DateField("First day", hint="For example, 1 9 2026.", called="the first day of the role")
    ends_on = forms.DateField(
        "Last day", hint="For agency and fixed-term staff. Leave empty if it is not known.", required=False
    )

    def __init__(self, *args: Any, teams: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].choices = [(str(team.pk), team.name) for team in teams]  # type: ignore[attr-defined]


class EndRoleForm(forms.WorkingForm):
    when = forms.RadiosField(
        "When does the role end?",
        choices=[("now", "Now, at once"), ("day", "At the end of a day")],
        reveals={"day": "ends_on"},
    )
    ends_on = forms.DateField("Last day", required=False, mark_optional=False, called="the last day of the role")

    def clean(self) -> dict[str, Any]:
        forms.required_when(self, "when", "day", "ends_on")
        return self.cleaned_data


class TeamForm(forms.WorkingForm):
    name = forms.TextField("Name of the team", max_length=80, called="the name of the team")
    kind = forms.RadiosField("What does it do?", choices=Team.Kind.choices, called="what the team does")
    email = forms.EmailField("Email address of the team", required=False, max_length=254)
    starts_on = forms.DateField("First day", hint="For example, 1 9 2026.", called="the first day of the team")


class EndTeamForm(forms.WorkingForm):
    ends_on = forms.DateField("Last day", hint="For example, 31 8 2026.", called="the last day of the team")


class ConfirmForm(forms.WorkingForm):
    """Nothing is asked: only that it is meant, and sent once."""


class AccountFilterForm(forms.Form):
    words = forms.TextField("Name, email address or job title", required=False, mark_optional=False, max_length=100)
    team = forms.SelectField("Team", choices=[], required=False, mark_optional=False, blank="All teams")
    role = forms.SelectField("Role", choices=ROLE_CHOICES, required=False, mark_optional=False, blank="All roles")
    closed = forms.CheckboxesField(
        "Show", choices=[("yes", "Closed accounts")], required=False, mark_optional=False, small=True
    )

    def __init__(self, *args: Any, teams: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].choices = [(str(team.pk), team.name) for team in teams]  # type: ignore[attr-defined]


class AuditFilterForm(forms.Form):
    reference = forms.TextField(
        "Reference of a record",
        hint="A person (P-…), a contact (C-…) or a hand-over (H-…).",
        required=False,
        mark_optional=False,
        max_length=20,
        spellcheck=False,
    )
    user = forms.TextField(
        "Who", hint="Name or email address of a member of staff.", required=False, mark_optional=False, max_length=100
    )
    kind = forms.SelectField(
        "What",
        choices=[("read", "Read"), ("change", "Changed"), ("refusal", "Refused"), ("sign-in", "Signing in")],
        required=False,
        mark_optional=False,
        blank="Everything",
    )

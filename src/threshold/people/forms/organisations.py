"""Questions about schools, police, surgeries and other organisations, and who works there."""

from __future__ import annotations

from typing import Any

from threshold.people.models import Organisation
from threshold.ui import forms


class FindForm(forms.Form):
    """Which organisations the list shows."""

    name = forms.TextField("Name contains", required=False, max_length=160, width=20, mark_optional=False)
    kind = forms.SelectField(
        "Kind", choices=Organisation.Kind.choices, required=False, blank="Every kind", mark_optional=False
    )


class _AnswersForm(forms.WorkingForm):
    def given(self) -> dict[str, Any]:
        """What the action takes: every question of the form, and none of the page's own fields."""
        own = ("submission_key", "version", "draft_token")
        return {name: value for name, value in self.cleaned_data.items() if name not in own}


class OrganisationForm(_AnswersForm):
    name = forms.TextField("Name", max_length=160, called="the name of the organisation")
    kind = forms.SelectField("What kind of organisation is it?", choices=Organisation.Kind.choices, called="what it is")
    urn = forms.TextField(
        "Unique reference number (URN)",
        hint="Six digits, for schools and colleges only. The Department for Education lists them.",
        required=False, max_length=12, width=10, mark_optional=False, spellcheck=False,
    )  # fmt: skip
    telephone = forms.TelField("Telephone", width=20, required=False, max_length=30)
    email = forms.EmailField("E-mail", width=30, required=False, max_length=254)


class ChangeOrganisationForm(OrganisationForm):
    ends_on = forms.DateField(
        "Closed on", hint="Leave empty while it is open. A closed one is no longer offered in forms.", required=False,
        past=True, called="when it closed",
    )  # fmt: skip


class ProfessionalForm(_AnswersForm):
    name = forms.TextField("Name", max_length=120, called="the name of the professional")
    job_title = forms.TextField(
        "Job", hint="Such as “head teacher” or “health visitor”.", required=False, max_length=120
    )
    telephone = forms.TelField("Telephone", width=20, required=False, max_length=30)
    email = forms.EmailField("E-mail", width=30, required=False, max_length=254)

"""Which grades are shown?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from threshold.access.models import Team
from threshold.ui import forms


class TrendForm(forms.Form):
    by = forms.SelectField(
        "By", choices=[("quarter", "Quarter"), ("month", "Month")], required=False, mark_optional=False, blank="Quarter"
    )
    team = forms.SelectField("Team", choices=[], required=False, mark_optional=False, blank="Every team")
    tool = forms.SelectField("Tool", choices=[], required=False, mark_optional=False, blank="Every tool")
    domain = forms.SelectField(
        "Part of practice", choices=[], required=False, mark_optional=False, blank="The whole audit"
    )
    theme = forms.SelectField("Theme", choices=[], required=False, mark_optional=False, blank="Every theme")

    def __init__(
        self, *args: Any, teams: Iterable[Team], tools: Mapping[str, str], domains: Mapping[str, str],
        themes: Mapping[str, str], **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["team"].choices = [(str(team.pk), team.name) for team in teams]
        fields["tool"].choices = list(tools.items())
        fields["domain"].choices = list(domains.items())
        fields["theme"].choices = list(themes.items())

    def keep_to_totals(self) -> None:
        """For a reader who sees no child: the whole authority by quarter, as in its reports."""
        for name in ("by", "team", "theme"):
            del self.fields[name]

"""Forms of the administrators' pages."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from fairdue.desk.oversight.staffing import StaffDetails
from fairdue.people.models import Role, Staff, Team


class StaffForm(forms.Form):
    """Names, role, team and language of a member of staff."""

    last_name = forms.CharField(label=_("Family name"), max_length=60)
    first_name = forms.CharField(label=_("Given name"), max_length=60, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Team"), required=False, empty_label=_("none")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    @classmethod
    def of(cls, person: Staff) -> StaffForm:
        """Filled in with a person's present details."""
        return cls(
            initial={
                "last_name": person.last_name,
                "first_name": person.first_name,
                "role": person.role,
                "team": person.team_id,
                "language": person.language,
            }
        )

    @property
    def details(self) -> StaffDetails:
        """What was entered, once valid."""
        entered = self.cleaned_data
        return StaffDetails(
            last_name=entered["last_name"],
            first_name=entered["first_name"],
            role=Role(entered["role"]),
            team=entered["team"],
            language=entered["language"],
        )


class NewStaffForm(StaffForm):
    """The same, and the sign-in name, which stays."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        help_text=_("Letters, digits, dots, dashes and underscores. It can't be changed later."),
        validators=[
            RegexValidator(
                r"^[\w.-]+\Z", _("Use letters, digits, dots, dashes and underscores only.")
            )
        ],
    )
    field_order = ("username",)

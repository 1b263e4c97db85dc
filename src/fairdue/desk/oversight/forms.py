"""Forms of the administrators' pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from fairdue.desk.oversight.staffing import StaffDetails
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.uploads import BYTES_MAX


class StaffForm(forms.Form):
    """Names, role, team and language of a member of staff."""

    last_name = forms.CharField(label=_("Family name"), max_length=60)
    first_name = forms.CharField(label=_("Given name"), max_length=60, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Team"), required=False, empty_label=_("none")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    telephone = forms.CharField(
        label=_("Telephone on their desk"),
        max_length=160,
        required=False,
        help_text=_("Extension or SIP address that rings when they dial: 1001, sip:1001@…"),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Where reports are sent; for those who may see figures."),
    )

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
                "telephone": person.telephone,
                "email": person.email,
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
            telephone=entered["telephone"].strip(),
            email=entered["email"],
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


class ManyFilesInput(forms.ClearableFileInput):
    """A file field that takes several."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once; `uploads` judges them."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Every file that came, as a list."""
        return list(data) if isinstance(data, list | tuple) else [data] if data else []


class IntakeForm(forms.Form):
    """Which files, by which mapping, for which day."""

    mapping = forms.ChoiceField(label=_("Mapping"))
    as_of = forms.DateField(
        label=_("As of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day at whose end the files were true."),
    )
    issuer_files = ManyFilesField(label=_("Files"), required=False)

    def __init__(self, *args: Any, mappings: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["mapping"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = list(mappings)
        self.fields["issuer_files"].help_text = _(
            "CSV (also .gz), text, Parquet or Excel; all files of the day together, "
            "%(size)s at most."
        ) % {"size": filesizeformat(BYTES_MAX)}


class MappingForm(forms.Form):
    """A mapping's name and document."""

    name = forms.CharField(
        label=_("Mapping name"),
        max_length=60,
        help_text=_("Small letters, digits, dashes and underscores."),
    )
    document = forms.CharField(
        label=_("Document (YAML)"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "wrap": "off"}),
    )

"""Forms of papers: the fields that a template asks a person for, typed as they are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairdue.desk.record_forms import NO_PERSONAL_DATA, a_choice, a_text
from fairdue.desk.templatetags.desk import in_language
from fairdue.legal.models import ExhibitKind
from fairdue.legal.rules.limbs import STATED
from fairdue.legal.rules.papers.fields import FIELDS
from fairdue.legal.rules.papers.templates import Version
from fairdue.legal.rules.papers.typed import LONG_LENGTH_MAX, TEXT_LENGTH_MAX

LANGUAGES = [("zh-hans", "中文"), ("en", "English")]


class PaperForm(forms.Form):
    """What a version of a template asks a person for, and the language."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=LANGUAGES,
        help_text=_("Courts of China take Chinese; the English is for reading along."),
    )

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        optional = version.optional()
        entered = {name: _field(name, required=name not in optional) for name in version.entered()}
        self.fields = {**entered, **self.fields}

    def typed(self) -> dict[str, str]:
        """What was typed, by field."""
        sent = self.cleaned_data.items()
        return {name: str(value) for name, value in sent if name in FIELDS and value}


def _field(name: str, *, required: bool) -> forms.Field:
    field = FIELDS[name]
    label = in_language(field.label)
    more: dict[str, Any] = {
        "label": label[:1].upper() + label[1:],
        "required": required,
        "help_text": in_language(field.hint),
    }
    if field.kind == "date":
        return forms.CharField(widget=forms.TextInput(attrs={"type": "date"}), **more)
    if field.kind == "count":
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **more)
    if field.kind == "money":
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)
    if field.kind == "long":
        return forms.CharField(
            widget=forms.Textarea(attrs={"rows": 3}), max_length=LONG_LENGTH_MAX, **more
        )
    return forms.CharField(max_length=TEXT_LENGTH_MAX, **more)


class WithdrawForm(forms.Form):
    """Why something is taken back."""

    reason = a_text(_("Reason"), NO_PERSONAL_DATA)


class ExhibitForm(forms.Form):
    """A paper from outside, as PDF."""

    kind = a_choice(_("What it is"), ExhibitKind.choices)
    title = forms.CharField(label=_("Title"), max_length=120)
    proves = forms.CharField(label=_("What it proves"), max_length=200)
    file = forms.FileField(
        label=_("PDF file"), widget=forms.FileInput(attrs={"accept": "application/pdf"})
    )


class JudgementForm(forms.Form):
    """What an officer states and judges of an overdraft."""

    stated = forms.MultipleChoiceField(
        label=_("What no record can tell"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reasons = forms.CharField(
        label=_("Your reasons"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Sealed; shown to legal officers and compliance only."),
    )
    may_be_spoken_of = forms.BooleanField(
        label=_("Texts to the cardholder may speak of a report to the police"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stated = self.fields["stated"]
        assert isinstance(stated, forms.MultipleChoiceField)
        stated.choices = [(name, in_language(text)) for name, text in STATED.items()]

"""What is asked for a correction, and for a notice that was given in another way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairdue.credit_record.queries.history import History
from fairdue.desk.record_forms import NO_PERSONAL_DATA, a_day, a_text
from fairdue.desk.templatetags.desk import in_language

DELETE = "-"
"""Stands in the form for no character at all, so that nobody deletes by not choosing."""


class CorrectionForm(forms.Form):
    """A month of an account, and what it is to be called."""

    account_id = forms.TypedChoiceField(label=_("Card"), coerce=int)
    month = forms.CharField(
        label=_("Month"), widget=forms.DateInput(attrs={"type": "month"}), max_length=7
    )
    character = forms.ChoiceField(label=_("To be called"))
    reason = a_text(_("Why"), NO_PERSONAL_DATA)

    def __init__(
        self, *args: Any, histories: Sequence[History], meanings: Any, **kwargs: Any
    ) -> None:
        kwargs.setdefault("auto_id", "correct-%s")
        super().__init__(*args, **kwargs)
        cards = [(each.account_id, _("ending %s") % each.card_last4) for each in histories]
        called = [(code, f"{code} · {in_language(text)}") for code, text in meanings.items()]
        for name, choices in (
            ("account_id", cards),
            ("character", [("", _("Choose…")), *called, (DELETE, _("Delete the month"))]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_character(self) -> str:
        """The character; "" deletes the month."""
        character: str = self.cleaned_data["character"]
        return "" if character == DELETE else character


class NoticeForm(forms.Form):
    """When somebody was told, and where the proof is."""

    told_on = a_day(_("Told on"), required=True)
    evidence = a_text(_("Where the proof is kept"), NO_PERSONAL_DATA)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "notice-%s")
        super().__init__(*args, **kwargs)

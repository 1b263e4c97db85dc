"""Forms for tokens, webhooks and sources of payment messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairdue.integration.rules.events import EVENTS
from fairdue.integration.rules.scopes import SCOPES

DAYS = 90


class ConnectionForm(forms.Form):
    """The name of a system."""

    name = forms.CharField(
        label=_("System"),
        max_length=40,
        help_text=_("Small letters, digits and dashes, such as core-banking."),
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9-]{1,39}\Z", _("Use 2 to 40 small letters, digits and dashes.")
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class SourceForm(ConnectionForm):
    """A source of payment messages needs no more."""


class TokenForm(ConnectionForm):
    """What a token opens, and how long."""

    days = forms.IntegerField(label=_("Days until it ends"), min_value=1, initial=DAYS)
    scopes = forms.MultipleChoiceField(
        label=_("May"), choices=(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, days_max: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        days, scopes = self.fields["days"], self.fields["scopes"]
        assert isinstance(days, forms.IntegerField)
        assert isinstance(scopes, forms.MultipleChoiceField)
        days.validators.append(MaxValueValidator(days_max))
        days.widget.attrs["max"] = days_max
        scopes.choices = [
            (scope, f"{text.in_language(language)} · {scope}") for scope, text in SCOPES.items()
        ]


class WebhookForm(ConnectionForm):
    """Where events go, and which."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("Begins with https://. Private networks only where the installation allows."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=(),
        required=False,
        help_text=_("None chosen: all of them."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        events = self.fields["events"]
        assert isinstance(events, forms.MultipleChoiceField)
        events.choices = [
            (action, f"{text.in_language(language)} · {action}") for action, text in EVENTS.items()
        ]

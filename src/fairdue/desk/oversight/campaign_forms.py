"""The form of a campaign: what is to be sent to whom, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fairdue.desk.oversight.spans import zone
from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.messaging.actions.campaigns import Wanted
from fairdue.messaging.models import Campaign
from fairdue.messaging.queries.campaigns.choices import currencies, sendable_templates
from fairdue.messaging.rules.campaigns import BEST, BUCKETS, Selection
from fairdue.people.models import Team

AT = "%Y-%m-%dT%H:%M"
CHANNELS = (
    ("sms", pgettext_lazy("channel", "Text message")),
    ("email", pgettext_lazy("channel", "E-mail")),
    (BEST, _("Each person's best")),
)
LANGUAGES = (("", _("Any")), ("zh-hans", _("Chinese")), ("en", _("English")))
WHOLE = forms.NumberInput(attrs={"inputmode": "numeric", "min": 0})


def _moment() -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=AT)
    return forms.DateTimeField(input_formats=[AT], widget=widget)


class CampaignForm(forms.Form):
    """As typed; `wanted` is what it means."""

    name = forms.CharField(label=pgettext_lazy("campaign", "Name"), max_length=80)
    template = forms.ChoiceField(label=_("Template"))
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)
    at_best_hours = forms.BooleanField(
        label=_("Wait for the hours at which each person is reached best"), required=False
    )
    buckets = forms.MultipleChoiceField(
        label=_("Bucket"),
        choices=[(str(each), f"M{each}") for each in BUCKETS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    days_from = forms.IntegerField(label=_("Days past due from"), min_value=0, required=False)
    days_to = forms.IntegerField(label=_("to"), min_value=0, required=False)
    teams = forms.MultipleChoiceField(
        label=_("Team"), required=False, widget=forms.CheckboxSelectMultiple
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    amount_from = forms.DecimalField(label=_("Past due from"), min_value=0, required=False)
    amount_to = forms.DecimalField(label=_("to"), min_value=0, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    cases = forms.CharField(
        label=_("Only these cases"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    starts_at = _moment()
    ends_at = _moment()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        language = get_language() or "en"
        self._choices(
            "template",
            [(name, title.in_language(language)) for name, title in sendable_templates()],
        )
        self._choices("teams", [(team.code, team.name) for team in Team.objects.order_by("name")])
        self._choices("currency", [("", _("Any")), *((code, code) for code in currencies())])
        for each in ("starts_at", "ends_at"):
            self.fields[each].error_messages["invalid"] = str(_("Give a day and a time."))
        for name, field in self.fields.items():
            if name in self.errors if self.is_bound else False:
                field.widget.attrs["aria-invalid"] = "true"

    def _choices(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField), name
        field.choices = choices

    def clean_cases(self) -> tuple[int, ...]:
        """Numbers, however they are set apart."""
        words = re.split(r"[\s,，、;；]+", self.cleaned_data["cases"].strip())
        wrong = [word for word in words if word and not word.isdecimal()]
        if wrong:
            raise forms.ValidationError(_("%(word)s is no case number."), params={"word": wrong[0]})
        return tuple(dict.fromkeys(int(word) for word in words if word))

    @property
    def wanted(self) -> Wanted:
        """What was entered, once valid."""
        found = self.cleaned_data
        currency = found["currency"]

        def minor(name: str) -> int | None:
            amount = found[name]
            return None if amount is None else Money.of(str(amount), currency or "CNY").minor

        return Wanted(
            name=found["name"],
            template=found["template"],
            channel=found["channel"],
            at_best_hours=found["at_best_hours"],
            starts_at=found["starts_at"],
            ends_at=found["ends_at"],
            selection=Selection(
                buckets=tuple(int(each) for each in found["buckets"]),
                days_from=found["days_from"],
                days_to=found["days_to"],
                teams=tuple(found["teams"]),
                currency=currency,
                past_due_from_minor=minor("amount_from"),
                past_due_to_minor=minor("amount_to"),
                language=found["language"],
                cases=found["cases"],
            ),
        )


def initial_of(campaign: Campaign) -> dict[str, Any]:
    """The form's values of a campaign that is there."""
    chosen = campaign.chosen

    def amount(minor: int | None) -> str:
        return "" if minor is None else str(Money(minor, chosen.currency).amount)

    return {
        "name": campaign.name,
        "template": campaign.template,
        "channel": campaign.channel,
        "at_best_hours": campaign.at_best_hours,
        "buckets": [str(each) for each in chosen.buckets],
        "days_from": chosen.days_from,
        "days_to": chosen.days_to,
        "teams": list(chosen.teams),
        "currency": chosen.currency,
        "amount_from": amount(chosen.past_due_from_minor),
        "amount_to": amount(chosen.past_due_to_minor),
        "language": chosen.language,
        "cases": " ".join(f"{each:06d}" for each in chosen.cases),
        "starts_at": campaign.starts_at.astimezone(zone()),
        "ends_at": campaign.ends_at.astimezone(zone()),
    }


def in_words(selection: Selection, teams: dict[str, str]) -> list[tuple[Any, str]]:
    """Whom a campaign is for, line by line."""
    lines: list[tuple[Any, str]] = []
    if selection.buckets:
        lines.append((_("Bucket"), " ".join(f"M{each}" for each in selection.buckets)))
    if selection.days_from is not None or selection.days_to is not None:
        lines.append((_("Days past due"), _span(selection.days_from, selection.days_to)))
    if selection.teams:
        lines.append((_("Team"), " · ".join(teams.get(each, each) for each in selection.teams)))
    if selection.currency:
        least, most = (
            None if minor is None else str(Money(minor, selection.currency).amount)
            for minor in (selection.past_due_from_minor, selection.past_due_to_minor)
        )
        lines.append((_("Past due"), f"{selection.currency} {_span(least, most)}".strip()))
    if selection.language:
        lines.append((_("Language"), str(dict(LANGUAGES)[selection.language])))
    if selection.cases:
        named = " ".join(f"{each:06d}" for each in selection.cases[:12])
        more = len(selection.cases) - 12
        lines.append((_("Only these cases"), f"{named} +{more}" if more > 0 else named))
    return lines


def _span(least: object, most: object) -> str:
    if least is None and most is None:
        return ""
    return f"{'' if least is None else least}–{'' if most is None else most}"


EVERYONE = Text("Everyone with an open case", "所有未结案客户")

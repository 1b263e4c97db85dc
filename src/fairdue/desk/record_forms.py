"""What is asked for when something is put on record about a customer, or taken back.

A field that only some kinds need says so in `data-for`; `records.js` shows it with those alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.compliance.models import (
    ComplaintAbout,
    ComplaintChannel,
    ConsentKind,
    DisputeGround,
    GivenTo,
    Manner,
    MarkKind,
    Place,
    RequestKind,
)
from fairdue.contact.models import Channel
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.amounts import read_amount
from fairdue.kernel.refusal import Refused

ANY = [("", _("any"))]
WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
FIRST_COMPLEXITIES = [("simple", _("Simple")), ("complex", _("Complex"))]
TEXT_LENGTH_MAX = 400
NO_PERSONAL_DATA = _("No names or numbers of persons: it is kept in the open record.")
SEALED = _("Sealed: only those who open this customer's file see it.")
NOW_BY_DEFAULT = _("Leave empty for now.")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a customer has that a record can be about, as value and masked text."""

    points: Sequence[tuple[int, str]]
    accounts: Sequence[tuple[int, str]]
    attempts: Sequence[tuple[int, str]]
    currency: str
    """In which most is owed; a disputed amount is in it."""


def a_moment(label: Any, **more: Any) -> forms.DateTimeField:
    """A moment of the desk's zone, which may be left out for now."""
    return forms.DateTimeField(
        label=label,
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=NOW_BY_DEFAULT,
        **more,
    )


def a_day(label: Any, **more: Any) -> forms.DateField:
    """A day, which may be left out."""
    more.setdefault("required", False)
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def a_time(label: Any) -> forms.TimeField:
    """An hour and minute, which may be left out."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget)


def a_text(label: Any, hint: Any, **more: Any) -> forms.CharField:
    """A few lines."""
    widget = forms.Textarea(attrs={"rows": 2})
    more.setdefault("max_length", TEXT_LENGTH_MAX)
    return forms.CharField(label=label, help_text=hint, widget=widget, **more)


def a_choice(label: Any, choices: Iterable[tuple[Any, Any]], **more: Any) -> forms.TypedChoiceField:
    """One of a list; "" where it may be left out."""
    return forms.TypedChoiceField(label=label, choices=list(choices), empty_value="", **more)


class RecordForm(forms.Form):
    """A form whose fields know which kinds need them and what the customer has."""

    needed_for: Mapping[str, Sequence[str]] = {}
    own: Mapping[str, str] = {
        "contact_point": "points",
        "account": "accounts",
        "attempt": "attempts",
    }

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.prefix_of()}-%s")
        super().__init__(*args, **kwargs)
        self.currency = choices.currency
        for name, kinds in self.needed_for.items():
            self.fields[name].widget.attrs["data-for"] = " ".join(kinds)
        for name in self.own.keys() & self.fields.keys():
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            nothing = list(cast("Iterable[tuple[Any, Any]]", field.choices))
            field.choices = nothing + list(getattr(choices, self.own[name]))

    @classmethod
    def prefix_of(cls) -> str:
        """Keeps the ids of several forms on one page apart."""
        return cls.__name__.removesuffix("Form").lower()

    @property
    def sent(self) -> dict[str, Any]:
        """What was entered, once valid, for the action of the same name; without empty fields."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


def whole(value: str) -> int:
    """A choice that is a number."""
    return int(value)


class ConsentForm(RecordForm):
    """Something the customer allowed."""

    needed_for = {
        "begins": ("night_contact", "time_or_place"),
        "ends": ("night_contact", "time_or_place"),
        "dials_max": ("more_dials",),
    }
    kind = a_choice(_("The customer allows"), ConsentKind.choices)
    channel = a_choice(_("By"), [*ANY, *Channel.choices], required=False)
    contact_point = a_choice(_("Number or address"), ANY, required=False, coerce=whole)
    begins = a_time(pgettext_lazy("hours", "From"))
    ends = a_time(pgettext_lazy("hours", "To"))
    dials_max = forms.IntegerField(
        label=_("Dials a day"), min_value=1, max_value=50, required=False
    )
    given_to = a_choice(_("Given to"), GivenTo.choices)
    granted_at = a_moment(_("Given at"))
    ends_on = a_day(_("Ends on (optional)"))
    evidence = a_text(_("Where it can be heard or read"), NO_PERSONAL_DATA)


class RequestForm(RecordForm):
    """Something the customer asked us to refrain from."""

    needed_for = {
        "channel": ("stop_medium", "inconvenient_time", "inconvenient_place", "not_at_work"),
        "contact_point": ("stop_point", "inconvenient_time", "inconvenient_place", "not_at_work"),
        "weekdays": ("inconvenient_time",),
        "begins": ("inconvenient_time",),
        "ends": ("inconvenient_time",),
        "place": ("inconvenient_place",),
        "representative": ("representative",),
    }
    kind = a_choice(_("The customer asks"), RequestKind.choices)
    manner = a_choice(_("How it reached us"), Manner.choices)
    channel = a_choice(_("By"), [*ANY, *Channel.choices], required=False)
    contact_point = a_choice(_("Number or address"), ANY, required=False, coerce=whole)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days (none: every day)"),
        choices=WEEKDAYS,
        coerce=whole,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    begins = a_time(pgettext_lazy("hours", "From"))
    ends = a_time(pgettext_lazy("hours", "To"))
    place = a_choice(_("Place"), [("", "–"), *Place.choices], required=False)
    representative = forms.CharField(
        label=_("Who represents them, and how to reach them"),
        max_length=200,
        required=False,
        help_text=SEALED,
    )
    received_at = a_moment(_("Received at"))
    ends_on = a_day(_("Ends on (optional)"))
    reason = a_text(_("Where it can be heard or read"), NO_PERSONAL_DATA)


class DisputeForm(RecordForm):
    """What the customer contests."""

    ground = a_choice(_("It is about"), DisputeGround.choices)
    account = a_choice(_("Account"), [("", _("the whole debt"))], required=False, coerce=whole)
    amount = forms.CharField(label=_("Disputed amount (optional)"), max_length=20, required=False)
    manner = a_choice(_("How it reached us"), Manner.choices)
    received_at = a_moment(_("Received at"))
    statement = a_text(_("What is disputed, in the customer's words"), SEALED, max_length=2000)

    def clean_amount(self) -> Any:
        """The amount in the customer's currency."""
        text = self.cleaned_data["amount"].strip()
        if not text:
            return None
        try:
            return read_amount(text, self.currency)
        except Refused as refused:
            raise forms.ValidationError(in_language(refused.text)) from None


class ComplaintForm(RecordForm):
    """What the customer complains of."""

    about = a_choice(_("It is about"), ComplaintAbout.choices)
    channel = a_choice(_("How it reached us"), ComplaintChannel.choices)
    complexity = a_choice(_("It is"), FIRST_COMPLEXITIES)
    attempt = a_choice(_("Contact at fault (optional)"), [("", "–")], required=False, coerce=whole)
    received_at = a_moment(_("Received at"))
    statement = a_text(_("The complaint, in the customer's words"), SEALED, max_length=2000)


class MarkForm(RecordForm):
    """A fact that changes how the customer is treated."""

    kind = a_choice(_("Kind"), MarkKind.choices)
    review_on = a_day(_("Look at it again on (optional)"))
    ends_on = a_day(_("Ends on (optional)"))
    note = a_text(
        _("What matters for how we treat them"),
        _("Need to know: write only what changes what we do. The note is sealed."),
        required=False,
    )
    reason = a_text(_("How we know"), NO_PERSONAL_DATA)


class TakenBackForm(forms.Form):
    """A consent revoked or a request withdrawn, perhaps some time ago."""

    reason = forms.CharField(max_length=TEXT_LENGTH_MAX)
    happened_at = a_moment(_("When the customer said so"))


FORMS: dict[str, Callable[..., RecordForm]] = {
    "consent": ConsentForm,
    "request": RequestForm,
    "dispute": DisputeForm,
    "complaint": ComplaintForm,
    "mark": MarkForm,
}


def end_of(day: Any) -> datetime | None:
    """The end of a day of the desk's zone; None for none."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))) if day else None

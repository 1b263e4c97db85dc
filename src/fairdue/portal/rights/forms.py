"""What a cardholder fills in to dispute, complain, or say how we may reach them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fairdue.compliance.models import ComplaintAbout, DisputeGround
from fairdue.contact.models import Channel
from fairdue.kernel.money import Money, UnknownCurrencyError, minor_digits
from fairdue.kernel.text import Text
from fairdue.portfolio.queries import AccountFacts

STATEMENT_LENGTH_MAX = 2000
MINOR_MAX = 10**15

GROUNDS = {
    DisputeGround.AMOUNT: _("The amount is wrong"),
    DisputeGround.ALREADY_PAID: _("I have paid already"),
    DisputeGround.FEES: _("The interest or fees are wrong"),
    DisputeGround.NOT_MINE: _("This isn't my debt, or somebody used my name"),
    DisputeGround.BILLING_ERROR: _("A transaction is wrong, or isn't mine"),
    DisputeGround.CREDIT_RECORD: _("My credit record is wrong"),
    DisputeGround.OTHER: _("Something else"),
}
"""Grounds of a dispute as the person says them."""

ABOUT = {
    ComplaintAbout.CONDUCT: _("How someone spoke to me or behaved"),
    ComplaintAbout.FREQUENCY: _("I am contacted too often"),
    ComplaintAbout.AMOUNT: _("An amount that I was told is wrong"),
    ComplaintAbout.PRIVACY: _("Somebody else learned of my debt, or my data was misused"),
    ComplaintAbout.STAFF: _("A particular person who works for you"),
    ComplaintAbout.OTHER: _("Something else"),
}
"""What complaints are about, as the person says it."""


def said(text: Text) -> str:
    """A two-language text in the page's language."""
    return text.in_language(get_language() or "en")


def statement(label: Any, hint: Any, **more: Any) -> forms.CharField:
    """The person's own words; sealed where they are kept."""
    widget = forms.Textarea(attrs={"rows": 5})
    more.setdefault("max_length", STATEMENT_LENGTH_MAX)
    return forms.CharField(label=label, help_text=hint, widget=widget, **more)


class DisputeForm(forms.Form):
    """What is contested."""

    ground = forms.ChoiceField(
        label=_("What is wrong?"), choices=list(GROUNDS.items()), widget=forms.RadioSelect
    )
    account = forms.TypedChoiceField(
        label=_("Which card?"), coerce=int, empty_value=None, required=False
    )
    amount = forms.CharField(
        label=_("How much of it (optional)"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("Leave empty if you contest all of it."),
    )
    statement = statement(
        _("What happened?"),
        _("In your own words. Only those who look into it can read this."),
    )

    def __init__(self, *args: Any, accounts: Sequence[AccountFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = {account.id: account for account in accounts}
        choices: list[tuple[Any, Any]] = [("", _("All of them"))]
        choices += [
            (account.id, _("Card ending %(last4)s") % {"last4": account.card_last4 or "–"})
            for account in accounts
        ]
        cast("forms.TypedChoiceField", self.fields["account"]).choices = choices

    def clean(self) -> dict[str, Any]:
        """An amount needs a currency: that of the card, or the only one there is."""
        sent = super().clean() or {}
        text = (sent.get("amount") or "").strip()
        sent["amount"] = None
        if not text:
            return sent
        account = self.accounts.get(sent.get("account") or 0)
        currencies = {each.currency for each in self.accounts.values()}
        if account is None and len(currencies) != 1:
            self.add_error("account", _("Choose the card that the amount is about."))
            return sent
        currency = account.currency if account else currencies.pop()
        sent["amount"] = amount_of(text, currency)
        if sent["amount"] is None:
            self.add_error("amount", _("Write an amount above zero, such as 120.50."))
        return sent


class ComplaintForm(forms.Form):
    """What someone complains of."""

    about = forms.ChoiceField(
        label=_("What is it about?"), choices=list(ABOUT.items()), widget=forms.RadioSelect
    )
    statement = statement(
        _("What happened?"),
        _("When it was, what was said or done, and what you would like us to do."),
    )


class RepresentativeForm(forms.Form):
    """Who speaks for the cardholder."""

    name = forms.CharField(label=_("Name, and firm or organisation"), max_length=120)
    reach = forms.CharField(
        label=_("How we reach them"),
        max_length=200,
        help_text=_("Telephone, e-mail or address of your representative."),
    )


CHANNELS = {
    Channel.CALL: _("Calls"),
    Channel.SMS: _("Text messages"),
    Channel.EMAIL: _("E-mails"),
    Channel.LETTER: _("Letters"),
    Channel.VISIT: pgettext_lazy("preference", "Visits"),
}
"""Ways of contact as preferences name them."""


class ChannelsForm(forms.Form):
    """The ways in which we may make contact."""

    channels = forms.MultipleChoiceField(
        label=_("You may reach me by"),
        choices=list(CHANNELS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def a_time(label: Any) -> forms.TimeField:
    """An hour and minute."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


class TimesForm(forms.Form):
    """Hours at which not to make contact."""

    begins = a_time(pgettext_lazy("hours", "From"))
    ends = a_time(pgettext_lazy("hours", "To"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days (none: every day)"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class NightForm(forms.Form):
    """Hours of the evening at which contact is welcome all the same."""

    begins = a_time(pgettext_lazy("hours", "From"))
    ends = a_time(pgettext_lazy("hours", "To"))


def amount_of(text: str, currency: str) -> Money | None:
    """An amount above zero as people type it, such as 1,200.50; None for anything else."""
    bare = re.sub(r"[\s,,¥¥$£€]", "", text)
    try:
        value, digits = Decimal(bare), minor_digits(currency)
    except (InvalidOperation, UnknownCurrencyError):
        return None
    if not value.is_finite() or value <= 0 or value.scaleb(digits) > MINOR_MAX:
        return None
    if value != round(value, digits):
        return None
    return Money(int(value.scaleb(digits)), currency)

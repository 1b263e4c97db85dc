"""The way to a clean credit record, and lessons on credit in plain words."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairdue.credit_record.queries import restorations
from fairdue.credit_record.queries.history import histories
from fairdue.credit_record.rules.restoration import Step
from fairdue.portal.access import CardholderRequest, for_cardholder
from fairdue.portal.rights.lessons import lessons
from fairdue.portal.rights.telling import Day, day_of

YEARS_AHEAD = 10


class PaidForm(forms.Form):
    """The day by which someone thinks they can have paid what is past due."""

    paid_on = forms.DateField(
        label=gettext_lazy("I could have paid what is past due by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today

    def clean_paid_on(self) -> date:
        """A day from today on, within some years."""
        on: date = self.cleaned_data["paid_on"]
        if not self.today <= on <= self.today + timedelta(days=366 * YEARS_AHEAD):
            raise forms.ValidationError(
                _("Choose a day from today on, within %(years)s years."),
                params={"years": YEARS_AHEAD},
            )
        return on


@for_cardholder
def record(request: CardholderRequest) -> HttpResponseBase:
    """The steps of every overdue account, by the day on which it could be paid."""
    customer_id = request.cardholder.customer_id
    day = day_of(customer_id, request.now)
    form = PaidForm(request.GET if "paid_on" in request.GET else None, today=day.today)
    cleared_on = form.cleaned_data["paid_on"] if form.is_valid() else None
    found = [
        (each, [_shown(step, day) for step in each.steps])
        for each in restorations(customer_id, day.today, cleared_on=cleared_on)
    ]
    context = {
        "form": form,
        "found": found,
        "histories": histories(customer_id, day.today),
        "cleared_on": cleared_on,
        "authority": day.authority("credit_records"),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/rights/record.html", context, status=status)


def _shown(step: Step, day: Day) -> dict[str, object]:
    return {
        "step": step,
        "past": step.on is not None and step.on <= day.today,
        "source": day.source(step.rule) if step.rule else None,
    }


@for_cardholder
def learn(request: CardholderRequest) -> HttpResponseBase:
    """Short lessons by the law that protects the person."""
    day = day_of(request.cardholder.customer_id, request.now)
    return render(request, "portal/rights/learn.html", {"lessons": lessons(day.law, day.today)})

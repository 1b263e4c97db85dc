"""Forms of the steps that a matter goes through, each knowing what the matter offers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.desk.record_forms import NO_PERSONAL_DATA, a_choice, a_day, a_text
from fairdue.desk.templatetags.desk import day, in_language, money
from fairdue.legal.models import (
    AssetKind,
    ClosedBecause,
    CostKind,
    DeadlineState,
    InterruptionKind,
    Lawyer,
    Matter,
    MatterStep,
    RecoveryKind,
    StepKind,
)
from fairdue.legal.queries.costs import books_of, payments_to_book
from fairdue.legal.queries.matters import deadlines_of, steps_done
from fairdue.legal.rules import steps
from fairdue.legal.rules.deadlines import DEADLINES

EVIDENCE_HINT = _("Number of the record here, such as letter:3 or paper:12; or give the file.")
Choices = list[tuple[str, str]]


class MatterForm(forms.Form):
    """What a step of a matter asks for."""

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}-%s")
        super().__init__(*args, **kwargs)
        self.matter = matter
        for name, choices in self.offered().items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)

    def offered(self) -> dict[str, Choices]:
        """The choices of its fields, as the matter has them."""
        return {}

    @property
    def takes_files(self) -> bool:
        """Must it be sent with its files?"""
        return any(isinstance(field, forms.FileField) for field in self.fields.values())


class ApproveForm(MatterForm):
    """A yes, with what was thought."""

    reason = a_text(_("Remark"), NO_PERSONAL_DATA, required=False)


class ReasonForm(MatterForm):
    """Why."""

    reason = a_text(_("Reason"), NO_PERSONAL_DATA)


class HappenedForm(MatterForm):
    """What happened, when, and what proves it."""

    kind = a_choice(_("What happened"), [])
    on = a_day(_("On"), required=True)
    evidence = forms.CharField(
        label=_("Evidence"), required=False, max_length=80, help_text=EVIDENCE_HINT
    )
    file = forms.FileField(label=_("File of the paper"), required=False)
    note = a_text(_("Note"), NO_PERSONAL_DATA, required=False)

    def offered(self) -> dict[str, Choices]:  # noqa: D102 - as MatterForm says
        possible = steps.possible(
            self.matter.stage, steps_done(self.matter.pk), road=self.matter.road
        )
        return {"kind": [(kind, str(StepKind(kind).label)) for kind in possible]}


class CorrectionForm(MatterForm):
    """Which step was recorded wrongly, and how it was."""

    step = a_choice(_("Step"), [])
    on = a_day(_("It was on"), required=True)
    evidence = forms.CharField(
        label=_("Evidence"), required=False, max_length=80, help_text=EVIDENCE_HINT
    )
    file = forms.FileField(label=_("File of the paper"), required=False)
    note = a_text(_("What was wrong"), NO_PERSONAL_DATA)

    def offered(self) -> dict[str, Choices]:  # noqa: D102 - as MatterForm says
        rows = MatterStep.objects.filter(matter=self.matter, kind__in=steps.POSSIBLE_IN)
        rows = rows.exclude(pk__in=rows.filter(corrects__isnull=False).values("corrects"))
        return {
            "step": [
                (str(row.pk), f"{StepKind(row.kind).label} · {day(row.on)}")
                for row in rows.order_by("-on", "-pk")
            ]
        }


class CourtForm(MatterForm):
    """Which court, by which number."""

    court = forms.CharField(label=_("Court"), max_length=80)
    court_number = forms.CharField(label=_("The court's number"), max_length=80, required=False)


class CounselForm(MatterForm):
    """Which lawyer outside."""

    username = forms.ChoiceField(label=_("Lawyer"), required=False)

    def offered(self) -> dict[str, Choices]:  # noqa: D102 - as MatterForm says
        rows = Lawyer.objects.filter(ended_on=None).select_related("firm").order_by("firm", "pk")
        return {
            "username": [
                ("", str(pgettext_lazy("lawyer", "nobody"))),
                *((row.username, f"{row.name} · {row.firm.name}") for row in rows),
            ]
        }


class CostForm(MatterForm):
    """What was paid."""

    kind = a_choice(_("What for"), CostKind.choices)
    amount = forms.CharField(label=_("Amount"), max_length=20)
    on = a_day(_("Paid on"), required=True)
    receipt = forms.CharField(label=_("Receipt number"), max_length=80)
    reason = a_text(
        _("Why another amount"),
        _("Only where it isn't what the brackets of the law come to."),
        required=False,
    )


class ReversalForm(MatterForm):
    """Which cost was booked in error."""

    cost = a_choice(_("Cost"), [])
    reason = a_text(_("Reason"), NO_PERSONAL_DATA)

    def offered(self) -> dict[str, Choices]:  # noqa: D102 - as MatterForm says
        books = books_of(self.matter)
        taken_back = {each.reverses_id for each in books.costs}
        return {
            "cost": [
                (
                    str(row.pk),
                    f"{CostKind(row.kind).label} · {money(row.amount_minor, row.currency)}",
                )
                for row in books.costs
                if row.reverses_id is None and row.pk not in taken_back
            ]
        }


class RecoveryForm(MatterForm):
    """Which payment the matter brought in."""

    payment = a_choice(_("Payment"), [])
    kind = a_choice(
        _("How it came in"),
        [each for each in RecoveryKind.choices if each[0] != RecoveryKind.COSTS_BACK],
    )

    def offered(self) -> dict[str, Choices]:  # noqa: D102 - as MatterForm says
        return {
            "payment": [
                (
                    str(each.payment_id),
                    f"{day(each.paid_on)} · {money(each.amount_minor, each.currency)}",
                )
                for each in payments_to_book(self.matter)
            ]
        }


class CostsBackForm(MatterForm):
    """Costs that came back outside the account."""

    amount = forms.CharField(label=_("Amount"), max_length=20)
    on = a_day(_("Received on"), required=True)
    receipt = forms.CharField(label=_("Receipt number"), max_length=80)


class CloseForm(MatterForm):
    """Why it ends."""

    because = a_choice(_("Because"), ClosedBecause.choices)
    reason = a_text(_("Reason"), NO_PERSONAL_DATA)


class LastDayForm(MatterForm):
    """The last day of a deadline in a year that no calendar here knows."""

    deadline = a_choice(_("Deadline"), [])
    last_day = a_day(_("Last day"), required=True)
    reason = a_text(_("Where this day stands"), _("Such as the notice on the year's holidays."))

    def offered(self) -> dict[str, Choices]:  # noqa: D102 - as MatterForm says
        return {"deadline": open_deadlines(self.matter, without_a_day=True)}


class DropForm(MatterForm):
    """A deadline that needs no watching any more."""

    deadline = a_choice(_("Deadline"), [])
    reason = a_text(_("Reason"), NO_PERSONAL_DATA)

    def offered(self) -> dict[str, Choices]:  # noqa: D102 - as MatterForm says
        return {"deadline": open_deadlines(self.matter)}


def open_deadlines(matter: Matter, *, without_a_day: bool = False) -> Choices:
    """The open deadlines of a matter, all or those without a last day."""
    rows: Iterable[Any] = deadlines_of(matter.pk)
    return [
        (str(row.pk), in_language(DEADLINES[row.kind].name))
        for row in rows
        if row.state == DeadlineState.OPEN and (row.last_day is None or not without_a_day)
    ]


class InterruptionForm(forms.Form):
    """What interrupted a period and left no record here."""

    kind = a_choice(_("What happened"), InterruptionKind.choices)
    on = a_day(_("On"), required=True)
    ended_on = a_day(_("Ended on"), help_text=_("Of a procedure: the period begins anew then."))
    reached = forms.BooleanField(
        label=_("It reached the debtor or the address agreed"), required=False, initial=True
    )
    evidence = forms.CharField(label=_("What proves it, and where it is kept"), max_length=200)


class ObstacleForm(forms.Form):
    """What kept us from suing."""

    what = forms.CharField(label=_("Obstacle"), max_length=200)
    began_on = a_day(_("Began on"), required=True)
    removed_on = a_day(_("Removed on"))
    evidence = forms.CharField(label=_("What proves it, and where it is kept"), max_length=200)


class AssetForm(forms.Form):
    """What somebody owns."""

    kind = a_choice(_("What it is"), AssetKind.choices)
    description = a_text(
        _("Description"), _("Sealed; shown to legal officers only."), required=False
    )
    source = forms.CharField(
        label=_("Where it is known from"),
        max_length=200,
        help_text=_("A lawful source only, such as a court's inquiry or the customer's own word."),
    )


class FirmForm(forms.Form):
    """A law firm under contract."""

    name = forms.CharField(label=_("Law firm"), max_length=120)
    licence = forms.CharField(label=_("Practice licence"), max_length=60)
    contract = forms.CharField(label=_("Contract number"), max_length=80)
    engaged_on = a_day(_("Engaged on"), required=True)


class LawyerForm(forms.Form):
    """A lawyer of a firm."""

    firm_id = a_choice(_("Law firm"), [], coerce=int)
    username = a_choice(_("Signs in as"), [])
    licence = forms.CharField(label=_("Licence to practise"), max_length=60)

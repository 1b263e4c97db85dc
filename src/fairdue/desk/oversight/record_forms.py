"""Forms of the steps that a complaint or dispute goes through."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairdue.compliance.models import Decision
from fairdue.desk.record_forms import FIRST_COMPLEXITIES, a_choice, a_day, a_text, whole
from fairdue.people.models import Staff
from fairdue.people.rules import ALLOWED

KEPT = _("The reason is kept in the journal. No names or numbers of persons.")
WITH_REMEDY = (Decision.UPHELD, Decision.PARTLY)


class StepForm(forms.Form):
    """What a step asks for; `attempts` are the customer's contacts, as number and text."""

    def __init__(self, *args: Any, attempts: Any = (), **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}-%s")
        super().__init__(*args, **kwargs)
        for name in ("owner", "remedy_owner"):
            if name in self.fields:
                self._choose(name, handlers())
        if "attempt_id" in self.fields:
            self._choose("attempt_id", [("", "–"), *attempts])

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


def handlers() -> list[tuple[str, str]]:
    """Everyone who may handle complaints and disputes, by name."""
    able = Staff.objects.filter(is_active=True, role__in=ALLOWED["handle_complaint"])
    return sorted(((one.username, one.display_name) for one in able), key=lambda one: one[1])


class NothingForm(StepForm):
    """A step that asks for nothing but its button."""


class OwnerForm(StepForm):
    """Who sees to it."""

    owner = forms.ChoiceField(label=_("Handled by"))


class ReasonForm(StepForm):
    """Why."""

    reason = a_text(_("Reason"), KEPT)


class ComplexityForm(StepForm):
    """How hard it is, which sets the deadline."""

    complexity = a_choice(_("It is"), FIRST_COMPLEXITIES)
    reason = a_text(_("Reason"), KEPT)


class DecisionForm(StepForm):
    """The decision on a dispute."""

    decision = a_choice(_("Decision"), Decision.choices)
    reason = a_text(_("Reason"), KEPT)


class RemedyForm(DecisionForm):
    """The decision on a complaint, with what puts things right where it is upheld."""

    remedy = a_text(_("What will put it right"), KEPT, required=False)
    remedy_owner = forms.ChoiceField(label=_("Done by"), required=False)
    remedy_due_on = a_day(_("By the end of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("remedy", "remedy_owner", "remedy_due_on"):
            self.fields[name].widget.attrs["data-for"] = " ".join(WITH_REMEDY)


class FaultForm(StepForm):
    """What was at fault, as far as it is known."""

    attempt_id = a_choice(_("Contact"), [], required=False, coerce=whole)
    permit_id = forms.IntegerField(label=_("Permit number"), required=False, min_value=1)
    template = forms.CharField(label=_("Template"), required=False, max_length=80)
    strategy_table = forms.CharField(label=_("Decision table"), required=False, max_length=80)
    strategy_row = forms.CharField(label=_("Row of the table"), required=False, max_length=80)


class ReviewForm(StepForm):
    """When to look again."""

    next_on = a_day(_("Look at it again on"), required=True)
    reason = a_text(_("What was found"), KEPT)

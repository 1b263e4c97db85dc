"""What the journal's actions are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ACTIONS = {
    "attempt_made": gettext_lazy("Contact attempted"),
    "callback_agreed": gettext_lazy("Callback agreed"),
    "export_made": gettext_lazy("Export made"),
    "hold_placed": gettext_lazy("Hold placed"),
    "hold_released": gettext_lazy("Hold released"),
    "mark_raised": gettext_lazy("Mark raised"),
    "mark_cleared": gettext_lazy("Mark cleared"),
    "night_completed": gettext_lazy("Night completed"),
    "outcome_recorded": gettext_lazy("Outcome recorded"),
    "permit_denied": gettext_lazy("Permit denied"),
    "permit_granted": gettext_lazy("Permit granted"),
    "personal_data_revealed": gettext_lazy("Personal data revealed"),
    "promise_recorded": gettext_lazy("Promise recorded"),
    "promise_settled": gettext_lazy("Promise settled"),
    "case_taken": gettext_lazy("Case taken"),
    "case_reallocated": gettext_lazy("Case reallocated"),
    "staff_added": gettext_lazy("Staff member added"),
    "staff_changed": gettext_lazy("Staff member changed"),
    "staff_deactivated": gettext_lazy("Staff member deactivated"),
    "staff_reactivated": gettext_lazy("Staff member reactivated"),
    "staff_password_reset": gettext_lazy("Password reset"),
}


def action_label(action: str) -> str:
    """The action's name; one that is not listed is shown as it is written."""
    label = ACTIONS.get(action)
    return str(label) if label else action.replace("_", " ")


def revealed_label(what: str) -> str:
    """What was opened: the name, the ID number, or a contact point by its number."""
    if what.startswith("contact_point:"):
        return _("Contact point %(number)s") % {"number": what.partition(":")[2]}
    return {"name": _("Name"), "id_number": _("ID number")}.get(what, what)

"""What the journal's actions and the rule packs' codes are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

ACTIONS = {
    "callback_scheduled": gettext_lazy("Callback agreed"),
    "callback_withdrawn": gettext_lazy("Callback withdrawn"),
    "case_reallocated": gettext_lazy("Case reallocated"),
    "complaint_acknowledged": gettext_lazy("Receipt of a complaint confirmed"),
    "complaint_answered": gettext_lazy("Complaint answered"),
    "complaint_decided": gettext_lazy("Complaint decided"),
    "complaint_extension_approved": gettext_lazy("More time for a complaint approved"),
    "complaint_extension_asked": gettext_lazy("More time for a complaint asked for"),
    "complaint_judged": gettext_lazy("Complaint judged simple or complex"),
    "complaint_linked": gettext_lazy("What was at fault noted"),
    "complaint_recorded": gettext_lazy("Complaint recorded"),
    "complaint_remedied": gettext_lazy("Complaint put right"),
    "complaint_taken": gettext_lazy("Complaint taken on"),
    "complaint_withdrawn": gettext_lazy("Complaint withdrawn"),
    "consent_granted": gettext_lazy("Consent recorded"),
    "consent_revoked": gettext_lazy("Consent revoked"),
    "contact_point_disowned": gettext_lazy("Contact point is somebody else's"),
    "contact_point_marked_invalid": gettext_lazy("Contact point marked invalid"),
    "contact_point_restored": gettext_lazy("Contact point valid again"),
    "dispute_answered": gettext_lazy("Dispute answered"),
    "dispute_decided": gettext_lazy("Dispute decided"),
    "dispute_opened": gettext_lazy("Dispute opened"),
    "dispute_step_taken": gettext_lazy("Step taken with a dispute"),
    "dispute_taken": gettext_lazy("Dispute taken on"),
    "dispute_withdrawn": gettext_lazy("Dispute withdrawn"),
    "export_made": gettext_lazy("Export made"),
    "finding_recorded": gettext_lazy("Found late"),
    "finding_reinstated": gettext_lazy("Finding stands again"),
    "finding_revised": gettext_lazy("Finding revised"),
    "finding_withdrawn": gettext_lazy("Finding withdrawn"),
    "hold_placed": gettext_lazy("Hold placed"),
    "hold_released": gettext_lazy("Hold released"),
    "mapping_saved": gettext_lazy("Mapping saved"),
    "mark_cleared": gettext_lazy("Mark cleared"),
    "mark_raised": gettext_lazy("Mark raised"),
    "mark_withdrawn": gettext_lazy("Mark taken back"),
    "night_completed": gettext_lazy("Night completed"),
    "outcome_recorded": gettext_lazy("Outcome recorded"),
    "outcome_undone": gettext_lazy("Outcome taken back"),
    "permit_denied": gettext_lazy("Permit denied"),
    "permit_granted": gettext_lazy("Permit granted"),
    "personal_data_revealed": gettext_lazy("Personal data revealed"),
    "portfolio_loaded": gettext_lazy("Portfolio loaded"),
    "portfolio_taken_in": gettext_lazy("Portfolio taken in"),
    "promise_broken": gettext_lazy("Promise broken"),
    "promise_kept": gettext_lazy("Promise kept"),
    "promise_partial": gettext_lazy("Promise partly kept"),
    "promise_recorded": gettext_lazy("Promise recorded"),
    "promise_reinstated": gettext_lazy("Promise reinstated"),
    "promise_settled": gettext_lazy("Promise settled"),
    "promise_superseded": gettext_lazy("Promise replaced"),
    "promise_withdrawn": gettext_lazy("Promise withdrawn"),
    "proof_checked": gettext_lazy("Journal checked against its seals"),
    "proof_exported": gettext_lazy("Proof exported"),
    "reading_chosen": gettext_lazy("Reading of the law chosen"),
    "record_reviewed": gettext_lazy("Record reviewed"),
    "rejected_rows_downloaded": gettext_lazy("Rejected rows downloaded"),
    "remedy_done": gettext_lazy("Remedy done"),
    "remedy_taken": gettext_lazy("Remedy taken on"),
    "remedy_waived": gettext_lazy("Remedy waived"),
    "request_recorded": gettext_lazy("Request recorded"),
    "request_withdrawn": gettext_lazy("Request withdrawn"),
    "staff_added": gettext_lazy("Staff member added"),
    "staff_changed": gettext_lazy("Staff member changed"),
    "staff_deactivated": gettext_lazy("Staff member deactivated"),
    "staff_password_reset": gettext_lazy("Password reset"),
    "staff_reactivated": gettext_lazy("Staff member reactivated"),
    "team_added": gettext_lazy("Team added"),
}

STATUSES = {
    "in_force": gettext_lazy("In force"),
    "stayed": gettext_lazy("Stayed"),
    "vacated": gettext_lazy("Vacated"),
    "not_yet": gettext_lazy("Not yet in force"),
    "recommended": gettext_lazy("Recommended"),
    "repealed": gettext_lazy("Repealed"),
}
LEVELS = {
    "L1": gettext_lazy("Statute or State Council regulation"),
    "L2": gettext_lazy("Judicial interpretation"),
    "L3": gettext_lazy("Ministerial rule"),
    "L4": gettext_lazy("Regulator's notice"),
    "L5": gettext_lazy("Recommended standard"),
    "L6": gettext_lazy("Self-regulation"),
    "L7": gettext_lazy("Convention"),
    "policy": gettext_lazy("The lender's own policy"),
}
CONFIDENCES = {
    "A": gettext_lazy("A: text read"),
    "B": gettext_lazy("B: secondary text"),
    "C": gettext_lazy("C: from memory"),
    "policy": gettext_lazy("Own choice"),
}


def action_label(action: str) -> str:
    """The action's name; one that is not listed is shown as it is written."""
    label = ACTIONS.get(action)
    return str(label) if label else action.replace("_", " ")

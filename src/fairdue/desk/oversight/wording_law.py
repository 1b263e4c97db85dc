"""What the journal's actions about matters and the limitation of claims are called on a page."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from fairdue.legal.models import (
    AssetKind,
    ClosedBecause,
    CostKind,
    DeadlineState,
    InterruptionKind,
    RecoveryKind,
    Road,
    StepKind,
)

ACTIONS = {
    "asset_recorded": gettext_lazy("Asset noted"),
    "counsel_engaged": gettext_lazy("Counsel engaged"),
    "counsel_released": gettext_lazy("Counsel released"),
    "court_confirmed": gettext_lazy("Court confirmed"),
    "deadline_begun": gettext_lazy("Deadline set running"),
    "deadline_ended": gettext_lazy("Deadline ended"),
    "deadline_entered": gettext_lazy("Last day entered by hand"),
    "interruption_recorded": gettext_lazy("Interruption of limitation entered"),
    "interruption_withdrawn": gettext_lazy("Interruption of limitation taken back"),
    "law_firm_ended": gettext_lazy("Contract with a law firm ended"),
    "law_firm_registered": gettext_lazy("Law firm put on record"),
    "lawyer_registered": gettext_lazy("Lawyer put on record"),
    "limitation_alert_answered": gettext_lazy("Limitation alert answered"),
    "limitation_alert_raised": gettext_lazy("Limitation alert raised"),
    "matter_closed": gettext_lazy("Matter closed"),
    "matter_cost_booked": gettext_lazy("Cost of a matter booked"),
    "matter_cost_reversed": gettext_lazy("Cost of a matter taken back"),
    "matter_file_opened": gettext_lazy("Paper of a matter opened"),
    "matter_opened": gettext_lazy("Matter opened"),
    "matter_recovery_booked": gettext_lazy("Recovery of a matter booked"),
    "matter_recovery_reversed": gettext_lazy("Recovery of a matter taken back"),
    "matter_step_recorded": gettext_lazy("Step of a matter recorded"),
    "obstacle_recorded": gettext_lazy("Obstacle to suing entered"),
    "road_approval_given": gettext_lazy("Road approved by one person"),
    "road_approved": gettext_lazy("Road approved"),
    "road_declined": gettext_lazy("Road turned down"),
    "road_proposed": gettext_lazy("Another road proposed"),
}
NAMES: dict[str, str | Promise] = {
    "closed_because": gettext_lazy("Because"),
    "began_on": gettext_lazy("Began on"),
    "best": gettext_lazy("Leaves most"),
    "by_strategy": gettext_lazy("Proposed by the strategy"),
    "cost": gettext_lazy("Cost"),
    "counted_from": gettext_lazy("Counted from"),
    "days_before": gettext_lazy("Days before"),
    "deadline": gettext_lazy("Deadline"),
    "last_day": gettext_lazy("Last day"),
    "law_firm": gettext_lazy("Law firm"),
    "lawyer": gettext_lazy("Lawyer"),
    "matter": gettext_lazy("Matter"),
    "number": gettext_lazy("Number"),
    "payment": gettext_lazy("Payment"),
    "reached": gettext_lazy("Reached"),
    "road": gettext_lazy("Road"),
    "rule": gettext_lazy("Rule"),
    "sha256": gettext_lazy("Digest of the file"),
    "state": gettext_lazy("State"),
}
SUBJECTS: dict[str, str | Promise] = {
    "asset": gettext_lazy("Asset"),
    "interruption": gettext_lazy("Interruption"),
    "law_firm": gettext_lazy("Law firm"),
    "lawyer": gettext_lazy("Lawyer"),
    "matter": pgettext_lazy("journal", "Matter"),
    "obstacle": gettext_lazy("Obstacle"),
}
KINDS = (CostKind, RecoveryKind, InterruptionKind, AssetKind)
CODES = {
    "best": (Road,),
    "road": (Road,),
    "closed_because": (ClosedBecause,),
    "state": (DeadlineState,),
    "evidence_bundled": gettext_lazy("Evidence bundled"),
    "evidence_checked": gettext_lazy("Evidence checked"),
    "evidence_taken": gettext_lazy("Evidence taken"),
    "exhibit_added": gettext_lazy("Exhibit added"),
    "exhibit_taken": gettext_lazy("Exhibit taken"),
    "exhibit_withdrawn": gettext_lazy("Exhibit left out"),
    "legal_steps_set": gettext_lazy("Legal steps to speak of"),
    "overdraft_judged": gettext_lazy("Overdraft judged"),
    "overdraft_judgement_ended": gettext_lazy("Overdraft judgement ended"),
    "paper_released": gettext_lazy("Paper released"),
    "paper_release_given": gettext_lazy("Paper released once"),
    "paper_taken": gettext_lazy("Paper taken"),
    "paper_withdrawn": gettext_lazy("Paper withdrawn"),
    "paper_written": gettext_lazy("Paper written"),
    "papers_asked": gettext_lazy("Papers asked for"),
    "papers_set": gettext_lazy("Papers set"),
    "papers_taken": gettext_lazy("Archive of papers taken"),
    "papers_written": gettext_lazy("Papers written"),
}
STEPS = StepKind

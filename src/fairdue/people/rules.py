"""Which role may do what: the one table that screens and actions ask. Pure."""

from __future__ import annotations

from typing import Protocol

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

COLLECTOR, LEAD, COMPLIANCE = "collector", "lead", "compliance"
STRATEGIST, ADMINISTRATOR = "strategist", "administrator"
VISITOR, LEGAL, COUNSEL = "visitor", "legal", "counsel"
MANAGEMENT = "management"
EVERY_ROLE = (
    COLLECTOR,
    VISITOR,
    LEGAL,
    COUNSEL,
    LEAD,
    COMPLIANCE,
    STRATEGIST,
    MANAGEMENT,
    ADMINISTRATOR,
)
"""The roles of staff. Counsel are lawyers of a firm outside, who see their own matters only;
management sees figures and reports, and nobody's data."""

CARDHOLDER, INTEGRATOR = "cardholder", "integrator"
"""Who acts without being staff: a customer on their own records, another system by its token."""

_AT_THE_DESK = frozenset({COLLECTOR, LEAD})
_WITH_CUSTOMERS = frozenset({COLLECTOR, LEAD, COMPLIANCE})
_IN_TALKS = _WITH_CUSTOMERS | {VISITOR}
_AND_THEMSELVES = frozenset({CARDHOLDER, INTEGRATOR})

ALLOWED: dict[str, frozenset[str]] = {
    "search": _WITH_CUSTOMERS,
    "work_case": _AT_THE_DESK,
    "contact": _AT_THE_DESK,
    "write_note": _WITH_CUSTOMERS,
    "read_note": _WITH_CUSTOMERS,
    "record_promise": _AT_THE_DESK | {VISITOR} | _AND_THEMSELVES,
    "record_cause": _IN_TALKS | _AND_THEMSELVES,
    "record_capacity": _AT_THE_DESK | _AND_THEMSELVES,
    "see_offers": _WITH_CUSTOMERS | _AND_THEMSELVES,
    "agree": _AT_THE_DESK | _AND_THEMSELVES,
    "approve_agreement": frozenset({LEAD, COMPLIANCE}),
    "end_agreement": frozenset({LEAD, COMPLIANCE, CARDHOLDER}),
    "record_payment": frozenset({INTEGRATOR}),
    "check_payments": frozenset({LEAD, COMPLIANCE}),
    "adjust_balance": frozenset({LEAD, COMPLIANCE, INTEGRATOR}),
    "answer_call": frozenset({CARDHOLDER}),
    "end_sessions": frozenset({LEAD, COMPLIANCE, CARDHOLDER}),
    "set_out_to_pay": frozenset({CARDHOLDER}),
    "reveal": _WITH_CUSTOMERS | {CARDHOLDER},
    "mark_contact_point": _IN_TALKS,
    "disown_contact_point": _IN_TALKS | {CARDHOLDER},
    "export_own_file": frozenset({CARDHOLDER}),
    "place_hold": _WITH_CUSTOMERS,
    "release_hold": frozenset({LEAD, COMPLIANCE}),
    "raise_mark": _IN_TALKS | _AND_THEMSELVES,
    "clear_mark": frozenset({LEAD, COMPLIANCE}),
    "grant_consent": _WITH_CUSTOMERS | _AND_THEMSELVES,
    "revoke_consent": _WITH_CUSTOMERS | _AND_THEMSELVES,
    "record_request": _IN_TALKS | _AND_THEMSELVES,
    "withdraw_request": frozenset({LEAD, COMPLIANCE}) | _AND_THEMSELVES,
    "open_dispute": _IN_TALKS | _AND_THEMSELVES,
    "handle_dispute": frozenset({LEAD, COMPLIANCE}),
    "withdraw_dispute": frozenset({LEAD, COMPLIANCE}) | _AND_THEMSELVES,
    "record_complaint": _IN_TALKS | _AND_THEMSELVES,
    "handle_complaint": frozenset({LEAD, COMPLIANCE}),
    "withdraw_complaint": frozenset({LEAD, COMPLIANCE}) | _AND_THEMSELVES,
    "approve_extension": frozenset({LEAD, COMPLIANCE}),
    "review_records": frozenset({LEAD, COMPLIANCE}),
    "see_queue": frozenset({LEAD, COMPLIANCE}),
    "reallocate": frozenset({LEAD}),
    "see_reports": frozenset({LEAD, COMPLIANCE, STRATEGIST, MANAGEMENT}),
    "share_view": frozenset({LEAD, COMPLIANCE, STRATEGIST, MANAGEMENT}),
    "compare_offers": frozenset({LEAD, COMPLIANCE}),
    "schedule_reports": frozenset({LEAD, COMPLIANCE}),
    "confirm_report": frozenset({LEAD, COMPLIANCE}),
    "read_journal": frozenset({COMPLIANCE}),
    "export_proof": frozenset({COMPLIANCE}),
    "see_checks": frozenset({LEAD, COMPLIANCE}),
    "read_denials": frozenset({LEAD, COMPLIANCE}),
    "read_findings": frozenset({LEAD, COMPLIANCE}),
    "remedy_finding": frozenset({LEAD, COMPLIANCE}),
    "waive_remedy": frozenset({COMPLIANCE}),
    "choose_reading": frozenset({COMPLIANCE}),
    "see_strategy": frozenset({LEAD, COMPLIANCE, STRATEGIST}),
    "edit_strategy": frozenset({STRATEGIST}),
    "replay_strategy": frozenset({COMPLIANCE, STRATEGIST}),
    "set_capacity": frozenset({LEAD, STRATEGIST}),
    "approve_strategy": frozenset({COMPLIANCE, STRATEGIST}),
    "send_message": _AT_THE_DESK,
    "write_template": frozenset({LEAD, COMPLIANCE, STRATEGIST}),
    "approve_template": frozenset({LEAD, COMPLIANCE}),
    "see_messages": frozenset({LEAD, COMPLIANCE, STRATEGIST, ADMINISTRATOR}),
    "run_campaign": frozenset({LEAD, STRATEGIST}),
    "approve_campaign": frozenset({LEAD, COMPLIANCE}),
    "read_inbound": _WITH_CUSTOMERS,
    "handle_letters": frozenset({LEAD, COMPLIANCE}),
    "listen_recording": _WITH_CUSTOMERS,
    "hold_recording": frozenset({COMPLIANCE}),
    "run_dialler": frozenset({LEAD}),
    "import_transcripts": frozenset({LEAD, COMPLIANCE, INTEGRATOR}),
    "review_words": frozenset({LEAD, COMPLIANCE}),
    "score_talks": frozenset({LEAD, COMPLIANCE}),
    "plan_sampling": frozenset({COMPLIANCE}),
    "write_sheet": frozenset({LEAD, COMPLIANCE}),
    "approve_sheet": frozenset({LEAD, COMPLIANCE}),
    "appeal_score": frozenset({COLLECTOR, LEAD}),
    "coach": frozenset({LEAD, COMPLIANCE}),
    "read_inbox": frozenset(EVERY_ROLE),
    "ask_colleague": _AT_THE_DESK,
    "keep_calendar": frozenset({LEAD}),
    "set_team_goal": frozenset({LEAD}),
    "plan_visits": frozenset({LEAD}),
    "see_visits": frozenset({LEAD, COMPLIANCE}),
    "make_visit": frozenset({VISITOR}),
    "sign_off_visit": frozenset({LEAD}),
    "bar_visits": frozenset({VISITOR, LEAD, COMPLIANCE}),
    "see_incidents": frozenset({LEAD, COMPLIANCE}),
    "handle_incident": frozenset({LEAD, COMPLIANCE}),
    "answer_alarm": frozenset({LEAD, COMPLIANCE}),
    "see_matters": frozenset({LEGAL, COUNSEL, LEAD, COMPLIANCE}),
    "open_matter": frozenset({LEGAL}),
    "conduct_matter": frozenset({LEGAL, COUNSEL}),
    "approve_matter": frozenset({LEGAL, LEAD, COMPLIANCE}),
    "engage_counsel": frozenset({LEGAL}),
    "book_costs": frozenset({LEGAL, COUNSEL}),
    "judge_overdraft": frozenset({LEGAL}),
    "write_papers": frozenset({LEGAL, COUNSEL}),
    "release_papers": frozenset({LEGAL, COMPLIANCE}),
    "bundle_evidence": frozenset({LEGAL}),
    "take_papers": frozenset({LEGAL, COUNSEL, COMPLIANCE}),
    "correct_credit_record": frozenset({LEAD, COMPLIANCE}),
    "handle_credit_files": frozenset({COMPLIANCE}),
    "learn": frozenset({COLLECTOR, VISITOR, LEAD}),
    "see_training": frozenset({LEAD, COMPLIANCE}),
    "assign_training": frozenset({LEAD, COMPLIANCE}),
    "withdraw_certificate": frozenset({COMPLIANCE}),
    "write_course": frozenset({LEAD, COMPLIANCE}),
    "approve_course": frozenset({LEAD, COMPLIANCE}),
    "see_pay_schemes": frozenset({LEAD, COMPLIANCE}),
    "keep_pay_schemes": frozenset({COMPLIANCE}),
    "administer": frozenset({ADMINISTRATOR}),
    "manage_webhooks": frozenset({ADMINISTRATOR, INTEGRATOR}),
}
"""What may be done, and by which roles. What is not here, nobody may do."""

_ROLE_NAMES = {
    COLLECTOR: Text("collectors", "催收员"),
    VISITOR: Text("visitors", "外访员"),
    LEGAL: Text("legal officers", "法务"),
    COUNSEL: Text("outside counsel", "外部律师"),
    LEAD: Text("team leads", "主管"),
    COMPLIANCE: Text("compliance officers", "合规专员"),
    STRATEGIST: Text("strategists", "策略师"),
    MANAGEMENT: Text("management", "管理层"),
    ADMINISTRATOR: Text("administrators", "管理员"),
    CARDHOLDER: Text("the cardholder", "持卡人本人"),
    INTEGRATOR: Text("connected systems", "对接系统"),
}


class HasRole(Protocol):
    """Anyone with a role: `people.models.Staff`, or someone of `people.actors`."""

    @property
    def role(self) -> str:
        """What they are here to do."""

    @property
    def is_active(self) -> bool:
        """Whether they may do anything at all."""


def may(staff: HasRole, what: str) -> bool:
    """True when this role may do `what`. Unknown deeds and people out of service may nothing."""
    return staff.is_active and staff.role in ALLOWED.get(what, frozenset())


def require(staff: HasRole, what: str, customer_id: int | None = None) -> None:
    """Raise Refused, naming who may, unless `staff` may do `what`.

    A cardholder may do it to their own records only, so `customer_id` says whose they are; left
    out, a cardholder may not.
    """
    if may(staff, what):
        if staff.role == CARDHOLDER and getattr(staff, "customer_id", None) != customer_id:
            raise Refused(Text("These are not your records.", "这不是您本人的记录。"))
        return
    able = [_ROLE_NAMES[role] for role in _ROLE_NAMES if role in ALLOWED.get(what, frozenset())]
    if not able:
        raise Refused(Text("Nobody may do this.", "任何人都不得进行此操作。"))
    raise Refused(
        Text(
            f"Your role may not do this. It is for {', '.join(name.en for name in able)}.",
            f"您的角色不能进行此操作，仅限{'、'.join(name.zh for name in able)}。",
        )
    )

"""Payment orders in China: Civil Procedure Law arts. 225-228, Interpretation arts. 427-439."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

CONDITIONS: Mapping[str, Text] = {
    "due": Text("The money must be due.", "债权须已到期。"),
    "amount_fixed": Text("The amount must be fixed.", "金额须确定。"),
    "no_counter_duty": Text(
        "The creditor must owe nothing in return.", "债权人不得负有对待给付义务。"
    ),
    "no_other_disputes": Text(
        "The parties must have no other dispute.", "双方不得有其他债务纠纷。"
    ),
    "debtor_in_mainland": Text("The debtor must be in the mainland.", "债务人须在我国境内。"),
    "debtor_found": Text("The debtor must not be missing.", "债务人不得下落不明。"),
    "can_be_served": Text("The order must be servable.", "支付令须能送达债务人。"),
    "no_prior_preservation": Text(
        "There must be no preservation before suit.", "债权人不得已申请诉前保全。"
    ),
    "court_competent": Text("The court must be competent.", "受理法院须有管辖权。"),
    "interest_agreed": Text(
        "Interest and penalty must stand in the contract.", "利息、违约金须有合同约定。"
    ),
}
"""What must hold (Civil Procedure Law art. 225, Interpretation arts. 427-428). No amount cap."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The facts a court asks for. Each is true when nothing speaks against the order."""

    due: bool = True
    amount_fixed: bool = True
    no_counter_duty: bool = True
    no_other_disputes: bool = True
    debtor_in_mainland: bool = True
    debtor_found: bool = True
    can_be_served: bool = True
    no_prior_preservation: bool = True
    court_competent: bool = True
    interest_agreed: bool = True


def may_apply_for_payment_order(claim: Claim, *, conditions: Collection[str]) -> tuple[Clause, ...]:
    """One clause per condition; the application is sound when all allow."""
    return tuple(
        Clause("CN-PO-01", allowed=bool(getattr(claim, name)), reason=CONDITIONS[name])
        for name in conditions
    )


def last_day(step_on: date, days: int) -> date:
    """The last day of a step counted in days; the day of the event is not counted (art. 85)."""
    return step_on + timedelta(days=days)


def objection_stops_order(ground: str, *, ineffective_grounds: Collection[str]) -> bool:
    """Does the debtor's written objection end the order?

    A plea of inability, of more time or of another way to pay does not (Interpretation art. 436).
    """
    return ground not in ineffective_grounds


def order_lapsed(
    as_of: date,
    *,
    issued_on: date,
    served_on: date | None,
    creditor_sued: bool,
    serve_within_days: int,
) -> bool:
    """Is the order void: not served in time, or overtaken by a suit on the debt (art. 430)?"""
    last = last_day(issued_on, serve_within_days)
    late = as_of > last if served_on is None else served_on > last
    return late or creditor_sued


def objection_counts(
    objected_on: date, served_on: date, *, in_writing: bool, objection_days: int
) -> bool:
    """Is an objection in time and in writing (Civil Procedure Law art. 227)?"""
    return in_writing and objected_on <= last_day(served_on, objection_days)


def goes_to_trial(*, objection_upheld: bool, applicant_refuses: bool) -> bool:
    """Does the case go to trial? When the objection holds and the applicant doesn't refuse the
    suit in time (Civil Procedure Law art. 228, Interpretation arts. 438-439).
    """
    return objection_upheld and not applicant_refuses

"""Reads what the workbench's dialogs send. Bad input becomes a Refused that says how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from fairdue.contact.models import Outcome
from fairdue.desk.planning import INSTALMENTS_MAX, Choice
from fairdue.desk.wrap_up import Gesture
from fairdue.kernel.amounts import read_amount
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.negotiation.rules.schedule import with_amount
from fairdue.negotiation.rules.terms import Terms


def gesture(sent: Mapping[str, str]) -> Gesture:
    """The gesture that a form of the workbench describes. Raises Refused for bad input."""
    try:
        outcome = Outcome(sent.get("outcome", ""))
        case_id = int(sent.get("case", ""))
        attempt_id = int(sent["attempt"]) if sent.get("attempt") else None
    except ValueError:
        raise Refused(
            Text("The page sent something unknown; open it again.", "页面数据有误，请重新打开。")
        ) from None
    sum_typed, currency = sent.get("amount", ""), sent.get("currency", "")
    is_promise = outcome == Outcome.PROMISE
    return Gesture(
        case_id=case_id,
        outcome=outcome,
        attempt_id=attempt_id,
        amount=read_amount(sum_typed, currency) if is_promise else None,
        due_on=day(sent.get("due_on", "")) if is_promise else None,
        callback_at=moment(sent.get("due_at", "")) if outcome == Outcome.CALLBACK else None,
        told=sent.get("told", "").strip(),
        note=sent.get("note", "").strip(),
        ground=sent.get("ground", "") if outcome == Outcome.DISPUTE else "",
        plan=plan_choice(sent) if outcome == Outcome.PLAN and sent.get("offer") else None,
        changed=sent.get("changed", ""),
    )


def plan_choice(sent: Mapping[str, str]) -> Choice:
    """The suggestion that was chosen, and what was changed of it. Raises Refused for bad input."""
    currency, due_on = sent.get("currency", ""), sent.get("first_due_on", "").strip()
    each, number = sent.get("amount", "").strip(), sent.get("instalments", "").strip()
    version = sent.get("expected_version", "")
    return Choice(
        offer=sent.get("offer", ""),
        currency=currency,
        amount=read_amount(each, currency) if each else None,
        instalments=_number(number) if number else None,
        every=sent.get("every") or None,
        first_due_on=day(due_on) if due_on else None,
        expected_version=int(version) if version.isdecimal() else None,
    )


def revised(sent: Mapping[str, str], found: AgreementFacts, today: date) -> Terms:
    """Terms for what is left of an agreement: another amount each, from another day on.

    What was paid went to fees, interest and principal as its instalments say; what was to be
    forgiven still is. Raises Refused for bad input.
    """
    currency = found.terms.currency
    paid = {"principal": 0, "interest": 0, "fees": 0}
    for each in found.instalments:
        left = each.paid.minor - min(each.paid.minor, each.plan_interest.minor)
        for name in ("interest", "fees", "principal"):
            taken = min(left, getattr(each, name).minor)
            paid[name] += taken
            left -= taken
    terms = replace(
        found.terms,
        principal_minor=max(0, found.terms.principal_minor - paid["principal"]),
        interest_minor=max(0, found.terms.interest_minor - paid["interest"]),
        fees_minor=max(0, found.terms.fees_minor - paid["fees"]),
        first_due_on=day(sent.get("first_due_on", "")),
        starts_on=today,
        amount_minor=None,
        amounts_minor=(),
    )
    return with_amount(terms, read_amount(sent.get("amount", ""), currency).minor)


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= INSTALMENTS_MAX:
        raise Refused(
            Text(
                f"Write the number of instalments in figures, at most {INSTALMENTS_MAX}.",
                f"请用数字填写期数，最多{INSTALMENTS_MAX}期。",
            )
        )
    return int(text)


def day(text: str) -> date:
    """A day as a date field sends it. Raises Refused for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(Text("Choose a day for the payment.", "请选择还款日期。")) from None


def moment(text: str) -> datetime:
    """A moment of the desk's zone as a date-time field sends it. Raises Refused otherwise."""
    try:
        return timezone.make_aware(datetime.fromisoformat(text))
    except ValueError:
        raise Refused(Text("Choose a day and a time.", "请选择日期和时间。")) from None

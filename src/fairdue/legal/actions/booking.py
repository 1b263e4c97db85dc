"""Costs and recoveries of matters, booked to the case to the cent; mistakes are reversed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fairdue.compliance.actions.recording import next_id, not_later, today
from fairdue.kernel.money import Money
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.actions.recording import enter, matter_to_change
from fairdue.legal.models import Cost, CostKind, Matter, Recovery, RecoveryKind
from fairdue.legal.queries.costs import payments_to_book
from fairdue.legal.queries.policy import CNY, COURT_FEES, court_fee
from fairdue.people.models import Staff
from fairdue.rulebook.packs import law_in_force

RECEIPT_LENGTH_MAX = 80


def book_cost(
    *,
    matter_id: int,
    kind: str,
    amount: Money,
    on: date,
    receipt: str,
    staff: Staff,
    at: datetime,
    reason: str = "",
) -> Cost:
    """Book what was paid for a matter, also after its end.

    A court's fee is held against the law's brackets: another amount needs a reason. Raises
    Refused for another currency, no receipt, a day still to come, and for who may not.
    """
    if kind not in CostKind.values:
        raise Refused(Text("Choose what was paid for.", "请选择费用类别。"))
    not_later(on, at)
    number = _receipt(receipt)
    with transaction.atomic():
        matter = matter_to_change(matter_id, staff, "book_costs", closed=True)
        _same_currency(matter, amount)
        expected, rule = _expected(matter, kind, on)
        if expected is not None and amount.minor != expected and not reason.strip():
            told = Money(expected, matter.currency)
            raise Refused(
                Text(
                    f"By the brackets it is {told}. Say why it is another amount.",
                    f"按收费标准应为{told.amount}元；金额不一致的，请说明原因。",
                )
            )
        pk = next_id(Cost)
        entry = enter(
            matter,
            "matter_cost_booked",
            staff,
            at,
            {"cost": pk, "kind": kind, "amount_minor": amount.minor, "currency": amount.currency},
            [_cited(rule)] if rule else [],
        )
        return Cost.objects.create(
            pk=pk,
            matter=matter,
            case_id=matter.case_id,
            customer_id=matter.customer_id,
            kind=kind,
            on=on,
            amount_minor=amount.minor,
            currency=amount.currency,
            expected_minor=expected,
            rule=rule,
            receipt=number,
            reason=reason.strip()[:400],
            booked_by=staff.username,
            booked_at=at,
            journal_entry=entry,
        )


def reverse_cost(*, cost_id: int, reason: str, staff: Staff, at: datetime) -> Cost:
    """Take back a cost that was booked in error. Raises Refused for one taken back before."""
    because = reason_given(reason)
    with transaction.atomic():
        found = Cost.objects.filter(pk=cost_id).first()
        if found is None:
            raise Refused(Text("There is no such cost.", "没有该笔费用。"))
        matter = matter_to_change(found.matter_id, staff, "book_costs", closed=True)
        if found.reverses_id or Cost.objects.filter(reverses=found).exists():
            raise Refused(Text("This was taken back already.", "该笔记录已冲回。"))
        details = {"cost": found.pk, "amount_minor": -found.amount_minor}
        entry = enter(
            matter, "matter_cost_reversed", staff, at, details | {"currency": found.currency}
        )
        return Cost.objects.create(
            matter=matter,
            case_id=found.case_id,
            customer_id=found.customer_id,
            kind=found.kind,
            on=today(at),
            amount_minor=-found.amount_minor,
            currency=found.currency,
            receipt=found.receipt,
            reason=because,
            reverses=found,
            booked_by=staff.username,
            booked_at=at,
            journal_entry=entry,
        )


def book_recovery(
    *, matter_id: int, payment_id: int, kind: str, staff: Staff, at: datetime
) -> Recovery:
    """Book a payment of the ledger to the matter that brought it in.

    Raises Refused for one that isn't on the matter's accounts, came before it, was taken back or
    is booked already, and for who may not.
    """
    if kind not in RecoveryKind.values or kind == RecoveryKind.COSTS_BACK:
        raise Refused(Text("Choose by what the money came in.", "请选择回款类别。"))
    with transaction.atomic():
        matter = matter_to_change(matter_id, staff, "book_costs", closed=True)
        paid = next((p for p in payments_to_book(matter) if p.payment_id == payment_id), None)
        if paid is None:
            raise Refused(
                Text(
                    "This payment is not on the matter's accounts since it was opened, or is "
                    "booked already.",
                    "该笔还款不属于立项后相关账户的还款，或已登记。",
                )
            )
        amount = Money(paid.amount_minor, paid.currency)
        return _recovery(matter, kind, paid.paid_on, amount, staff, at, payment_id=payment_id)


def book_costs_back(
    *, matter_id: int, amount: Money, on: date, receipt: str, staff: Staff, at: datetime
) -> Recovery:
    """Book costs that the court or the debtor paid back outside the account. Raises Refused."""
    not_later(on, at)
    number = _receipt(receipt)
    with transaction.atomic():
        matter = matter_to_change(matter_id, staff, "book_costs", closed=True)
        _same_currency(matter, amount)
        return _recovery(matter, RecoveryKind.COSTS_BACK, on, amount, staff, at, receipt=number)


def reverse_recovery(*, recovery_id: int, reason: str, staff: Staff, at: datetime) -> Recovery:
    """Take back what was booked in error, or whose payment the ledger took back. Raises Refused.

    The payment isn't offered again.
    """
    because = reason_given(reason)
    with transaction.atomic():
        found = Recovery.objects.filter(pk=recovery_id).first()
        if found is None:
            raise Refused(Text("There is no such recovery.", "没有该笔回款。"))
        matter = matter_to_change(found.matter_id, staff, "book_costs", closed=True)
        if found.reverses_id or Recovery.objects.filter(reverses=found).exists():
            raise Refused(Text("This was taken back already.", "该笔记录已冲回。"))
        amount = Money(-found.amount_minor, found.currency)
        return _recovery(
            matter, found.kind, today(at), amount, staff, at, reason=because, reverses=found
        )


def _recovery(
    matter: Matter,
    kind: str,
    on: date,
    amount: Money,
    staff: Staff,
    at: datetime,
    *,
    payment_id: int | None = None,
    receipt: str = "",
    reason: str = "",
    reverses: Recovery | None = None,
) -> Recovery:
    details = {"kind": kind, "amount_minor": amount.minor, "currency": amount.currency}
    if payment_id is not None:
        details["payment"] = payment_id
    action = "matter_recovery_reversed" if reverses else "matter_recovery_booked"
    entry = enter(matter, action, staff, at, details)
    return Recovery.objects.create(
        matter=matter,
        case_id=matter.case_id,
        customer_id=matter.customer_id,
        kind=kind,
        on=on,
        amount_minor=amount.minor,
        currency=amount.currency,
        payment_id=payment_id,
        receipt=receipt,
        reason=reason,
        reverses=reverses,
        booked_by=staff.username,
        booked_at=at,
        journal_entry=entry,
    )


def _expected(matter: Matter, kind: str, on: date) -> tuple[int | None, str]:
    """What the law's brackets come to for the claim, and the rule; none outside China."""
    if kind not in COURT_FEES or matter.jurisdiction != "CN" or matter.currency != CNY:
        return None, ""
    fee = court_fee(kind, matter.claimed_minor, on)
    return fee.amount_minor, fee.rule


def _cited(rule: str) -> dict[str, str]:
    law = law_in_force("CN")
    return {"rule": rule, "pack": law.name, "version": law.version}


def _receipt(receipt: str) -> str:
    number = receipt.strip()
    if not number or len(number) > RECEIPT_LENGTH_MAX:
        raise Refused(Text("Give the number of the receipt.", "请填写票据或凭证号码。"))
    return number


def _same_currency(matter: Matter, amount: Money) -> None:
    if amount.currency != matter.currency:
        raise Refused(
            Text(
                f"This matter is in {matter.currency}; currencies are never added up.",
                f"本案币种为{matter.currency}，不同币种不得合并计算。",
            )
        )

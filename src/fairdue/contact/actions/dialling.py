"""Dialling: the one way a call comes about."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.contact.actions.asking import Wish, ask
from fairdue.contact.models import Attempt
from fairdue.contact.rules.verdict import missing_text
from fairdue.delinquency.queries import case as find_case
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Verdict
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio import queries as portfolio


class ContactDenied(Refused):
    """The permit was denied; `verdict` has every failing clause, and the denial is stored."""

    def __init__(self, verdict: Verdict, permit_id: int) -> None:
        reasons = [clause.reason for clause in verdict.failing]
        reasons += [missing_text(name) for name in verdict.missing]
        super().__init__(
            Text(
                " ".join(reason.en for reason in reasons),
                "".join(reason.zh for reason in reasons),
            )
        )
        self.verdict = verdict
        self.permit_id = permit_id


def dial(*, case_id: int, contact_point_id: int, staff: Staff, at: datetime) -> Attempt:
    """Ask for a permit to call this number and, in the same breath, store the open attempt.

    Commits by itself and must not run inside another transaction: a denial is kept too. Raises
    ContactDenied with the whole verdict, and Refused when the case is closed, the number isn't
    the customer's phone, or the person still has a call open.
    """
    require(staff, "contact")
    case = find_case(case_id)
    if case is None or not case.is_open:
        raise Refused(Text("This case is not open any more.", "此案件已结案。"))
    phones = {
        point.id: point
        for point in portfolio.contact_points(case.customer_id)
        if point.kind == "phone"
    }
    if contact_point_id not in phones:
        raise Refused(
            Text("This is not a phone number of this customer.", "该号码不属于此客户的电话。")
        )
    wish = Wish(case.customer_id, case_id, phones[contact_point_id], staff.username, at)
    with transaction.atomic(durable=True):
        answer = ask(wish, dial=True)
    if answer.attempt_id is None:
        raise ContactDenied(answer.verdict, answer.permit_id)
    return Attempt.objects.select_related("permit", "contact_point").get(pk=answer.attempt_id)

"""Reads what the workbench's dialogs send. Bad input becomes a Refused that says how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from fairdue.contact.models import Outcome
from fairdue.desk.wrap_up import Gesture
from fairdue.kernel.amounts import read_amount
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text


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
    )


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

"""When a payment counts as received on a United States card: 12 CFR 1026.10."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def credit_date(received_at: datetime, cutoff: time | None, *, cutoff_min: time) -> date:
    """The day a conforming payment is credited: of receipt, up to and including the cut-off hour
    where it is received; the next day after it. A cut-off before 17:00 counts as 17:00.
    """
    latest = max(cutoff or time.max, cutoff_min)
    late = received_at.time() > latest
    return received_at.date() + timedelta(days=1 if late else 0)


def may_set_cutoff(cutoff: time, *, cutoff_min: time) -> Clause:
    """May payments of a day be cut off at this hour? Not before 17:00: us.regz.10."""
    return Clause(
        "us.regz.10",
        allowed=cutoff >= cutoff_min,
        reason=Text(
            f"The cut-off may not be earlier than {cutoff_min:%H:%M}.",
            f"截止时刻不得早于{cutoff_min:%H:%M}。",
        ),
    )


def late_from_without_mail(due_on: date, next_mail_day: date | None) -> date:
    """The first day on which a payment by mail is late when the due date has no mail: the day
    after the next one on which mail is accepted.
    """
    return (next_mail_day or due_on) + timedelta(days=1)


def may_charge_for_payment(*, expedited: bool, live_agent: bool, applies: bool) -> Clause:
    """A fee for paying? Only for an expedited payment with a person's help: us.regz.10e."""
    return Clause(
        "us.regz.10e",
        allowed=not applies or (expedited and live_agent),
        reason=Text(
            "No fee for a way of paying, save an expedited payment with a person's help.",
            "除由人工协助的加急付款外，不得就付款方式收费。",
        ),
    )

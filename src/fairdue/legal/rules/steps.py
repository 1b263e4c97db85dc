"""What can happen in a matter: names of the steps, and the stage that each leads to. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from fairdue.legal.rules import stages

OPENED, ROAD_APPROVED, REMINDER_SENT = "opened", "road_approved", "reminder_sent"
LETTER_SENT, LETTER_REACHED = "letter_sent", "letter_reached"
MEDIATION_REQUESTED, MEDIATION_AGREED = "mediation_requested", "mediation_agreed"
MEDIATION_CONFIRMED, MEDIATION_FAILED = "mediation_confirmed", "mediation_failed"
ORDER_APPLIED, ORDER_ACCEPTED = "order_applied", "order_accepted"
ORDER_REJECTED, ORDER_ISSUED = "order_rejected", "order_issued"
ORDER_SERVED, ORDER_OPPOSED = "order_served", "order_opposed"
ORDER_LAPSED, ORDER_STANDS = "order_lapsed", "order_stands"
SUIT_REFUSED, SUIT_FILED, SUIT_ACCEPTED = "suit_refused", "suit_filed", "suit_accepted"
FEE_NOTICE, FEE_PAID, HEARD = "fee_notice", "fee_paid", "heard"
SUIT_WITHDRAWN, JUDGMENT_RECEIVED, APPEALED = "suit_withdrawn", "judgment_received", "appealed"
JUDGMENT_FINAL, PERFORMANCE_OVER = "judgment_final", "performance_over"
ENFORCEMENT_APPLIED, ENFORCEMENT_ENDED = "enforcement_applied", "enforcement_ended"
SETTLED, SETTLEMENT_BROKEN, CLOSED = "settled", "settlement_broken", "closed"

LEADS_TO: Mapping[str, str] = {
    LETTER_SENT: stages.LAWYERS_LETTER,
    MEDIATION_REQUESTED: stages.MEDIATION,
    ORDER_APPLIED: stages.PAYMENT_ORDER,
    SUIT_FILED: stages.SUIT,
    JUDGMENT_RECEIVED: stages.JUDGMENT,
    ENFORCEMENT_APPLIED: stages.ENFORCEMENT,
    SETTLED: stages.SETTLEMENT,
    CLOSED: stages.CLOSED,
}
"""The steps that bring a matter to another stage; all others happen within one."""

"""What can happen in a matter: names of the steps, and the stage that each leads to. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

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

EVERYWHERE = frozenset(stages.NEXT) - {stages.CLOSED}
BEFORE_COURT = frozenset({stages.REMINDER, stages.LAWYERS_LETTER, stages.MEDIATION})

POSSIBLE_IN: Mapping[str, frozenset[str]] = {
    REMINDER_SENT: frozenset({stages.REMINDER}),
    LETTER_SENT: frozenset({stages.REMINDER, stages.LAWYERS_LETTER}),
    LETTER_REACHED: frozenset({stages.LAWYERS_LETTER, stages.MEDIATION, stages.PAYMENT_ORDER,
                               stages.SUIT}),
    MEDIATION_REQUESTED: frozenset({stages.REMINDER, stages.LAWYERS_LETTER}),
    MEDIATION_AGREED: frozenset({stages.MEDIATION}),
    MEDIATION_CONFIRMED: frozenset({stages.MEDIATION}),
    MEDIATION_FAILED: frozenset({stages.MEDIATION}),
    ORDER_APPLIED: BEFORE_COURT,
    ORDER_ACCEPTED: frozenset({stages.PAYMENT_ORDER}),
    ORDER_REJECTED: frozenset({stages.PAYMENT_ORDER}),
    ORDER_ISSUED: frozenset({stages.PAYMENT_ORDER}),
    ORDER_SERVED: frozenset({stages.PAYMENT_ORDER}),
    ORDER_OPPOSED: frozenset({stages.PAYMENT_ORDER}),
    ORDER_LAPSED: frozenset({stages.PAYMENT_ORDER}),
    ORDER_STANDS: frozenset({stages.PAYMENT_ORDER}),
    SUIT_REFUSED: frozenset({stages.PAYMENT_ORDER}),
    SUIT_FILED: BEFORE_COURT | {stages.PAYMENT_ORDER, stages.SETTLEMENT},
    SUIT_ACCEPTED: frozenset({stages.SUIT}),
    FEE_NOTICE: frozenset({stages.PAYMENT_ORDER, stages.SUIT}),
    FEE_PAID: frozenset({stages.PAYMENT_ORDER, stages.SUIT}),
    HEARD: frozenset({stages.SUIT}),
    SUIT_WITHDRAWN: frozenset({stages.SUIT}),
    JUDGMENT_RECEIVED: frozenset({stages.SUIT}),
    APPEALED: frozenset({stages.JUDGMENT}),
    JUDGMENT_FINAL: frozenset({stages.JUDGMENT}),
    PERFORMANCE_OVER: frozenset({stages.MEDIATION, stages.SUIT, stages.JUDGMENT,
                                 stages.SETTLEMENT}),
    ENFORCEMENT_APPLIED: frozenset({stages.MEDIATION, stages.PAYMENT_ORDER, stages.SUIT,
                                    stages.JUDGMENT, stages.SETTLEMENT}),
    ENFORCEMENT_ENDED: frozenset({stages.ENFORCEMENT}),
    SETTLED: EVERYWHERE - {stages.SETTLEMENT},
    SETTLEMENT_BROKEN: frozenset({stages.SETTLEMENT}),
}  # fmt: skip
"""In which stages a step can happen. Opening, approval and closing have actions of their own."""

NEEDS_BEFORE: Mapping[str, tuple[str, ...]] = {
    LETTER_REACHED: (LETTER_SENT,),
    MEDIATION_CONFIRMED: (MEDIATION_AGREED,),
    ORDER_ISSUED: (ORDER_ACCEPTED,),
    ORDER_SERVED: (ORDER_ISSUED,),
    ORDER_OPPOSED: (ORDER_SERVED,),
    ORDER_STANDS: (ORDER_SERVED,),
    SUIT_REFUSED: (ORDER_LAPSED,),
    APPEALED: (JUDGMENT_RECEIVED,),
    SETTLEMENT_BROKEN: (SETTLED,),
    ENFORCEMENT_APPLIED: (PERFORMANCE_OVER, ORDER_STANDS, MEDIATION_CONFIRMED, JUDGMENT_FINAL),
}
"""One of these must have happened before."""

PURSUES = frozenset({LETTER_SENT, ORDER_APPLIED, SUIT_FILED, MEDIATION_REQUESTED,
                     ENFORCEMENT_APPLIED})  # fmt: skip
"""Steps with which somebody is pursued: never for who is protected by then."""

PROVED = frozenset(POSSIBLE_IN) - {REMINDER_SENT, SETTLEMENT_BROKEN}
"""Steps that need evidence: a record here, or a file."""


def possible(stage: str, done: Collection[str], *, road: str) -> tuple[str, ...]:
    """The steps that can be recorded now, in the order of a matter."""
    return tuple(
        kind
        for kind, where in POSSIBLE_IN.items()
        if stage in where
        and (kind not in NEEDS_BEFORE or any(each in done for each in NEEDS_BEFORE[kind]))
        and (
            kind not in LEADS_TO
            or LEADS_TO[kind] == stage
            or stages.leads_to(stage, LEADS_TO[kind], road=road)
        )
    )

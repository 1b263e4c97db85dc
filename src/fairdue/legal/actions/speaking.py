"""Tells which legal steps of a matter texts and talks may speak of."""

from __future__ import annotations

from datetime import datetime

from fairdue.compliance.actions.legal_steps import set_legal_steps
from fairdue.legal.models import Approval, Matter, OverdraftJudgement
from fairdue.legal.queries.overdraft import may_be_spoken_of
from fairdue.legal.rules.speaking import steps_to_speak_of


def tell_steps(matter: Matter, *, actor: str, at: datetime) -> bool:
    """Let texts speak of what stands for this matter now, and of nothing else of it.

    To be called in the transaction that changed the matter; tells whether anything changed.
    """
    return set_legal_steps(
        customer_id=matter.customer_id,
        of=f"matter:{matter.pk}",
        steps=steps_to_speak_of(
            matter.stage,
            matter.road,
            approved=matter.approval == Approval.APPROVED,
            police_report=may_be_spoken_of(matter, at),
        ),
        actor=actor,
        at=at,
    )


def review_steps(*, at: datetime) -> int:
    """Look again at every matter that lets texts speak of a police report: a limb may have fallen,
    by a payment or a finding. How many changed.
    """
    judged = OverdraftJudgement.objects.filter(ended_at=None, may_be_spoken_of=True)
    return sum(
        tell_steps(each.matter, actor="system", at=at) for each in judged.select_related("matter")
    )

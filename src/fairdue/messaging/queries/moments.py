"""What a customer wrote to us, as lines of their timeline; the words stay sealed."""

from __future__ import annotations

from fairdue.contact.models import Channel
from fairdue.contact.wording import in_both
from fairdue.kernel.text import Text
from fairdue.kernel.timeline import Moment
from fairdue.messaging.models import Answer, AnswerState


def moments_of_answers(customer_id: int, limit: int = 50) -> list[Moment]:
    """The newest first."""
    rows = Answer.objects.filter(inbound__customer_id=customer_id).select_related("inbound")
    return [_moment(row) for row in rows.order_by("-inbound__taken_at")[:limit]]


def _moment(row: Answer) -> Moment:
    channel = in_both(Channel(row.inbound.channel).label)
    return Moment(
        at=row.inbound.taken_at,
        kind="written",
        title=Text(f"Customer wrote: {channel.en}", f"客户来信：{channel.zh}"),
        detail=in_both(AnswerState(row.state).label),
        actor="",
        subject=f"answer:{row.pk}",
    )

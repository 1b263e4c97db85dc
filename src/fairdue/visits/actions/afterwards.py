"""After abuse on a visit: how each of the team wants to go on, as their telephone hands it in."""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction

from fairdue.care.actions import Choice, choose
from fairdue.care.queries.incidents import incident_on_visit
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.visits.actions.calling_off import end_round
from fairdue.visits.actions.deeds import ALREADY, TAKEN
from fairdue.visits.actions.giving_out import finish_round
from fairdue.visits.actions.handing_in import Bringing
from fairdue.visits.models import Visit, VisitRecord
from fairdue.visits.queries.records import own_visit

WAITS = "waits"
"""Nothing is lost: the telephone keeps the answer and brings it again."""
NO_RECORD = Text(
    "The record of this visit is not here: it has not come yet, or was refused. "
    "The answer is taken once it is.",
    "该外访的记录尚未收到或未被接收；待记录接收后，您的选择随之生效。",
)
NO_ABUSE = Text(
    "The record of this visit that counts tells of no abuse, so nothing was asked. "
    "If you want to talk, tell your lead.",
    "该外访以系统采用的记录为准，其中未登记辱骂，无需选择。如需倾诉，请直接联系主管。",
)


class GoOn(StrEnum):
    """How a visitor may want to go on."""

    FINE = "fine"
    BREAK = "break"
    END = "end"
    TALK = "talk"


CHOICES = {
    GoOn.FINE: Choice.FINE,
    GoOn.BREAK: Choice.BREAK,
    GoOn.END: Choice.LIGHTER,
    GoOn.TALK: Choice.TALK,
}


def take_answer(*, visit_id: int, go_on: str, bringing: Bringing) -> str:
    """Let somebody go on as they want to after abuse on a visit; gives TAKEN, ALREADY or WAITS.

    What they chose isn't kept, here as after a call (`care.actions.choose`), not even until their
    record comes: until then their telephone keeps it. The end of a round waits for no record.
    Raises Refused for a visit that is none of theirs, and where its record tells of no abuse.
    """
    if go_on not in list(GoOn):
        raise Refused(Text("Choose how you want to go on.", "请选择接下来的安排。"))
    staff, at = bringing.staff, bringing.received_at
    visit = own_visit(visit_id, staff)
    assert visit.round_id is not None, "own visits are in a round"
    if go_on == GoOn.END and end_round(round_id=visit.round_id, but=visit.pk, staff=staff, at=at):
        finish_round(round_id=visit.round_id, actor=staff.username, at=at)
    with transaction.atomic():
        Visit.objects.select_for_update().get(pk=visit.pk)
        records = list(VisitRecord.objects.filter(visit=visit).values_list("pk", flat=True))
        if not records:
            return WAITS
        incident = incident_on_visit(records, staff)
        if incident is None and go_on != GoOn.END:
            raise Refused(NO_ABUSE)
        if incident is None:
            return TAKEN
        if incident.answered_at is not None:
            return ALREADY
        choose(incident_id=incident.pk, choice=CHOICES[GoOn(go_on)], staff=staff, at=at)
    return TAKEN

"""How far a test has come: its answers so far, as marked."""

from __future__ import annotations

from fairdue.people.models import Staff
from fairdue.training.models import Answer, Part, Sitting
from fairdue.training.rules.content import Content, Turn
from fairdue.training.rules.marking import Marked


def sitting_of(sitting_id: int, staff: Staff) -> Sitting | None:
    """A person's own test, with its version and course."""
    return (
        Sitting.objects.select_related("version__course").filter(pk=sitting_id, staff=staff).first()
    )


def answers_of(sitting: Sitting) -> list[Answer]:
    """Its answers, in order."""
    return list(Answer.objects.filter(sitting=sitting).order_by("place"))


def marked_so_far(sitting: Sitting, content: Content) -> list[Marked]:
    """Its answers as they were marked, and where each of the talk leads."""
    return [
        Marked(
            row.points,
            row.points_max,
            tuple(row.breaches),
            row.part == Part.TALK,
            _leads_to(content.talk.turns[row.asked], row.choice) if row.part == Part.TALK else "",
        )
        for row in answers_of(sitting)
    ]


def _leads_to(turn: Turn, choice: int | None) -> str:
    if turn.free is not None:
        return turn.free.next
    assert choice is not None, "a turn with choices was answered by one"
    return turn.choices[choice].next

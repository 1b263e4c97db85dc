"""Works out anew from when until when somebody may work cases."""

from __future__ import annotations

from datetime import datetime

from fairdue.journal.actions import record
from fairdue.kernel.calendars import day_bounds
from fairdue.people.models import Staff
from fairdue.training.models import Certificate, Clearance, Exercise
from fairdue.training.queries.policy import today, training_policy, zone
from fairdue.training.rules.clearance import Held, Owed, Standing, standing


def standing_of(staff: Staff, at: datetime) -> Standing:
    """How a person stands with the courses their role needs."""
    on = today(at)
    held = Certificate.objects.filter(staff=staff, withdrawn_at=None).values_list(
        "course__code", "issued_on", "expires_on"
    )
    owed = Exercise.objects.filter(staff=staff, done_at=None).values_list("course__code", "due_on")
    return standing(
        training_policy(on).courses_of(staff.role),
        (Held(*row) for row in held),
        (Owed(*row) for row in owed),
        on,
    )


def settle(staff: Staff, *, actor: str, at: datetime) -> Clearance | None:
    """Write down until when they may work cases, inside the caller's transaction.

    To be called after anything it rests on changed: a certificate, an exercise, the role. None for
    a role that needs no certificate and never had one.
    """
    known = Clearance.objects.select_for_update().filter(staff=staff).first()
    needed = training_policy(today(at)).courses_of(staff.role)
    stands = standing_of(staff, at)
    through = stands.through if needed else None
    if through is None:
        if known is None or known.until <= at:
            return known
        return _write(staff, known.since, at, actor, at)
    until = day_bounds(through, zone())[1]
    if known is not None and (known.role, known.until) == (staff.role, until):
        return known
    unbroken = known is not None and known.role == staff.role and known.until > at
    return _write(staff, known.since if known and unbroken else at, until, actor, at)


def _write(staff: Staff, since: datetime, until: datetime, actor: str, at: datetime) -> Clearance:
    entry = record(
        actor=actor,
        action="clearance_changed",
        at=at,
        subject=f"staff:{staff.pk}",
        details={"role": staff.role, "since": since.isoformat(), "until": until.isoformat()},
    )
    row = Clearance(
        staff=staff, role=staff.role, since=min(since, until), until=until, journal_entry=entry
    )
    row.save()
    return row

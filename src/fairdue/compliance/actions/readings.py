"""Chooses how the law is read where its texts leave something open. Journalled."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from fairdue.compliance.models import ReadingChoice
from fairdue.journal.actions import record
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.rulebook.packs import Pack, pack, pack_names
from fairdue.training.actions.exercises import assign_for_rules

LOCK = "SELECT pg_advisory_xact_lock(hashtext('compliance'), hashtext('reading choice'))"


def choose_reading(
    *, rule: str, parameter: str, reading: str, reason: str, staff: Staff, at: datetime
) -> ReadingChoice:
    """Read a parameter this way from `at` on; reading "" goes back to the profile's.

    Contact is judged all day by what was chosen before the day began, a night by what was chosen
    before its day ended. What was decided before stands as decided: its journal entry names the
    pack's version, which covers the choices. Whoever was certified in a course that teaches the
    rule is assigned an exercise. Raises Refused without a reason, for a rule,
    parameter or reading that doesn't exist, for the reading that applies already, and for a role
    that may not.
    """
    require(staff, "choose_reading")
    because = reason_given(reason)
    law = _pack_of(rule, parameter)
    names = [each.name for each in law.rules[rule].readings[parameter]]
    if reading and reading not in names:
        raise Refused(Text(f"There is no reading {reading!r}.", f"没有“{reading}”这种理解口径。"))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        before = _chosen(rule, parameter, at)
        if before == reading:
            raise Refused(Text("This reading applies already.", "当前已采用该理解口径。"))
        entry = record(
            actor=staff.username,
            action="reading_chosen",
            at=at,
            subject=f"rule:{rule}",
            details={"parameter": parameter, "from": before, "to": reading},
            rules=[{"rule": rule, "pack": law.name, "version": law.version}],
        )
        assign_for_rules([rule], reference=f"reading:{entry.pk}", actor=staff.username, at=at)
        return ReadingChoice.objects.create(
            rule=rule,
            parameter=parameter,
            reading=reading,
            reason=because,
            chosen_by=staff.username,
            chosen_at=at,
            journal_entry=entry,
        )


def _pack_of(rule: str, parameter: str) -> Pack:
    for name in pack_names():
        found = pack(name)
        if rule in found.rules and parameter in found.rules[rule].readings:
            return found
    raise Refused(
        Text(
            f"{rule}.{parameter} is not open to more than one reading.",
            f"{rule}.{parameter}没有可供选择的理解口径。",
        )
    )


def _chosen(rule: str, parameter: str, at: datetime) -> str:
    newest = (
        ReadingChoice.objects.filter(rule=rule, parameter=parameter)
        .order_by("-chosen_at", "-id")
        .first()
    )
    if newest is not None and newest.chosen_at > at:
        raise Refused(Text("A later choice was made already.", "此后已另行选择。"))
    return newest.reading if newest is not None else ""

"""What came of a call, recorded once and undone within seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from fairdue.compliance.actions import place_tied_hold, release_holds_caused_by
from fairdue.contact import queries
from fairdue.contact.actions.asking import PERMIT_RULE, CallOpen
from fairdue.contact.models import SPOKEN, UNMADE, WRITTEN, Attempt, Outcome
from fairdue.contact.queries.terms import BEIJING, POLICY
from fairdue.journal.actions import record, record_many
from fairdue.journal.models import Entry
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio.actions import disown_contact_point, mark_contact_point
from fairdue.rulebook.packs import RuleValue, pack

OUTCOME_RULE = "LENDER-OUTCOMES"
ABOUT_THE_NUMBER = frozenset({Outcome.NUMBER_INVALID, Outcome.WRONG_PERSON})


def record_outcome(*, attempt_id: int, outcome: str, staff: Staff, at: datetime) -> Attempt:
    """End one's own open call with what came of it.

    An invalid number is marked so, and one of somebody else's as theirs; outcomes that policy
    ties to a hold (LENDER-OUTCOMES) place it in the same breath. Raises Refused for an unknown
    outcome, someone else's call, and a call that already has an outcome.
    """
    require(staff, "contact")
    if outcome not in SPOKEN:
        raise Refused(Text(f"There is no outcome {outcome!r}.", f"没有“{outcome}”这种结果。"))
    with transaction.atomic():
        attempt = _own(attempt_id, staff)
        if attempt.outcome:
            raise Refused(
                Text(
                    "This call already has an outcome; undo it first.", "该通话已有结果，请先撤销。"
                )
            )
        _end(attempt, outcome, staff, at, {})
    return attempt


def record_visit_outcome(
    attempt: Attempt, outcome: str, *, staff: Staff, at: datetime, details: Mapping[str, Any]
) -> Attempt:
    """End the attempt of a visit with what came of it, inside the caller's transaction.

    `at` is when it is learned, `details` the journal's. An address that doesn't exist or is
    somebody else's is marked so, and policy's holds are placed, as after a call. Raises Refused
    for an outcome that no visit has, and for roles that make no visits.
    """
    require(staff, "make_visit")
    if outcome not in SPOKEN:
        raise Refused(Text(f"There is no outcome {outcome!r}.", f"没有“{outcome}”这种结果。"))
    _end(attempt, outcome, staff, at, details)
    return attempt


@dataclass(frozen=True, slots=True)
class Written:
    """What became of something written. `details` are the journal's: identifiers and codes."""

    attempt: Attempt
    outcome: Outcome
    details: Mapping[str, Any]


END_MANY = """
UPDATE contact_attempt AS attempt
SET outcome = new.outcome, ended_at = %s, journal_entry_id = new.entry
FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS new (id, outcome, entry)
WHERE attempt.id = new.id
"""


def record_written_outcomes(written: Sequence[Written], *, actor: str, at: datetime) -> list[Entry]:
    """What became of what was written, inside the caller's transaction; gives an entry for each.

    Later word of one may put another outcome in its place, as that it came back.
    """
    wrong = {each.outcome for each in written} - WRITTEN
    if wrong:
        raise ValueError(f"{wrong!r} are not outcomes of something written")
    entries = record_many(
        [
            Entry(
                actor=actor,
                action="outcome_recorded",
                at=at,
                subject=f"attempt:{each.attempt.pk}",
                customer_id=each.attempt.customer_id,
                details={
                    **each.details,
                    "channel": each.attempt.channel,
                    "outcome": str(each.outcome),
                },
            )
            for each in written
        ]
    )
    for each, entry in zip(written, entries, strict=True):
        attempt = each.attempt
        attempt.journal_entry, attempt.outcome, attempt.ended_at = entry, each.outcome, at
    ids = [each.attempt.pk for each in written]
    outcomes = [str(each.outcome) for each in written]
    with connection.cursor() as cursor:
        cursor.execute(END_MANY, [at, ids, outcomes, [entry.pk for entry in entries]])
    return entries


def record_not_placed(
    *, attempt_id: int, actor: str, at: datetime, details: Mapping[str, Any]
) -> Attempt | None:
    """End an open call that never reached the customer's telephone: it is no contact.

    Only for whoever holds the telephone and knows, inside the caller's transaction; None where
    the attempt has its outcome already. The permit stays spent. `details` are the journal's:
    identifiers and codes that say why.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    if attempt.outcome:
        return None
    attempt.journal_entry = record(
        actor=actor,
        action="outcome_recorded",
        at=at,
        subject=f"attempt:{attempt.pk}",
        customer_id=attempt.customer_id,
        details={**details, "channel": attempt.channel, "outcome": str(Outcome.NOT_PLACED)},
    )
    attempt.outcome, attempt.ended_at = Outcome.NOT_PLACED, at
    attempt.save(update_fields=["outcome", "ended_at", "journal_entry"])
    return attempt


def _end(
    attempt: Attempt, outcome: str, staff: Staff, at: datetime, details: Mapping[str, Any]
) -> None:
    attempt.journal_entry = record(
        actor=staff.username,
        action="outcome_recorded",
        at=at,
        subject=f"attempt:{attempt.pk}",
        customer_id=attempt.customer_id,
        details={**details, "channel": attempt.channel, "outcome": outcome},
    )
    attempt.outcome, attempt.ended_at = outcome, at
    attempt.save(update_fields=["outcome", "ended_at", "journal_entry"])
    if outcome == Outcome.NUMBER_INVALID and attempt.contact_point_id is not None:
        mark_contact_point(
            contact_point_id=attempt.contact_point_id,
            invalid_since=local_day(at, BEIJING),
            staff=staff,
            at=at,
        )
    if outcome == Outcome.WRONG_PERSON and attempt.contact_point_id is not None:
        disown_contact_point(contact_point_id=attempt.contact_point_id, staff=staff, at=at)
    _place_hold_of(attempt, staff, at)


def _place_hold_of(attempt: Attempt, staff: Staff, at: datetime) -> None:
    """The hold that policy ties to an outcome, if any."""
    brings = _policy(OUTCOME_RULE, "holds", at).value.get(attempt.outcome)
    if brings is not None:
        place_tied_hold(
            customer_id=attempt.customer_id,
            kind=str(brings["hold"]),
            days=brings["days"],
            reason=f"{OUTCOME_RULE}: {attempt.outcome}",
            cause=f"attempt:{attempt.pk}",
            staff=staff,
            at=at,
        )


def undo_outcome(*, attempt_id: int, staff: Staff, at: datetime) -> Attempt:
    """Take one's own outcome back within the policy's seconds; the call is open again.

    What the outcome brought with it goes too: its hold, and what was noted of the number.
    Raises Refused when it is too late, or when another call is open by now.
    """
    require(staff, "contact")
    seconds = int(_policy(PERMIT_RULE, "undo_seconds", at).value)
    with transaction.atomic():
        attempt = _own(attempt_id, staff)
        if not attempt.outcome or attempt.ended_at is None or attempt.outcome in UNMADE:
            raise Refused(Text("There is no outcome to undo.", "没有可撤销的结果。"))
        if at > attempt.ended_at + timedelta(seconds=seconds):
            raise Refused(
                Text(
                    f"An outcome can be undone for {seconds} seconds only.",
                    f"结果仅可在{seconds}秒内撤销。",
                )
            )
        if queries.open_attempt(staff) is not None:
            raise CallOpen
        taken_back = attempt.outcome
        attempt.journal_entry = record(
            actor=staff.username,
            action="outcome_undone",
            at=at,
            subject=f"attempt:{attempt.pk}",
            customer_id=attempt.customer_id,
            details={"channel": attempt.channel, "outcome": taken_back},
        )
        attempt.outcome, attempt.ended_at = "", None
        attempt.save(update_fields=["outcome", "ended_at", "journal_entry"])
        if taken_back in ABOUT_THE_NUMBER and attempt.contact_point_id is not None:
            mark_contact_point(
                contact_point_id=attempt.contact_point_id, invalid_since=None, staff=staff, at=at
            )
        release_holds_caused_by(
            cause=f"attempt:{attempt.pk}", reason="outcome undone", staff=staff, at=at
        )
    return attempt


def _own(attempt_id: int, staff: Staff) -> Attempt:
    attempt = Attempt.objects.select_for_update().filter(pk=attempt_id).first()
    if attempt is None or attempt.made_by != staff.username:
        raise Refused(Text("This is not a call of yours.", "这不是您的通话。"))
    return attempt


def _policy(rule: str, parameter: str, at: datetime) -> RuleValue:
    return pack(POLICY).value(rule, parameter, local_day(at, BEIJING))

"""Judges a customer's past contacts again and keeps what stands against them, with its remedies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from fairdue.contact.models import Finding, Judged, Remedy
from fairdue.contact.queries.hindsight import Hindsight, hindsight
from fairdue.contact.queries.rejudging import LAW_PACKS, due
from fairdue.contact.queries.terms import BEIJING, POLICY
from fairdue.contact.rules.document import clause_document
from fairdue.contact.rules.rejudging import NEWLY_UNLAWFUL, causes, find
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.calendars import local_day
from fairdue.kernel.verdict import Clause
from fairdue.rulebook.packs import pack

ACTOR = "hindsight"
REMEDY_RULE = "LENDER-REMEDY"


@dataclass(frozen=True, slots=True)
class Rejudged:
    """What judging again changed."""

    found: int = 0
    """New findings, and withdrawn ones that stand again."""
    revised: int = 0
    withdrawn: int = 0

    def __add__(self, other: Rejudged) -> Rejudged:
        return Rejudged(
            self.found + other.found,
            self.revised + other.revised,
            self.withdrawn + other.withdrawn,
        )


@dataclass(frozen=True, slots=True)
class _Standing:
    """A finding as it is stored."""

    permit_id: int
    kind: str
    rules: list[str]
    clauses: list[Any]
    causes: list[Any]


def rejudge(customer_id: int, *, at: datetime) -> Rejudged:
    """Judge every past contact of a customer by what is known now, and keep what stands.

    What stood before and doesn't any more is withdrawn, never deleted. Takes a lock of its own,
    so it waits for nobody who asks for a permit and nobody waits for it.
    """
    with transaction.atomic():
        below = _begin(customer_id)
        seen = hindsight(customer_id, at)
        standing = {(each.permit_id, each.kind): each for each in _standing(seen)}
        changed = _settle(customer_id, standing, seen, at)
        Judged.objects.update_or_create(
            customer_id=customer_id,
            defaults={"below": below, "packs": _packs(), "judged_at": at},
        )
    return changed


def rejudge_due(*, at: datetime, limit: int | None = None) -> Iterator[tuple[int, Rejudged]]:
    """Judge again whoever has facts newer than their last judging, one transaction each.

    Ended anywhere, it goes on where it was. Gives the customer and what changed.
    """
    for customer_id in due(_packs(), limit):
        yield customer_id, rejudge(customer_id, at=at)


def _packs() -> str:
    return " ".join(pack(name).version for name in (*LAW_PACKS, POLICY))


def _begin(customer_id: int) -> int:
    """Let nobody else judge this customer, and tell which transactions all can be seen of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('hindsight', %s))", [customer_id]
        )
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        row = cursor.fetchone()
    assert row is not None, "the function always answers"
    return int(row[0])


def _standing(seen: Hindsight) -> Iterator[_Standing]:
    pasts = {past.number: past for past in seen.pasts}
    for found in find(seen.pasts, seen.known, seen.laws):
        told = causes(
            found,
            pasts[found.number],
            seen.lates,
            seen.laws[found.number],
            law_changed=found.number in seen.law_changed,
        )
        yield _Standing(
            found.number,
            found.kind,
            list(found.rules),
            [_document(clause) for clause in found.clauses],
            [
                {
                    "kind": late.kind,
                    "subject": late.subject,
                    "entry": late.entry,
                    "known_at": late.known_at.isoformat() if late.entry else None,
                }
                for late in told
            ],
        )


def _document(clause: Clause) -> dict[str, Any]:
    """A clause with its reason and citation, whichever way it answers."""
    return clause_document(replace(clause, allowed=False)) | {"allowed": clause.allowed}


def _settle(
    customer_id: int,
    standing: dict[tuple[int, str], _Standing],
    seen: Hindsight,
    at: datetime,
) -> Rejudged:
    kept = {
        (finding.permit_id, finding.kind): finding
        for finding in Finding.objects.filter(customer_id=customer_id)
    }
    changed = Rejudged()
    for key, now in standing.items():
        changed += _keep(customer_id, kept.get(key), now, seen.attempts.get(now.permit_id), at)
    for key, finding in kept.items():
        if key not in standing and finding.withdrawn_at is None:
            finding.journal_entry = _enter(finding, "finding_withdrawn", at)
            finding.withdrawn_at = at
            finding.save(update_fields=["withdrawn_at", "journal_entry"])
            _settle_remedies(finding, finding.journal_entry, at)
            changed += Rejudged(withdrawn=1)
    return changed


def _keep(
    customer_id: int,
    finding: Finding | None,
    now: _Standing,
    attempt_id: int | None,
    at: datetime,
) -> Rejudged:
    """Store a finding that is new, or that says something else than before."""
    told = {"rules": now.rules, "clauses": now.clauses, "causes": now.causes}
    if finding is None:
        finding = Finding(
            customer_id=customer_id,
            permit_id=now.permit_id,
            attempt_id=attempt_id,
            kind=now.kind,
            found_at=at,
            **told,
        )
        action, changed = "finding_recorded", Rejudged(found=1)
    elif finding.withdrawn_at is not None:
        action, changed = "finding_reinstated", Rejudged(found=1)
    elif all(getattr(finding, name) == value for name, value in told.items()):
        return Rejudged()
    else:
        action, changed = "finding_revised", Rejudged(revised=1)
    for name, value in told.items():
        setattr(finding, name, value)
    finding.withdrawn_at = None
    finding.journal_entry = entry = _enter(finding, action, at)
    finding.save()
    _settle_remedies(finding, entry, at)
    return changed


def _enter(finding: Finding, action: str, at: datetime) -> Entry:
    return record(
        actor=ACTOR,
        action=action,
        at=at,
        subject=f"permit:{finding.permit_id}",
        customer_id=finding.customer_id,
        details={
            "kind": finding.kind,
            "rules": finding.rules,
            "causes": [cause["subject"] or cause["kind"] for cause in finding.causes],
        },
    )


def _settle_remedies(finding: Finding, entry: Entry, at: datetime) -> None:
    """Bring the tasks that policy has for the finding, and withdraw open ones it hasn't."""
    wanted = {} if finding.withdrawn_at else _wanted(finding, at)
    had = {remedy.kind: remedy for remedy in Remedy.objects.filter(finding=finding)}
    for kind, due_on in wanted.items():
        if kind not in had:
            Remedy.objects.create(
                finding=finding,
                customer_id=finding.customer_id,
                kind=kind,
                due_on=due_on,
                journal_entry=entry,
            )
    for kind, remedy in had.items():
        over = remedy.done_at or remedy.waived_at
        if not over and (kind in wanted) == (remedy.withdrawn_at is not None):
            remedy.withdrawn_at = None if kind in wanted else at
            remedy.journal_entry = entry
            remedy.save(update_fields=["withdrawn_at", "journal_entry"])


def _wanted(finding: Finding, at: datetime) -> dict[str, date]:
    """The tasks of a finding, each with the last day for it."""
    today, policy = local_day(at, BEIJING), pack(POLICY)
    by_kind = policy.value(REMEDY_RULE, "by_kind", today).value[finding.kind]
    by_rule = policy.value(REMEDY_RULE, "by_rule", today).value
    days = policy.value(REMEDY_RULE, "due_days", today).value
    lists = [by_kind]
    if finding.kind == NEWLY_UNLAWFUL:
        lists = [by_rule.get(rule, by_kind) for rule in finding.rules]
    return {kind: today + timedelta(days=int(days[kind])) for kinds in lists for kind in kinds}

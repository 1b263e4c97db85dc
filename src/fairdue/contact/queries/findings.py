"""What was found late about contacts, as pages show it: newest first, by state and rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from fairdue.contact.models import Channel, Finding, FindingKind, Outcome, Remedy
from fairdue.contact.rules.rejudging import LAWFUL_AFTER_ALL
from fairdue.contact.wording import in_both
from fairdue.kernel.text import Text
from fairdue.kernel.timeline import Moment, Tone

OPEN, REMEDIED, WITHDRAWN = "open", "remedied", "withdrawn"
STATES = (OPEN, REMEDIED, WITHDRAWN)
"""Standing with a task to do; standing with none left; undone by a later fact."""


@dataclass(frozen=True, slots=True)
class RemedyFacts:
    """One task of a finding."""

    id: int
    kind: str
    label: str
    owner: str
    due_on: date
    done_at: datetime | None
    waived_at: datetime | None
    withdrawn_at: datetime | None
    ended_by: str
    note: str

    @property
    def is_open(self) -> bool:
        """True while somebody has to do it."""
        return self.done_at is None and self.waived_at is None and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """One finding with its contact, masked."""

    id: int
    permit_id: int
    customer_id: int
    customer_ref: str
    name_masked: str
    value_masked: str
    channel: str
    outcome: str
    at: datetime
    """When the contact was made, or the denied one asked for."""
    by: str
    granted: bool
    failing_then: list[str]
    kind: str
    label: str
    rules: list[str]
    clauses: list[dict[str, Any]]
    causes: list[dict[str, Any]]
    terms: dict[str, Any] | None
    found_at: datetime
    withdrawn_at: datetime | None
    entry: int
    remedies: tuple[RemedyFacts, ...]

    @property
    def state(self) -> str:
        """One of STATES."""
        if self.withdrawn_at is not None:
            return WITHDRAWN
        return OPEN if any(remedy.is_open for remedy in self.remedies) else REMEDIED

    @property
    def due_on(self) -> date | None:
        """The first day by which something has to be done."""
        return min((remedy.due_on for remedy in self.remedies if remedy.is_open), default=None)


def findings(
    *, state: str = "", rule: str = "", kind: str = "", offset: int = 0, limit: int | None = 50
) -> tuple[list[FindingFacts], int]:
    """Findings that fit every filter given, newest first, and how many there are in all."""
    found = _in_state(state)
    if rule:
        found = found.filter(rules__contains=[rule])
    if kind:
        found = found.filter(kind=kind)
    rows = found.select_related(
        "permit", "permit__contact_point", "permit__terms", "attempt", "customer"
    ).prefetch_related("remedies").order_by("-found_at", "-id")  # fmt: skip
    page = rows[offset:] if limit is None else rows[offset : offset + limit]
    return [_facts(row) for row in page], found.count()


def finding(finding_id: int) -> FindingFacts | None:
    """One finding, or None."""
    row = Finding.objects.filter(pk=finding_id).prefetch_related("remedies").first()
    return None if row is None else _facts(row)


def findings_of_permit(permit_id: int) -> list[FindingFacts]:
    """What stands or stood against one contact."""
    return [_facts(row) for row in Finding.objects.filter(permit_id=permit_id).order_by("pk")]


def findings_by_state() -> dict[str, int]:
    """How many there are in each state."""
    return {state: _in_state(state).count() for state in STATES}


def findings_by_rule(state: str = "") -> dict[str, int]:
    """Findings per rule, the commonest first; one may count in several."""
    numbers: dict[str, int] = {}
    rows = _in_state(state).values_list("rules").annotate(number=Count("pk")).order_by()
    for rules, number in rows:
        for rule in rules:
            numbers[rule] = numbers.get(rule, 0) + number
    return dict(sorted(numbers.items(), key=lambda each: (-each[1], each[0])))


def moments_of_findings(customer_id: int, limit: int = 50) -> list[Moment]:
    """Findings as lines of the timeline, at the moment they were made; newest first."""
    rows = Finding.objects.filter(customer_id=customer_id).select_related("permit")
    return [_moment(row) for row in rows.order_by("-found_at", "-id")[:limit]]


def _in_state(state: str) -> QuerySet[Finding]:
    to_do = Exists(
        Remedy.objects.filter(
            finding=OuterRef("pk"), done_at=None, waived_at=None, withdrawn_at=None
        )
    )
    found = Finding.objects.all()
    if state == WITHDRAWN:
        return found.filter(withdrawn_at__isnull=False)
    if state in (OPEN, REMEDIED):
        standing = found.filter(withdrawn_at=None)
        return standing.filter(to_do) if state == OPEN else standing.exclude(to_do)
    return found


def _facts(row: Finding) -> FindingFacts:
    permit, attempt = row.permit, row.attempt
    return FindingFacts(
        id=row.pk,
        permit_id=permit.pk,
        customer_id=row.customer_id,
        customer_ref=row.customer.customer_ref,
        name_masked=row.customer.name_masked,
        value_masked=permit.contact_point.value_masked if permit.contact_point else "",
        channel=str(Channel(permit.channel).label),
        outcome=str(Outcome(attempt.outcome).label) if attempt and attempt.outcome else "",
        at=attempt.made_at if attempt else permit.asked_at,
        by=attempt.made_by if attempt else permit.asked_by,
        granted=permit.granted,
        failing_then=list(permit.failing),
        kind=row.kind,
        label=str(FindingKind(row.kind).label),
        rules=list(row.rules),
        clauses=list(row.clauses),
        causes=list(row.causes),
        terms=permit.terms.document if permit.terms else None,
        found_at=row.found_at,
        withdrawn_at=row.withdrawn_at,
        entry=row.journal_entry_id,
        remedies=tuple(
            RemedyFacts(
                each.pk,
                each.kind,
                each.get_kind_display(),
                each.owner,
                each.due_on,
                each.done_at,
                each.waived_at,
                each.withdrawn_at,
                each.ended_by,
                each.note,
            )
            for each in sorted(row.remedies.all(), key=lambda each: (each.due_on, each.pk))
        ),
    )


def _moment(row: Finding) -> Moment:
    kind = in_both(FindingKind(row.kind).label)
    channel = in_both(Channel(row.permit.channel).label)
    asked = f"{row.permit.asked_at:%Y-%m-%d}"
    over = row.withdrawn_at is not None
    tone: Tone = "neutral" if over else "good" if row.kind == LAWFUL_AFTER_ALL else "bad"
    return Moment(
        at=row.found_at,
        kind="finding",
        title=Text(f"Found late: {kind.en}", f"事后发现：{kind.zh}"),
        detail=Text(
            f"{channel.en} of {asked}{', withdrawn since' if over else ''}",
            f"{asked}的{channel.zh}{'，已撤销' if over else ''}",
        ),
        actor="",
        tone=tone,
    )

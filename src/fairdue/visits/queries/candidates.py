"""Cases that the strategy decided should be visited, with their ground and the rules' answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fairdue.contact import queries as contact
from fairdue.contact.rules.planned import Window
from fairdue.contact.rules.verdict import missing_text
from fairdue.delinquency import queries as delinquency
from fairdue.kernel.text import Text
from fairdue.portfolio import queries as portfolio
from fairdue.visits.models import Visit
from fairdue.visits.queries.grounds import on_record
from fairdue.visits.queries.policy import needs, round_policy
from fairdue.visits.rules.bases import BASES, bases_of
from fairdue.visits.rules.states import OPEN_VISIT
from fairdue.work.models import QueueItem

VISIT = "visit"
NO_GROUND = Text("There is no ground on record for a visit.", "系统记录中没有上门外访的事由。")
NO_ADDRESS = Text("There is no valid address on record.", "系统中没有有效地址。")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case to choose from. `why_not` is empty where nothing stands in the way."""

    case_id: int
    case_number: str
    customer_id: int
    customer_ref: str
    name_masked: str
    bucket: int
    days_past_due: int | None
    address_masked: str
    bases: tuple[Text, ...]
    why_not: tuple[Text, ...]
    failing: tuple[str, ...]

    @property
    def may(self) -> bool:
        """May a visit be put down?"""
        return not self.why_not


def candidates(day: date, *, at: datetime, offset: int, limit: int) -> tuple[list[Candidate], int]:
    """Cases on the queue for a visit that have none put down, the most urgent first, and how many.

    A case that somebody worked by telephone this morning is still one: the decision was a visit.
    Each is judged for the hours of policy on that day. The answer that binds is the permit's.
    """
    taken = Visit.objects.filter(state__in=OPEN_VISIT).values("customer_id")
    rows = (
        QueueItem.objects.filter(treatment=VISIT)
        .exclude(case__customer_id__in=taken)
        .select_related("case__customer")
        .order_by("-priority", "pk")
    )
    return [_candidate(row, day, at) for row in rows[offset : offset + limit]], rows.count()


def _candidate(row: QueueItem, day: date, at: datetime) -> Candidate:
    case = delinquency.case(row.case_id)
    assert case is not None, "the queue's cases are there"
    points = portfolio.contact_points(case.customer_id)
    address = next(
        (
            each
            for each in points
            if each.kind == "address"
            and each.invalid_since is None
            and each.not_theirs_since_at is None
        ),
        None,
    )
    bases = bases_of(on_record(case, at), needs(at))
    why_not: list[Text] = [] if bases else [NO_GROUND]
    failing: tuple[str, ...] = ()
    if address is None:
        why_not.append(NO_ADDRESS)
    else:
        window = _window(day, contact.person(case.customer_id, at).day_zone(), at)
        verdict = contact.may_visit(
            customer_id=case.customer_id, contact_point_id=address.id, window=window, at=at
        )
        why_not += [clause.reason for clause in verdict.failing]
        why_not += [missing_text(name) for name in verdict.missing]
        failing = tuple(dict.fromkeys(clause.rule for clause in verdict.failing))
    customer = row.case.customer
    return Candidate(
        case_id=case.id,
        case_number=case.number,
        customer_id=case.customer_id,
        customer_ref=customer.customer_ref,
        name_masked=customer.name_masked,
        bucket=case.bucket,
        days_past_due=case.days_past_due,
        address_masked=address.value_masked if address else "",
        bases=tuple(BASES[basis] for basis in bases),
        why_not=tuple(why_not),
        failing=failing,
    )


def _window(day: date, zone: ZoneInfo, at: datetime) -> Window:
    policy = round_policy(at)
    begins = datetime.combine(day, policy.opens, tzinfo=zone)
    ends = datetime.combine(day, policy.closes, tzinfo=zone)
    return Window(min(max(begins, at), ends), ends)

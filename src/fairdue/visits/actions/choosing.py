"""Puts a visit down for a day: on a basis, at the cardholder's own address, inside lawful hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from fairdue.contact import queries as contact
from fairdue.contact.rules.planned import Window
from fairdue.contact.rules.verdict import missing_text
from fairdue.delinquency import queries as delinquency
from fairdue.delinquency.queries import CaseFacts
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Verdict
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.queries import ContactPointFacts
from fairdue.strategy.queries import allotment_of
from fairdue.visits.actions.places import find_places
from fairdue.visits.models import Origin, Skill, Visit, VisitState
from fairdue.visits.queries.grounds import on_record
from fairdue.visits.queries.policy import needs, round_policy
from fairdue.visits.rules.bases import BASES, INVITED, PAPERS, bases_of
from fairdue.visits.rules.states import OPEN_VISIT

NO_CASE = Text("Give the case's number.", "请填写案件编号。")
NO_WINDOW = Text(
    "Say from when until when the cardholder agreed to be visited.",
    "请填写与持卡人约定的起止时间。",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit that somebody wants. Without a window: the hours of policy; without a basis: the
    strongest that is on record. What was agreed with the cardholder is never left out silently.
    """

    case_id: int
    day: date
    basis: str = ""
    origin: str = Origin.LEAD
    window: tuple[datetime, datetime] | None = None
    skills: tuple[str, ...] = ()
    service_minutes: int | None = None
    must: bool = False


class VisitRefused(Refused):
    """No visit may be put down; `verdict` has the clauses where the rules stand in the way."""

    def __init__(self, text: Text, verdict: Verdict | None = None) -> None:
        super().__init__(text)
        self.verdict = verdict


@dataclass(slots=True)
class Chosen:
    """What came of choosing many: visits put down, and why others were not, by case."""

    visits: list[Visit] = field(default_factory=list)
    refused: dict[int, VisitRefused] = field(default_factory=dict)


def choose(wanted: Wanted, *, staff: Staff, at: datetime) -> Visit:
    """Put a visit down. Raises VisitRefused, with the rules' own words where they refuse it.

    Nothing is permitted by this: the permit is asked for when the team takes its round.
    """
    require(staff, "plan_visits")
    return choose_for(wanted, actor=staff.username, at=at)


def choose_many(
    case_ids: Sequence[int], *, day: date, staff: Staff, at: datetime, origin: str = Origin.STRATEGY
) -> Chosen:
    """Put visits down for cases that the strategy decided should be visited; each by itself."""
    require(staff, "plan_visits")
    chosen = Chosen()
    for case_id in case_ids:
        try:
            wanted = Wanted(case_id, day, origin=origin)
            chosen.visits.append(choose_for(wanted, actor=staff.username, at=at))
        except VisitRefused as refused:
            chosen.refused[case_id] = refused
    return chosen


def choose_for(wanted: Wanted, *, actor: str, at: datetime) -> Visit:
    """As `choose`, for a process that acts by itself."""
    case = delinquency.case(wanted.case_id)
    if case is None or not case.is_open:
        raise VisitRefused(Text("This case is not open any more.", "此案件已结案。"))
    zone = contact.person(case.customer_id, at).day_zone()
    address = own_address(case.customer_id)
    window = _window(wanted, zone, at)
    basis = _basis(case, wanted, at)
    _must_be_lawful(case.customer_id, address.id, window, at)
    find_places([address.id], actor=actor, at=at)
    with transaction.atomic():
        if Visit.objects.filter(customer_id=case.customer_id, state__in=OPEN_VISIT).exists():
            raise VisitRefused(
                Text("A visit to this person is put down already.", "该客户已有待执行的外访。")
            )
        return _kept(case, address, wanted, window, basis, actor, at)


def own_address(customer_id: int) -> ContactPointFacts:
    """The address on record as the customer's own that can be used. Raises VisitRefused."""
    for point in portfolio.contact_points(customer_id):
        ours = point.not_theirs_since_at is None and point.invalid_since is None
        if point.kind == "address" and ours:
            return point
    raise VisitRefused(
        Text(
            "There is no valid address of the cardholder's own on record; nobody else is visited.",
            "系统中没有持卡人本人的有效地址；不得前往他人处所。",
        )
    )


def _window(wanted: Wanted, zone: ZoneInfo, at: datetime) -> Window:
    """From when until when; on the day it is put down for, by the customer's own calendar."""
    policy, today = round_policy(at), local_day(at, zone)
    if not today <= wanted.day <= today + timedelta(days=policy.days_ahead_max):
        raise VisitRefused(
            Text(
                f"Visits are put down for today or up to {policy.days_ahead_max} days ahead.",
                f"外访只能安排在今天至{policy.days_ahead_max}天之内。",
            )
        )
    if wanted.window is None:
        begins = datetime.combine(wanted.day, policy.opens, tzinfo=zone)
        ends = datetime.combine(wanted.day, policy.closes, tzinfo=zone)
    else:
        begins, ends = wanted.window
    service = timedelta(minutes=wanted.service_minutes or policy.service_minutes)
    if ends - max(begins, at) < service:
        raise VisitRefused(
            Text(
                "The visit itself takes longer than is left of its window.",
                "所选时段的剩余时间不足以完成上门。",
            )
        )
    if local_day(begins, zone) != wanted.day or local_day(ends - timedelta(seconds=1), zone) != (
        wanted.day
    ):
        raise VisitRefused(Text("The window must lie within the day.", "时段必须在当日之内。"))
    return Window(begins, ends)


def _basis(case: CaseFacts, wanted: Wanted, at: datetime) -> str:
    known = on_record(
        case, at, invited=wanted.origin == Origin.AGREED, papers=wanted.basis == PAPERS
    )
    holds, asked = bases_of(known, needs(at)), wanted.basis
    if asked == INVITED and INVITED not in holds:
        raise VisitRefused(
            Text(
                "Only a visit agreed with the cardholder rests on their invitation.",
                "仅与持卡人约定的外访可以其同意为由。",
            )
        )
    if not holds or (asked and asked not in holds):
        named = BASES.get(asked)
        asks = needs(at)
        raise VisitRefused(
            Text(
                f"There is no basis for a visit{f' ({named.en})' if named else ''}: it takes "
                f"{asks.days_past_due_min} days past due, and either {asks.broken_min} broken "
                f"promise or {asks.days_unreached_min} days without reaching them in "
                f"{asks.tries_min} tries.",
                f"没有上门外访的事由{f'（{named.zh}）' if named else ''}：须逾期满"
                f"{asks.days_past_due_min}天，且累计违约{asks.broken_min}次，或连续"
                f"{asks.days_unreached_min}天尝试{asks.tries_min}次仍未联系到本人。",
            )
        )
    return asked or holds[0]


def _must_be_lawful(customer_id: int, address_id: int, window: Window, at: datetime) -> None:
    verdict = contact.may_visit(
        customer_id=customer_id, contact_point_id=address_id, window=window, at=at
    )
    if not verdict.allowed:
        reasons = [clause.reason for clause in verdict.failing]
        reasons += [missing_text(name) for name in verdict.missing]
        raise VisitRefused(
            Text(
                " ".join(reason.en for reason in reasons),
                "".join(reason.zh for reason in reasons),
            ),
            verdict,
        )


def _kept(
    case: CaseFacts,
    address: ContactPointFacts,
    wanted: Wanted,
    window: Window,
    basis: str,
    actor: str,
    at: datetime,
) -> Visit:
    allotted = allotment_of(case.id)
    skills = sorted(set(wanted.skills))
    if unknown := set(skills) - set(Skill.values):
        raise VisitRefused(
            Text(f"There is no skill {', '.join(unknown)}.", f"没有{'、'.join(unknown)}这项技能。")
        )
    entry = record(
        actor=actor,
        action="visit_chosen",
        at=at,
        subject=f"case:{case.id}",
        customer_id=case.customer_id,
        details={
            "day": wanted.day.isoformat(),
            "from": window.begins.isoformat(),
            "until": window.ends.isoformat(),
            "contact_point": address.id,
            "basis": basis,
            "origin": str(wanted.origin),
            "skills": skills,
        },
    )
    return Visit.objects.create(
        journal_entry=entry,
        customer_id=case.customer_id,
        case_id=case.id,
        address_id=address.id,
        basis=basis,
        origin=wanted.origin,
        day=wanted.day,
        window_from=window.begins,
        window_until=window.ends,
        service_minutes=wanted.service_minutes or round_policy(at).service_minutes,
        skills=skills,
        worth_minor=max(0, allotted.net_value_minor) if allotted else 0,
        must=wanted.must or wanted.origin == Origin.AGREED,
        state=VisitState.WAITING,
        chosen_by=actor,
        chosen_at=at,
    )

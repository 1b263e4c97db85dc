"""Asks everything of terms that an agreement rests on, without recording anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fairdue.delinquency import queries as delinquency
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money, UnknownCurrencyError, minor_digits
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.models import Agreement, AgreementKind
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.negotiation.queries.assessments import capacity
from fairdue.negotiation.queries.owing import owed_parts
from fairdue.negotiation.queries.plan_terms import law_values_on, matrix_on, plan_terms_on
from fairdue.negotiation.queries.promises import zone
from fairdue.negotiation.rules.agreements import AGREED
from fairdue.negotiation.rules.authority import Asked, Matrix, check_approver
from fairdue.negotiation.rules.ceiling import is_within
from fairdue.negotiation.rules.permitted import (
    NEXT_WORKING_DAY,
    PlanTerms,
    Situation,
    check_law,
    check_policy,
    law_clauses,
)
from fairdue.negotiation.rules.schedule import (
    Cost,
    Due,
    cost,
    monthly_minor,
    months_of,
    schedule,
    starting,
    starts_on,
)
from fairdue.negotiation.rules.terms import RE_AGE, Terms
from fairdue.negotiation.rules.wording import Item, items
from fairdue.negotiation.rules.working_days import working_days
from fairdue.people.actors import Actor
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.rules.charge_off import ReAge

PERIOD_DAYS = 30
"""How far apart minimum payments are, where it is counted how many came in a row."""


@dataclass(frozen=True, slots=True)
class Examined:
    """Terms with all that follows from them, at one moment."""

    terms: Terms
    """As asked for, with the day named from which interest runs."""
    dues: tuple[Due, ...]
    cost: Cost
    items: tuple[Item, ...]
    """What the agreement says."""
    situation: Situation
    plan: PlanTerms
    matrix: Matrix
    asked: Asked
    monthly_minor: int
    """The most that falls due in a month."""
    ceiling_minor: int | None
    """The most the customer can pay a month; None: not assessed."""
    beyond: tuple[str, ...]
    """Why a second person has to approve it (names of `rules.authority.BEYOND`); empty: no need."""

    @property
    def approvers(self) -> tuple[str, ...]:
        """The roles that may approve it, the nearest first."""
        return self.matrix.approvers(self.asked)


def examine(customer_id: int, terms: Terms, actor: Actor, at: datetime) -> Examined:
    """What would be agreed, and who has to approve it, if the actor proposed these terms now.

    Raises Refused, saying how to mend it: terms that don't come out, that the lender's policy or
    the law doesn't allow, or that are beyond everyone's authority.
    """
    today = local_day(at, zone())
    _known_currency(terms.currency)
    found = _worked_out(customer_id, starting(terms, today), actor.role, at)
    check_policy(found.terms, found.dues, found.situation, found.plan)
    check_lawful(found)
    if found.beyond and not found.approvers:
        raise Refused(
            Text(
                "This is beyond everyone's authority. Forgive less or choose a shorter term.",
                "超出所有人的审批权限，请降低减免或缩短期限。",
            )
        )
    return found


def examine_again(row: Agreement, terms: Terms, at: datetime) -> Examined:
    """The same for what was proposed earlier, as things stand now; asks neither policy nor law."""
    return _worked_out(row.customer_id, terms, row.proposed_role, at)


def refusal_of_approver(found: AgreementFacts, role: str, at: datetime) -> Text | None:
    """Why someone of this role can't approve a proposal, and who can; None where they can."""
    examined = _worked_out(found.customer_id, found.terms, found.proposed_role, at)
    try:
        check_approver(examined.matrix, role, examined.asked)
    except Refused as refused:
        return refused.text
    return None


def check_lawful(found: Examined) -> None:
    """Raise Refused, naming each rule, unless the law allows it."""
    values = law_values_on(found.situation.today, found.situation.law)
    check_law(law_clauses(found.terms, found.dues, found.situation, values))


def _worked_out(customer_id: int, terms: Terms, role: str, at: datetime) -> Examined:
    today = local_day(at, zone())
    law = portfolio.law_of(customer_id, today).jurisdiction
    plan = plan_terms_on(today, terms.currency)
    works = working_days(law, plan.closed_days) if plan.shift == NEXT_WORKING_DAY else None
    dues = schedule(terms, works)
    shown = cost(terms, dues)
    able = capacity(customer_id, terms.currency, at)
    ceiling = able.high_minor if able else None
    text = items(terms, dues, shown, plan.following, law)
    matrix, monthly = matrix_on(today), monthly_minor(terms, dues)
    owed = owed_parts(customer_id, terms.currency, today).total_minor
    asked = Asked(
        kind=terms.kind,
        amount=Money(max(owed, terms.owed_minor), terms.currency),
        agreed_minor=terms.owed_minor,
        days_past_due=_days_past_due(customer_id),
        waived_minor=terms.waived_minor,
        months=months_of(dues, starts_on(terms)),
    )
    beyond = matrix.beyond(role, asked)
    if not is_within(monthly, ceiling):
        beyond = (*beyond, "ceiling")
    situation = Situation(
        law=law,
        today=today,
        owed=Money(owed, terms.currency),
        capacity_minor=ceiling,
        items=[item.key for item in text],
        re_age=_re_age(customer_id, terms.currency, today) if terms.kind == RE_AGE else None,
    )
    return Examined(
        terms, dues, shown, text, situation, plan, matrix, asked, monthly, ceiling, beyond
    )


def _known_currency(currency: str) -> None:
    try:
        minor_digits(currency)
    except UnknownCurrencyError as unknown:
        raise Refused(unknown.text) from None


def _days_past_due(customer_id: int) -> int:
    case = delinquency.open_case_of(customer_id)
    return (case.days_past_due or 0) if case else 0


def _re_age(customer_id: int, currency: str, today: date) -> ReAge:
    """What speaks for a re-age: the youngest account, minimum payments in a row, earlier ones."""
    accounts = [each for each in portfolio.accounts_of(customer_id) if each.currency == currency]
    opened = [each.opened_on for each in accounts if each.opened_on is not None]
    least = sum(
        each.balance.minimum_due.minor
        for each in accounts
        if each.balance is not None and each.balance.minimum_due is not None
    )
    earlier = Agreement.objects.filter(
        customer_id=customer_id, currency=currency, kind=AgreementKind.RE_AGE, state__in=AGREED
    )
    days = [day for day in earlier.values_list("accepted_on", flat=True) if day is not None]
    return ReAge(
        opened_on=max(opened, default=today),
        on=today,
        workout=False,
        payments=_in_a_row(_paid(customer_id, currency), max(1, least), today),
        earlier=days,
    )


def _paid(customer_id: int, currency: str) -> list[tuple[date, int]]:
    payments = portfolio.payments_of(customer_id, limit=200)
    return [
        (each.paid_on, each.amount.minor) for each in payments if each.amount.currency == currency
    ]


def _in_a_row(paid: Sequence[tuple[date, int]], least_minor: int, today: date) -> int:
    """How many periods up to today each brought at least the minimum, without a gap."""
    count = 0
    while True:
        ends = today - timedelta(days=PERIOD_DAYS * count)
        begins = ends - timedelta(days=PERIOD_DAYS)
        if sum(minor for day, minor in paid if begins < day <= ends) < least_minor:
            return count
        count += 1

"""Looks up agreements: one, a customer's, and those that wait for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text, day_in_words
from fairdue.kernel.timeline import Moment, Tone
from fairdue.negotiation.models import Agreement, AgreementInstalment, InstalmentState
from fairdue.negotiation.queries.plan_terms import following_on
from fairdue.negotiation.queries.promises import zone
from fairdue.negotiation.rules.agreements import (
    BREACHED,
    COMPLETED,
    CURED,
    ENDED,
    INSTALMENT_NAMES,
    LAPSED,
    MISSED,
    OFFERED,
    PAID,
    PROPOSED,
    RUNNING,
    STATE_NAMES,
)
from fairdue.negotiation.rules.authority import BEYOND
from fairdue.negotiation.rules.schedule import Cost, Due
from fairdue.negotiation.rules.terms import KINDS, Terms
from fairdue.negotiation.rules.wording import Item, items
from fairdue.portfolio import queries as portfolio

TONES: dict[str, Tone] = {COMPLETED: "good", CURED: "good", BREACHED: "bad", ENDED: "bad"}


@dataclass(frozen=True, slots=True)
class InstalmentFacts:
    """One instalment as screens show it."""

    agreement_id: int
    customer_id: int
    number: int
    due_on: date
    amount: Money
    principal: Money
    interest: Money
    """Of the interest owed already."""
    fees: Money
    plan_interest: Money
    """Interest of the agreement itself."""
    paid: Money
    state: str
    state_name: Text
    settled_on: date | None

    @property
    def left(self) -> Money:
        """Still to pay."""
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """An agreement as screens, documents and other systems show it."""

    id: int
    customer_id: int
    version: int
    kind_name: Text
    state: str
    state_name: Text
    state_since: date | None
    terms: Terms
    cost: Cost
    instalments: tuple[InstalmentFacts, ...]
    total: Money
    monthly: Money
    """The most that falls due in a month."""
    paid: Money
    ceiling: Money | None
    """The most that can be paid a month; None: not assessed."""
    override_by: str
    override_reason: str
    best_offer_key: str
    """The best offer there was when this was proposed; "" where none was worked out."""
    best_offer_total: Money | None
    best_offer_saved: Money | None
    days_past_due: int
    channel: str
    proposed_by: str
    proposed_role: str
    proposed_at: datetime
    open_until: date
    needs_approval: bool
    beyond: tuple[Text, ...]
    """Why it needs approval."""
    approved_by: str
    approved_at: datetime | None
    approval_reason: str
    accepted_by: str
    accepted_at: datetime | None
    accepted_how: str
    ended_by: str
    ended_on: date | None
    end_reason: str
    replaces_id: int | None

    @property
    def left(self) -> Money:
        """Still to pay."""
        return Money(max(0, self.total.minor - self.paid.minor), self.total.currency)

    @property
    def next_due(self) -> InstalmentFacts | None:
        """The earliest instalment not paid."""
        return next((each for each in self.instalments if each.state != PAID), None)

    @property
    def missed(self) -> Money:
        """What is missing of instalments past their grace."""
        missing = (each.left.minor for each in self.instalments if each.state == MISSED)
        return Money(sum(missing), self.total.currency)

    @property
    def is_running(self) -> bool:
        """Agreed, and not over."""
        return self.state in RUNNING


def agreement(agreement_id: int) -> AgreementFacts | None:
    """One agreement; None when there is none of that id."""
    return next(iter(_facts(Agreement.objects.filter(pk=agreement_id))), None)


def agreement_known(agreement_id: int) -> AgreementFacts:
    """One agreement that there is. Raises LookupError when there is none."""
    found = agreement(agreement_id)
    if found is None:
        raise LookupError(f"there is no agreement {agreement_id}")
    return found


def agreements_of(customer_id: int, limit: int = 50) -> list[AgreementFacts]:
    """The customer's agreements and proposals, the newest first."""
    rows = Agreement.objects.filter(customer_id=customer_id).order_by("-id")
    return _facts(rows[:limit])


def running_agreement(customer_id: int, currency: str) -> AgreementFacts | None:
    """What is agreed with the customer in a currency and not over, if anything."""
    return _only(customer_id, currency, RUNNING)


def offered_agreement(customer_id: int, currency: str) -> AgreementFacts | None:
    """What was proposed in a currency and is neither accepted nor withdrawn, if anything."""
    return _only(customer_id, currency, OFFERED)


def _only(customer_id: int, currency: str, states: Iterable[str]) -> AgreementFacts | None:
    rows = Agreement.objects.filter(
        customer_id=customer_id, currency=currency, state__in=list(states)
    )
    return next(iter(_facts(rows)), None)


def waiting_for_approval(limit: int = 200) -> list[AgreementFacts]:
    """Proposals that need a second person, the oldest first."""
    return _facts(Agreement.objects.filter(state=PROPOSED).order_by("id")[:limit])


def in_breach(limit: int = 200) -> list[AgreementFacts]:
    """Agreements that are breached and can still be cured, the longest breached first."""
    return _facts(Agreement.objects.filter(state=BREACHED).order_by("state_since", "id")[:limit])


def due_between(first: date, last: date, limit: int = 1000) -> list[InstalmentFacts]:
    """Instalments of running agreements that fall due on these days and aren't paid, in order."""
    rows = (
        AgreementInstalment.objects.filter(
            due_on__range=(first, last), agreement__state__in=sorted(RUNNING)
        )
        .exclude(state=InstalmentState.PAID)
        .select_related("agreement")
        .order_by("due_on", "agreement_id", "number")
    )
    return [instalment_facts(row, row.agreement.currency) for row in rows[:limit]]


def customers_with_agreements() -> list[str]:
    """customer_ref of everyone with an agreement that runs, in order."""
    rows = Agreement.objects.filter(state__in=sorted(RUNNING)).values_list("customer__customer_ref")
    return [ref for (ref,) in rows.distinct().order_by("customer__customer_ref")]


def text_of(found: AgreementFacts) -> tuple[Item, ...]:
    """What the agreement says, item by item: for pages and documents alike."""
    day = (found.accepted_at or found.proposed_at).astimezone(zone()).date()
    law = portfolio.law_of(found.customer_id, day).jurisdiction
    return items(
        found.terms,
        dues_of(found),
        found.cost,
        following_on(day, found.terms.currency),
        law,
    )


def dues_of(found: AgreementFacts) -> tuple[Due, ...]:
    """The instalments as the schedule made them."""
    left = found.terms.base_minor
    dues = []
    for each in found.instalments:
        left -= each.principal.minor + each.interest.minor + each.fees.minor
        dues.append(
            Due(
                each.number,
                each.due_on,
                each.principal.minor,
                each.interest.minor,
                each.fees.minor,
                each.plan_interest.minor,
                left,
            )
        )
    return tuple(dues)


def terms_of(row: Agreement) -> Terms:
    """The terms of a row."""
    return Terms(
        kind=row.kind,
        currency=row.currency,
        principal_minor=row.principal_minor,
        interest_minor=row.interest_minor,
        fees_minor=row.fees_minor,
        waived_minor=row.waived_minor,
        instalments=row.instalments,
        every=row.every,
        first_due_on=row.first_due_on,
        yearly_rate=Decimal(row.yearly_rate).normalize() + 0,
        amount_minor=row.amount_minor,
        amounts_minor=tuple(row.amounts_minor),
        starts_on=row.starts_on,
    )


def _facts(rows: Iterable[Agreement]) -> list[AgreementFacts]:
    found = list(rows)
    of_each: dict[int, list[InstalmentFacts]] = {row.pk: [] for row in found}
    currencies = {row.pk: row.currency for row in found}
    for each in AgreementInstalment.objects.filter(agreement_id__in=of_each).order_by("number"):
        of_each[each.agreement_id].append(instalment_facts(each, currencies[each.agreement_id]))
    return [_agreement(row, of_each[row.pk]) for row in found]


def instalment_facts(row: AgreementInstalment, currency: str) -> InstalmentFacts:
    """A row as others may see it."""

    def money(minor: int) -> Money:
        return Money(minor, currency)

    return InstalmentFacts(
        agreement_id=row.agreement_id,
        customer_id=row.customer_id,
        number=row.number,
        due_on=row.due_on,
        amount=money(row.amount_minor),
        principal=money(row.principal_minor),
        interest=money(row.interest_minor),
        fees=money(row.fees_minor),
        plan_interest=money(row.plan_interest_minor),
        paid=money(row.paid_minor),
        state=row.state,
        state_name=INSTALMENT_NAMES[row.state],
        settled_on=row.settled_on,
    )


def _agreement(row: Agreement, instalments: Sequence[InstalmentFacts]) -> AgreementFacts:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, row.currency)

    return AgreementFacts(
        id=row.pk,
        customer_id=row.customer_id,
        version=row.version,
        kind_name=KINDS[row.kind],
        state=row.state,
        state_name=STATE_NAMES[row.state],
        state_since=row.state_since,
        terms=terms_of(row),
        cost=Cost(
            base_minor=row.total_minor - row.plan_interest_minor,
            plan_interest_minor=row.plan_interest_minor,
            total_minor=row.total_minor,
            annualised_rate=row.annualised_rate,
            last_due_on=row.last_due_on,
        ),
        instalments=tuple(instalments),
        total=Money(row.total_minor, row.currency),
        monthly=Money(row.monthly_minor, row.currency),
        paid=Money(row.paid_minor, row.currency),
        ceiling=money(row.ceiling_minor),
        override_by=row.override_by,
        override_reason=row.override_reason,
        best_offer_key=row.best_offer_key,
        best_offer_total=money(row.best_offer_total_minor),
        best_offer_saved=money(row.best_offer_saved_minor),
        days_past_due=row.days_past_due,
        channel=row.channel,
        proposed_by=row.proposed_by,
        proposed_role=row.proposed_role,
        proposed_at=row.proposed_at,
        open_until=row.open_until,
        needs_approval=row.needs_approval,
        beyond=tuple(BEYOND[name] for name in row.beyond),
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        approval_reason=row.approval_reason,
        accepted_by=row.accepted_by,
        accepted_at=row.accepted_at,
        accepted_how=row.accepted_how,
        ended_by=row.ended_by,
        ended_on=row.ended_on,
        end_reason=row.end_reason if row.end_reason != LAPSED else "",
        replaces_id=row.replaces_id,
    )


def moments_of_agreements(found: Sequence[AgreementFacts]) -> list[Moment]:
    """Agreements as lines of the timeline, newest first, from what was looked up already."""
    return sorted((_moment(each) for each in found), key=lambda each: each.at, reverse=True)


def _moment(found: AgreementFacts) -> Moment:
    kind, state, number = found.kind_name, found.state_name, len(found.instalments)
    last = day_in_words(found.cost.last_due_on)
    return Moment(
        at=found.accepted_at or found.proposed_at,
        kind="agreement",
        title=Text(f"{kind.en.capitalize()}, {state.en}", f"{kind.zh}，{state.zh}"),
        detail=Text(
            f"{found.total} in {number} instalments until {last.en}",
            f"共{found.total}，分{number}期，至{last.zh}",
        ),
        actor=found.accepted_by or found.proposed_by,
        tone=TONES.get(found.state, "neutral"),
    )

"""What the records say of the limbs of a malicious overdraft, for one matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.kernel.money import Money
from fairdue.legal.models import Matter, MatterAccount, OverdraftJudgement
from fairdue.legal.queries.proven_demands import Demand, demands
from fairdue.legal.rules import limbs, overdraft
from fairdue.portfolio.queries.evidence import IssuerFigures, figures_until, payments_until
from fairdue.rulebook.packs import law_in_force
from fairdue.rulebook.terms import terms

CHINA, YUAN = "CN", "CNY"


def applies_to(matter: Matter) -> bool:
    """The limbs are those of the law of China, and of debts in yuan."""
    return matter.jurisdiction == CHINA and matter.currency == YUAN


def overdraft_facts(
    matter: Matter, as_of: date, stated: Mapping[str, bool]
) -> limbs.OverdraftFacts:
    """The records as at the end of a day, with what an officer stated."""
    accounts = list(
        MatterAccount.objects.filter(matter=matter, road_version=matter.road_version).values_list(
            "account_id", flat=True
        )
    )
    figures = figures_until(accounts, as_of)
    since = _overdue_since(figures)
    drawn, drawn_on = _drawn(figures, since)
    paid = [
        each
        for each in payments_until(accounts, as_of)
        if since is not None and each.paid_on >= since and each.currency == matter.currency
    ]
    _, until = day_bounds(as_of, zone())
    return limbs.OverdraftFacts(
        as_of=as_of,
        overdue_since=since,
        demands=[
            _seen(each, since) for each in demands(matter.customer_id, until) if each.went_out
        ],
        drawn=drawn,
        drawn_on=drawn_on,
        repaid=[(each.paid_on, Money(each.amount_minor, YUAN).amount) for each in paid],
        stated=stated,
    )


def limbs_of(matter: Matter, as_of: date, stated: Mapping[str, bool]) -> tuple[limbs.Limb, ...]:
    """Every limb as it stands on a day."""
    return limbs.limbs(overdraft_facts(matter, as_of, stated), law_terms(as_of))


def law_terms(on: date) -> limbs.LawTerms:
    """The packs' values of a day."""
    law = law_in_force(CHINA)
    return limbs.LawTerms(
        gap_days=terms(law, "CN-CRIM-02", on)["gap_days"],
        months=terms(law, "CN-CRIM-03", on)["months"],
        tiers=terms(law, "CN-CRIM-05", on)["tiers"],
        excluded_purposes=terms(law, "CN-CRIM-08", on)["excluded_purposes"],
    )


def standing_judgement(matter: Matter) -> OverdraftJudgement | None:
    """The judgement that was neither taken back nor overtaken."""
    return OverdraftJudgement.objects.filter(matter=matter, ended_at=None).first()


def judgements_of(matter: Matter) -> list[OverdraftJudgement]:
    """All judgements, the newest first."""
    return list(OverdraftJudgement.objects.filter(matter=matter).order_by("-pk"))


def may_be_spoken_of(matter: Matter, at: datetime) -> bool:
    """Did an officer judge that it may, and does every limb stand today still?"""
    judged = standing_judgement(matter)
    if judged is None or not judged.may_be_spoken_of or not applies_to(matter):
        return False
    today = local_day(at, zone())
    return limbs.all_stand(limbs_of(matter, today, stated_in(judged)))


def stated_in(judged: OverdraftJudgement) -> dict[str, bool]:
    """What the officer stated with a judgement."""
    return {name: bool(value) for name, value in judged.stated.items() if name in limbs.STATED}


def _overdue_since(figures: list[IssuerFigures]) -> date | None:
    """The day after the oldest payment that is unmet by the newest figures."""
    newest = {each.account_id: each for each in figures}
    unmet = [each.oldest_unmet_due_on for each in newest.values() if each.oldest_unmet_due_on]
    return min(unmet) + timedelta(days=1) if unmet else None


def _drawn(figures: list[IssuerFigures], since: date | None) -> tuple[Decimal | None, date | None]:
    """Principal by the figures of when it became overdue, else by the earliest there are.

    What was drawn later isn't counted: the amount is never overstated.
    """
    if since is None:
        return None, None
    base: dict[int, IssuerFigures] = {}
    for each in figures:
        if each.account_id not in base or each.as_of <= since:
            base[each.account_id] = each
    minors = [each.principal_minor for each in base.values()]
    if not minors or any(minor is None for minor in minors):
        return None, None
    total = Money(sum(minor for minor in minors if minor is not None), YUAN).amount
    return total, max(each.as_of for each in base.values())


def _seen(each: Demand, since: date | None) -> limbs.DemandSeen:
    on = local_day(each.facts.made_at, zone())
    return limbs.DemandSeen(
        overdraft.Demand(
            on=on,
            after_overdue=since is not None and on >= since,
            receipt_confirmed=each.receipt_confirmed,
            evading=False,  # never inferred: an officer's to show, and a court's to find
            lawful=each.facts.lawful,
        ),
        f"attempt:{each.facts.attempt_id}",
        each.proofs,
    )

"""What a matter puts in the fields of its papers, from records and policy."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import day_bounds
from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.legal.models import Lawyer, Matter, MatterAccount, Road
from fairdue.legal.queries.claimant import claimant
from fairdue.legal.queries.evidence import evidence_of
from fairdue.legal.queries.proven_demands import Demand, demands
from fairdue.legal.rules.papers import tables
from fairdue.legal.rules.papers.fields import Value
from fairdue.portfolio.queries.accounts import AccountFacts, accounts_of
from fairdue.portfolio.queries.balances import explain
from fairdue.portfolio.queries.evidence import figures_until, payments_until
from fairdue.portfolio.rules.balance.presenting import Statement, shown

NEXT_STEPS: Mapping[str, Text] = {
    Road.MEDIATION: Text("ask for mediation before suit", "申请诉前调解"),
    Road.PAYMENT_ORDER: Text("apply for a payment order", "向人民法院申请支付令"),
    Road.SUIT: Text("bring a suit", "向人民法院提起诉讼"),
}
"""What an approved road leads to, as a letter may say it. A road of letters leads to nothing."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a matter claims, account by account."""

    accounts: Sequence[tuple[AccountFacts, MatterAccount]]
    statements: Sequence[Statement]
    """Explained line by line as at the day of the claim."""
    demands: Sequence[Demand]

    @property
    def account_ids(self) -> list[int]:
        """The accounts' numbers."""
        return [facts.id for facts, _ in self.accounts]


def claimed_by(matter: Matter) -> Claimed:
    """The accounts of the matter's road as it is now, and the demands since the case began."""
    facts = {each.id: each for each in accounts_of(matter.customer_id)}
    rows = MatterAccount.objects.filter(matter=matter, road_version=matter.road_version)
    accounts = [(facts[row.account_id], row) for row in rows.order_by("pk")]
    explained = [explain(each.id, matter.balance_as_of) for each, _ in accounts]
    _, until = day_bounds(matter.balance_as_of, zone())
    return Claimed(
        accounts,
        [shown(each) for each in explained if each is not None],
        [each for each in demands(matter.customer_id, until) if each.went_out],
    )


def values_of(
    matter: Matter, *, fields: Collection[str], language: str, at: datetime
) -> dict[str, Value]:
    """The values of these fields that neither are entered nor name the person, as far as known."""
    on = at.astimezone(zone()).date()
    known: dict[str, Value | None] = {
        **_lender(on, language),
        **_of_matter(matter, language),
        **_of_claim(matter, claimed_by(matter), language),
        "today": on,
    }
    if "evidence_table" in fields:
        known["evidence_table"] = tables.evidence(evidence_of(matter, at), language)
    return {
        name: value for name, value in known.items() if name in fields and value not in (None, "")
    }


def _lender(on: date, language: str) -> dict[str, Value | None]:
    lender = claimant(on)
    return {
        "lender": lender.name.in_language(language),
        "lender_code": lender.credit_code,
        "lender_address": lender.address.in_language(language),
        "lender_phone": lender.phone,
        "lender_head": lender.head.in_language(language),
        "lender_head_title": lender.head_post.in_language(language),
        "contract": lender.contract.in_language(language),
        "contract_interest": lender.interest.in_language(language),
        "contract_fees": lender.fees.in_language(language),
        "contract_notice": lender.notice.in_language(language),
        "contract_court": lender.agreed_court.in_language(language)
        or Text("None agreed", "无").in_language(language),
    }


def _of_matter(matter: Matter, language: str) -> dict[str, Value | None]:
    lawyer = Lawyer.objects.filter(username=matter.counsel).first() if matter.counsel else None
    firm, following = matter.firm, NEXT_STEPS.get(matter.road)
    return {
        "matter": matter.number,
        "court": matter.court if matter.court_confirmed_by else "",
        "court_number": matter.court_number,
        "next_step": following.in_language(language) if following else None,
        "firm": firm.name if firm else None,
        "firm_contract": firm.contract if firm else None,
        "firm_licence": firm.licence if firm else None,
        "lawyer": lawyer.name if lawyer else None,
        "lawyer_licence": lawyer.licence if lawyer else None,
    }


def _of_claim(matter: Matter, claimed: Claimed, language: str) -> dict[str, Value | None]:
    def money(minor: int) -> Money:
        return Money(minor, matter.currency)

    accounts, until = claimed.account_ids, matter.balance_as_of
    opened = [each.opened_on for each, _ in claimed.accounts if each.opened_on]
    newest = {each.account_id: each for each in figures_until(accounts, until)}
    unmet = [each.oldest_unmet_due_on for each in newest.values() if each.oldest_unmet_due_on]
    paid = [each for each in payments_until(accounts, until) if each.currency == matter.currency]
    last = claimed.demands[-1].facts.made_at if claimed.demands else None
    return {
        "cards": tables.cards([each.card_last4 for each, _ in claimed.accounts], language),
        "opened_on": min(opened, default=None),
        "overdue_since": min(unmet, default=None),
        "as_of": until,
        "principal": money(matter.principal_minor),
        "interest": money(matter.interest_minor),
        "fees": money(matter.fees_minor),
        "charges": money(matter.interest_minor + matter.fees_minor),
        "claimed": money(matter.claimed_minor),
        "repaid": money(sum(each.amount_minor for each in paid)),
        "demands": len(claimed.demands) or None,
        "demanded_on": last.astimezone(zone()).date() if last else None,
        "owed_table": tables.owed(
            [
                (each.card_last4, row.principal_minor, row.interest_minor, row.fees_minor)
                for each, row in claimed.accounts
            ],
            matter.currency,
            language,
        ),
        "lines_table": tables.lines(claimed.statements, language),
        "demands_table": tables.demands(
            [
                tables.Demanded(
                    each.facts.made_at.astimezone(zone()),
                    each.facts.channel,
                    each.facts.value_masked,
                    each.facts.outcome,
                    each.facts.permit_id,
                    each.receipt_confirmed,
                )
                for each in claimed.demands
            ],
            language,
        ),
    }

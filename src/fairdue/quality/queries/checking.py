"""What stands against a talk: forbidden words and wrong amounts, what came too early, what was
said and never recorded, by what is on record of its customer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fairdue.calls.queries.policy import recording_policy
from fairdue.calls.queries.recordings import recording_of_call
from fairdue.compliance import queries as compliance
from fairdue.compliance.queries.legal_steps import legal_steps_of
from fairdue.identity.queries.policy import lender, zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.negotiation import queries as negotiation
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.queries.balances import owed_on
from fairdue.quality.queries.policy import ReviewPolicy, review_policy
from fairdue.quality.queries.talks import TalkOf
from fairdue.quality.rules.hearing import Heard, abuse, out_of_order, unrecorded
from fairdue.quality.rules.kinds import EARLY_DEBT, MINOR, SEVERITIES, UNANNOUNCED
from fairdue.quality.rules.reading.lines import COLLECTOR, CUSTOMER
from fairdue.vault.sealing import vault
from fairdue.wording import Facts, Line, check_spoken
from fairdue.wording.rules.truth import amounts_in

TALKS = frozenset({"call", "visit"})
BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A place in a talk that a person should look at."""

    kind: str
    want: str
    severity: str
    rule: str
    speaker: str
    line: int
    start: int
    end: int
    begins_ms: int
    ends_ms: int


def suspicions(
    talk: TalkOf, lines: Sequence[Line], language: str, at: datetime
) -> tuple[Suspicion, ...]:
    """All of a talk, by the law and the figures of its day and what is on record now."""
    on = local_day(talk.talked_at, zone())
    policy = review_policy(on)
    country = compliance.law_of(talk.customer_id, on)
    creditors = _creditors(talk.talked_at)
    return (
        *apart(_worded(talk, lines, language, policy, country, creditors)),
        *(
            _heard(heard, lines, policy, policy.first.get(country, {}))
            for heard in _all_heard(talk, lines, language, policy, country, creditors, at)
        ),
    )


def apart(found: Iterable[Suspicion]) -> list[Suspicion]:
    """One for a place: of those that overlap the gravest stands, then the first in the line."""
    kept: list[Suspicion] = []
    for each in sorted(
        found, key=lambda one: (SEVERITIES.index(one.severity), one.line, one.start)
    ):
        if not any(
            each.line == other.line >= 0 and each.start < other.end and other.start < each.end
            for other in kept
        ):
            kept.append(each)
    return kept


def opened(sealed: bytes | memoryview) -> list[Line]:
    """The lines of a transcript. Whoever opens them journals it."""
    told = json.loads(vault().unseal(sealed))
    return [Line(who, text, begins / 1000, ends / 1000) for who, begins, ends, text in told]


def _worded(
    talk: TalkOf,
    lines: Sequence[Line],
    language: str,
    policy: ReviewPolicy,
    country: str,
    creditors: tuple[str, ...],
) -> Iterable[Suspicion]:
    on = local_day(talk.talked_at, zone())
    facts = Facts(
        on=on,
        country=country,
        creditors=creditors,
        amounts=_amounts(talk, lines, on=talk.talked_at),
        legal_steps=legal_steps_of(talk.customer_id, talk.talked_at),
    )
    for each in check_spoken(lines, language=language, facts=facts):
        found = each.finding
        yield Suspicion(
            kind=found.kind,
            want="",
            severity=policy.severity(found.kind, found.severity),
            rule=found.rule,
            speaker=COLLECTOR,
            line=each.line,
            start=found.start,
            end=found.end,
            begins_ms=round(each.begins * 1000),
            ends_ms=round(each.ends * 1000),
        )


def _all_heard(
    talk: TalkOf,
    lines: Sequence[Line],
    language: str,
    policy: ReviewPolicy,
    country: str,
    creditors: tuple[str, ...],
    at: datetime,
) -> Iterable[Heard]:
    record = on_record(talk, at)
    required = frozenset(policy.first.get(country, {}))
    if talk.channel not in TALKS:
        required &= {EARLY_DEBT} if talk.attempt_id is None else frozenset()
    if _announced_by_itself(talk):
        required -= {UNANNOUNCED}
    yield from out_of_order(lines, creditors, required)
    yield from unrecorded(lines, language, record)
    yield from abuse(lines, record)


def _heard(
    heard: Heard, lines: Sequence[Line], policy: ReviewPolicy, rules: dict[str, str]
) -> Suspicion:
    line = lines[heard.line] if heard.line >= 0 else None
    severity = policy.severity(heard.kind)
    return Suspicion(
        kind=heard.kind,
        want=heard.want,
        severity=severity if heard.sure else MINOR,
        rule=rules.get(heard.kind, ""),
        speaker=line.who if line else COLLECTOR,
        line=heard.line,
        start=heard.start,
        end=heard.end,
        begins_ms=round(line.begins * 1000) if line else 0,
        ends_ms=round(line.ends * 1000) if line else 0,
    )


def on_record(talk: TalkOf, at: datetime) -> frozenset[str]:
    """What is on record now that answers what was said, as `rules.hearing.RECORDED_AS` names it.

    What stands now, and what was put on record since the talk even where it ended already.
    """
    customer_id, since = talk.customer_id, talk.talked_at
    disputes = compliance.disputes_of(customer_id)
    complaints = compliance.complaints_of(customer_id)
    cause = negotiation.cause_of(customer_id)
    agreements = negotiation.agreements_of(customer_id)
    found = {f"outcome:{talk.outcome}"}
    found |= {
        f"request:{each.kind}"
        for each in compliance.requests_of(customer_id)
        if each.stands_at(at) or each.recorded_at >= since
    }
    found |= {
        f"mark:{each.kind}"
        for each in compliance.marks_of(customer_id)
        if each.stands_at(at) or each.raised_at >= since
    }
    found |= {f"hold:{each.kind}" for each in compliance.holds_in_force(customer_id, at)}
    if any(each.is_open or each.recorded_at >= since for each in disputes):
        found.add("dispute")
    if any(each.is_open or each.recorded_at >= since for each in complaints):
        found.add("complaint")
    if cause is not None:
        found.add("cause")
    if any(each.is_running or each.proposed_at >= since for each in agreements):
        found.add("agreement")
    return frozenset(found)


def _announced_by_itself(talk: TalkOf) -> bool:
    """The telephone said it before anybody spoke, where it carried and recorded the call."""
    if talk.call_id is None or talk.line in ("", BY_HAND):
        return False
    policy = recording_policy(talk.talked_at)
    return policy.announces and recording_of_call(talk.call_id) is not None


def _creditors(at: datetime) -> tuple[str, ...]:
    name = lender(at)
    return tuple({name.en, name.zh} - {""})


def _amounts(talk: TalkOf, lines: Sequence[Line], on: datetime) -> tuple[Money, ...] | None:
    """Amounts that may be said: what was owed that day, what was paid, promised, agreed or
    assessed, and what the customer said themselves. None where no figures are known.
    """
    customer_id, day = talk.customer_id, local_day(on, zone())
    known = owed_on(customer_id, day)
    if not known:
        return None
    found: set[Money] = set()
    for each in known:
        parts = each.components
        minors = (each.total_minor, each.past_due_minor, *parts)
        found |= {Money(minor, each.currency) for minor in minors}
    for account in portfolio.accounts_of(customer_id):
        if account.credit_limit is not None:
            found.add(account.credit_limit)
        if account.balance is not None and account.balance.minimum_due is not None:
            found.add(account.balance.minimum_due)
        able = negotiation.capacity(customer_id, account.currency, on)
        if able is not None:
            found |= {
                Money(able.low_minor, account.currency),
                Money(able.high_minor, account.currency),
            }
    found |= {each.amount for each in portfolio.payments_of(customer_id)}
    found |= {each.amount for each in negotiation.promises_of(customer_id)}
    for agreement in negotiation.agreements_of(customer_id):
        found |= {agreement.total, agreement.monthly}
        found |= {instalment.amount for instalment in agreement.instalments}
    for line in lines:
        if line.who == CUSTOMER:
            found |= {each.money for each in amounts_in(line.text) if each.money is not None}
    found |= {Money(each.minor // 100 * 100, each.currency) for each in tuple(found)}
    return tuple(found)

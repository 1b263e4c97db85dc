"""All that is known now of a customer's past contacts, ready to be judged again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fairdue.compliance import queries as compliance
from fairdue.contact.models import RIGHT_PARTY, UNANSWERED, UNMADE, Attempt, Channel, Permit
from fairdue.contact.queries.facts import Person, let_through, person
from fairdue.contact.queries.learned import lates_of
from fairdue.contact.queries.limits import country
from fairdue.contact.queries.terms import LAWS, POLICY, ZONE_OF_LAW, Dated, terms_at
from fairdue.contact.rules.holds import Standing
from fairdue.contact.rules.rejudging import (
    OWED,
    STATED,
    KnownNow,
    Late,
    Law,
    Owed,
    Past,
    PointNow,
)
from fairdue.contact.rules.terms import Term
from fairdue.contact.rules.verdict import Circumstances
from fairdue.contact.rules.written import Content
from fairdue.kernel.calendars import local_day
from fairdue.portfolio import arrears
from fairdue.portfolio.models import ContactPoint
from fairdue.rulebook.packs import NoValueError, pack

THEIRS = "LENDER-THEIRS"
STRANGERS = {"CN": "CN-3P-01", "US": "us.regf.6d.third_party", "UK": "uk.conc.7.9.7.privacy"}
"""The rule about contact with somebody else, by law."""

SPOKEN = frozenset({str(Channel.CALL), str(Channel.VISIT)})


@dataclass(frozen=True, slots=True)
class Hindsight:
    """One customer's past contacts, what is known now, and the law of each contact's day."""

    pasts: tuple[Past, ...]
    known: KnownNow
    laws: dict[int, Law]
    lates: tuple[Late, ...]
    law_changed: frozenset[int]
    """Contacts that were judged by other values than those known now for their day."""
    attempts: dict[int, int]
    """The attempt made under each permit that was used."""


def hindsight(customer_id: int, at: datetime) -> Hindsight:
    """Everything that judging a customer's past contacts again needs; a few round trips.

    Raises Customer.DoesNotExist for nobody.
    """
    someone = person(customer_id, at)
    permits = list(
        Permit.objects.filter(customer_id=customer_id).select_related("terms").order_by("pk")
    )
    attempts = {each.permit_id: each for each in Attempt.objects.filter(customer_id=customer_id)}
    unmade = {number for number, attempt in attempts.items() if attempt.outcome in UNMADE}
    permits = [permit for permit in permits if permit.pk not in unmade]  # they reached nobody
    # Nothing is found of a visit that was planned and refused: it is asked for anew another day.
    refused_plans = {each.pk for each in permits if each.serves_from and not each.granted}
    pasts = tuple(_past(permit, attempts.get(permit.pk), someone) for permit in permits)
    dated = {permit.pk: _dated(permit, past, someone) for permit, past in zip(permits, pasts)}  # noqa: B905
    since = min((past.at for past in pasts), default=at)
    return Hindsight(
        pasts=pasts,
        known=KnownNow(
            circumstances=_circumstances(customer_id, since),
            points={row.pk: _point(row) for row in _points(customer_id)},
            owed=_owed(customer_id, [past for past in pasts if past.made], dated),
        ),
        laws={
            number: _law(terms, _on(terms, at))
            for number, terms, at in _each(pasts, dated)
            if number not in refused_plans
        },
        lates=tuple(lates_of(customer_id, since)),
        law_changed=frozenset(
            permit.pk for permit in permits if permit.terms_id != dated[permit.pk].digest
        ),
        attempts={number: attempt.pk for number, attempt in attempts.items()},
    )


def _each(pasts: Iterable[Past], dated: dict[int, Dated]) -> Iterable[tuple[int, Dated, datetime]]:
    return ((past.number, dated[past.number], past.at) for past in pasts)


def _past(permit: Permit, attempt: Attempt | None, someone: Person) -> Past:
    told = {clause["rule"]: dict(clause["values"]) for clause in permit.verdict.get("clauses", ())}
    outcome = attempt.outcome if attempt else ""
    written = permit.channel not in SPOKEN
    at = attempt.made_at if attempt else permit.asked_at
    return Past(
        number=permit.pk,
        at=at,
        channel=permit.channel,
        point=permit.contact_point_id,
        granted=permit.granted,
        made=attempt is not None,
        failing=(*permit.failing, *permit.verdict.get("missing", ())),
        outcome=outcome,
        asked_at=permit.asked_at,
        expires_at=permit.expires_at,
        answered=written or outcome not in UNANSWERED,
        heard=written or outcome in RIGHT_PARTY,
        zones=_zones(told) or someone.zones,
        feed_as_of=_feed(told, permit, at),
        content=_content(permit, told),
        visitors=int(told.get("CN-VISIT-01", {}).get("planned", 0)),
    )


def _zones(told: dict[str, dict[str, str]]) -> tuple[ZoneInfo, ...]:
    """Where the customer was thought to be, as the clause about the hours names it.

    A customer who moved since was where they were, so this isn't looked up anew.
    """
    clocks = next((values["local"] for values in told.values() if "local" in values), "")
    return tuple(ZoneInfo(clock.rpartition(" ")[2]) for clock in clocks.split(", ") if clock)


def _feed(told: dict[str, dict[str, str]], permit: Permit, at: datetime) -> date | None:
    """How fresh the figures were: what is known now doesn't make them fresher."""
    if "LENDER-FEED" in told:
        return date.fromisoformat(told["LENDER-FEED"]["feed_as_of"])
    return None if "feed" in permit.verdict.get("missing", ()) else at.date()


def _content(permit: Permit, told: dict[str, dict[str, str]]) -> Content:
    """What was said, as far as the permit tells: what for, its age of figures, how to opt out."""
    feed = told.get("LENDER-FEED")
    old = feed is not None and int(feed["days"]) > int(feed["days_max"])
    denied = {*permit.failing}
    return Content(
        permit.template,
        permit.content_digest,
        states_balance=not old or "LENDER-FEED" in denied,
        offers_opt_out="us.regf.6e.optout_notice" not in denied,
        purpose=told.get("LENDER-HOLD", {}).get("purpose", ""),
    )


def _dated(permit: Permit, past: Past, someone: Person) -> Dated:
    """The terms of the contact's day, as they are known now."""
    law = permit.terms.law if permit.terms else someone.law
    return terms_at(past.at, law, agency=bool(permit.agency))


def _on(dated: Dated, at: datetime) -> date:
    return local_day(at, ZONE_OF_LAW.get(country(dated.terms.law), ZoneInfo("UTC")))


def _law(dated: Dated, on: date) -> Law:
    law = country(dated.terms.law)
    return Law(
        dated.terms,
        strangers=_cited(LAWS[law], STRANGERS[law], on),
        theirs=_cited(POLICY, THEIRS, on),
        owed=_cited(POLICY, OWED, on),
        stated=_cited(POLICY, STATED, on),
    )


def _cited(name: str, rule: str, on: date) -> Term[bool] | None:
    """A rule that applies as such: its flag, or True where it has other values that day."""
    try:
        found = pack(name).value(rule, "applies", on)
    except NoValueError:
        values = pack(name).values_on(rule, on).values()
        return next((Term(rule, True, value.citation) for value in values), None)
    return Term(rule, bool(found.value), found.citation)


def _circumstances(customer_id: int, since: datetime) -> Circumstances:
    """What had not ended by `since`; released holds end there and then.

    In order of when each began, whichever was put on record first, so that verdicts read alike.
    """
    found = compliance.circumstances(customer_id, since)
    holds = sorted(found.holds, key=lambda hold: (hold.starts_at, hold.kind))
    return Circumstances(
        holds=tuple(
            Standing(
                hold.id,
                hold.name,
                hold.starts_at,
                _first(hold.ends_at, hold.released_at),
                let_through(hold.kind),
            )
            for hold in holds
        ),
        consents=tuple(sorted(found.consents, key=lambda each: (each.granted_at, each.kind))),
        requests=tuple(sorted(found.requests, key=lambda each: (each.received_at, each.kind))),
        marks=tuple(sorted(found.marks, key=lambda each: (each.raised_at, each.kind))),
    )


def _first(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _points(customer_id: int) -> Any:
    return ContactPoint.objects.filter(customer_id=customer_id).only(
        "id", "source", "invalid_since", "not_theirs_since_at"
    )


def _point(row: ContactPoint) -> PointNow:
    return PointNow(row.invalid_since, row.not_theirs_since_at, row.source == "withdrawn")


def _owed(
    customer_id: int, made: Sequence[Past], dated: dict[int, Dated]
) -> dict[int, tuple[Owed, ...]]:
    moments = [
        arrears.Moment(past.number, past.at, local_day(past.at, zone))
        for past in made
        for zone in [dated[past.number].terms.zone or past.zones[0]]
    ]
    owed: dict[int, tuple[Owed, ...]] = {}
    for each in arrears.arrears_at(customer_id, moments):
        account = Owed(each.past_due_then, each.past_due_now, each.paid_late)
        owed[each.number] = (*owed.get(each.number, ()), account)
    return owed

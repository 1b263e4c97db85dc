"""The values by which contacts are judged: those of one law, as in force on one day."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from fairdue.compliance.queries import profile_at
from fairdue.contact.models import Channel
from fairdue.contact.queries.limits import MISSED, REGIONAL, country, limits_of
from fairdue.contact.rules.pressure import Budget, Pressure, Scale
from fairdue.contact.rules.terms import Night, Term
from fairdue.contact.rules.verdict import Terms
from fairdue.contact.rules.window import Hours
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.rulebook.packs import NoValueError, Pack, RuleValue, law_in_force, pack
from fairdue.rulebook.packs import profile as default_profile
from fairdue.rulebook.profile import Profile

V = TypeVar("V")

POLICY = "policy/default"
BEIJING = ZoneInfo("Asia/Shanghai")
"""The zone whose days and hours the pack law/cn counts by."""

AGENCY = "agency"

LAWS = {"CN": "law/cn", "US": "law/us", "UK": "law/uk"}
ZONE_OF_LAW = {"CN": BEIJING}
"""Laws that count by one zone's days; elsewhere the customer's own clock counts."""

PLACES = (*LAWS, *REGIONAL)
"""Whose terms there are: of a country's law, and of regions with rules of their own."""

REQUESTS_BY_LAW = {
    "CN": {},
    "US": {
        "cease": "us.regf.6c.cease",
        "stop_medium": "us.regf.14h.medium",
        "stop_point": "us.regf.14h.medium",
        "letters_only": "us.regf.14h.medium",
        "inconvenient_time": "us.regf.6b1.inconvenient",
        "inconvenient_place": "us.regf.6b1.inconvenient",
        "not_at_work": "us.regf.6b3.employer",
        "representative": "us.regf.6b2.attorney",
    },
    "UK": {
        "inconvenient_time": "uk.conc.7.9.4.contact_time",
        "inconvenient_place": "uk.conc.7.9.4.contact_time",
        "stop_medium": "uk.conc.7.9.4.contact_time",
        "stop_point": "uk.conc.7.9.4.contact_time",
        "not_at_work": "uk.conc.7.9.4.contact_time",
        "representative": "uk.conc.7.12.adviser",
    },
}
"""The rule that a kind of request rests on; the rest rest on the lender's LENDER-REQUEST."""


@dataclass(frozen=True)
class Dated:
    """Terms with the packs they were read from, ready to be kept beside the permits."""

    terms: Terms
    law_pack: Pack
    policy_pack: Pack
    valid_seconds: int

    @cached_property
    def days_back(self) -> int:
        """How many days back touches matter, the longest window and the pressure's horizon."""
        windows = [limit.days for limit in self.terms.limits.values() if limit]
        pressure = self.terms.pressure
        return max([*windows, pressure.value.scale.horizon_days if pressure else 0, 1]) + 1

    @cached_property
    def document(self) -> dict[str, Any]:
        """Every value with its citation, and the packs' versions; JSON without floats."""
        packs = (self.law_pack, self.policy_pack)
        return {
            "terms": _plain(self.terms),
            "packs": {each.name: each.version for each in packs},
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical document; names the terms for ever."""
        return sha256(canonical(self.document)).hexdigest()


def canonical(document: Any) -> bytes:
    """JSON in one spelling only: sorted keys, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def place_of(law: str, region: str) -> str:
    """One of PLACES: the region where it has rules of its own, else the country's law."""
    return region if region in REGIONAL and country(region) == law else law


def terms_at(at: datetime, law: str = "CN", agency: bool = False) -> Dated:
    """Every value that judging a contact needs, as in force in a place on the day of `at`.

    To be asked on the day itself, which is of the law's own zone, else of UTC. A day's terms
    never change: how the law is read is what was chosen before the day began. `agency`: contact
    by an agency, which some rules bind that don't bind the issuer. `law`: one of PLACES; raises
    KeyError for another.
    """
    zone = ZONE_OF_LAW.get(law, ZoneInfo("UTC"))
    day = local_day(at, zone)
    return read_terms(law, day, _profile_of(day, zone, pack(POLICY).version), agency=agency)


@lru_cache(maxsize=16)
def _profile_of(day: date, zone: ZoneInfo, _policy_version: str) -> Profile:
    """How the law is read all day: nothing can be chosen any more for a day that began."""
    return profile_at(day_bounds(day, zone)[0])


def read_terms(
    law: str, day: date, profile: Profile | None = None, *, agency: bool = False
) -> Dated:
    """The terms of a law on a day as a profile reads it; None: the policy pack's own profile.

    For a day that has not begun yet, and where no choice of this installation matters.
    """
    return _read(
        law,
        day,
        profile or default_profile(),
        agency,
        pack(LAWS[country(law)]).version,
        pack(POLICY).version,
    )


@lru_cache(maxsize=64)
def _read(
    law: str, day: date, profile: Profile, agency: bool, _law_version: str, _policy_version: str
) -> Dated:
    """The versions are of the packs that are read."""
    place, law = law, country(law)
    source = law_in_force(law, profile=profile)
    actor = AGENCY if agency else profile.actor
    read = _Reader(source, pack(POLICY), day, actor)
    electronic = (str(Channel.SMS), str(Channel.EMAIL)) if law == "US" else ()
    terms = Terms(
        law=place,
        zone=ZONE_OF_LAW.get(law),
        hours=_hours(read, law),
        limits=limits_of(place, read.value, read.asks),
        visitors_min=("CN-VISIT-01", read.term("CN-VISIT-01", "visitors_min", int))
        if law == "CN"
        else None,
        hold_stops=read.term("LENDER-HOLD", "stops", tuple),
        hold_reminders=read.term("LENDER-HOLD", "reminders", tuple),
        no_visits=read.term("LENDER-NO-VISITS", "kept", bool),
        invalid_is_used=read.term("LENDER-POINT", "invalid_is_used", bool),
        requests=_requests(read, law),
        feed_days_max=read.term("LENDER-FEED", "days_max", int),
        pressure=_pressure(read),
        opt_out={
            channel: read.term("us.regf.6e.optout_notice", "applies", bool)
            for channel in electronic
            if read.asks("us.regf.6e.optout_notice")
        },
        consent_days={
            channel: read.term("us.regf.6d5.sms", "days", int)
            for channel in electronic
            if read.asks("us.regf.6d5.sms")
        },
    )
    valid = pack(POLICY).value("LENDER-PERMIT", "valid_seconds", day)
    return Dated(terms, read.law, read.policy, int(valid.value))


def _requests(read: _Reader, law: str) -> dict[str, Term[bool]]:
    honoured = read.term("LENDER-REQUEST", "honoured", bool)
    basis = {"": honoured} if honoured else {}
    for kind, rule in REQUESTS_BY_LAW[law].items():
        cited = read.cited(rule) if read.asks(rule) else None
        if cited is not None:
            basis[kind] = cited
    return basis


class _Reader:
    """Values of two packs on one day, as terms; None where there is none."""

    def __init__(self, law: Pack, policy: Pack, day: date, actor: str) -> None:
        self.law, self.policy, self.day, self.actor = law, policy, day, actor

    def asks(self, rule: str) -> bool:
        """Is a rule asked of this actor? It is where it binds them or the lender keeps it."""
        if rule not in self.law.rules or self.law.binds(rule, self.actor, self.day):
            return True
        keeps = self.value("LENDER-SCOPE", "unbinding_rules_are_kept")
        return keeps is None or bool(keeps.value)

    def value(self, rule: str, parameter: str) -> RuleValue | None:
        source = self.policy if rule.startswith("LENDER-") else self.law
        try:
            return source.value(rule, parameter, self.day)
        except NoValueError:
            return None

    def term(self, rule: str, parameter: str, kind: Callable[[Any], V]) -> Term[V] | None:
        found = self.value(rule, parameter)
        return Term(rule, kind(found.value), found.citation) if found else None

    def cited(self, rule: str) -> Term[bool] | None:
        """A rule that applies as such, by the citation of any value it has that day."""
        values = self.law.values_on(rule, self.day) if rule in self.law.rules else {}
        found = next(iter(values.values()), None)
        return Term(rule, True, found.citation) if found else None


def _hours(read: _Reader, law: str) -> tuple[str, Term[Night] | Term[Hours] | None]:
    if law == "CN":
        rule = "CN-HOURS-01"
        begins, ends = read.value(rule, "night_begins"), read.value(rule, "night_ends")
        if begins is None or ends is None:
            return rule, None
        return rule, Term(rule, Night(begins.as_time(), ends.as_time()), begins.citation)
    rule = "us.regf.6b1.time" if law == "US" else "uk.conc.7.9.4.contact_time"
    earliest, latest = read.value(rule, "earliest"), read.value(rule, "latest")
    if earliest is None or latest is None:
        return rule, None
    edges = read.value(rule, "boundary_policy")
    hours = Hours(
        earliest.as_time(), latest.as_time(), str(edges.value) if edges else "conservative"
    )
    return rule, Term(rule, hours, earliest.citation)


def _pressure(read: _Reader) -> Term[Pressure] | None:
    rule = "LENDER-PRESSURE"
    names = (
        "reached_points", "missed_points", "half_life_days", "horizon_days",
        "budget", "budget_hardship", "budget_vulnerable",
    )  # fmt: skip
    values = [read.value(rule, name) for name in names]
    if any(value is None for value in values):
        return None
    reached, missed, half_life, horizon, ordinary, hardship, vulnerability = (
        value.value for value in values if value is not None
    )
    first = values[0]
    assert first is not None
    scale = Scale(dict(reached), dict(missed), MISSED, int(half_life), int(horizon))
    by_mark = {"hardship": int(hardship), "vulnerability": int(vulnerability)}
    return Term(rule, Pressure(scale, Budget(int(ordinary), by_mark)), first.citation)


def _plain(value: Any) -> Any:
    """A value as JSON has it; sets sorted, dates and zones by their names."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(_plain(inner) for inner in value)
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return value.key if isinstance(value, ZoneInfo) else value

"""Looks up what a message must show, in the packs of law and of the lender."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fairdue.compliance.queries.readings import profile_at
from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.messaging.rules.mandatory import POLICY_RULE, Asked, Required, asked_of
from fairdue.rulebook.packs import NoValueError, Pack, law_in_force, pack

POLICY = "policy/default"


@dataclass(frozen=True, slots=True)
class TemplatePolicy:
    """What the lender chose for all messages: LENDER-TEMPLATES."""

    segments_max: int
    segment_prices: tuple[Money, ...]


def template_policy(at: datetime) -> TemplatePolicy:
    """What holds on the local day of a moment."""
    values = pack(POLICY).values_on(POLICY_RULE, local_day(at, zone()))
    prices = values["sms_segment_price"].value
    return TemplatePolicy(
        int(values["sms_segments_max"].value),
        tuple(Money(int(minor), currency) for currency, minor in prices.items()),
    )


def required(kind: str, channel: str, law: str, at: datetime) -> tuple[Required, ...]:
    """What a message of this kind must show; `law` "": under any of the laws there are.

    A rule that binds others than us is asked where the lender keeps it all the same.
    """
    profile = profile_at(at)
    found: list[Required] = []
    for asked in asked_of(law, kind, channel):
        source = law_in_force(asked.law, profile=profile) if asked.law else pack(POLICY)
        on = local_day(at, zone())
        if asked.law and not _is_asked(source, asked.rule, profile.actor, on):
            continue
        found += _items(source, asked, channel, on)
    return tuple(dict.fromkeys(found))


def _items(source: Pack, asked: Asked, channel: str, on: date) -> list[Required]:
    try:
        value = source.value(asked.rule, asked.parameter, on)
    except NoValueError:
        return []
    return [
        Required(item, asked.rule, value.citation.source, asked.law)
        for item in asked.items(value.value, channel)
    ]


def _is_asked(law: Pack, rule: str, actor: str, on: date) -> bool:
    if law.binds(rule, actor, on):
        return True
    return bool(pack(POLICY).value("LENDER-SCOPE", "unbinding_rules_are_kept", on).value)

"""The words of a campaign: looked up once for each channel, language and law, then filled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fairdue import delivery
from fairdue.contact.rules.written import Content
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions.claiming import KINDS
from fairdue.messaging.actions.rendering import filled, live_version, render, steps_of
from fairdue.messaging.models import TemplateVersion
from fairdue.messaging.queries.mandatory import required
from fairdue.messaging.queries.policy import zone
from fairdue.messaging.queries.values import account_values_by
from fairdue.messaging.rules.campaigns import BEST, CHANNELS
from fairdue.messaging.rules.fields import Value
from fairdue.messaging.rules.mandatory import Required
from fairdue.messaging.rules.templates import Words, purpose_of, states_balance
from fairdue.portfolio.models import Customer
from fairdue.portfolio.queries.customers import law_defaults
from fairdue.portfolio.rules.law import law_for


@dataclass(frozen=True, slots=True)
class Version:
    """The words for some people, and what the law asks of them."""

    version: TemplateVersion
    language: str
    law: str
    asked: tuple[Required, ...]

    @property
    def content(self) -> Content:
        """What the permit's rules ask, before the words are known."""
        fields = self.version.wording.fields
        return Content(
            template=self.version.template.name,
            states_balance=states_balance(fields),
            offers_opt_out="opt_out" in fields,
            purpose=purpose_of(self.version.template.kind),
        )


@dataclass(slots=True)
class Prepared:
    """A campaign's template at one moment."""

    template: str
    at: datetime
    _versions: dict[tuple[str, str, str], Version] = field(default_factory=dict)
    _values: dict[int, dict[str, Value]] = field(default_factory=dict)

    def look_up(self, customer_ids: Collection[int]) -> None:
        """Look up what is owed by many at once who are about to be written to."""
        self._values |= account_values_by(customer_ids, self.at)

    def version(self, customer: Customer, channel: str) -> Version:
        """Raises Refused where there are no live words for their law on this channel."""
        law = law_for(
            customer.jurisdiction,
            customer.region,
            customer.time_zones,
            law_defaults(local_day(self.at, zone())),
        ).jurisdiction
        language = customer.language or ("zh-hans" if law == "CN" else "en")
        key = channel, language, law
        if key not in self._versions:
            found = live_version(self.template, channel, language=language, law=law, at=self.at)
            asked = required(found.template.kind, channel, law, self.at)
            self._versions[key] = Version(found, language, law, asked)
        return self._versions[key]

    def content(self, customer: Customer, channel: str) -> Content | None:
        """As `Version.content`; None where there are no words for them."""
        try:
            return self.version(customer, channel).content
        except Refused:
            return None

    def _values_of(self, customer: Customer) -> dict[str, Value]:
        if customer.pk not in self._values:
            self.look_up([customer.pk])
        return self._values[customer.pk]

    def fill(self, customer: Customer, channel: str, ways_in: Mapping[str, Value]) -> Words:
        """The words as they will be sent, checked. Raises Refused as `words_for`."""
        found = self.version(customer, channel)
        return render(
            found.version,
            language=found.language,
            law=found.law,
            values={**self._values_of(customer), **ways_in},
            at=self.at,
            asked=found.asked,
            legal_steps=steps_of(found.version, customer.pk, self.at),
        )

    def preview(self, customer: Customer, channel: str, ways_in: Mapping[str, Value]) -> Words:
        """The same without the check of what they say, which passed when they were approved."""
        found = self.version(customer, channel)
        return filled(
            found.version,
            language=found.language,
            law=found.law,
            values={**self._values_of(customer), **ways_in},
            at=self.at,
            asked=found.asked,
        )


def channels_of(chosen: str) -> tuple[str, ...]:
    """The channels that a campaign may use: the one it names, or all that are carried here.

    Raises Refused where nothing here carries any.
    """
    wanted = CHANNELS if chosen == BEST else (chosen,)
    found = tuple(channel for channel in wanted if delivery.can_send(KINDS[channel]))
    if not found:
        raise Refused(
            Text(
                "Nothing here sends messages of this kind; an administrator sets it up.",
                "系统尚未开通此类信息的发送，请联系管理员配置。",
            )
        )
    return found

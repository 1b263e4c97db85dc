"""Renders messages: the live words for a customer's law and language, filled and checked again.

What is checked when a template is saved is checked on these very words too, with the facts of the
case: a value that is missing or of another kind, and words that mustn't be said, stop the message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fairdue import wording
from fairdue.compliance.queries.legal_steps import legal_steps_of
from fairdue.contact.queries.facts import language_of_law
from fairdue.contact.rules.written import Content
from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions.shipped import install_template
from fairdue.messaging.models import TemplateVersion
from fairdue.messaging.queries.mandatory import required
from fairdue.messaging.queries.templates import STEPS_IN, facts_of, template
from fairdue.messaging.queries.values import lenders_values
from fairdue.messaging.rules.fields import FIELDS, Value
from fairdue.messaging.rules.mandatory import Required, missing
from fairdue.messaging.rules.templates import (
    SAMPLES,
    Warned,
    Words,
    fill,
    purpose_of,
    say_fields,
    states_balance,
    tidied,
)
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.actions import open_name_for_sending
from fairdue.portfolio.models import Customer
from fairdue.portfolio.rules.law import law_for
from fairdue.wording.rules.findings import Finding


def live_version(
    name: str, channel: str, *, language: str, law: str, at: datetime
) -> TemplateVersion:
    """The version in use. Those that come with Fairdue are installed when first asked for.

    Raises Refused where there are no live words for this channel and law.
    """
    found = template(name, language, channel, at, law=law)
    if found is None and install_template(name, channel, at=at):
        found = template(name, language, channel, at, law=law)
    if found is None:
        raise Refused(
            Text(
                f"There are no approved words for {name} on this channel and under this law. "
                "Write a template, or have one approved.",
                f"没有适用于该渠道和法律的已批准模板（{name}），请撰写模板或完成批准。",
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Chosen:
    """The live words for a customer, in their language, under the law over them."""

    customer_id: int
    version: TemplateVersion
    language: str
    law: str
    at: datetime

    @property
    def content(self) -> Content:
        """What the permit's rules ask of such a message, before its words are known."""
        fields = self.version.wording.fields
        return Content(
            template=self.version.template.name,
            states_balance=states_balance(fields),
            offers_opt_out="opt_out" in fields,
            purpose=purpose_of(self.version.template.kind),
        )

    def words(self, values: Mapping[str, Value]) -> Words:
        """With the values put in. Raises Refused for a value missing or of another kind, and for
        words that mustn't be said.
        """
        if "name" in self.version.wording.fields and "name" not in values:
            values = {**values, "name": open_name_for_sending(self.customer_id)}
        return render(
            self.version,
            language=self.language,
            law=self.law,
            values=values,
            at=self.at,
            legal_steps=steps_of(self.version, self.customer_id, self.at),
        )


def chosen_for(name: str, channel: str, *, customer: Customer, at: datetime) -> Chosen:
    """The live words for a customer whose row was read. Raises Refused where there are none."""
    defaults = portfolio.law_defaults(local_day(at, zone()))
    where = (customer.jurisdiction, customer.region, customer.time_zones)
    law = law_for(*where, defaults).jurisdiction
    language = customer.language or language_of_law(law)
    version = live_version(name, channel, language=language, law=law, at=at)
    return Chosen(customer.pk, version, language, law, at)


def words_for(
    name: str, channel: str, *, customer_id: int, values: Mapping[str, Value], at: datetime
) -> Words:
    """The words for a customer, in their language, under the law over them.

    `values` by field; the lender's own names, and the customer's where the words say it, are
    added. Raises Refused where there are no live words, for a value missing or of another kind,
    and for words that mustn't be said.
    """
    customer = Customer.objects.get(pk=customer_id)
    return chosen_for(name, channel, customer=customer, at=at).words(values)


def steps_of(version: TemplateVersion, customer_id: int, at: datetime) -> frozenset[str]:
    """The legal steps that these words may speak of to a customer: none but where they are of
    the kind that tells of them, as others were approved without.
    """
    if version.template.kind not in STEPS_IN:
        return frozenset()
    return legal_steps_of(customer_id, at)


def render(
    version: TemplateVersion,
    *,
    language: str,
    law: str,
    values: Mapping[str, Value],
    at: datetime,
    asked: Sequence[Required] | None = None,
    legal_steps: frozenset[str] = frozenset(),
) -> Words:
    """A version's words in a language, with the values put in. Raises as `words_for`.

    `asked`: what must be shown, where it was looked up already; `legal_steps`: those approved for
    the customer, which words may speak of.
    """
    how: dict[str, Any] = {"language": language, "law": law, "at": at, "asked": asked}
    warned = refuse_unsayable(version, values=values, legal_steps=legal_steps, **how)
    words = filled(version, values=values, **how)
    if not warned:
        return words
    facts = facts_of(values, law, at, legal_steps)
    return replace(
        words,
        warnings=tuple(
            Warned(part, each.kind, each.rule, each.start, each.end)
            for part, each in _found(words, version.template.channel, facts)
            if each.severity == "warns" and each.kind in warned
        ),
    )


def refuse_unsayable(
    version: TemplateVersion,
    *,
    language: str,
    law: str,
    values: Mapping[str, Value],
    at: datetime,
    asked: Sequence[Required] | None = None,
    legal_steps: frozenset[str] = frozenset(),
) -> frozenset[str]:
    """Raise Refused where the words lack what this law wants shown today, or, with these values
    in them, mustn't be said. Gives the kinds of what may be said and is warned of.

    Codes, links and the customer's name are chance, and no words of ours: samples stand for them.
    """
    template = version.template
    if asked is None:
        asked = required(template.kind, template.channel, law, at)
    for lacking in missing(asked, version.wording.fields):
        raise Refused(
            Text(
                f"These words lack what {lacking.source.en} wants shown: {lacking.label.en}.",
                f"内容缺少{lacking.source.zh}要求载明的事项：{lacking.label.zh}。",
            )
        )
    plain = {**values, **{name: each for name, each in SAMPLES.items() if FIELDS[name].is_chance}}
    words = filled(version, language=language, law=law, values=plain, at=at, asked=asked)
    facts = facts_of(values, law, at, legal_steps)
    warned = set()
    for _part, each in _found(words, template.channel, facts):
        if each.severity == "blocks":
            raise Refused(
                Text(
                    f"These words can't be sent: {each.text.en} {each.mend.en}",
                    f"这些内容不能发送：{each.text.zh}{each.mend.zh}",
                )
            )
        if each.severity == "warns":
            warned.add(each.kind)
    return frozenset(warned)


def _found(words: Words, channel: str, facts: wording.Facts) -> Iterator[tuple[str, Finding]]:
    """What stands against the subject and the body."""
    for part, text in (("subject", words.subject), ("body", words.body)):
        for each in wording.check(text, language=words.language, channel=channel, facts=facts):
            yield part, each


def filled(
    version: TemplateVersion,
    *,
    language: str,
    law: str,
    values: Mapping[str, Value],
    at: datetime,
    asked: Sequence[Required] | None = None,
) -> Words:
    """The same before the check of what the words say, for a preview that marks it.

    Raises Refused for a value missing or of another kind, and for a mandatory sentence left out.
    """
    template, said = version.template, version.wording
    known = {**lenders_values(at, law), **values}
    if asked is None:
        asked = required(template.kind, template.channel, law, at)
    shown = say_fields(
        said.fields, known, language=language, channel=template.channel, required=asked
    )
    return Words(
        template=template.name,
        language=language,
        subject=tidied(fill(said.subject.in_language(language), shown).text),
        body=tidied(fill(said.body.in_language(language), shown).text),
        purpose=purpose_of(template.kind),
        version=version.number,
        states_balance=states_balance(said.fields),
        offers_opt_out="opt_out" in said.fields,
    )


def content_of(name: str, channel: str, *, customer_id: int, at: datetime) -> Content:
    """What the permit's rules ask of such a message, before its words are known."""
    customer = Customer.objects.get(pk=customer_id)
    return chosen_for(name, channel, customer=customer, at=at).content

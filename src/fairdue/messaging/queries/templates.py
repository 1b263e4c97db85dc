"""Looks up templates: which words are live when, what is on its way, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from fairdue import wording
from fairdue.delivery import sms
from fairdue.identity.queries.policy import lender, zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.messaging.models import (
    Template,
    TemplateApproval,
    TemplateState,
    TemplateVersion,
)
from fairdue.messaging.queries.mandatory import required, template_policy
from fairdue.messaging.queries.values import lenders_values
from fairdue.messaging.rules.fields import BRACES, FIELDS, SMS, Values
from fairdue.messaging.rules.mandatory import KINDS, LEGAL, POLICY_RULE
from fairdue.messaging.rules.templates import (
    LANGUAGES,
    PLACES,
    SAMPLES,
    Filled,
    Flaw,
    Wording,
    fill,
    flaws_in,
    say_fields,
    tidied,
)

LAWS = ("CN", "US", "UK")
STEPS_IN = {LEGAL: wording.LEGAL_STEPS - {"police_report"}}
"""Legal steps that the words of a kind of template may speak of; when they are filled in, only
those approved for the customer. A police report stands in no template.
"""
LINK_LENGTH = 32
"""How long the token in a link for signing in is."""


def template(
    name: str, language: str, channel: str, at: datetime, *, law: str = ""
) -> TemplateVersion | None:
    """The version that was live at a moment for customers under a law; None where none was.

    Words for that very law come before those for any. Each version has both languages.
    """
    assert language, "each version has both languages; a customer always has one"
    found = (
        TemplateVersion.objects.filter(
            Q(ended_at=None) | Q(ended_at__gt=at),
            template__name=name,
            template__channel=channel,
            template__law__in=["", law],
            live_from__lte=at,
        )
        .select_related("template")
        .order_by("-template__law", "-live_from", "-number")
    )
    return found.first()


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template with the version in use and the one on its way, if any."""

    template: Template
    live: TemplateVersion | None
    open: TemplateVersion | None
    approvals: tuple[TemplateApproval, ...]
    """Of the one on its way."""

    @property
    def kind(self) -> Text:
        """What it is for, in words."""
        return KINDS[self.template.kind]


OPEN = (TemplateState.DRAFT, TemplateState.SUBMITTED)


def templates() -> list[TemplateLine]:
    """All of them, by name, channel and law."""
    live: dict[int, TemplateVersion] = {}
    under_way: dict[int, TemplateVersion] = {}
    states = [TemplateState.LIVE, *OPEN]
    for row in TemplateVersion.objects.filter(state__in=states).order_by("number"):
        (live if row.state == TemplateState.LIVE else under_way)[row.template_id] = row
    given: dict[int, list[TemplateApproval]] = {}
    approvals = TemplateApproval.objects.filter(version__in=under_way.values(), void=False)
    for each in approvals.order_by("approved_at", "pk"):
        given.setdefault(each.version_id, []).append(each)
    lines = []
    for one in Template.objects.order_by("name", "channel", "law"):
        coming = under_way.get(one.pk)
        approved = tuple(given.get(coming.pk, ())) if coming is not None else ()
        lines.append(TemplateLine(one, live.get(one.pk), coming, approved))
    return lines


def version(version_id: int) -> TemplateVersion | None:
    """A version with its template; None where there is none."""
    return TemplateVersion.objects.select_related("template").filter(pk=version_id).first()


def versions_of(template_id: int) -> QuerySet[TemplateVersion]:
    """A template's versions, the newest first."""
    found = TemplateVersion.objects.filter(template_id=template_id)
    return found.select_related("template").order_by("-number")


def approvals_of(version_id: int) -> list[TemplateApproval]:
    """Who approved a version, the first first; those that became void left out."""
    found = TemplateApproval.objects.filter(version_id=version_id, void=False)
    return list(found.order_by("approved_at", "pk"))


def usable(channel: str, law: str, at: datetime) -> list[TemplateVersion]:
    """The live versions for a channel and a law, by kind and name."""
    found: dict[str, TemplateVersion] = {}
    rows = TemplateVersion.objects.filter(
        state=TemplateState.LIVE,
        template__channel=channel,
        template__law__in=["", law],
        live_from__lte=at,
    ).select_related("template")
    for row in rows.order_by("template__law"):
        found[row.template.name] = row
    order = list(KINDS)
    return sorted(
        found.values(), key=lambda row: (order.index(row.template.kind), row.template.name)
    )


def flaws(said: Wording, *, kind: str, channel: str, law: str, at: datetime) -> tuple[Flaw, ...]:
    """All that is wrong with a template's texts, with sample values in its fields.

    Form, fields and mandatory content first, then what the words say (`fairdue.wording`) under
    each law that the template is for, each flaw at its place in the text as written.
    """
    asked = required(kind, channel, law, at)
    found = [*flaws_in(said, kind=kind, channel=channel, required=asked)]
    seen = {flaw.code for flaw in found}
    if seen & {"unknown_field", "brace", "wrong_channel"}:
        said = _without_unknown(said)
    values = samples(at)
    for language in LANGUAGES:
        shown = say_fields(said.fields, values, language=language, channel=channel, required=asked)
        for place in PLACES:
            filled = fill(said.at(place).in_language(language), shown)
            for country in (law,) if law else LAWS:
                facts = facts_of(values, country, at, STEPS_IN.get(kind, frozenset()))
                found += _said(filled, place, language, channel, facts)
    if channel == SMS:
        found += _too_long(said, kind=kind, law=law, at=at)
    return _once(found)


def _once(found: Iterable[Flaw]) -> tuple[Flaw, ...]:
    """Each flaw of a place once, whichever country's law finds it too."""
    first: dict[tuple[object, ...], Flaw] = {}
    for each in found:
        by = each.rule if each.code == "mandatory" else ""
        at_all = (each.code, each.place, each.language, each.start, each.end, each.message, by)
        first.setdefault(at_all, each)
    return tuple(first.values())


def segments_of(
    said: Wording, *, kind: str, law: str, at: datetime
) -> dict[str, tuple[sms.Segments, tuple[Money, ...]]]:
    """What a text message takes up and costs, by language, with sample values in its fields.

    With the sentences of the law that asks for most. Raises Refused for fields that there aren't.
    """
    chosen, values = template_policy(at), samples(at)
    found = {}
    for language in LANGUAGES:
        longest = max(
            (
                sms.segments(_filled(said, values, language, kind, country, at))
                for country in ((law,) if law else LAWS)
            ),
            key=lambda segments: segments.units,
        )
        prices = tuple(
            Money(price.minor * longest.count, price.currency) for price in chosen.segment_prices
        )
        found[language] = (longest, prices)
    return found


def _filled(said: Wording, values: Values, language: str, kind: str, law: str, at: datetime) -> str:
    asked = required(kind, SMS, law, at)
    shown = say_fields(said.fields, values, language=language, channel=SMS, required=asked)
    return tidied(fill(said.body.in_language(language), shown).text)


def _too_long(said: Wording, *, kind: str, law: str, at: datetime) -> list[Flaw]:
    allowed = template_policy(at).segments_max
    return [
        Flaw(
            "segments",
            "stops",
            Text(
                f"It takes {segments.count} parts; {allowed} are allowed.",
                f"该短信将拆为{segments.count}条，最多允许{allowed}条。",
            ),
            Text("Make it shorter.", "请缩短内容。"),
            language=language,
            rule=POLICY_RULE,
        )
        for language, (segments, _) in segments_of(said, kind=kind, law=law, at=at).items()
        if segments.count > allowed
    ]


def _blank_unknown(field: re.Match[str]) -> str:
    return field[0] if field[1] in FIELDS else " " * len(field[0])


def _without_unknown(said: Wording) -> Wording:
    """Fields that there aren't, turned into signs of the same length: the rest is still read."""

    def cleaned(text: Text) -> Text:
        return Text(*(BRACES.sub(_blank_unknown, one) for one in (text.en, text.zh)))

    return Wording(cleaned(said.subject), cleaned(said.body))


def _said(
    filled: Filled, place: str, language: str, channel: str, facts: wording.Facts
) -> list[Flaw]:
    found = []
    for each in wording.check(filled.text, language=language, channel=channel, facts=facts):
        start, end = filled.place_of(each.start, each.end) if each.end else (0, 0)
        found.append(
            Flaw(
                f"words_{each.kind}",
                "stops" if each.severity == "blocks" else "warns",
                each.text,
                each.mend,
                place,
                language,
                start,
                end,
                each.rule,
                each.citation.source if each.citation else None,
            )
        )
    return found


def samples(at: datetime) -> Values:
    """Sample values for every field, with the lender's own names and links as long as real ones."""
    site = settings.PUBLIC_URL
    return {
        **SAMPLES,
        **lenders_values(at),
        "genuine": f"{site}/genuine/",
        "portal": f"{site}/my/sign-in/{'x' * LINK_LENGTH}/",
        "home": f"{site}/my/",
    }


def facts_of(
    values: Values, country: str, at: datetime, legal_steps: frozenset[str] = frozenset()
) -> wording.Facts:
    """What a message may state, for the check of its words: the very values put in.

    `legal_steps`: those that were approved for the customer.
    """
    return wording.Facts(
        on=local_day(at, zone()),
        country=country,
        creditors=(lender(at).en, lender(at).zh),
        amounts=tuple(each for each in values.values() if isinstance(each, Money)),
        dates=tuple(each for each in values.values() if isinstance(each, date)),
        legal_steps=legal_steps,
    )

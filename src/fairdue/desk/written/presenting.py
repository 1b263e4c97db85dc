"""Templates made ready for their pages: texts with marks in place, differences, previews."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairdue.kernel.text import Text
from fairdue.messaging.models import TemplateApproval, TemplateState, TemplateVersion
from fairdue.messaging.queries.templates import flaws, segments_of
from fairdue.messaging.rules.fields import BRACES, FIELDS, SMS, Field, written
from fairdue.messaging.rules.mandatory import KINDS
from fairdue.messaging.rules.templates import LANGUAGES, PLACES, Flaw, Wording
from fairdue.people.models import Staff
from fairdue.people.rules import may

BADGES = {
    TemplateState.DRAFT: "",
    TemplateState.SUBMITTED: "info",
    TemplateState.LIVE: "ok",
    TemplateState.REFUSED: "stop",
    TemplateState.REPLACED: "",
    TemplateState.WITHDRAWN: "",
}
CHANNEL_NAMES: dict[str, str | Promise] = {
    "sms": gettext_lazy("Text message"),
    "email": gettext_lazy("E-mail"),
    "letter": gettext_lazy("Letter"),
}
LAW_NAMES: dict[str, str | Promise] = {
    "": gettext_lazy("All laws"),
    "CN": gettext_lazy("China"),
    "UK": gettext_lazy("United Kingdom"),
    "US": gettext_lazy("United States"),
}
PLACE_NAMES: dict[str, str | Promise] = {
    "subject": gettext_lazy("Subject"),
    "body": gettext_lazy("Body"),
}
LANGUAGE_NAMES: dict[str, str | Promise] = {
    "en": gettext_lazy("English"),
    "zh-hans": gettext_lazy("Chinese"),
}
ALPHABETS = {"gsm": "GSM 03.38", "ucs2": "UCS-2"}
WORD = re.compile(r"\{[^{}]*\}|[A-Za-z0-9'’]+|\s+|.", re.DOTALL)
"""What two versions are held against each other by: fields, words, and Chinese signs singly."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: plain, a field, or a flaw's place with its number in the list."""

    text: str
    kind: str
    """"" | field | stops | warns | added | removed"""
    number: int = 0


@dataclass(frozen=True, slots=True)
class TextShown:
    """One text of a template, in pieces."""

    place: str
    language: str
    pieces: tuple[Piece, ...]

    @property
    def label(self) -> str:
        """Which text it is."""
        return f"{LANGUAGE_NAMES[self.language]} · {PLACE_NAMES[self.place]}"


@dataclass(frozen=True, slots=True)
class FlawShown:
    """A flaw with its number on the page."""

    number: int
    flaw: Flaw

    @property
    def where(self) -> str:
        """In which text, where it is about one."""
        if not self.flaw.language:
            return ""
        if not self.flaw.end:
            return str(LANGUAGE_NAMES[self.flaw.language])
        return f"{LANGUAGE_NAMES[self.flaw.language]} · {PLACE_NAMES[self.flaw.place]}"


@dataclass(frozen=True, slots=True)
class Size:
    """What a text message takes up in a language."""

    language: str | Promise
    alphabet: str
    count: int
    units: int
    units_left: int
    prices: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything that was found about a version's texts."""

    flaws: tuple[FlawShown, ...]
    texts: tuple[TextShown, ...]
    sizes: tuple[Size, ...]

    @property
    def stopping(self) -> int:
        """How many flaws stop it."""
        return sum(each.flaw.stops for each in self.flaws)

    @property
    def suspect(self) -> int:
        """How many places sound like pressure; who approves has to say why they are none."""
        return sum(each.flaw.is_suspect for each in self.flaws)


def typed_wording(sent: Mapping[str, str]) -> Wording:
    """The texts of an edit form."""

    def both(place: str) -> Text:
        return Text(
            *(sent.get(f"{place}_{code}", "").replace("\r\n", "\n") for code in ("en", "zh"))
        )

    return Wording(both("subject"), both("body"))


def checked(version: TemplateVersion, wording: Wording, at: datetime) -> Checked:
    """The check of texts, with every flaw marked at its place."""
    template = version.template
    kind, channel, law = template.kind, template.channel, template.law
    found = flaws(wording, kind=kind, channel=channel, law=law, at=at)
    ordered = sorted(found, key=lambda flaw: (not flaw.stops, flaw.code == "mandatory"))
    numbered = tuple(FlawShown(number, flaw) for number, flaw in enumerate(ordered, start=1))
    texts = tuple(
        TextShown(place, language, tuple(_marked(wording, place, language, numbered)))
        for place in PLACES
        for language in LANGUAGES
        if place == "body" or channel != SMS
    )
    known = set(wording.fields) <= FIELDS.keys()
    sizes = _sizes(wording, kind, law, at) if channel == SMS and known else ()
    return Checked(numbered, texts, sizes)


def _sizes(wording: Wording, kind: str, law: str, at: datetime) -> tuple[Size, ...]:
    return tuple(
        Size(
            LANGUAGE_NAMES[language],
            ALPHABETS.get(segments.alphabet, segments.alphabet),
            segments.count,
            segments.units,
            segments.units_left,
            prices,
        )
        for language, (segments, prices) in segments_of(wording, kind=kind, law=law, at=at).items()
    )


def _marked(
    wording: Wording, place: str, language: str, numbered: Sequence[FlawShown]
) -> Iterator[Piece]:
    text = wording.at(place).in_language(language)
    here = [
        each
        for each in numbered
        if (each.flaw.place, each.flaw.language) == (place, language) and each.flaw.end
    ]
    fields = [match.span() for match in BRACES.finditer(text)]
    edges = {0, len(text)}
    for each in here:
        edges |= {each.flaw.start, each.flaw.end}
    for span in fields:
        edges |= set(span)
    places = sorted(edges)
    for start, end in pairwise(places):
        flaw = next((one for one in here if one.flaw.start <= start and end <= one.flaw.end), None)
        if flaw is not None:
            yield Piece(text[start:end], flaw.flaw.severity, flaw.number)
        else:
            is_field = any(begins <= start and end <= ends for begins, ends in fields)
            yield Piece(text[start:end], "field" if is_field else "")


def differences(old: Wording, new: Wording) -> list[TextShown]:
    """What one version says otherwise than another, text by text; those alike are left out."""
    found = []
    for place in PLACES:
        for language in LANGUAGES:
            before, after = (each.at(place).in_language(language) for each in (old, new))
            if before != after:
                found.append(TextShown(place, language, tuple(_compared(before, after))))
    return found


def _compared(before: str, after: str) -> Iterator[Piece]:
    old, new = WORD.findall(before), WORD.findall(after)
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("".join(new[c:d]), "")
            continue
        if b > a:
            yield Piece("".join(old[a:b]), "removed")
        if d > c:
            yield Piece("".join(new[c:d]), "added")


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field that may be put in, with what it says."""

    field: Field
    sample: str


def fields_for(channel: str, language: str) -> list[FieldShown]:
    """The fields of a channel, with a sample of each."""
    return [FieldShown(each, _sample(each, channel, language)) for each in FIELDS.values()
            if channel in each.channels]  # fmt: skip


def _sample(field: Field, channel: str, language: str) -> str:
    if field.says is not None:
        said = field.sentence(channel).in_language(language)
        return said or _("the sentences that the customer's law wants")
    return written(field.name, field.sample, language)


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the reader may do with a version now."""

    edit: bool
    submit: bool
    approve: bool
    own: bool
    take_back: bool
    withdraw: bool
    renew: bool


def deeds(version: TemplateVersion, given: Sequence[TemplateApproval], staff: Staff) -> Deeds:
    """Who may do what, for showing; the actions ask again."""
    writes, approves = may(staff, "write_template"), may(staff, "approve_template")
    state, own = version.state, staff.username in version.editors
    has_approved = staff.username in [each.approver for each in given]
    waits, is_draft = state == TemplateState.SUBMITTED, state == TemplateState.DRAFT
    return Deeds(
        edit=writes and is_draft,
        submit=writes and is_draft,
        approve=approves and waits and not own and not has_approved,
        own=own and waits,
        take_back=writes and waits,
        withdraw=(writes and (is_draft or waits)) or (approves and state == TemplateState.LIVE),
        renew=writes and not is_draft and not waits,
    )


def kind_name(kind: str) -> Text:
    """What a template is for, in words."""
    return KINDS[kind]

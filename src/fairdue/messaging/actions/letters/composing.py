"""Puts a letter together: the words, whom it is for, who writes, and how to check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from fairdue.contact.queries import language_of
from fairdue.contact.rules.written import Content
from fairdue.identity.queries.policy import lender, zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text, day_in_words
from fairdue.messaging.actions.rendering import content_of, words_for
from fairdue.messaging.actions.sending import Letter
from fairdue.messaging.queries.lender import lender_reached
from fairdue.messaging.queries.letters.notice import notice_values
from fairdue.messaging.queries.letters.policy import letter_policy, mandatory_items
from fairdue.messaging.rules.fields import LETTER, Value
from fairdue.messaging.rules.letters.addresses import Addressed, addressed
from fairdue.messaging.rules.letters.items import refuse_incomplete
from fairdue.messaging.rules.letters.notices import NOTICE
from fairdue.messaging.rules.letters.words import LetterWords, laid_out, notice_words
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.actions import open_for_sending, open_name_for_sending
from fairdue.typesetting import letter as typesetting
from fairdue.typesetting.letter import BOXES_MM, ROW_MM

SMALLEST_POINTS = typesetting.ADDRESS_POINTS[-1]
SEAL = Text("{lender} (business seal)", "{lender}（盖章）")
REFERENCE = Text("Our reference: {reference}", "函件编号：{reference}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that needs only a code to be printed."""

    asked: Letter
    law: str
    language: str
    name: str
    to: Addressed
    at: datetime
    reference: str

    def content(self) -> Content:
        """What the permit's rules ask of it before it has a code.

        Raises LetterIncomplete for a notice that lacks an item of the law.
        """
        if self.asked.template == NOTICE:
            return self.words("").content
        return content_of(
            self.asked.template, LETTER, customer_id=self.asked.customer_id, at=self.at
        )

    def words(self, code: str) -> LetterWords:
        """What it says. Raises as `content`, and Refused as `rendering.words_for`."""
        site = settings.PUBLIC_URL
        if self.asked.template == NOTICE:
            return self._notice(code)
        values: dict[str, Value] = {
            "name": self.name,
            **self.asked.values,
            "code": code,
            "genuine": f"{site}/genuine/",
            "portal": f"{site}/my/",
            "home": f"{site}/my/",
        }
        customer_id, name = self.asked.customer_id, self.asked.template
        return laid_out(
            words_for(name, LETTER, customer_id=customer_id, values=values, at=self.at), code
        )

    def _notice(self, code: str) -> LetterWords:
        on = local_day(self.at, zone())
        given = {name: _written(value) for name, value in self.asked.values.items()}
        values: dict[str, str | Text] = {
            **notice_values(self.asked.customer_id, on),
            **given,
            "name": self.name,
            "lender": lender(self.at),
            "contact": _contact(self.at, self.law),
            "home": f"{settings.PUBLIC_URL}/my/",
            "check": f"{settings.PUBLIC_URL}/genuine/",
            "code": code,
        }
        words = notice_words(law=self.law, language=self.language, values=values)
        asked = mandatory_items(self.law, on)
        refuse_incomplete(words.shown, asked.items, rule=asked.rule, citation=asked.citation)
        return words

    def sheet(self, words: LetterWords, code: str, url_path: str) -> typesetting.Letter:
        """All that is printed."""
        policy, firm = letter_policy(self.at), lender(self.at).in_language(self.language)
        seal = SEAL.in_language(self.language).format(lender=firm)
        reference = REFERENCE.in_language(self.language).format(reference=self.reference)
        return typesetting.Letter(
            language=self.language,
            paper=policy.paper[self.law],
            window=policy.window[self.law],
            to=self.to.lines,
            postcode=self.to.postcode,
            sender=(firm, *lender_reached(self.at, self.law).lines(self.language)),
            date=day_in_words(local_day(self.at, zone())).in_language(self.language),
            reference=self.reference,
            reference_line=reference,
            subject=words.words.subject,
            body=words.body,
            seal=seal if self.law == "CN" and self.asked.template == NOTICE else "",
            genuine=words.genuine,
            address=f"{settings.PUBLIC_URL}{url_path}",
            code=code,
        )


def compose(asked: Letter, *, reference: str, at: datetime) -> Draft:
    """The letter without its code. Raises Refused for an address that doesn't fit the window."""
    law = portfolio.law_and_feed(asked.customer_id, at.date())[0].jurisdiction
    window = letter_policy(at).window[law]
    boxes = BOXES_MM if law == "CN" else 0.0
    name = open_name_for_sending(asked.customer_id)
    to = addressed(
        name,
        open_for_sending(asked.contact_point_id),
        law=law,
        lines_max=int((window.height - boxes) / ROW_MM),
        width=int(window.width / (10 * typesetting.EM_MM_PER_POINT)),
    )
    return Draft(asked, law, language_of(asked.customer_id, at), name, to, at, reference)


def _contact(at: datetime, law: str) -> Text:
    en, zh = map(lender_reached(at, law).lines, ("en", "zh-hans"))
    return Text(", ".join(en), "，".join(zh))


def _written(value: Value) -> str | Text:
    if isinstance(value, date):
        return day_in_words(value)
    return value if isinstance(value, str | Text) else str(value)

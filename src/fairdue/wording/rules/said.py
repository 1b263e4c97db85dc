"""What a person asked for in their own words, in English: when, where and how not to reach them.

No magic words are needed (comment 6(b)(1)-1 to Regulation F, CONC 7.9.4R). What isn't understood
is said to be unclear, so that a person looks at it; it is never taken as consent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdue.wording.rules.clock_words import Hours, hours_in, weekdays_in, within

SPOKEN_OF = {
    "call": r"\b(?:tele)?phon|\bcall|\bring(?:s|ing)?\b|\bvoicemail|\bspeak|\btalk",
    "sms": r"\btext|\bsms\b|\bmessag",
    "email": r"\be-?mail",
    "letter": r"\bletter|\bpost\b|\bby mail|\bmail(?:s|ing)?\b|\bwrite|\bwriting|\bwritten",
    "visit": r"\bvisit|\bcome (?:to|by|round)|\bdoor|\bin person",
}
DAYS_AHEAD = 9
WRITING = frozenset({"sms", "email", "letter"})
MEDIA = frozenset(SPOKEN_OF)
PLACES = {
    "work": r"\bat (?:my |the )?(?:work|job|office)|\bworkplace|\bwork (?:number|phone|line)|"
            r"\bwork ?(?:e-?mail)|\b(?:boss|employer|company|manager|supervisor)\b|\bon the job\b|"
            r"\b(?:my|the) (?:job|office)\b|\bwhile i(?:'m| am) working",
    "home": r"\bat home\b|\bmy (?:home|house)\b|\bhome (?:number|phone|line|address)",
    "hospital": r"\bhospital\b",
}  # fmt: skip
REFUSES = re.compile(
    r"\b(?:no|not|never|stop|cease|quit|avoid|without|refuse|hate|unable|bad|busy|inconvenient|"
    r"cannot|can't|won't|don't|doesn't|isn't|aren't|mustn't|shouldn't|wouldn't|dont|cant|unwelcome|"
    r"fired|trouble|forbids?|forbidden|prohibits?|prohibited|against|unsubscribe|opt(?:ing)? out|"
    r"remove (?:me|my)|take (?:me|my number) off|off your list|leave me alone|end|revoke|cancel|"
    r"instead of|rather than|nor|upset|angry|annoyed)\b"
)
PERMITS = re.compile(r"\b(?:fine|ok|okay|all right|allowed|allows|no problem|welcome|happy)\b")
ONLY = re.compile(r"\b(?:only|solely|exclusively|nothing but|unless|except|just)\b")
PREFERS = re.compile(
    r"\b(?:best|better|prefer|available|free|reach me|try me|convenient|call me)\b"
)
REACHES = re.compile(r"\b(?:contact|reach|bother|disturb|communicat\w*|correspond\w*|hear from)\b")
EVERYTHING = re.compile(r"\bleave me alone\b|\ball (?:contact|communication)s?\b|\bany way\b")
STOPS = re.compile(r"\W*(?:stop|end|quit|cancel|unsubscribe|opt ?out|revoke|stop ?all)\W*")
"""A reply of one word; the medium it came by is declined."""
BREAKS = re.compile(
    r"[;!?\n]+|\.(?=\s|$)|\s+but\s+|\s+-+\s+|"
    r",\s*(?=(?:please|just|only|don't|do not|no|stop|never|call|e-?mail|text|write|you|i|i'm|so|"
    r"letters|instead|rather)\b)"
)
CONDITIONS = re.compile(
    r"\b(?:except|unless|other than|when|while|whenever|during|if|right now|at the moment|"
    r"(?:good|right|bad) time|more than|in (?:the |school |my )?\w*(?:holiday|vacation|month|week))"
)
"""A refusal with a condition that isn't an hour, a day or a place: a person must read it."""
ON_MOBILE = re.compile(r"\b(?:mobile|cell|cellphone)\b")


@dataclass(frozen=True, slots=True)
class Wish:
    """Not by these media, in this place, on these days, in these hours; None doesn't narrow."""

    media: frozenset[str] | None = None
    begins: time | None = None
    ends: time | None = None
    weekdays: frozenset[int] | None = None
    """Monday is 0."""
    place: str = ""

    @property
    def timed(self) -> bool:
        """Does it speak of hours or days?"""
        return self.begins is not None or self.ends is not None or self.weekdays is not None

    def concerns(self, medium: str, place: str = "") -> bool:
        """Does it speak of this medium and place?"""
        return (self.media is None or medium in self.media) and self.place in ("", place)

    def bars(self, local: datetime, medium: str, place: str = "") -> bool:
        """Does it speak against this local moment, medium and place?"""
        if not self.concerns(medium, place):
            return False
        if self.weekdays is not None and local.weekday() not in self.weekdays:
            return False
        if self.ends is None:
            return self.begins is None or local.time() >= self.begins
        return within(local.time(), self.begins or time.min, self.ends)


@dataclass(frozen=True, slots=True)
class Said:
    """What was understood of a text."""

    wishes: tuple[Wish, ...] = ()
    unclear: bool = False
    """It asks for something that a person must read."""


def understand(text: str, medium: str = "") -> Said:
    """The wishes of a text; a bare STOP declines the medium it came by."""
    told = re.sub(r"[\u2018\u2019]", "'", text.lower())
    if STOPS.fullmatch(told):
        return Said((Wish(frozenset({medium})),) if medium else (), unclear=not medium)
    told = re.sub(r"\([^)]*\)", " ", told)
    found = [_sentence(part) for part in BREAKS.split(told) if part and part.strip()]
    wishes = tuple(wish for said in found for wish in said.wishes)
    unclear = any(said.unclear for said in found) and not wishes
    return Said(wishes, unclear)


def free_from(
    at: datetime, zone: ZoneInfo, wishes: Sequence[Wish], medium: str, place: str = ""
) -> datetime | None:
    """The first moment after `at` that no wish bars; None when none comes within eight days."""
    today = at.astimezone(zone).date()
    clocks = {time.min} | {wish.ends for wish in wishes if wish.ends is not None}
    moments = sorted(
        datetime.combine(today + timedelta(days=days), clock, tzinfo=zone)
        for days in range(DAYS_AHEAD)
        for clock in clocks
    )
    return next(
        (
            moment
            for moment in moments
            if moment > at and not any(wish.bars(moment, medium, place) for wish in wishes)
        ),
        None,
    )


def declined_by(wishes: Iterable[Wish]) -> frozenset[str]:
    """Media that are refused at any time and place."""
    media = [wish.media or MEDIA for wish in wishes if not wish.timed and not wish.place]
    return frozenset().union(*media)


def _sentence(said: str) -> Said:
    media = _media(said)
    hours, days = hours_in(said), weekdays_in(said)
    place = next((name for name, words in PLACES.items() if re.search(words, said)), "")
    refused = REFUSES.search(said)
    if refused and place == "work" and PERMITS.search(said) and not re.search("n't|not ", said):
        refused = None
    if refused:
        return _refusal(said, refused, media, hours, days, place)
    if ONLY.search(said) or (PREFERS.search(said) and (hours or days)) or _times_to(said):
        return _only(said, media, hours, days)
    if hours or days:  # what the person does then: the safe reading is not to disturb it
        return Said(tuple(_each(Wish(weekdays=days), hours)))
    return Said()


def _times_to(said: str) -> bool:
    """Is it an invitation with a time: call after five, ring me in the evening?"""
    verb = re.search(r"\b(?:call|ring|phone|text|contact|e-?mail|try|write)\b", said)
    return bool(verb and (hours_in(said) or weekdays_in(said)))


def _refusal(
    said: str,
    refused: re.Match[str],
    media: frozenset[str],
    hours: list[Hours],
    days: frozenset[int] | None,
    place: str,
) -> Said:
    after = _media(said[refused.start() :])
    named = after or media
    if CONDITIONS.search(said) and not hours and days is None and not place:
        return Said(unclear=True)
    wish = Wish(named or None, weekdays=days, place=place)
    if hours and days is not None and re.search(r"\bor\b", said):
        return Said((wish, *_each(replace(wish, weekdays=None), hours)))
    if hours or days is not None or place:
        return Said(tuple(_each(wish, hours)))
    if REACHES.search(said) or EVERYTHING.search(said):
        return Said((Wish(),) if not named else (Wish(named),))
    return Said((wish,)) if named else Said(unclear=True)


def _only(
    said: str, media: frozenset[str], hours: list[Hours], days: frozenset[int] | None
) -> Said:
    """What is left when just these hours, days or media are welcome."""
    if ON_MOBILE.search(said) and not hours and days is None:
        return Said(tuple(Wish(frozenset({"call"}), place=place) for place in ("work", "home")))
    if re.search(r"\bwriting\b|\bwritten\b", said):
        media = WRITING
    narrowed = Wish(media or None)
    found: list[Wish] = []
    if days is not None:
        found.append(replace(narrowed, weekdays=frozenset(range(7)) - days))
    for begins, ends in hours:
        kept = replace(narrowed, weekdays=days)
        if begins is not None:
            found.append(replace(kept, begins=time.min, ends=begins))
        if ends is not None:
            found.append(replace(kept, begins=ends))
    if found:
        return Said(tuple(found))
    if media:
        return Said((Wish(MEDIA - media),))
    return Said(unclear=True)


def _each(wish: Wish, hours: list[Hours]) -> list[Wish]:
    return [replace(wish, begins=begins, ends=ends) for begins, ends in hours] or [wish]


def _media(said: str) -> frozenset[str]:
    return frozenset(name for name, words in SPOKEN_OF.items() if re.search(words, said))

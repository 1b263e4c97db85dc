"""Past contacts judged again by what is known now: late facts.

Each contact is asked the permit's own rules at its own moment, under the terms of its day, about
the facts as they turned out to be. What comes out is a function of those facts alone, so the order
in which they arrived doesn't matter. `docs/algorithms/late-facts.md` explains it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fairdue.contact.rules.limits import Touch
from fairdue.contact.rules.points import Point
from fairdue.contact.rules.terms import Term
from fairdue.contact.rules.verdict import NONE_KNOWN, Circumstances, Facts, Terms, day_zone, judge
from fairdue.contact.rules.written import LIVE_TALK, Content
from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause, Verdict

NEWLY_UNLAWFUL = "newly_unlawful"
NO_LONGER_COUNTED = "no_longer_counted"
THIRD_PARTY = "third_party"
LAWFUL_AFTER_ALL = "lawful_after_all"
KINDS = (NEWLY_UNLAWFUL, THIRD_PARTY, NO_LONGER_COUNTED, LAWFUL_AFTER_ALL)
"""What can be found: a contact that some rule forbade; one with somebody else; one that doesn't
count to the person; a denial that need not have been."""

UNLAWFUL = (NEWLY_UNLAWFUL, THIRD_PARTY)
"""Kinds of finding that make a contact an unlawful one."""

OWED, STATED = "LENDER-OWED", "LENDER-STATED"


@dataclass(frozen=True, slots=True)
class Past:
    """One answered request to contact the person, and what came of it."""

    number: int
    """The permit's; of two at one moment the smaller was asked for first."""
    at: datetime
    """When the contact was made, else when it was asked for."""
    channel: str
    point: int | None
    granted: bool
    made: bool
    """Did anybody use the permit?"""
    failing: tuple[str, ...] = ()
    """Rules that denied it then, and names of facts that were missing."""
    outcome: str = ""
    asked_at: datetime | None = None
    expires_at: datetime | None = None
    """Of a granted permit: from when until when it could be used."""
    answered: bool = True
    """Did anybody or anything answer? True of everything written."""
    heard: bool = True
    """Did it reach the customer in person, so that what was said was told to them?"""
    zones: tuple[ZoneInfo, ...] = ()
    """Where the customer was thought to be."""
    feed_as_of: date | None = None
    """How fresh the figures were: of all facts the one that later knowledge can't mend."""
    content: Content = LIVE_TALK
    visitors: int = 0


@dataclass(frozen=True, slots=True)
class PointNow:
    """What is known now of a number or address."""

    invalid_since: date | None = None
    not_theirs_since_at: datetime | None = None
    withdrawn: bool = False
    """The issuer gives it no longer, which says nothing of the contacts made through it."""

    def theirs_at(self, at: datetime) -> bool:
        """Was it the customer's own at a moment?"""
        return self.not_theirs_since_at is None or at < self.not_theirs_since_at

    def invalid_on(self, day: date, *, made: bool) -> bool:
        """Did it not work on a day? Of the first day the hour isn't known, so what was decided
        on it stands."""
        if self.invalid_since is None:
            return False
        if made:
            return day > self.invalid_since and not self.withdrawn
        return day >= self.invalid_since


@dataclass(frozen=True, slots=True)
class Owed:
    """What one account owed as a contact was made, in minor units of its currency."""

    past_due_then: int
    """As the figures said that were known then."""
    past_due_now: int
    """Of the same morning, as is known now."""
    paid_late: int
    """Paid before the contact's day and learned after the contact; reversals are negative."""


@dataclass(frozen=True, slots=True)
class KnownNow:
    """What is known now of one person, whenever it was learned."""

    circumstances: Circumstances = NONE_KNOWN
    """All that had not ended before the first contact."""
    points: Mapping[int, PointNow] = field(default_factory=dict)
    owed: Mapping[int, tuple[Owed, ...]] = field(default_factory=dict)
    """Per account with known figures, by the number of the contact."""


@dataclass(frozen=True, slots=True)
class Law:
    """The terms of a contact's day, and the rules that only hindsight can ask. None: no value."""

    terms: Terms
    strangers: Term[bool] | None = None
    """Of contact with somebody else."""
    theirs: Term[bool] | None = None
    """That what reached somebody else is no contact with the person."""
    owed: Term[bool] | None = None
    """That nobody is contacted who owes nothing past due."""
    stated: Term[bool] | None = None
    """That the amount stated is the right one."""


@dataclass(frozen=True, slots=True)
class Found:
    """What turned out about a contact: a kind, and the rules it is about."""

    number: int
    kind: str
    rules: tuple[str, ...]
    clauses: tuple[Clause, ...]
    """What each rule says now; a fact that was missing has no clause."""


def find(pasts: Sequence[Past], known: KnownNow, laws: Mapping[int, Law]) -> tuple[Found, ...]:
    """Everything that stands against the person's past contacts, in order of time.

    `laws`: by number of the contact; one without is left alone.
    """
    ordered = sorted(pasts, key=lambda past: (past.at, past.number))
    return tuple(
        found
        for past in ordered
        if past.number in laws
        for found in judge_again(past, ordered, known, laws[past.number])
    )


def judge_again(past: Past, pasts: Sequence[Past], known: KnownNow, law: Law) -> tuple[Found, ...]:
    """What turned out about one contact, among all of the person's.

    A permit that nobody used is no contact, so nothing is found about it.
    """
    if past.granted and not past.made:
        return ()
    point = known.points.get(past.point, PointNow()) if past.point is not None else PointNow()
    if not point.theirs_at(past.at):
        return _with_a_stranger(past, law) if past.made else ()
    verdict = _verdict(past, history(past, pasts, known.points), point, known, law)
    if past.made:
        clauses = (*verdict.failing, *_owed(past, known.owed.get(past.number, ()), law))
        new = tuple(clause for clause in clauses if clause.rule not in past.failing)
        rules = tuple(dict.fromkeys(clause.rule for clause in new))
        return (Found(past.number, NEWLY_UNLAWFUL, rules, new),) if new else ()
    if not verdict.allowed:
        return ()
    fine = tuple(clause for clause in verdict.clauses if clause.rule in past.failing)
    return (Found(past.number, LAWFUL_AFTER_ALL, past.failing, fine),)


def history(of: Past, pasts: Iterable[Past], points: Mapping[int, PointNow]) -> tuple[Touch, ...]:
    """What counts against a contact: those before it, through the person's own points.

    12 CFR 1006.14(b)(2)(i), comment 3, leaves calls out that were placed to a number which was
    not the person's; here that holds for every limit, channel and law. A permit not used yet
    counts while it could be, as it did then.
    """
    touches = (
        _touch(past, of)
        for past in pasts
        if not past.made
        or past.point is None
        or points.get(past.point, PointNow()).theirs_at(past.at)
    )
    return tuple(touch for touch in touches if touch is not None)


def _touch(past: Past, of: Past) -> Touch | None:
    if not past.granted or past.number == of.number:
        return None
    if past.made and (past.at, past.number) < (of.at, of.number):
        return Touch(past.channel, past.point, past.at, past.outcome)
    asked_at, expires_at = past.asked_at, past.expires_at
    if asked_at is None or expires_at is None:
        return None
    before = (asked_at, past.number) < (of.asked_at or of.at, of.number)
    if before and of.at < expires_at:
        return Touch(past.channel, past.point, asked_at, "", expires_at)
    return None


def _verdict(
    past: Past, touches: tuple[Touch, ...], point: PointNow, known: KnownNow, law: Law
) -> Verdict:
    facts = Facts(
        at=past.at,
        touches=touches,
        circumstances=known.circumstances,
        point=None,
        zones=past.zones,
        feed_as_of=past.feed_as_of,
        content=past.content,
        visitors=past.visitors,
    )
    zone = day_zone(facts, law.terms)
    if past.point is not None and zone is not None:
        invalid = point.invalid_on(local_day(past.at, zone), made=past.made)
        own = Point(past.point, point.invalid_since if invalid else None)
        facts = replace(facts, point=own)
    return judge(facts, past.channel, law.terms)


def _with_a_stranger(past: Past, law: Law) -> tuple[Found, ...]:
    """A contact through a number or address that was somebody else's."""
    found = []
    if past.answered and law.strangers is not None:
        said = Text(
            "It reached somebody else: the number or address was not the customer's "
            f"{law.strangers.basis.en}.",
            f"该联系方式当时不属于客户，联系到的是他人{law.strangers.basis.zh}。",
        )
        found.append(_single(past, THIRD_PARTY, law.strangers, said))
    if law.theirs is not None:
        said = Text(
            f"It was no contact with the customer and counts against no limit "
            f"{law.theirs.basis.en}.",
            f"该次联系并非与客户的联系，不计入任何频次{law.theirs.basis.zh}。",
        )
        found.append(_single(past, NO_LONGER_COUNTED, law.theirs, said))
    return tuple(found)


def _single(past: Past, kind: str, term: Term[bool], said: Text) -> Found:
    clause = Clause(term.rule, kind not in UNLAWFUL, said, citation=term.citation)
    return Found(past.number, kind, (term.rule,), (clause,))


def _owed(past: Past, accounts: Sequence[Owed], law: Law) -> list[Clause]:
    """Was anything left to collect, and was the amount stated right? Nothing where both are."""
    clauses = []
    over = all(each.past_due_now <= 0 for each in accounts)
    if law.owed and law.owed.value and over and any(each.past_due_then > 0 for each in accounts):
        said = Text(
            f"Everything past due had been paid before that day {law.owed.basis.en}.",
            f"逾期款项在该日之前已全部还清{law.owed.basis.zh}。",
        )
        clauses.append(Clause(OWED, False, said, citation=law.owed.citation))
    wrong = any(each.paid_late != 0 for each in accounts)
    if law.stated and law.stated.value and wrong and past.heard and past.content.states_balance:
        said = Text(
            f"The amount stated did not have in it what was paid by then {law.stated.basis.en}.",
            f"所告知的欠款金额未包含届时已入账的还款变动{law.stated.basis.zh}。",
        )
        clauses.append(Clause(STATED, False, said, citation=law.stated.citation))
    return clauses


@dataclass(frozen=True, slots=True)
class Late:
    """A fact that was learned later than it was true."""

    kind: str
    """hold, request, consent, mark, point, payment, outcome."""
    subject: str
    since: datetime
    known_at: datetime
    entry: int | None = None
    """The journal entry that recorded it."""
    point: int | None = None
    """Of a fact about a number or address."""

    def reaches(self, past: Past) -> bool:
        """Was it true as the contact was made or asked for, and not known yet?"""
        return self.since <= past.at < self.known_at


LAW, MOMENT = "law", "moment"
"""Causes that are no record: what the law is known to say changed; the contact was made at a
moment other than the one its permit was asked for."""

TOLD_BY = {
    "LENDER-HOLD": ("hold",),
    "LENDER-POINT": ("own_point",),
    "LENDER-PRESSURE": ("mark", "point", "outcome"),
    OWED: ("payment",),
    STATED: ("payment",),
}
"""Kinds of late fact that a rule's answer can rest on."""

OF_LIMITS = ("point", "outcome")
OF_THE_REST = ("request", "consent")


def causes(
    found: Found, past: Past, lates: Iterable[Late], law: Law, *, law_changed: bool
) -> list[Late]:
    """The late facts that a finding rests on, in order of when they began."""
    whose = _rests_on(found, law.terms)

    def tells(late: Late) -> bool:
        if late.kind == "point" and "point" not in whose:
            return "own_point" in whose and late.point == past.point
        return late.kind in whose and (late.kind != "outcome" or late.since < past.at)

    told = [late for late in lates if late.reaches(past) and tells(late)]
    if told:
        return sorted(told, key=lambda late: (late.since, late.known_at, late.kind, late.subject))
    return [Late(LAW if law_changed else MOMENT, "", past.at, past.at)]


def _rests_on(found: Found, terms: Terms) -> set[str]:
    if found.kind in (THIRD_PARTY, NO_LONGER_COUNTED):
        return {"own_point"}
    limits = {limit.term.rule for limit in terms.limits.values() if limit}
    return {
        kind
        for rule in found.rules
        for kind in TOLD_BY.get(rule, OF_LIMITS if rule in limits else OF_THE_REST)
    }

"""One case of a file, in either dialect, and what the rules answer to it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from fairdue.kernel.verdict import Clause, Verdict
from fairdue.law_cases.words import key

ZONES = {"CN": ZoneInfo("Asia/Shanghai")}
"""Countries of one zone. Elsewhere a moment's own offset tells the day."""


QUESTION_NAME = "?"
"""Under which facts hold what is asked; no field of a case is called so."""


class CaseFileError(ValueError):
    """A file of cases is wrong; the message says line, what and how to mend it."""


class MissingFactError(LookupError):
    """A case doesn't tell a fact that the rule can't do without."""


@dataclass(frozen=True)
class Facts:
    """The facts of a case under the names a case file may use for them.

    A name counts as told under any spelling of `words.key`, the exact one first.
    """

    known: Mapping[str, Any]
    zone: ZoneInfo | None = None

    @property
    def question(self) -> str:
        """What is asked, in either dialect: a kind of contact, or the name of a computation."""
        return self.word(QUESTION_NAME, "kind", "type", "what")

    def get(self, *names: str, default: Any = None) -> Any:
        """The first of these names that is told and not null."""
        found = self._find(names, _anything)
        return default if found is None else found

    def moment(self, *names: str) -> Any:
        """Like `get`, a day or moment as written."""
        return self._find(names, is_day)

    def tells(self, *names: str) -> bool:
        """Is any of these names told and not null?"""
        return self.get(*names) is not None

    def mentions(self, *names: str) -> bool:
        """Is any of these names there, be it with null?"""
        wanted = set(map(key, names))
        return any(key(name) in wanted for name in self.known)

    def need(self, *names: str) -> Any:
        """Like `get`. Raises MissingFactError when none is told."""
        found = self.get(*names)
        if found is None:
            raise MissingFactError(f"the case doesn't tell {' or '.join(names)}")
        return found

    def day(self, *names: str) -> date:
        """A calendar day; of a moment, the local day. A case's only day counts under any name."""
        found = self._find(names, is_day)
        if found is None:
            found = self._only(is_day)
        return as_day(self.need(*names) if found is None else found, self.zone)

    def day_or_none(self, *names: str) -> date | None:
        """Like `day`, or None when it isn't told."""
        found = self._find(names, is_day)
        return None if found is None else as_day(found, self.zone)

    def days(self, *names: str) -> list[date]:
        """A list of days; none when it isn't told."""
        return [as_day(value, self.zone) for value in self.get(*names, default=[])]

    def amount(self, *names: str, default: str | None = None) -> Decimal:
        """An amount of money or a rate. A case's only amount counts under any name."""
        value = self._find(names, is_amount)
        if value is None:
            value = self._only(is_amount) if default is None else default
        return as_decimal(self.need(*names) if value is None else value)

    def number(self, *names: str, default: int | None = None) -> int:
        """A whole number."""
        value = self._find(names, is_amount)
        if value is None:
            value = default
        return int(self.need(*names) if value is None else value)

    def flag(self, *names: str, default: bool = False) -> bool:
        """A yes or no; `default` where the case is silent. Anything told is a yes."""
        found = self._find(names, is_flag)
        if found is None:
            found = next((self.known[name] for name in names if name in self.known), None)
        return default if found is None else bool(found)

    def flag_or_none(self, *names: str) -> bool | None:
        """A yes or no, or None where the case is silent."""
        found = self._find(names, is_flag)
        return None if found is None else bool(found)

    def like(self, fits: Callable[[Any], bool], *tokens: str) -> Any:
        """The first fact of a kind whose name is one of these tokens, else contains one or what a
        pattern finds; None when there is none. For facts that only one name of the case can mean.
        """
        found = {
            name: value
            for name, value in self.known.items()
            if value is not None and fits(value) and any(re.search(t, name) for t in tokens)
        }
        exact = [found[token] for token in tokens if token in found]
        return next(iter([*exact, *found.values()]), None)

    def flag_like(self, *tokens: str, default: bool = False) -> bool:
        """See `like`."""
        found = self.like(is_flag, *tokens)
        return default if found is None else bool(found)

    def day_like(self, *tokens: str) -> date | None:
        """See `like`."""
        found = self.like(is_day, *tokens)
        return None if found is None else as_day(found, self.zone)

    def amount_like(self, *tokens: str) -> Decimal | None:
        """See `like`."""
        found = self.like(is_amount, *tokens)
        return None if found is None else as_decimal(found)

    def denies(self, *tokens: str) -> bool:
        """Is anything whose name contains one of these tokens, or fits a pattern, told false?"""
        return any(
            value is False and any(re.search(token, name) for token in tokens)
            for name, value in self.known.items()
        )

    def affirms(self, *tokens: str) -> bool:
        """Is anything whose name contains one of these tokens, or fits a pattern, told true?"""
        return any(
            value is True and any(re.search(token, name) for token in tokens)
            for name, value in self.known.items()
        )

    def within(self, *names: str) -> Facts:
        """These facts and, first, those told as a record under one of the names."""
        inner = self.get(*names)
        return Facts({**self.known, **inner}, self.zone) if isinstance(inner, Mapping) else self

    def word(self, *names: str, default: str = "") -> str:
        """A word of a closed set, in lower case."""
        found = self._find(names, is_word)
        return str(default if found is None else found).lower()

    def _find(self, names: Sequence[str], fits: Callable[[Any], bool]) -> Any:
        """What of the kind asked for is told under one of these names exactly, else under another
        spelling of one; None when neither.
        """
        for name in names:
            value = self.known.get(name)
            if value is not None and fits(value):
                return value
        wanted = {key(name) for name in names}
        return next(
            (
                value
                for name, value in self.known.items()
                if value is not None and key(name) in wanted and fits(value)
            ),
            None,
        )

    def _only(self, fits: Callable[[Any], bool]) -> Any:
        """The single fact of a kind, moments of asking left out; None when there isn't just one."""
        found = [
            value
            for name, value in self.known.items()
            if name not in ("now", "at", "as_of") and fits(value)
        ]
        return found[0] if len(found) == 1 else None

    def parts(self, *names: str) -> list[Facts]:
        """A list of records, each as facts."""
        return [Facts(row, self.zone) for row in self.get(*names, default=[])]

    def flags(self, pattern: str) -> bool | None:
        """What is told under a name that a pattern finds: yes if any is true, no if all that are
        told are false or "no", None when nothing is told. A text or number that isn't empty is yes.
        """
        told = [value for name, value in self.known.items() if re.search(pattern, name)]
        known = [value not in (False, 0, "no", "none", "false", []) for value in told
                 if value is not None and not isinstance(value, dict)]  # fmt: skip
        return any(known) if known else None

    def find(self, pattern: str) -> Any:
        """The first thing told, and not null, under a name that a pattern finds."""
        return next(
            (value for name, value in self.known.items()
             if value is not None and re.search(pattern, name)), None
        )  # fmt: skip

    def days_of_events(self, pattern: str) -> list[date]:
        """The days of all events whose kind a pattern finds."""
        return [
            event.day("at", "date", "on")
            for event in self.parts("events")
            if re.search(pattern, event.word("kind", "type", "outcome"))
        ]

    def says(self, *tokens: str) -> bool:
        """Does any text or true flag of the case contain one of these tokens?"""
        words = [str(value).lower() for value in self.known.values() if isinstance(value, str)]
        words += [name for name, value in self.known.items() if value is True]
        return any(token in word for token in tokens for word in words)


@dataclass(frozen=True)
class Case:
    """What is known, what is asked, and what the law expert expects."""

    id: str
    rule: str
    jurisdiction: str
    given: Mapping[str, Any]
    action: Mapping[str, Any]
    expect: str
    expect_value: Any
    why: str
    apart: bool
    """Marked ambiguous or of confidence C: counted apart."""
    asks_value: bool

    @property
    def name(self) -> str:
        """What is asked: `what` of a computation, else the kind of action."""
        kind = self.action.get("type") or self.action.get("kind") or ""
        return str(self.action.get("what", kind) if kind == "compute" else kind)

    @property
    def computes(self) -> bool | None:
        """Does it ask for a value, or whether something may be done? Where the action doesn't
        tell, the form of what is expected does; None for other values.
        """
        if "type" in self.action:
            return bool(self.action["type"] == "compute")
        if self.asks_value:
            return True if isinstance(self.expect_value, bool) else None
        return False if self.expect in ("allow", "deny") else None

    @property
    def facts(self) -> Facts:
        """Given and action together; the action's word counts where both use a name, and what
        was given under it is in `overshadowed`.
        """
        both = {name: value for name, value in self.given.items() if name in self.action}
        known = {**self.given, **self.action, QUESTION_NAME: self.name}
        if both:
            known["overshadowed"] = both
        return Facts(known, ZONES.get(self.jurisdiction))

    def day(self, fallback: date) -> date:
        """The day whose law applies: of the action, the case's own now, else the fallback."""
        return self.facts.day_or_none("at", "now", "date", "as_of") or fallback


@dataclass(frozen=True)
class Answer:
    """What the rules say: a label (allow, deny, value, …), a value, and every clause asked."""

    label: str
    value: Any = None
    clauses: Sequence[Clause] = ()
    also: Sequence[str] = ()
    """Labels that say the same of this answer: who presumes a violation, denies."""

    @classmethod
    def computed(cls, value: Any) -> Self:
        """A value: date, Decimal, text, flag, number, None, or a mapping or list of these."""
        return cls("value", value)

    @classmethod
    def judged(cls, *clauses: Clause) -> Self:
        """Allow when every clause does."""
        verdict = Verdict(tuple(clauses))
        return cls("allow" if verdict.allowed else "deny", None, clauses)

    def put_as(self, question: bool | None) -> Answer:
        """The same answer as a question's value (a permission is a yes), or as a permission.
        None leaves it as it is.
        """
        if question and self.label in ("allow", "deny"):
            return Answer("value", self.label == "allow", self.clauses)
        if question is False and isinstance(self.value, bool):
            return Answer("allow" if self.value else "deny", None, self.clauses)
        return self

    def meets(self, expected: str) -> bool:
        """Is it the expected label, or one that says the same?"""
        return expected == self.label or expected in self.also

    @property
    def why(self) -> str:
        """The reasons of the clauses that deny."""
        return " ".join(str(clause.reason) for clause in self.clauses if not clause.allowed)


def as_day(value: Any, zone: ZoneInfo | None) -> date:
    """A calendar day from 2026-05-12 or a moment, whose local day counts."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value)
    if "T" not in text:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(zone) if zone and moment.tzinfo else moment).date()


def _anything(value: Any) -> bool:
    return True


def is_flag(value: Any) -> bool:
    """Is it a yes or no?"""
    return isinstance(value, bool)


def is_word(value: Any) -> bool:
    """Is it a text?"""
    return isinstance(value, str)


def is_day(value: Any) -> bool:
    """Is it a day or a moment?"""
    try:
        return isinstance(value, str | date) and bool(as_day(value, None))
    except ValueError:
        return False


def is_amount(value: Any) -> bool:
    """Is it a number, or a text that is one?"""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return False
    try:
        return as_decimal(value).is_finite()
    except ValueError:
        return False


def as_decimal(value: Any) -> Decimal:
    """An exact amount; of 0.05% its hundredth part. Raises ValueError for what is no number."""
    text = str(value)
    try:
        return Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{value!r} is no amount") from None


def read_cases(file: Path) -> Iterator[Case]:
    """The cases of a JSON-lines file; empty lines are skipped. Raises CaseFileError."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseFileError(f"{file}: {error}") from None
    yield from _cases(lines, file.name)


def _cases(lines: Iterable[str], place: str) -> Iterator[Case]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_float=Decimal)
            confidence = str(row.get("confidence", ""))
            yield Case(
                id=str(row["id"]),
                rule=str(row["rule"]),
                jurisdiction=str(row["jurisdiction"]),
                given=row.get("given") or {},
                action=row.get("action") or {},
                expect=str(row["expect"]),
                expect_value=row.get("expect_value"),
                why=str(row.get("why", "")),
                apart=bool(row.get("ambiguous")) or confidence.startswith("C"),
                asks_value="expect_value" in row and row["expect"] == "value",
            )
        except (json.JSONDecodeError, KeyError, AttributeError) as error:
            raise CaseFileError(
                f"{place} line {number}: {error}; a case is one JSON object with id, rule, "
                "jurisdiction, given, action and expect"
            ) from None

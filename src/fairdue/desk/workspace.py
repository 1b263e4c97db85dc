"""Everything the workbench shows of the case in hand, gathered in few queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairdue.compliance import queries as compliance
from fairdue.contact import queries as contact
from fairdue.contact.models import Channel
from fairdue.delinquency import queries as delinquency
from fairdue.delinquency.models import Case
from fairdue.desk import person, verdicts
from fairdue.desk.templatetags.desk import in_language, moment
from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Verdict
from fairdue.messaging.queries.answers import unread_of
from fairdue.negotiation import queries as negotiation
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.negotiation.rules.affordability import Capacity
from fairdue.negotiation.rules.agreements import OFFERED
from fairdue.people.models import Staff
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.models import Customer
from fairdue.strategy import queries as strategy
from fairdue.strategy.models import queue_label
from fairdue.strategy.rules.worth import LETTER, MESSAGE
from fairdue.work import queries as work
from fairdue.work.models import BY_TELEPHONE, Ending, QueueItem
from fairdue.work.rules.hours import WorkingDay

PROMISE_DAYS = 3
"""How many days ahead the promise's date starts; the collector types over it."""

CALLBACK_HOUR = time(10)
"""Tomorrow at this hour is where the callback's moment starts."""


LATER = timedelta(hours=1)
"""How long a case stays away when it is put aside without a call."""


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A number that may be dialled, or may not and why."""

    id: int
    value_masked: str
    invalid_since: date | None
    allowed: bool
    why: str
    first: bool


@dataclass(frozen=True, slots=True)
class Why:
    """The decision that put the case here, in a sentence, and all of them for the dialog."""

    text: str
    decisions: list[strategy.DecisionFacts]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the list of what comes next."""

    name_masked: str
    number: str
    bucket: int
    days_past_due: int | None
    what: str
    current: bool


@dataclass(frozen=True, slots=True)
class Side:
    """The collector's own queue and day."""

    rows: list[QueueRow]
    load_text: str
    load_percent: int
    day: WorkingDay


@dataclass(frozen=True, slots=True)
class Workspace:
    """The case in hand."""

    item_id: int
    treatment: str
    to_send: str
    """What a person is to send, as Fairdue sends nothing; "" where nothing is."""
    case: Case
    customer: Customer
    accounts: list[person.AccountLine]
    money: list[person.MoneyLine]
    last_payment: portfolio.PaymentFacts | None
    as_of: date | None
    fresh: str
    phones: list[PhoneLine]
    answers: list[verdicts.Answer]
    pressure: verdicts.PressureLine | None
    holds: list[compliance.HoldFacts]
    marks: list[compliance.MarkFacts]
    promises: list[negotiation.PromiseFacts]
    callbacks: list[work.CallbackFacts]
    why: Why | None
    attempt: contact.AttemptFacts | None
    moments: list[person.MomentLine]
    note: work.NoteFacts | None
    notes: list[work.NoteFacts]
    handover: work.InboxLine | None
    """What a colleague left for whoever works the case next."""
    cause: negotiation.CauseFacts | None
    able: tuple[Money, Money] | None
    """What can be set aside a month, cautiously and at most, in the main currency."""
    able_on: date | None
    unread: int
    """Messages of the customer that nobody has looked at."""
    agreements: list[AgreementFacts]
    """Those that run, or wait for somebody."""
    next_text: str
    promise_default: str
    callback_default: str

    @property
    def currency(self) -> str:
        """The currency in which most is past due."""
        return self.money[0].currency if self.money else "CNY"


def _range(able: Capacity | None) -> tuple[Money, Money] | None:
    """The range a month as money."""
    if able is None:
        return None
    return Money(able.low_minor, able.currency), Money(able.high_minor, able.currency)


def side(staff: Staff, at: datetime, current: QueueItem | None) -> Side:
    """What comes next for this collector, the case in hand on top, and their own load."""
    load, day = work.today(staff, at)
    rows = [_current_row(current)] if current else []
    rows += [_row(line, at) for line in work.my_queue(staff, at, limit=7)]
    return Side(
        rows=rows,
        load_text=_("%(finished)s of about %(full)s")
        % {"finished": load.finished, "full": load.full_day},
        load_percent=min(100, round(100 * load.finished / max(1, load.full_day))),
        day=day,
    )


def _current_row(item: QueueItem) -> QueueRow:
    case = item.case
    return QueueRow(
        name_masked=case.customer.name_masked,
        number=case.number,
        bucket=case.bucket,
        days_past_due=case.days_past_due,
        what=_("in your hands"),
        current=True,
    )


def _row(line: work.QueueLine, at: datetime) -> QueueRow:
    words = {
        "callback": _("callback due"),
        "assigned": _("assigned to you"),
    }
    treatment = queue_label(line.treatment)
    what = words.get(line.why, treatment)
    if line.why in words and line.treatment not in BY_TELEPHONE:
        what = f"{what} · {treatment}"
    return QueueRow(
        name_masked=line.name_masked,
        number=line.case_number,
        bucket=line.bucket,
        days_past_due=line.days_past_due,
        what=what,
        current=False,
    )


def gather(item: QueueItem, staff: Staff, at: datetime) -> Workspace:
    """The case in hand with everything the screen shows."""
    case, customer = item.case, item.case.customer
    accounts = portfolio.accounts_of(customer.pk)
    points = portfolio.contact_points(customer.pk)
    phones = [point for point in points if point.kind == "phone"]
    dealings = person.dealings(customer.pk, case.pk)
    holds = compliance.in_force(dealings.holds, at)
    dialled, asked = _may_i(customer, points, at)
    answers = verdicts.answers(asked, at)
    notes = dealings.notes
    as_of = person.balances_as_of(accounts)
    money = person.money_lines(accounts)
    able = negotiation.capacity(customer.pk, money[0].currency, at) if money else None
    return Workspace(
        item_id=item.pk,
        treatment=queue_label(item.treatment),
        to_send=_to_send(item.treatment),
        case=case,
        customer=customer,
        accounts=person.account_lines(accounts, delinquency.standings_of(case.pk)),
        money=money,
        last_payment=person.last_payment(accounts),
        as_of=as_of,
        fresh=_fresh(as_of, at),
        phones=_phones(phones, dialled, answers),
        answers=answers,
        pressure=verdicts.pressure(asked),
        holds=holds,
        marks=[mark for mark in dealings.marks if mark.stands_at(at)],
        promises=_standing(dealings.promises),
        callbacks=_coming(dealings.callbacks, case.pk),
        why=_why(case.pk),
        attempt=next((each for each in dealings.attempts if _is_open(each, staff)), None),
        moments=person.timeline_of(dealings, at),
        note=next((note for note in notes if _is_being_written(note, staff, case.pk)), None),
        notes=[note for note in notes if not _is_being_written(note, staff, case.pk)][:3],
        handover=work.handover_on(case.pk, staff),
        cause=negotiation.cause_of(customer.pk),
        unread=unread_of(customer.pk),
        able=_range(able),
        able_on=timezone.localdate(able.made_at) if able else None,
        agreements=[
            each for each in dealings.agreements if each.is_running or each.state in OFFERED
        ],
        next_text=_next_text(answers, at),
        promise_default=(timezone.localdate(at) + timedelta(days=PROMISE_DAYS)).isoformat(),
        callback_default=_callback_default(at),
    )


def lost(staff: Staff, at: datetime) -> str:
    """What happened to the case this person had last, where they did not let it go themselves."""
    gone = work.last_lost(staff, at)
    return in_language(_LOST[gone.ending](gone.case_number)) if gone else ""


_LOST: dict[str, Callable[[str], Text]] = {
    Ending.CLOSED: lambda number: Text(
        f"The night closed case {number}, so it left your hands. There is nothing left to "
        "collect; only a call still open needs its outcome.",
        f"案件{number}已由夜间批次结案，不再由您处理。已无欠款需催收；如有未结束的通话，请记录其结果。",
    ),
    Ending.RELEASED: lambda number: Text(
        f"Case {number} had been in your hands for long, so it went back to the queue. What you "
        "wrote is kept; only a call still open needs its outcome.",
        f"案件{number}在您手中停留过久，已退回队列。您写的备注均已保留；如有未结束的通话，请记录其结果。",
    ),
    Ending.REALLOCATED: lambda number: Text(
        f"Your lead moved case {number}, so it left your hands. What you wrote is kept; only a "
        "call still open needs its outcome.",
        f"案件{number}已由主管重新调配，不再由您处理。您写的备注均已保留；如有未结束的通话，请记录其结果。",
    ),
}


def left_open(staff: Staff) -> QueueItem | None:
    """The case of this person's open call when it left their hands: to show, never to save."""
    attempt = contact.open_attempt(staff)
    if attempt is None or attempt.case_id is None:
        return None
    return work.item_of(attempt.case_id) or work.without_a_place(attempt.case_id)


def _fresh(as_of: date | None, at: datetime) -> str:
    """How old the issuer's figures are."""
    if as_of is None:
        return _("no figures yet")
    days = (timezone.localdate(at) - as_of).days
    if days <= 0:
        return _("today's figures")
    return ngettext("%(days)s day old", "%(days)s days old", days) % {"days": days}


def _may_i(
    customer: Customer, points: Sequence[portfolio.ContactPointFacts], at: datetime
) -> tuple[int | None, dict[Channel, Verdict]]:
    """The number that the dial key dials, and the verdicts for it.

    That is the first number, or the next one where the first is denied for its own sake.
    """
    first: tuple[int | None, dict[Channel, Verdict]] | None = None
    known: dict[str, Any] = {
        "customer_id": customer.pk,
        "points": points,
        **contact.on_record(customer, at),
    }
    for phone in (point for point in points if point.kind == "phone"):
        asked = contact.may_i(at=at, contact_point_id=phone.id, **known)
        first = first or (phone.id, asked)
        call = _call(verdicts.answers(asked, at))
        if call is None or call.allowed:
            return phone.id, asked
        if not call.only_this_number:
            break
    if first is None:
        return None, contact.may_i(at=at, **known)
    return first


def _call(answers: Sequence[verdicts.Answer]) -> verdicts.Answer | None:
    return next((answer for answer in answers if answer.channel == "call"), None)


def _phones(
    phones: Sequence[portfolio.ContactPointFacts],
    dialled: int | None,
    answers: Sequence[verdicts.Answer],
) -> list[PhoneLine]:
    """The numbers, the one that the dial key dials first.

    A denial that has nothing to do with the number closes them all; the other numbers are
    judged by themselves when they are dialled.
    """
    call = _call(answers)
    lines = []
    for phone in sorted(phones, key=lambda phone: phone.id != dialled):
        first = phone.id == dialled
        denied = call is not None and not call.allowed and (first or not call.only_this_number)
        lines.append(
            PhoneLine(
                id=phone.id,
                value_masked=phone.value_masked,
                invalid_since=phone.invalid_since,
                allowed=not denied,
                why=call.why if call and denied else "",
                first=first,
            )
        )
    return lines


def _why(case_id: int) -> Why | None:
    """The strongest decision in one sentence."""
    decisions = strategy.decisions_of(case_id)
    if not decisions:
        return None
    first = decisions[0]
    return Why(text=f"{in_language(first.why)}", decisions=decisions)


def _to_send(treatment: str) -> str:
    """What this person has to do by hand, in a sentence."""
    words = {
        LETTER: _(
            "A letter is planned; Fairdue sends none. Once “May I?” allows it, send it yourself "
            "and note it."
        ),
        MESSAGE: _(
            "A message is planned; Fairdue sends none. Once “May I?” allows it, send it yourself "
            "and note it."
        ),
    }
    return words.get(treatment, "")


def _standing(promises: Sequence[negotiation.PromiseFacts]) -> list[negotiation.PromiseFacts]:
    """The newest promise that was not taken back or replaced."""
    gone = ("withdrawn", "superseded")
    return [promise for promise in promises if promise.state not in gone][:1]


def _coming(callbacks: Sequence[work.CallbackFacts], case_id: int) -> list[work.CallbackFacts]:
    """The case's open callbacks, the next one first."""
    coming = (each for each in callbacks if each.is_open and each.case_id == case_id)
    return sorted(coming, key=lambda each: each.due_at)


def _is_open(attempt: contact.AttemptFacts, staff: Staff) -> bool:
    return not attempt.outcome and attempt.made_by == staff.username


def _is_being_written(note: work.NoteFacts, staff: Staff, case_id: int) -> bool:
    return note.closed_at is None and note.author_id == staff.pk and note.case_id == case_id


def _next_text(answers: Sequence[verdicts.Answer], at: datetime) -> str:
    """What the next key does when nobody was called: when the case comes back."""
    call = _call(answers)
    back_at = comes_back_at(call.free_from if call else None, at)
    return _("Next case; this one comes back at %(moment)s") % {"moment": moment(back_at, at)}


def back_at(item: QueueItem, at: datetime) -> datetime:
    """When the case in hand returns if it is put aside now."""
    customer = item.case.customer
    asked = _may_i(customer, portfolio.contact_points(customer.pk), at)[1]
    call = _call(verdicts.answers(asked, at))
    return comes_back_at(call.free_from if call else None, at)


def comes_back_at(allowed_from: datetime | None, at: datetime) -> datetime:
    """When a case put aside unworked returns: at the next lawful moment, else in an hour."""
    return max(allowed_from or at, at + LATER)


def _callback_default(at: datetime) -> str:
    """Tomorrow morning, as a date-time field writes it."""
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    return f"{tomorrow.isoformat()}T{CALLBACK_HOUR:%H:%M}"

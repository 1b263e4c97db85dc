"""What must hold on every day of a simulation, checked from the tables without the rules' code.

Each check gives the cases that break it, in words that name the record; none is good. They are
written anew here, in SQL or plain arithmetic, so that a mistake in a rule is not repeated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection

from tests.simulation.world import World

EFFECTIVE_CALLS_A_DAY_MAX = 3
UNANSWERED_DIALS_A_DAY_MAX = 6
"""China's limits per person and day, and per number and day: see the law pack on frequency."""

PRESSURE_BUDGET = {"": 60.0, "hardship": 30.0, "vulnerability": 20.0}
REACHED = {"call": 10, "sms": 2, "email": 1, "letter": 3, "visit": 25}
MISSED = {"call": 3, "sms": 2, "email": 1, "letter": 3, "visit": 10}
HALF_LIFE_DAYS, HORIZON_DAYS = 7, 42
ROUNDING = 0.1
"""The product reckons in thousandths of a point."""

MISSING_OUTCOMES = ("no_answer", "busy", "number_invalid")

INSIDE_A_HOLD = """
SELECT attempt.id, hold.id FROM contact_attempt AS attempt
JOIN compliance_hold AS hold ON hold.customer_id = attempt.customer_id
    AND hold.starts_at <= attempt.made_at AND hold.recorded_at <= attempt.made_at
    AND (hold.ends_at IS NULL OR hold.ends_at > attempt.made_at)
    AND (hold.released_at IS NULL OR hold.released_at > attempt.made_at)
"""
WITHOUT_A_PERMIT = """
SELECT attempt.id FROM contact_attempt AS attempt
LEFT JOIN contact_permit AS permit ON permit.id = attempt.permit_id
WHERE permit.id IS NULL OR NOT permit.granted OR permit.customer_id <> attempt.customer_id
    OR permit.channel <> attempt.channel
    OR permit.contact_point_id IS DISTINCT FROM attempt.contact_point_id
    OR attempt.made_at < permit.asked_at OR attempt.made_at > permit.expires_at
"""
PERMITS_USED_TWICE = """
SELECT permit_id FROM contact_attempt GROUP BY permit_id HAVING count(*) > 1
"""
EFFECTIVE_OVER_CAP = """
SELECT customer_id, day, calls FROM (
    SELECT customer_id, (made_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) AS calls
    FROM contact_attempt WHERE channel = 'call' AND outcome <> ALL(%s)
    GROUP BY customer_id, day) AS counted
WHERE calls > %s
"""
UNANSWERED_OVER_CAP = """
SELECT contact_point_id, day, calls FROM (
    SELECT contact_point_id, (made_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
        count(*) AS calls
    FROM contact_attempt WHERE channel = 'call' AND outcome = ANY(%s)
    GROUP BY contact_point_id, day) AS counted
WHERE calls > %s
"""
AT_NIGHT = """
SELECT id FROM contact_attempt
WHERE channel IN ('call', 'sms', 'email', 'visit')
    AND (made_at AT TIME ZONE 'Asia/Shanghai')::time NOT BETWEEN '08:00' AND '22:00'
"""
AFTER_A_CASE_CLOSED = """
SELECT attempt.id FROM contact_attempt AS attempt
JOIN delinquency_case AS the_case ON the_case.id = attempt.case_id
WHERE the_case.closed_on IS NOT NULL
    AND (attempt.made_at AT TIME ZONE 'Asia/Shanghai')::date > the_case.closed_on + 1
"""


def contacts() -> Iterator[str]:
    """Every contact had its own permit, in lawful hours, under every cap, outside every hold."""
    missed = list(MISSING_OUTCOMES)
    for attempt, hold in _rows(INSIDE_A_HOLD):
        yield f"attempt {attempt} was made inside hold {hold}"
    for (attempt,) in _rows(WITHOUT_A_PERMIT):
        yield f"attempt {attempt} has no permit that fits it"
    for (permit,) in _rows(PERMITS_USED_TWICE):
        yield f"permit {permit} was used twice"
    for customer, day, calls in _rows(EFFECTIVE_OVER_CAP, [missed, EFFECTIVE_CALLS_A_DAY_MAX]):
        yield f"customer {customer} had {calls} effective calls on {day}"
    for point, day, calls in _rows(UNANSWERED_OVER_CAP, [missed, UNANSWERED_DIALS_A_DAY_MAX]):
        yield f"number {point} was dialled {calls} times in vain on {day}"
    for (attempt,) in _rows(AT_NIGHT):
        yield f"attempt {attempt} was made at night"
    for (attempt,) in _rows(AFTER_A_CASE_CLOSED):
        yield f"attempt {attempt} was made after its case was closed"


def pressure() -> Iterator[str]:
    """Nobody's pressure goes over their budget by a contact that could still reach them."""
    marks = defaultdict(list)
    for customer, kind, since, recorded, until in _rows(
        "SELECT customer_id, kind, raised_at, recorded_at, cleared_at FROM compliance_mark"
    ):
        marks[customer].append((kind, max(since, recorded or since), until))
    for customer, touches in _touches().items():
        for number, (attempt, at, day, channel, _outcome) in enumerate(touches):
            index = sum(
                (MISSED if outcome in MISSING_OUTCOMES else REACHED)[by]
                * 0.5 ** ((day - on).days / HALF_LIFE_DAYS)
                for _, _, on, by, outcome in touches[:number]
                if (day - on).days < HORIZON_DAYS
            )
            standing = [
                PRESSURE_BUDGET.get(kind, PRESSURE_BUDGET[""])
                for kind, since, until in marks[customer]
                if since <= at and (until is None or until > at)
            ]
            budget = min([PRESSURE_BUDGET[""], *standing])
            if index + REACHED[channel] > budget + ROUNDING:
                yield f"attempt {attempt} took customer {customer} to {index:.1f} of {budget}"


def balances(world: World, day: date) -> Iterator[str]:
    """What accounts owe is what was charged less what was paid; the product says the same."""
    owed = {card.ref: card for card in world.cards}
    for card in owed.values():
        if card.total != card.charged - card.paid:
            yield f"{card.ref} owes {card.total}, not {card.charged} - {card.paid}"
    for ref, total, past_due in _rows(
        "SELECT account_ref, total_minor, past_due_minor FROM portfolio_balance AS balance "
        "JOIN portfolio_account AS account ON account.id = balance.account_id "
        "WHERE balance.as_of = %s",
        [day],
    ):
        card = owed[ref]
        if (total, past_due) != (card.total, card.past_due(day)):
            yield (
                f"{ref} owes {card.total}, {card.past_due(day)} past due; the product says "
                f"{total}, {past_due}"
            )


def payments(world: World) -> Iterator[str]:
    """Every payment the product holds was made, once, and to the cent."""
    made = {paid.ref: (paid.card.ref, paid.on, paid.amount) for paid in world.payments}
    for ref, *stored in _rows(
        "SELECT payment_ref, account_ref, paid_on, amount_minor FROM portfolio_payment "
        "JOIN portfolio_account AS account ON account.id = account_id"
    ):
        if made.get(ref) != tuple(stored):
            yield f"payment {ref} is {stored}, but was {made.get(ref)}"


def promises(world: World, day: date) -> Iterator[str]:
    """A kept promise was paid, a broken one was not, as far as payments tell.

    A customer's payments may serve several promises, so a kept one must be covered by what came
    in on its days, and of a broken one's days nothing may be left that no other promise took.
    """
    paid = defaultdict(int)
    for payment in world.payments:
        paid[payment.card.customer_ref, payment.on] += payment.amount
    rows = _rows(
        "SELECT promise.id, customer_ref, amount_minor, state, due_on, "
        "(made_at AT TIME ZONE 'Asia/Shanghai')::date FROM negotiation_promise AS promise "
        "JOIN portfolio_customer AS customer ON customer.id = promise.customer_id"
    )
    of_customer = defaultdict(int)
    for _, customer, *_ in rows:
        of_customer[customer] += 1
    for promise, customer, amount, state, due_on, made_on in rows:
        until = min(due_on + timedelta(days=3), day)
        came = sum(
            paid[customer, made_on + timedelta(days=offset)]
            for offset in range((until - made_on).days + 1)
        )
        if state == "kept" and came < amount - 10_00:
            yield f"promise {promise} of {amount} is kept, but only {came} came in"
        if state == "broken" and came and of_customer[customer] == 1:
            yield f"promise {promise} is broken, but {came} came in"


def _touches() -> dict[int, list[tuple[Any, ...]]]:
    """Attempts by customer in order: id, moment, local day, channel, outcome."""
    found = defaultdict(list)
    for customer, *touch in _rows(
        "SELECT customer_id, id, made_at, (made_at AT TIME ZONE 'Asia/Shanghai')::date, channel, "
        "outcome FROM contact_attempt ORDER BY customer_id, made_at, id"
    ):
        found[customer].append(tuple(touch))
    return found


def _rows(statement: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or [])
        return list(cursor.fetchall())

"""Nothing that a stranger can see or time tells whether somebody is a customer."""

from __future__ import annotations

import random
from collections.abc import Callable
from time import perf_counter, sleep

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairdue.identity.actions.contact_codes import check, issue
from fairdue.identity.actions.judging import SignInRefused
from fairdue.identity.actions.signing_in import ask_code, enter_code
from fairdue.identity.rules.contact_codes import CodeParts, write_code
from fairdue.identity.tests.records import (
    AT,
    HERE,
    HOUR,
    a_member,
    ask,
    messages,
    someone,
    statements,
    work,
)
from fairdue.kernel.text import Text

pytestmark = pytest.mark.django_db

PAIRS = 150
TOLERATED = 4.0
"""Standard errors that a signed-rank sum may be from nothing: by chance 1 run in 16,000 fails."""


def took(work: Callable[[int], None], number: int) -> float:
    begun = perf_counter()
    work(number)
    return perf_counter() - begun


def differs(first: Callable[[int], None], second: Callable[[int], None]) -> float:
    """By how many standard errors the two take a different time: Wilcoxon's signed ranks.

    Measured in pairs whose order is drawn: where the two are alike, a difference is as likely to
    be above nothing as below, whatever else the machine does and however unevenly. So the error
    rate holds on a busy machine as on a quiet one; on a busy one it only takes a larger
    difference to be found.
    """
    draw = random.Random(7)
    for number in range(10):  # what is done first is slow whatever it is
        first(-1 - number)
        second(-1 - number)
    differences = []
    for number in range(PAIRS):
        seconds = {each: took(each, number) for each in draw.sample((first, second), 2)}
        differences.append(seconds[first] - seconds[second])
    ranked = enumerate(sorted(differences, key=abs), start=1)
    signed = [rank if difference > 0 else -rank for rank, difference in ranked]
    return sum(signed) / sum(rank * rank for rank in signed) ** 0.5


def place(number: int) -> str:
    return f"10.{(number + 500) // 250}.0.{number % 250}"


def test_asking_is_the_same_work_for_somebody_and_nobody() -> None:
    who = someone()
    shapes = []
    for contact, fact in ((who.phone, who.id_last4), (who.phone, "0000"), ("13999999999", "1234")):
        with CaptureQueriesContext(connection) as asked:
            ask_code(contact=contact, second_fact=fact, client=HERE, language="en", at=AT)
        shapes.append(statements(asked))
    assert shapes[0] == shapes[1] == shapes[2]


def test_a_wrong_code_is_the_same_work_and_word_for_somebody_and_nobody() -> None:
    who = someone()
    shapes, said = [], []
    for contact in (who.phone, "13999999999"):
        asked = ask(who, contact=contact)
        with CaptureQueriesContext(connection) as queries, pytest.raises(SignInRefused) as told:
            enter_code(token=asked.token, code="0000001", client=HERE, at=AT)
        shapes.append(statements(queries))
        said.append(told.value.text)
    assert shapes[0] == shapes[1]
    assert said[0] == said[1]
    assert isinstance(said[0], Text)
    assert len(messages()) == 1


@pytest.mark.slow
def test_twice_as_long_would_be_noticed() -> None:
    def asks(number: int) -> None:
        ask_code(
            contact=f"139{number + 500:08d}",
            second_fact="123X",
            client=place(number),
            language="en",
            at=AT + HOUR * (number + 20),
        )

    def asks_and_dawdles(number: int) -> None:
        sleep(took(asks, number + 1000))

    assert differs(asks_and_dawdles, asks) > TOLERATED
    assert differs(asks, asks_and_dawdles) < -TOLERATED


@pytest.mark.slow
def test_asking_takes_the_same_time_for_somebody_and_nobody() -> None:
    people = [someone() for _ in range(PAIRS)]

    def known(number: int) -> None:
        who = people[number % PAIRS]
        ask_code(
            contact=who.phone,
            second_fact=who.id_last4,
            client=place(number),
            language="en",
            at=AT + HOUR * (number + 20),
        )

    def unknown(number: int) -> None:
        ask_code(
            contact=f"139{number + 500:08d}",
            second_fact="123X",
            client=place(number),
            language="en",
            at=AT + HOUR * (number + 20),
        )

    assert abs(differs(known, unknown)) < TOLERATED


@pytest.mark.slow
def test_a_wrong_code_takes_the_same_time_for_somebody_and_nobody() -> None:
    tokens: dict[bool, list[str]] = {True: [], False: []}
    for number in range(PAIRS + 10):
        who = someone()
        for is_known in (True, False):
            asked = ask_code(
                contact=who.phone if is_known else f"139{number:08d}",
                second_fact=who.id_last4,
                client=f"10.{number}.{is_known:d}.1",
                language="en",
                at=AT + HOUR * number,
            )
            tokens[is_known].append(asked.token)
    work()

    def typed(is_known: bool) -> Callable[[int], None]:
        def try_one(number: int) -> None:
            with pytest.raises(SignInRefused):
                enter_code(
                    token=tokens[is_known][number],
                    code="0000001",
                    client=f"10.{number + 10}.9.9",
                    at=AT,
                )

        return try_one

    assert abs(differs(typed(True), typed(False))) < TOLERATED


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # what a commit checks is part of the time
def test_checking_takes_the_same_time_for_a_code_of_ours_and_an_invented_one() -> None:
    codes = [
        issue(
            customer_id=someone().customer_id,
            kind="letter",
            subject=f"letter:{number}",
            expires_at=AT + 2 * HOUR,
            actor=a_member(),
            at=AT,
        ).code
        for number in range(PAIRS + 10)  # each checked once: earlier checks of a code are counted
    ]

    others = [write_code(CodeParts(number + 500, number + 500)) for number in range(PAIRS + 10)]

    def ours(number: int) -> None:
        check(code=codes[number], client=place(number), at=AT)

    def invented(number: int) -> None:
        check(code=others[number], client=place(number), at=AT)

    assert abs(differs(ours, invented)) < TOLERATED

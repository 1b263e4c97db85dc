"""A call that comes twice has one effect and one answer, at once too."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from fairdue.integration.actions.answering import (
    Answered,
    OtherRequestError,
    forget,
    once,
    request_digest,
)
from fairdue.integration.models import Answer

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
KEPT = timedelta(hours=72)
DIGEST = request_digest("POST", "/payments", b"{}")


def asked(
    work: Callable[[], Answered], key: str = "k1", digest: bytes = DIGEST, at: datetime = AT
) -> Answered:
    return once(asked_by="token:1", key=key, digest=digest, at=at, kept=KEPT, answer=work)


class Counted:
    """Answers, and counts how often it had to."""

    def __init__(self, status: int = 201) -> None:
        self.times = 0
        self.status = status

    def __call__(self) -> Answered:
        self.times += 1
        return Answered(self.status, f'{{"name": "张伟", "times": {self.times}}}')


@pytest.mark.django_db
def test_the_same_request_gets_the_same_answer() -> None:
    work = Counted()
    first, second = asked(work), asked(work)
    assert (first.body, first.status) == (second.body, second.status)
    assert (first.replayed, second.replayed, work.times) == (False, True, 1)


@pytest.mark.django_db
def test_answers_are_kept_sealed() -> None:
    asked(Counted())
    assert "张".encode() not in bytes(Answer.objects.get().body_sealed)


@pytest.mark.django_db
def test_another_request_under_the_same_key_is_refused() -> None:
    asked(Counted())
    for other in (
        request_digest("POST", "/payments", b"{ }"),
        request_digest("POST", "/payments/", b"{}"),
        request_digest("PUT", "/payments", b"{}"),
    ):
        with pytest.raises(OtherRequestError):
            asked(Counted(), digest=other)


@pytest.mark.django_db
def test_a_refusal_can_be_mended_under_the_same_key() -> None:
    assert asked(Counted(422)).status == 422
    assert asked(Counted(201), digest=request_digest("POST", "/payments", b"{1}")).status == 201


@pytest.mark.django_db
def test_a_fault_leaves_no_answer_and_no_effect() -> None:
    def broken() -> Answered:
        Answer.objects.create(
            asked_by="x", key="x", request_digest=b"", status=1, body_sealed=b"",
            answered_at=AT, forget_at=AT,
        )  # fmt: skip
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asked(broken)
    assert not Answer.objects.exists()

    def half_done() -> Answered:
        with pytest.raises(ZeroDivisionError):
            broken()
        return Answered(500, "{}")

    assert asked(half_done).status == 500
    assert not Answer.objects.exists()


@pytest.mark.django_db
def test_keys_of_others_are_others() -> None:
    work = Counted()
    asked(work)
    once(asked_by="token:2", key="k1", digest=DIGEST, at=AT, kept=KEPT, answer=work)
    assert work.times == 2


@pytest.mark.django_db
def test_an_answer_is_forgotten_after_its_time() -> None:
    work = Counted()
    asked(work)
    assert forget(AT + KEPT - timedelta(seconds=1)) == 0
    asked(work, at=AT + KEPT)
    assert work.times == 2
    assert forget(AT + 2 * KEPT) == 1


@pytest.mark.django_db(transaction=True)
def test_of_ten_calls_at_once_one_has_the_effect() -> None:
    work, answers = Counted(), []
    start = threading.Barrier(10)

    def call() -> None:
        start.wait()
        try:
            answers.append(asked(work).body)
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert work.times == 1
    assert answers == ['{"name": "张伟", "times": 1}'] * 10

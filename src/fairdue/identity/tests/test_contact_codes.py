"""A code of ours says so; a forged, altered, old or used-up one doesn't, whoever asks."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from fairdue.identity.actions.contact_codes import ContactCode, check, issue
from fairdue.identity.models import Answer, CodeCheck
from fairdue.identity.models import ContactCode as Row
from fairdue.identity.qr import qr_svg
from fairdue.identity.rules.contact_codes import (
    ALPHABET,
    LENGTH,
    CodeParts,
    compact,
    read_code,
    write_code,
)
from fairdue.identity.tests.records import (
    AT,
    ELSEWHERE,
    HERE,
    MINUTE,
    a_member,
    someone,
    statements,
)
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused

BITS = st.integers(0, 2**35 - 1)
PARTS = st.builds(CodeParts, BITS, BITS)
DAY = timedelta(days=1)


def a_code(kind: str = "letter", days: float = 1, customer_id: int | None = None) -> ContactCode:
    return issue(
        customer_id=customer_id or someone().customer_id,
        kind=kind,
        subject="letter:12",
        expires_at=AT + timedelta(days=days),
        actor=a_member(),
        at=AT,
    )


def answer(code: str, at: object = AT, client: str = HERE) -> Answer:
    return check(code=code, client=client, at=at).answer  # type: ignore[arg-type]


@given(PARTS)
def test_what_is_written_is_read_again(parts: CodeParts) -> None:
    assert read_code(write_code(parts)) == parts
    assert read_code(write_code(parts).lower().replace("-", " ")) == parts


@given(PARTS, st.integers(0, LENGTH - 1), st.integers(1, 31))
def test_one_wrong_character_is_always_noticed(parts: CodeParts, place: int, by: int) -> None:
    plain = compact(write_code(parts))
    other = ALPHABET[(ALPHABET.index(plain[place]) + by) % 32]
    assert read_code(plain[:place] + other + plain[place + 1 :]) is None


@given(PARTS, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_characters_that_changed_places_are_noticed(
    parts: CodeParts, one: int, other: int
) -> None:
    letters = list(compact(write_code(parts)))
    if letters[one] == letters[other]:
        return
    letters[one], letters[other] = letters[other], letters[one]
    assert read_code("".join(letters)) is None


@given(st.text(max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    read = read_code(text)
    assert read is None or compact(write_code(read)) == compact(text)


@pytest.mark.django_db
def test_a_code_of_ours_says_what_it_stands_on_and_how_long_and_no_more() -> None:
    made = a_code("letter", days=30)
    told = check(code=made.code, client=HERE, at=AT)
    assert told.answer is Answer.GENUINE
    assert (told.kind, str(told.issued_on), str(told.valid_until)) == (
        "letter",
        "2026-03-10",
        "2026-04-09",
    )
    assert made.url_path == f"/genuine/{made.code.replace('-', '')}/"
    assert read_code(made.url_path.split("/")[2]) == read_code(made.code)


@pytest.mark.django_db
def test_no_altered_code_is_genuine() -> None:
    made = read_code(a_code().code)
    assert made is not None
    for bit in range(35):
        for altered in (
            CodeParts(made.reference, made.proof ^ 1 << bit),
            CodeParts(made.reference ^ 1 << bit, made.proof),
        ):
            client = f"10.0.{bit}.{altered.proof % 250}"
            assert answer(write_code(altered), client=client) is Answer.NOT_GENUINE


@pytest.mark.django_db
def test_no_invented_code_is_genuine() -> None:
    a_code()
    for number in range(200):
        parts = CodeParts(secrets.randbits(35), secrets.randbits(35))
        assert answer(write_code(parts), client=f"10.1.0.{number}") is Answer.NOT_GENUINE


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["kind = 'call'", "expires_at = expires_at + interval '1 year'", "subject = 'x'"]
)
def test_a_row_that_was_altered_behind_our_back_proves_nothing(change: str) -> None:
    made = a_code()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE identity_contactcode SET {change}")
    assert answer(made.code) is Answer.NOT_GENUINE


@pytest.mark.django_db
def test_a_code_expires_to_the_second() -> None:
    made = a_code(days=1)
    assert answer(made.code, AT + DAY - timedelta(seconds=1)) is Answer.GENUINE
    assert answer(made.code, AT + DAY) is Answer.EXPIRED
    told = check(code=made.code, client=HERE, at=AT + DAY)
    assert (told.kind, told.issued_on) == ("", None)


@pytest.mark.django_db
def test_a_code_read_out_on_the_phone_works_three_times_and_a_letters_always() -> None:
    call, letter = a_code("call"), a_code("letter")
    assert [answer(call.code) for _ in range(5)] == [Answer.GENUINE] * 3 + [Answer.USED_UP] * 2
    assert {answer(letter.code) for _ in range(10)} == {Answer.GENUINE}


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "days"), [("letter", 0), ("letter", 181), ("call", 2), ("x", 1)])
def test_a_code_is_not_made_for_longer_than_policy_allows(kind: str, days: int) -> None:
    with pytest.raises(Refused):
        a_code(kind, days)


@pytest.mark.django_db
def test_one_place_checks_only_so_many_and_others_go_on() -> None:
    made = a_code()
    forged = write_code(CodeParts(1, 1))
    assert {answer(forged) for _ in range(60)} == {Answer.NOT_GENUINE}
    assert answer(made.code) is Answer.LIMITED
    assert answer(made.code, client=ELSEWHERE) is Answer.GENUINE
    assert answer(made.code, AT + 60 * MINUTE) is Answer.GENUINE


@pytest.mark.django_db
def test_every_check_is_kept_without_the_code_or_where_it_came_from() -> None:
    who = someone()
    made = a_code(customer_id=who.customer_id)
    for code in (made.code, write_code(CodeParts(1, 1)), "nonsense"):
        answer(code)
    assert list(CodeCheck.objects.order_by("pk").values_list("answer", flat=True)) == [
        "genuine",
        "not_genuine",
        "mistyped",
    ]
    entries = Entry.objects.filter(action="contact_code_checked").order_by("pk")
    assert [each.customer_id for each in entries] == [who.customer_id, None, None]
    written = str(list(Entry.objects.values_list("details", "subject", "actor")))
    assert made.code not in written and compact(made.code) not in written and HERE not in written
    assert compact(made.code).encode() not in bytes(Row.objects.get().reference_digest)


@pytest.mark.django_db
def test_checking_asks_the_database_the_same_whatever_is_typed() -> None:
    made = a_code()
    forged = write_code(CodeParts(1, 1))
    shapes = []
    for code in (made.code, forged, "nonsense"):
        with CaptureQueriesContext(connection) as asked:
            answer(code)
        shapes.append(statements(asked))
    assert shapes[0] == shapes[1] == shapes[2]


def test_a_qr_code_is_a_picture_without_a_size_of_its_own() -> None:
    svg = qr_svg("https://pay.example.org/genuine/K7QM2PXW9D4HT6B3/")
    assert svg.startswith("<svg") and "viewBox" in svg and " width=" not in svg.split(">")[0]

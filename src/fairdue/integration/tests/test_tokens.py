"""A token is shown once, opens what its scopes say, and ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdue.integration.actions.recognising import caller_of, seconds_to_wait
from fairdue.integration.actions.tokens import make_token, revoke_token
from fairdue.integration.models import Token
from fairdue.integration.queries.policy import api_policy
from fairdue.integration.queries.tokens import tokens
from fairdue.integration.rules.scopes import SCOPES, checked
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.actors import Console, Machine

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)


def made(name: str = "core-banking", days: int = 30) -> str:
    return make_token(name=name, scopes=["customers:read"], days=days, actor=Console(), at=AT)[1]


def test_a_token_is_recognised_and_kept_nowhere() -> None:
    spelled = made()
    caller = caller_of(spelled, AT)
    assert caller is not None
    assert (caller.name, caller.scopes) == ("core-banking", {"customers:read"})
    assert caller.machine.username == "api:core-banking"
    row = Token.objects.get()
    assert spelled not in f"{row.digest!r} {row.shown} {row.journal_entry.details}"
    assert spelled.startswith(row.shown)


def test_making_and_revoking_are_journalled() -> None:
    made()
    revoke_token(name="core-banking", actor=Console(), at=AT)
    written = Entry.objects.order_by("id").values_list("action", "actor", "subject")
    assert list(written) == [
        ("token_made", "console", "system:core-banking"),
        ("token_revoked", "console", "system:core-banking"),
    ]


def test_a_revoked_token_is_nobodys() -> None:
    spelled = made()
    revoke_token(name="core-banking", actor=Console(), at=AT)
    assert caller_of(spelled, AT) is None
    with pytest.raises(Refused, match="to revoke"):
        revoke_token(name="core-banking", actor=Console(), at=AT)


def test_an_expired_token_is_nobodys() -> None:
    spelled = made(days=30)
    assert caller_of(spelled, AT + timedelta(days=30, seconds=-1))
    assert caller_of(spelled, AT + timedelta(days=30)) is None
    assert tokens(AT + timedelta(days=30))[0].state == "expired"


@pytest.mark.parametrize(
    "wrong", ["", "fdt_", "fdt_" + "a" * 42, "fdt_" + "a" * 44, "fdt_\0" + "a" * 42, "密" * 50]
)
def test_what_can_be_no_token_is_nobodys(wrong: str) -> None:
    made()
    assert caller_of(wrong, AT) is None


def test_a_name_serves_one_token_at_a_time() -> None:
    made()
    with pytest.raises(Refused, match="already"):
        made()
    revoke_token(name="core-banking", actor=Console(), at=AT)
    assert caller_of(made(), AT)


@pytest.mark.parametrize("name", ["", "A", "x", "Core", "a b", "a" * 41, "核心", "-a", "a\n"])
def test_refuses_a_name_that_is_none(name: str) -> None:
    with pytest.raises(Refused, match="small letters"):
        made(name)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_refuses_more_days_than_policy_allows(days: int) -> None:
    with pytest.raises(Refused, match="1 to 365"):
        made(days=days)


def test_only_administrators_make_tokens() -> None:
    with pytest.raises(Refused, match="administrators"):
        make_token(
            name="other", scopes=["customers:read"], days=1, actor=Machine("core-banking"), at=AT
        )


def test_scopes_are_a_closed_list() -> None:
    assert checked(["payments:write", "customers:read", "payments:write"]) == (
        "customers:read",
        "payments:write",
    )
    for wrong in (["everything"], []):
        with pytest.raises(Refused):
            checked(wrong)
    assert all(text.en and text.zh for text in SCOPES.values())


def test_calls_above_the_limit_wait_for_the_next_minute() -> None:
    caller = caller_of(made(), AT)
    assert caller is not None
    most = api_policy(AT).calls_per_minute_max
    assert [seconds_to_wait(caller, AT) for _ in range(most)] == [0] * most
    assert seconds_to_wait(caller, AT + timedelta(seconds=20)) == 40
    assert seconds_to_wait(caller, AT + timedelta(minutes=1)) == 0
    assert tokens(AT)[0].last_used_at == AT + timedelta(minutes=1)

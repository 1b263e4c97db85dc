"""Sessions end when they should, all of them at once if need be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdue.identity.actions import sessions
from fairdue.identity.actions.judging import SignInRefused
from fairdue.identity.actions.links import issue_link
from fairdue.identity.actions.signing_in import ask_code, enter_code
from fairdue.identity.models import EndReason, Session, SessionUse
from fairdue.identity.queries.sessions import session_of, sessions_of
from fairdue.identity.tests.records import (
    AT,
    HERE,
    HOUR,
    MINUTE,
    SECOND,
    Someone,
    a_member,
    ask,
    enter,
    messages,
    newest_code,
    sign_in,
    someone,
    work,
)
from fairdue.kernel.refusal import Refused
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role
from fairdue.portfolio.actions import disown_contact_point

pytestmark = pytest.mark.django_db


def test_a_session_goes_idle_unless_it_is_used() -> None:
    token = sign_in(someone()).token
    assert session_of(token, AT + 15 * MINUTE - SECOND)
    assert session_of(token, AT + 15 * MINUTE) is None
    assert sessions.use(token=token, at=AT + 10 * MINUTE)
    assert session_of(token, AT + 24 * MINUTE)


def test_a_session_ends_however_much_it_is_used() -> None:
    token, at = sign_in(someone()).token, AT
    while sessions.use(token=token, at=at):
        at += 10 * MINUTE
    assert at == AT + 12 * HOUR


def test_use_is_written_at_most_once_a_minute() -> None:
    token = sign_in(someone()).token
    sessions.use(token=token, at=AT + 59 * SECOND)
    assert SessionUse.objects.get().used_at == AT
    sessions.use(token=token, at=AT + 60 * SECOND)
    assert SessionUse.objects.get().used_at == AT + MINUTE


@pytest.mark.parametrize("token", ["", "made up", "x" * 5000])
def test_a_made_up_token_is_no_session(token: str) -> None:
    sign_in(someone())
    assert session_of(token, AT) is None


def test_the_token_itself_is_stored_nowhere() -> None:
    token = sign_in(someone()).token
    assert token.encode() not in bytes(Session.objects.get().token_digest)


def test_signing_out_ends_one_session_and_everywhere_ends_all_others() -> None:
    who = someone()
    first, second, third = (sign_in(who, AT + number * SECOND).token for number in range(3))
    at = AT + MINUTE
    sessions.end(token=first, at=at)
    assert session_of(first, at) is None
    assert [each.id for each in sessions_of(who.customer_id, at)]
    actor = Cardholder(who.customer_id)
    assert sessions.end_all(customer_id=who.customer_id, actor=actor, at=at, keep_token=third) == 1
    assert session_of(second, at) is None
    assert session_of(third, at)
    assert len(sessions_of(who.customer_id, at)) == 1


def test_nobody_ends_another_cardholders_sessions() -> None:
    who = someone()
    token = sign_in(who).token
    found = session_of(token, AT)
    assert found is not None
    with pytest.raises(Refused):
        sessions.end_all(
            customer_id=who.customer_id, actor=Cardholder(someone().customer_id), at=AT
        )
    other = Cardholder(someone().customer_id)
    sessions.end_one(session_id=found.id, customer_id=other.customer_id, actor=other, at=AT)
    assert session_of(token, AT)


def test_signing_in_again_gives_a_new_token_and_ends_the_old_one() -> None:
    who = someone()
    old = sign_in(who).token
    asked = ask(who, at=AT + MINUTE)
    new = enter_code(
        token=asked.token,
        code=newest_code(),
        client=HERE,
        at=AT + MINUTE,
        session_token=old,
    ).token
    assert new != old
    assert session_of(old, AT + MINUTE) is None
    assert Session.objects.get(ended_at=AT + MINUTE).end_reason == EndReason.SIGNED_IN_AGAIN


def test_a_disowned_contact_point_ends_the_sessions_that_began_by_it() -> None:
    who = someone()
    by_phone = sign_in(who).token
    by_mail = enter(ask(who, contact=who.email), newest_code()).token
    disown_contact_point(contact_point_id=who.phone_id, staff=a_member(Role.LEAD), at=AT + MINUTE)
    assert session_of(by_phone, AT + MINUTE) is None
    assert session_of(by_mail, AT + MINUTE)
    ended = Session.objects.get(ended_at=AT + MINUTE)
    assert ended.end_reason == EndReason.NOT_THEIRS


def a_link(who: Someone) -> str:
    return issue_link(
        customer_id=who.customer_id,
        contact_point_id=who.email_id,
        actor=a_member(),
        at=AT,
    ).token


def by_link(link: str, second_fact: str, at: object = AT) -> str:
    asked = ask_code(
        contact="",
        second_fact=second_fact,
        client=HERE,
        language="zh-hans",
        at=at,
        link=link,  # type: ignore[arg-type]
    )
    work()
    return asked.token


def test_a_link_says_where_the_code_goes_and_no_more() -> None:
    who = someone()
    someone(email=who.email, id_last4=who.id_last4)
    token = by_link(a_link(who), who.id_last4)
    assert messages()[-1].to == who.email
    assert "验证码" in messages()[-1].text
    entered = enter_code(token=token, code=newest_code(), client=HERE, at=AT)
    assert entered.customer_id == who.customer_id


def test_a_link_without_the_second_fact_sends_nothing() -> None:
    by_link(a_link(someone()), "0000")
    assert not messages()


def test_a_used_or_old_or_made_up_link_sends_nothing_and_says_nothing() -> None:
    who = someone()
    link = a_link(who)
    enter_code(token=by_link(link, who.id_last4), code=newest_code(), client=HERE, at=AT)
    sent = len(messages())
    later = AT + timedelta(days=14)
    old = a_link(someone())
    for used, at in ((link, AT), (old, later), ("made up", AT)):
        token = by_link(used, who.id_last4, at)
        with pytest.raises(SignInRefused):
            enter_code(token=token, code="123456", client=HERE, at=at)
    assert len(messages()) == sent


def test_no_link_is_made_to_what_is_not_the_customers_own() -> None:
    one, other = someone(), someone()
    with pytest.raises(Refused):
        issue_link(
            customer_id=one.customer_id,
            contact_point_id=other.email_id,
            actor=a_member(),
            at=AT,
        )

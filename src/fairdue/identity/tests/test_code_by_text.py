"""A code goes by text through a gateway for texts, in parts where it is long, and signs in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pytest_django import Settings

from fairdue.delivery import DeliveryError
from fairdue.delivery.sms.encoding import from_gsm
from fairdue.delivery.sms.tests.counterparts import RunningSmsc, smsc
from fairdue.identity.models import RequestState, SignInRequest
from fairdue.identity.queries.sessions import session_of
from fairdue.identity.tests.records import AT, ask, enter, messages, someone

__all__ = ["smsc"]
pytestmark = pytest.mark.django_db
IN_PARTS, UCS_2 = 0x40, 8
HEADER_OCTETS = 6


def read(parts: list[dict[str, Any]]) -> str:
    """The text as a telephone shows it."""
    text = ""
    for part in parts:
        octets = bytes.fromhex(part["short_message"])
        octets = octets[HEADER_OCTETS:] if part["esm_class"] & IN_PARTS else octets
        text += octets.decode("utf-16-be") if part["data_coding"] == UCS_2 else from_gsm(octets)
    return text


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Your code for signing in"), ("zh-hans", "的验证码为")]
)
def test_a_code_by_text_signs_in(
    settings: Settings, smsc: RunningSmsc, language: str, says: str
) -> None:
    settings.SMS_URL = smsc.url(signature="Bank")
    who = someone()
    asked = ask(who, language=language)
    parts = smsc.got()
    text = read(parts)
    assert text.startswith("【Bank】")
    assert says in text
    assert {part["destination_addr"].removeprefix("86") for part in parts} == {who.phone}
    assert not messages(), "the folder stands for nothing while there is a gateway"
    request = SignInRequest.objects.get()
    assert request.state == RequestState.SENT
    assert request.journal_entry.details["carried_by"] == "smpp"
    [code] = re.findall(r"\b\d{6}\b", text, re.ASCII)
    entered = enter(asked, code)
    found = session_of(entered.token, AT)
    assert found is not None and found.customer_id == who.customer_id


def test_a_gateway_that_is_gone_leaves_the_code_unsent_and_another_try_is_asked_for(
    settings: Settings, smsc: RunningSmsc
) -> None:
    settings.SMS_URL = smsc.url()
    smsc.kill()
    with pytest.raises(DeliveryError) as told:
        ask(someone())
    assert told.value.again
    assert SignInRequest.objects.get().state == RequestState.UNDELIVERED

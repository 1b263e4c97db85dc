"""What may be asked of a line, and what is never shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from fairdue import telephony
from fairdue.telephony import CallRequest, Ended, Inbound, LineError, Taking, is_final
from fairdue.telephony.by_hand import ByHand

NUMBER = "+8613800138000"


def a_request(call: str = "c1", number: str = NUMBER, collector: str = "1001") -> CallRequest:
    return CallRequest(call=call, collector=collector, number=number)


@pytest.mark.parametrize("number", ["13800138000", "+442079460000", "10086"])
def test_a_number_of_digits_can_be_dialled(number: str) -> None:
    assert a_request(number=number).number == number


@pytest.mark.parametrize("number", ["", "1", "138 0013", "1@evil", "1;x=y", "1\r\nBYE", "1" * 21])
def test_whatever_could_be_more_than_a_number_is_refused(number: str) -> None:
    with pytest.raises(LineError) as refused:
        a_request(number=number)
    assert refused.value.text.zh
    assert not number or len(number) < 3 or number not in str(refused.value)


@given(st.text(max_size=40))
def test_nothing_but_digits_ever_reaches_the_exchange(number: str) -> None:
    try:
        request = a_request(number=number)
    except LineError:
        return
    assert request.number.removeprefix("+").isascii()
    assert request.number.removeprefix("+").isdigit()


@pytest.mark.parametrize(
    "address", ["1001", "PJSIP/1001", "sip:gao@pbx.example.org", "sip:gao@[::1]:5070", "sips:a@b"]
)
def test_a_telephone_is_an_extension_or_a_sip_address(address: str) -> None:
    assert a_request(collector=address).collector == address


@pytest.mark.parametrize("address", ["", "a b", "sip:", "sip:a@b;c=d", "1001\n", "&x", "{a=b}1"])
def test_a_telephone_that_could_be_a_command_is_refused(address: str) -> None:
    with pytest.raises(LineError, match="extension"):
        a_request(collector=address)
    with pytest.raises(LineError, match="extension"):
        Taking(call="c1", collector=address)


@pytest.mark.parametrize("name", ["", "../up", "a b", "x" * 65])
def test_a_name_that_could_leave_its_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        a_request(call=name)


def test_missing_files_are_noticed_before_anybody_is_rung(tmp_path: Path) -> None:
    for wrong in ({"announcement": tmp_path / "no.wav"}, {"record_to": tmp_path / "no"}):
        with pytest.raises(LineError, match="missing"):
            CallRequest(call="c1", collector="1001", number=NUMBER, **wrong)


def test_no_number_is_ever_shown() -> None:
    told = Inbound(call="c1", at=1.0, from_number=NUMBER)
    assert NUMBER not in repr(told)
    assert NUMBER not in repr(a_request())
    assert "1001" not in repr(a_request())


def test_without_an_exchange_the_collector_dials_and_says_when_it_is_over(
    settings: Settings,
) -> None:
    settings.PHONE_URL = ""
    line = telephony.line()
    assert not line.automatic
    assert not telephony.dials_by_itself()
    handle = line.place(a_request())
    assert line.events(0) == []
    line.hang_up(handle.call)
    line.hang_up(handle.call)
    [ended] = line.events(1)
    assert isinstance(ended, Ended)
    assert ended.by == "us"
    assert is_final(ended)


def test_closing_ends_what_is_open() -> None:
    line = ByHand()
    line.place(a_request("c1"))
    line.place(a_request("c2"))
    with pytest.raises(ValueError, match="going on"):
        line.place(a_request("c1"))
    line.close()
    assert {event.call for event in line.events(1)} == {"c1", "c2"}


def test_without_an_exchange_nothing_is_taken_or_played(tmp_path: Path) -> None:
    with pytest.raises(LineError, match="FAIRDUE_PHONE_URL"):
        ByHand().answer(Taking(call="c1", collector="1001"))
    with pytest.raises(LineError, match="FAIRDUE_PHONE_URL"):
        ByHand().play("c1", tmp_path)


def test_an_address_nobody_knows_is_refused(settings: Settings) -> None:
    settings.PHONE_URL = "carrier-pigeon://x"
    with pytest.raises(LineError, match="FAIRDUE_PHONE_URL"):
        telephony.line()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "collectors dial by hand"),
        ("ari+https://a:s3cret@pbx.example.org?endpoint=PJSIP/{number}@t", "Asterisk at pbx"),
        ("esl://:s3cret@127.0.0.1?gateway=trunk", "FreeSWITCH at 127.0.0.1:8021"),
    ],
)
def test_the_line_is_described_without_its_password(url: str, told: str) -> None:
    described = telephony.described(url)
    assert told in described.en
    assert "s3cret" not in described.en + described.zh


@pytest.mark.parametrize("url", ["pigeon:", "baresip:?x=1", "esl://h", "esl://:x@[::1?gateway=t"])
def test_an_address_that_can_not_be_used_is_described_as_such(url: str) -> None:
    with pytest.raises(LineError, match="FAIRDUE_PHONE_URL"):
        telephony.described(url)

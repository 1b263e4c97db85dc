"""A text reaches a real SMPP gateway whole, and what becomes of it is known, whatever breaks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fairdue.delivery import DeliveryError, DeliveryUnknown, Inbound, Message, Report, new_key
from fairdue.delivery.sms.arriving import UDH
from fairdue.delivery.sms.gateway import gateway_of
from fairdue.delivery.sms.smpp import Smpp, try_out
from fairdue.delivery.sms.tests.counterparts import RunningSmsc, free_port, wait_for
from fairdue.delivery.sms.unanswered import Unanswered, reference_number

TO = "+86 138 0013 8000"
CHINESE = "您的信用卡账单已出，如有困难请与我们联系，我们会与您一起商量可行的办法。" * 6


@pytest.fixture
def carrier(smsc: RunningSmsc) -> Iterator[Smpp]:
    with closing(Smpp(gateway_of(smsc.url(source="10690001")))) as opened:
        yield opened


def text(said: str, key: str | None = None) -> Message:
    return Message("sms", TO, "", said, key=new_key() if key is None else key)


def collected(carrier: Smpp, number: int = 1) -> list[Report | Inbound]:
    found: list[Report | Inbound] = []
    wait_for(lambda: found.extend(carrier.collect()) or len(found) >= number)
    return found


def joined(parts: list[dict[str, object]]) -> str:
    octets = [bytes.fromhex(str(each["short_message"])) for each in parts]
    return "".join(each[6:].decode("utf-16-be") for each in octets)


def test_a_short_text_is_handed_over_as_meant(smsc: RunningSmsc, carrier: Smpp) -> None:
    message = text("Your code is {1234} €")
    receipt = carrier.send(message)
    [got] = smsc.got()
    assert (receipt.how, receipt.references) == ("smpp", ("1",))
    assert (got["destination_addr"], got["dest_addr_ton"]) == ("8613800138000", 1)
    assert (got["source_addr"], got["source_addr_ton"]) == ("10690001", 3)
    assert (got["data_coding"], got["registered_delivery"]) == (0, 1)
    assert got["user_message_reference"] == reference_number(message.key)
    assert bytes.fromhex(got["short_message"]) == b"Your code is \x1b(1234\x1b) \x1be"


def test_a_chinese_text_of_two_hundred_characters_arrives_whole(smsc: RunningSmsc) -> None:
    said = CHINESE[:200]
    assert len(said) == 200
    with closing(Smpp(gateway_of(smsc.url(signature="某银行")))) as carrier:
        receipt = carrier.send(text(said))
    got = smsc.got()
    assert len(got) == 4
    assert receipt.references == ("1", "2", "3", "4")
    assert joined(got) == f"【某银行】{said}"
    headers = [bytes.fromhex(each["short_message"])[:6] for each in got]
    assert {header[:3] for header in headers} == {b"\x05\x00\x03"}
    assert len({header[3] for header in headers}) == 1
    assert [(header[4], header[5]) for header in headers] == [(4, n) for n in (1, 2, 3, 4)]
    assert {each["esm_class"] for each in got} == {UDH}


def test_parts_can_be_told_by_parameters_where_a_gateway_wants_it(smsc: RunningSmsc) -> None:
    with closing(Smpp(gateway_of(smsc.url(long="sar")))) as carrier:
        carrier.send(text("a" * 161))
    first, second = smsc.got()
    assert (first["sar_total_segments"], first["sar_segment_seqnum"]) == (2, 1)
    assert (second["sar_total_segments"], second["sar_segment_seqnum"]) == (2, 2)
    assert first["sar_msg_ref_num"] == second["sar_msg_ref_num"]


def test_a_receipt_is_given_until_it_is_stored_and_then_acknowledged(
    smsc: RunningSmsc, carrier: Smpp
) -> None:
    carrier.send(text("hello"))
    for _ in range(2):
        smsc.give(b"id:1 stat:DELIVRD err:000 text:hello", esm_class=4)
    told = wait_for(lambda: next(iter(carrier.collect()), None))
    assert told == Report("smpp", "1", "", "delivered", "DELIVRD", None)
    smsc.got()
    assert not [each for each in smsc.heard if each["event"] == "deliver_sm_resp"]
    assert collected(carrier, 2) == [told, told]
    for _ in range(2):
        smsc.wait("deliver_sm_resp")


def test_a_receipt_that_comes_before_the_answer_is_kept(smsc: RunningSmsc, carrier: Smpp) -> None:
    smsc.order("set", early_receipt=True)
    receipt = carrier.send(text("hello"))
    [told] = collected(carrier)
    assert isinstance(told, Report)
    assert (told.reference, told.state) == (receipt.reference, "delivered")


def test_receipts_of_parts_that_come_before_the_last_answer_count_as_theirs(
    smsc: RunningSmsc, carrier: Smpp
) -> None:
    smsc.order("set", early_receipt=True)
    receipt = carrier.send(text("还款提醒" * 50))
    assert len(receipt.references) > 1
    told = collected(carrier, len(receipt.references))
    assert {(each.reference, each.state) for each in told if isinstance(each, Report)} == {
        (each, "delivered") for each in receipt.references
    }


@pytest.mark.parametrize(
    ("ids", "given", "written"),
    [("hex-decimal", "{:08X}", "{:010d}"), ("decimal-hex", "{:d}", "{:x}")],
)
def test_ids_written_in_two_ways_are_the_same(
    smsc: RunningSmsc, ids: str, given: str, written: str
) -> None:
    smsc.order("set", id_format=given)
    with closing(Smpp(gateway_of(smsc.url(ids=ids)))) as carrier:
        references = [carrier.send(text("hello")).reference for _ in range(11)]
        for number in range(1, 12):
            smsc.give(f"id:{written.format(number)} stat:DELIVRD".encode(), esm_class=4)
        told = collected(carrier, 11)
    assert [each.reference for each in told] == references


def test_what_customers_write_comes_in_long_or_short(smsc: RunningSmsc, carrier: Smpp) -> None:
    list(carrier.collect())
    smsc.give("退订".encode("utf-16-be"), data_coding=8)
    smsc.give(b"STOP")
    said = CHINESE[:100].encode("utf-16-be")
    smsc.give(b"\x05\x00\x03\x07\x02\x02" + said[120:], data_coding=8, esm_class=UDH)
    smsc.give(b"\x05\x00\x03\x07\x02\x01" + said[:120], data_coding=8, esm_class=UDH)
    got = collected(carrier, 3)
    assert [each.text for each in got if isinstance(each, Inbound)] == [
        "退订",
        "STOP",
        CHINESE[:100],
    ]
    assert {each.sender for each in got if isinstance(each, Inbound)} == {"8613800138000"}
    assert len({each.reference for each in got}) == 3


def test_a_text_given_again_on_a_new_connection_is_known_and_one_written_again_is_not(
    smsc: RunningSmsc, carrier: Smpp
) -> None:
    list(carrier.collect())
    smsc.give(b"paid")
    smsc.give(b"paid")
    first, second = collected(carrier, 2)
    assert first.reference != second.reference
    smsc.order("drop")
    with pytest.raises(DeliveryError, match="lost"):
        list(carrier.collect())
    list(carrier.collect())
    smsc.give(b"paid")
    [again] = collected(carrier)
    assert again.reference == second.reference


def test_a_line_lost_before_the_answer_is_unknown_until_a_receipt_tells(
    smsc: RunningSmsc, carrier: Smpp
) -> None:
    smsc.order("set", drop_at=2)
    before, lost = text("first"), text("second")
    carrier.send(before)
    with pytest.raises(DeliveryUnknown):
        carrier.send(lost)
    list(carrier.collect())
    smsc.give(b"id:1 stat:DELIVRD", esm_class=4)
    smsc.give(b"id:2 stat:DELIVRD", esm_class=4)
    assert collected(carrier, 2) == [
        Report("smpp", "1", "", "delivered", "DELIVRD", None),
        Report("smpp", "2", lost.key, "delivered", "DELIVRD", None),
    ]


def test_a_killed_process_leaves_word_for_the_next(smsc: RunningSmsc, tmp_path: Path) -> None:
    smsc.order("set", drop_at=1)
    file, lost = tmp_path / "delivery" / "unanswered", text("hello")
    with pytest.raises(DeliveryUnknown):
        Smpp(gateway_of(smsc.url()), Unanswered(file)).send(lost)
    assert "138" not in file.read_text()
    with closing(Smpp(gateway_of(smsc.url()), Unanswered(file))) as carrier:
        list(carrier.collect())
        umr = reference_number(lost.key)
        smsc.give(b"id:9 stat:UNDELIV err:001", esm_class=4, user_message_reference=umr)
        [told] = collected(carrier)
    assert isinstance(told, Report)
    assert (told.key, told.state) == (lost.key, "not_delivered")


def test_of_a_text_cut_off_half_way_nothing_is_claimed(smsc: RunningSmsc, carrier: Smpp) -> None:
    smsc.order("set", drop_at=1)
    lost = text(CHINESE)
    with pytest.raises(DeliveryUnknown):
        carrier.send(lost)
    list(carrier.collect())
    smsc.give(b"id:1 stat:DELIVRD", esm_class=4)
    [told] = collected(carrier)
    assert isinstance(told, Report)
    assert (told.key, told.state) == (lost.key, "unknown")


def test_a_silent_gateway_is_given_up_and_the_message_is_unknown(smsc: RunningSmsc) -> None:
    smsc.order("set", silent=True)
    with closing(Smpp(gateway_of(smsc.url(timeout="0.3")))) as carrier:
        with pytest.raises(DeliveryUnknown):
            carrier.send(text("hello"))
        smsc.order("set", silent=False)
        assert carrier.send(text("hello")).reference == "2"


def test_a_gateway_killed_and_restarted_is_found_again(smsc: RunningSmsc, carrier: Smpp) -> None:
    carrier.send(text("one"))
    smsc.wait("submit_sm")
    smsc.kill()
    with pytest.raises(DeliveryError) as told:
        list(carrier.collect())
    assert told.value.again
    with pytest.raises(DeliveryError, match="did not answer") as told:
        carrier.send(text("two"))
    assert told.value.again
    assert not isinstance(told.value, DeliveryUnknown)
    smsc.start()
    carrier.send(text("three"))
    assert [bytes.fromhex(each["short_message"]) for each in smsc.got()] == [b"one", b"three"]


@pytest.mark.parametrize("status", [0x58, 0x14])
def test_a_busy_gateway_took_nothing_and_may_be_tried_again(
    smsc: RunningSmsc, carrier: Smpp, status: int
) -> None:
    smsc.order("set", statuses=[status])
    message = text(CHINESE)
    with pytest.raises(DeliveryError, match="busy") as told:
        carrier.send(message)
    assert told.value.again
    assert not isinstance(told.value, DeliveryUnknown)
    assert len(smsc.got()) == 1
    assert len(carrier.send(message).references) == 4


def test_a_part_the_gateway_was_too_busy_for_is_handed_over_again(
    smsc: RunningSmsc, carrier: Smpp
) -> None:
    smsc.order("set", statuses=[0, 0x58])
    receipt = carrier.send(text(CHINESE))
    assert len(receipt.references) == 4
    got = smsc.got()
    assert len(got) == 5
    by_number = {bytes.fromhex(each["short_message"])[5]: each for each in got}
    assert joined([by_number[number] for number in (1, 2, 3, 4)]) == CHINESE


def test_a_refused_number_is_told_without_naming_it(smsc: RunningSmsc, carrier: Smpp) -> None:
    smsc.order("set", statuses=[0x0B])
    with pytest.raises(DeliveryError, match="number") as told:
        carrier.send(text("hello"))
    assert not told.value.again
    assert "138" not in str(told.value)


def test_parts_refused_after_the_first_leave_the_message_unknown(
    smsc: RunningSmsc, carrier: Smpp
) -> None:
    smsc.order("set", statuses=[0, 0x45])
    with pytest.raises(DeliveryUnknown, match="part"):
        carrier.send(text(CHINESE))


def test_a_wrong_password_is_told_plainly_and_never_shown(
    smsc: RunningSmsc, caplog: pytest.LogCaptureFixture
) -> None:
    url = smsc.url().replace("secret", "wrong")
    with caplog.at_level(logging.DEBUG):
        with pytest.raises(DeliveryError, match="name or password in FAIRDUE_SMS_URL") as told:
            Smpp(gateway_of(url)).send(text("hello"))
        with pytest.raises(DeliveryError, match="name or password"):
            try_out(gateway_of(url))
    assert told.value.again  # no message is at fault
    assert "密码" in told.value.text.zh
    try_out(gateway_of(smsc.url()))
    assert "wrong" not in caplog.text + str(told.value)


def test_no_log_shows_a_number_a_word_or_a_password(
    smsc: RunningSmsc, carrier: Smpp, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        carrier.send(text("hello"))
        smsc.give(b"STOP")
        collected(carrier)
    for secret in ("8613800138000", b"8613800138000".hex(), b"secret".hex(), b"STOP".hex()):
        assert secret not in caplog.text


def test_a_gateway_that_allows_no_further_connection_is_told(
    smsc: RunningSmsc, carrier: Smpp
) -> None:
    smsc.order("set", bind_status=5)
    with pytest.raises(DeliveryError, match="no further connection"):
        carrier.send(text("hello"))


def test_a_code_opens_no_connection_that_would_take_receipts(
    smsc: RunningSmsc, carrier: Smpp
) -> None:
    carrier.send(text("123456", key=""))
    [got] = smsc.got()
    assert next(each for each in smsc.heard if "bind" in each["event"])["event"] == (
        "bind_transmitter"
    )
    assert not got["registered_delivery"]
    list(carrier.collect())
    assert smsc.wait("bind_transceiver")
    assert carrier.send(text("hello")).reference == "2"


def test_the_gateways_question_whether_anybody_is_there_is_answered(
    smsc: RunningSmsc, carrier: Smpp
) -> None:
    list(carrier.collect())
    smsc.order("ask")
    wait_for(lambda: list(carrier.collect()) == [])
    assert smsc.wait("enquire_link_resp")


def test_a_silent_line_is_asked_and_given_up(
    smsc: RunningSmsc, carrier: Smpp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairdue.delivery.sms.line.ALIVE_SECONDS", 0.0)
    list(carrier.collect())
    list(carrier.collect())
    smsc.wait("enquire_link")
    smsc.order("set", deaf=True)
    with closing(Smpp(gateway_of(smsc.url(timeout="0.2")))) as impatient:

        def gave_up() -> bool:
            try:
                list(impatient.collect())
            except DeliveryError as error:
                return error.again
            return False

        assert wait_for(gave_up)


@pytest.mark.parametrize(
    "octets", ["00000004", "7fffffff00000005", "00000010deadbeef0000000000000001", "00" * 64]
)
def test_a_gateway_that_talks_nonsense_is_left_and_tried_anew(
    smsc: RunningSmsc, carrier: Smpp, octets: str
) -> None:
    list(carrier.collect())
    smsc.order("raw", hex=octets)

    def left() -> bool:
        try:
            list(carrier.collect())
        except DeliveryError as error:
            return error.again
        return False

    assert wait_for(left)
    assert carrier.send(text("hello")).reference == "1"


def test_where_nobody_listens_it_may_be_tried_again() -> None:
    with pytest.raises(DeliveryError, match="did not answer") as told:
        Smpp(gateway_of(f"smpp://bank:secret@127.0.0.1:{free_port()}")).send(text("hello"))
    assert told.value.again


def test_kannels_own_gateway_takes_texts_on_one_connection_and_gives_them_on_another(
    drive_smpp: tuple[int, Path],
) -> None:
    port, log = drive_smpp
    url = f"smpp://foo:bar@127.0.0.1:{port}?system_type=VMA&bind=pair&timeout=2"
    with closing(Smpp(gateway_of(url))) as carrier:
        carrier.send(text("hello from Fairdue"))
        got = collected(carrier, 2)
        carrier.send(text(CHINESE))
    assert [each.text for each in got if isinstance(each, Inbound)] == ["1", "2"]
    assert "<hello from Fairdue>" in log.read_text(errors="replace")

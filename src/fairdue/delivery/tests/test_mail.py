"""Mail goes out with a key of its own, and what comes back is matched by it."""

from __future__ import annotations

import email
import logging
import smtplib
import socket
import stat
import threading
from contextlib import closing
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from fairdue.delivery import DeliveryError, DeliveryUnknown, Inbound, Message, Report, new_key
from fairdue.delivery.mail.coming_in import SIZE_MAX, Maildir
from fairdue.delivery.mail.handing_over import MESSAGES_PER_LINE_MAX
from fairdue.delivery.mail.smtp import Smtp, mail_settings, opened
from fairdue.delivery.mail.verp import (
    envelope_sender,
    key_in_message_id,
    key_of,
    message_id,
    with_tag,
    without_tag,
)
from fairdue.delivery.tests import letters
from fairdue.delivery.tests.conftest import Postbox
from fairdue.delivery.tests.letters import letter, report

TO = "zhang.san@mail.example"
BASE = "bounces@bank.example"
KEYS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=8, max_size=40)


def a_message(key: str = "", to: str = TO, **headers: str) -> Message:
    return Message("email", to, "您的还款协议", "见正文", key=key or new_key(), headers=headers)


def hand_in(carrier: Smtp, to: str, content: bytes, sender: str = "") -> None:
    """Give a letter to the listener, as the lender's mail server does."""
    assert carrier.listener is not None
    with smtplib.LMTP("127.0.0.1", carrier.listener.port, "mx.test") as line:
        line.sendmail(sender, [to], content)


def test_each_message_leaves_under_an_address_of_its_own(postbox: Postbox, hearing: Smtp) -> None:
    one, other = a_message(), a_message(**{"List-Unsubscribe": "<https://pay.example/stop/x/>"})
    receipts = [hearing.send(one), hearing.send(other)]
    senders = [envelope.mail_from or "" for envelope in postbox.got]
    assert [key_of(BASE, each) for each in senders] == [one.key, other.key]
    contents = [envelope.original_content or b"" for envelope in postbox.got]
    got = [email.message_from_bytes(each, policy=default) for each in contents]
    assert [each["Message-ID"] for each in got] == [each.reference for each in receipts]
    assert [key_in_message_id(each.reference) for each in receipts] == [one.key, other.key]
    assert got[0]["From"] == "某银行 <help@bank.example>"
    assert got[0]["Reply-To"] == "answers@bank.example"
    assert got[0]["Auto-Submitted"] == "auto-generated"
    assert got[1]["List-Unsubscribe"] == "<https://pay.example/stop/x/>"
    assert contents[0].isascii()


def test_a_long_address_in_a_header_is_neither_cut_nor_encoded(
    postbox: Postbox, hearing: Smtp, settings: Settings
) -> None:
    link = f"<https://pay.a-very-long-name-of-a-bank.example/stop/{'x' * 90}/>"
    settings.MAIL_FROM = f"某银行 <help@{'very-' * 12}long.example>"
    with closing(opened()) as carrier:
        receipt = carrier.send(a_message(**{"List-Unsubscribe": link}))
    content = postbox.got[0].original_content or b""
    assert f"List-Unsubscribe: {link}\r\n".encode() in content
    assert f"Message-ID: {receipt.reference}\r\n".encode() in content


def test_a_code_that_needs_no_report_leaves_under_the_senders_address(
    postbox: Postbox, hearing: Smtp
) -> None:
    hearing.send(Message("email", TO, "code", "123456"))
    assert postbox.got[0].mail_from == "help@bank.example"


def test_one_line_to_the_server_carries_many_messages(postbox: Postbox, hearing: Smtp) -> None:
    for _each in range(MESSAGES_PER_LINE_MAX + 20):
        hearing.send(a_message())
    assert len(postbox.got) == MESSAGES_PER_LINE_MAX + 20
    assert len(postbox.lines) == 2


def test_a_refused_recipient_leaves_the_line_open_for_the_next(
    postbox: Postbox, hearing: Smtp
) -> None:
    postbox.refuses["nobody@mail.example"] = "550 5.1.1 no such user"
    hearing.send(a_message())
    with pytest.raises(DeliveryError) as told:
        hearing.send(a_message(to="nobody@mail.example"))
    assert (told.value.code, told.value.again) == ("5.1.1", False)
    hearing.send(a_message())
    assert len(postbox.got) == 2 and len(postbox.lines) == 1


def test_an_address_beyond_ascii_is_written_as_servers_take_it(
    postbox: Postbox, hearing: Smtp
) -> None:
    hearing.send(a_message(to="zhang@例子.中国"))
    assert postbox.got[0].rcpt_tos == ["zhang@xn--fsqu00a.xn--fiqs8s"]
    hearing.send(a_message(to="张三@mail.example"))
    assert postbox.got[1].rcpt_tos == ["张三@mail.example"]
    assert "SMTPUTF8" in postbox.asked[1][0]


def test_a_server_that_takes_no_such_address_is_not_asked_again(
    settings: Settings, var: Path
) -> None:
    server = Breaking(b"QUIT")
    settings.SMTP_URL = f"smtp://127.0.0.1:{server.port}?timeout=5"
    settings.MAIL_FROM = "help@bank.example"
    carrier = opened()
    with pytest.raises(DeliveryError, match="can't be written") as told:
        carrier.send(a_message(to="张三@mail.example"))
    assert not told.value.again
    carrier.close()
    server.close()


class Breaking:
    """A server that ends the line at a certain word of the client's."""

    def __init__(self, at: bytes) -> None:
        self._at = at
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.lines = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                link, _peer = self._server.accept()
            except OSError:
                return
            self.lines += 1
            with link, link.makefile("rwb", buffering=0) as line:
                line.write(b"220 ready\r\n")
                in_data = False
                while word := line.readline():
                    if in_data and word != b".\r\n":
                        continue
                    if word.upper().startswith(self._at.upper()):
                        break
                    in_data = word.upper().startswith(b"DATA")
                    line.write(b"354 go on\r\n" if in_data else b"250 OK\r\n")

    def close(self) -> None:
        self._server.close()


@pytest.mark.parametrize("at", [b"MAIL", b"RCPT", b"DATA"])
def test_a_line_lost_before_the_message_left_lets_it_be_tried_again(
    at: bytes, settings: Settings, var: Path
) -> None:
    server = Breaking(at)
    settings.SMTP_URL = f"smtp://127.0.0.1:{server.port}?timeout=5"
    settings.MAIL_FROM = "help@bank.example"
    carrier = opened()
    with pytest.raises(DeliveryError) as told:
        carrier.send(a_message())
    assert told.value.again and not isinstance(told.value, DeliveryUnknown)
    server.close()


def test_a_line_lost_after_the_message_left_is_never_tried_again(
    settings: Settings, var: Path
) -> None:
    server = Breaking(b".")
    settings.SMTP_URL = f"smtp://127.0.0.1:{server.port}?timeout=5"
    settings.MAIL_FROM = "help@bank.example"
    with pytest.raises(DeliveryUnknown) as told:
        opened().send(a_message())
    assert not told.value.again and TO not in str(told.value)
    assert server.lines == 1
    server.close()


def test_a_kept_line_that_the_server_ended_meanwhile_is_opened_anew(
    settings: Settings, var: Path
) -> None:
    server = Breaking(b"MAIL FROM:<bounces+SECOND")
    settings.SMTP_URL = f"smtp://127.0.0.1:{server.port}?timeout=5"
    settings.MAIL_FROM, settings.MAIL_BOUNCES = "help@bank.example", BASE
    carrier = opened()
    carrier.send(a_message("firstfirst"))
    with pytest.raises(DeliveryError):
        carrier.send(a_message("secondsecond"))
    assert server.lines == 2  # the kept one, and one more try
    carrier.close()
    server.close()


def test_a_bounce_is_matched_even_if_it_quotes_nothing(hearing: Smtp) -> None:
    key = new_key()
    hand_in(hearing, envelope_sender(BASE, key), letter(letters.QQ, charset="gb18030"))
    [told] = list(hearing.collect())
    assert isinstance(told, Report)
    assert (told.carrier, told.key, told.state, told.code) == (
        "smtp",
        key,
        "not_delivered",
        "5.1.1",
    )
    assert list(hearing.collect()) == []


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("failed", "not_delivered"),
        ("delayed", "accepted"),
        ("delivered", "delivered"),
        ("relayed", "accepted"),
        ("expanded", "accepted"),
    ],
)
def test_a_report_tells_what_became_of_a_message(hearing: Smtp, action: str, state: str) -> None:
    key = new_key()
    hand_in(hearing, envelope_sender(BASE, key).upper(), report(BASE, action=action))
    [told] = list(hearing.collect())
    assert isinstance(told, Report) and (told.key, told.state) == (key, state)


def test_a_report_to_the_plain_address_is_matched_by_what_it_repeats(hearing: Smtp) -> None:
    by_envelope, by_quote = new_key(), new_key()
    hand_in(hearing, BASE, report(BASE, envelope_id=with_tag(by_envelope)))
    hand_in(hearing, BASE, report(BASE, message_id=message_id(by_quote, "bank.example")))
    told = [each.key for each in hearing.collect()]
    assert sorted(told) == sorted([by_envelope, by_quote])


def test_forged_reports_are_refused_or_counted_and_never_told(
    hearing: Smtp, caplog: pytest.LogCaptureFixture
) -> None:
    forged = f"bounces+{new_key()}aaaaaaaa@bank.example"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        hand_in(hearing, forged, report(forged))
    assert hearing.listener is not None
    assert hearing.listener.door.counted["forged"] == 1
    hand_in(hearing, BASE, report(BASE, message_id=f"<{new_key()}aaaaaaaa@bank.example>"))
    with caplog.at_level(logging.WARNING):
        assert list(hearing.collect()) == []
    assert hearing.maildirs[0].counted["strange"] == 1
    assert "strange" in caplog.text and TO not in caplog.text


def test_nothing_is_taken_for_anyone_else(hearing: Smtp) -> None:
    for stranger in ("someone@else.example", "bounces@else.example"):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            hand_in(hearing, stranger, b"Subject: relay me\r\n\r\nplease")
    assert list(hearing.collect()) == []


def test_an_answer_comes_in_with_its_words_and_what_it_answers(
    postbox: Postbox, hearing: Smtp
) -> None:
    sent = a_message()
    reference = hearing.send(sent).reference
    hand_in(hearing, "answers@bank.example", letter(letters.ANSWER, message_id=reference), TO)
    hand_in(hearing, "help@bank.example", letter(letters.ANSWER, message_id=reference), TO)
    first, second = list(hearing.collect())
    assert isinstance(first, Inbound) and isinstance(second, Inbound)
    assert (first.sender, first.text, first.key) == (TO, "请不要再发邮件给我。", sent.key)
    assert (first.subject, first.kind, first.to) == ("Re: hello", "email", "answers@bank.example")
    assert first.reference == second.reference  # the same letter, brought twice
    assert first.text not in repr(first) and TO not in repr(first)


def test_what_programs_answer_is_taken_for_nobodys_words(hearing: Smtp) -> None:
    key = new_key()
    away = letter(letters.OUT_OF_OFFICE, to=TO)
    hand_in(hearing, envelope_sender(BASE, key), away)
    hand_in(hearing, "answers@bank.example", away, TO)
    loop = letter(letters.ANSWER).replace(b"Zhang.San@mail.example", BASE.encode())
    hand_in(hearing, "answers@bank.example", loop, BASE)
    assert list(hearing.collect()) == []
    assert hearing.maildirs[0].counted["automatic"] == 3


def test_a_letter_is_kept_until_it_was_dealt_with_and_read_by_its_owner_only(
    hearing: Smtp, var: Path
) -> None:
    key = new_key()
    hand_in(hearing, envelope_sender(BASE, key), report(BASE))
    [path] = (var / "mail" / "new").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    told = iter(hearing.collect())
    first = next(told)
    del told  # killed before it was stored
    assert path.exists()
    assert list(hearing.collect()) == [first]
    assert not path.exists()


def test_letters_are_found_in_a_maildir_that_another_server_fills(
    settings: Settings, postbox: Postbox, var: Path
) -> None:
    settings.MAIL_BOUNCES, settings.MAIL_FOLDER = BASE, str(var / "theirs")
    key = new_key()
    (var / "theirs" / "new").mkdir(parents=True)
    inside = f"Return-Path: <>\nDelivered-To: {envelope_sender(BASE, key)}\n".encode()
    (var / "theirs" / "new" / "1.host").write_bytes(inside + letter(letters.QMAIL))
    carrier = opened()
    [told] = list(carrier.collect())
    assert isinstance(told, Report) and (told.key, told.code) == (key, "5.1.1")
    assert not list((var / "theirs" / "new").iterdir())


def test_what_cannot_be_read_is_kept_aside_and_not_lost(var: Path) -> None:
    maildir = Maildir(var / "mail", BASE)
    maildir.put(b"x" * (SIZE_MAX + 1), sender="", recipient=BASE)
    maildir.put(b"Subject: no sender\r\n\r\nwords", sender=TO, recipient=BASE)
    assert list(maildir.waiting()) == []
    assert maildir.kept_aside() == 2 and maildir.counted["unreadable"] == 2
    assert list(maildir.waiting()) == []


def test_a_letter_too_large_is_refused_at_the_door(hearing: Smtp) -> None:
    with pytest.raises(smtplib.SMTPException):
        hand_in(hearing, BASE, b"Subject: x\r\n\r\n" + b"x" * 900 * 1024 * 12)
    assert list(hearing.collect()) == []


def test_letters_are_refused_for_a_while_when_there_is_no_room(
    hearing: Smtp, var: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (var / "mail").write_bytes(b"a file where the folder should be")
    with caplog.at_level(logging.ERROR), pytest.raises(smtplib.SMTPDataError) as told:
        hand_in(hearing, BASE, report(BASE))
    assert told.value.smtp_code == 452
    (var / "mail").unlink()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_BOUNCES", "Bounces <bounces@bank.example>"),
        ("MAIL_BOUNCES", "much.too.long.to.go@bank.example"),
        ("MAIL_REPLIES", "nowhere"),
        ("MAIL_LISTEN", "http://127.0.0.1:25"),
        ("MAIL_LISTEN", "lmtp://"),
        ("MAIL_LISTEN", "lmtp://127.0.0.1:many"),
    ],
)
def test_a_faulty_setting_is_named(
    settings: Settings, postbox: Postbox, name: str, value: str
) -> None:
    setattr(settings, name, value)
    with pytest.raises(DeliveryError, match=f"FAIRDUE_{name}"):
        mail_settings()


def test_an_address_that_is_taken_is_told_and_tried_again(
    settings: Settings, postbox: Postbox, var: Path
) -> None:
    settings.MAIL_LISTEN = f"lmtp://127.0.0.1:{postbox.port}"
    with pytest.raises(DeliveryError, match="FAIRDUE_MAIL_LISTEN") as told:
        list(opened().collect())
    assert told.value.again


@given(KEYS)
def test_a_key_comes_back_from_every_place_it_is_written_to(key: str) -> None:
    sender = envelope_sender(BASE, key)
    assert len(sender.partition("@")[0]) <= 64
    assert key_of(BASE, f" <{sender.upper()}> ") == key
    assert key_in_message_id(message_id(key, "bank.example")) == key
    assert without_tag(with_tag(key)) == key


@given(KEYS, st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=8, max_size=8))
def test_a_tag_that_was_guessed_proves_nothing(key: str, tag: str) -> None:
    if with_tag(key) != key + tag:
        assert key_of(BASE, f"bounces+{key}{tag}@bank.example") == ""


@given(st.text(max_size=80))
def test_no_other_address_has_a_key(text: str) -> None:
    assert key_of(BASE, text) == "" and key_of("", text) == "" and without_tag(text) == ""

"""A message arrives whole, or whoever sent it is told why not."""

from __future__ import annotations

import contextlib
import email
import logging
import socket
import stat
import threading
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from fairdue.delivery import Attachment, DeliveryError, Message, can_send, send
from fairdue.delivery.mail.server import server_of
from fairdue.delivery.message import refuse_unsafe
from fairdue.delivery.outbox import waiting
from fairdue.delivery.tests.conftest import Postbox

TO = "zhang.san@mail.example"
HELLO = Message("email", TO, "您的验证码", "验证码 123456", "<p>验证码 <b>123456</b></p>")
CODE = Message("sms", "+86 138 0013 8000", "", "验证码 123456")


def test_an_email_arrives_with_its_text_page_and_files(postbox: Postbox) -> None:
    files = (Attachment("协议.pdf", b"%PDF-1.7", "application/pdf"),)
    receipt = send(Message("email", TO, "还款协议", "见附件", "<p>见附件</p>", files))
    [envelope] = postbox.got
    got = email.message_from_bytes(bytes(envelope.content or b""), policy=default)
    assert envelope.rcpt_tos == [TO]
    assert got["Subject"] == "还款协议"
    assert got["Message-ID"] == receipt.reference
    assert receipt.how == "smtp"
    text, html = got.get_body(("plain",)), got.get_body(("html",))
    assert text is not None and text.get_content().strip() == "见附件"
    assert html is not None and "<p>见附件</p>" in html.get_content()
    [attached] = got.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("协议.pdf", b"%PDF-1.7")


def test_a_server_that_is_down_is_told_and_may_be_tried_again(settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.SMTP_URL = f"smtp://127.0.0.1:{free.getsockname()[1]}"
    settings.MAIL_FROM = "help@bank.example"
    with pytest.raises(DeliveryError, match="did not answer") as told:
        send(HELLO)
    assert told.value.again
    assert "FAIRDUE_SMTP_URL" in told.value.text.zh


@pytest.mark.parametrize(("answer", "again"), [("550 no such user", False), ("451 busy", True)])
def test_a_refused_recipient_is_told_without_naming_them(
    postbox: Postbox, answer: str, again: bool, caplog: pytest.LogCaptureFixture
) -> None:
    postbox.refuses[TO] = answer
    with caplog.at_level(logging.DEBUG), pytest.raises(DeliveryError, match=answer[:3]) as told:
        send(HELLO)
    assert told.value.again is again
    assert not postbox.got
    assert told.value.__suppress_context__
    ours = [each.getMessage() for each in caplog.records if not each.name.startswith("mail.log")]
    assert TO not in str(told.value) + "".join(ours)


def test_a_server_that_never_answers_is_given_up(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        held: list[socket.socket] = []
        waits = threading.Thread(target=lambda: held.append(silent.accept()[0]), daemon=True)
        waits.start()
        settings.SMTP_URL = f"smtp://127.0.0.1:{silent.getsockname()[1]}?timeout=0.3"
        settings.MAIL_FROM = "help@bank.example"
        with pytest.raises(DeliveryError, match="did not answer") as told:
            send(HELLO)
        assert told.value.again
        waits.join(5)
        for each in held:
            each.close()


@pytest.mark.parametrize(
    "message",
    [
        Message("email", "a@b.example\nBcc: all@b.example", "s", "t"),
        Message("email", "a@b.example, c@d.example", "s", "t"),
        Message("email", "not an address", "s", "t"),
        Message("email", TO, "s\r\nBcc: all@b.example", "t"),
        Message("email", TO, "s", "t", attachments=(Attachment("a\nb", b""),)),
        Message("email", TO, "s" * 201, "t"),
        Message("email", TO, "s", "t", headers={"List-Unsubscribe": "<x>\r\nBcc: a@b.example"}),
        Message("email", TO, "s", "t", headers={"Bcc: a@b.example\r\nX": "y"}),
        Message("sms", "138\n00138000", "", "t"),
        Message("sms", TO, "", "t"),
    ],
)
def test_nothing_that_smuggles_a_header_or_recipient_is_sent(
    postbox: Postbox, message: Message
) -> None:
    with pytest.raises(DeliveryError):
        send(message)
    assert not postbox.got


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_passes_has_one_line_of_subject_and_recipient(to: str, subject: str) -> None:
    with contextlib.suppress(DeliveryError):
        refuse_unsafe(Message("email", to, subject, ""))
        assert len(f"{to}x{subject}".splitlines()) == 1
        assert to.count("@") == 1


def test_without_a_server_the_missing_setting_is_named(settings: Settings) -> None:
    settings.SMTP_URL, settings.OUTBOX = "", False
    assert not can_send("email")
    assert not can_send("sms")
    with pytest.raises(DeliveryError, match="FAIRDUE_SMTP_URL"):
        send(HELLO)
    with pytest.raises(DeliveryError, match="no gateway"):
        send(CODE)


def test_the_demonstrations_folder_takes_both_and_only_its_owner_reads_it(
    settings: Settings, var: Path
) -> None:
    settings.SMTP_URL, settings.OUTBOX = "", True
    assert can_send("email")
    assert can_send("sms")
    assert [send(HELLO).reference, send(CODE).reference] == ["000001.eml", "000002.eml"]
    first, second = waiting()
    assert (first.to, first.subject, first.text.strip()) == (TO, HELLO.subject, HELLO.text)
    assert (second.kind, second.to, second.text.strip()) == ("sms", CODE.to, CODE.text)
    assert stat.S_IMODE((var / "outbox").stat().st_mode) == 0o700
    for path in (var / "outbox").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_messages_written_at_once_all_stay(settings: Settings, var: Path) -> None:
    settings.SMTP_URL, settings.OUTBOX = "", True
    threads = [threading.Thread(target=send, args=(CODE,)) for _ in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(list(waiting())) == 16


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:port",
        "smtp://mail.example?tls",
        "smtps://mail.example?starttls",
        "smtp://mail.example?timeout=soon",
        "smtp://mail.example?timeout=0",
    ],
)
def test_a_malformed_address_of_a_server_is_explained(url: str) -> None:
    with pytest.raises(DeliveryError, match="smtp://user:password@host"):
        server_of(url)


def test_a_password_never_crosses_the_network_in_clear() -> None:
    with pytest.raises(DeliveryError, match="unencrypted"):
        server_of("smtp://me:secret@mail.example")
    assert server_of("smtp://me:s%40cret@mail.example?starttls").password == "s@cret"
    assert server_of("smtps://me:secret@mail.example").port == 465
    assert server_of("smtp://me:secret@127.0.0.1").port == 25
    assert "secret" not in repr(server_of("smtps://me:secret@mail.example"))


def test_a_message_never_shows_whom_it_is_to() -> None:
    assert TO not in repr(HELLO)
    assert "123456" not in repr(HELLO)

"""What servers say became of a letter is understood, whatever make of server says it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.delivery.mail.bounces import ACTIONS, Fate, read_bounce
from fairdue.delivery.tests import letters
from fairdue.delivery.tests.letters import letter, report

TO = "bounces+abc@bank.example"


@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_of_a_report_is_told(action: str) -> None:
    fate = read_bounce(report(TO, action=action.title(), status="4.4.1", envelope_id="a+2Bb"))
    assert fate == Fate(action, "4.4.1", "<one@bank.example>", "a+b")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (letter(letters.GMAIL, to=TO), Fate("failed", "5.1.1", "<one@bank.example>")),
        (letter(letters.EXCHANGE, to=TO), Fate("failed", "5.2.1")),
        (letter(letters.QQ, to=TO, charset="gb18030"), Fate("failed", "5.1.1")),
        (letter(letters.QMAIL, to=TO), Fate("failed", "5.1.1", "<one@bank.example>")),
        (letter(letters.SENDMAIL_DELAY, to=TO), Fate("delayed", "4.4.1")),
    ],
    ids=["gmail", "exchange", "qq", "qmail", "sendmail-delay"],
)
def test_reports_and_bounces_of_many_makes_are_understood(content: bytes, expected: Fate) -> None:
    assert read_bounce(content) == expected


def test_the_last_servers_code_is_believed_where_ours_knew_only_that_it_failed() -> None:
    vague = report(TO, status="5.0.0", diagnostic="smtp; 550 5.2.2 mailbox full")
    assert read_bounce(vague) == Fate("failed", "5.2.2", "<one@bank.example>")
    other = report(TO, status="4.4.7", diagnostic="smtp; 550 5.1.1 no such user")
    told = read_bounce(other)
    assert told is not None and told.status == "4.4.7" and not told.is_permanent


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("smtp; 550 User unknown", "5.1.1"),
        ("smtp; 550 收件人邮箱不存在", "5.1.1"),
        ("smtp; 550 no such user here", "5.1.1"),
        ("smtp; 550 The account zhang does not exist", "5.1.1"),
        ("smtp; 550 message looks like spam", "5.0.0"),
        ("smtp; 552 mailbox full", "5.0.0"),
    ],
)
def test_words_make_a_vague_code_exact_only_where_they_say_nobody_is_there(
    said: str, status: str
) -> None:
    fate = read_bounce(report(TO, status="5.0.0", diagnostic=said))
    assert fate is not None and fate.status == status


def test_a_report_on_several_recipients_failed_only_if_none_was_reached() -> None:
    more = b"\r\nFinal-Recipient: rfc822; b@mail.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n"
    both = report(TO).replace(b"Status: 5.1.1\r\n", b"Status: 5.1.1\r\n" + more)
    assert read_bounce(both) == Fate("delivered", "2.0.0", "<one@bank.example>")


def test_a_report_that_somebody_forwards_is_none_to_us() -> None:
    forwarded = (
        b"From: zhang@mail.example\r\nSubject: Fwd: what is this?\r\n"
        b'Content-Type: multipart/mixed; boundary="f"\r\n\r\n--f\r\n\r\nplease explain\r\n'
        b"--f\r\nContent-Type: message/rfc822\r\n\r\n" + report(TO) + b"\r\n--f--\r\n"
    )
    assert read_bounce(forwarded) is None


@pytest.mark.parametrize("template", [letters.OUT_OF_OFFICE, letters.ANSWER])
def test_what_people_and_their_programs_write_is_no_bounce(template: str) -> None:
    assert read_bounce(letter(template, to=TO)) is None


def test_a_report_that_names_no_recipients_fate_says_nothing() -> None:
    empty = report(TO).replace(b"Action: failed", b"X-Action: failed")
    assert read_bounce(empty) is None


def test_nesting_without_end_is_not_followed() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="n%d"\r\n\r\n--n%d\r\n' % (each, each)
        for each in range(5000)
    )
    assert read_bounce(b"From: a@b.example\r\n" + deep) is None
    inside = b"Content-Type: message/rfc822\r\n\r\n" * 5000
    assert read_bounce(b"From: a@b.example\r\n" + inside + b"words") is None


@given(st.binary(max_size=400), st.integers(0, 900), st.integers(0, 200))
def test_nothing_that_is_broken_breaks_the_reader(noise: bytes, where: int, cut: int) -> None:
    whole = report(TO)
    fate = read_bounce(whole[:where] + noise + whole[where + cut :])
    assert fate is None or fate.action in ACTIONS
    read_bounce(noise)


@given(
    st.sampled_from(ACTIONS),
    st.tuples(st.sampled_from("245"), st.integers(0, 999), st.integers(0, 999)),
)
def test_only_what_failed_for_good_is_permanent(action: str, code: tuple[str, int, int]) -> None:
    status = ".".join(map(str, code))
    fate = read_bounce(report(TO, action=action, status=status))
    assert fate is not None
    assert fate.status == status
    assert fate.is_permanent == (action == "failed" and code[0] == "5")

"""Messages go where they should, and nowhere into our own network."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.integration.posting import Outcome, post
from fairdue.integration.rules.addresses import chosen, target_of
from fairdue.integration.rules.retrying import wait_after
from fairdue.integration.tests.receiver import receiving
from fairdue.kernel.refusal import Refused

SOON = timedelta(seconds=5)


def sent(url: str, *, within: timedelta = SOON, private: bool = True) -> Outcome:
    return post(url, b"{}", {"webhook-id": "evt_1"}, within=within, private=private)


def test_a_message_arrives_as_it_was_sent() -> None:
    with receiving(204) as receiver:
        assert sent(receiver.url) == Outcome(204, "")
        ((headers, body),) = receiver.got
        assert body == b"{}"
        assert headers["webhook-id"] == "evt_1"
        assert headers["host"] == receiver.url.split("/")[2]


@pytest.mark.parametrize("status", [400, 404, 410, 500, 503])
def test_any_status_but_success_is_a_failure(status: int) -> None:
    with receiving(status) as receiver:
        assert sent(receiver.url) == Outcome(status, "status")


def test_a_redirect_is_not_followed() -> None:
    with receiving("elsewhere") as receiver:
        assert sent(receiver.url) == Outcome(302, "status")
        assert len(receiver.got) == 1


@pytest.mark.parametrize("answer", ["slow", "drip"])
def test_a_slow_receiver_is_not_waited_for(answer: str) -> None:
    with receiving(answer) as receiver:
        assert sent(receiver.url, within=timedelta(seconds=0.5)) == Outcome(None, "timeout")


def test_a_receiver_that_hangs_up_is_unreachable() -> None:
    with receiving("hang up") as receiver:
        assert sent(receiver.url) == Outcome(None, "unreachable")
        gone = receiver.url
    assert sent(gone) == Outcome(None, "unreachable")


def test_an_unknown_host_is_told() -> None:
    assert sent("https://no-such-host.invalid/hooks").fault == "unknown_host"


def test_a_certificate_is_asked_for() -> None:
    with receiving() as receiver:
        assert sent(receiver.url.replace("http:", "https:")).fault == "tls"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254"])
def test_nothing_is_sent_into_our_own_network(host: str) -> None:
    assert sent(f"https://{host}/hooks", private=False) == Outcome(None, "private_address")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "http://example.org/",
        "ftp://example.org/",
        "https://user:password@example.org/",
        "https://",
        "https:///hooks",
        "https://example.org:99999/",
        "https://exa mple.org/",
        "https://例子.测试/",
        "https://example.org/\n",
        "https://example.org/" + "a" * 500,
        "https://[::1",
    ],
)
def test_refuses_what_is_no_address_to_send_to(url: str) -> None:
    with pytest.raises(Refused, match="full address"):
        target_of(url)


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "127.8.8.8",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:10.0.0.1",
        "2002:0a00:0001::",
        "ff02::1",
    ],
)
def test_a_private_address_is_never_chosen(address: str) -> None:
    assert chosen([address]) is None
    assert chosen(["8.8.8.8", address]) is None
    assert chosen([address], private=True) == address


def test_a_public_address_is_chosen() -> None:
    assert chosen(["8.8.8.8", "2001:4860:4860::8888"]) == "8.8.8.8"
    assert chosen([]) is None


@given(
    failures=st.integers(1, 10_000),
    first=st.integers(1, 3600),
    most=st.integers(1, 10**6),
    chance=st.floats(0, 1, exclude_max=True),
)
def test_waits_grow_up_to_the_most_and_half_is_chance(
    failures: int, first: int, most: int, chance: float
) -> None:
    def wait(times: int, by: float) -> timedelta:
        return wait_after(
            times, first=timedelta(seconds=first), most=timedelta(seconds=most), chance=by
        )

    assert timedelta(seconds=min(first, most)) / 2 <= wait(failures, chance)
    assert wait(failures, chance) <= timedelta(seconds=most)
    assert wait(failures, chance) <= wait(failures + 1, chance)
    assert wait(failures, 0.0) <= wait(failures, chance)

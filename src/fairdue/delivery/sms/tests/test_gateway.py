"""The address of a gateway is read as meant, or what is wrong with it is said."""

from __future__ import annotations

import pytest

from fairdue.delivery.message import DeliveryError
from fairdue.delivery.sms.gateway import Bind, Ids, Long, gateway_of

LOCAL = "smpp://bank:s%40cret@127.0.0.1"


def test_reads_what_an_address_says() -> None:
    found = gateway_of(
        f"{LOCAL}:2776?system_type=VMA&signature=%E6%9F%90%E9%93%B6%E8%A1%8C&source=10690001"
        "&bind=pair&long=sar&ids=hex-decimal&window=3&timeout=2.5"
    )
    assert (found.host, found.port, found.user, found.password) == (
        "127.0.0.1", 2776, "bank", "s@cret",
    )  # fmt: skip
    assert (found.signature, found.source, found.system_type) == ("某银行", "10690001", "VMA")
    assert (found.bind, found.long, found.ids) == (Bind.PAIR, Long.SAR, Ids.HEX_THEN_DECIMAL)
    assert (found.window, found.timeout_seconds, found.tls) == (3, 2.5, False)


def test_what_is_left_out_has_its_usual_value() -> None:
    assert gateway_of(LOCAL).port == 2775
    found = gateway_of("kannel+http://bank:secret@localhost")
    assert (found.speaks, found.port, found.path) == ("kannel", 13013, "/cgi-bin/sendsms")


@pytest.mark.parametrize(
    "url",
    [
        "gateway.example",
        "http://bank:secret@127.0.0.1",
        "smpp://127.0.0.1",
        "smpp://bank:secret@",
        "smpp://bank:secret@127.0.0.1:port",
        "smpp://bank:secret@127.0.0.1/path",
        f"{LOCAL}?sytem_type=VMA",
        f"{LOCAL}?ids=octal",
        f"{LOCAL}?window=0",
        f"{LOCAL}?window=many",
        f"{LOCAL}?timeout=0",
        f"{LOCAL}?signature=【某银行】",
        f"{LOCAL}?source=%0D%0A",
        f"{LOCAL}?inbound=sixteen-or-longer",
        "kannel+http://bank:secret@127.0.0.1?inbound=short",
        "kannel+http://bank:secret@127.0.0.1?bind=pair",
    ],
)
def test_a_malformed_address_is_explained(url: str) -> None:
    with pytest.raises(DeliveryError, match="smpp://user:password@host"):
        gateway_of(url)


@pytest.mark.parametrize("scheme", ["smpp", "kannel+http"])
def test_nothing_crosses_the_open_network_in_clear(scheme: str) -> None:
    with pytest.raises(DeliveryError, match="unencrypted") as told:
        gateway_of(f"{scheme}://bank:secret@sms.example")
    assert "secret" not in str(told.value)
    assert gateway_of(f"{scheme}s://bank:secret@sms.example").tls
    assert not gateway_of(f"{scheme}://bank:secret@10.1.2.3?open=1").tls


def test_the_password_is_never_shown() -> None:
    url = "kannel+https://bank:secret@sms.example?inbound=abcdefghijklmnop"
    assert "secret" not in repr(gateway_of(url))
    assert "abcdefghijklmnop" not in repr(gateway_of(url))


def test_a_password_that_smpp_would_cut_short_is_told() -> None:
    with pytest.raises(DeliveryError, match="passwords of 8") as told:
        gateway_of("smpp://bank:ninechars@127.0.0.1")
    assert "ninechars" not in str(told.value)

"""Gateways over the open network: only encrypted, only to whom an authority vouches for."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fairdue.delivery import DeliveryError, Message, new_key
from fairdue.delivery.sms.gateway import gateway_of
from fairdue.delivery.sms.kannel import Kannel
from fairdue.delivery.sms.smpp import Smpp
from fairdue.delivery.sms.tests.counterparts import RunningKannel, RunningSmsc

TEXT = Message("sms", "+86 138 0013 8000", "", "您好，这是加密线路上的短信。", key=new_key())


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate and its key for this machine's loopback address, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gateway")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = tmp_path / "gateway.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return file


@contextmanager
def encrypted(port: int, certificate: Path) -> Iterator[int]:
    """A port that speaks TLS and hands what it deciphers on to another."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def hand_on(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while octets := source.recv(65536):
                target.sendall(octets)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def take(plain: socket.socket) -> None:
        try:
            outside = context.wrap_socket(plain, server_side=True)
        except OSError:  # whoever called doesn't trust us
            plain.close()
            return
        with outside, socket.create_connection(("127.0.0.1", port)) as inside:
            back = threading.Thread(target=hand_on, args=(inside, outside), daemon=True)
            back.start()
            hand_on(outside, inside)
            back.join(10)

    def listen() -> None:
        with suppress(OSError):
            while True:
                plain, _address = listener.accept()
                threading.Thread(target=take, args=(plain,), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def test_a_text_goes_to_an_smpp_gateway_over_tls(
    smsc: RunningSmsc, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with encrypted(smsc.port, certificate) as port:
        gateway = gateway_of(f"smpps://bank:secret@127.0.0.1:{port}?timeout=5")
        with closing(Smpp(gateway)) as carrier:
            carrier.send(TEXT)
        [got] = smsc.got()
    assert bytes.fromhex(got["short_message"]).decode("utf-16-be") == TEXT.text


def test_no_password_goes_to_an_smpp_gateway_that_nobody_vouches_for(
    smsc: RunningSmsc, certificate: Path
) -> None:
    with encrypted(smsc.port, certificate) as port:
        gateway = gateway_of(f"smpps://bank:secret@127.0.0.1:{port}?timeout=5")
        with closing(Smpp(gateway)) as carrier, pytest.raises(DeliveryError, match="certificate"):
            carrier.send(TEXT)
    assert not smsc.got()
    assert not [each for each in smsc.heard if each["event"].startswith("bind")]


def test_a_text_goes_to_an_http_gateway_over_tls(
    kannel: RunningKannel, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with encrypted(gateway_of(kannel.url).port, certificate) as port:
        plain = gateway_of(kannel.url)
        url = kannel.url.replace("kannel+http://", "kannel+https://")
        gateway = gateway_of(url.replace(f":{plain.port}", f":{port}"))
        assert gateway.tls
        with closing(Kannel(gateway)) as carrier, pytest.raises(DeliveryError, match="certif"):
            carrier.send(TEXT)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with closing(Kannel(gateway)) as carrier:
            carrier.send(TEXT)
    [(_number, said)] = kannel.got()
    assert TEXT.text in said

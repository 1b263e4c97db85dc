"""A small SMPP gateway for tests, run as a process of its own: python -m …tests.smsc PORT.

Kannel's test gateway (see `drive_smpp` in conftest.py) binds one way only, gives no message ids
and no receipts; this one, on smpplib's PDU classes, does what it leaves out. It takes orders as
lines of JSON on its input and tells what it got as lines of JSON on its output.
"""

from __future__ import annotations

import json
import os
import select
import socket
import struct
import sys
from typing import Any

from smpplib import smpp
from smpplib.client import SimpleSequenceGenerator

USER, PASSWORD = b"bank", b"secret"


class Smsc:
    """Serves one bound peer at a time; a newer one takes its place for what is given out."""

    def __init__(self, port: int) -> None:
        self.server = socket.create_server(("127.0.0.1", port))
        self.peers: dict[socket.socket, bytes] = {}
        self.receiver: socket.socket | None = None
        self.sequences = SimpleSequenceGenerator()
        self.ids = 0
        self.orders: dict[str, Any] = {}
        self.next_sequence = self.sequences.next_sequence
        self.typed = b""

    @property
    def sequence(self) -> int:
        return self.sequences.sequence

    def serve(self) -> None:
        self.tell(event="ready", port=self.server.getsockname()[1])
        while True:
            readable, _, _ = select.select([self.server, 0, *self.peers], [], [])
            for each in readable:
                if each == 0:
                    self.typed += os.read(0, 65536) or sys.exit(0)
                    *lines, self.typed = self.typed.split(b"\n")
                    for line in lines:
                        self.obey(json.loads(line))
                elif each is self.server:
                    self.peers[self.server.accept()[0]] = b""
                elif each in self.peers:
                    self.hear(each)

    def obey(self, order: dict[str, Any]) -> None:
        do = order.pop("do")
        if do == "set":
            self.orders.update(order)
        elif do == "give":
            self.write(self.receiver, "deliver_sm", **fields(order))
        elif do == "raw" and self.receiver is not None:
            self.receiver.sendall(bytes.fromhex(order["hex"]))
        elif do == "ask":
            self.write(self.receiver, "enquire_link")
        elif do == "drop":
            for peer in list(self.peers):
                self.drop(peer)
        self.tell(event="done", order=do)

    def hear(self, peer: socket.socket) -> None:
        try:
            got = peer.recv(65536)
        except ConnectionError:
            got = b""
        if not got:
            self.drop(peer)
            return
        self.peers[peer] += got
        while peer in self.peers and len(waiting := self.peers[peer]) >= 4:
            length = struct.unpack(">L", waiting[:4])[0]
            if len(waiting) < length:
                return
            self.peers[peer] = waiting[length:]
            self.handle(peer, smpp.parse_pdu(waiting[:length], client=self))

    def handle(self, peer: socket.socket, pdu: Any) -> None:
        self.tell(event=pdu.command, **heard(pdu))
        if pdu.command.startswith("bind_") and not pdu.command.endswith("_resp"):
            status = 0 if (pdu.system_id, pdu.password) == (USER, PASSWORD) else 0x0E
            status = self.orders.get("bind_status", status)
            self.write(peer, f"{pdu.command}_resp", pdu.sequence, status=status, system_id="smsc")
            if status == 0 and pdu.command != "bind_transmitter":
                self.receiver = peer
        elif pdu.command == "submit_sm":
            self.submitted(peer, pdu)
        elif pdu.command == "enquire_link" and not self.orders.get("deaf"):
            self.write(peer, "enquire_link_resp", pdu.sequence)
        elif pdu.command == "unbind":
            self.write(peer, "unbind_resp", pdu.sequence)

    def submitted(self, peer: socket.socket, pdu: Any) -> None:
        self.ids += 1
        statuses = self.orders.get("statuses", [])
        status = statuses.pop(0) if statuses else 0
        given = self.orders.get("id_format", "{:d}").format(self.ids)
        if self.orders.get("early_receipt"):
            self.write(self.receiver, "deliver_sm", **receipt(pdu, given))
        if self.orders.get("drop_at") == self.ids:
            self.drop(peer)
        elif not self.orders.get("silent"):
            named = {"message_id": given} if status == 0 else {}
            self.write(peer, "submit_sm_resp", pdu.sequence, status=status, **named)
            if self.orders.get("receipts"):
                self.write(self.receiver, "deliver_sm", **receipt(pdu, given))

    def write(
        self, peer: socket.socket | None, command: str, sequence: int | None = None, **given: Any
    ) -> None:
        if peer is None or peer not in self.peers:
            self.tell(event="nobody")
            return
        pdu = smpp.make_pdu(command, client=self, **given)
        pdu.sequence = sequence or pdu.sequence
        pdu.status = given.get("status", 0)
        peer.sendall(pdu.generate())

    def drop(self, peer: socket.socket) -> None:
        # Closed with a reset, as by a gateway that was killed.
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.close()
        del self.peers[peer]
        self.receiver = None if self.receiver is peer else self.receiver
        self.tell(event="gone")

    def tell(self, **said: Any) -> None:
        print(json.dumps(said), flush=True)


def receipt(pdu: Any, message_id: str) -> dict[str, Any]:
    return {
        "source_addr": pdu.destination_addr.decode(),
        "destination_addr": (pdu.source_addr or b"").decode(),
        "esm_class": 4,
        "short_message": f"id:{message_id} stat:DELIVRD err:000 text:".encode(),
    }


def fields(order: dict[str, Any]) -> dict[str, Any]:
    """Octets are given as hexadecimal."""
    octets = ("short_message", "message_payload")
    return {
        name: bytes.fromhex(value) if name in octets else value for name, value in order.items()
    }


def heard(pdu: Any) -> dict[str, Any]:
    said = {}
    for name in getattr(pdu, "params", {}):
        value = getattr(pdu, name, None)
        if value is not None and name != "password":
            octets = name in ("short_message", "message_payload")
            text = value.hex() if octets else value.decode() if isinstance(value, bytes) else value
            said[name] = text
    return said


if __name__ == "__main__":
    Smsc(int(sys.argv[1])).serve()

"""Texts over SMPP 3.4: sent, reported and received on one connection, or one for each way.

What was handed over and not answered may have been taken. It is remembered by the message's key;
a receipt that names an id nobody was given finds it again by the reference number that gateways
give back (user_message_reference, 5.3.2.17), or by the number it went to.

Nothing runs beside the caller: whoever owns the carrier collects every few seconds, and so answers
the gateway's questions whether anybody is there.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

from fairdue.delivery.message import (
    DeliveryError,
    DeliveryUnknown,
    Inbound,
    Kind,
    Message,
    Receipt,
    Report,
    refuse_unsafe,
)
from fairdue.delivery.sms.arriving import Joining, Known, Part, decoded, part_of
from fairdue.delivery.sms.encoding import cut, signed
from fairdue.delivery.sms.gateway import Bind, Gateway
from fairdue.delivery.sms.handing import Handing, fields_of
from fairdue.delivery.sms.line import Line, LineLost
from fairdue.delivery.sms.receipts import is_receipt, read_receipt
from fairdue.delivery.sms.unanswered import Unanswered, reference_number
from fairdue.kernel.text import Text

NAME = "smpp"
KINDS: frozenset[Kind] = frozenset({"sms"})


@dataclass(frozen=True, slots=True)
class _Came:
    """Something that came in, to be acknowledged once it is stored."""

    told: Inbound | None
    """None for a receipt, which is read once it is collected: what it is of has its answer then."""
    line: Line | None
    """None for what was acknowledged already."""
    pdu: Any


class Smpp:
    """The gateway as a carrier. Nothing is connected before something is sent or collected."""

    name = NAME
    kinds = KINDS

    def __init__(self, gateway: Gateway, unanswered: Unanswered | None = None) -> None:
        self._gateway = gateway
        self._unanswered = unanswered if unanswered is not None else Unanswered()
        self._out: Line | None = None
        self._in: Line | None = None
        self._came: deque[_Came] = deque()
        self._joining, self._known, self._lines_opened = Joining(), Known(), 0
        self._joint = random.randrange(256)

    def send(self, message: Message) -> Receipt:
        """Hand a text over in as many parts as it takes."""
        refuse_unsafe(message)
        self._joint = (self._joint + 1) % 256
        done = cut(signed(message.text, self._gateway.signature))
        parts = fields_of(self._gateway, message.to, done, self._joint)
        key = message.key
        asked = {"registered_delivery": 1, "user_message_reference": reference_number(key)}
        handing = Handing(
            self._sending(key),
            parts,
            asked if key else {},
            self._gateway.ids,
            self._gateway.window,
            self._gateway.timeout_seconds,
            self._take,
        )
        self._unanswered.handing(key, len(parts), message.to)
        try:
            references = handing.run(lambda: self._unanswered.handed(key))
        except LineLost:
            self._forget_lines()
            if handing.is_out:
                raise _unknown() from None
            self._unanswered.answered(key)
            raise _lost() from None
        except DeliveryUnknown:
            raise
        except DeliveryError:
            self._unanswered.answered(key)
            raise
        self._unanswered.answered(key, references)
        return Receipt(NAME, references[0], tuple(references) if len(references) > 1 else ())

    def collect(self) -> Iterator[Report | Inbound]:
        """Receipts and texts that came in; each is acknowledged once the next is asked for."""
        lost = False
        try:
            for line in self._receiving():
                while (pdu := line.read(0.0)) is not None:
                    self._take(line, pdu)
                line.keep_alive(self._gateway.timeout_seconds)
        except LineLost:
            self._forget_lines()
            lost = True
        for sender, to, text in self._joining.late(monotonic()):
            self._came.append(_Came(self._inbound(sender, to, text), None, None))
        while self._came:
            first = self._came[0]
            yield first.told or self._report(first.pdu)
            came = self._came.popleft()
            if came.line is not None:
                with suppress(LineLost):  # the gateway gives it again, and it is known again
                    came.line.answer(came.pdu)
        if lost:
            raise _lost()

    def close(self) -> None:
        """Say goodbye on every connection."""
        for line in self._lines():
            line.leave()
        self._forget_lines()

    def _sending(self, key: str) -> Line:
        """A connection to send on. A code, without a key, opens none that would get receipts."""
        if self._out is None:
            if not key or self._gateway.bind is Bind.PAIR:
                self._out = Line(self._gateway, "transmitter")
            else:
                self._out = self._in = self._opened("transceiver")
        return self._out

    def _receiving(self) -> list[Line]:
        if self._in is None:
            if self._gateway.bind is Bind.PAIR:
                self._in = self._opened("receiver")
            else:
                self.close()
                self._out = self._in = self._opened("transceiver")
        return self._lines()

    def _opened(self, kind: str) -> Line:
        self._lines_opened += 1
        return Line(self._gateway, kind)

    def _lines(self) -> list[Line]:
        both = (self._out, self._in if self._in is not self._out else None)
        return [line for line in both if line is not None]

    def _forget_lines(self) -> None:
        """Begin anew; what was not acknowledged comes again on the next connection."""
        for line in self._lines():
            line.close()
        self._out = self._in = None
        self._came = deque(each for each in self._came if each.line is None)

    def _take(self, line: Line, pdu: Any) -> None:
        """Keep what came in until it is collected; anything else is of no interest."""
        if pdu.command != "deliver_sm":
            return
        sender, to = _text(pdu.source_addr), _text(pdu.destination_addr)
        part = _part_in(pdu)
        if is_receipt(int(pdu.esm_class or 0), pdu.receipted_message_id, pdu.message_state):
            self._came.append(_Came(None, line, pdu))
            return
        text = self._joining.take(sender, to, part, monotonic())
        if text is None:
            line.answer(pdu)  # or the gateway would not send the next part
        else:
            self._came.append(_Came(self._inbound(sender, to, text), line, pdu))

    def _report(self, pdu: Any) -> Report:
        told = read_receipt(
            decoded(_part_in(pdu).octets, int(pdu.data_coding or 0)),
            ids=self._gateway.ids,
            esm_class=int(pdu.esm_class or 0),
            receipted_message_id=pdu.receipted_message_id,
            message_state=pdu.message_state,
        )
        state, key, sender = told.state, "", _text(pdu.source_addr)
        handed = self._unanswered.found(told.reference, pdu.user_message_reference, sender)
        if handed is not None:
            state, key = handed.tell(told.reference, state), handed.key
        return Report(NAME, told.reference, key, state, told.code, None)

    def _inbound(self, sender: str, to: str, text: str) -> Inbound:
        known = self._known.reference(sender, to, text, self._lines_opened, monotonic())
        return Inbound("sms", sender, to, text, None, known, NAME)


def try_out(gateway: Gateway) -> None:
    """Bind and leave: raises DeliveryError that says why that isn't possible."""
    Line(gateway, "transmitter").leave()


def _part_in(pdu: Any) -> Part:
    octets = bytes(pdu.short_message or getattr(pdu, "message_payload", None) or b"")
    return part_of(octets, int(pdu.data_coding or 0), int(pdu.esm_class or 0), _sar_of(pdu))


def _sar_of(pdu: Any) -> tuple[int, int, int] | None:
    total = pdu.sar_total_segments
    if total is None:
        return None
    return int(pdu.sar_msg_ref_num or 0), int(total), int(pdu.sar_segment_seqnum or 0)


def _text(octets: bytes | None) -> str:
    return (octets or b"").decode("ascii", "replace")


def _lost() -> DeliveryError:
    return DeliveryError(
        Text(
            "The connection to the gateway for texts was lost; nothing was handed over.",
            "与短信网关的连接已断开，短信未提交。",
        ),
        again=True,
    )


def _unknown() -> DeliveryUnknown:
    return DeliveryUnknown(
        Text(
            "The connection to the gateway for texts was lost before it answered; the message "
            "may have been sent.",
            "短信网关尚未应答连接即已断开，短信可能已发出。",
        )
    )

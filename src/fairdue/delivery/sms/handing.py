"""Hands one text over, part by part, and gathers what the gateway answers.

The first part goes alone: what the gateway has against it (number, throttling) is known before any
part is out. The others follow, up to a window at once; once one is out, the gateway's being busy
is waited for, as a text is whole or worthless.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Any

from smpplib import consts

from fairdue.delivery.message import DeliveryError, DeliveryUnknown
from fairdue.delivery.sms.arriving import UDH
from fairdue.delivery.sms.encoding import Alphabet, Cut
from fairdue.delivery.sms.gateway import Gateway, Ids, Long
from fairdue.delivery.sms.line import Line, LineLost
from fairdue.delivery.sms.numbers import destination_of, source_of
from fairdue.delivery.sms.receipts import reference_of
from fairdue.kernel.text import Text

CODINGS = {Alphabet.GSM: 0, Alphabet.UCS2: 8}
BUSY = frozenset(
    {
        consts.SMPP_ESME_RTHROTTLED,
        consts.SMPP_ESME_RMSGQFUL,
        consts.SMPP_ESME_RSYSERR,
        consts.SMPP_ESME_RX_T_APPN,
    }
)
"""What passes by itself."""
NUMBER_REFUSED = frozenset({consts.SMPP_ESME_RINVDSTADR, consts.SMPP_ESME_RINVDSTTON})
PAUSE_SECONDS = 0.5
"""Before a part is handed over again that the gateway was too busy for."""


def fields_of(gateway: Gateway, to: str, done: Cut, joint: int) -> list[dict[str, Any]]:
    """The fields of each part's submit_sm, but for what is asked about its fate."""
    ton, npi, number = destination_of(to)
    source_ton, source_npi, source = source_of(gateway.source)
    common = {
        "destination_addr": number,
        "dest_addr_ton": ton,
        "dest_addr_npi": npi,
        "source_addr": source,
        "source_addr_ton": source_ton,
        "source_addr_npi": source_npi,
        "data_coding": CODINGS[done.alphabet],
    }
    total = len(done.parts)
    if total == 1:
        return [{**common, "short_message": done.parts[0]}]
    if gateway.long is Long.UDH:
        return [
            {
                **common,
                "esm_class": UDH,
                "short_message": bytes([5, 0, 3, joint, total, number]) + part,
            }
            for number, part in enumerate(done.parts, 1)
        ]
    return [
        {
            **common,
            "short_message": part,
            "sar_msg_ref_num": joint,
            "sar_total_segments": total,
            "sar_segment_seqnum": number,
        }
        for number, part in enumerate(done.parts, 1)
    ]


@dataclass(slots=True)
class Handing:
    """One text on its way to the gateway."""

    line: Line
    parts: list[dict[str, Any]] = field(repr=False)
    asked: Mapping[str, Any]
    """What is asked about its fate: registered_delivery, user_message_reference."""
    ids: Ids
    window: int
    patience_seconds: float
    other: Callable[[Line, Any], None]
    """Is given whatever else comes in meanwhile."""
    is_out: bool = False
    """Was anything handed over that may have been taken?"""
    _references: dict[int, str] = field(default_factory=dict)
    _awaited: dict[int, int] = field(default_factory=dict)
    """Part by the sequence number of its PDU."""
    _until: float = 0.0

    def run(self, all_out: Callable[[], None]) -> list[str]:
        """The references of all parts. Calls `all_out` once the last one is handed over.

        Raises LineLost, DeliveryError where nothing was taken, DeliveryUnknown where part was.
        """
        left = deque(range(len(self.parts)))
        self._until = monotonic() + self.patience_seconds
        while len(self._references) < len(self.parts):
            room = self.window if self._references else 1
            while left and len(self._awaited) < room:
                self._submit(left.popleft())
                if not left:
                    all_out()
            for part in self._answered():
                left.appendleft(part)
        return [self._references[number] for number in range(len(self.parts))]

    def _submit(self, part: int) -> None:
        sequence = self.line.submit(**self.parts[part], **self.asked)
        self._awaited[sequence] = part
        self.is_out = True

    def _answered(self) -> list[int]:
        """Wait for one answer; gives the parts that must be handed over again."""
        pdu = self.line.read(max(0.0, self._until - monotonic()))
        if pdu is None:
            self.line.close()
            raise LineLost
        if pdu.command not in ("submit_sm_resp", "generic_nack"):
            self.other(self.line, pdu)
            return []
        part = self._awaited.pop(pdu.sequence, None)
        if part is None:
            return []
        status = int(pdu.status)
        if status == consts.SMPP_ESME_ROK:
            self._references[part] = reference_of(pdu.message_id, self.ids)
            self._until = monotonic() + self.patience_seconds
            return []
        if not self._references:
            self.is_out = False
            raise refused(status)
        if status in BUSY and monotonic() + PAUSE_SECONDS < self._until:
            sleep(PAUSE_SECONDS)
            return [part]
        raise cut_off(status)


def refused(status: int) -> DeliveryError:
    """Why the gateway took nothing."""
    if status in BUSY:
        return DeliveryError(
            Text(
                f"The gateway for texts is busy (status {status:#x}).",
                f"短信网关繁忙（状态码 {status:#x}）。",
            ),
            again=True,
        )
    if status in NUMBER_REFUSED:
        return DeliveryError(
            Text(
                f"The gateway for texts refused the number (status {status:#x}).",
                f"短信网关拒绝了该号码（状态码 {status:#x}）。",
            )
        )
    return DeliveryError(
        Text(
            f"The gateway for texts refused the message (status {status:#x}); its operator's "
            "manual tells what the status means.",
            f"短信网关拒绝了该短信（状态码 {status:#x}），含义请查阅运营商手册。",
        )
    )


def cut_off(status: int) -> DeliveryUnknown:
    """Some parts were taken and the others were not."""
    return DeliveryUnknown(
        Text(
            f"The gateway for texts took a part of the message and then refused (status "
            f"{status:#x}).",
            f"短信网关只接收了部分短信，随后拒绝（状态码 {status:#x}）。",
        )
    )

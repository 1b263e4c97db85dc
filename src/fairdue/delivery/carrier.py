"""The port through which messages leave and word of them comes back.

A carrier is one way out: a mail server, a gateway for texts. It is opened by the process that
owns it, lives as long as that process, and mends its own connection: what fails raises, and the
next call tries anew. Opening one connects to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from fairdue.delivery import outbox
from fairdue.delivery.mail import smtp
from fairdue.delivery.message import Inbound, Kind, Message, Receipt, Report
from fairdue.delivery.sms import kannel, opened, smpp


class Carrier(Protocol):
    """One way out and back, owned by one process and called by one thread at a time."""

    @property
    def name(self) -> str:
        """What its messages are noted under, as `smtp`."""

    @property
    def kinds(self) -> frozenset[Kind]:
        """What it carries."""

    def send(self, message: Message) -> Receipt:
        """Hand a message over, and say what it is known by there.

        Raises DeliveryUnknown where it may have been taken, and any other DeliveryError where it
        surely was not; `again` where another try may do better.
        """

    def collect(self) -> Iterable[Report | Inbound]:
        """What came back and wasn't collected yet; waits for nothing.

        Asking for the next one says that the last is stored: only then is it acknowledged to the
        other side or removed. What was given and not stored is given again, by another process too.
        Raises DeliveryError where the other side doesn't answer.
        """

    def close(self) -> None:
        """Let go of connections. Calling it twice does no harm."""


@dataclass(frozen=True, slots=True)
class Way:
    """A carrier that this installation may have."""

    name: str
    kinds: frozenset[Kind]
    is_set: Callable[[], bool]
    """Do the settings name it?"""
    opened: Callable[[], Carrier]
    """Raises DeliveryError that says what is wrong with a setting."""


WAYS = (
    Way(smtp.NAME, smtp.KINDS, smtp.is_set, smtp.opened),
    Way(smpp.NAME, smpp.KINDS, opened.smpp_is_set, opened.open_smpp),
    Way(kannel.NAME, kannel.KINDS, opened.kannel_is_set, opened.open_kannel),
    Way(outbox.NAME, outbox.KINDS, outbox.is_set, outbox.opened),
)
"""The first that is set carries what several could; so the demonstration's folder comes last."""


def way_for(kind: Kind) -> Way | None:
    """What carries messages of a kind here; None for nothing."""
    return next((way for way in WAYS if kind in way.kinds and way.is_set()), None)


def carriers() -> dict[str, Carrier]:
    """Open every carrier that is set, by name. Raises DeliveryError for a faulty setting."""
    return {way.name: way.opened() for way in WAYS if way.is_set()}

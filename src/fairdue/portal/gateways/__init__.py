"""Where cardholders pay: the interface to a payment provider, and the one that is set up.

A provider of your own is a class with these three methods, named by its dotted path in
FAIRDUE_GATEWAY. It is made with the address and the secret of the settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text

BUILT_IN = {"test": "fairdue.portal.gateways.trial.TrialGateway"}

Event = Literal["pending", "succeeded", "declined", "refunded"]


class GatewayError(Exception):
    """The provider can't be reached or doesn't understand; nothing was paid."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where somebody pays, and what the provider calls the payment."""

    gateway_ref: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a provider tells of a payment, its signature checked."""

    notice_id: str
    """The same for every telling of the same thing."""
    gateway_ref: str
    reference: str
    """Ours: the payment intent's."""
    event: Event
    amount: Money
    reason: str
    """Why it was declined, the provider's code; else empty."""


class Gateway(Protocol):
    """A payment provider."""

    name: str
    """A slug; part of payment references, so never change it."""
    title: Text
    """As cardholders know it."""

    def __init__(self, url: str, secret: str) -> None: ...

    def begin(
        self,
        *,
        reference: str,
        amount: Money,
        language: str,
        return_url: str,
        notify_url: str,
        at: datetime,
    ) -> Checkout:
        """Ask for a payment. The same reference again is the same payment. Raises GatewayError."""

    def read(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Notice | None:
        """A notice that the provider itself sent not long ago; None for one that needs nothing.

        `headers` by name in lower case. Raises Refused for a false or old signature, and for what
        can't be read.
        """


def gateway() -> Gateway | None:
    """The provider that is set up, if any. Raises ImportError for a path that leads nowhere."""
    if not settings.GATEWAY:
        return None
    path = BUILT_IN.get(settings.GATEWAY, settings.GATEWAY)
    return cast("Gateway", import_string(path)(settings.GATEWAY_URL, settings.GATEWAY_SECRET))

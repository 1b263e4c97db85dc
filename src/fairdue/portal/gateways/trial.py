"""Speaks to the test gateway (`config.gateway`), as to any provider: signed both ways."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, get_args

import httpx

from fairdue.integration.rules import signatures
from fairdue.kernel.money import MINOR_DIGITS, Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.portal.gateways import Checkout, Event, GatewayError, Notice

ANSWER_SECONDS_MAX = 5.0
TOLERANCE = timedelta(minutes=5)


class TrialGateway:
    """The test gateway."""

    name = "test"
    title = Text("the test gateway", "测试支付网关")

    def __init__(self, url: str, secret: str) -> None:
        self.url = url
        self.secret = signatures.secret_bytes(secret)

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
        """Ask for a payment. Raises GatewayError where it isn't given."""
        body = json.dumps(
            {
                "reference": reference,
                "amount_minor": amount.minor,
                "currency": amount.currency,
                "language": language,
                "return_url": return_url,
                "notify_url": notify_url,
            }
        ).encode()
        signed = signatures.headers(self.secret, f"ask_{secrets.token_hex(10)}", at, body)
        try:
            with httpx.Client(trust_env=False, timeout=ANSWER_SECONDS_MAX) as client:
                answer = client.post(f"{self.url}/payments", content=body, headers=signed)
                answer.raise_for_status()
                given = answer.json()
            return Checkout(str(given["payment"]), str(given["checkout_url"]))
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise GatewayError(f"{type(error).__name__} from {self.url}") from error

    def read(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Notice | None:
        """A notice it signed in the last minutes. Raises Refused for anything else."""
        notice_id = signatures.verified([self.secret], headers, body, at=at, tolerance=TOLERANCE)
        try:
            told = json.loads(body)
            return _notice(notice_id, told)
        except (ValueError, KeyError, TypeError):
            raise Refused(
                Text(
                    "Send type, payment, reference, amount_minor and currency as JSON.",
                    "请以JSON发送type、payment、reference、amount_minor和currency。",
                )
            ) from None


def _notice(notice_id: str, told: Any) -> Notice | None:
    kind = str(told["type"]).removeprefix("payment.")
    if kind not in get_args(Event):
        return None
    minor, currency = told["amount_minor"], told["currency"]
    if not isinstance(minor, int) or isinstance(minor, bool) or currency not in MINOR_DIGITS:
        raise ValueError
    return Notice(
        notice_id=notice_id,
        gateway_ref=str(told["payment"]),
        reference=str(told["reference"]),
        event=kind,  # type: ignore[arg-type]
        amount=Money(minor, currency),
        reason=str(told.get("reason", "")),
    )

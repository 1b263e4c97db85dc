"""The test gateway's addresses, for any WSGI server.

POST /payments (signed)              asks for a payment; gives its identifier and checkout page
POST /payments/<id>/refunds (signed) gives the money back
GET  /checkout/<id>                  where somebody pays
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from fairdue.config.gateway import pages
from fairdue.config.gateway.store import ASKED, Payment, Store
from fairdue.config.middleware import now
from fairdue.integration.rules.signatures import verified
from fairdue.kernel.refusal import Refused

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

BODY_BYTES_MAX = 20_000
TOLERANCE = timedelta(minutes=5)
LATE_SECONDS = 20
Answer = tuple[HTTPStatus, dict[str, str], str]


class Gateway:
    """The application, over a store and the secret shared with whoever asks for payments."""

    def __init__(self, store: Store, secret: bytes, address: str) -> None:
        self.store = store
        self.secret = secret
        self.address = address

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        status, headers, text = self._answer(environ)
        body = text.encode()
        headers = {"Content-Length": str(len(body)), "Cache-Control": "no-store"} | headers
        start(f"{status.value} {status.phrase}", list(headers.items()))
        return [body]

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        parts = [part for part in environ["PATH_INFO"].split("/") if part]
        method = environ["REQUEST_METHOD"]
        length = min(int(environ.get("CONTENT_LENGTH") or 0), BODY_BYTES_MAX)
        body: bytes = environ["wsgi.input"].read(length)
        answer = _json(HTTPStatus.NOT_FOUND, {"error": "nothing here"})
        match (method, parts):
            case ("POST", ["payments"]):
                answer = self._signed(environ, body, self._ask)
            case ("POST", ["payments", payment_id, "refunds"]):
                answer = self._signed(environ, body, lambda _: self._refund(payment_id))
            case ("GET", ["checkout", payment_id]):
                answer = self._checkout(payment_id)
            case ("POST", ["checkout", payment_id]):
                answer = self._pay(payment_id, parse_qs(body.decode(errors="replace")))
            case ("POST", ["checkout", payment_id, "refund"]):
                self._refund(payment_id)
                answer = _see(f"/checkout/{payment_id}")
            case ("GET", ["health"]):
                answer = _json(HTTPStatus.OK, {"status": "ok"})
        return answer

    def _signed(
        self, environ: WSGIEnvironment, body: bytes, act: Callable[[bytes], Answer]
    ) -> Answer:
        given = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        try:
            verified([self.secret], given, body, at=now(), tolerance=TOLERANCE)
        except Refused as refused:
            return _json(HTTPStatus.UNAUTHORIZED, {"error": refused.text.en})
        return act(body)

    def _ask(self, body: bytes) -> Answer:
        try:
            asked = json.loads(body)
            if not isinstance(asked["amount_minor"], int) or asked["amount_minor"] <= 0:
                raise ValueError
            asked = {name: asked[name] for name in ASKED}
        except (ValueError, KeyError, TypeError):
            return _json(HTTPStatus.BAD_REQUEST, {"error": f"send {', '.join(ASKED)}"})
        payment = self.store.ask(asked)
        if payment is None:
            said = "this reference was used for another payment"
            return _json(HTTPStatus.CONFLICT, {"error": said})
        checkout = f"{self.address}/checkout/{payment.id}"
        return _json(HTTPStatus.CREATED, {"payment": payment.id, "checkout_url": checkout})

    def _checkout(self, payment_id: str) -> Answer:
        payment = self.store.payment(payment_id)
        if payment is None:
            return _json(HTTPStatus.NOT_FOUND, {"error": "no such payment"})
        return HTTPStatus.OK, {"Content-Type": "text/html; charset=utf-8"}, pages.checkout(payment)

    def _pay(self, payment_id: str, sent: dict[str, list[str]]) -> Answer:
        payment = self.store.payment(payment_id)
        answer = sent.get("answer", [""])[0]
        if payment is None or answer not in pages.ANSWERS:
            return _json(HTTPStatus.NOT_FOUND, {"error": "no such payment or answer"})
        if answer.startswith("declined"):
            reason = answer.removeprefix("declined_")
            if self.store.move(payment, "declined", ("created", "declined"), reason):
                self.store.tell(payment, "payment.declined", reason=reason)
            return _see(f"/checkout/{payment_id}")
        if self.store.move(payment, "succeeded", ("created", "declined")):
            self._tell_success(payment, LATE_SECONDS if answer == "approved_late" else 0)
        return _see(payment.return_url)

    def _tell_success(self, payment: Payment, after: float) -> None:
        """Two notices. Of three payments one is told twice, one in the wrong order."""
        quirk = payment.number % 3
        self.store.tell(payment, "payment.pending", after=after + (2 if quirk == 2 else 0))
        self.store.tell(payment, "payment.succeeded", after=after, times=2 if quirk == 1 else 1)

    def _refund(self, payment_id: str) -> Answer:
        payment = self.store.payment(payment_id)
        if payment is None or not self.store.move(payment, "refunded", ("succeeded",)):
            return _json(HTTPStatus.CONFLICT, {"error": "there is nothing to give back"})
        self.store.tell(payment, "payment.refunded")
        return _json(HTTPStatus.OK, {"payment": payment.id})


def _json(status: HTTPStatus, content: dict[str, str]) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(content)


def _see(address: str) -> Answer:
    return HTTPStatus.SEE_OTHER, {"Location": address}, ""

"""One effect for a call that comes twice: its answer is kept, and given again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from fairdue.integration.models import Answer
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.vault.sealing import vault

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('integration:' || %s, 0))"
SUCCESS = range(200, 300)
FAULT = 500


class OtherRequestError(Refused):
    """The key was used for another request."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What is answered: an HTTP status and a JSON text."""

    status: int
    body: str
    replayed: bool = False


def request_digest(method: str, path: str, body: bytes) -> bytes:
    """32 bytes that tell one request from another."""
    digest = hashlib.sha256()
    for part in (method.encode(), path.encode(), body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def once(
    *,
    asked_by: str,
    key: str,
    digest: bytes,
    at: datetime,
    kept: timedelta,
    answer: Callable[[], Answered],
) -> Answered:
    """The answer kept under this key, or what `answer` gives, kept together with its effect.

    Both are one transaction, under a lock: of two calls at once, one waits for the other and gets
    its answer. A refusal changed nothing and isn't kept, so that it can be mended under the same
    key. Raises OtherRequestError where the key belongs to another request.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [f"{asked_by} {key}"])
        known = Answer.objects.filter(asked_by=asked_by, key=key).first()
        if known is not None and known.forget_at > at:
            if bytes(known.request_digest) != digest:
                raise OtherRequestError(
                    Text(
                        "This idempotency key was used for another request. Use a new key for "
                        "every new request.",
                        "该幂等键已用于另一请求。每个新请求须使用新的幂等键。",
                    )
                )
            return Answered(known.status, vault().unseal(known.body_sealed), replayed=True)
        given = answer()
        if given.status >= FAULT:
            transaction.set_rollback(True)  # half of it may have happened
        if given.status in SUCCESS:
            Answer.objects.update_or_create(
                asked_by=asked_by,
                key=key,
                defaults={
                    "request_digest": digest,
                    "status": given.status,
                    "body_sealed": vault().seal(given.body),
                    "answered_at": at,
                    "forget_at": at + kept,
                },
            )
        return given


def forget(at: datetime) -> int:
    """Delete the answers whose time is over; how many."""
    return Answer.objects.filter(forget_at__lte=at).delete()[0]

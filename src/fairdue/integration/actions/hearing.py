"""Believes a message from another system, or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fairdue.integration.actions.suspecting import suspect
from fairdue.integration.models import Source
from fairdue.integration.queries.policy import webhook_policy
from fairdue.integration.rules import signatures
from fairdue.integration.rules.suspicions import STOPPED
from fairdue.kernel.text import Text
from fairdue.people.actors import Machine
from fairdue.vault.sealing import vault


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that was signed by who sends it."""

    source_id: int
    source: str
    message_id: str

    @property
    def machine(self) -> Machine:
        """Who acts."""
        return Machine(self.source)

    @property
    def asked_by(self) -> str:
        """Whose message identifiers are theirs."""
        return f"source:{self.source_id}"


def heard(*, source: str, headers: Mapping[str, str], body: bytes, at: datetime) -> Heard:
    """Whose message it is. `headers` by name in lower case.

    Raises Refused for one that is not signed by this source, or not about now; it is counted. An
    unknown source is answered like a wrong signature, after as much work.
    """
    row = Source.objects.filter(name=source).first()
    try:
        return _believed(row, headers, body, at)
    except signatures.NotBelievedError as why:
        suspect(source=row.name if row else "", cause=why.cause, at=at)
        raise


def _believed(row: Source | None, headers: Mapping[str, str], body: bytes, at: datetime) -> Heard:
    secrets = [bytes(signatures.SECRET_BYTES_MAX)] if row is None else _secrets(row, at)
    message_id = signatures.verified(
        secrets, headers, body, at=at, tolerance=webhook_policy(at).tolerance
    )
    if row is None or not row.is_active:  # whoever guesses the zeros is not a source either
        cause = signatures.SIGNATURE if row is None else STOPPED
        raise signatures.NotBelievedError(cause, Text("The signature doesn't fit.", "签名不符。"))
    return Heard(row.pk, row.name, message_id)


def _secrets(row: Source, at: datetime) -> list[bytes]:
    sealed = [row.secret_sealed]
    if row.former_secret_sealed is not None and row.former_until and row.former_until > at:
        sealed.append(row.former_secret_sealed)
    return [signatures.secret_bytes(vault().unseal(secret)) for secret in sealed]

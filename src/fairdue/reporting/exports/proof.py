"""The proof of one customer: all that was done, in a file that anybody can check offline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fairdue.contact.evidence import rows_of
from fairdue.journal.actions import record
from fairdue.journal.proving import bundle
from fairdue.journal.queries import newest_by_subject
from fairdue.journal.sealing import seal
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.portfolio.queries import customer as find_customer

EXPORTED = "proof_exported"
REASON_LENGTH_MAX = 300


@dataclass(frozen=True, slots=True)
class ProofExport:
    """A bundle on its way out: a file's name, and its lines as they are made."""

    name: str
    lines: Iterator[str]


def export_proof(*, customer_id: int, reason: str, actor: str, at: datetime) -> ProofExport:
    """Journal the export, seal what is not sealed yet, and give the customer's bundle.

    The bundle holds every journal entry about the customer with its proof (that of this export
    too), and every permit, contact and outcome as a row. Raises Refused without a reason or for
    an unknown customer.
    """
    because = reason.strip()
    if not because:
        raise Refused(
            Text(
                "Say why the proof is exported; the reason is kept.",
                "请填写导出原因，原因将被留存。",
            )
        )
    if len(because) > REASON_LENGTH_MAX:
        raise Refused(
            Text(
                f"Keep the reason within {REASON_LENGTH_MAX} characters.",
                f"原因不得超过{REASON_LENGTH_MAX}个字符。",
            )
        )
    customer = find_customer(customer_id)
    if customer is None:
        raise Refused(Text("There is no such customer.", "没有此客户。"))
    with transaction.atomic():
        record(
            actor=actor,
            action=EXPORTED,
            at=at,
            subject=f"customer:{customer_id}",
            customer_id=customer_id,
            details={"reason": because},
        )
    seal(at=at)
    lines = bundle(
        customer_id,
        {"customer_ref": customer.customer_ref, "name_masked": customer.name_masked},
        rows_of(customer_id, newest_by_subject(customer_id)),
        made_by=actor,
        at=at,
    )
    return ProofExport(f"fairdue-proof-{customer_id}-{at:%Y%m%d-%H%M%S}.jsonl", lines)

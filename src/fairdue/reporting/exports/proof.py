"""The proof of one customer: all that was done, in a file that anybody can check offline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.journal.proving import bundle, proofs_about
from fairdue.journal.queries import count_about
from fairdue.journal.sealing import seal
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.portfolio.queries import customer as find_customer
from fairdue.reporting.exports.evidence import rows_about

EXPORTED = "proof_exported"
REASON_LENGTH_MAX = 300
TRIES_MAX = 5
"""No row changes without an entry; one written meanwhile means to seal and look again."""


@dataclass(frozen=True, slots=True)
class ProofExport:
    """A bundle on its way out: a file's name, and its lines as they are made."""

    name: str
    lines: Iterator[str]


def export_proof(*, customer_id: int, reason: str, actor: str, at: datetime) -> ProofExport:
    """Journal the export, seal what is not sealed yet, and give the customer's bundle.

    The bundle holds every journal entry about the customer with its proof (that of this export
    too), and every permit, contact, outcome and recording as a row. Raises Refused without a
    reason, for an unknown customer, and where the customer's record won't stand still.
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
    about = {"customer_ref": customer.customer_ref, "name_masked": customer.name_masked}
    for _ in range(TRIES_MAX):
        seal(at=at)
        proofs = proofs_about(customer_id)
        rows = rows_about(customer_id)
        if len(proofs) == count_about(customer_id):
            name = f"fairdue-proof-{customer_id}-{at:%Y%m%d-%H%M%S}.jsonl"
            return ProofExport(name, bundle(customer_id, about, proofs, rows, made_by=actor, at=at))
    raise Refused(
        Text(
            "This customer's record keeps changing just now; try again in a minute.",
            "该客户的记录正在变动，请一分钟后再试。",
        )
    )

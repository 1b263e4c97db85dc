"""The documents of agreements, as files: what was kept at acceptance, before that a draft."""

from __future__ import annotations

import json
from typing import Literal

from fairdue.identity.queries.policy import lender
from fairdue.kernel.calendars import local_day
from fairdue.negotiation.models import Agreement, AgreementDocument, Assessment
from fairdue.negotiation.queries.agreements import AgreementFacts, agreement, dues_of, text_of
from fairdue.negotiation.queries.promises import zone
from fairdue.negotiation.rules.agreement_document import (
    Ability,
    Accepted,
    Agreed,
    Check,
    Owed,
    agreement_document,
)
from fairdue.portfolio import queries as portfolio
from fairdue.typesetting import Document, document_pdf, document_word
from fairdue.typesetting.document import from_json
from fairdue.vault.sealing import vault

LANGUAGES = ("en", "zh-hans")
Format = Literal["pdf", "docx"]
SETTERS = {"pdf": document_pdf, "docx": document_word}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def agreement_file(agreement_id: int, language: str, format: Format) -> bytes | None:
    """The agreement's document as a file; None where there is no such agreement.

    Once accepted it has the same bytes for ever. Who may have it is for the caller to ask. Raises
    KeyError for another format, FontMissingError where no PDF can be set.
    """
    document = document_of(agreement_id, language)
    return None if document is None else SETTERS[format](document)


def document_of(agreement_id: int, language: str) -> Document | None:
    """The document that was kept at acceptance; of what isn't accepted, a draft without a code."""
    spoken = "zh-hans" if language.lower().startswith("zh") else "en"
    kept = AgreementDocument.objects.filter(agreement_id=agreement_id).first()
    if kept is not None:
        return from_json(json.loads(vault().unseal(kept.documents_sealed))[spoken])
    found = agreement(agreement_id)
    if found is None:
        return None
    return agreement_document(document_facts(found, None), spoken, found.proposed_at)


def document_facts(found: AgreementFacts, check: Check | None) -> Agreed:
    """Everything the document says, as it stands now."""
    holder = portfolio.customer(found.customer_id)
    assert holder is not None, "an agreement is somebody's"
    return Agreed(
        number=f"{found.id:06d}",
        version=_revision(found),
        lender=lender(found.accepted_at or found.proposed_at),
        holder_masked=holder.name_masked,
        holder_ref=holder.customer_ref,
        accounts=_owed(found),
        terms=found.terms,
        dues=dues_of(found),
        cost=found.cost,
        items=text_of(found),
        proposed_on=local_day(found.proposed_at, zone()),
        ability=_ability(found),
        accepted=_accepted(found),
        check=check,
    )


def _revision(found: AgreementFacts) -> int:
    """1 for the first agreement, one more for each revision of it."""
    number, replaced = 1, found.replaces_id
    while replaced is not None:
        number += 1
        replaced = Agreement.objects.values_list("replaces_id", flat=True).get(pk=replaced)
    return number


def _owed(found: AgreementFacts) -> list[Owed]:
    def minor(part: object) -> int | None:
        return getattr(part, "minor", None)

    return [
        Owed(
            f"•••• {each.card_last4}" if each.card_last4 else each.account_ref,
            minor(each.balance.principal),
            minor(each.balance.interest),
            minor(each.balance.fees),
            each.balance.total.minor,
        )
        for each in portfolio.accounts_of(found.customer_id)
        if each.currency == found.terms.currency and each.balance is not None
    ]


def _ability(found: AgreementFacts) -> Ability | None:
    if found.ceiling is None:
        return None
    made_at = (
        Assessment.objects.filter(
            customer_id=found.customer_id,
            currency=found.terms.currency,
            made_at__lte=found.accepted_at or found.proposed_at,
        )
        .order_by("-made_at")
        .values_list("made_at", flat=True)
        .first()
    )
    made_on = local_day(made_at, zone()) if made_at else None
    return Ability(found.ceiling, made_on, found.monthly, found.override_by)


def _accepted(found: AgreementFacts) -> Accepted | None:
    if found.accepted_at is None:
        return None
    return Accepted(
        found.accepted_how,
        found.accepted_at.astimezone(zone()),
        found.accepted_by,
        found.approved_by,
    )

"""Keeps an agreement's document, word for word, when it is accepted."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.conf import settings

from fairdue.identity.actions.contact_codes import issue
from fairdue.identity.models import CodeKind
from fairdue.identity.queries.policy import code_policy
from fairdue.journal.actions import record
from fairdue.negotiation.models import AgreementDocument
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.negotiation.queries.documents import LANGUAGES, document_facts
from fairdue.negotiation.rules.agreement_document import Check, agreement_document
from fairdue.people.actors import Actor
from fairdue.typesetting.document import to_json
from fairdue.vault.sealing import vault


def keep_document(found: AgreementFacts, actor: Actor, at: datetime) -> AgreementDocument:
    """Keep what was accepted, word for word, under a code; inside the caller's transaction."""
    code = issue(
        customer_id=found.customer_id,
        kind=CodeKind.LETTER,
        subject=f"agreement:{found.id}",
        expires_at=at + timedelta(days=code_policy(at).days_valid_max[CodeKind.LETTER]),
        actor=actor,
        at=at,
    )
    facts = document_facts(found, Check(f"{settings.PUBLIC_URL}{code.url_path}", code.code))
    made = {language: agreement_document(facts, language, at) for language in LANGUAGES}
    digests = {language: each.digest for language, each in made.items()}
    entry = record(
        actor=actor.username,
        action="agreement_document_kept",
        at=at,
        subject=f"agreement:{found.id}",
        customer_id=found.customer_id,
        details={"digests": digests},
    )
    written = json.dumps({language: to_json(each) for language, each in made.items()})
    return AgreementDocument.objects.create(
        agreement_id=found.id,
        customer_id=found.customer_id,
        documents_sealed=vault().seal(written),
        digests=digests,
        made_at=at,
        journal_entry=entry,
    )

"""What was agreed, kept word for word."""

from __future__ import annotations

from django.db import models

from fairdue.journal.models import Journalled
from fairdue.negotiation.models.agreements import Agreement
from fairdue.portfolio.models import Customer


class AgreementDocument(Journalled):
    """The document of an agreement as it was when it was accepted, in both languages; for ever.

    Sealed, as it has the code by which it is checked. The digests stand in the journal too.
    """

    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    documents_sealed = models.BinaryField(help_text="JSON: the document by language")
    digests = models.JSONField(help_text="SHA-256 by language")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["customer"], name="negotiation_document_customer"),
        ]

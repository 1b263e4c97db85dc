"""How far what is known of a customer has come, in one row for the permit to compare."""

from __future__ import annotations

from django.db import models

from fairdue.portfolio.models import Customer


class FactsVersion(models.Model):
    """The newest journal entry about any record of this room that concerns the customer.

    Written by the records' own triggers (`compliance_keeps_order`), never by hand. It can be
    told from the records, but a permit has no time to look through six tables.
    """

    customer = models.OneToOneField(
        Customer, models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    journal_entry_id = models.BigIntegerField()

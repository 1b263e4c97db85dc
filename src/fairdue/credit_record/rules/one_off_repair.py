"""China's one-off credit repair: People's Bank notice of 2025-12-22. Automatic and free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from fairdue.kernel.calendars import add_months


@dataclass(frozen=True, slots=True)
class Terms:
    """The notice's dates and ceiling."""

    incurred_from: date
    incurred_to: date
    amount_max: Decimal
    """Per single overdue amount, in yuan."""
    repaid_by: date
    early_repaid_by: date
    """Paid by then, the record is hidden from `early_hidden_on`."""
    early_hidden_on: date


def one_off_repair_eligible(
    incurred_on: date, amount: Decimal, repaid_in_full_on: date | None, *, terms: Terms
) -> bool:
    """Is an overdue record hidden? Incurred in the window, small, and paid in full in time."""
    return (
        terms.incurred_from <= incurred_on <= terms.incurred_to
        and amount <= terms.amount_max
        and repaid_in_full_on is not None
        and repaid_in_full_on <= terms.repaid_by
    )


def hidden_no_later_than(repaid_in_full_on: date, *, terms: Terms) -> date:
    """The last day by which an eligible record disappears: early payers' from a fixed day, later
    payers' by the end of the month after payment.
    """
    if repaid_in_full_on <= terms.early_repaid_by:
        return terms.early_hidden_on
    return add_months(repaid_in_full_on.replace(day=1), 2) - timedelta(days=1)

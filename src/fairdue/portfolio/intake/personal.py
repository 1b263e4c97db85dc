"""Which of an issuer's columns hold personal data, and how their values are masked.

Rejected rows and previews are read by people who work on files, not with customers. A value is
shown only when it is not personal; of a personal one they see what a screen would show.
"""

from __future__ import annotations

from collections.abc import Callable

from fairdue.portfolio.intake.expressions import grammar
from fairdue.portfolio.intake.mapping.document import Column, MappingDocument
from fairdue.vault import masking

Mask = Callable[[str], str]
SHOWN_CHARACTERS_MAX = 200


def mask_card_number(number: str) -> str:
    """The last four digits."""
    return f"****{number.strip()[-4:]}"


def hide(_value: str) -> str:
    """Nothing of it."""
    return "***"


MASKS: dict[str, Mask] = {
    "name": masking.mask_name,
    "id_number": masking.mask_id_number,
    "phone_1": masking.mask_phone,
    "phone_2": masking.mask_phone,
    "phone_3": masking.mask_phone,
    "email": masking.mask_email,
    "address": masking.mask_address,
    "card_last4": mask_card_number,
}
"""By our column. `card_last4` is here because it is often cut from the whole card number."""

UNSEALED = ("customer_ref", "region")
"""Columns of persons that stand outside the sealed file as well, and may hold any text. A region
may be looked up in a code table by a piece of a phone number or address, but not be one."""


class Masks:
    """The masks of a mapping's columns."""

    def __init__(self, document: MappingDocument) -> None:
        self._by_column: dict[tuple[str, str], Mask] = {}
        for table in document.tables.values():
            for column in table.columns:
                if column.target not in MASKS:
                    continue
                for field in grammar.fields(column.node):
                    source = table.source_of(field.source or table.source)
                    self._by_column.setdefault((source, field.name), MASKS[column.target])

    def of_column(self, source: str, name: str) -> Mask | None:
        """The mask of an issuer's column; None when it may be shown."""
        return self._by_column.get((source, name))

    def in_the_clear(self, document: MappingDocument, table: str, column: Column) -> str | None:
        """The personal column that a column of ours would keep unsealed; None when there is none.

        Persons are encrypted as a file, so there only the columns UNSEALED may not be one. The
        last digits of a card are no personal data.
        """
        made = document.tables[table]
        if column.target in MASKS or (table == "persons" and column.target not in UNSEALED):
            return None
        looked_up = column.target == "region"
        if looked_up and column.codes is not None:
            return None
        leave_out = ("pseudonym", "code") if looked_up else ("pseudonym",)
        for field in grammar.fields(column.node, leave_out):
            source = made.source_of(field.source or made.source)
            if self.of_column(source, field.name) not in (None, mask_card_number):
                return field.name
        return None

    def of_expression(self, document: MappingDocument, table: str, node: grammar.Node) -> Mask:
        """`hide` when the expression reads any personal column, else the value as it is."""
        made = document.tables[table]
        for field in grammar.fields(node):
            if self.of_column(made.source_of(field.source or made.source), field.name):
                return hide
        return str


def masked(value: str | None, mask: Mask | None) -> str | None:
    """A value as it may be shown: masked, and not longer than SHOWN_CHARACTERS_MAX."""
    if value is None:
        return None
    text = mask(value) if mask else value
    return text if len(text) <= SHOWN_CHARACTERS_MAX else text[:SHOWN_CHARACTERS_MAX] + "…"

"""Every record and segment of the format as a table of fields, in order, with type and width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

Value = str | int | date | datetime | None
"""What a field holds. TEXT and DIGITS are str; NUMBER is int; DATE and TIME are date and datetime,
or None where they are zeros. "" stands for a field of blanks, whatever its type."""

DESCRIPTOR = 4
"""Bytes of a block or record descriptor word."""


class Form(StrEnum):
    """How records are laid out."""

    FIXED = "fixed"
    """Characters, without block descriptor words."""
    VARIABLE = "variable"
    """Characters, each record a block with its descriptor word."""
    PACKED = "packed"
    """Binary descriptor words, numbers and dates, each record a block."""


class Kind(StrEnum):
    """What may stand in a field."""

    TEXT = "text"
    """Letters and signs, blanks behind."""
    DIGITS = "digits"
    """An identifier of digits, all of them significant."""
    NUMBER = "number"
    """A whole number, zeros in front."""
    DATE = "date"
    """MMDDYYYY."""
    TIME = "time"
    """MMDDYYYYHHMMSS."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, type, and bytes as characters and packed (the same where not packed)."""

    name: str
    kind: Kind
    characters: int
    packed: int
    required: bool = False

    def width(self, *, packed: bool) -> int:
        """Its bytes."""
        return self.packed if packed else self.characters


@dataclass(frozen=True)
class Layout:
    """A record without its descriptor words, or a segment with its identifier."""

    name: str
    fields: tuple[Field, ...]

    @cached_property
    def named(self) -> Mapping[str, Field]:
        """Its fields by name."""
        return MappingProxyType({field.name: field for field in self.fields})

    def width(self, *, packed: bool) -> int:
        """Its bytes."""
        return sum(field.width(packed=packed) for field in self.fields)


def _text(name: str, width: int, packed: int = 0, *, required: bool = False) -> Field:
    return Field(name, Kind.TEXT, width, packed or width, required)


def _digits(name: str, width: int, packed: int = 0, *, required: bool = False) -> Field:
    return Field(name, Kind.DIGITS, width, packed or width, required)


def _number(name: str, width: int = 9, packed: int = 0, *, required: bool = False) -> Field:
    return Field(name, Kind.NUMBER, width, packed or width, required)


def _amount(name: str) -> Field:
    return _number(name, 9, 5)


def _date(name: str, packed: int = 8, *, required: bool = False) -> Field:
    return Field(name, Kind.DATE, 8, packed, required)


HEADER = Layout(
    "header",
    (
        _text("record_identifier", 6, required=True),
        _text("cycle_identifier", 2),
        _text("innovis_program_identifier", 10),
        _text("equifax_program_identifier", 10),
        _text("experian_program_identifier", 5),
        _text("trans_union_program_identifier", 10),
        _date("activity_date", required=True),
        _date("date_created", required=True),
        _date("program_date"),
        _date("program_revision_date"),
        _text("reporter_name", 40, required=True),
        _text("reporter_address", 96, required=True),
        _digits("reporter_telephone_number", 10),
        _text("software_vendor_name", 40),
        _text("software_version_number", 5),
        _text("prbc_program_identifier", 10),
        _text("reserved", 146, 86),
    ),
)

BASE = Layout(
    "base",
    (
        _digits("processing_indicator", 1),
        Field("time_stamp", Kind.TIME, 14, 8),
        _digits("correction_indicator", 1),
        _text("identification_number", 20, required=True),
        _text("cycle_identifier", 2),
        _text("consumer_account_number", 30, required=True),
        _text("portfolio_type", 1, required=True),
        _text("account_type", 2, required=True),
        _date("date_opened", 5, required=True),
        _amount("credit_limit"),
        _amount("highest_credit"),
        _text("terms_duration", 3, required=True),
        _text("terms_frequency", 1),
        _amount("scheduled_monthly_payment_amount"),
        _amount("actual_payment_amount"),
        _text("account_status", 2, required=True),
        _text("payment_rating", 1),
        _text("payment_history_profile", 24, required=True),
        _text("special_comment", 2),
        _text("compliance_condition_code", 2),
        _amount("current_balance"),
        _amount("amount_past_due"),
        _amount("original_charge_off_amount"),
        _date("date_account_information", 5, required=True),
        _date("date_first_delinquency", 5),
        _date("date_closed", 5),
        _date("date_last_payment", 5),
        _text("interest_type_indicator", 1),
        _text("reserved", 17),
        _text("surname", 25, required=True),
        _text("first_name", 20),
        _text("middle_name", 20),
        _text("generation_code", 1),
        _digits("social_security_number", 9, 5),
        _date("date_birth", 5),
        _digits("telephone_number", 10, 6),
        _text("ecoa_code", 1, required=True),
        _text("consumer_information_indicator", 2),
        _text("country_code", 2),
        _text("first_line_address", 32, required=True),
        _text("second_line_address", 32),
        _text("city", 20, required=True),
        _text("state", 2, required=True),
        _text("zip_code", 9, required=True),
        _text("address_indicator", 1),
        _text("residence_code", 1),
    ),
)

STATUSES = ("DA", "05", "11", "13", "61", "62", "63", "64", "65", "71", "78", "80", "82", "83",
            "84", "88", "89", "93", "94", "95", "96", "97")  # fmt: skip
"""Account statuses in the order in which a trailer counts them; DF is counted before."""

SEGMENTS_COUNTED: Mapping[str, str] = MappingProxyType(
    {
        "n1": "total_employment_segments",
        "k1": "total_original_creditor_segments",
        "k2": "total_purchased_to_segments",
        "k3": "total_mortgage_information_segments",
        "k4": "total_payment_information_segments",
        "l1": "total_change_segments",
    }
)
PERSONAL_COUNTED: Mapping[str, str] = MappingProxyType(
    {"social_security_number": "total_social_numbers", "date_birth": "total_dates_birth"}
)

TRAILER = Layout(
    "trailer",
    (
        _text("record_identifier", 7, required=True),
        _number("total_base_records", 9, 5, required=True),
        _text("reserved_1", 9, 5),
        _amount("total_status_code_df"),
        _amount("total_consumer_segments_j1"),
        _amount("total_consumer_segments_j2"),
        _amount("block_count"),
        *(_amount(f"total_status_code_{status.lower()}") for status in STATUSES),
        _amount("total_ecoa_code_z"),
        *(_amount(name) for name in SEGMENTS_COUNTED.values()),
        *(
            _amount(f"{name}_{of}_segments")
            for name in PERSONAL_COUNTED.values()
            for of in ("all", "base", "j1", "j2")
        ),
        _amount("total_telephone_numbers_all_segments"),
        _text("reserved_2", 19, 135),
    ),
)

_PERSON = (
    _text("reserved_1", 1),
    _text("surname", 25, required=True),
    _text("first_name", 20),
    _text("middle_name", 20),
    _text("generation_code", 1),
    _digits("social_security_number", 9),
    _date("date_birth"),
    _digits("telephone_number", 10),
    _text("ecoa_code", 1, required=True),
    _text("consumer_information_indicator", 2),
)
_IDENTIFIER = _text("segment_identifier", 2, required=True)

SEGMENTS: Mapping[str, Layout] = MappingProxyType(
    {
        each.name: each
        for each in (
            Layout("j1", (_IDENTIFIER, *_PERSON, _text("reserved_2", 1))),
            Layout(
                "j2",
                (
                    _IDENTIFIER,
                    *_PERSON,
                    _text("country_code", 2),
                    _text("first_line_address", 32, required=True),
                    _text("second_line_address", 32),
                    _text("city", 20, required=True),
                    _text("state", 2, required=True),
                    _text("zip_code", 9, required=True),
                    _text("address_indicator", 1),
                    _text("residence_code", 1),
                    _text("reserved_2", 2),
                ),
            ),
            Layout(
                "k1",
                (
                    _IDENTIFIER,
                    _text("original_creditor_name", 30, required=True),
                    _digits("creditor_classification", 2, required=True),
                ),
            ),
            Layout(
                "k2",
                (
                    _IDENTIFIER,
                    _digits("purchased_indicator", 1, required=True),
                    _text("purchased_name", 30),
                    _text("reserved", 1),
                ),
            ),
            Layout(
                "k3",
                (
                    _IDENTIFIER,
                    _digits("agency_identifier", 2),
                    _text("account_number", 18),
                    _text("mortgage_identification_number", 18),
                ),
            ),
            Layout(
                "k4",
                (
                    _IDENTIFIER,
                    _digits("specialized_payment_indicator", 2, required=True),
                    _date("deferred_payment_start_date"),
                    _date("balloon_payment_due_date"),
                    _number("balloon_payment_amount"),
                    _text("reserved", 1),
                ),
            ),
            Layout(
                "l1",
                (
                    _IDENTIFIER,
                    _digits("change_indicator", 1, required=True),
                    _text("new_consumer_account_number", 30),
                    _text("new_identification_number", 20),
                    _text("reserved", 1),
                ),
            ),
            Layout(
                "n1",
                (
                    _IDENTIFIER,
                    _text("employer_name", 30, required=True),
                    _text("first_line_employer_address", 32),
                    _text("second_line_employer_address", 32),
                    _text("employer_city", 20),
                    _text("employer_state", 2),
                    _text("zip_code", 9),
                    _text("occupation", 18),
                    _text("reserved", 1),
                ),
            ),
        )
    }
)
"""What may follow a base record, by name: associated consumers (J1 at the same address, J2 at
another), original creditor, purchase or sale, mortgage, payments, changed numbers, employment."""

RECORDS: Mapping[str, Layout] = MappingProxyType(
    {each.name: each for each in (HEADER, BASE, TRAILER)}
)
IDENTIFIED: Mapping[str, str] = MappingProxyType({"header": "HEADER", "trailer": "TRAILER"})
"""Records that say what they are; any other is a base record."""

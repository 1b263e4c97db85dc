"""What a trailer must say of the records before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from fairdue.credit_record.metro2.layout import (
    IDENTIFIED,
    PERSONAL_COUNTED,
    SEGMENTS_COUNTED,
    STATUSES,
    Form,
    Value,
)
from fairdue.credit_record.metro2.records import File, Record
from fairdue.credit_record.metro2.writing import made

_EMPTY = ("", None)


def trailer_for(records: Iterable[Record], *, form: Form) -> Record:
    """The trailer of a header and base records. Each record, itself too, is a block."""
    return made("trailer", _totals(tuple(records)), form=form)


def differences(file: File) -> tuple[str, ...]:
    """The names of totals that a file's trailer gives otherwise than its records do.

    The number of blocks isn't compared: the records don't show how they were blocked.
    """
    *before, trailer = file.records
    found = _totals(tuple(before))
    return tuple(
        name
        for name, value in found.items()
        if name not in ("record_identifier", "block_count") and trailer.values[name] != value
    )


def _totals(records: tuple[Record, ...]) -> dict[str, Value]:
    bases = [record for record in records if record.name == "base"]
    statuses = Counter(record.values["account_status"] for record in bases)
    segments = [each for record in bases for each in record.segments]
    named = Counter(each.name for each in segments)
    people = [("base", record.values) for record in bases]
    people += [(each.name, each.values) for each in segments if each.name in ("j1", "j2")]
    totals: dict[str, Value] = {
        "record_identifier": IDENTIFIED["trailer"],
        "total_base_records": len(bases),
        "total_status_code_df": statuses["DF"],
        "total_consumer_segments_j1": named["j1"],
        "total_consumer_segments_j2": named["j2"],
        "block_count": len(records) + 1,  # the trailer itself
    }
    totals |= {f"total_status_code_{each.lower()}": statuses[each] for each in STATUSES}
    totals["total_ecoa_code_z"] = sum(values["ecoa_code"] == "Z" for _of, values in people)
    totals |= {name: named[segment] for segment, name in SEGMENTS_COUNTED.items()}
    for field, name in PERSONAL_COUNTED.items():
        given = Counter(of for of, values in people if _is_given(values[field]))
        totals[f"{name}_all_segments"] = given.total()
        totals |= {f"{name}_{of}_segments": given[of] for of in ("base", "j1", "j2")}
    totals["total_telephone_numbers_all_segments"] = sum(
        _is_given(values["telephone_number"]) for _of, values in people
    )
    return totals


def _is_given(value: Value) -> bool:
    return value not in _EMPTY and bool(str(value).strip("0"))

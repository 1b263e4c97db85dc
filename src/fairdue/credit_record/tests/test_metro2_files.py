"""Files for credit bureaus come out as they went in, to the byte, or are refused with the place."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fairdue.credit_record.metro2 import (
    File,
    Form,
    Metro2Error,
    Record,
    Segment,
    Value,
    differences,
    made,
    read_file,
    read_records,
    read_segment,
    segment,
    trailer_for,
    write_file,
    write_segment,
)
from fairdue.credit_record.metro2.layout import BASE, RECORDS, SEGMENTS, Field, Kind
from fairdue.credit_record.rules.metro2 import PACKED_BASE_LENGTH, SEGMENT_LENGTHS

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data" / "metro2"
needs_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="the samples are not here")

HEADER: dict[str, Value] = {
    "record_identifier": "HEADER",
    "activity_date": date(2026, 2, 28),
    "date_created": date(2026, 3, 1),
    "reporter_name": "EXAMPLE BANK",
    "reporter_address": "1 MAIN STREET LANSING MI 48933",
    "reporter_telephone_number": "5175550100",
}
ACCOUNT: dict[str, Value] = {
    "processing_indicator": "1",
    "time_stamp": datetime.fromisoformat("2026-03-01T02:30:00"),
    "identification_number": "12345",
    "consumer_account_number": "A0001",
    "portfolio_type": "R",
    "account_type": "18",
    "date_opened": date(2019, 11, 22),
    "credit_limit": 5000,
    "highest_credit": 2438,
    "terms_duration": "REV",
    "account_status": "71",
    "payment_history_profile": "1000" + "B" * 20,
    "current_balance": 2233,
    "amount_past_due": 120,
    "date_account_information": date(2026, 2, 28),
    "date_first_delinquency": date(2026, 1, 19),
    "surname": "DOE",
    "first_name": "JANE",
    "social_security_number": "001020304",
    "date_birth": date(1980, 1, 2),
    "telephone_number": "0175550101",
    "ecoa_code": "1",
    "first_line_address": "2 MAIN STREET",
    "city": "LANSING",
    "state": "MI",
    "zip_code": "48933",
}
OWNER: dict[str, Value] = {"surname": "DOE", "first_name": "JOHN", "ecoa_code": "2"}


def a_file(form: Form, *bases: Record) -> File:
    records = [made("header", HEADER, form=form), *bases]
    return File((*records, trailer_for(records, form=form)), form == Form.PACKED)


def sample(name: str) -> bytes:
    return (SHARED / name).read_bytes()


def in_snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=\D)(?=\d)", "_", name).lower()


def agrees(values: dict[str, Any], told: dict[str, Any]) -> None:
    """Every value that the sample tells is the one that was read."""
    renamed = {"segmentIdentifier": "segment_identifier", "ecoaCode": "ecoa_code"}
    for name, expected in told.items():
        if name.endswith("DescriptorWord"):
            continue
        found = values[renamed.get(name, in_snake_case(name))]
        if isinstance(found, datetime):
            found = f"{found:%Y-%m-%dT%H:%M:%S}Z"
        elif isinstance(found, date):
            found = f"{found:%Y-%m-%d}T00:00:00Z"
        elif isinstance(expected, int):
            found = int(found)
        assert found == expected, name


@needs_samples
@pytest.mark.parametrize(
    "name",
    [
        "base_segment.dat",
        "header_record.dat",
        "trailer_record.dat",
        "packed_header_record.dat",
        "packed_trailer_record.dat",
        "unpacked_variable_file.dat",
    ],
)
def test_samples_of_records_come_out_as_they_went_in(name: str) -> None:
    assert write_file(read_records(sample(name))) == sample(name)


@needs_samples
@pytest.mark.parametrize("name", ["j1", "k1", "k3", "l1"])
def test_samples_of_segments_come_out_as_they_went_in(name: str) -> None:
    octets = sample(f"{name}_segment.dat")
    assert write_segment(read_segment(octets)) == octets
    assert len(octets) == SEGMENT_LENGTHS[name]


@needs_samples
def test_a_sample_says_what_its_makers_say_it_says() -> None:
    told = json.loads(sample("unpacked_variable_file.json"))
    found = read_file(sample("unpacked_variable_file.dat"))
    header, base, trailer = found.records
    agrees(dict(header.values), told["header"])
    agrees(dict(base.values), told["data"][0]["base"])
    read = {each.name: dict(each.values) for each in base.segments}
    for name, each in told["data"][0].items():
        if name != "base":
            agrees(read[name], each[0] if isinstance(each, list) else each)
    assert trailer.values["total_base_records"] == told["trailer"]["totalBaseRecords"]
    assert (header.block, header.length, base.length) == (496, 426, 1000)
    assert differences(found) == ()


@needs_samples
@pytest.mark.parametrize("name", ["095fc33da8989029f8de.bin", "0a80c2ffa71f7b3655f5.bin"])
def test_malformed_samples_are_refused_with_the_place(name: str) -> None:
    with pytest.raises(Metro2Error, match="byte"):
        read_file(sample(f"malformed/{name}"))


@pytest.mark.parametrize("form", list(Form))
def test_a_month_s_file_is_read_as_it_was_written(form: Form) -> None:
    bases = (
        made("base", ACCOUNT, form=form),
        made("base", ACCOUNT, [segment("j1", OWNER), segment("l1", {"change_indicator": "1"})],
             form=form),
    )  # fmt: skip
    file = a_file(form, *bases)
    octets = write_file(file)
    assert read_file(octets) == file
    assert differences(file) == ()
    width = PACKED_BASE_LENGTH if form == Form.PACKED else SEGMENT_LENGTHS["base"]
    more = 0 if form == Form.FIXED else 4
    assert len(octets) == 4 * (width + more) + SEGMENT_LENGTHS["j1"] + SEGMENT_LENGTHS["l1"]


def test_a_trailer_counts_what_stands_before_it() -> None:
    base = made("base", ACCOUNT, [segment("j1", OWNER), segment("j2", {
        **OWNER, "ecoa_code": "Z", "social_security_number": "001020305",
        "first_line_address": "3 MAIN STREET", "city": "LANSING", "state": "MI",
        "zip_code": "48933"})], form=Form.FIXED)  # fmt: skip
    trailer = a_file(Form.FIXED, base, made("base", ACCOUNT, form=Form.FIXED)).records[-1]
    told = {name: value for name, value in trailer.values.items() if value not in (0, "", None)}
    assert told == {
        "record_identifier": "TRAILER",
        "total_base_records": 2,
        "total_consumer_segments_j1": 1,
        "total_consumer_segments_j2": 1,
        "block_count": 4,
        "total_status_code_71": 2,
        "total_ecoa_code_z": 1,
        "total_social_numbers_all_segments": 3,
        "total_social_numbers_base_segments": 2,
        "total_social_numbers_j2_segments": 1,
        "total_dates_birth_all_segments": 2,
        "total_dates_birth_base_segments": 2,
        "total_telephone_numbers_all_segments": 2,
    }


def test_a_trailer_that_counts_otherwise_is_noticed() -> None:
    form = Form.VARIABLE
    file = a_file(form, made("base", ACCOUNT, form=form), made("base", ACCOUNT, form=form))
    header, base, _other, trailer = file.records
    assert differences(File((header, base, trailer), packed=False)) == (
        "total_base_records",
        "total_status_code_71",
        "total_social_numbers_all_segments",
        "total_social_numbers_base_segments",
        "total_dates_birth_all_segments",
        "total_dates_birth_base_segments",
        "total_telephone_numbers_all_segments",
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"surname": "DÖE"}, "surname must be printable characters of ASCII"),
        ({"surname": "D" * 26}, "surname has 26 characters; 25 fit"),
        ({"surname": ""}, "base needs surname"),
        ({"credit_limit": -1}, "credit_limit must be a whole number"),
        ({"credit_limit": 10**9}, "credit_limit has 10 characters; 9 fit"),
        (
            {"date_opened": datetime.fromisoformat("2026-01-01T00:00:00")},
            "date_opened must be a date",
        ),
        ({"telephone_number": "+1 517"}, "telephone_number must be digits"),
        ({"colour": "red"}, "base has no colour"),
    ],
)
def test_a_value_without_a_place_is_refused_by_name(changed: dict[str, Value], said: str) -> None:
    with pytest.raises(Metro2Error, match=re.escape(said)) as told:
        write_file(a_file(Form.FIXED, made("base", ACCOUNT | changed, form=Form.FIXED)))
    assert "JANE" not in str(told.value)


def test_a_file_that_is_cut_off_is_refused() -> None:
    octets = write_file(a_file(Form.FIXED, made("base", ACCOUNT, form=Form.FIXED)))
    with pytest.raises(Metro2Error, match="trailer"):
        read_file(octets[: 2 * 426])
    with pytest.raises(Metro2Error, match="record 3.*cut off"):
        read_file(octets[:-10])
    with pytest.raises(Metro2Error, match="empty"):
        read_file(b"")


def test_a_day_that_no_calendar_has_is_refused_without_being_quoted() -> None:
    octets = write_file(a_file(Form.FIXED, made("base", ACCOUNT, form=Form.FIXED)))
    wrong = octets.replace(b"11222019", b"02302019")
    with pytest.raises(Metro2Error, match="record 2.*date_opened must be a date") as told:
        read_file(wrong)
    assert "0230" not in str(told.value)


LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x7E)


def values_of(field: Field) -> st.SearchStrategy[Value]:
    width = field.characters
    least = 1 if field.required else 0
    if field.kind == Kind.TEXT:
        text = st.text(LETTERS, max_size=min(width, field.packed))
        return text.map(lambda each: each.rstrip(" ")).filter(lambda each: len(each) >= least)
    if field.kind == Kind.DIGITS:
        return st.text("0123456789", min_size=width, max_size=width)
    if field.kind == Kind.NUMBER:
        return st.integers(0, 10**width - 1)
    days = st.dates(date(1000, 1, 1)) if field.kind == Kind.DATE else _TIMES
    return days if field.required else st.none() | days


_TIMES = st.datetimes(datetime.fromisoformat("1000-01-01T00:00:00")).map(
    lambda each: each.replace(microsecond=0)
)


def segments_of() -> st.SearchStrategy[Segment]:
    return st.one_of(
        *(
            st.fixed_dictionaries(
                {each.name: values_of(each) for each in layout.fields}
            ).map(lambda values, name=name: segment(name, values | {  # type: ignore[misc]
                "segment_identifier": name.upper()}))
            for name, layout in SEGMENTS.items()
        )
    )  # fmt: skip


@given(
    st.sampled_from(Form),
    st.lists(
        st.tuples(
            st.fixed_dictionaries(
                {field.name: values_of(field) for field in BASE.fields}
                | {"processing_indicator": st.just("1")}
            ),
            st.lists(segments_of(), max_size=3),
        ),
        max_size=3,
    ),
)
def test_whatever_is_written_is_read_again(
    form: Form, accounts: list[tuple[dict[str, Value], list[Segment]]]
) -> None:
    file = a_file(form, *(made("base", values, more, form=form) for values, more in accounts))
    assert read_file(write_file(file)) == file


@given(st.data())
def test_damaged_files_are_read_to_the_byte_or_refused(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(Form))
    octets = bytearray(
        write_file(a_file(form, made("base", ACCOUNT, [segment("j1", OWNER)], form=form)))
    )
    for _ in range(data.draw(st.integers(1, 3))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(octets[: data.draw(st.integers(0, len(octets)))])
    try:
        found = read_file(damaged)
    except Metro2Error as refused:
        assert "JANE" not in str(refused)
    else:
        assert write_file(found) == damaged


@given(st.binary(max_size=2000))
@example(b"\r\n")
@example(b"0426HEADER")
def test_anything_at_all_is_read_to_the_byte_or_refused(octets: bytes) -> None:
    try:
        found = read_records(octets)
    except Metro2Error:
        return
    assert write_file(found) == octets


def test_every_layout_has_the_width_that_the_format_gives_it() -> None:
    for name, layout in SEGMENTS.items():
        assert layout.width(packed=False) == SEGMENT_LENGTHS[name]
    for layout in RECORDS.values():
        assert layout.width(packed=False) + 4 == SEGMENT_LENGTHS["base"]
        assert layout.width(packed=True) + 4 == PACKED_BASE_LENGTH

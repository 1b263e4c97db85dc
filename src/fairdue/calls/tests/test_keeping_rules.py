"""The longest duty keeps a recording; who may hear it; what can be one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.calls.rules.keeping import OWN, Spoken, terms
from fairdue.calls.rules.listening import Listener, may_listen
from fairdue.calls.rules.uploads import kind_of, refuse_unfit
from fairdue.compliance.rules.retention import last_retention_day, may_purge
from fairdue.kernel.refusal import Refused

CALLED = date(2026, 3, 10)
YEARS = {
    ("CN-REC-02", "years"): 2,
    ("us.regf.100.retention", "recording_years"): 3,
    ("us.regf.100.retention", "records_years"): 3,
    ("uk.retention.records", "years"): 6,
    (OWN, "years"): 1,
}


@pytest.mark.parametrize(
    ("spoken", "last"),
    [
        (Spoken("CN", CALLED, CALLED), date(2028, 3, 10)),
        (Spoken("CN", CALLED, CALLED, plan_made=True), None),
        (Spoken("CN", CALLED, CALLED, True, date(2029, 1, 5)), date(2029, 1, 5)),
        (Spoken("US", CALLED, CALLED), date(2029, 3, 10)),
        (Spoken("US", CALLED, date(2027, 1, 1)), date(2030, 1, 1)),
        (Spoken("UK", CALLED, CALLED), date(2032, 3, 10)),
    ],
)
def test_the_longest_duty_decides(spoken: Spoken, last: date | None) -> None:
    assert last_retention_day(terms(spoken, YEARS)) == last


@given(
    law=st.sampled_from(["CN", "US", "UK"]),
    active=st.integers(0, 4_000),
    own=st.integers(0, 12),
    days=st.integers(0, 6_000),
    holds=st.integers(0, 2),
)
def test_nothing_is_deleted_early_or_while_held_and_everything_goes_at_last(
    law: str, active: int, own: int, days: int, holds: int
) -> None:
    spoken = Spoken(law, CALLED, CALLED + timedelta(days=active))
    duties = terms(spoken, {**YEARS, (OWN, "years"): own})
    day = CALLED + timedelta(days=days)
    gone = all(clause.allowed for clause in may_purge(day, duties, holds))
    last = last_retention_day(duties)
    assert last is not None
    assert gone == (holds == 0 and day > last)


def test_a_law_without_its_years_deletes_nothing() -> None:
    with pytest.raises(KeyError):
        terms(Spoken("US", CALLED, CALLED), {(OWN, "years"): 1})


@given(
    role=st.sampled_from(["collector", "lead", "compliance", "strategist", "administrator"]),
    same_name=st.booleans(),
    team=st.sampled_from([None, 1, 2]),
    of_team=st.sampled_from([None, 1, 2]),
)
def test_nobody_hears_a_call_that_is_neither_theirs_nor_their_teams(
    role: str, same_name: bool, team: int | None, of_team: int | None
) -> None:
    hears = may_listen(Listener("ann", role, team), "ann" if same_name else "bob", of_team)
    of_their_team = role == "lead" and team is not None and team == of_team
    own = same_name and role in ("collector", "lead")
    assert hears == (role == "compliance" or of_their_team or own)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"RIFF\x00\x00\x00\x00WAVE", "WAV"),
        (b"fLaC", "FLAC"),
        (b"OggS", "OGG"),
        (b"ID3\x04", "MP3"),
        (b"\xff\xfb\x90\x00", "MP3"),
        (b"RIFF\x00\x00\x00\x00AVI ", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"", None),
    ],
)
def test_a_file_is_known_by_its_first_bytes(head: bytes, kind: str | None) -> None:
    assert kind_of(head) == kind


@given(head=st.binary(max_size=12), size=st.integers(0, 100))
def test_a_file_is_refused_or_of_a_known_kind_and_size(head: bytes, size: int) -> None:
    try:
        refuse_unfit(head, size, 50)
    except Refused:
        assert size > 50 or kind_of(head) is None
    else:
        assert size <= 50
        assert kind_of(head) is not None

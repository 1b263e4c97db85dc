"""Who is held back, what corrections change, and what becomes of a month's file."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from fairdue.compliance.actions import decide_dispute, open_dispute, take_step
from fairdue.compliance.actions.disputes import answer_dispute
from fairdue.credit_record.actions.correcting import (
    decide_correction,
    note_notice,
    propose_correction,
)
from fairdue.credit_record.actions.submitting import (
    make_submission,
    note_answer,
    note_sent,
    open_submission,
    outlook,
    rejections,
)
from fairdue.credit_record.columns.holding import held_because as held_in_columns
from fairdue.credit_record.metro2 import differences, read_file
from fairdue.credit_record.models import Bureau, Correction, Rejection, SubmissionState
from fairdue.credit_record.pboc.reading import check_file
from fairdue.credit_record.rules.reporting import (
    CHARACTERS,
    METRO2,
    PBOC,
    Facts,
    Held,
    Terms,
    held_because,
    overlaid,
)
from fairdue.credit_record.tests.records import (
    AT,
    FEBRUARY,
    JANUARY,
    TODAY,
    UNMET,
    a_member,
    loaded,
    two_months,
)
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role

FIRST = Terms("first", consented=True, while_disputed="annotate")
SINCE = date(2026, 2, 1)


@pytest.mark.parametrize(
    ("facts", "terms", "held"),
    [
        (Facts(PBOC, "2", UNMET, None, False), FIRST, Held.UNTOLD),
        (Facts(PBOC, "2", UNMET, date(2025, 12, 4), False), FIRST, Held.UNTOLD),
        (Facts(PBOC, "2", UNMET, UNMET, False), FIRST, None),
        (Facts(PBOC, "N", None, None, False), FIRST, None),
        (
            Facts(PBOC, "2", UNMET, UNMET, False),
            Terms("every", consented=True, while_disputed="annotate"),
            Held.UNTOLD,
        ),
        (
            Facts(PBOC, "2", UNMET, UNMET, False),
            Terms("first", consented=False, while_disputed="annotate"),
            Held.NO_CONSENT,
        ),
        (Facts(PBOC, "2", UNMET, UNMET, True), FIRST, None),
        (
            Facts(PBOC, "2", UNMET, UNMET, True),
            Terms("first", consented=True, while_disputed="hold_back"),
            Held.DISPUTED,
        ),
        (Facts(PBOC, "", UNMET, UNMET, False), FIRST, Held.DELETED),
        (Facts(METRO2, "1", None, None, False), Terms("", True, "annotate"), Held.UNDATED),
        (Facts(METRO2, "1", UNMET, None, False), Terms("", True, "annotate"), None),
    ],
)
def test_what_may_not_be_told_is_held_back(facts: Facts, terms: Terms, held: Held | None) -> None:
    assert held_because(facts, terms, SINCE) == held


DAY = st.none() | st.dates(date(2026, 1, 1), date(2026, 3, 1))


@given(st.data(), st.sampled_from([PBOC, METRO2]))
def test_columns_hold_back_whom_the_rule_holds_back(data: Any, format_name: str) -> None:
    terms = Terms(
        data.draw(st.sampled_from(["first", "every", ""])),
        data.draw(st.booleans()),
        data.draw(st.sampled_from(["annotate", "hold_back"])),
    )
    characters = st.sampled_from(["", *sorted(CHARACTERS[format_name])])
    each = st.builds(Facts, st.just(format_name), characters, DAY, DAY, st.booleans())
    rows = data.draw(st.lists(each, min_size=1, max_size=8))
    names = ("character", "first_missed_on", "told_on", "disputed")
    frame = pl.DataFrame(
        {name: [getattr(row, name) for row in rows] for name in names},
        schema={"character": pl.String, "first_missed_on": pl.Date, "told_on": pl.Date,
                "disputed": pl.Boolean},
    )  # fmt: skip
    found = frame.select(held_in_columns(format_name, terms, SINCE).alias("held"))["held"]
    assert found.to_list() == [held_because(row, terms, SINCE) for row in rows]


@given(
    st.text("N123#", min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.sampled_from(["", "N", "1"]))),
)
def test_a_correction_changes_its_month_and_no_other(
    history: str, corrected: list[tuple[int, str]]
) -> None:
    found = overlaid(history, corrected, "#")
    latest = dict(corrected)
    assert len(found) == len(history)
    for back, (before, after) in enumerate(zip(history, found, strict=True)):
        assert after == (latest[back] or "#" if back in latest else before)


@pytest.fixture
def portfolio(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    two_months()


def content_of(submission: Any, staff: Any) -> bytes:
    return b"".join(open_submission(submission_id=submission.pk, staff=staff, at=AT))


@pytest.mark.usefixtures("portfolio")
def test_nobody_is_reported_untold_and_a_notice_lets_the_next_file_have_them() -> None:
    officer, late = a_member(), loaded("cn-late")
    loaded("cn-current")
    found = outlook(Bureau.PBOC, FEBRUARY, TODAY)
    assert (found.records, found.held) == (1, {"untold": 1})
    note_notice(
        customer_id=late.customer_id,
        told_on=date(2026, 1, 5),
        evidence="branch file 12",
        staff=officer,
        at=AT,
    )
    made = make_submission(bureau=Bureau.PBOC, month=FEBRUARY, staff=officer, at=AT)
    content = content_of(made, officer)
    checked = check_file(content)
    assert checked.faults == ()
    told = {row["account"]: row for row in checked.details}
    assert told["cn-late"]["history"] == "32" and told["cn-late"]["objection"] == "0"
    assert (told["cn-late"]["balance"], told["cn-late"]["past_due"]) == ("9000.50", "900.05")
    assert (told["cn-late"]["first_missed_on"], told["cn-current"]["status"]) == ("20251205", "N")
    kept = (Path(django_settings.VAR) / made.path).read_bytes()
    assert b"cn-late" not in kept
    assert {entry.action for entry in Entry.objects.filter(subject=f"credit_file:{made.pk}")} == {
        "credit_file_made",
        "credit_file_opened",
    }


@pytest.mark.usefixtures("portfolio")
def test_a_metro2_file_of_a_month_reads_back_with_dispute_and_first_delinquency() -> None:
    officer, late = a_member(), loaded("us-late", "US", "USD")
    dispute = open_dispute(
        customer_id=late.customer_id,
        ground="credit_record",
        statement="not late",
        account_id=late.pk,
        staff=officer,
        at=AT,
    )
    found = outlook(Bureau.METRO2, FEBRUARY, TODAY)
    assert (found.records, found.held) == (2, {"unfit:first_line_address": 1})
    made = make_submission(bureau=Bureau.METRO2, month=FEBRUARY, staff=officer, at=AT)
    file = read_file(content_of(made, officer))
    assert differences(file) == ()
    by_account = {one.values["consumer_account_number"]: one.values for one in file.records[1:-1]}
    told = by_account["us-late"]
    assert (told["account_status"], told["payment_history_profile"]) == ("78", "1" + "B" * 23)
    assert (told["compliance_condition_code"], told["current_balance"]) == ("XB", 9000)
    assert told["date_first_delinquency"] == date(2026, 1, 4)  # 30 days after it was missed
    assert (told["first_line_address"], told["second_line_address"]) == ("12 MAIN STREET", "APT 4")
    assert (told["surname"], told["middle_name"], told["zip_code"]) == ("TESTER", "Q", "198011234")
    assert by_account["us-current"]["amount_past_due"] == 0
    for step in ("investigated_at",):
        take_step(dispute_id=dispute.pk, step=step, staff=officer, at=AT)
    decide_dispute(
        dispute_id=dispute.pk, decision="upheld", reason="paid in time", staff=officer, at=AT
    )
    answer_dispute(dispute_id=dispute.pk, staff=officer, at=AT)
    after = outlook(Bureau.METRO2, FEBRUARY, TODAY).rows
    codes = dict(after.select("consumer_account_number", "compliance_condition_code").iter_rows())
    assert codes["us-late"] == "XR"


@pytest.mark.usefixtures("portfolio")
def test_an_approved_correction_is_in_the_next_file_and_a_proposed_one_is_not() -> None:
    officer, lead, late = a_member(), a_member(Role.LEAD), loaded("us-late", "US", "USD")
    asked = {"account_id": late.pk, "reason": "paid in time", "staff": lead, "at": AT}
    first = propose_correction(month=JANUARY, character="0", **asked)
    with pytest.raises(Refused, match="waits already"):
        propose_correction(month=JANUARY, character="E", **asked)

    def histories() -> dict[str, str]:
        rows = outlook(Bureau.METRO2, FEBRUARY, TODAY).rows
        names = ("consumer_account_number", "payment_history_profile")
        return dict(rows.select(*names).iter_rows())

    assert histories()["us-late"][0] == "1"
    decide_correction(correction_id=first.pk, approves=True, staff=officer, at=AT)
    assert histories()["us-late"][0] == "0"
    gone = propose_correction(month=FEBRUARY, character="", **asked)
    decide_correction(correction_id=gone.pk, approves=True, staff=officer, at=AT)
    assert outlook(Bureau.METRO2, FEBRUARY, TODAY).held["deleted"] == 1


@pytest.mark.usefixtures("portfolio")
def test_corrections_are_refused_for_the_same_person_no_reason_and_unknown_codes() -> None:
    officer, late = a_member(), loaded("cn-late")
    asked: dict[str, Any] = {"account_id": late.pk, "staff": officer, "at": AT}
    for changed in (
        {"month": JANUARY, "character": "N", "reason": " "},
        {"month": JANUARY, "character": "E", "reason": "why"},
        {"month": date(2026, 3, 31), "character": "N", "reason": "why"},
        {"month": JANUARY, "character": "N", "reason": "why", "dispute_id": 1},
    ):
        with pytest.raises(Refused):
            propose_correction(**asked | changed)
    proposed = propose_correction(month=JANUARY, character="N", reason="why", **asked)
    with pytest.raises(Refused, match="Somebody else"):
        decide_correction(correction_id=proposed.pk, approves=True, staff=officer, at=AT)
    with pytest.raises(Refused):
        propose_correction(
            **asked | {"staff": a_member(Role.COLLECTOR)}, month=JANUARY, character="", reason="y"
        )


@pytest.mark.usefixtures("portfolio")
@pytest.mark.parametrize("who", ["proposer", "lead"])
def test_the_database_refuses_a_correction_by_one_person_or_no_officer(who: str) -> None:
    officer, lead, late = a_member(), a_member(Role.LEAD), loaded("cn-late")
    row = propose_correction(
        account_id=late.pk, month=JANUARY, character="N", reason="why", staff=officer, at=AT
    )
    with pytest.raises(DatabaseError, match="other than its proposer"), transaction.atomic():
        row.journal_entry = record(
            actor="x", action="credit_correction_approved", at=AT, customer_id=late.customer_id
        )
        row.state, row.decided_at = "approved", AT
        row.decided_by = officer.username if who == "proposer" else lead.username
        row.save()
    assert Correction.objects.get().state == "proposed"


@pytest.mark.usefixtures("portfolio")
def test_a_file_goes_forward_only_and_its_rejections_are_kept() -> None:
    officer, _late = a_member(), loaded("cn-late")
    made = make_submission(bureau=Bureau.PBOC, month=FEBRUARY, staff=officer, at=AT)
    answer: dict[str, Any] = {
        "submission_id": made.pk,
        "answered_on": TODAY,
        "staff": officer,
        "at": AT,
    }
    with pytest.raises(Refused, match="wasn't sent yet"):
        note_answer(rejected=b"", **answer)
    note_sent(submission_id=made.pk, sent_on=TODAY, staff=officer, at=AT)
    with pytest.raises(Refused, match="Line 3"):
        note_answer(rejected=b"account_ref,code,reason\na,1,x\na,2,y\n", **answer)
    told = note_answer(
        rejected="account_ref,code,reason\ncn-current,E7,证件号有误\n".encode(), **answer
    )
    assert told.state == SubmissionState.REJECTED
    assert Rejection.objects.get().code == "E7"
    with pytest.raises(DatabaseError, match="can't go from"), transaction.atomic():
        made.refresh_from_db()
        made.journal_entry = record(actor="x", action="credit_file_sent", at=AT)
        made.state = SubmissionState.SENT
        made.save()
    again = make_submission(bureau=Bureau.PBOC, month=FEBRUARY, staff=officer, at=AT)
    assert again.number == 2


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_answer_is_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(Refused):
        rejections(content)


@given(st.binary(max_size=300) | st.text("HDT|0123456789\nN#.abc", max_size=200).map(str.encode))
def test_any_content_is_checked_and_never_fails(content: bytes) -> None:
    checked = check_file(content)
    assert checked.faults or checked.header


@pytest.mark.usefixtures("portfolio")
def test_only_compliance_makes_and_opens_files() -> None:
    loaded("cn-late")
    lead, officer = a_member(Role.LEAD), a_member()
    with pytest.raises(Refused):
        make_submission(bureau=Bureau.PBOC, month=FEBRUARY, staff=lead, at=AT)
    made = make_submission(bureau=Bureau.PBOC, month=FEBRUARY, staff=officer, at=AT)
    with pytest.raises(Refused):
        open_submission(submission_id=made.pk, staff=lead, at=AT)
    with pytest.raises(Refused, match="isn't closed"):
        make_submission(bureau=Bureau.PBOC, month=date(2026, 3, 31), staff=officer, at=AT)

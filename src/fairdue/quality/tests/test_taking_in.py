"""Transcripts are sealed once, journalled by digest, and what they show waits for a person."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from fairdue.compliance.actions import open_dispute
from fairdue.contact.actions import dial, record_outcome
from fairdue.contact.models import Attempt
from fairdue.contact.tests.records import MORNING, a_case, a_member, a_team
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.actors import Machine
from fairdue.people.models import Role, Staff
from fairdue.quality import actions
from fairdue.quality.models import SpokenFinding, Transcript, TranscriptSource
from fairdue.quality.queries.checking import opened
from fairdue.wording import Line

GOOD = (
    Line("collector", "您好，我是示例银行的小徐，本次通话将录音。请问您是持卡人本人吗？", 0, 4),
    Line("customer", "我是。", 4, 5),
    Line("collector", "为保护您的信息，请告诉我证件号后四位。", 5, 8),
    Line("customer", "一二三四。", 8, 9),
    Line("collector", "感谢。您的信用卡目前有逾期欠款，我想了解您的情况。", 9, 14),
    Line("customer", "好的，我明白。", 14, 16),
)
SYSTEM = Machine("telephony")


@pytest.fixture
def collector(db: None) -> Staff:
    return a_member(Role.COLLECTOR, a_team())


@pytest.fixture
def attempt(collector: Staff) -> Attempt:
    return a_talk(collector)


def a_talk(collector: Staff, outcome: str = "refuses") -> Attempt:
    case, (phone,) = a_case()
    made = dial(case_id=case.pk, contact_point_id=phone.pk, staff=collector, at=MORNING)
    at = MORNING + timedelta(minutes=3)
    return record_outcome(attempt_id=made.pk, outcome=outcome, staff=collector, at=at)


LATER = MORNING + timedelta(hours=1)


def take(attempt: Attempt, *lines: Line, language: str = "zh") -> Transcript:
    row, _ = actions.take_lines(
        reference=f"attempt:{attempt.pk}",
        lines=lines or GOOD,
        language=language,
        source=TranscriptSource.API,
        staff=SYSTEM,
        at=LATER,
    )
    return row


def found(transcript: Transcript) -> list[tuple[str, str, int]]:
    rows = SpokenFinding.objects.filter(transcript=transcript).order_by("line", "start", "pk")
    return [(row.kind, row.want, row.line) for row in rows]


def test_lines_are_sealed_and_the_journal_has_their_digest_and_no_words(attempt: Attempt) -> None:
    row = take(attempt)
    assert row.lines_sealed is not None
    assert "逾期".encode() not in bytes(row.lines_sealed)
    assert opened(row.lines_sealed) == list(GOOD)
    entry = Entry.objects.get(action="transcript_taken_in")
    assert entry.details == {"digest": row.digest, "lines": 6, "source": "api", "language": "zh"}
    assert row.staff is not None
    assert row.staff.username == attempt.made_by


def test_the_same_talk_again_changes_nothing_and_another_is_refused(attempt: Attempt) -> None:
    first = take(attempt)
    assert take(attempt).pk == first.pk
    assert Entry.objects.filter(action="transcript_taken_in").count() == 1
    with pytest.raises(Refused, match="another transcript"):
        take(attempt, Line("collector", "您好", 0, 1))


def test_a_talk_as_the_script_has_it_shows_nothing(attempt: Attempt) -> None:
    transcript = take(attempt)
    assert [kind for kind, _, _ in found(transcript) if kind != "unnamed"] == []


def test_a_threat_a_disclosure_and_a_debt_named_too_early_are_found(attempt: Attempt) -> None:
    transcript = take(
        attempt,
        Line("collector", "你信用卡欠款逾期了，什么时候还？", 0, 3),
        Line("customer", "你是谁？", 3, 4),
        Line("collector", "不还就告诉你单位领导和你父母。", 4, 8),
        Line("collector", "再不还钱就打断你的腿。", 8, 10),
    )
    kinds = {kind: line for kind, _, line in found(transcript)}
    assert (kinds["early_debt"], kinds["privacy"]) == (0, 2)
    assert {"threat", "violence"} & {kind for kind, line in kinds.items() if line == 3}
    assert kinds["unannounced"] == kinds["unnamed"] == -1
    grave = SpokenFinding.objects.get(transcript=transcript, kind="privacy")
    assert (grave.severity, grave.rule, grave.speaker) == ("grave", "CN-3P-03", "collector")
    assert (grave.begins_ms, grave.ends_ms) == (4_000, 8_000)


@pytest.mark.parametrize(
    ("said", "want"),
    [
        ("不要再给我打电话了。", "stop_channel"),
        ("这笔钱不是我刷的，我要你们拿出凭证。", "dispute"),
        ("我上个月失业了，实在还不起。", "hardship"),
        ("我在住院化疗。", "vulnerability"),
    ],
)
def test_what_the_customer_said_and_nobody_recorded_is_found(
    attempt: Attempt, said: str, want: str
) -> None:
    transcript = take(attempt, *GOOD, Line("customer", said, 20, 22))
    assert ("unrecorded", want, 6) in found(transcript)


def test_what_was_recorded_as_the_outcome_or_on_record_is_not_found(collector: Staff) -> None:
    said = Line("customer", "这笔钱不是我刷的，我要你们拿出凭证。", 20, 22)
    by_outcome = a_talk(collector, "dispute")
    assert "dispute" not in {want for _, want, _ in found(take(by_outcome, *GOOD, said))}
    by_record = a_talk(collector)
    open_dispute(
        customer_id=by_record.customer_id,
        ground="not_mine",
        statement="x",
        manner="oral",
        staff=collector,
        at=LATER,
    )
    assert "dispute" not in {want for _, want, _ in found(take(by_record, *GOOD, said))}


def test_abuse_of_the_collector_is_found_and_only_suggested(attempt: Attempt) -> None:
    transcript = take(attempt, *GOOD, Line("customer", "你们这群畜生，垃圾。", 20, 22))
    row = SpokenFinding.objects.get(transcript=transcript, kind="abuse")
    assert (row.speaker, row.severity, row.state) == ("customer", "minor", "open")
    assert not Entry.objects.filter(action="mark_raised").exists()


def test_english_talks_are_read_too(attempt: Attempt) -> None:
    transcript = take(
        attempt,
        Line(
            "collector", "Pay now or we will tell your boss and your family about the debt.", 0, 4
        ),
        Line("customer", "Stop calling me.", 4, 6),
        Line("customer", "I lost my job and I can't pay.", 6, 8),
        language="en",
    )
    kinds = {(kind, want) for kind, want, _ in found(transcript)}
    assert {"privacy", "early_debt"} <= {kind for kind, _ in kinds}
    assert {("unrecorded", "stop_channel"), ("unrecorded", "hardship")} <= kinds


def test_a_file_is_taken_whole_or_not_at_all(collector: Staff) -> None:
    one, two = a_talk(collector), a_talk(collector)
    lines = [{"speaker": "collector", "text": "您好"}]
    both = [{"attempt": one.pk, "lines": lines}, {"attempt": two.pk, "lines": lines}]
    lead = a_member(Role.LEAD)
    wrong = json.dumps([*both, {"attempt": 10**15, "lines": lines}]).encode()
    taken = actions.take_file(name="talks.json", content=wrong, staff=lead, at=LATER)
    assert "There is no attempt" in taken.faults[0].text.en
    assert not Transcript.objects.exists()
    content = json.dumps(both).encode()
    for new in (2, 0):
        taken = actions.take_file(name="talks.json", content=content, staff=lead, at=LATER)
        assert (len(taken.transcripts), taken.new) == (2, new)


def test_collectors_take_in_nothing_and_other_files_are_refused(
    attempt: Attempt, collector: Staff
) -> None:
    with pytest.raises(Refused, match="team leads"):
        actions.take_file(name="a.vtt", content=b"", staff=collector, at=LATER)
    with pytest.raises(Refused, match=r"\.vtt"):
        actions.take_file(name="a.doc", content=b"", staff=a_member(Role.LEAD), at=LATER)


def test_reading_the_lines_is_a_reveal_for_those_who_may(
    attempt: Attempt, collector: Staff
) -> None:
    row = take(attempt)
    lead, other = a_member(Role.LEAD, collector.team), a_member(Role.LEAD, a_team())
    for staff in (collector, lead, a_member(Role.COMPLIANCE)):
        lines = actions.open_lines(transcript_id=row.pk, why="review", staff=staff, at=LATER)
        assert lines == list(GOOD)
    for staff in (other, a_member(Role.COLLECTOR, collector.team), a_member(Role.STRATEGIST)):
        with pytest.raises(Refused):
            actions.open_lines(transcript_id=row.pk, why="review", staff=staff, at=LATER)
    told = Entry.objects.filter(action="personal_data_revealed").values_list("details", flat=True)
    assert list(told) == [{"what": f"transcript:{row.pk}", "reason": "review"}] * 3


def test_lines_go_at_the_end_of_their_term_and_the_row_stays(attempt: Attempt) -> None:
    row = take(attempt, *GOOD, Line("customer", "不要再给我打电话了。", 20, 22))
    years = timedelta(days=366)
    assert actions.delete_old_lines(at=LATER + 2 * years) == 0
    assert actions.delete_old_lines(at=LATER + 9 * years) == 0, "a review is under way"
    decided = SpokenFinding.objects.filter(transcript=row)
    compliance = a_member(Role.COMPLIANCE)
    for finding in decided:
        actions.decide(finding_id=finding.pk, confirms=False, note="no", staff=compliance, at=LATER)
    assert actions.delete_old_lines(at=LATER + 9 * years) == 1
    row.refresh_from_db()
    assert (row.lines_sealed, row.deleted_at) == (None, LATER + 9 * years)
    assert Entry.objects.get(action="transcript_deleted").details["digest"] == row.digest
    assert actions.delete_old_lines(at=LATER + 9 * years) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE quality_transcript SET language = 'xx'",
        "DELETE FROM quality_transcript",
        "UPDATE quality_spokenfinding SET rule = 'x'",
        "DELETE FROM quality_spokenfinding",
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_changes_behind_the_journal(statement: str) -> None:
    take(
        a_talk(a_member(Role.COLLECTOR, a_team())),
        *GOOD,
        Line("customer", "不要再给我打电话了。", 20, 22),
    )
    with (
        pytest.raises(DatabaseError, match="journal entry|append-only|refused"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

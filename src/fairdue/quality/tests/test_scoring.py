"""Talks drawn, scored, appealed against; what follows for certificates; who may do which."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from fairdue.contact.models import Attempt
from fairdue.contact.tests.records import MORNING, a_member, a_team
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.quality.actions import scoring
from fairdue.quality.models import Draw, DrawnTalk, SheetVersion
from fairdue.quality.queries.scoring import drawn as queries
from fairdue.quality.queries.scoring.showing import (
    agreement_of,
    clauses_of,
    months_of,
    scored_twice,
    scores_of,
)
from fairdue.quality.rules.sheets import read
from fairdue.quality.tests.test_taking_in import GOOD, a_talk, take
from fairdue.training.actions.shipped import install_shipped
from fairdue.training.models import Exercise
from fairdue.wording import Line

DAY = date(2026, 3, 10)
NEXT = MORNING + timedelta(days=1)
THREAT = Line("collector", "再不还钱就打断你的腿。", 20, 22)


@pytest.fixture
def collector(db: None) -> Staff:
    install_shipped(at=MORNING)
    scoring.install_sheet(at=MORNING)
    return a_member(Role.COLLECTOR, a_team())


@pytest.fixture
def attempt(collector: Staff) -> Attempt:
    made = a_talk(collector)
    take(made)
    return made


@pytest.fixture
def officer(db: None) -> Staff:
    return a_member(Role.COMPLIANCE)


@pytest.fixture
def talk(attempt: Attempt, officer: Staff) -> DrawnTalk:
    made = scoring.draw_talks(from_on=DAY, until_on=DAY, staff=officer, at=NEXT)
    return DrawnTalk.objects.get(draw=made)


def answers(**changed: str) -> dict[str, str]:
    live = SheetVersion.objects.get(state="live")
    return {item.id: "met" for item in read(live.content).items} | changed


def test_a_draw_says_why_and_comes_out_the_same_when_done_again(
    talk: DrawnTalk, attempt: Attempt
) -> None:
    assert talk.attempt == attempt
    assert talk.reasons == ["share"]
    assert talk.calibrates
    assert queries.comes_out_the_same(talk.draw)
    entry = Entry.objects.get(action="talks_drawn")
    assert (entry.details["talks"], entry.details["drawn"]) == (1, 1)


def test_a_grave_finding_and_abuse_have_a_talk_drawn_whatever_the_lot(
    collector: Staff, officer: Staff
) -> None:
    grave, abuse = a_talk(collector), a_talk(collector, outcome="abuse")
    take(grave, *GOOD, THREAT)
    made = scoring.draw_talks(from_on=DAY, until_on=DAY, staff=officer, at=NEXT)
    reasons = {each.attempt_id: each.reasons for each in made.talks.all()}
    assert "grave_finding" in reasons[grave.pk]
    assert "abuse" in reasons[abuse.pk]


def test_weeks_are_drawn_once_by_themselves(attempt: Attempt) -> None:
    monday = MORNING + timedelta(days=6)
    made = scoring.draw_due(at=monday)
    assert made is not None
    assert (made.from_on, made.until_on, made.drawn) == (date(2026, 3, 9), date(2026, 3, 15), 1)
    assert scoring.draw_due(at=monday) is None
    later = scoring.draw_due(at=monday + timedelta(days=15))
    assert later is not None
    assert (later.from_on, later.until_on) == (date(2026, 3, 16), date(2026, 3, 29))
    assert later.drawn == 0


def test_days_that_are_not_over_or_drawn_from_already_are_refused(
    talk: DrawnTalk, officer: Staff
) -> None:
    with pytest.raises(Refused, match="days that are over"):
        scoring.draw_talks(from_on=DAY, until_on=DAY, staff=officer, at=MORNING)
    with pytest.raises(Refused, match="drawn from already"):
        scoring.draw_talks(from_on=DAY, until_on=DAY, staff=officer, at=NEXT)
    with pytest.raises(Refused, match="compliance"):
        scoring.draw_talks(from_on=DAY, until_on=DAY, staff=talk.staff, at=NEXT)


def test_a_plan_draws_more_than_policy_but_never_less(officer: Staff) -> None:
    given = {
        "percent": {"high": 100, "middle": 20, "low": 5},
        "least_per_collector": 2,
        "calibration_percent": 20,
        "staff": officer,
        "at": MORNING,
    }
    assert scoring.write_plan(note="new product", **given).number == 1  # type: ignore[arg-type]
    with pytest.raises(Refused, match="no less than policy"):
        scoring.write_plan(note="x", **given | {"least_per_collector": 0})  # type: ignore[arg-type]


def test_two_score_blind_and_their_agreement_is_reckoned(talk: DrawnTalk, officer: Staff) -> None:
    second, third = a_member(Role.COMPLIANCE), a_member(Role.COMPLIANCE)
    scoring.score(talk_id=talk.pk, answers=answers(), note="", staff=officer, at=NEXT)
    assert list(queries.scored(second)) == []
    assert list(queries.waiting(second)) == [talk]
    with pytest.raises(Refused, match="have scored"):
        scoring.score(talk_id=talk.pk, answers=answers(), note="", staff=officer, at=NEXT)
    other = answers(lender_named="not_met")
    scoring.score(talk_id=talk.pk, answers=other, note="", staff=second, at=NEXT)
    with pytest.raises(Refused, match="scored already"):
        scoring.score(talk_id=talk.pk, answers=answers(), note="", staff=third, at=NEXT)
    (twice,) = scored_twice(MORNING)
    assert [(one, two) for _, one, two in twice.differing] == [("met", "not_met")]
    assert agreement_of([twice]).percent == 90
    standing = queries.standing_score(talk)
    assert standing is not None
    assert standing.percent == 100
    with pytest.raises(Refused, match="One of the two"):
        scoring.discuss(talk_id=talk.pk, note="named later", staff=third, at=NEXT)
    scoring.discuss(talk_id=talk.pk, note="named later", staff=second, at=NEXT)
    with pytest.raises(Refused, match="noted already"):
        scoring.discuss(talk_id=talk.pk, note="again", staff=second, at=NEXT)


def test_nobody_scores_their_own_talk_and_no_lead_their_own_team(
    talk: DrawnTalk, collector: Staff
) -> None:
    for staff in (a_member(Role.LEAD, collector.team), collector):
        with pytest.raises(Refused):
            scoring.score(talk_id=talk.pk, answers=answers(), note="", staff=staff, at=NEXT)
        with pytest.raises(Refused) if staff != collector else transaction.atomic():
            scoring.open_lines_to_score(talk_id=talk.pk, staff=staff, at=NEXT)
    other = a_member(Role.LEAD, a_team())
    assert list(queries.waiting(other)) == [talk]
    assert scoring.open_lines_to_score(talk_id=talk.pk, staff=other, at=NEXT) == list(GOOD)
    assert scoring.score(talk_id=talk.pk, answers=answers(), note="", staff=other, at=NEXT).passed


def test_a_failed_critical_item_assigns_its_course_and_a_threat_takes_the_certificate_at_once(
    talk: DrawnTalk, officer: Staff
) -> None:
    failed = answers(identity_first="not_met", no_threat="not_met", lender_named="not_met")
    made = scoring.score(talk_id=talk.pk, answers=failed, note="", staff=officer, at=NEXT)
    assert (made.passed, sorted(made.failed)) == (False, ["identity_first", "no_threat"])
    due = dict(Exercise.objects.values_list("course__code", "due_on"))
    assert due == {"third_parties": DAY + timedelta(days=8), "wording": DAY}


def test_an_appeal_is_decided_by_another_and_lifts_what_the_score_had_asked_for(
    talk: DrawnTalk, officer: Staff, collector: Staff
) -> None:
    failed = answers(no_threat="not_met", identity_first="not_met")
    scoring.score(talk_id=talk.pk, answers=failed, note="", staff=officer, at=NEXT)
    with pytest.raises(Refused, match="not a talk of yours"):
        scoring.appeal(
            talk_id=talk.pk, reason="x", staff=a_member(Role.COLLECTOR, collector.team), at=NEXT
        )
    made = scoring.appeal(talk_id=talk.pk, reason="I did not say it", staff=collector, at=NEXT)
    assert made.due_on == DAY + timedelta(days=6)
    with pytest.raises(Refused, match="appealed already"):
        scoring.appeal(talk_id=talk.pk, reason="again", staff=collector, at=NEXT)
    second = a_member(Role.COMPLIANCE)
    assert list(queries.appealed(second)) == [talk]
    assert list(queries.appealed(officer)) == []
    changed = {"talk_id": talk.pk, "answers": answers(identity_first="not_met"), "note": "heard"}
    with pytest.raises(Refused, match="hasn't scored"):
        scoring.decide_appeal(**changed, staff=officer, at=NEXT)  # type: ignore[arg-type]
    assert scoring.decide_appeal(**changed, staff=second, at=NEXT).changed  # type: ignore[arg-type]
    owed = Exercise.objects.filter(done_at=None).values_list("course__code", flat=True)
    assert list(owed) == ["third_parties"]
    assert [each.purpose for each in scores_of(collector)] == ["appeal"]
    with pytest.raises(Refused, match="decided already"):
        scoring.decide_appeal(**changed, staff=second, at=NEXT)  # type: ignore[arg-type]


def test_an_appeal_comes_too_late_after_its_days(
    talk: DrawnTalk, officer: Staff, collector: Staff
) -> None:
    scoring.score(talk_id=talk.pk, answers=answers(), note="", staff=officer, at=NEXT)
    late = NEXT + timedelta(days=8)
    with pytest.raises(Refused, match="Appeals were taken until 2026-03-18"):
        scoring.appeal(talk_id=talk.pk, reason="late", staff=collector, at=late)
    on_time = late - timedelta(days=1)
    scoring.appeal(talk_id=talk.pk, reason="on time", staff=collector, at=on_time)
    stands = scoring.decide_appeal(
        talk_id=talk.pk, answers=None, note="heard", staff=a_member(Role.COMPLIANCE), at=late
    )
    assert stands.changed is False


def test_a_trend_has_months_and_clauses(talk: DrawnTalk, officer: Staff, collector: Staff) -> None:
    told = answers(lender_named="not_met", no_penal_claim="not_applicable")
    scoring.score(talk_id=talk.pk, answers=told, note="", staff=officer, at=NEXT)
    rows = scores_of(collector)
    (month,) = months_of(rows)
    assert (month.month, month.talks, month.percent, month.passed) == (date(2026, 3, 1), 1, 88, 1)
    worst = clauses_of(rows)[0]
    assert (worst.rule, worst.percent) == ("CN-COND-02", 100)
    assert [each.applied for each in clauses_of(rows) if each.rule == "CN-CRIM-07"] == [0]


def test_a_note_is_sealed_and_read_by_whom_it_is_for_and_their_lead(collector: Staff) -> None:
    lead, stranger = a_member(Role.LEAD, collector.team), a_member(Role.LEAD, a_team())
    told = {"staff_id": collector.pk, "words": "Well calmed.", "talk_id": None, "at": NEXT}
    note = scoring.write_note(staff=lead, **told)  # type: ignore[arg-type]
    assert b"calmed" not in bytes(note.words_sealed)
    assert scoring.open_note(note, staff=collector) == "Well calmed."
    assert scoring.open_note(note, staff=lead) == "Well calmed."
    for someone in (stranger, a_member(Role.COLLECTOR, collector.team)):
        with pytest.raises(Refused, match="isn't for you"):
            scoring.open_note(note, staff=someone)
    with pytest.raises(Refused, match="your team"):
        scoring.write_note(staff=stranger, **told)  # type: ignore[arg-type]
    assert "calmed" not in str(Entry.objects.get(action="coaching_note_written").details)


def test_a_sheet_is_in_use_once_two_others_approved_it(collector: Staff, officer: Staff) -> None:
    lead, second = a_member(Role.LEAD, collector.team), a_member(Role.LEAD, a_team())
    draft = scoring.start_sheet(staff=lead, at=MORNING)
    with pytest.raises(Refused, match="on its way"):
        scoring.start_sheet(staff=officer, at=MORNING)
    content = draft.content | {"title": {"en": "Our own", "zh": "自编"}}
    bad = {**content, "items": [content["items"][0] | {"rule": "NO-1"}]}
    given = {"seen": draft.digest, "note": "shorter", "staff": lead, "at": MORNING}
    with pytest.raises(Refused, match="no pack has NO-1"):
        scoring.edit_sheet(draft.pk, content=bad, **given)  # type: ignore[arg-type]
    scoring.edit_sheet(draft.pk, content=content, **given)  # type: ignore[arg-type]
    scoring.submit_sheet(draft.pk, staff=lead, at=MORNING)
    with pytest.raises(Refused, match="You wrote part"):
        scoring.approve_sheet(draft.pk, staff=lead, at=MORNING)
    scoring.approve_sheet(draft.pk, staff=second, at=MORNING)
    with pytest.raises(Refused, match="compliance officer's"):
        scoring.approve_sheet(draft.pk, staff=a_member(Role.LEAD, a_team()), at=MORNING)
    scoring.approve_sheet(draft.pk, staff=officer, at=MORNING)
    assert SheetVersion.objects.get(state="live").content["title"]["zh"] == "自编"
    assert SheetVersion.objects.filter(state="replaced").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE quality_score SET percent = 100",
        "UPDATE quality_draw SET drawn = 0",
        "UPDATE quality_drawntalk SET reasons = '[]'",
        "UPDATE quality_sheetversion SET state = 'refused'",
        "DELETE FROM quality_coachingnote",
    ],
)
def test_the_database_refuses_to_change_what_was_scored(talk: DrawnTalk, change: str) -> None:
    assert Draw.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

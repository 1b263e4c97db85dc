"""Tests are sat, certificates earned and lost; nobody holds a case without."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.training.actions import exercises
from fairdue.training.actions.clearing import settle
from fairdue.training.actions.shipped import install_shipped
from fairdue.training.actions.sitting import answer, begin
from fairdue.training.models import Answer, Certificate, Clearance, CourseVersion, Exercise, Sitting
from fairdue.training.queries import NotCertified, may_work, require_certificate
from fairdue.training.queries.learning import learner
from fairdue.training.queries.policy import training_policy
from fairdue.training.rules.content import read

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
CALM = "我理解您的心情，此事只与持卡人本人沟通，不会再打扰您。"
RUDE = "你再不还钱我就告诉你单位，让你全家都知道你是老赖！"


@pytest.fixture(autouse=True)
def courses() -> None:
    install_shipped(at=AT - timedelta(days=400))


def a_learner(role: Role = Role.COLLECTOR, name: str = "new") -> Staff:
    return Staff.objects.create(username=name, role=role)


def sit(
    course: str, staff: Staff, at: datetime = AT, *, typed: str = CALM, wrong: int = 0
) -> Sitting:
    """A whole test, the best said each time but in the first `wrong` questions."""
    sitting = begin(course, staff=staff, at=at)
    content = read(sitting.version.content)
    for place, question in enumerate(content.questions):
        other = (question.right + 1) % len(question.answers)
        choice = other if place < wrong else question.right
        answer(sitting.pk, place=place, choice=choice, staff=staff, at=at)
    name, place = content.talk.start, len(content.questions)
    while name:
        turn = content.talk.turns[name]
        points = [choice.points for choice in turn.choices]
        best = points.index(max(points)) if points else None
        marked = answer(sitting.pk, place=place, choice=best, typed=typed, staff=staff, at=at)
        name, place = marked.leads_to, place + 1
    sitting.refresh_from_db()
    return sitting


def pass_all(staff: Staff, at: datetime = AT) -> None:
    for course in training_policy(at.date()).courses_of(staff.role):
        assert sit(course, staff, at).passed


def test_the_last_course_of_the_role_opens_the_queue_for_a_year() -> None:
    staff = a_learner()
    *first, last = training_policy(AT.date()).courses_of("collector")
    for course in first:
        sit(course, staff)
    assert not may_work(staff.pk, AT)
    with pytest.raises(NotCertified):
        require_certificate(staff, AT)
    sit(last, staff)
    assert may_work(staff.pk, AT)
    assert may_work(staff.pk, datetime(2027, 3, 10, 15, 59, tzinfo=UTC))
    assert not may_work(staff.pk, datetime(2027, 3, 10, 16, 0, tzinfo=UTC))


def test_roles_that_work_no_cases_need_none() -> None:
    require_certificate(a_learner(Role.COMPLIANCE), AT)


def test_a_test_that_fails_earns_nothing_and_says_how_it_went() -> None:
    staff = a_learner()
    failed = sit("contact", staff, wrong=2)
    assert (failed.passed, failed.right, failed.asked) == (False, 3, 5)
    assert not Certificate.objects.exists()


def test_words_of_ones_own_are_judged_as_a_real_talk_is() -> None:
    staff = a_learner()
    rude = sit("wording", staff, typed=RUDE)
    assert not rude.passed
    assert rude.breaches > 0
    kept = Answer.objects.get(sitting=rude, choice=None)
    assert RUDE.encode() not in bytes(kept.typed_sealed or b"")
    assert sit("wording", staff).passed


def test_a_course_can_be_tried_three_times_a_day() -> None:
    staff = a_learner()
    for _try in range(3):
        sit("contact", staff, wrong=5)
    with pytest.raises(Refused, match="try"):
        begin("contact", staff=staff, at=AT)
    begin("contact", staff=staff, at=AT + timedelta(days=1))


def test_answers_come_one_by_one_and_from_oneself() -> None:
    staff, other = a_learner(), a_learner(name="other")
    sitting = begin("contact", staff=staff, at=AT)
    assert begin("contact", staff=staff, at=AT) == sitting
    with pytest.raises(Refused, match="no such test"):
        answer(sitting.pk, place=0, choice=0, staff=other, at=AT)
    with pytest.raises(Refused, match="already"):
        answer(sitting.pk, place=1, choice=0, staff=staff, at=AT)
    with pytest.raises(Refused, match="Choose"):
        answer(sitting.pk, place=0, choice=9, staff=staff, at=AT)
    answer(sitting.pk, place=0, choice=0, staff=staff, at=AT)
    with pytest.raises(Refused, match="already"):
        answer(sitting.pk, place=0, choice=1, staff=staff, at=AT)


def test_an_exercise_not_done_in_time_closes_the_queue_until_it_is() -> None:
    staff, officer = a_learner(), a_learner(Role.COMPLIANCE, "he")
    pass_all(staff)
    made = exercises.assign(
        staff_id=staff.pk, course="wording", reason="coaching", staff=officer, at=AT
    )
    assert made.due_on == date(2026, 3, 24)
    late = AT + timedelta(days=15)
    assert may_work(staff.pk, AT)
    assert not may_work(staff.pk, late)
    sit("wording", staff, late)
    assert may_work(staff.pk, late)
    made.refresh_from_db()
    assert made.done_at == late


def test_a_lead_assigns_in_the_own_team_only_and_with_a_reason() -> None:
    staff, lead = a_learner(), a_learner(Role.LEAD, "lead")
    with pytest.raises(Refused, match="Say why"):
        exercises.assign(staff_id=staff.pk, course="wording", reason=" ", staff=lead, at=AT)
    with pytest.raises(Refused, match="need this course"):
        exercises.assign(staff_id=staff.pk, course="visits", reason="x", staff=lead, at=AT)
    with pytest.raises(Refused, match="for team leads"):
        exercises.assign(staff_id=staff.pk, course="wording", reason="x", staff=staff, at=AT)


def test_a_rule_in_force_since_the_test_brings_an_exercise_once() -> None:
    staff = a_learner()
    before = datetime(2025, 12, 1, 2, 0, tzinfo=UTC)
    pass_all(staff, before)
    assert exercises.assign_for_changed_law(at=before) == 0
    assert exercises.assign_for_changed_law(at=AT) > 0
    assert exercises.assign_for_changed_law(at=AT) == 0
    rules = set(Exercise.objects.values_list("reference", flat=True))
    assert "rule:CN-COND-01" in rules
    pass_all(staff)
    assert not Exercise.objects.filter(done_at=None).exists()
    assert exercises.assign_for_changed_law(at=AT + timedelta(days=1)) == 0


def test_a_withdrawn_certificate_closes_the_queue_at_once() -> None:
    staff, officer = a_learner(), a_learner(Role.COMPLIANCE, "he")
    pass_all(staff)
    held = Certificate.objects.filter(staff=staff).first()
    assert held is not None
    exercises.withdraw_certificate(certificate_id=held.pk, reason="copied", staff=officer, at=AT)
    assert not may_work(staff.pk, AT)
    assert sum(line.state == "none" for line in learner(staff, AT).lines) == 1


def test_another_role_needs_its_own_courses() -> None:
    staff = a_learner()
    pass_all(staff)
    staff.role = Role.VISITOR
    staff.save()
    assert not may_work(staff.pk, AT)
    with transaction.atomic():
        settle(staff, actor="admin", at=AT)
    assert not may_work(staff.pk, AT)
    sit("visits", staff)
    assert may_work(staff.pk, AT)


def refuses(says: str) -> pytest.RaisesExc[DatabaseError]:
    return pytest.raises(DatabaseError, match=says)


def test_the_database_refuses_certificates_that_nobody_earned() -> None:
    staff = a_learner()
    failed = sit("contact", staff, wrong=5)
    with refuses("without a passed sitting"), transaction.atomic():
        Certificate.objects.create(
            journal_entry=record(actor="x", action="x", at=AT),
            staff=staff,
            course=failed.version.course,
            sitting=failed,
            issued_at=AT,
            issued_on=AT.date(),
            expires_on=date(2030, 1, 1),
        )
    with refuses("marked once"), transaction.atomic():
        failed.passed = True
        failed.journal_entry = record(actor="x", action="x", at=AT)
        failed.save()
    with refuses("append-only"), transaction.atomic():
        Answer.objects.filter(sitting=failed).update(points=1)


def test_the_database_keeps_clearance_for_good() -> None:
    staff = a_learner()
    pass_all(staff)
    row = Clearance.objects.get(staff=staff)
    with refuses("refused"), transaction.atomic():
        row.delete()


def test_the_database_refuses_a_live_course_without_two_approvals() -> None:
    version = CourseVersion.objects.filter(course__code="wording").get()
    with refuses("begins as a draft"), transaction.atomic():
        CourseVersion.objects.create(
            journal_entry=record(actor="x", action="x", at=AT),
            course=version.course,
            number=9,
            state="live",
            content=version.content,
            digest=version.digest,
            editors=["x"],
            started_by="x",
            started_at=AT,
            changed_by="x",
            changed_at=AT,
            live_from=AT,
        )

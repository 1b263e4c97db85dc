"""Putting causes and capacity on record: who may, what is kept, what stays sealed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.negotiation import queries
from fairdue.negotiation.actions import open_figures, record_assessment, record_cause
from fairdue.negotiation.models import Assessment, Cause
from fairdue.negotiation.rules.causes import BY_CODE, EVIDENCE, SAID_BY, check_cause
from fairdue.negotiation.tests.records import AT, a_debtor, a_member
from fairdue.people.actors import Actor, Cardholder, Machine
from fairdue.people.models import Role


def tell(customer_id: int, actor: Actor, cause: str = "illness", **changed: object) -> Cause:
    told: dict[str, object] = {"said_by": "cardholder", "evidence": "self_report", "note": ""}
    return record_cause(customer_id=customer_id, cause=cause, actor=actor, at=AT, **told | changed)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_keeps_who_said_what_on_which_evidence_and_the_newest_stands() -> None:
    whose = a_debtor().case.customer_id
    tell(whose, a_member(), "forgot")
    tell(whose, Cardholder(whose), "illness", note="in hospital")
    newest = queries.cause_of(whose)
    assert newest is not None
    assert (newest.cause, newest.name.zh, newest.note) == ("illness", "疾病或受伤", "in hospital")
    assert newest.recorded_by == f"cardholder:{whose}"
    assert [fact.cause for fact in queries.causes_of(whose)] == ["illness", "forgot"]
    assert [moment.title.en for moment in queries.moments_of_causes(whose)] == [
        "Cause: illness or injury",
        "Cause: forgot or mixed up",
    ]


@pytest.mark.django_db
def test_the_note_is_sealed_and_the_journal_does_not_name_the_cause() -> None:
    whose = a_debtor().case.customer_id
    row = tell(whose, a_member(), note="in hospital")
    assert b"hospital" not in bytes(row.note_sealed or b"")
    entry = Entry.objects.get(action="cause_recorded")
    assert entry.details == {"said_by": "cardholder", "evidence": "self_report"}


@pytest.mark.django_db
def test_a_cause_is_never_rewritten() -> None:
    row = tell(a_debtor().case.customer_id, a_member())
    row.cause = "forgot"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        row.save()


@pytest.mark.django_db
def test_unwilling_is_only_ever_an_impression_of_staff() -> None:
    whose = a_debtor().case.customer_id
    with pytest.raises(Refused, match="only be recorded as staff's impression"):
        tell(whose, a_member(), "unwilling")
    row = tell(whose, a_member(), "unwilling", said_by="staff", evidence="none")
    assert row.said_by == "staff"


@pytest.mark.django_db
def test_refuses_the_wrong_person_and_what_is_not_on_the_list() -> None:
    whose, other = a_debtor().case.customer_id, a_debtor().case.customer_id
    for actor, changed, says in [
        (Cardholder(other), {}, "not your records"),
        (a_member(Role.STRATEGIST), {}, "Your role may not"),
        (Cardholder(whose), {"said_by": "representative"}, "for yourself"),
        (Machine("crm"), {"said_by": "staff", "evidence": "none"}, "no impression"),
        (a_member(), {"said_by": "staff"}, "not told by the cardholder"),
        (a_member(), {"cause": "lazy"}, "no cause 'lazy'"),
        (a_member(), {"evidence": "gossip"}, "no evidence 'gossip'"),
        (a_member(), {"said_at": AT + timedelta(days=1)}, "still to come"),
        (a_member(), {"note": "x" * 2001}, "within 2000"),
    ]:
        with pytest.raises(Refused, match=says):
            tell(whose, actor, **changed)  # type: ignore[arg-type]
    assert not Cause.objects.exists()


@given(
    cause=st.sampled_from([*BY_CODE, "lazy"]),
    said_by=st.sampled_from([*SAID_BY, "boss"]),
    evidence=st.sampled_from([*EVIDENCE, "gossip"]),
    role=st.sampled_from(["collector", "cardholder", "integrator"]),
)
def test_for_all_causes_nobody_is_recorded_as_calling_themselves_unwilling(
    cause: str, said_by: str, evidence: str, role: str
) -> None:
    try:
        check_cause(cause, said_by, evidence, role=role)
    except Refused:
        return
    assert (cause, said_by, evidence) in {
        (one, two, three) for one in BY_CODE for two in SAID_BY for three in EVIDENCE
    }
    assert cause != "unwilling" or said_by == "staff"
    assert role == "collector" or said_by != "staff"


def assess(customer_id: int, actor: Actor, **changed: object) -> object:
    asked: dict[str, object] = {"currency": "CNY", "depth": "quick", "figures": {"high": 500_00}}
    return record_assessment(customer_id=customer_id, actor=actor, at=AT, **asked | changed)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_newest_assessment_of_a_currency_counts_for_as_long_as_policy_says() -> None:
    whose = a_debtor().case.customer_id
    assess(whose, a_member(), figures={"low": 100_00, "high": 200_00})
    assess(whose, Cardholder(whose))
    found = queries.capacity(whose, "CNY", AT)
    assert found is not None
    assert (found.low_minor, found.high_minor, found.depth) == (400_00, 500_00, "quick")
    assert queries.capacity(whose, "USD", AT) is None
    assert queries.capacity(whose, "CNY", AT - timedelta(seconds=1)) is None
    assert queries.capacity(whose, "CNY", AT + timedelta(days=89)) is not None
    assert queries.capacity(whose, "CNY", AT + timedelta(days=90)) is None
    assert [each.counts for each in queries.assessments_of(whose, AT)] == [True, False]


@pytest.mark.django_db
def test_a_full_assessment_seals_its_figures_and_opening_them_is_journalled() -> None:
    whose = a_debtor().case.customer_id
    figures: dict[str, object] = {"wages": 15000_00, "food": 900_00, "adults": 2}
    assess(whose, a_member(), depth="full", figures=figures)
    row = Assessment.objects.get()
    assert b"wages" not in bytes(row.figures_sealed)
    assert 0 < row.low_minor < row.high_minor < 15000_00
    assert Entry.objects.get(action="capacity_recorded").details == {
        "currency": "CNY",
        "depth": "full",
    }
    lead = a_member(Role.LEAD)
    with pytest.raises(Refused, match="Say why"):
        open_figures(assessment_id=row.pk, reason=" ", actor=lead, at=AT)
    opened = open_figures(assessment_id=row.pk, reason="asked to explain", actor=lead, at=AT)
    assert opened == figures
    assert Entry.objects.get(action="capacity_opened").actor == lead.username
    with pytest.raises(Refused, match="not your records"):
        open_figures(assessment_id=row.pk, reason="x", actor=Cardholder(whose + 1), at=AT)


@pytest.mark.django_db
def test_refuses_figures_that_can_not_be_and_whoever_may_not_give_them() -> None:
    whose = a_debtor().case.customer_id
    for actor, changed, says in [
        (Cardholder(whose + 1), {}, "not your records"),
        (a_member(Role.COMPLIANCE), {}, "Your role may not"),
        (a_member(), {"depth": "deep"}, "no depth 'deep'"),
        (a_member(), {"currency": "XXX"}, "no spending guidelines for XXX"),
        (a_member(), {"figures": {"high": -5}}, "zero or more"),
        (a_member(), {"figures": {"high": 10**15}}, "check the digits"),
    ]:
        with pytest.raises(Refused, match=says):
            assess(whose, actor, **changed)
    with pytest.raises(Refused, match="no such customer"):
        assess(10**9, a_member())
    assert not Assessment.objects.exists()

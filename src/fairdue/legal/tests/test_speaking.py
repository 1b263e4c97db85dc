"""What texts may speak of follows the matter: no suit before it, no crime without every limb."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from fairdue import wording
from fairdue.compliance.queries.legal_steps import legal_steps_of
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.legal.actions import Proof, close_matter, record_step
from fairdue.legal.actions.judging import judge_overdraft, reasons_of, take_back_judgement
from fairdue.legal.actions.speaking import review_steps
from fairdue.legal.models import Matter, OverdraftJudgement
from fairdue.legal.queries.overdraft import limbs_of
from fairdue.legal.rules import stages
from fairdue.legal.rules.limbs import STATED, all_stand
from fairdue.legal.rules.speaking import steps_to_speak_of
from fairdue.legal.tests.paper_records import (
    AT,
    NOW,
    Office,
    a_known_debtor,
    an_approved_matter,
    an_office,
    demand,
)
from fairdue.legal.tests.records import TODAY, Debtor, a_member, pay
from fairdue.messaging.queries.templates import STEPS_IN, facts_of
from fairdue.people.models import Role

EVERYTHING = dict.fromkeys(STATED, True)
SUIT = "我行已向法院提起诉讼。"


@pytest.fixture
def office() -> Office:
    return an_office()


def steps(matter: Matter, later: timedelta = timedelta(minutes=1)) -> frozenset[str]:
    return legal_steps_of(matter.customer_id, NOW + later)


def sayable(text: str, matter: Matter) -> bool:
    facts = facts_of({}, "CN", NOW, steps(matter))
    found = wording.check(text, language="zh-hans", channel="sms", facts=facts)
    return not any(each.kind == "false_legal_step" for each in found)


@pytest.mark.parametrize("stage", stages.NEXT)
@pytest.mark.parametrize("road", stages.ROADS)
def test_nothing_is_spoken_of_before_approval(stage: str, road: str) -> None:
    assert not steps_to_speak_of(stage, road, approved=False, police_report=True)


@pytest.mark.parametrize("stage", stages.NEXT)
@pytest.mark.parametrize("road", stages.ROADS)
def test_what_is_spoken_of_are_steps_that_texts_know(stage: str, road: str) -> None:
    assert steps_to_speak_of(stage, road, approved=True, police_report=True) <= wording.LEGAL_STEPS


@pytest.mark.django_db
def test_a_suit_is_spoken_of_once_it_is_filed_and_never_of_somebody_else(office: Office) -> None:
    matter, other = an_approved_matter(office, road="suit"), an_approved_matter(office)
    assert not steps(matter) and not sayable(SUIT, matter)
    record_step(
        matter_id=matter.pk,
        kind="suit_filed",
        on=TODAY,
        staff=office.writer,
        at=NOW,
        proof=Proof(record="paper:1"),
    )
    assert steps(matter) == {"suit_prepared", "suit_filed"} and sayable(SUIT, matter)
    assert not sayable(SUIT, other)
    close_matter(
        matter_id=matter.pk,
        because="given_up",
        reason="客户已达成还款安排",
        staff=office.writer,
        at=NOW + timedelta(hours=1),
    )
    assert not steps(matter, timedelta(hours=2))
    assert steps(matter), "what was true then stays true of then"


def an_overdrawn_debtor(total_minor: int = 8_000_000) -> Debtor:
    """Two talks 60 days apart, the second more than three months ago."""
    debtor = a_known_debtor(total_minor)
    for days in (180, 120):
        demand(debtor, made_at=AT - timedelta(days=days))
    return debtor


def judged(office: Office, matter: Matter, **given: object) -> OverdraftJudgement:
    return judge_overdraft(
        **{  # type: ignore[arg-type]
            "matter_id": matter.pk,
            "stated": EVERYTHING,
            "reasons": "两次有效催收记录完整，录音可调取。",
            "may_be_spoken_of": False,
            "staff": office.writer,
            "at": NOW,
            **given,
        }
    )


def states(matter: Matter, stated: dict[str, bool] = EVERYTHING) -> dict[str, str]:
    return {limb.name: limb.state for limb in limbs_of(matter, TODAY, stated)}


@pytest.mark.django_db
def test_each_limb_says_where_it_stands(office: Office) -> None:
    matter = an_approved_matter(office, an_overdrawn_debtor())
    assert states(matter, {}) == {
        "exceeded": "met",
        "demanded": "met",
        "unpaid": "met",
        "amount": "met",
        "no_disguised_loan": "missing",
        "evidence": "missing",
    }


@pytest.mark.django_db
def test_a_demand_that_nobody_received_leaves_evidence_missing(office: Office) -> None:
    debtor = a_known_debtor(8_000_000)
    for days in (180, 120):
        demand(debtor, made_at=AT - timedelta(days=days), outcome="sent", channel="sms")
    matter = an_approved_matter(office, debtor)
    assert states(matter)["demanded"] == "missing"
    assert states(matter)["unpaid"] == "missing"


@pytest.mark.django_db
def test_every_repayment_counts_as_principal(office: Office) -> None:
    debtor = an_overdrawn_debtor(6_000_000)
    matter = an_approved_matter(office, debtor)
    assert states(matter)["amount"] == "met", "51,000 of principal"
    pay(debtor, TODAY, 100_001)
    assert states(matter)["amount"] == "not_met", "one fen below 50,000"


@pytest.mark.django_db
def test_nothing_may_speak_of_it_while_a_limb_does_not_stand(office: Office) -> None:
    matter = an_approved_matter(office, an_overdrawn_debtor())
    assert not all_stand(limbs_of(matter, TODAY, EVERYTHING)), "no recording proves a demand"
    with pytest.raises(Refused, match="Evidence signed and sealed"):
        judged(office, matter, may_be_spoken_of=True)
    assert not OverdraftJudgement.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_to_speak_of_it_while_a_limb_does_not_stand(office: Office) -> None:
    row = judged(office, an_approved_matter(office, an_overdrawn_debtor()))
    with pytest.raises(DatabaseError, match="legal_overdraftjudgement_limbs"), transaction.atomic():
        row.may_be_spoken_of = True
        row.journal_entry = record(actor="test", action="x", at=NOW, customer_id=row.customer_id)
        row.save()


@pytest.mark.django_db
def test_a_judgement_is_kept_with_its_reasons_sealed_and_takes_the_place_of_the_last(
    office: Office,
) -> None:
    matter = an_approved_matter(office, an_overdrawn_debtor())
    first = judged(office, matter)
    second = judged(office, matter, reasons="补充：对账单已盖章。")
    first.refresh_from_db()
    assert first.ended_by == office.writer.username and second.ended_at is None
    assert reasons_of(first) == "两次有效催收记录完整，录音可调取。"
    assert "有效催收".encode() not in bytes(first.reasons_sealed)
    take_back_judgement(matter_id=matter.pk, reason="事实有变", staff=office.writer, at=NOW)
    with pytest.raises(Refused, match="no judgement"):
        take_back_judgement(matter_id=matter.pk, reason="事实有变", staff=office.writer, at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.LEAD, Role.COMPLIANCE, Role.COUNSEL])
def test_only_a_legal_officer_judges(office: Office, role: Role) -> None:
    matter = an_approved_matter(office, an_overdrawn_debtor())
    with pytest.raises(Refused):
        judged(office, matter, staff=a_member(role))


@pytest.mark.django_db
def test_no_template_may_speak_of_a_police_report(office: Office) -> None:
    assert all("police_report" not in allowed for allowed in STEPS_IN.values())
    facts = facts_of({}, "CN", NOW, STEPS_IN["legal_step"])
    text = "您的行为已涉嫌恶意透支，我行将报案。"
    found = wording.check(text, language="zh-hans", channel="sms", facts=facts)
    assert "penal" in {each.kind for each in found}


@pytest.mark.django_db
def test_a_limb_that_falls_ends_what_may_be_spoken_of(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    debtor = an_overdrawn_debtor()
    matter = an_approved_matter(office, debtor, road="suit")
    record_step(
        matter_id=matter.pk,
        kind="suit_filed",
        on=TODAY,
        staff=office.writer,
        at=NOW,
        proof=Proof(record="paper:1"),
    )
    with_proof(debtor)
    judged(office, matter, may_be_spoken_of=True)
    assert "police_report" in steps(matter)
    assert review_steps(at=NOW + timedelta(minutes=2)) == 0
    pay(debtor, TODAY, 5_000_000)
    assert review_steps(at=NOW + timedelta(minutes=3)) == 1
    assert "police_report" not in steps(matter, timedelta(minutes=4))
    assert "suit_filed" in steps(matter, timedelta(minutes=4))


def with_proof(debtor: Debtor) -> None:
    """A recording of the last talk."""
    from fairdue.calls.models import Call, Recording
    from fairdue.contact.models import Attempt

    attempt = Attempt.objects.filter(customer=debtor.case.customer).latest("made_at")
    with transaction.atomic():
        entry = record(
            actor="test", action="recording_kept", at=AT, customer_id=attempt.customer_id
        )
        call = Call.objects.create(
            attempt=attempt,
            customer=debtor.case.customer,
            case=debtor.case,
            direction="outbound",
            state="ended",
            ending="hung_up",
            ended_at=attempt.made_at,
            line="by_hand",
            asked_at=attempt.made_at,
            journal_entry=entry,
        )
        Recording.objects.create(
            call=call,
            customer=debtor.case.customer,
            source="uploaded",
            file_name=f"{call.pk}.flac",
            made_at=attempt.made_at,
            kept_at=attempt.made_at,
            milliseconds=60_000,
            channels=2,
            bytes_plain=10,
            plain_sha256="a" * 64,
            sealed_sha256="b" * 64,
            journal_entry=entry,
        )

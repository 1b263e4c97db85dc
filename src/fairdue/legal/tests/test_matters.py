"""Opening matters, approving their road, steps, deadlines, costs and recoveries."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from fairdue.compliance.actions import open_dispute, place_hold
from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.legal import actions
from fairdue.legal.actions import Proof, record_step
from fairdue.legal.models import (
    Approval,
    CostKind,
    Deadline,
    DeadlineState,
    Matter,
    MatterStep,
    RecoveryKind,
    Road,
    Stage,
    StepKind,
)
from fairdue.legal.queries.costs import books_of
from fairdue.legal.queries.matters import Filter, approved_step, matter_for, matters, visible
from fairdue.legal.tests.records import (
    AT,
    EVERY_CONDITION,
    EVERYTHING,
    TODAY,
    Debtor,
    a_debtor,
    a_matter,
    a_member,
    an_approved_matter,
    approved,
    pay,
)
from fairdue.people.models import Role, Staff

pytestmark = pytest.mark.django_db

PAPER = Proof(record="paper:1")


def step(
    matter: Matter, kind: str, on: date = TODAY, at: datetime = AT, **more: object
) -> MatterStep:
    staff = Staff.objects.get(username=matter.officer)
    given = {"proof": PAPER} | more
    return record_step(matter_id=matter.pk, kind=kind, on=on, staff=staff, at=at, **given)  # type: ignore[arg-type]


def fresh(matter: Matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def opened(debtor: Debtor, road: str = Road.SUIT, **more: object) -> Matter:
    return a_matter(road, debtor=debtor, **more)  # type: ignore[arg-type]


class TestOpening:
    def test_a_matter_claims_the_explained_balance(self) -> None:
        matter = a_matter()
        assert (matter.stage, matter.approval) == (Stage.REMINDER, Approval.WAITING)
        assert matter.claimed_minor == 2_000_000
        assert matter.principal_minor + matter.interest_minor + matter.fees_minor == 2_000_000
        entry = Entry.objects.get(action="matter_opened", subject=f"matter:{matter.pk}")
        assert entry.details["amount_minor"] == 2_000_000
        assert "test" not in str(entry.details)

    def test_a_disputed_debt_is_refused_with_its_clause(self) -> None:
        debtor = a_debtor()
        open_dispute(
            customer_id=debtor.case.customer_id,
            ground="amount",
            statement="not mine",
            staff=a_member(Role.COLLECTOR),
            at=AT - timedelta(days=1),
        )
        with pytest.raises(Refused, match=r"dispute is open.*\[LENDER-ROADS\]"):
            opened(debtor)

    @pytest.mark.parametrize("kind", ["hardship", "vulnerability", "deceased", "complaint"])
    def test_who_is_protected_is_refused(self, kind: str) -> None:
        debtor = a_debtor()
        place_hold(
            customer_id=debtor.case.customer_id,
            kind=kind,
            reason="test",
            staff=a_member(Role.COMPLIANCE),
            at=AT,
        )
        with pytest.raises(Refused, match="protected by a hold"):
            opened(debtor)

    def test_a_debt_out_of_time_is_refused_with_its_clause(self) -> None:
        with pytest.raises(Refused, match=r"out of time\. \[CN-LIM-03\]"):
            opened(a_debtor(due_on=date(2023, 3, 9)))

    def test_a_debt_on_its_last_day_is_not_out_of_time(self) -> None:
        assert opened(a_debtor(due_on=TODAY.replace(year=2023))).pk

    def test_a_debt_already_paid_is_refused(self) -> None:
        debtor = a_debtor()
        pay(debtor, TODAY, 2_000_000)
        with pytest.raises(Refused, match="Nothing is owed"):
            opened(debtor)

    def test_an_american_claim_is_refused_because_nobody_knows_its_period(self) -> None:
        with pytest.raises(Refused, match="how long such a claim may be brought"):
            opened(a_debtor(jurisdiction="US", currency="USD"))

    def test_missing_evidence_and_a_missing_condition_are_named(self) -> None:
        debtor = a_debtor()
        with pytest.raises(Refused, match="Evidence is missing: Address"):
            actions.open_matter(
                customer_id=debtor.case.customer_id, currency="CNY", road=Road.PAYMENT_ORDER,
                reason="x", staff=a_member(), at=AT, conditions=EVERY_CONDITION,
                evidence=[each for each in EVERYTHING if each != "address"],
            )  # fmt: skip
        with pytest.raises(Refused, match=r"must not be missing\. \[CN-PO-01\]"):
            actions.open_matter(
                customer_id=debtor.case.customer_id, currency="CNY", road=Road.PAYMENT_ORDER,
                reason="x", staff=a_member(), at=AT, evidence=EVERYTHING,
                conditions=[each for each in EVERY_CONDITION if each != "debtor_found"],
            )  # fmt: skip

    @pytest.mark.parametrize("role", [each for each in Role if each != Role.LEGAL])
    def test_only_legal_officers_open_matters(self, role: Role) -> None:
        with pytest.raises(Refused, match="Your role may not"):
            a_matter(opener=a_member(role))

    def test_a_second_matter_on_the_same_debt_is_refused(self) -> None:
        debtor = a_debtor()
        opened(debtor)
        with pytest.raises(Refused, match="Another matter"):
            opened(debtor)


class TestApproval:
    def test_two_others_approve_and_then_the_stage_moves(self) -> None:
        matter = a_matter()
        with pytest.raises(Refused, match="Two others must approve"):
            step(matter, StepKind.ORDER_APPLIED)
        approved(matter)
        step(matter, StepKind.ORDER_APPLIED)
        assert fresh(matter).stage == Stage.PAYMENT_ORDER

    def test_one_yes_is_not_enough_and_two_leads_are_not_either(self) -> None:
        matter = a_matter()
        for _ in range(2):
            lead = a_member(Role.LEAD)
            actions.decide_road(matter_id=matter.pk, approves=True, staff=lead, at=AT)
        assert fresh(matter).approval == Approval.WAITING
        actions.decide_road(matter_id=matter.pk, approves=True, staff=a_member(), at=AT)
        assert fresh(matter).approval == Approval.APPROVED

    def test_the_opener_and_a_second_vote_are_refused(self) -> None:
        opener, other = a_member(), a_member()
        matter = a_matter(opener=opener)
        with pytest.raises(Refused, match="Two others decide"):
            actions.decide_road(matter_id=matter.pk, approves=True, staff=opener, at=AT)
        actions.decide_road(matter_id=matter.pk, approves=True, staff=other, at=AT)
        with pytest.raises(Refused, match="already"):
            actions.decide_road(matter_id=matter.pk, approves=True, staff=other, at=AT)

    def test_a_dispute_that_came_meanwhile_stops_the_approval(self) -> None:
        debtor = a_debtor()
        matter = opened(debtor)
        actions.decide_road(matter_id=matter.pk, approves=True, staff=a_member(), at=AT)
        open_dispute(
            customer_id=debtor.case.customer_id, ground="amount", statement="", at=AT,
            staff=a_member(Role.COLLECTOR),
        )  # fmt: skip
        with pytest.raises(Refused, match="dispute is open"):
            actions.decide_road(matter_id=matter.pk, approves=True, staff=a_member(), at=AT)

    def test_a_no_needs_a_reason_and_another_road_can_be_proposed(self) -> None:
        matter = a_matter(Road.SUIT)
        with pytest.raises(Refused, match="Say why"):
            actions.decide_road(matter_id=matter.pk, approves=False, staff=a_member(), at=AT)
        actions.decide_road(
            matter_id=matter.pk, approves=False, reason="too dear", staff=a_member(), at=AT
        )
        assert fresh(matter).approval == Approval.DECLINED
        again = actions.propose_road(
            matter_id=matter.pk, road=Road.LETTER, reason="cheaper", staff=a_member(), at=AT,
            evidence=EVERYTHING,
        )  # fmt: skip
        assert (again.road, again.road_version, again.approval) == ("letter", 2, "waiting")

    def test_a_road_to_a_letter_does_not_lead_to_a_suit(self) -> None:
        matter = an_approved_matter(Road.LETTER)
        with pytest.raises(Refused, match="propose another road"):
            step(matter, StepKind.SUIT_FILED)


class TestSteps:
    def test_a_payment_order_runs_with_its_deadlines(self) -> None:
        matter = an_approved_matter()
        at = AT + timedelta(days=60)
        step(matter, StepKind.ORDER_APPLIED, date(2026, 3, 10), at)
        answer = Deadline.objects.get(matter=matter, kind="order_answer")
        assert (answer.last_day, answer.whose) == (date(2026, 3, 16), "court")  # the 15th: a Sunday
        step(matter, StepKind.ORDER_ACCEPTED, date(2026, 3, 16), at)
        answer.refresh_from_db()
        assert answer.state == DeadlineState.KEPT
        step(matter, StepKind.ORDER_ISSUED, date(2026, 3, 20), at)
        step(matter, StepKind.ORDER_SERVED, date(2026, 4, 16), at)
        objection = Deadline.objects.get(matter=matter, kind="order_objection")
        # 1 May and the days after are holidays; 1-5 May 2026 by the State Council's notice.
        assert objection.unmoved_on == date(2026, 5, 1)
        assert objection.last_day == date(2026, 5, 6)
        assert objection.rule == "CN-PO-02"

    def test_a_deadline_in_a_year_nobody_knows_waits_for_an_officer(self) -> None:
        matter = an_approved_matter()
        at = datetime.fromisoformat("2026-12-30T02:00:00+00:00")
        step(matter, StepKind.ORDER_APPLIED, date(2026, 12, 28), at)
        late = Deadline.objects.get(matter=matter, kind="order_answer")
        assert (late.last_day, late.unknown_year) == (None, 2027)
        staff = a_member()
        with pytest.raises(Refused, match="rest days move it on"):
            actions.enter_last_day(
                deadline_id=late.pk, last_day=date(2027, 1, 1), reason="x", staff=staff, at=at
            )
        with pytest.raises(Refused, match="Say why"):
            actions.enter_last_day(
                deadline_id=late.pk, last_day=date(2027, 1, 4), reason=" ", staff=staff, at=at
            )
        entered = actions.enter_last_day(
            deadline_id=late.pk, last_day=date(2027, 1, 4), reason="notice", staff=staff, at=at
        )
        assert entered.last_day == date(2027, 1, 4)

    def test_a_missed_deadline_is_noted_and_a_late_record_of_a_timely_step_mends_it(self) -> None:
        matter = an_approved_matter(Road.SUIT)
        at = AT + timedelta(days=20)
        step(matter, StepKind.SUIT_FILED, TODAY, at)
        step(matter, StepKind.FEE_NOTICE, TODAY, at)
        fee = Deadline.objects.get(matter=matter, kind="court_fee")
        assert fee.last_day == date(2026, 3, 17)
        assert actions.settle_deadlines(at=AT + timedelta(days=7)) == 0
        assert actions.settle_deadlines(at=AT + timedelta(days=8)) == 1
        fee.refresh_from_db()
        assert fee.state == DeadlineState.MISSED
        step(matter, StepKind.FEE_PAID, date(2026, 3, 17), at)
        fee.refresh_from_db()
        assert (fee.state, fee.ended_on) == (DeadlineState.KEPT, date(2026, 3, 17))

    def test_a_step_needs_what_comes_before_and_its_proof(self) -> None:
        matter = an_approved_matter()
        with pytest.raises(Refused, match="can't happen in the matter's stage"):
            step(matter, StepKind.ORDER_SERVED)
        step(matter, StepKind.ORDER_APPLIED)
        with pytest.raises(Refused, match="First record: Payment order issued"):
            step(matter, StepKind.ORDER_SERVED)
        with pytest.raises(Refused, match="Say what proves it"):
            step(matter, StepKind.ORDER_ACCEPTED, proof=None)
        with pytest.raises(Refused, match="still to come"):
            step(matter, StepKind.ORDER_ACCEPTED, TODAY + timedelta(days=1))

    def test_a_file_given_as_proof_is_sealed_and_its_digest_journalled(self) -> None:
        matter = an_approved_matter()
        paper = Proof(file_name="acceptance.pdf", content=b"%PDF-1.7 accepted")
        given = step(matter, StepKind.ORDER_APPLIED, proof=paper)
        entry = Entry.objects.get(pk=given.journal_entry_id)
        assert entry.details["sha256"] == given.file_sha256
        assert len(given.file_sha256) == 64
        with pytest.raises(Refused, match="larger than 20 MB"):
            step(matter, StepKind.ORDER_ACCEPTED, proof=Proof("", "x", b"0" * 20_000_001))

    def test_pursuing_stops_when_the_customer_is_protected_by_then(self) -> None:
        matter = an_approved_matter()
        place_hold(
            customer_id=matter.customer_id, kind="hardship", reason="ill", at=AT,
            staff=a_member(Role.LEAD),
        )  # fmt: skip
        with pytest.raises(Refused, match="protected"):
            step(matter, StepKind.ORDER_APPLIED)

    def test_a_wrong_day_is_corrected_by_a_step_that_names_it(self) -> None:
        matter = an_approved_matter()
        at = AT + timedelta(days=9)
        step(matter, StepKind.ORDER_APPLIED, TODAY, at)
        wrong = step(matter, StepKind.ORDER_ACCEPTED, date(2026, 3, 12), at)
        step(matter, StepKind.ORDER_ACCEPTED, date(2026, 3, 13), at, corrects=wrong.pk)
        issue = Deadline.objects.filter(matter=matter, kind="order_issue").order_by("pk")
        assert [(each.state, each.unmoved_on) for each in issue] == [
            ("dropped", date(2026, 3, 27)),
            ("open", date(2026, 3, 28)),
        ]
        with pytest.raises(Refused, match="corrected already"):
            step(matter, StepKind.ORDER_ACCEPTED, date(2026, 3, 13), at, corrects=wrong.pk)

    def test_closing_drops_what_is_open_and_paid_means_paid(self) -> None:
        debtor = a_debtor()
        matter = an_approved_matter(debtor=debtor)
        step(matter, StepKind.ORDER_APPLIED)
        closing = {"matter_id": matter.pk, "reason": "done", "staff": a_member(), "at": AT}
        with pytest.raises(Refused, match="still owed"):
            actions.close_matter(because="paid", **closing)  # type: ignore[arg-type]
        pay(debtor, TODAY, 2_000_000)
        actions.close_matter(because="paid", **closing)  # type: ignore[arg-type]
        assert set(Deadline.objects.filter(matter=matter).values_list("state", flat=True)) == {
            "dropped"
        }
        with pytest.raises(Refused, match="closed"):
            step(matter, StepKind.ORDER_ACCEPTED)

    def test_only_a_begun_and_approved_step_may_be_spoken_of(self) -> None:
        matter = an_approved_matter(Road.SUIT)
        assert approved_step(matter.customer_id) == ""
        step(matter, StepKind.SUIT_FILED)
        assert approved_step(matter.customer_id) == Stage.SUIT


class TestCounsel:
    def engaged(self, matter: Matter) -> Staff:
        lawyer, officer = a_member(Role.COUNSEL), a_member()
        firm = actions.register_firm(
            name=f"Firm {lawyer.pk}", licence="31", contract="C-1", engaged_on=TODAY,
            staff=officer, at=AT,
        )  # fmt: skip
        actions.register_lawyer(
            firm_id=firm.pk, username=lawyer.username, licence="13101", staff=officer, at=AT
        )
        actions.engage(matter_id=matter.pk, username=lawyer.username, staff=officer, at=AT)
        return lawyer

    def test_counsel_see_their_own_matters_only(self) -> None:
        mine, other = an_approved_matter(), an_approved_matter()
        lawyer = self.engaged(mine)
        assert [each.pk for each in visible(lawyer)] == [mine.pk]
        assert matter_for(lawyer, other.pk) is None
        assert matters(lawyer, Filter(), TODAY)[1] == 1
        with pytest.raises(Refused, match="no such matter among yours"):
            record_step(
                matter_id=other.pk, kind="order_applied", on=TODAY, staff=lawyer, at=AT,
                proof=PAPER,
            )  # fmt: skip
        record_step(
            matter_id=mine.pk, kind="order_applied", on=TODAY, staff=lawyer, at=AT, proof=PAPER
        )

    def test_counsel_whose_contract_ended_see_nothing(self) -> None:
        matter = an_approved_matter()
        lawyer = self.engaged(matter)
        actions.end_firm(firm_id=fresh(matter).firm_id or 0, staff=a_member(), at=AT)
        assert not visible(lawyer).exists()

    @pytest.mark.parametrize("role", [Role.COLLECTOR, Role.VISITOR, Role.STRATEGIST])
    def test_others_see_no_matters(self, role: Role) -> None:
        a_matter()
        assert not visible(a_member(role)).exists()

    def test_only_a_lawyer_under_contract_is_engaged(self) -> None:
        matter = an_approved_matter()
        with pytest.raises(Refused, match="under contract"):
            actions.engage(
                matter_id=matter.pk, username=a_member(Role.COUNSEL).username,
                staff=a_member(), at=AT,
            )  # fmt: skip


class TestMoney:
    def test_a_court_fee_is_held_against_the_brackets_to_the_cent(self) -> None:
        matter = an_approved_matter()
        booking = {
            "matter_id": matter.pk, "kind": CostKind.PAYMENT_ORDER_FEE, "on": TODAY,
            "receipt": "R-1", "staff": a_member(), "at": AT,
        }  # fmt: skip
        # ¥20,000: 50 + 10,000 × 2.5 % = 300; a third of it is 100.
        with pytest.raises(Refused, match=r"it is 100\.00 CNY"):
            actions.book_cost(amount=Money(9_999, "CNY"), **booking)  # type: ignore[arg-type]
        cost = actions.book_cost(amount=Money(10_000, "CNY"), **booking)  # type: ignore[arg-type]
        assert (cost.expected_minor, cost.rule) == (10_000, "CN-FEE-03")
        actions.reverse_cost(cost_id=cost.pk, reason="twice", staff=a_member(), at=AT)
        assert books_of(matter).costs_minor == 0
        with pytest.raises(Refused, match="already"):
            actions.reverse_cost(cost_id=cost.pk, reason="twice", staff=a_member(), at=AT)

    def test_another_currency_and_no_receipt_are_refused(self) -> None:
        matter = an_approved_matter()
        booking = {
            "matter_id": matter.pk, "kind": CostKind.OTHER, "on": TODAY, "staff": a_member(),
            "at": AT,
        }  # fmt: skip
        with pytest.raises(Refused, match="never added up"):
            actions.book_cost(amount=Money(1, "USD"), receipt="R", **booking)  # type: ignore[arg-type]
        with pytest.raises(Refused, match="number of the receipt"):
            actions.book_cost(amount=Money(1, "CNY"), receipt=" ", **booking)  # type: ignore[arg-type]

    def test_a_payment_is_booked_once_and_only_since_the_matter(self) -> None:
        debtor = a_debtor()
        before = pay(debtor, date(2026, 3, 1), 1_000)
        matter = an_approved_matter(debtor=debtor)
        paid = pay(debtor, TODAY, 50_000)
        booking = {
            "matter_id": matter.pk, "kind": RecoveryKind.PAID, "staff": a_member(), "at": AT,
        }  # fmt: skip
        with pytest.raises(Refused, match="since it was opened"):
            actions.book_recovery(payment_id=before.pk, **booking)  # type: ignore[arg-type]
        actions.book_recovery(payment_id=paid.pk, **booking)  # type: ignore[arg-type]
        with pytest.raises(Refused, match="booked already"):
            actions.book_recovery(payment_id=paid.pk, **booking)  # type: ignore[arg-type]
        assert books_of(matter).net_minor == 50_000

"""What the pages of matters do: open, approve, step, book; and how they refuse."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fairdue.compliance.actions import open_dispute
from fairdue.desk.law.tests.conftest import SignIn
from fairdue.legal.actions import reckon_clocks
from fairdue.legal.models import (
    Approval,
    Cost,
    Deadline,
    LimitationAlert,
    Matter,
    MatterStep,
    Recovery,
    Stage,
)
from fairdue.legal.tests.records import (
    AT,
    EVERY_CONDITION,
    EVERYTHING,
    TODAY,
    a_debtor,
    a_matter,
    a_member,
    an_approved_matter,
    pay,
)
from fairdue.people.models import Role


def test_an_officer_compares_roads_and_opens_a_matter(as_role: SignIn) -> None:
    debtor = a_debtor()
    client = as_role(Role.LEGAL)
    page = reverse("matter-new", args=[debtor.case.customer_id, "CNY"])
    ticked = {"evidence": EVERYTHING, "conditions": EVERY_CONDITION}
    compared = client.get(page, ticked).content.decode()
    assert "¥100.00" in compared  # the fee of a payment order for ¥20,000
    assert "leaves most" in compared
    sent = ticked | {"road": "payment_order", "reason": "clear claim"}
    answer = client.post(page, sent, follow=True)
    matter = Matter.objects.get(customer=debtor.case.customer_id)
    assert answer.redirect_chain == [(reverse("matter", args=[matter.pk]), 302)]
    assert "waits for the approval of two others" in answer.content.decode()


def test_a_disputed_claim_is_shown_with_its_clause_and_not_opened(as_role: SignIn) -> None:
    debtor = a_debtor()
    open_dispute(
        customer_id=debtor.case.customer_id, ground="amount", statement="", at=AT,
        staff=a_member(Role.COLLECTOR),
    )  # fmt: skip
    page = reverse("matter-new", args=[debtor.case.customer_id, "CNY"])
    client = as_role(Role.LEGAL)
    assert "A dispute is open; answer it first." in client.get(page).content.decode()
    sent = {"road": "letter", "reason": "x", "evidence": EVERYTHING}
    assert "[LENDER-ROADS]" in client.post(page, sent).content.decode()
    assert not Matter.objects.exists()


def test_two_others_approve_on_the_page_and_the_opener_is_not_asked(as_role: SignIn) -> None:
    matter = a_matter()
    page = reverse("matter", args=[matter.pk])
    for role in (Role.LEGAL, Role.COMPLIANCE):
        client = as_role(role)
        assert "Approve the road" in client.get(page).content.decode()
        client.post(reverse("matter-step", args=[matter.pk, "approve"]), {"reason": ""})
        assert "Turn the road down" not in client.get(page).content.decode()
    matter.refresh_from_db()
    assert matter.approval == Approval.APPROVED


def test_a_step_is_recorded_with_its_paper_and_shows_its_deadline(as_role: SignIn) -> None:
    matter = an_approved_matter()
    client = as_role(Role.LEGAL)
    paper = SimpleUploadedFile("受理通知书.pdf", b"%PDF-1.7 x", "application/pdf")
    answer = client.post(
        reverse("matter-step", args=[matter.pk, "happened"]),
        {"kind": "order_applied", "on": TODAY.isoformat(), "evidence": "", "file": paper},
        follow=True,
    )
    content = answer.content.decode()
    assert "The step is recorded" in content
    assert "16 Mar" in content
    matter.refresh_from_db()
    assert matter.stage == Stage.PAYMENT_ORDER
    step = MatterStep.objects.get(kind="order_applied")
    taken = client.post(reverse("matter-file", args=[matter.pk, step.pk]))
    assert b"".join(taken.streaming_content) == b"%PDF-1.7 x"  # type: ignore[attr-defined]


def test_a_refused_step_keeps_what_was_typed_and_says_why(as_role: SignIn) -> None:
    matter = an_approved_matter()
    answer = as_role(Role.LEGAL).post(
        reverse("matter-step", args=[matter.pk, "happened"]),
        {"kind": "order_applied", "on": TODAY.isoformat(), "note": "typed before"},
    )
    content = answer.content.decode()
    assert "Say what proves it" in content
    assert "typed before" in content
    assert not Deadline.objects.exists()


def test_a_cost_beside_the_brackets_and_a_payment_are_booked(as_role: SignIn) -> None:
    debtor = a_debtor()
    matter = an_approved_matter(debtor=debtor)
    paid = pay(debtor, TODAY, 50_000)
    client = as_role(Role.LEGAL)
    step = reverse("matter-step", args=[matter.pk, "cost"])
    sent = {"kind": "payment_order_fee", "amount": "90", "on": TODAY, "receipt": "R1"}
    assert "By the brackets it is 100.00 CNY" in client.post(step, sent).content.decode()
    client.post(step, sent | {"amount": "100.00"})
    assert Cost.objects.get().amount_minor == 10_000
    client.post(
        reverse("matter-step", args=[matter.pk, "recovery"]), {"payment": paid.pk, "kind": "paid"}
    )
    assert Recovery.objects.get().amount_minor == 50_000
    assert "¥400.00" in client.get(reverse("matter", args=[matter.pk])).content.decode()


def test_a_claim_that_runs_out_is_listed_and_answered(as_role: SignIn) -> None:
    debtor = a_debtor(due_on=TODAY.replace(year=2023, month=6))
    reckon_clocks(as_of=TODAY, at=AT)
    client = as_role(Role.LEGAL)
    assert "Claims that run out" in client.get(reverse("matters")).content.decode()
    alert = LimitationAlert.objects.get()
    page = reverse("limitation", args=[debtor.case.customer_id])
    assert "runs out on" in client.get(page).content.decode()
    client.post(reverse("limitation-answer", args=[alert.pk]), {"answer": "payment order"})
    assert "payment order" in client.get(page).content.decode()


def test_an_interruption_entered_by_hand_needs_its_proof(as_role: SignIn) -> None:
    debtor = a_debtor(due_on=TODAY.replace(year=2023, month=6))
    client = as_role(Role.LEGAL)
    step = reverse("limitation-enter", args=[debtor.case.customer_id, "interruption"])
    sent = {"kind": "due_notice_signed", "on": "2024-01-05", "reached": "on"}
    assert "This field is required" in client.post(step, sent).content.decode()
    answer = client.post(step, sent | {"evidence": "archive 12"}, follow=True)
    assert "begins anew, until 5 Jan 2027" in answer.content.decode()


def test_a_firm_and_its_lawyer_are_put_on_record_and_end(as_role: SignIn) -> None:
    lawyer = a_member(Role.COUNSEL)
    client = as_role(Role.LEGAL)
    add = reverse("counsel-add", args=["firm"])
    firm = {"name": "Firm", "licence": "31", "contract": "C-1", "engaged_on": TODAY}
    assert "The firm is on record." in client.post(add, firm, follow=True).content.decode()
    assert "on record already" in client.post(add, firm).content.decode()
    number = Matter.objects.count() + 1
    assert number == 1
    listed = client.get(reverse("counsel")).context["firms"]
    firm_id = listed[0][0].pk
    client.post(
        reverse("counsel-add", args=["lawyer"]),
        {"firm_id": firm_id, "username": lawyer.username, "licence": "131"},
    )
    assert "131" in client.get(reverse("counsel")).content.decode()
    client.post(reverse("counsel-end", args=[firm_id]))
    assert "ended" in client.get(reverse("counsel")).content.decode()


def test_the_customer_s_page_tells_that_a_matter_is_open(as_role: SignIn) -> None:
    matter = an_approved_matter()
    page = reverse("customer", args=[matter.customer_id])
    seen = as_role(Role.LEAD).get(page).content.decode()
    assert "At law: Reminder before action" in seen
    assert reverse("matter", args=[matter.pk]) in seen
    assert matter.number in seen, "on the timeline too"
    told = as_role(Role.COLLECTOR).get(page).content.decode()
    assert "At law: Reminder before action" in told
    assert reverse("matter", args=[matter.pk]) not in told

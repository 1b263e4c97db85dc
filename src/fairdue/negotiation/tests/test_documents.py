"""The agreement's document: all that was agreed, kept word for word, as PDF and as Word."""

from __future__ import annotations

import io

import docx
import pytest
from pypdf import PdfReader

from fairdue.journal.models import Entry
from fairdue.negotiation.actions import accept, approve, propose, take_back
from fairdue.negotiation.models import AgreementDocument
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.negotiation.queries.documents import agreement_file, document_of
from fairdue.negotiation.tests.records import (
    AT,
    TODAY,
    Debtor,
    a_debtor,
    a_member,
    can_pay,
    pay,
    plan_for,
)
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db


def agreed(debtor: Debtor) -> AgreementFacts:
    can_pay(debtor, 50_000)
    staff = a_member()
    proposed = propose(
        customer_id=debtor.case.customer_id, terms=plan_for(), actor=staff, at=AT, channel="call"
    )
    if proposed.needs_approval:
        approve(
            agreement_id=proposed.id,
            staff=a_member(Role.COMPLIANCE),
            reason="fits",
            at=AT,
        )
    return accept(agreement_id=proposed.id, how="call", actor=staff, at=AT, cost_shown=True)


def text_of(agreement_id: int, language: str) -> str:
    content = agreement_file(agreement_id, language, "pdf")
    assert content is not None
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join(page.extract_text() for page in pages).replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hans", ["个性化分期协议", "欠款余额", "期数", "合计", "不向任何银行申领信用卡",
                     "违约", "综合年化成本", "电话确认", "偿还能力", "核验码"]),
        ("en", ["Instalment", "Whatisowed", "Dueon", "Nonewcreditcard", "breach",
                "Annualised", "bytelephone", "Whetheritcanbepaid", "enterthecode"]),
    ],
)  # fmt: skip
def test_it_says_everything_that_the_law_asks_for(language: str, said: list[str]) -> None:
    found = agreed(a_debtor())
    text = text_of(found.id, language)
    for part in said:
        assert part.lower() in text.lower(), part
    assert text.count("500.00") >= 10


def test_it_has_the_same_bytes_whatever_happens_afterwards() -> None:
    debtor = a_debtor()
    found = agreed(debtor)
    before = [agreement_file(found.id, "en", form) for form in ("pdf", "docx")]  # type: ignore[arg-type]
    pay(debtor, TODAY, 50_000)
    debtor.case.customer.name_masked = "李*"
    debtor.case.customer.save()
    assert [agreement_file(found.id, "en", form) for form in ("pdf", "docx")] == before  # type: ignore[arg-type]
    document = document_of(found.id, "en")
    assert document is not None
    kept = AgreementDocument.objects.get()
    assert kept.digests["en"] == document.digest
    entry = Entry.objects.get(action="agreement_document_kept")
    assert entry.details["digests"] == kept.digests


def test_word_has_the_schedule_and_the_code() -> None:
    content = agreement_file(agreed(a_debtor()).id, "zh-hans", "docx")
    assert content is not None
    word = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert cells.count("500.00") >= 10
    assert len(word.inline_shapes) == 1


def test_before_it_is_accepted_it_is_a_draft_without_a_code() -> None:
    debtor = a_debtor()
    can_pay(debtor, 50_000)
    proposed = propose(
        customer_id=debtor.case.customer_id,
        terms=plan_for(),
        actor=a_member(),
        at=AT,
        channel="call",
    )
    text = text_of(proposed.id, "en")
    assert "notacceptedyet" in text
    assert "enterthecode" not in text
    assert agreement_file(10**6, "en", "pdf") is None


def test_a_slip_is_taken_back_and_the_promise_runs_again() -> None:
    from fairdue.compliance.queries import holds_in_force
    from fairdue.kernel.money import Money
    from fairdue.negotiation.actions import record_promise
    from fairdue.negotiation.queries import open_promise
    from fairdue.people.models import Staff

    debtor = a_debtor()
    customer_id = debtor.case.customer_id
    record_promise(
        case_id=debtor.case.pk, amount=Money(10_000, "CNY"), due_on=TODAY, staff=a_member(), at=AT
    )
    found = agreed(debtor)
    assert open_promise(customer_id) is None
    assert holds_in_force(customer_id, AT)
    staff = Staff.objects.get(username=found.proposed_by)
    assert take_back(agreement_id=found.id, staff=staff, at=AT).state == "withdrawn"
    assert open_promise(customer_id) is not None
    assert not holds_in_force(customer_id, AT)

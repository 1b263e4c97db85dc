"""Papers: written from templates, refused with the missing field's name, released by two others."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import pytest
from django.db import DatabaseError, IntegrityError, transaction
from pypdf import PdfReader

from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.legal.actions.papers import paper_file, release_paper, withdraw_paper, write_paper
from fairdue.legal.models import Matter, Paper, PaperKind, PaperRelease, PaperState
from fairdue.legal.rules.papers.filling import FieldsMissing
from fairdue.legal.tests.paper_records import (
    COURT,
    ID_NUMBER,
    NAME,
    NOW,
    Office,
    a_known_debtor,
    an_approved_matter,
    an_office,
    demand,
)
from fairdue.legal.tests.records import TODAY, Debtor, a_member, pay
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db

AGENT = {"agent": "李代理", "agent_of": "示例银行法务部", "agent_phone": "021-00000000"}
ENTERED = {
    PaperKind.LAWYERS_LETTER: {"pay_by": "2026-03-25"},
    PaperKind.PAYMENT_ORDER: {},
    PaperKind.COMPLAINT: {**AGENT, "powers": "一般授权"},
    PaperKind.EVIDENCE_LIST: {},
    PaperKind.POWER_OF_ATTORNEY: {
        **AGENT,
        "powers": "特别授权：代为承认、变更诉讼请求，进行和解、调解",
        "power_until": "2027-03-10",
    },
    PaperKind.SETTLEMENT: {
        "settled": "18000",
        "instalments": "7",
        "first_due_on": "2026-04-10",
        "pay_to": "本人信用卡账户",
    },
    PaperKind.ENFORCEMENT: {
        "title_paper": "上海市浦东新区人民法院（2026）沪0115民督1号支付令",
        "title_final_on": "2026-03-01",
        "unperformed": "20000.00",
        "assets": "工资收入",
    },
}


@pytest.fixture
def office() -> Office:
    return an_office()


@pytest.fixture
def matter(office: Office) -> Matter:
    return an_approved_matter(office)


def write(
    office: Office, matter: Matter, kind: str, language: str = "zh-hans", **more: str
) -> Paper:
    return write_paper(
        matter_id=matter.pk,
        kind=kind,
        entered={**ENTERED[PaperKind(kind)], **more},
        language=language,
        staff=office.writer,
        at=NOW,
    )


def pdf_of(office: Office, paper: Paper) -> PdfReader:
    _, content = paper_file(paper_id=paper.pk, format="pdf", staff=office.writer, at=NOW)
    return PdfReader(io.BytesIO(content))


def words_of(reader: PdfReader) -> str:
    return "".join(page.extract_text() for page in reader.pages).replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("kind", PaperKind.values)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_paper_is_written_in_both_languages_and_both_forms(
    office: Office, matter: Matter, kind: str, language: str
) -> None:
    paper = write(office, matter, kind, language)
    reader = pdf_of(office, paper)
    words = words_of(reader)
    assert paper.number in words and NAME in words
    _, word = paper_file(paper_id=paper.pk, format="docx", staff=office.writer, at=NOW)
    said = "\n".join(each.text for each in docx.Document(io.BytesIO(word)).paragraphs)
    assert paper.number in said


def test_every_font_of_a_paper_is_embedded(office: Office, matter: Matter) -> None:
    reader = pdf_of(office, write(office, matter, "complaint"))
    found = 0
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            for below in font.get_object()["/DescendantFonts"]:
                descriptor = below.get_object()["/FontDescriptor"]
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
                found += 1
    assert found


def test_an_application_says_who_how_much_and_to_which_court(
    office: Office, matter: Matter
) -> None:
    words = words_of(pdf_of(office, write(office, matter, "payment_order")))
    for said in ("支付令申请书", NAME, ID_NUMBER, "20,000.00元", "贰万元整", "此致", COURT,
                 "1990年1月1日", "被申请人", "催收1次", "91310000EXAMPLE000"):  # fmt: skip
        assert said in words, said


def test_the_same_paper_has_the_same_bytes(office: Office, matter: Matter) -> None:
    paper = write(office, matter, "payment_order")
    for form in ("pdf", "docx"):
        files = [
            paper_file(paper_id=paper.pk, format=form, staff=office.writer, at=NOW)[1]  # type: ignore[arg-type]
            for _ in range(2)
        ]
        assert files[0] == files[1]


def test_a_missing_field_is_refused_by_its_name(office: Office, matter: Matter) -> None:
    with pytest.raises(FieldsMissing) as refused:
        write(office, matter, "power_of_attorney", agent="", power_until="")
    assert refused.value.fields == ("agent", "power_until")
    assert "委托代理人、代理期限" in refused.value.text.zh
    assert not Paper.objects.exists()


def test_a_paper_without_a_confirmed_court_is_refused(office: Office) -> None:
    matter = an_approved_matter(office, court="")
    with pytest.raises(FieldsMissing) as refused:
        write(office, matter, "payment_order")
    assert refused.value.fields == ("court",)


def test_a_claim_for_which_nobody_demanded_payment_has_no_paper(office: Office) -> None:
    matter = an_approved_matter(office, a_known_debtor())
    with pytest.raises(FieldsMissing) as refused:
        write(office, matter, "payment_order")
    assert refused.value.fields == ("demands", "demanded_on")


@pytest.mark.parametrize(
    ("name", "typed"),
    [("settled", "很多"), ("settled", "12.345"), ("instalments", "六"), ("instalments", "0"),
     ("first_due_on", "2026-02-30"), ("pay_to", "长" * 121)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(
    office: Office, matter: Matter, name: str, typed: str
) -> None:
    with pytest.raises(Refused):
        write(office, matter, "settlement", **{name: typed})


def test_less_owed_than_claimed_is_refused(office: Office) -> None:
    debtor = a_known_debtor()
    demand(debtor)
    matter = an_approved_matter(office, debtor)
    pay(debtor, TODAY + timedelta(days=1), 100_000)
    with pytest.raises(Refused, match="Less is owed today"):
        write_paper(
            matter_id=matter.pk,
            kind="payment_order",
            entered={},
            language="zh-hans",
            staff=office.writer,
            at=NOW + timedelta(days=1),
        )


def test_a_road_of_letters_leads_to_no_court(office: Office) -> None:
    matter = an_approved_matter(office, road="letter", debtor=with_demand())
    with pytest.raises(Refused, match="doesn't lead to this paper"):
        write(office, matter, "payment_order")


def with_demand() -> Debtor:
    debtor = a_known_debtor()
    demand(debtor)
    return debtor


def test_a_letter_only_announces_what_was_approved(office: Office) -> None:
    to_court = words_of(pdf_of(office, write(office, an_approved_matter(office), "lawyers_letter")))
    only = an_approved_matter(office, road="letter", debtor=with_demand())
    alone = words_of(pdf_of(office, write(office, only, "lawyers_letter")))
    assert "向人民法院申请支付令" in to_court
    assert "人民法院申请" not in alone and "向人民法院" not in alone


def test_a_lawyers_letter_needs_a_licensed_lawyer(office: Office, matter: Matter) -> None:
    with transaction.atomic():
        matter.counsel = ""
        matter.journal_entry = record(
            actor="test", action="x", at=NOW, customer_id=matter.customer_id
        )
        matter.save()
    with pytest.raises(Refused):
        write(office, matter, "lawyers_letter")


def test_what_a_settlement_adds_is_checked_like_any_message(office: Office, matter: Matter) -> None:
    with pytest.raises(Refused, match="坐牢"):
        write(office, matter, "settlement", more="不还就让你坐牢")


def test_a_paper_is_released_by_two_others(office: Office, matter: Matter) -> None:
    paper = write(office, matter, "payment_order")
    with pytest.raises(Refused, match="Two others"):
        release_paper(paper_id=paper.pk, staff=office.writer, at=NOW)
    assert release_paper(paper_id=paper.pk, staff=office.first, at=NOW).state == "written"
    with pytest.raises(Refused, match="already"):
        release_paper(paper_id=paper.pk, staff=office.first, at=NOW)
    assert release_paper(paper_id=paper.pk, staff=office.second, at=NOW).state == "released"
    actions = list(
        Entry.objects.filter(subject=f"paper:{paper.number}").values_list("action", flat=True)
    )
    assert sorted(actions) == ["paper_release_given", "paper_released", "paper_written"]


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.LEAD, Role.COUNSEL])
def test_others_release_no_papers(office: Office, matter: Matter, role: Role) -> None:
    paper = write(office, matter, "payment_order")
    with pytest.raises(Refused):
        release_paper(paper_id=paper.pk, staff=a_member(role), at=NOW)


def test_the_database_refuses_a_release_by_one(office: Office, matter: Matter) -> None:
    paper = write(office, matter, "payment_order")
    release_paper(paper_id=paper.pk, staff=office.first, at=NOW)
    paper.refresh_from_db()
    with (
        pytest.raises(DatabaseError, match="lacks the release of two others"),
        transaction.atomic(),
    ):
        paper.state, paper.released_at = PaperState.RELEASED, NOW
        paper.journal_entry = record(
            actor="test", action="x", at=NOW, customer_id=paper.customer_id
        )
        paper.save()


def test_the_database_refuses_the_writers_own_release(office: Office, matter: Matter) -> None:
    paper = write(office, matter, "payment_order")
    with pytest.raises(DatabaseError, match="awaits no release"), transaction.atomic():
        PaperRelease.objects.create(
            paper=paper,
            releaser=office.writer.username,
            role="legal",
            at=NOW,
            journal_entry=record(actor="test", action="x", at=NOW),
        )


def test_the_database_refuses_other_words_and_gaps(office: Office, matter: Matter) -> None:
    paper = write(office, matter, "payment_order")
    for changed in ({"sheet_digest": "0" * 64}, {"serial": 7}, {"matter_id": None}):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(**changed)
    fields = {
        each.attname: getattr(paper, each.attname)
        for each in Paper._meta.concrete_fields
        if each.attname not in ("id", "serial", "journal_entry_id")
    }
    with pytest.raises(DatabaseError, match="is not the next, which is 2"), transaction.atomic():
        entry = record(actor="test", action="x", at=NOW, customer_id=paper.customer_id)
        Paper.objects.create(**fields, serial=3, journal_entry=entry)


def test_numbers_have_no_gaps_even_where_papers_are_refused_and_withdrawn(
    office: Office, matter: Matter
) -> None:
    first = write(office, matter, "payment_order")
    with pytest.raises(Refused):
        write(office, matter, "power_of_attorney", agent="")
    withdraw_paper(paper_id=first.pk, reason="金额有误", staff=office.writer, at=NOW)
    second = write(office, matter, "payment_order")
    other = write(office, matter, "complaint")
    assert [first.number, second.number, other.number] == [
        "ZFL-2026-0001", "ZFL-2026-0002", "MSQ-2026-0001",
    ]  # fmt: skip
    with pytest.raises(Refused, match="withdrawn"):
        paper_file(paper_id=first.pk, format="pdf", staff=office.writer, at=NOW)


def test_counsel_writes_and_takes_papers_of_their_own_matters_only(office: Office) -> None:
    own, other = an_approved_matter(office), an_approved_matter(an_office())
    paper = write_paper(
        matter_id=own.pk,
        kind="payment_order",
        entered={},
        language="zh-hans",
        staff=office.lawyer,
        at=NOW,
    )
    assert paper_file(paper_id=paper.pk, format="pdf", staff=office.lawyer, at=NOW)
    with pytest.raises(Refused, match="no such matter"):
        write_paper(
            matter_id=other.pk,
            kind="payment_order",
            entered={},
            language="zh-hans",
            staff=office.lawyer,
            at=NOW,
        )
    theirs = write(office, other, "payment_order")
    with pytest.raises(Refused, match="no such paper"):
        paper_file(paper_id=theirs.pk, format="pdf", staff=office.lawyer, at=NOW)


def test_who_the_cardholder_is_stands_sealed_only(office: Office, matter: Matter) -> None:
    paper = write(office, matter, "payment_order")
    assert NAME.encode() not in bytes(paper.sheet_sealed)
    for entry in Entry.objects.filter(customer_id=matter.customer_id):
        assert NAME not in str(entry.details) and ID_NUMBER not in str(entry.details)

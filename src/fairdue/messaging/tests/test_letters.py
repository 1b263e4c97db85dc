"""Letters: words under a permit, printed once, posted by a person, and what comes back."""

from __future__ import annotations

import io
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from fairdue.compliance.actions import place_hold
from fairdue.compliance.models import Hold
from fairdue.contact.actions import ContactDenied
from fairdue.contact.models import Attempt, Outcome, Permit
from fairdue.contact.tests.records import MORNING, a_member, an_address
from fairdue.identity.models import ContactCode
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.messaging import files
from fairdue.messaging.actions.letters import (
    gather_letters,
    letter_pdf,
    post_batch,
    print_batch,
    print_file,
    return_letter,
    settle_batches,
    write_letter,
)
from fairdue.messaging.models import BatchState, LetterBatch, Message, MessageState, PaperLetter
from fairdue.messaging.tests.post import (
    BRITISH,
    TODAY,
    a_lead,
    a_letter,
    a_printed_batch,
    an_addressee,
    written,
)
from fairdue.people.models import Role
from fairdue.typesetting.letter import Letter as Sheet
from fairdue.vault.sealing import vault

pytestmark = pytest.mark.django_db(transaction=True)

A_DAY = timedelta(days=1)


def sheet_of(letter: PaperLetter) -> Sheet:
    return Sheet.from_json(vault().unseal(letter.sheet_sealed))


def state_of(letter: PaperLetter) -> tuple[str, str]:
    message = Message.objects.select_related("attempt").get(pk=letter.message_id)
    return message.state, message.attempt.outcome


def text_of(pdf: bytes) -> list[str]:
    """Without blanks: what is read from a PDF has them where letters stand closer."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_letter_is_kept_under_a_permit_for_its_very_words() -> None:
    letter = written()
    attempt = Attempt.objects.get(pk=letter.message.attempt_id)
    permit = Permit.objects.get(pk=attempt.permit_id)
    sheet = sheet_of(letter)
    assert attempt.channel == "letter"
    assert attempt.content_digest == permit.content_digest != ""
    assert sheet.digest == letter.sheet_digest
    assert "950.00" in sheet.body
    assert sheet.code in sheet.genuine
    assert sheet.to[-1] == "张三丰 收"
    assert sheet.postcode == "200120"
    assert ContactCode.objects.get().kind == "letter"
    told = str([*Entry.objects.values("details", "subject")])
    assert not any(each in told for each in ("张三丰", "世纪大道", "950.00", sheet.code))


def test_a_denied_letter_is_kept_with_its_reason_and_uses_no_code() -> None:
    point = an_addressee()
    place_hold(
        customer_id=point.customer_id,
        kind="dispute",
        reason="asked",
        staff=a_member(Role.COMPLIANCE),
        at=MORNING,
    )
    with pytest.raises(ContactDenied):
        write_letter(a_letter(point), actor="reminders", at=MORNING)
    assert Permit.objects.get().failing == ["LENDER-HOLD"]
    assert not PaperLetter.objects.exists()
    assert not ContactCode.objects.exists()


def test_only_a_postal_address_of_the_customers_own_is_written_to() -> None:
    point = an_addressee()
    email = an_address(point.customer)
    with pytest.raises(Refused, match="postal address|address on file"):
        write_letter(a_letter(point, contact_point_id=email.pk), actor="x", at=MORNING)
    with pytest.raises(Refused, match="postal address"):
        write_letter(a_letter(an_addressee(), customer_id=point.customer_id), actor="x", at=MORNING)


def test_letters_are_gathered_by_law_and_in_the_order_they_were_written() -> None:
    first, second = written(), written()
    british = written(an_addressee("Li Wei", BRITISH, law="UK", language="en"))
    found = gather_letters(staff=a_lead(), at=MORNING)
    assert (len(found.batches), found.letters, found.withdrawn) == (2, 3, 0)
    chinese = LetterBatch.objects.get(law="CN")
    assert [*PaperLetter.objects.filter(batch=chinese).order_by("place")] == [first, second]
    assert state_of(british) == (MessageState.SENDING, "")
    assert gather_letters(staff=a_lead(), at=MORNING).batches == ()


def test_a_letter_that_may_not_go_any_more_is_withdrawn() -> None:
    letter, other = written(), written()
    place_hold(
        customer_id=letter.customer_id,
        kind="dispute",
        reason="asked",
        staff=a_member(Role.COMPLIANCE),
        at=MORNING,
    )
    found = gather_letters(staff=a_lead(), at=MORNING + timedelta(hours=1))
    assert (found.letters, found.withdrawn) == (1, 1)
    assert state_of(letter) == (MessageState.WITHDRAWN, Outcome.NOT_DELIVERED)
    assert state_of(other)[0] == MessageState.SENDING
    entry = Entry.objects.get(details__letter=letter.reference, details__state="withdrawn")
    assert entry.details["failing"] == ["LENDER-HOLD"]


def test_a_letter_that_waited_too_long_is_withdrawn() -> None:
    letter = written()
    found = gather_letters(staff=a_lead(), at=MORNING + 11 * A_DAY)
    assert (found.letters, found.withdrawn) == (0, 1)
    assert state_of(letter)[0] == MessageState.WITHDRAWN


def test_a_batch_is_one_file_that_says_the_letters_word_for_word() -> None:
    staff = a_lead()
    batch = a_printed_batch(3, staff)
    pdf = print_file(batch_id=batch.pk, staff=staff, at=MORNING)
    assert sha256(pdf).hexdigest() == batch.sha256
    assert (batch.state, batch.pages, batch.sheets) == (BatchState.PRINTED, 3, 3)
    pages = text_of(pdf)
    assert len(pages) == 5, "an empty back ends every letter but the last"
    for letter in PaperLetter.objects.filter(batch=batch):
        assert letter.first_page is not None
        assert letter.reference in pages[letter.first_page - 1]
    kept = files.path_of(batch.pk).read_bytes()
    assert b"%PDF" not in kept, "it lies sealed"
    assert files.path_of(batch.pk).stat().st_mode & 0o77 == 0


def test_a_print_file_made_again_has_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    staff = a_lead()
    written(), written()
    [batch_id] = gather_letters(staff=staff, at=MORNING).batches
    with monkeypatch.context() as patched:
        patched.setattr(PaperLetter.objects, "bulk_update", _killed)
        with pytest.raises(KeyboardInterrupt):
            print_batch(batch_id, at=MORNING)
    before = files.read(batch_id)
    assert before is not None
    assert LetterBatch.objects.get().state == BatchState.GATHERED
    assert settle_batches(at=MORNING + A_DAY) == 1
    assert settle_batches(at=MORNING + A_DAY) == 0
    assert files.read(batch_id) == before
    files.path_of(batch_id).unlink()
    assert print_file(batch_id=batch_id, staff=staff, at=MORNING) == before


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_print_file_that_was_altered_is_not_handed_out() -> None:
    staff = a_lead()
    batch = a_printed_batch(1, staff)
    files.write(batch.pk, b"%PDF-1.7 something else")
    with pytest.raises(Refused, match="restore"):
        print_file(batch_id=batch.pk, staff=staff, at=MORNING)


def test_posting_is_a_persons_act_and_ends_the_attempts_as_sent() -> None:
    staff = a_lead()
    batch = a_printed_batch(2, staff)
    letter = PaperLetter.objects.filter(batch=batch).first()
    assert letter is not None
    assert state_of(letter) == (MessageState.SENDING, "")
    post_batch(batch_id=batch.pk, posted_on=TODAY, staff=staff, at=MORNING)
    assert state_of(letter) == (MessageState.SENT, Outcome.SENT)
    with pytest.raises(Refused, match="was posted"):
        post_batch(batch_id=batch.pk, posted_on=TODAY, staff=staff, at=MORNING)
    entry = Entry.objects.get(details__letter=letter.reference, details__state="sent")
    assert (entry.customer_id, entry.details["on"]) == (letter.customer_id, "2026-03-10")


@pytest.mark.parametrize("day", [date(2026, 3, 9), date(2026, 3, 11)])
def test_a_batch_is_not_posted_before_it_was_gathered_nor_tomorrow(day: date) -> None:
    batch = a_printed_batch(1)
    with pytest.raises(Refused, match="between"):
        post_batch(batch_id=batch.pk, posted_on=day, staff=a_lead(), at=MORNING)


def test_a_batch_without_its_file_can_not_have_been_posted() -> None:
    written()
    staff = a_lead()
    [batch_id] = gather_letters(staff=staff, at=MORNING).batches
    with pytest.raises(Refused, match="no print file"):
        post_batch(batch_id=batch_id, posted_on=TODAY, staff=staff, at=MORNING)
    with pytest.raises(Refused, match="no print file"):
        print_file(batch_id=batch_id, staff=staff, at=MORNING)


@pytest.mark.parametrize("how", ["reference", "code", "address"])
@pytest.mark.parametrize(
    ("reason", "invalid", "held"),
    [("unknown", True, False), ("moved", True, False), ("incomplete", True, False),
     ("refused", False, False), ("deceased", False, True)],
)  # fmt: skip
def test_what_comes_back_is_not_delivered_and_says_what_of_the_address(
    how: str, reason: str, invalid: bool, held: bool
) -> None:
    staff = a_lead()
    batch = a_printed_batch(1, staff)
    letter = PaperLetter.objects.get(batch=batch)
    post_batch(batch_id=batch.pk, posted_on=TODAY, staff=staff, at=MORNING)
    typed = {
        "reference": f" {letter.reference.lower()} ",
        "code": sheet_of(letter).code.lower(),
        "address": sheet_of(letter).address,
    }[how]
    return_letter(typed=typed, reason=reason, staff=staff, at=MORNING + 5 * A_DAY)
    letter.refresh_from_db()
    assert (letter.returned_for, letter.returned_on) == (reason, date(2026, 3, 15))
    assert state_of(letter) == (MessageState.NOT_DELIVERED, Outcome.NOT_DELIVERED)
    point = letter.message.attempt.contact_point
    assert point is not None
    assert (point.invalid_since is not None) is invalid
    assert Hold.objects.filter(customer_id=letter.customer_id, kind="deceased").exists() is held
    with pytest.raises(Refused, match="came back before"):
        return_letter(typed=letter.reference, reason=reason, staff=staff, at=MORNING + 6 * A_DAY)


def test_what_was_not_posted_can_not_come_back_nor_what_is_not_ours() -> None:
    letter = PaperLetter.objects.get(batch=a_printed_batch(1))
    with pytest.raises(Refused, match="not posted"):
        return_letter(typed=letter.reference, reason="moved", staff=a_lead(), at=MORNING)
    for typed in ("L-22222222", "", "https://x.example/genuine/", "ABCD-EFGH"):
        with pytest.raises(Refused, match="No letter of ours"):
            return_letter(typed=typed, reason="moved", staff=a_lead(), at=MORNING)
    with pytest.raises(Refused, match="Say why"):
        return_letter(typed=letter.reference, reason="lost", staff=a_lead(), at=MORNING)


def test_collectors_handle_no_letters_but_open_one_for_a_reason() -> None:
    collector, batch = a_member(), a_printed_batch(1)
    letter = PaperLetter.objects.get(batch=batch)
    with pytest.raises(Refused, match="role"):
        gather_letters(staff=collector, at=MORNING)
    with pytest.raises(Refused, match="role"):
        print_file(batch_id=batch.pk, staff=collector, at=MORNING)
    with pytest.raises(Refused, match="role"):
        post_batch(batch_id=batch.pk, posted_on=TODAY, staff=collector, at=MORNING)
    with pytest.raises(Refused, match="role"):
        return_letter(typed=letter.reference, reason="moved", staff=collector, at=MORNING)
    with pytest.raises(Refused, match="Say why"):
        letter_pdf(letter_id=letter.pk, reason=" ", staff=collector, at=MORNING)
    with pytest.raises(Refused, match="role"):
        letter_pdf(letter_id=letter.pk, reason="x", staff=a_member(Role.STRATEGIST), at=MORNING)
    [page] = text_of(
        letter_pdf(letter_id=letter.pk, reason="asks what we wrote", staff=collector, at=MORNING)
    )
    assert letter.reference in page
    assert Entry.objects.get(action="letter_opened").customer_id == letter.customer_id


def test_the_database_refuses_a_letter_changed_without_an_entry() -> None:
    letter = PaperLetter.objects.get(batch=a_printed_batch(1))
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperLetter.objects.filter(pk=letter.pk).update(returned_on=TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        LetterBatch.objects.update(posted_on=TODAY)

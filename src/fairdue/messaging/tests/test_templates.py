"""Templates' way: written, checked, approved by two others, live; and what the database refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from fairdue.contact.tests.records import MORNING, a_case, a_member
from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions.rendering import content_of, words_for
from fairdue.messaging.actions.shipped import install_shipped, shipped
from fairdue.messaging.actions.templates import (
    Unsayable,
    approve_version,
    edit_version,
    refuse_version,
    start_template,
    start_version,
    submit_version,
    take_back_version,
    withdraw_version,
)
from fairdue.messaging.models import (
    Template,
    TemplateApproval,
    TemplateState,
    TemplateVersion,
)
from fairdue.messaging.queries.templates import flaws, samples, template, templates
from fairdue.messaging.rules.templates import Wording
from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import Customer

pytestmark = pytest.mark.django_db

GOOD = Wording(
    Text("{lender}: a word from us", "{lender}：一封来信"),
    Text(
        "Please pay {amount} by {due_on}. {disclosures}\n\n{how_to_check}\n\n{opt_out}",
        "请于{due_on}前支付{amount}。{disclosures}\n\n{how_to_check}\n\n{opt_out}",
    ),
)


def with_body(en: str, zh: str) -> Wording:
    return Wording(GOOD.subject, Text(f"{GOOD.body.en}\n\n{en}", f"{GOOD.body.zh}\n\n{zh}"))


class Office:
    """Two writers, two leads, two compliance officers."""

    def __init__(self) -> None:
        self.writer, self.other = a_member(Role.STRATEGIST), a_member(Role.STRATEGIST)
        self.lead, self.second = a_member(Role.LEAD), a_member(Role.LEAD)
        self.officer, self.another = a_member(Role.COMPLIANCE), a_member(Role.COMPLIANCE)

    def draft(self, wording: Wording = GOOD, **changes: Any) -> TemplateVersion:
        asked: dict[str, Any] = {
            "name": "a_word",
            "channel": "email",
            "law": "",
            "kind": "reminder",
            "title": Text("A word", "来信"),
            "staff": self.writer,
            "at": MORNING,
        }
        begun = start_template(**(asked | changes))
        return self.edit(begun, wording)

    def edit(
        self, version: TemplateVersion, wording: Wording, by: Staff | None = None
    ) -> TemplateVersion:
        return edit_version(
            version.pk,
            wording=wording,
            seen=version.wording.digest,
            staff=by or self.writer,
            at=MORNING,
        )

    def submitted(self, wording: Wording = GOOD, **changes: Any) -> TemplateVersion:
        version = self.draft(wording, **changes)
        return submit_version(version.pk, staff=self.writer, at=MORNING)

    def live(self, wording: Wording = GOOD, **changes: Any) -> TemplateVersion:
        version = self.submitted(wording, **changes)
        approve_version(version.pk, staff=self.lead, at=MORNING)
        return approve_version(version.pk, staff=self.officer, at=MORNING)


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def test_is_live_by_the_second_approval_and_not_before(office: Office) -> None:
    version = office.submitted()
    once = approve_version(version.pk, staff=office.lead, at=MORNING)
    assert once.state == TemplateState.SUBMITTED
    assert template("a_word", "en", "email", MORNING) is None
    twice = approve_version(version.pk, staff=office.officer, at=MORNING)
    assert twice.state == TemplateState.LIVE
    found = template("a_word", "en", "email", MORNING)
    assert found is not None
    assert found.pk == version.pk
    actions = Entry.objects.filter(subject=f"template_version:{version.pk}").order_by("pk")
    assert [*actions.values_list("action", flat=True)] == [
        "template_drafted",
        "template_edited",
        "template_submitted",
        "template_approved",
        "template_approved",
        "template_live",
    ]
    assert "Please pay" not in str([*actions.values("details")])


@pytest.mark.parametrize(
    ("en", "zh", "marked"),
    [
        ("We will have you arrested.", "谢谢。", "arrested"),
        ("Thank you.", "如不还款将追究刑事责任。", "刑事"),
    ],
)
def test_a_false_threat_cannot_be_submitted_and_is_marked(
    office: Office, en: str, zh: str, marked: str
) -> None:
    version = office.draft(with_body(en, zh))
    with pytest.raises(Unsayable) as refused:
        submit_version(version.pk, staff=office.writer, at=MORNING)
    texts = version.wording
    places = [
        texts.at(flaw.place).in_language(flaw.language)[flaw.start : flaw.end]
        for flaw in refused.value.flaws
        if flaw.language and flaw.end
    ]
    assert any(marked in place for place in places), places
    assert all(flaw.mend.zh and flaw.message.zh for flaw in refused.value.flaws)
    assert any(flaw.rule for flaw in refused.value.flaws)
    version.refresh_from_db()
    assert version.state == TemplateState.DRAFT


def test_a_false_threat_that_slipped_in_cannot_be_approved(office: Office) -> None:
    version = office.draft(with_body("We will have you arrested.", "如不还款将追究刑事责任。"))
    entry = Entry.objects.get(pk=version.journal_entry_id)
    with connection.cursor() as cursor:  # as if a rule had changed since
        cursor.execute(
            "UPDATE messaging_templateversion SET state = 'submitted', journal_entry_id = %s "
            "WHERE id = %s",
            [entry.pk, version.pk],
        )
    for approver in (office.lead, office.officer):
        with pytest.raises(Unsayable):
            approve_version(version.pk, staff=approver, at=MORNING)
    assert not TemplateApproval.objects.exists()


def test_words_without_what_must_be_there_cannot_be_submitted(office: Office) -> None:
    bare = Wording(GOOD.subject, Text("Pay {amount}.", "请支付{amount}。"))
    version = office.draft(bare)
    with pytest.raises(Unsayable) as refused:
        submit_version(version.pk, staff=office.writer, at=MORNING)
    rules = {flaw.rule for flaw in refused.value.flaws if flaw.code == "mandatory"}
    assert {"LENDER-TEMPLATES", "CN-MSG-01", "us.regf.18e.disclosures"} <= rules
    assert "us.regf.6e.optout_notice" in rules


def test_each_law_asks_for_its_own(office: Office) -> None:
    def rules(law: str, kind: str, channel: str) -> set[str]:
        empty = Wording(Text("", ""), Text("x", "x"))
        found = flaws(empty, kind=kind, channel=channel, law=law, at=MORNING)
        return {flaw.rule for flaw in found if flaw.code == "mandatory"}

    assert rules("CN", "first_notice", "letter") >= {"CN-LTR-01", "CN-COND-02"}
    assert "us.regf.34c.content" in rules("US", "first_notice", "letter")
    assert "uk.conc.7.9.8.post" in rules("UK", "thanks", "letter")
    assert "uk.conc.7.4.information" in rules("UK", "first_notice", "email")
    assert not {each for each in rules("CN", "thanks", "sms") if each.startswith("u")}


def test_nobody_approves_what_they_wrote_nor_twice(office: Office) -> None:
    lead = office.lead
    version = office.draft()
    version = office.edit(version, with_body("Thank you.", "谢谢。"), by=lead)
    submit_version(version.pk, staff=office.writer, at=MORNING)
    with pytest.raises(Refused, match="wrote part"):
        approve_version(version.pk, staff=lead, at=MORNING)
    approve_version(version.pk, staff=office.second, at=MORNING)
    with pytest.raises(Refused, match="already"):
        approve_version(version.pk, staff=office.second, at=MORNING)


def test_one_of_the_two_is_a_compliance_officer(office: Office) -> None:
    version = office.submitted()
    approve_version(version.pk, staff=office.lead, at=MORNING)
    with pytest.raises(Refused, match="compliance officer"):
        approve_version(version.pk, staff=office.second, at=MORNING)
    assert approve_version(version.pk, staff=office.another, at=MORNING).state == "live"


@pytest.mark.parametrize(
    ("role", "may_write", "may_approve"),
    [
        (Role.COLLECTOR, False, False),
        (Role.STRATEGIST, True, False),
        (Role.ADMINISTRATOR, False, False),
    ],
)
def test_the_wrong_person_neither_writes_nor_approves(
    office: Office, role: Role, may_write: bool, may_approve: bool
) -> None:
    version = office.submitted()
    someone = a_member(role)
    if not may_write:
        with pytest.raises(Refused):
            start_version(version.template_id, staff=someone, at=MORNING)
    if not may_approve:
        with pytest.raises(Refused):
            approve_version(version.pk, staff=someone, at=MORNING)
        with pytest.raises(Refused):
            refuse_version(version.pk, note="no", staff=someone, at=MORNING)


def test_taken_back_it_loses_the_approvals_given(office: Office) -> None:
    version = office.submitted()
    approve_version(version.pk, staff=office.lead, at=MORNING)
    take_back_version(version.pk, staff=office.writer, at=MORNING)
    submit_version(version.pk, staff=office.writer, at=MORNING)
    assert approve_version(version.pk, staff=office.officer, at=MORNING).state == "submitted"


def test_a_newer_version_replaces_the_live_one_and_the_past_stays(office: Office) -> None:
    first = office.live()
    later = MORNING + timedelta(days=1)
    begun = start_version(first.template_id, staff=office.other, at=later)
    assert begun.wording == first.wording
    with pytest.raises(Refused, match="on its way"):
        start_version(first.template_id, staff=office.writer, at=later)
    office.edit(begun, with_body("Thank you.", "谢谢。"), by=office.other)
    submit_version(begun.pk, staff=office.other, at=later)
    approve_version(begun.pk, staff=office.lead, at=later)
    approve_version(begun.pk, staff=office.officer, at=later)
    now, then = (template("a_word", "en", "email", each) for each in (later, MORNING))
    assert now is not None
    assert then is not None
    assert (then.number, now.number) == (1, 2)


def test_withdrawn_words_are_sent_no_more(office: Office) -> None:
    version = office.live()
    with pytest.raises(Refused, match="why"):
        withdraw_version(version.pk, note=" ", staff=office.officer, at=MORNING)
    with pytest.raises(Refused):
        withdraw_version(version.pk, note="wrong", staff=office.writer, at=MORNING)
    withdraw_version(version.pk, note="wrong", staff=office.officer, at=MORNING)
    case, _ = a_case()
    with pytest.raises(Refused, match="no approved words"):
        words_for(
            "a_word", "email", customer_id=case.customer_id, values=samples(MORNING), at=MORNING
        )


def test_a_draft_changed_meanwhile_is_not_overwritten(office: Office) -> None:
    version = office.draft()
    office.edit(version, with_body("Hello.", "您好。"), by=office.other)
    with pytest.raises(Refused, match="meanwhile"):
        office.edit(version, with_body("Bye.", "再见。"))


def raw(sql: str, version: TemplateVersion) -> None:
    from fairdue.journal.actions import record

    with transaction.atomic(), connection.cursor() as cursor:
        entry = record(actor="x", action="x", at=MORNING, subject="x", details={})
        cursor.execute(sql, {"id": version.pk, "entry": entry.pk, "at": MORNING})


GO_LIVE = """
UPDATE messaging_templateversion
SET state = 'live', live_from = %(at)s, journal_entry_id = %(entry)s WHERE id = %(id)s
"""
APPROVE = """
INSERT INTO messaging_templateapproval
    (version_id, approver, role, note, approved_at, void, journal_entry_id)
VALUES (%(id)s, '{by}', '{role}', '', %(at)s, false, %(entry)s)
"""


def test_the_database_lets_nothing_live_without_two_others(office: Office) -> None:
    version = office.submitted()
    refused: list[tuple[str, str]] = [
        (GO_LIVE, "without the approval of two others"),
        (APPROVE.format(by=office.writer.username, role="compliance"), "awaits no approval"),
        (APPROVE.format(by=office.lead.username, role="compliance"), "may not approve"),
        (APPROVE.format(by="nobody", role="lead"), "may not approve"),
        (
            "UPDATE messaging_templateversion SET body_en = 'x', journal_entry_id = %(entry)s "
            "WHERE id = %(id)s",
            "though it is no draft",
        ),
        (
            "UPDATE messaging_templateversion SET shipped = true, journal_entry_id = %(entry)s "
            "WHERE id = %(id)s",
            "never changes",
        ),
        ("DELETE FROM messaging_templateversion WHERE id = %(id)s", "append-only"),
    ]
    for sql, message in refused:
        with pytest.raises(DatabaseError, match=message):
            raw(sql, version)
    raw(APPROVE.format(by=office.lead.username, role="lead"), version)
    with pytest.raises(DatabaseError, match="once"):
        raw(APPROVE.format(by=office.lead.username, role="lead"), version)
    raw(APPROVE.format(by=office.second.username, role="lead"), version)
    with pytest.raises(DatabaseError, match="compliance"):
        raw(GO_LIVE, version)
    raw(APPROVE.format(by=office.officer.username, role="compliance"), version)
    raw(GO_LIVE, version)


def test_the_database_takes_no_draft_for_shipped(office: Office) -> None:
    version = office.draft()
    columns = "template_id, subject_en, subject_zh, body_en, body_zh, note, submitted_by"
    ending = "'', '', started_by, started_at, changed_by, changed_at"
    with pytest.raises(DatabaseError, match="comes with the product"):
        raw(
            f"INSERT INTO messaging_templateversion ({columns}, ended_by, ended_note, started_by, "
            "started_at, changed_by, changed_at, number, state, shipped, editors, live_from, "
            f"journal_entry_id) SELECT {columns}, {ending}, 9, 'live', true, "
            "ARRAY['Fairdue'], %(at)s, %(entry)s FROM messaging_templateversion WHERE id = %(id)s",
            version,
        )


def test_no_change_without_a_journal_entry(office: Office) -> None:
    version = office.draft()
    with pytest.raises(DatabaseError, match="journal entry"), transaction.atomic():
        TemplateVersion.objects.filter(pk=version.pk).update(note="x", journal_entry_id=1)
        connection.check_constraints()


def test_what_comes_with_the_product_is_installed_once_and_gives_way(office: Office) -> None:
    assert install_shipped(at=MORNING) == len(shipped())
    assert install_shipped(at=MORNING) == 0
    entries = Entry.objects.filter(action="template_installed")
    assert entries.count() == len(shipped())
    assert set(entries.values_list("actor", flat=True)) == {"Fairdue"}
    kept = Template.objects.get(name="payment_thanks", channel="sms")
    begun = start_version(kept.pk, staff=office.writer, at=MORNING)
    submit_version(begun.pk, staff=office.writer, at=MORNING)
    approve_version(begun.pk, staff=office.lead, at=MORNING)
    approve_version(begun.pk, staff=office.officer, at=MORNING)
    [line] = [each for each in templates() if each.template.pk == kept.pk]
    assert line.live is not None
    assert not line.live.shipped
    assert install_shipped(at=MORNING) == 0


@pytest.mark.parametrize("one", shipped(), ids=lambda one: f"{one.name}-{one.channel}-{one.law}")
def test_what_comes_with_the_product_has_no_flaws(one: Any) -> None:
    found = flaws(one.wording, kind=one.kind, channel=one.channel, law=one.law, at=MORNING)
    assert [(each.code, each.language, each.message.en) for each in found if each.stops] == []


def test_words_follow_the_customers_law_and_language(office: Office) -> None:
    case, _ = a_case()
    values = samples(MORNING)

    def body(**changes: str) -> str:
        Customer.objects.filter(pk=case.customer_id).update(**changes)
        asked = {"customer_id": case.customer_id, "values": values, "at": MORNING}
        return words_for("payment_reminder", "email", **asked).body

    chinese = body(jurisdiction="CN", language="zh-hans")
    american = body(jurisdiction="US", language="en", time_zones="America/Chicago")
    assert "debt collector" not in chinese
    assert "债务催收人" not in chinese
    assert "This is a message from a debt collector." in american
    assert "\n\n\n" not in chinese
    told = content_of("payment_reminder", "email", customer_id=case.customer_id, at=MORNING)
    assert (told.states_balance, told.offers_opt_out) == (False, True)


def test_words_that_state_a_balance_say_so_to_the_permit(office: Office) -> None:
    case, _ = a_case()
    told = content_of("missed_payment", "email", customer_id=case.customer_id, at=MORNING)
    assert told.states_balance


def test_an_amount_that_is_not_the_cases_cannot_be_written_into_the_words(office: Office) -> None:
    version = office.draft(with_body("You owe 99,999.00 CNY.", "您欠款99,999.00元。"))
    found = flaws(version.wording, kind="reminder", channel="email", law="", at=MORNING)
    assert [each for each in found if each.code == "words_amount" and each.stops]


def test_the_same_amount_from_the_case_may_be(office: Office) -> None:
    case, _ = a_case()
    values = {**samples(MORNING), "amount": Money.of("950", "CNY")}
    words = words_for(
        "payment_reminder", "email", customer_id=case.customer_id, values=values, at=MORNING
    )
    assert "950.00" in words.body


def test_a_code_or_link_that_happens_to_spell_something_stops_no_message(office: Office) -> None:
    case, _ = a_case()
    spelt = {"code": "FRQ0-SB85-7WS8", "portal": "https://x.example/my/sign-in/gun-SB-kill/"}
    asked = {"customer_id": case.customer_id, "values": {**samples(MORNING), **spelt}}
    assert "SB85" in words_for("payment_reminder", "email", at=MORNING, **asked).body


def test_what_a_law_came_to_want_stops_words_that_were_live_before(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fairdue.messaging.actions import rendering
    from fairdue.messaging.rules.mandatory import Required

    case, _ = a_case()
    newer = Required("lender_phone", "CN-NEW", Text("a newer law", "新法"), "CN")
    monkeypatch.setattr(rendering, "required", lambda *_asked: (newer,))
    with pytest.raises(Refused, match="a newer law"):
        words_for(
            "payment_reminder",
            "email",
            customer_id=case.customer_id,
            values=samples(MORNING),
            at=MORNING,
        )


def test_words_that_sound_like_pressure_are_answered_by_who_approves(office: Office) -> None:
    version = office.submitted(with_body("", "识相的话今天把钱打过来，不然有你好看。"))
    with pytest.raises(Refused, match="sound like pressure"):
        approve_version(version.pk, staff=office.lead, at=MORNING)
    approve_version(version.pk, note="Quoted from a warning", staff=office.lead, at=MORNING)
    with pytest.raises(Refused, match="sound like pressure"):
        approve_version(version.pk, note=" ", staff=office.officer, at=MORNING)
    told = Entry.objects.filter(action="template_approved").latest("pk").details
    assert told["suspect"] == 1
    assert "Quoted" not in str(told)

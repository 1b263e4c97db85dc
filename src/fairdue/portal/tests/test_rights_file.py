"""A cardholder takes their file along: everything about them, nothing about anybody else."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from fairdue.compliance import actions as compliance
from fairdue.journal.queries import entries
from fairdue.journal.verify import verify
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions import Letter, deliver, send_message
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role, Staff
from fairdue.portal.tests import factory
from fairdue.portal.tests.conftest import Clock, SignIn
from fairdue.portal.tests.test_rights_contacts import call
from fairdue.portfolio.models import ContactPoint, Customer
from fairdue.reporting.exports.own_file import export_own_file

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER, OTHER = 2, 77


@pytest.fixture
def me(clock: Clock) -> Customer:
    """Called, disputing, complaining; a lead took the complaint and wrote their name into it."""
    me = factory.a_cardholder(NUMBER)
    call(me, clock)
    myself = Cardholder(me.pk)
    compliance.open_dispute(
        customer_id=me.pk, ground="fees", statement="my own words", staff=myself, at=clock.at
    )
    made = compliance.record_complaint(
        customer_id=me.pk,
        about="conduct",
        channel="online",
        statement="rude",
        staff=myself,
        at=clock.at,
    )
    lead = Staff.objects.create(
        username="wangxiaoming", last_name="王", first_name="小明", role=Role.LEAD
    )
    compliance.take_complaint(complaint_id=made.pk, owner=lead.username, staff=lead, at=clock.at)
    compliance.raise_mark(
        customer_id=me.pk,
        kind="vulnerability",
        note="王小明 saw it",
        staff=lead,
        at=clock.at,
    )
    return me


def taken(browser: Client) -> dict[str, str]:
    answer = browser.post(reverse("my-file-export"))
    assert answer["Content-Type"] == "application/zip", answer.content[:200]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def test_has_everything_about_the_person_opened_and_each_opening_journalled(
    signed_in: SignIn, me: Customer
) -> None:
    files = taken(signed_in(me))
    told = json.loads(files["my-file.json"])
    assert told["person"]["name"] == factory.NAMES[NUMBER]
    assert told["person"]["id_number"] == factory.id_number_of(NUMBER)
    assert factory.phone_of(NUMBER) in [p["value"] for p in told["person"]["contact_points"]]
    assert told["disputes"][0]["statement"] == "my own words"
    assert told["contacts"][0]["why"]
    assert told["accounts"][0]["balance"]["total"] == {"amount": "18902.11", "currency": "CNY"}
    revealed = entries(me.pk, action="personal_data_revealed")
    assert {entry.actor for entry in revealed} == {f"cardholder:{me.pk}"}
    assert len(revealed) == 4


def test_names_no_member_of_staff_and_nobody_else(
    signed_in: SignIn, me: Customer, clock: Clock
) -> None:
    other = factory.a_cardholder(OTHER)
    call(other, clock)
    everything = "".join(taken(signed_in(me)).values())
    for theirs in (
        *("zhanglihua", "张丽华", "wangxiaoming", "王小明"),
        *(other.customer_ref, f"A{OTHER:06d}", factory.phone_of(OTHER), factory.NAMES[7]),
    ):
        assert theirs not in everything


def test_tells_what_staff_did_by_role_with_the_digest_it_was_sealed_under(
    signed_in: SignIn, me: Customer
) -> None:
    history = json.loads(taken(signed_in(me))["my-file.json"])["history"]
    by = {each["action"]: each for each in history}
    assert (by["complaint_taken"]["by"], by["complaint_taken"]["proven"]) == ("staff", False)
    assert (by["dispute_opened"]["by"], by["dispute_opened"]["proven"]) == ("cardholder", True)
    assert all(len(each["sealed_digest"]) == 64 for each in history)
    assert len(history) == len(entries(me.pk, limit=1000))


def test_the_proof_is_accepted_by_anybody(signed_in: SignIn, me: Customer, tmp_path: Path) -> None:
    bundle = tmp_path / "proof.jsonl"
    lines = taken(signed_in(me))["proof.jsonl"]
    bundle.write_text(lines, encoding="utf-8")
    assert verify([bundle], []) == 0
    assert "dispute_opened" in lines
    bundle.write_text(lines.replace("dispute_opened", "dispute_closed", 1), encoding="utf-8")
    assert verify([bundle], []) == 1


def test_what_a_machine_wrote_is_proven_with_its_permit_and_outcome(
    signed_in: SignIn, clock: Clock, tmp_path: Path, settings: Settings
) -> None:
    settings.OUTBOX, settings.VAR = True, tmp_path
    me = factory.a_cardholder(NUMBER)
    point = ContactPoint.objects.get(customer=me, kind="email")
    values = {"agreed_on": clock.at.date()}
    queued = send_message(
        Letter(me.pk, point.pk, "agreement_ready", values), actor="reminders", at=clock.at
    )
    deliver(queued.message_id, at=clock.at)
    lines = taken(signed_in(me))["proof.jsonl"]
    bundle = tmp_path / "proof.jsonl"
    bundle.write_text(lines, encoding="utf-8")
    assert verify([bundle], []) == 0
    assert '"kind":"permit"' in lines.replace(" ", "")


def test_can_be_read_in_both_languages(signed_in: SignIn, me: Customer) -> None:
    english = taken(signed_in(me))["my-file.html"]
    chinese = taken(signed_in(me, "zh-cn"))["my-file.html"]
    assert ("Everything that was recorded" in english, "全部记录" in chinese) == (True, True)
    assert '<html lang="zh-Hans">' in chinese
    assert "<script" not in english + chinese


def test_is_given_a_few_times_a_day_and_then_no_more(
    signed_in: SignIn, me: Customer, clock: Clock
) -> None:
    browser = signed_in(me)
    for _ in range(3):
        taken(browser)
    answer = browser.post(reverse("my-file-export"), follow=True)
    assert "3 times in 24 hours" in answer.content.decode()
    assert len(entries(me.pk, action="own_file_exported")) == 3
    clock.wait(hours=24)
    assert taken(signed_in(me))


def test_is_for_the_cardholder_alone(me: Customer, clock: Clock) -> None:
    lead = Staff.objects.get(username="wangxiaoming")
    with pytest.raises(Refused, match="Your role"):
        export_own_file(who=lead, language="en", at=clock.at)  # type: ignore[arg-type]

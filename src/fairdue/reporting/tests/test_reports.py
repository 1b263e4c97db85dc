"""A period's report: made once, sent once, frozen, and counted again."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import Error, connection, transaction
from pypdf import PdfReader

from fairdue.contact.models import Channel, Outcome
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.reporting.actions import (
    add_schedule,
    confirm_commentary,
    end_schedule,
    export_period,
    make_due,
    make_report,
    post_waiting,
    recount,
)
from fairdue.reporting.figure import Span
from fairdue.reporting.models import PeriodReport, PostState, Recount, ReportPost
from fairdue.reporting.queries.checking import Outcome as Found
from fairdue.reporting.rules.freezing import digest
from fairdue.reporting.tests.records import ZONE, make_attempt, make_case, make_staff

pytestmark = pytest.mark.django_db
MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
APRIL_FIRST = datetime(2026, 4, 1, 7, 0, tzinfo=ZONE)
MADE = {"kind": "figures", "period": "month", "span": MARCH, "currency": "CNY"}


@pytest.fixture
def lead() -> Staff:
    lead = make_staff("lead1", Role.LEAD)
    lead.email = "lead@lender.example"
    lead.save()
    return lead


@pytest.fixture
def march(two_days: Path, lead: Staff) -> PeriodReport:
    make_attempt(make_case(1), Outcome.PROMISE)
    make_attempt(make_case(2), Outcome.NO_ANSWER)
    report, made = make_report(**MADE, actor="worker", at=APRIL_FIRST)
    assert made
    return report


def scheduled(lead: Staff, **changes: Any) -> Any:
    asked = {
        "kind": "figures",
        "period": "month",
        "currency": "CNY",
        "staff_ids": [lead.pk],
        "language": "",
        "starts_on": date(2026, 3, 10),
    }
    return add_schedule(**(asked | changes), staff=lead, at=APRIL_FIRST - timedelta(days=22))


def test_a_report_keeps_figures_definitions_and_queries(march: PeriodReport) -> None:
    document = march.document
    keys = {each["key"] for each in document["figures"]}
    assert {"delinquency_rate", "connect_rate", "denial_rate"} <= keys
    assert "queue" not in keys
    assert keys <= set(document["definitions"])
    assert {each["store"] for each in document["queries"]} == {"lake", "postgresql"}
    assert march.digest == digest(document)
    assert Entry.objects.get(action="report_made").details["sha256"] == march.digest


def test_a_report_is_made_once(march: PeriodReport) -> None:
    again, made = make_report(**MADE, actor="somebody", at=APRIL_FIRST)
    assert not made
    assert again.pk == march.pk


def test_a_period_that_is_not_over_has_no_report(two_days: Path) -> None:
    with pytest.raises(ValueError, match="isn't over"):
        make_report(**MADE, actor="worker", at=APRIL_FIRST - timedelta(days=1))
    with pytest.raises(ValueError, match="is no month"):
        make_report(
            **(MADE | {"span": Span(date(2026, 3, 2), date(2026, 3, 31))}),
            actor="worker",
            at=APRIL_FIRST,
        )


def test_a_period_without_a_night_shows_the_last_one_before(two_days: Path) -> None:
    week = Span(date(2026, 2, 16), date(2026, 2, 22))
    report, _ = make_report(
        **(MADE | {"period": "week", "span": week}), actor="worker", at=APRIL_FIRST
    )
    assert (report.document["as_of"], report.document["before"]) == ("2026-02-10", "")


def test_every_figure_reproduces_from_its_query(march: PeriodReport) -> None:
    check = recount(report_id=march.pk, actor="lead1", at=APRIL_FIRST)
    assert check.reproduces
    assert check.queries == check.queries_same > 10
    assert len(check.of(Found.SAME)) == len(check.figures) == len(march.document["figures"])
    assert not Recount.objects.exists()


def test_what_came_later_stands_beside_and_changes_nothing(march: PeriodReport) -> None:
    make_attempt(make_case(3), Outcome.PROMISE)
    check = recount(report_id=march.pk, actor="lead1", at=APRIL_FIRST + timedelta(days=1))
    assert check.reproduces
    assert not check.of(Found.DIFFERS)
    [kept] = Recount.objects.all()
    rates = [each for each in kept.differing if each["key"] == "connect_rate"]
    assert [(each["numerator"], each["denominator"]) for each in rates] == [(2, 3)]
    then = [each for each in march.document["figures"] if each["key"] == "connect_rate"]
    assert [(each["numerator"], each["denominator"]) for each in then] == [(1, 2)]
    recount(report_id=march.pk, actor="lead1", at=APRIL_FIRST + timedelta(days=2))
    assert Recount.objects.count() == 1


def test_the_database_keeps_what_a_report_said(march: PeriodReport) -> None:
    with pytest.raises(Error, match="says for ever"), transaction.atomic():
        PeriodReport.objects.filter(pk=march.pk).update(digest="0" * 64)


def test_a_document_that_was_tampered_with_is_told(march: PeriodReport) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reporting_periodreport DISABLE TRIGGER USER")
        tampered = march.document
        for each in tampered["figures"]:
            if each["key"] == "delinquent_accounts":
                each["numerator"] -= 1
        march.document = tampered
        PeriodReport.objects.filter(pk=march.pk).update(document=tampered)
        cursor.execute("ALTER TABLE reporting_periodreport ENABLE TRIGGER USER")
    check = recount(report_id=march.pk, actor="lead1", at=APRIL_FIRST)
    assert not check.intact
    assert not check.reproduces
    assert [each.frozen["key"] for each in check.of(Found.DIFFERS)] == ["delinquent_accounts"]


def test_a_schedule_makes_and_sends_once_whatever_is_run_again(
    two_days: Path, lead: Staff, settings: Any, tmp_path: Path
) -> None:
    settings.OUTBOX = True
    scheduled(lead)
    assert make_due(at=APRIL_FIRST - timedelta(hours=1)) == []
    [report] = make_due(at=APRIL_FIRST)
    assert make_due(at=APRIL_FIRST) == []
    assert (report.first, report.last) == (MARCH.first, MARCH.last)
    assert post_waiting(at=APRIL_FIRST) == 1
    assert post_waiting(at=APRIL_FIRST) == 0
    [path] = [each for each in (tmp_path / "outbox").rglob("*") if each.is_file()]
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names == [
        "fairdue-figures-month-2026-03-01.pdf",
        "fairdue-figures-month-2026-03-01.xlsx",
    ]
    body = mail.get_body(("html",))
    assert body is not None
    assert "尚未经人工确认" in body.get_content()
    assert ReportPost.objects.get().state == PostState.SENT


def test_an_ended_schedule_makes_nothing(two_days: Path, lead: Staff) -> None:
    schedule = scheduled(lead)
    end_schedule(schedule_id=schedule.pk, staff=lead, at=APRIL_FIRST - timedelta(days=9))
    assert make_due(at=APRIL_FIRST) == []
    with pytest.raises(Refused):
        end_schedule(schedule_id=schedule.pk, staff=lead, at=APRIL_FIRST)


def test_who_may_not_see_figures_gets_none(two_days: Path, lead: Staff, settings: Any) -> None:
    collector = make_staff("collector1", Role.COLLECTOR)
    collector.email = "collector@lender.example"
    collector.save()
    with pytest.raises(Refused):
        scheduled(lead, staff_ids=[collector.pk])
    scheduled(lead)
    make_due(at=APRIL_FIRST)
    settings.OUTBOX = True
    Staff.objects.filter(pk=lead.pk).update(role=Role.COLLECTOR)
    assert post_waiting(at=APRIL_FIRST) == 0
    assert ReportPost.objects.get().state == PostState.FAILED


def test_a_mail_left_on_its_way_is_not_sent_again(
    march: PeriodReport, lead: Staff, settings: Any, two_days: Path
) -> None:
    scheduled(lead)
    make_due(at=APRIL_FIRST)
    post = ReportPost.objects.get()
    with transaction.atomic():
        entry = Entry.objects.create(actor="test", action="test", at=APRIL_FIRST)
        post.state, post.tried_at, post.journal_entry = PostState.SENDING, APRIL_FIRST, entry
        post.save()
    settings.OUTBOX = True
    assert post_waiting(at=APRIL_FIRST + timedelta(hours=1)) == 0
    assert ReportPost.objects.get().state == PostState.UNCONFIRMED


def test_a_person_confirms_the_commentary(march: PeriodReport, lead: Staff) -> None:
    assert march.commentary_en
    done = confirm_commentary(
        report_id=march.pk, english="All well.", chinese="一切正常。", staff=lead, at=APRIL_FIRST
    )
    assert done.confirmed_by == "lead1"
    assert "All well." not in str(Entry.objects.get(action="report_commentary_confirmed").details)
    with pytest.raises(Refused):
        confirm_commentary(report_id=march.pk, english="", chinese="好", staff=lead, at=APRIL_FIRST)
    with pytest.raises(Refused):
        confirm_commentary(
            report_id=march.pk,
            english="x",
            chinese="x",
            staff=make_staff("c2", Role.COLLECTOR),
            at=APRIL_FIRST,
        )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_files_name_their_reader_and_say_what_was_corrected(
    march: PeriodReport, lead: Staff, language: str
) -> None:
    make_attempt(make_case(3), Outcome.PROMISE)
    recount(report_id=march.pk, actor="lead1", at=APRIL_FIRST)
    at = {"staff": lead, "at": APRIL_FIRST, "language": language}
    printed = export_period(march, "pdf", **at)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
    assert "lead1" in text
    book = openpyxl.load_workbook(io.BytesIO(export_period(march, "xlsx", **at).content))
    corrected = {"en": "Later corrections", "zh-hans": "后续更正"}[language]
    assert corrected in book.sheetnames
    table = export_period(march, "csv", **at).content.decode("utf-8-sig").splitlines()
    assert any(row.split(",")[1] == Channel.CALL for row in table[1:-1])
    assert Entry.objects.filter(action="export_made").count() == 3


def test_a_return_holds_the_table_alone(two_days: Path, lead: Staff) -> None:
    make_attempt(make_case(1), Outcome.PROMISE)
    report, _ = make_report(**(MADE | {"kind": "return"}), actor="worker", at=APRIL_FIRST)
    assert not report.document["figures"]
    assert not report.commentary_en
    [line] = [each for each in report.document["return"] if each["part"] == "contacts"]
    assert (line["code"], line["number"]) == (Channel.CALL, 1)
    book = export_period(report, "xlsx", staff=lead, at=APRIL_FIRST, language="en")
    assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames == ["Return by clause"]

"""Reports on a page: read, counted anew, confirmed, handed out, scheduled."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.contact.models import Outcome
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.people.models import Role, Staff
from fairdue.reporting.actions import make_report
from fairdue.reporting.figure import Span
from fairdue.reporting.models import PeriodReport, Recount, ReportSchedule
from fairdue.reporting.tests.records import ZONE, make_attempt, make_case

FEBRUARY = Span(date(2026, 2, 1), date(2026, 2, 28))
IN_FEBRUARY = datetime(2026, 2, 12, 12, tzinfo=ZONE)


@pytest.fixture
def report(two_days: Path, db: None) -> PeriodReport:
    make_attempt(make_case(1), Outcome.PROMISE, at=IN_FEBRUARY)
    made, _ = make_report(
        kind="figures",
        period="month",
        span=FEBRUARY,
        currency="CNY",
        actor="worker",
        at=datetime(2026, 3, 1, 7, tzinfo=ZONE),
    )
    return made


@pytest.fixture
def lead(two_days: Path, as_role: SignIn) -> Client:
    return as_role(Role.LEAD)


def text(client: Client, name: str, *arguments: object, **headers: str) -> str:
    answer = client.get(reverse(name, args=arguments), headers=headers or None)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_says_who_confirmed_what(lead: Client, report: PeriodReport) -> None:
    shown = text(lead, "reports")
    assert "Monthly report" in shown
    assert "not confirmed" in shown


def test_a_report_shows_its_figures_its_commentary_and_its_queries(
    lead: Client, report: PeriodReport
) -> None:
    shown = text(lead, "report", report.pk)
    assert "Connect rate" in shown
    assert "Not confirmed by anyone" in shown
    assert "SELECT" in shown
    assert report.digest in shown
    chinese = text(lead, "report", report.pk, **{"accept-language": "zh-hans"})
    assert "接通率" in chinese
    assert "尚未经人工确认" in chinese


def test_matrices_are_tables_that_open(lead: Client) -> None:
    report, _ = make_report(
        kind="figures",
        period="month",
        span=Span(date(2026, 3, 1), date(2026, 3, 31)),
        currency="CNY",
        actor="worker",
        at=datetime(2026, 4, 1, 7, tzinfo=ZONE),
    )
    shown = text(lead, "report", report.pk)
    assert "made automatically" in shown
    assert shown.count("M1 → M2") == 0
    assert 'class="table dense matrix"' in shown
    opening = shown.index('<details class="panel chapter">')
    assert shown.index('id="commentary"') < shown.index('id="glance"') < opening
    assert shown.index('class="table dense matrix"') > opening


def test_a_long_commentary_is_folded(lead: Client, report: PeriodReport) -> None:
    said = "\n".join(f"Sentence {number}." for number in range(9))
    told = {"english": said, "chinese": said}
    shown = lead.post(reverse("report-confirm", args=[report.pk]), told, follow=True)
    assert "2 more sentences" in shown.content.decode()


def test_counted_anew_later_values_stand_beside(lead: Client, report: PeriodReport) -> None:
    make_attempt(make_case(2), Outcome.NO_ANSWER, at=IN_FEBRUARY)
    answer = lead.post(reverse("report-recount", args=[report.pk]), follow=True)
    shown = answer.content.decode()
    assert "were corrected since" in shown
    assert "As known on" in shown
    assert "50.0% (1 ÷ 2)" in shown
    assert '<span class="strong">100.0%</span> <span class="small muted">(1 ÷ 1)</span>' in shown
    assert Recount.objects.count() == 1


def test_confirming_puts_ones_name_under_it(lead: Client, report: PeriodReport) -> None:
    answer = lead.post(
        reverse("report-confirm", args=[report.pk]),
        {"english": "Few calls.", "chinese": "电话较少。"},
        follow=True,
    )
    assert "Confirmed by lead1" in answer.content.decode()
    refused = lead.post(reverse("report-confirm", args=[report.pk]), {"english": ""}, follow=True)
    assert "in both languages" in refused.content.decode()


@pytest.mark.parametrize("file_format", ["pdf", "xlsx", "csv"])
def test_it_is_handed_out_as_a_file(lead: Client, report: PeriodReport, file_format: str) -> None:
    answer = lead.post(reverse("report-download", args=[report.pk, file_format]))
    assert answer.status_code == 200
    assert f".{file_format}" in answer.headers["Content-Disposition"]
    assert lead.post(reverse("report-download", args=[report.pk, "doc"])).status_code == 404


def test_a_schedule_is_begun_and_ended(lead: Client) -> None:
    assert "Nobody who may see figures has an e-mail address" in text(lead, "report-schedules")
    reader = Staff.objects.get(username="lead1")
    reader.email = "lead@lender.example"
    reader.save()
    asked = {"kind": "figures", "period": "week", "currency": "cny", "starts_on": "2026-03-10"}
    refused = lead.post(reverse("report-schedule-add"), asked, follow=True)
    assert "Choose at least one person" in refused.content.decode()
    lead.post(reverse("report-schedule-add"), asked | {"readers": [str(reader.pk)]})
    schedule = ReportSchedule.objects.get()
    assert schedule.currency == "CNY"
    assert "Weekly" in text(lead, "report-schedules")
    lead.post(reverse("report-schedule-end", args=[schedule.pk]))
    assert "No report is scheduled" in text(lead, "report-schedules")


def test_a_collector_sees_no_report(as_role: SignIn, report: PeriodReport) -> None:
    collector = as_role(Role.COLLECTOR)
    assert collector.get(reverse("report", args=[report.pk])).status_code == 403
    assert collector.post(reverse("report-download", args=[report.pk, "pdf"])).status_code == 403

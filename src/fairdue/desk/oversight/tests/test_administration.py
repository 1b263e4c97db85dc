"""Administrators' pages: staff and nights."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings
from django.urls import reverse

from fairdue.contact.rules.verdict import CHANNELS
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.engine.lake import Lake
from fairdue.journal.models import Entry
from fairdue.kernel.text import Text
from fairdue.nightly import progress
from fairdue.nightly.jobs import run
from fairdue.nightly.progress import NightProgress, State
from fairdue.nightly.report import DATASET, NightReport, StepReport
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.columns import ACCOUNTS
from fairdue.portfolio.columns import DATASET as PORTFOLIO
from fairdue.reporting.tests.records import DAY, NOON
from fairdue.training.tests.records import CERTIFIER

ADDED = {
    "username": "new.person",
    "last_name": "Chen",
    "first_name": "Wei",
    "role": "collector",
    "language": "en",
}


def test_someone_new_gets_a_password_shown_once_and_can_sign_in(
    as_role: SignIn, team: Team
) -> None:
    client = as_role(Role.ADMINISTRATOR)
    page = client.post(reverse("staff-add"), ADDED | {"team": team.pk})
    password = page.context["password"]
    person = Staff.objects.get(username="new.person")
    assert person.check_password(password)
    assert "no-store" in page.headers["Cache-Control"]
    entry = Entry.objects.get(action="staff_added")
    assert entry.actor == "administrator1"
    assert password not in json.dumps(entry.details)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "lead1"}, "is taken"),
        ({"username": "no spaces"}, "Use letters"),
        ({"role": "king"}, "valid choice"),
        ({"last_name": ""}, "required"),
        ({"team": ""}, "need a team"),
    ],
)
def test_a_wrong_entry_is_explained_in_place(
    as_role: SignIn, team: Team, changes: dict[str, str], words: str
) -> None:
    page = as_role(Role.ADMINISTRATOR).post(
        reverse("staff-add"), ADDED | {"team": team.pk} | changes
    )
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Entry.objects.exclude(actor=CERTIFIER).exists()


def test_changing_a_role_is_journalled(
    as_role: SignIn, staff: dict[Role, Staff], team: Team
) -> None:
    person = staff[Role.COLLECTOR]
    as_role(Role.ADMINISTRATOR).post(
        reverse("staff-edit", args=[person.pk]),
        {"last_name": "Li", "role": "lead", "team": team.pk, "language": "en"},
    )
    person.refresh_from_db()
    assert person.role == Role.LEAD
    assert Entry.objects.get(action="staff_changed").details["role"] == "lead"


def test_nobody_changes_their_own_role_or_shuts_themselves_out(
    as_role: SignIn, staff: dict[Role, Staff], team: Team
) -> None:
    me = staff[Role.ADMINISTRATOR]
    client = as_role(Role.ADMINISTRATOR)
    page = client.post(
        reverse("staff-edit", args=[me.pk]),
        {"last_name": "Li", "role": "lead", "team": team.pk, "language": "en"},
    )
    assert page.status_code == 422
    client.post(reverse("staff-active", args=[me.pk]), {"active": "0"})
    me.refresh_from_db()
    assert (me.role, me.is_active) == (Role.ADMINISTRATOR, True)


def test_a_deactivated_person_is_signed_out_and_can_come_back(
    as_role: SignIn, staff: dict[Role, Staff]
) -> None:
    person = staff[Role.LEAD]
    theirs, ours = as_role(Role.LEAD), as_role(Role.ADMINISTRATOR)
    ours.post(reverse("staff-active", args=[person.pk]), {"active": "0"})
    assert theirs.get(reverse("lead")).status_code == 302
    ours.post(reverse("staff-active", args=[person.pk]), {"active": "1"})
    person.refresh_from_db()
    assert person.is_active
    assert {entry.action for entry in Entry.objects.exclude(actor=CERTIFIER)} == {
        "staff_deactivated",
        "staff_reactivated",
    }


def test_a_new_password_replaces_the_old(as_role: SignIn, staff: dict[Role, Staff]) -> None:
    person = staff[Role.COLLECTOR]
    page = as_role(Role.ADMINISTRATOR).post(reverse("staff-password", args=[person.pk]))
    person.refresh_from_db()
    assert person.check_password(page.context["password"])


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.LEAD, Role.COMPLIANCE])
def test_a_persons_page_is_closed_to_other_roles(
    as_role: SignIn, staff: dict[Role, Staff], role: Role
) -> None:
    address = reverse("staff-edit", args=[staff[Role.COLLECTOR].pk])
    assert as_role(role).get(address).status_code == 403


@pytest.fixture
def report() -> NightReport:
    """A night that ran, as the night itself stores it."""
    steps = (StepReport("facts", 10, 10, 0.25), StepReport("delinquency", 10, 10, 0.75))
    may = {f"may_{channel}": 2 for channel in CHANNELS}
    figures = {"accounts": 10, "past_due": 3, "queued": 2, **may}
    denied = {"call": {"LENDER-HOLD": 3}, "sms": {"LENDER-HOLD": 3, "phone": 4}}
    versions = {"law/cn": "0123456789ab"}
    made = NightReport(DAY, "digest", NOON, steps, figures, versions, denied, engine="duckdb")
    lake = Lake(settings.VAR / "lake")
    for dataset, manifest in ((DATASET, made.as_dict()), (PORTFOLIO, {})):
        with lake.write_day(dataset, DAY, manifest):
            pass
    return made


def test_a_night_shows_its_steps_their_time_and_what_came_of_it(
    as_role: SignIn, report: NightReport
) -> None:
    client = as_role(Role.ADMINISTRATOR)
    assert "10 Mar" in client.get(reverse("nights")).content.decode()
    page = client.get(reverse("night", args=["2026-03-10"]))
    assert [round(step.share) for step in page.context["steps"]] == [25, 75]
    figures = {
        each.label: (each.number, each.change)
        for group in page.context["figures"]
        for each in group.figures
    }
    assert figures["Accounts past due"] == (3, None)
    assert "Engine: DuckDB" in page.content.decode()


def test_a_night_shows_who_may_be_contacted_the_next_day_and_why_not(
    as_role: SignIn, report: NightReport
) -> None:
    page = as_role(Role.ADMINISTRATOR).get(reverse("night", args=["2026-03-10"]))
    assert page.context["lawful"] == [2] * 5
    assert [(each.rule, each.numbers) for each in page.context["denied"]] == [
        ("LENDER-HOLD", (3, 3, 0, 0, 0)),
        ("", (0, 4, 0, 0, 0)),
    ]
    said = page.content.decode()
    assert "11 Mar" in said and "There is no phone number on file." in said


def test_a_night_shows_what_changed_since_the_one_before_and_what_stands_out(
    as_role: SignIn, report: NightReport
) -> None:
    slow = StepReport("facts", 8, 8, 90.0)
    figures = report.figures | {"accounts": 8, "past_due": 3}
    after = replace(
        report,
        as_of=DAY + timedelta(days=2),
        before=DAY,
        steps=(slow,),
        figures=figures,
        missing=("payments",),
        warnings=(Text("A model is out of date.", "模型已过期。"),),
    )
    with Lake(settings.VAR / "lake").write_day(DATASET, after.as_of, after.as_dict()):
        pass
    client = as_role(Role.ADMINISTRATOR)
    page = client.get(reverse("night", args=["2026-03-12"]))
    shown = {
        each.label: (each.number, each.change, each.percent)
        for group in page.context["figures"]
        for each in group.figures
    }
    assert shown["Accounts"] == (8, -2, -20.0)
    assert shown["Accounts past due"] == (3, 0, 0.0)
    told = [(each.about, each.text) for each in page.context["notices"]]
    assert told[0] == ("", "A model is out of date.")
    assert ("", "The issuer gave no payments for this day.") in told
    assert ("", "Days without a file since 2026-03-10: 1.") in told
    assert ("Read the day's accounts", "Took 90 s, usually about 0 s.") in told
    said = page.content.decode()
    assert "changed since this night ran" in said and "20.0% fewer accounts" in said
    nights = client.get(reverse("nights")).context["nights"]
    assert [(each.as_of, len(noticed)) for each, noticed in nights] == [
        (after.as_of, len(told)),
        (DAY, 0),
    ]


def test_a_night_of_before_that_was_told_still_opens(as_role: SignIn, report: NightReport) -> None:
    old = report.as_dict()
    del old["denied"]
    old["figures"] = {"accounts": 10}
    with Lake(settings.VAR / "lake").write_day(DATASET, DAY, old):
        pass
    page = as_role(Role.ADMINISTRATOR).get(reverse("night", args=["2026-03-10"]))
    assert page.status_code == 200 and page.context["lawful"] == []


@pytest.mark.parametrize("day", ["2026-03-09", "tomorrow"])
def test_a_night_that_did_not_run_is_not_found(
    as_role: SignIn, report: NightReport, day: str
) -> None:
    assert as_role(Role.ADMINISTRATOR).get(reverse("night", args=[day])).status_code == 404


def test_without_a_portfolio_no_night_is_asked_for(as_role: SignIn) -> None:
    page = as_role(Role.ADMINISTRATOR).post(reverse("night-run"), follow=True)
    assert "Take in the issuer" in page.content.decode()
    assert progress.FILE.read() is None


def test_a_night_is_asked_for_once(as_role: SignIn, report: NightReport) -> None:
    client = as_role(Role.ADMINISTRATOR)
    first = client.post(reverse("night-run"), follow=True)
    assert "The night was asked for" in first.content.decode()
    told = progress.FILE.read()
    assert told is not None
    assert (told.state, told.asked_by) == (State.WAITING, "administrator1")
    second = client.post(reverse("night-run"), follow=True)
    assert "already asked for" in second.content.decode()


@pytest.mark.django_db
def test_a_night_whose_process_ended_is_shown_as_stopped(tmp_path: Path) -> None:
    told = NightProgress(State.RUNNING, "administrator1", NOON.isoformat(), done=2, of=6)
    progress.FILE.write(told)
    assert progress.FILE.read() == replace(told, state=State.STOPPED)


def test_progress_is_polled_until_the_night_ends(as_role: SignIn) -> None:
    client = as_role(Role.ADMINISTRATOR)
    told = NightProgress(State.WAITING, "administrator1", NOON.isoformat())
    progress.FILE.write(told)
    waiting = client.get(reverse("night-progress"))
    assert "every 2s" in waiting.content.decode()
    assert "HX-Refresh" not in waiting.headers
    progress.FILE.write(replace(told, state=State.FAILED, problem="no portfolio of that day"))
    ended = client.get(reverse("night-progress"))
    assert "no portfolio of that day" in ended.content.decode()
    assert "every" not in ended.content.decode()
    assert ended.headers["HX-Refresh"] == "true"


@pytest.mark.django_db
def test_a_night_that_cannot_run_says_why() -> None:
    account = dict.fromkeys(ACCOUNTS) | {"account_ref": "A1"}
    doubled = pl.DataFrame([account, account], schema=ACCOUNTS)
    with Lake(settings.VAR / "lake").write_day(PORTFOLIO, DAY, {}) as draft:
        doubled.write_parquet(draft / "accounts.parquet")
    run(asked_by="administrator1", at=NOON.isoformat(), again=False)
    told = progress.FILE.read()
    assert told is not None
    assert told.state is State.FAILED
    assert "more than once" in told.problem

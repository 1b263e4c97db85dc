"""Taking files in from the browser: upload, preview, run, result, mappings."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.engine.lake import lake
from fairdue.journal.models import Entry
from fairdue.people.models import Role
from fairdue.portfolio import uploads
from fairdue.portfolio.columns import DATASET
from fairdue.portfolio.intake.running import rejects_path
from fairdue.portfolio.jobs import take_in
from fairdue.portfolio.models import IntakeRun, Mapping
from fairdue.portfolio.uploads import Upload, UploadState
from fairdue.reporting.tests.records import NOON

MAPPING = """\
title: One small file
sources:
  cards: {files: "*.csv"}
accounts:
  from: cards
  columns:
    account_ref: card
    customer_ref: person
    currency: "'CNY'"
    total_minor: owed
    past_due_minor: late
    cycles_past_due: cycles
"""
GOOD = b"card,person,owed,late,cycles\nA1,P1,100.00,0,0\nA2,P2,250.50,50.00,1\n"
WITH_A_BAD_ROW = GOOD + b"A3,P3,lots,0,0\n"

Give = Callable[..., Any]


@pytest.fixture
def administrator(as_role: SignIn) -> Client:
    client = as_role(Role.ADMINISTRATOR)
    response = client.post(reverse("mapping-new"), {"name": "small", "document": MAPPING})
    assert response.status_code == 302, response.context["form"].errors
    return client


@pytest.fixture
def give(administrator: Client) -> Give:
    """Uploads files by their name and content."""

    def post(*files: tuple[str, bytes], mapping: str = "small", as_of: str = "2026-03-09") -> Any:
        return administrator.post(
            reverse("intake-new"),
            {
                "mapping": mapping,
                "as_of": as_of,
                "issuer_files": [SimpleUploadedFile(name, content) for name, content in files],
            },
            follow=True,
        )

    return post


def kept(response: Any) -> Upload:
    found: Upload = response.context["upload"]
    return found


def work(upload: Upload) -> Upload:
    """What the worker does with an upload that was asked for."""
    take_in(token=upload.token, by="administrator1", at=NOON.isoformat(), language="en")
    found = uploads.find(upload.token)
    assert found is not None
    return found


def test_the_preview_shows_rows_and_every_problem_and_writes_nothing(
    administrator: Client, give: Give
) -> None:
    upload = kept(give(("cards.csv", WITH_A_BAD_ROW)))
    page = administrator.get(reverse("intake-preview", args=[upload.token]))
    preview = page.context["preview"]
    assert (preview.total.came_in, preview.total.accepted, preview.total.rejected) == (3, 2, 1)
    text = page.content.decode()
    assert "A2" in text
    assert "cards.csv:4" in text
    assert "lots" in text
    assert not IntakeRun.objects.exists()
    assert lake().days(DATASET) == []


def test_files_are_taken_in_by_a_worker_and_then_removed(administrator: Client, give: Give) -> None:
    upload = kept(give(("cards.csv", WITH_A_BAD_ROW)))
    page = administrator.post(reverse("intake-start", args=[upload.token]), follow=True)
    assert kept(page).state is UploadState.WAITING
    done = work(upload)
    assert done.state is UploadState.DONE
    assert not list(done.folder.glob("*.csv"))
    progress = administrator.get(reverse("intake-progress", args=[upload.token]))
    result = reverse("intake-run", args=[done.run_id])
    assert progress.headers["HX-Redirect"] == result
    page = administrator.get(result)
    run = page.context["run"]
    assert (run.rows_in, run.rows_accepted, run.rows_rejected) == (3, 2, 1)
    assert run.started_by == "administrator1"


def test_the_same_files_again_change_nothing_and_say_so(administrator: Client, give: Give) -> None:
    work(kept(give(("cards.csv", GOOD))))
    again = work(kept(give(("cards.csv", GOOD))))
    assert again.changed is False
    administrator.get(reverse("intake-progress", args=[again.token]))
    page = administrator.get(reverse("intake-run", args=[again.run_id]))
    assert "nothing changed" in page.content.decode()


def test_rejected_rows_come_back_as_a_file_and_its_download_is_journalled(
    administrator: Client, give: Give
) -> None:
    done = work(kept(give(("cards.csv", WITH_A_BAD_ROW))))
    response = administrator.post(reverse("intake-rejects", args=[done.run_id]))
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "lots" in content
    entry = Entry.objects.get(action="rejected_rows_downloaded")
    assert (entry.actor, entry.details) == ("administrator1", {"rows": 1})
    path = rejects_path(IntakeRun.objects.get())
    assert path is not None
    path.unlink()
    assert administrator.post(reverse("intake-rejects", args=[done.run_id])).status_code == 404


def test_a_failed_intake_says_why_and_keeps_the_files_for_another_try(
    administrator: Client, give: Give
) -> None:
    upload = kept(give(("cards.csv", b"other,columns\n1,2\n")))
    failed = work(upload)
    assert failed.state is UploadState.FAILED
    assert list(failed.folder.glob("*.csv"))
    page = administrator.get(reverse("intake-upload", args=[upload.token]))
    assert failed.problem in page.context["upload"].problem
    assert "Nothing was taken in" in page.content.decode()


def test_a_preview_that_cannot_be_made_leads_back_to_the_mapping(
    administrator: Client, give: Give
) -> None:
    upload = kept(give(("cards.csv", b"other,columns\n1,2\n")))
    text = administrator.get(reverse("intake-preview", args=[upload.token])).content.decode()
    assert f"{reverse('mapping', args=['small'])}?upload={upload.token}" in text


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "at least one file"),
        ([("cards.exe", b"x")], "of no known kind"),
        ([("cards", b"x")], "of no known kind"),
        ([("cards.csv", b"")], "is empty"),
        ([(f"{number}.csv", b"x") for number in range(41)], "at most 40 files"),
    ],
)
def test_files_that_cannot_be_accepted_are_refused_in_place(
    give: Give, files: list[tuple[str, bytes]], words: str
) -> None:
    page = give(*files)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not list((settings.VAR / "uploads").glob("*"))


def test_too_much_at_once_is_refused(give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "BYTES_MAX", 10)
    assert "too big" in give(("cards.csv", GOOD)).content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("as_of", "31.02.2026"), ("as_of", ""), ("mapping", "no-such")]
)
def test_a_wrong_day_or_mapping_is_refused(give: Give, field: str, value: str) -> None:
    assert give(("cards.csv", GOOD), **{field: value}).status_code == 422


@pytest.mark.parametrize("name", ["../../etc/cards.csv", "C:\\tmp\\cards.csv", "a\x00b\n.csv"])
def test_a_files_name_never_becomes_a_path(
    settings: Any, db: None, name: str, tmp_path: Path
) -> None:
    incoming = SimpleUploadedFile("placeholder", b"x")
    incoming._name = name
    upload = uploads.keep([incoming], "small", NOON.date(), by="administrator1", at=NOON)
    [file] = upload.files
    assert file.stored_as == "0.csv"
    assert not {"/", "\\", "\x00", "\n"} & set(file.name)
    assert (upload.folder / "0.csv").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("token", ["0" * 32, "..", "x", "%2e%2e"])
def test_an_upload_that_is_not_there_is_not_found(administrator: Client, token: str) -> None:
    assert administrator.get(f"/intake/uploads/{token}/").status_code == 404


def test_discarding_removes_the_files(administrator: Client, give: Give) -> None:
    upload = kept(give(("cards.csv", GOOD)))
    administrator.post(reverse("intake-discard", args=[upload.token]))
    assert not upload.folder.exists()


def test_files_a_worker_has_are_not_discarded(administrator: Client, give: Give) -> None:
    upload = uploads.change(kept(give(("cards.csv", GOOD))), state=UploadState.RUNNING)
    administrator.post(reverse("intake-discard", args=[upload.token]))
    assert upload.folder.exists()


def test_uploads_left_for_a_day_are_removed_by_the_next(give: Give) -> None:
    old = kept(give(("cards.csv", GOOD)))
    uploads.change(old, at=(NOON - timedelta(days=2)).isoformat())
    give(("cards.csv", GOOD))
    assert not old.folder.exists()


def test_a_wrong_mapping_is_explained_in_place_and_not_saved(administrator: Client) -> None:
    wrong = MAPPING.replace("total_minor", "totl_minor")
    page = administrator.post(
        reverse("mapping", args=["small"]), {"name": "small", "document": wrong}
    )
    assert page.status_code == 422
    [error] = page.context["form"].errors["document"]
    assert "totl_minor" in error
    assert Mapping.objects.count() == 1


def test_checking_a_mapping_saves_nothing(administrator: Client) -> None:
    changed = MAPPING.replace("One small file", "Another title")
    page = administrator.post(
        reverse("mapping", args=["small"]), {"name": "small", "document": changed, "check": "1"}
    )
    assert "not saved yet" in page.content.decode()
    assert Mapping.objects.count() == 1


def test_saving_a_mapping_makes_a_version_and_leads_back_to_the_files(
    administrator: Client, give: Give
) -> None:
    upload = kept(give(("cards.csv", GOOD)))
    changed = MAPPING.replace("One small file", "Another title")
    response = administrator.post(
        f"{reverse('mapping', args=['small'])}?upload={upload.token}",
        {"name": "other", "document": changed},
    )
    assert response.url == reverse("intake-upload", args=[upload.token])
    again = uploads.find(upload.token)
    assert again is not None
    assert again.mapping == "other"
    details = Entry.objects.filter(action="mapping_saved").latest("pk").details
    assert "One small file" not in json.dumps(details)


def test_an_older_version_of_a_mapping_can_be_read(administrator: Client) -> None:
    changed = MAPPING.replace("One small file", "Another title")
    administrator.post(reverse("mapping", args=["small"]), {"name": "small", "document": changed})
    address = reverse("mapping", args=["small"])
    assert "Another title" in administrator.get(address).content.decode()
    first = administrator.get(address, {"version": "1"})
    assert first.context["form"].initial["document"] == MAPPING


def test_a_mapping_or_run_that_is_not_there_is_not_found(administrator: Client) -> None:
    assert administrator.get(reverse("mapping", args=["nobody"])).status_code == 404
    assert administrator.get(reverse("intake-run", args=[99])).status_code == 404


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.LEAD, Role.COMPLIANCE])
def test_uploads_runs_and_mappings_are_closed_to_other_roles(
    as_role: SignIn, give: Give, role: Role
) -> None:
    upload = kept(give(("cards.csv", WITH_A_BAD_ROW)))
    done = work(upload)
    client = as_role(role)
    for name in ("intake-upload", "intake-preview", "intake-progress"):
        assert client.get(reverse(name, args=[upload.token])).status_code == 403
    for name in ("intake-start", "intake-discard"):
        assert client.post(reverse(name, args=[upload.token])).status_code == 403
    assert client.get(reverse("intake-run", args=[done.run_id])).status_code == 403
    assert client.post(reverse("intake-rejects", args=[done.run_id])).status_code == 403
    assert client.get(reverse("mapping", args=["small"])).status_code == 403

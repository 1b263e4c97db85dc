"""The figures' page, one figure opened, and both as files."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.journal.models import Entry
from fairdue.people.models import Role, Team
from fairdue.reporting.exports import pdf
from fairdue.reporting.tests.records import make_case, make_queue_item
from fairdue.training.tests.records import CERTIFIER
from fairdue.typesetting import FontMissingError


@pytest.fixture
def lead(two_days: Path, as_role: SignIn) -> Client:
    return as_role(Role.LEAD)


def test_the_page_has_tiles_charts_and_their_tables(lead: Client) -> None:
    text = lead.get(reverse("figures")).content.decode()
    assert "Cure rate" in text
    assert text.count('role="img"') >= 4
    assert reverse("figure", args=["roll_by_count"]) in text


def test_every_number_on_the_page_opens(lead: Client) -> None:
    context = lead.get(reverse("figures")).context
    addresses = [tile.url for block in context["blocks"] for tile in block.tiles]
    addresses += [tile.url for tile in context["headline"]]
    addresses += [
        cell.url
        for block in context["blocks"]
        for picture in block.pictures
        for row in picture.grid.rows
        for cell in row
        if cell.url
    ]
    assert len(addresses) > 20
    for url in addresses:
        assert lead.get(url).status_code == 200, url


def test_an_opened_figure_shows_formula_parts_and_rows(lead: Client) -> None:
    page = lead.get(reverse("figure", args=["cure_rate"]), {"part": "denominator"})
    figure = page.context["figure"]
    assert (figure.value, figure.numerator, figure.denominator) == ("50.0%", "2", "4")
    assert "÷" in figure.formula
    assert [row[0].text for row in page.context["grid"].rows] == ["B0", "B1", "B2", "B3"]


@pytest.mark.parametrize(
    ("key", "query"),
    [
        ("no_such_figure", {}),
        ("cure_rate", {"as_of": "2026-01-01"}),
        ("cure_rate", {"as_of": "yesterday"}),
        ("accounts_by_bucket", {"bucket": "9"}),
        ("cure_rate", {"currency": "XXX"}),
    ],
)
def test_a_figure_that_is_not_there_is_not_found(
    lead: Client, key: str, query: dict[str, str]
) -> None:
    assert lead.get(reverse("figure", args=[key]), query).status_code == 404


@pytest.mark.parametrize(
    ("treatment", "language", "label"),
    [
        ("letter", "en", "Letter"),
        ("letter", "zh-hans", "信函"),
        ("message", "en", "Message"),
        ("message", "zh-hans", "消息"),
    ],
)
def test_the_rows_behind_the_queue_name_what_is_to_be_sent(
    lead: Client, team: Team, treatment: str, language: str, label: str
) -> None:
    make_queue_item(make_case(9), team, treatment=treatment)
    page = lead.get(
        reverse("figure", args=["queue"]),
        {"team": team.pk, "state": "waiting"},
        headers={"accept-language": language},
    )
    [row] = page.context["grid"].rows
    assert label in [cell.text for cell in row]


def test_wrong_days_are_explained_and_the_page_still_shows(lead: Client) -> None:
    page = lead.get(reverse("figures"), {"first": "2026-03-10", "last": "2026-03-01"})
    assert page.status_code == 422
    assert "before it begins" in page.content.decode()


def test_a_page_beyond_the_last_is_empty_not_an_error(lead: Client) -> None:
    page = lead.get(reverse("figure", args=["cure_rate"]), {"page": "900"})
    assert page.status_code == 200
    assert page.context["grid"].rows == []


def test_the_workbook_carries_the_scope_of_the_page(lead: Client) -> None:
    response = lead.post(reverse("figures-export", args=["xlsx"]), {"currency": "USD"})
    assert "no-store" in response.headers["Cache-Control"]
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["Figures"]
    assert "USD" in {row[5] for row in sheet.iter_rows(values_only=True)}
    assert Entry.objects.get(action="export_made").actor == "lead1"


def test_the_pdf_names_who_made_it(lead: Client) -> None:
    response = lead.post(reverse("figures-export", args=["pdf"]))
    text = PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert "lead1" in text


def test_without_a_chinese_font_a_page_says_what_to_install(
    lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> str:
        raise FontMissingError("no font")

    monkeypatch.setattr(pdf, "cjk_family", missing)
    response = lead.post(reverse("figures-export", args=["pdf"]))
    assert response.status_code == 503
    assert "fonts-noto-cjk" in response.content.decode()
    assert not Entry.objects.exclude(actor=CERTIFIER).exists()


def test_rows_of_a_figure_come_as_a_workbook(lead: Client) -> None:
    response = lead.post(
        reverse("figure-export", args=["roll_by_count"]), {"bucket": "1", "to": "vanished"}
    )
    rows = openpyxl.load_workbook(io.BytesIO(response.content))["Rows"]
    assert rows["A2"].value == "B3"


def test_without_a_night_the_page_says_so(as_role: SignIn) -> None:
    text = as_role(Role.LEAD).get(reverse("figures")).content.decode()
    assert "No night has run yet" in text

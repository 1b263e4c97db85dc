"""The lead's live queue."""

from __future__ import annotations

import pytest
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.journal.models import Entry
from fairdue.people.models import Role, Staff, Team
from fairdue.reporting.tests.records import make_case, make_queue_item
from fairdue.training.tests.records import CERTIFIER
from fairdue.work.models import QueueItem, QueueState


def give(client: object, items: list[QueueItem], to: str, reason: str) -> object:
    return client.post(  # type: ignore[attr-defined]
        reverse("reallocate"),
        {"item": [item.pk for item in items], "to": to, "reason": reason, "team": "1"},
        follow=True,
    )


def test_giving_cases_to_a_person_is_journalled_with_the_reason(
    as_role: SignIn, queue: list[QueueItem], staff: dict[Role, Staff]
) -> None:
    collector = staff[Role.COLLECTOR]
    page = give(as_role(Role.LEAD), queue[:2], f"staff:{collector.pk}", "knows the customer")
    assert "2 cases now belong to" in page.content.decode()
    assert {item.assigned_to_id for item in QueueItem.objects.filter(pk__in=[queue[0].pk])} == {
        collector.pk
    }
    entries = Entry.objects.filter(action="case_reallocated")
    assert entries.count() == 2
    assert {entry.details["reason"] for entry in entries} == {"knows the customer"}


@pytest.mark.parametrize(
    ("to", "reason", "words"),
    [
        ("staff:0", "why", "Choose whom"),
        ("team:nobody", "why", "Choose whom"),
        ("", "why", "Choose whom"),
        ("team", "  ", "the reason is kept"),
    ],
)
def test_a_bad_request_changes_nothing_and_says_what_is_missing(
    as_role: SignIn, queue: list[QueueItem], team: Team, to: str, reason: str, words: str
) -> None:
    target = f"team:{team.pk}" if to == "team" else to
    page = give(as_role(Role.LEAD), queue, target, reason)
    assert words in page.content.decode()
    assert not Entry.objects.exclude(actor=CERTIFIER).exists()


def test_without_a_ticked_case_nothing_is_given(as_role: SignIn, team: Team) -> None:
    page = give(as_role(Role.LEAD), [], f"team:{team.pk}", "why")
    assert "Tick at least one case" in page.content.decode()


def test_a_case_in_someones_hand_shows_who_has_it_and_how_long(
    as_role: SignIn, team: Team, staff: dict[Role, Staff]
) -> None:
    make_queue_item(make_case(9), team, taken_by=staff[Role.COLLECTOR])
    page = as_role(Role.LEAD).get(reverse("lead"), {"state": QueueState.TAKEN})
    [row] = page.context["rows"]
    assert row.row.taken_by == staff[Role.COLLECTOR].display_name


def test_filters_narrow_the_list_but_not_the_counts(
    as_role: SignIn, queue: list[QueueItem], team: Team
) -> None:
    make_queue_item(make_case(9), team, treatment="visit")
    page = as_role(Role.LEAD).get(reverse("lead-live"), {"treatment": "visit"})
    assert len(page.context["rows"]) == 1
    assert page.context["waiting"] == 4


@pytest.mark.parametrize(
    ("treatment", "language", "label"),
    [
        ("letter", "en", "Letter"),
        ("letter", "zh-hans", "信函"),
        ("message", "en", "Message"),
        ("message", "zh-hans", "消息"),
    ],
)
def test_what_is_to_be_sent_is_named_filtered_for_and_given_to_a_person(
    as_role: SignIn,
    team: Team,
    staff: dict[Role, Staff],
    treatment: str,
    language: str,
    label: str,
) -> None:
    item = make_queue_item(make_case(9), team, treatment=treatment)
    make_queue_item(make_case(10), team)
    client = as_role(Role.LEAD)
    page = client.get(
        reverse("lead"), {"treatment": treatment}, headers={"accept-language": language}
    )
    assert [(row.row.item_id, row.treatment) for row in page.context["rows"]] == [(item.pk, label)]
    chosen = f'<option value="{treatment}" selected>{label}</option>'
    assert chosen in page.content.decode()
    give(client, [item], f"staff:{staff[Role.COLLECTOR].pk}", "sends them")
    item.refresh_from_db()
    assert item.assigned_to == staff[Role.COLLECTOR]


def test_the_filter_offers_what_may_be_on_the_queue_and_nothing_else(
    as_role: SignIn, queue: list[QueueItem]
) -> None:
    page = as_role(Role.LEAD).get(reverse("lead"))
    assert [code for code, _label in page.context["treatments"]] == [
        "legal", "visit", "call", "remind", "letter", "message",
    ]  # fmt: skip


def test_a_filter_that_makes_no_sense_is_harmless(as_role: SignIn, queue: list[QueueItem]) -> None:
    page = as_role(Role.LEAD).get(
        reverse("lead"), {"team": "x", "staff": "-1", "state": "lost", "page": "99999999999"}
    )
    assert page.status_code == 200


def test_the_live_part_asks_for_itself_again_with_its_filters(
    as_role: SignIn, queue: list[QueueItem]
) -> None:
    page = as_role(Role.LEAD).get(reverse("lead-live"), {"treatment": "call"})
    text = page.content.decode()
    assert f'hx-get="{reverse("lead-live")}?treatment=call"' in text
    assert 'hx-trigger="every 3s, seen"' in text
    assert "data-live" in text


def test_compliance_watches_but_gets_no_button(as_role: SignIn, queue: list[QueueItem]) -> None:
    text = as_role(Role.COMPLIANCE).get(reverse("lead")).content.decode()
    assert "000" in text
    assert reverse("reallocate") not in text


def test_a_lead_opens_the_customers_file_from_the_case(
    as_role: SignIn, queue: list[QueueItem]
) -> None:
    page = as_role(Role.LEAD).get(reverse("lead")).content.decode()
    for item in queue:
        assert reverse("customer", args=[item.case.customer_id]) in page

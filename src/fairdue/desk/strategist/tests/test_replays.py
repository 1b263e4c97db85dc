"""The pages of replays: asked for, watched, read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.nightly.replaying.jobs import ask_for_replay, run
from fairdue.nightly.run import run_night
from fairdue.nightly.tests.portfolios import an_account, write_day
from fairdue.people.models import Role, Staff
from fairdue.strategy.actions import fail_replay, finish_replay, start_proposal
from fairdue.strategy.models import Replay
from fairdue.strategy.queries import tables_in_use
from fairdue.strategy.rules.estimators import Comparison, Estimate, Method, Overlap, Told
from fairdue.strategy.rules.replay import (
    Cell,
    Example,
    Found,
    Outcome,
    Planned,
    Policy,
    Pressed,
    Replayed,
    Room,
    Silence,
)

AT = datetime(2026, 3, 9, 22, tzinfo=UTC)
DAYS = [date(2026, 3, 7), date(2026, 3, 8)]
pytestmark = pytest.mark.django_db(transaction=True)


def two_nights() -> None:
    for day in DAYS:
        write_day(day, [an_account("a1", day, 40), an_account("b1", day, 10)])
        run_night(day, at=AT)


def a_challenger(strategist: Staff) -> str:
    """A draft that only reminds those whom the table in use calls."""
    text = tables_in_use(AT).document.text.replace("then: call", "then: remind")
    proposal = start_proposal(staff=strategist, at=AT, text=text)
    return f"proposal:{proposal.pk}"


def ask(client: Client, challenger: str, since: object = DAYS[0], until: object = DAYS[1]) -> int:
    response = client.post(
        reverse("replay-ask"), {"challenger": challenger, "since": since, "until": until}
    )
    return int(response.status_code)


def a_result(**changed: object) -> Replayed:
    """What a replay of a randomised history might find."""
    overlap = Overlap(2000, 500, 0.0, 0.0, 480, 90.0, 9.9)
    estimate = Estimate(0.31, 0.27, 0.35, 200.0)
    difference = Estimate(0.06, 0.01, 0.11, 180.0)
    comparisons = tuple(Comparison(one, estimate, estimate, difference) for one in Method)
    planned = tuple(Planned(one, 10, 2, 0, {"LENDER-PRESSURE": 2}) for one in ("visit", "call"))
    policy = Policy(planned, Pressed(20, 9, 1, 12_500, 60_000, (9000, 12_500)))
    plain = {
        "days": ("2026-03-07", "2026-03-08"),
        "missing": (),
        "accounts": 2200,
        "cases": 2000,
        "customers": 1000,
        "differing": 500,
        "differing_customers": 260,
        "differing_by_day": (240, 260),
        "unlike": 0,
        "unknown_inputs": (),
        "experiments": 2,
        "cells": (
            Cell("call", "remind", 500, {"CNY": 5_000_00}),
            Cell("call", "call", 1500, {"CNY": 9_000_00}),
        ),
        "examples": (
            Example("…0017", "2026-03-08", 2, "CNY", 900_00, "call", "remind", "one", "two"),
        ),
        "champion": policy,
        "challenger": policy,
        "room": (Room("minutes", 300.0, 280.0, 320.0),),
        "found": (
            Found(Outcome.PAID, "", 2, overlap, Told.ALL, None, comparisons),
            Found(Outcome.AMOUNT, "CNY", 2, overlap, Told.PART, None, comparisons),
            Found(Outcome.CURED, "", 2, overlap, Told.NOTHING, Silence.TOO_FEW, ()),
        ),
    }
    return Replayed(**plain | changed)  # type: ignore[arg-type]


def a_replay(staff: Staff, result: Replayed | None = None) -> int:
    two_nights()
    asked = ask_for_replay(
        tables_in_use(AT).document,
        source="file",
        since=DAYS[0],
        until=DAYS[1],
        staff=staff,
        at=AT,
    )
    if result is not None:
        finish_replay(asked.pk, result, AT)
    return asked.pk


def test_before_the_first_night_there_is_nothing_to_replay(as_role: SignIn) -> None:
    content = as_role(Role.STRATEGIST).get(reverse("replays")).content.decode()
    assert "No night to replay yet" in content
    assert 'name="challenger"' not in content


def test_a_strategist_asks_for_a_replay_and_reads_it(
    as_role: SignIn, staff: dict[Role, Staff]
) -> None:
    two_nights()
    client = as_role(Role.STRATEGIST)
    assert ask(client, a_challenger(staff[Role.STRATEGIST])) == 302
    replay = Replay.objects.get()
    page = reverse("replay", args=[replay.pk])
    assert "waiting for the worker" in client.get(page).content.decode()
    assert "HX-Refresh" not in client.get(reverse("replay-progress", args=[replay.pk])).headers
    run(replay_id=replay.pk)
    assert client.get(reverse("replay-progress", args=[replay.pk])).headers["HX-Refresh"] == "true"
    content = client.get(page).content.decode()
    assert "50.0%" in content
    assert "History can't tell." in content
    assert f"Replay {replay.pk}" in client.get(reverse("replays")).content.decode()


def test_a_replay_leads_back_to_its_proposal_while_that_says_the_same(
    as_role: SignIn, staff: dict[Role, Staff]
) -> None:
    two_nights()
    client = as_role(Role.STRATEGIST)
    challenger = a_challenger(staff[Role.STRATEGIST])
    number = challenger.removeprefix("proposal:")
    shown = client.get(reverse("proposal", args=[number])).content.decode()
    assert f"{reverse('replays')}?challenger={challenger}" in shown
    assert ask(client, challenger) == 302
    page = reverse("replay", args=[Replay.objects.get().pk])
    assert f"To proposal {number}" in client.get(page).content.decode()


def test_the_table_in_use_is_offered_and_a_broken_draft_is_not(
    as_role: SignIn, staff: dict[Role, Staff]
) -> None:
    two_nights()
    broken = tables_in_use(AT).document.text.replace("then: call", "then: whistle")
    start_proposal(staff=staff[Role.STRATEGIST], at=AT, text=broken)
    content = as_role(Role.STRATEGIST).get(reverse("replays")).content.decode()
    assert "in use" in content
    assert "proposal:" not in content


@pytest.mark.parametrize(
    ("challenger", "since", "said"),
    [
        ("proposal:999", DAYS[0], "no longer there"),
        ("file", "soon", "Give both days"),
        ("file", date(2026, 3, 9), "No night was run"),
    ],
)
def test_a_wrong_request_comes_back_with_the_reason(
    as_role: SignIn, challenger: str, since: object, said: str
) -> None:
    two_nights()
    response = as_role(Role.STRATEGIST).post(
        reverse("replay-ask"), {"challenger": challenger, "since": since, "until": "2026-03-09"}
    )
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not Replay.objects.exists()


def test_a_lead_reads_replays_but_asks_for_none(as_role: SignIn, staff: dict[Role, Staff]) -> None:
    number = a_replay(staff[Role.STRATEGIST], a_result())
    client = as_role(Role.LEAD)
    assert 'name="challenger"' not in client.get(reverse("replays")).content.decode()
    assert client.get(reverse("replay", args=[number])).status_code == 200
    assert ask(client, "file") == 403


@pytest.mark.parametrize("name", ["replay", "replay-progress"])
def test_a_replay_is_shut_to_those_at_the_desk(
    as_role: SignIn, staff: dict[Role, Staff], name: str
) -> None:
    number = a_replay(staff[Role.STRATEGIST])
    for role in (Role.COLLECTOR, Role.ADMINISTRATOR):
        assert as_role(role).get(reverse(name, args=[number])).status_code == 403
    assert as_role(Role.COMPLIANCE).get(reverse(name, args=[number])).status_code == 200
    assert as_role(Role.COMPLIANCE).get(reverse(name, args=[number + 1])).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_history_tells_is_shown_with_its_interval(
    as_role: SignIn, staff: dict[Role, Staff], language: str
) -> None:
    number = a_replay(staff[Role.STRATEGIST], a_result())
    client = as_role(Role.STRATEGIST)
    page = client.get(reverse("replay", args=[number]), headers={"accept-language": language})
    content = page.content.decode()
    assert "+6.0 pp" in content or "+6.0个百分点" in content
    assert "+1.0" in content and "+11.0" in content
    assert content.count("<svg xmlns") >= 3


def test_what_weakens_a_replay_is_said(as_role: SignIn, staff: dict[Role, Staff]) -> None:
    result = a_result(unlike=3, unknown_inputs=("will_pay",), missing=("2026-03-06",))
    number = a_replay(staff[Role.STRATEGIST], result)
    content = as_role(Role.STRATEGIST).get(reverse("replay", args=[number])).content.decode()
    assert "will_pay" in content
    assert "3 decisions are not what their own table" in content
    assert "without a night: 1, the first of them 2026-03-06" in content


def test_a_failed_replay_says_why(as_role: SignIn, staff: dict[Role, Staff]) -> None:
    number = a_replay(staff[Role.STRATEGIST])
    fail_replay(number, "the lake is empty", AT)
    content = as_role(Role.STRATEGIST).get(reverse("replay", args=[number])).content.decode()
    assert "the lake is empty" in content

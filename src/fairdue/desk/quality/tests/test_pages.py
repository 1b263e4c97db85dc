"""Scoring on the desk: whose pages they are, a talk scored, appealed, decided, a sheet approved."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.contact.tests.records import a_team
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.journal.models import Entry
from fairdue.people.models import Role, Staff
from fairdue.quality.models import (
    CoachingNote,
    Draw,
    DrawnTalk,
    SamplingPlan,
    Score,
    ScoreAppeal,
    SheetVersion,
)
from fairdue.quality.rules.sheets import read

OVERSEE, SPEAK = {Role.LEAD, Role.COMPLIANCE}, {Role.COLLECTOR, Role.LEAD}
PAGES = {
    "scoring": OVERSEE,
    "scoring-calibration": OVERSEE,
    "scoring-people": OVERSEE,
    "scoring-sampling": OVERSEE,
    "scoring-sheets": OVERSEE,
    "my-scores": SPEAK,
}
POSTS: dict[str, tuple[set[Role], list[Any]]] = {
    "scoring-draw": ({Role.COMPLIANCE}, []),
    "scoring-sheet-begin": (OVERSEE, []),
    "scoring-score": (OVERSEE, [1]),
    "scoring-discuss": (OVERSEE, [1]),
    "scoring-appeal": (OVERSEE, [1]),
    "scoring-sheet-save": (OVERSEE, [1]),
    "scoring-sheet-step": (OVERSEE, [1, "approve"]),
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_to_its_roles_only(as_role: SignIn, page: str, role: Role) -> None:
    answer = as_role(role).get(reverse(page))
    assert answer.status_code == (200 if role in PAGES[page] else 403)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", POSTS)
def test_a_step_is_refused_to_others(as_role: SignIn, page: str, role: Role) -> None:
    able, arguments = POSTS[page]
    answer = as_role(role).post(reverse(page, args=arguments))
    assert (answer.status_code == 403) == (role not in able)


def filled(**changed: str) -> dict[str, str]:
    items = read(SheetVersion.objects.get(state="live").content).items
    return {f"item_{item.id}": "met" for item in items} | {
        f"item_{name}": answer for name, answer in changed.items()
    }


def test_a_talk_shows_why_what_was_said_and_what_detectors_found_and_is_journalled(
    as_role: SignIn, talk: DrawnTalk
) -> None:
    client = as_role(Role.COMPLIANCE)
    assert "A grave finding" in client.get(reverse("scoring")).content.decode()
    shown = client.get(reverse("scoring-talk", args=[talk.pk])).content.decode()
    assert "<mark>" in shown
    assert "Third-party disclosure" in shown
    assert Entry.objects.filter(
        action="personal_data_revealed", details__reason="talk to score"
    ).exists()


def test_a_lead_of_the_same_team_finds_no_talk_and_one_of_another_does(
    as_role: SignIn, talk: DrawnTalk
) -> None:
    client, page = as_role(Role.LEAD), reverse("scoring-talk", args=[talk.pk])
    assert client.get(page).status_code == 404
    Staff.objects.filter(role=Role.LEAD).update(team=a_team())
    assert client.get(page).status_code == 200


def test_a_sheet_with_a_gap_keeps_what_was_answered_and_a_whole_one_is_kept(
    as_role: SignIn, talk: DrawnTalk
) -> None:
    client, page = as_role(Role.COMPLIANCE), reverse("scoring-score", args=[talk.pk])
    wrong = client.post(page, filled(no_threat="") | {"note": "calm"})
    assert wrong.status_code == 422
    assert "Answer each item" in wrong.content.decode()
    assert "checked" in wrong.content.decode()
    assert client.post(page, filled(lender_named="not_met")).status_code == 302
    assert Score.objects.get().percent == 90
    again = client.post(page, filled())
    assert "have scored this talk" in again.content.decode()


def test_whoever_spoke_appeals_and_another_reviewer_decides(
    as_role: SignIn, staff: dict[Role, Staff], officer: Staff, talk: DrawnTalk
) -> None:
    first = as_role(Role.COMPLIANCE)
    first.post(reverse("scoring-score", args=[talk.pk]), filled(nothing_to_others="not_met"))
    spoke, page = as_role(Role.COLLECTOR), reverse("my-score", args=[talk.pk])
    shown = spoke.get(page).content.decode()
    assert "Not passed" in shown
    assert spoke.post(page, {"reason": " "}).status_code == 422
    assert spoke.post(page, {"reason": "It was a misunderstanding"}).status_code == 302
    decide = reverse("scoring-appeal", args=[talk.pk])
    mine = first.post(decide, filled() | {"decision": "change", "note": "x"})
    assert mine.status_code == 422
    second = Client(headers={"accept-language": "en"})
    second.force_login(officer)
    assert "misunderstanding" not in second.get(reverse("scoring")).content.decode()
    assert talk in [
        row[0] for row in second.get(reverse("scoring"), {"state": "appeals"}).context["rows"]
    ]
    assert (
        second.post(decide, filled() | {"decision": "change", "note": "heard"}).status_code == 302
    )
    assert ScoreAppeal.objects.get().changed
    told = spoke.get(page).content.decode()
    assert "Score changed" in told
    assert "100 %" in told


def test_nobody_sees_the_score_of_anothers_talk(
    as_role: SignIn, talk: DrawnTalk, staff: dict[Role, Staff]
) -> None:
    page = reverse("my-score", args=[talk.pk])
    as_role(Role.COMPLIANCE).post(reverse("scoring-score", args=[talk.pk]), filled())
    assert as_role(Role.LEAD).get(page).status_code == 404
    assert as_role(Role.COMPLIANCE).get(page).status_code == 403
    person = reverse("scoring-person", args=[staff[Role.COLLECTOR].pk])
    assert as_role(Role.LEAD).get(person).status_code == 200
    Staff.objects.filter(role=Role.LEAD).update(team=a_team())
    assert as_role(Role.LEAD).get(person).status_code == 404


def test_two_blind_scores_show_their_kappa_and_the_difference_is_noted(
    as_role: SignIn, officer: Staff, talk: DrawnTalk
) -> None:
    first, page = as_role(Role.COMPLIANCE), reverse("scoring-calibration")
    first.post(reverse("scoring-score", args=[talk.pk]), filled(lender_named="not_met"))
    second = Client(headers={"accept-language": "en"})
    second.force_login(officer)
    blind = second.get(reverse("scoring-talk", args=[talk.pk])).content.decode()
    assert "90 %" not in blind
    second.post(reverse("scoring-score", args=[talk.pk]), filled())
    shown = first.get(page).content.decode()
    assert "Named themselves and the lender" in shown
    assert "Kappa is below 0.6" in shown
    first.post(reverse("scoring-discuss", args=[talk.pk]), {"note": "named at the end counts"})
    assert "named at the end counts" in first.get(page).content.decode()


def test_a_plan_below_policy_is_refused_a_higher_one_counts_and_a_draw_is_done_again(
    as_role: SignIn, talk: DrawnTalk
) -> None:
    client, page = as_role(Role.COMPLIANCE), reverse("scoring-sampling")
    told = {"high": "100", "middle": "50", "low": "1", "least": "2", "calibration": "10"}
    refused = client.post(page, told | {"note": "x"})
    assert (refused.status_code, "no less than policy" in refused.content.decode()) == (422, True)
    assert client.post(page, told | {"low": "9", "note": "new team"}).status_code == 302
    assert SamplingPlan.objects.latest("number").percent["low"] == 9
    again = client.get(page, {"again": Draw.objects.get().pk}).content.decode()
    assert "The same talks again" in again
    assert "Choose both days" in str(
        client.post(reverse("scoring-draw"), {"from": "x"}, follow=True).content.decode()
    )


def test_a_lead_writes_to_the_own_team_and_the_person_reads_it(
    as_role: SignIn, staff: dict[Role, Staff]
) -> None:
    page = reverse("scoring-person", args=[staff[Role.COLLECTOR].pk])
    assert as_role(Role.LEAD).post(page, {"words": " "}).status_code == 422
    as_role(Role.LEAD).post(page, {"words": "Well calmed."})
    assert CoachingNote.objects.count() == 1
    assert "Well calmed." in as_role(Role.COLLECTOR).get(reverse("my-scores")).content.decode()


def test_a_sheet_is_written_its_faults_named_and_approved_by_two(
    as_role: SignIn, officer: Staff, talk: DrawnTalk
) -> None:
    lead, first = as_role(Role.LEAD), as_role(Role.COMPLIANCE)
    page = lead.post(reverse("scoring-sheet-begin"))["Location"]
    draft = SheetVersion.objects.get(state="draft")
    save = reverse("scoring-sheet-save", args=[draft.pk])
    for typed, says in (("title: {en: x", "Line"), ("title: 5", "sheet: has a title")):
        wrong = lead.post(save, {"content": typed, "seen": draft.digest})
        assert (wrong.status_code, says in wrong.content.decode()) == (422, True)
    typed = lead.get(page).context["typed"].replace("weight: 15", "weight: 14")
    lead.post(save, {"content": typed, "seen": draft.digest, "note": "n", "submit": "1"})
    approve = reverse("scoring-sheet-step", args=[draft.pk, "approve"])
    second = Client()
    second.force_login(officer)
    for client in (lead, first, second):
        client.post(approve)
    draft.refresh_from_db()
    assert (draft.state, draft.approvals.count()) == ("live", 2)
    assert first.get(reverse("scoring-sheet-step", args=[draft.pk, "fly"])).status_code == 405
    assert first.post(reverse("scoring-sheet-step", args=[draft.pk, "fly"])).status_code == 404

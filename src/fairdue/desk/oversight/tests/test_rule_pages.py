"""A rule's page and the page of changes: values, histories, readings, cases, and open cases."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.urls import reverse

from fairdue.compliance.models import ReadingChoice
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.people.models import Role
from fairdue.work.models import QueueItem

HOURS = ("law", "cn", "CN-HOURS-01")
LATE_FEE = ("law", "us", "us.regz.52b1ii.safe_harbour")


def text_of(as_role: SignIn, *rule: str, role: Role = Role.COMPLIANCE) -> str:
    return str(as_role(role).get(reverse("rule", args=rule)).content.decode())


def test_the_list_names_each_rule_with_its_value_today(as_role: SignIn) -> None:
    page = as_role(Role.LEAD).get(reverse("rules"), {"q": "CN-HOURS-01"})
    text = page.content.decode()
    for words in ("22:00", "In force", "Self-regulation (L6)", "open text", "23 May 2027"):
        assert words in text
    assert reverse("rule", args=HOURS) in text
    assert [row.rule.name for row in page.context["shown"]] == ["CN-HOURS-01"]


def test_a_rule_shows_every_value_with_source_rank_and_review(as_role: SignIn) -> None:
    text = text_of(as_role, *HOURS)
    for words in (
        "everyone",
        "GB/T 45251-2025",
        "China Banking Association",
        "Recommended standard (L5)",
        "B: secondary text",
        "23 Nov",
        "23 May 2027",
        "a policy may set it earlier",
        "22:00:00 is part of the night.",
        "Why the profile reads it so:",
    ):
        assert words in text


def test_a_rule_shows_what_became_of_a_value_and_whom_it_binds(as_role: SignIn) -> None:
    text = text_of(as_role, *LATE_FEE)
    assert "the issuer in its own name" in text
    assert "Vacated" in text and "known from 15 Apr 2025" in text
    scoped = text_of(as_role, "law", "us", "us.regf.14b.call_frequency")
    assert (
        "debt buyers" in scoped and reverse("rule", args=("law", "us", "us.scope.regf")) in scoped
    )


def test_a_rule_shows_the_cases_that_test_it_as_the_rules_answer_now(as_role: SignIn) -> None:
    page = as_role(Role.COMPLIANCE).get(reverse("rule", args=HOURS))
    cases = page.context["cases"]
    assert cases and all(each.passes for each in cases) and page.context["failing"] == 0
    denied = next(each for each in cases if each.expected == "deny")
    assert denied.got == "deny" and "No collecting at night" in denied.because[0]
    assert "all pass" in page.content.decode()


def test_choosing_another_reading_counts_at_once_and_shows_the_case_that_now_fails(
    as_role: SignIn,
) -> None:
    client = as_role(Role.COMPLIANCE)
    address = reverse("rule-reading", args=(*HOURS, "night_begins"))
    page = client.post(address, {"reading": "outside", "reason": "asked by counsel"}, follow=True)
    assert "The next night and tomorrow&#x27;s contact are judged by it." in page.content.decode()
    assert "asked by counsel" in page.content.decode() and "22:00:01" in page.content.decode()
    assert page.context["failing"] > 0 and not page.context["cases"][0].passes
    journal = client.get(reverse("journal")).content.decode()
    assert "Reading of the law chosen" in journal and "Rule CN-HOURS-01" in journal
    back = client.post(address, {"reading": "", "reason": "back"}, follow=True)
    assert back.context["failing"] == 0
    assert "Back to the profile" in back.content.decode()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"reading": "outside", "reason": " "}, "Say why"),
        ({"reading": "never", "reason": "so"}, "There is no reading"),
    ],
)
def test_a_choice_without_a_reason_or_of_nothing_is_refused(
    as_role: SignIn, form: dict[str, str], words: str
) -> None:
    address = reverse("rule-reading", args=(*HOURS, "night_begins"))
    page = as_role(Role.COMPLIANCE).post(address, form, follow=True)
    assert words in page.content.decode()
    assert not ReadingChoice.objects.exists()


def test_only_compliance_is_offered_the_choice(as_role: SignIn) -> None:
    assert "data-open" in text_of(as_role, *HOURS)
    assert "choose-night_begins" not in text_of(as_role, *HOURS, role=Role.LEAD)


def test_touched_cases_are_counted_for_all_and_named_to_those_who_see_customers(
    as_role: SignIn, queue: list[QueueItem]
) -> None:
    customer = reverse("customer", args=[queue[0].case.customer_id])
    assert customer in text_of(as_role, *HOURS)
    page = as_role(Role.ADMINISTRATOR).get(reverse("rule", args=HOURS))
    assert page.context["touched"].number == len(queue)
    assert customer not in page.content.decode()


@pytest.mark.parametrize(
    "rule", [("law", "xx", "CN-HOURS-01"), ("law", "cn", "CN-NONE"), ("law", "us", "CN-HOURS-01")]
)
def test_a_rule_that_is_not_there_is_not_found(as_role: SignIn, rule: tuple[str, ...]) -> None:
    assert as_role(Role.COMPLIANCE).get(reverse("rule", args=rule)).status_code == 404


def test_what_a_lender_tightened_stands_over_the_law_s_value(
    as_role: SignIn, settings: Any, tmp_path: Path
) -> None:
    packs = shutil.copytree(site.RULEPACKS, tmp_path / "packs")
    own = packs / "policy/default/law/cn/contact/hours.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(
        """
topic: hours
rules:
  CN-HOURS-01:
    title: {en: No collecting at night, zh: 夜间不得催收}
    parameters:
      night_begins:
        unit: local time
        values:
          - value: "21:00"
            in_force_from: 2026-03-01
            status: in_force
            level: policy
            confidence: policy
            verified_on: 2026-03-01
            verify_again_by: 2027-03-01
            source: {en: The board's decision, zh: 董事会决定}
""",
        encoding="utf-8",
    )
    settings.RULEPACKS = packs
    text = text_of(as_role, *HOURS)
    assert "The lender is stricter: 21:00 since 1 Mar." in text
    assert "The board&#x27;s decision" in text


def test_two_days_are_compared_with_the_cases_each_change_touches(
    as_role: SignIn, queue: list[QueueItem]
) -> None:
    asked = {"pack": "law/cn", "first": "2025-12-31", "second": "2026-03-10"}
    page = as_role(Role.COMPLIANCE).get(reverse("rule-changes"), asked)
    names = [each.rule.name for each in page.context["shown"]]
    assert "CN-FREQ-02" in names and "CN-CR-02" not in names
    text = page.content.decode()
    assert f"Touches {len(queue)} open cases" in text
    hours = next(each for each in page.context["shown"] if each.rule.name == "CN-HOURS-01")
    assert {line.change for line in hours.lines} == {"Other status"}


def test_a_comparison_knows_only_what_one_could_know_then(as_role: SignIn) -> None:
    asked = {"pack": "law/us", "first": "2024-05-01", "second": "2024-06-01"}
    client = as_role(Role.LEAD)
    assert client.get(reverse("rule-changes"), asked).context["shown"] == []
    then = client.get(reverse("rule-changes"), asked | {"known_on": "2024-04-01"})
    (changed,) = then.context["shown"]
    assert [(line.before, line.after) for line in changed.lines] == [
        ("30 USD", "8 USD"),
        ("41 USD", "8 USD"),
    ]


def test_an_unreadable_day_is_answered_with_today(as_role: SignIn) -> None:
    page = as_role(Role.LEAD).get(reverse("rule-changes"), {"second": "tomorrow"})
    assert page.status_code == 200 and str(page.context["second"]) == "2026-03-10"

"""Campaigns: tried dry, decided by two, worked through so that nobody is written to twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

from fairdue.compliance.actions import place_hold
from fairdue.contact.models import Attempt, Permit
from fairdue.contact.tests.records import MORNING, NIGHT, a_member
from fairdue.delinquency.models import Case
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions import settle_messages, take_turns
from fairdue.messaging.actions.campaigns import (
    approve_campaign,
    begin_due,
    draft_campaign,
    edit_campaign,
    look_into,
    pause_campaign,
    refuse_campaign,
    resume_campaign,
    round_of,
    stop_campaign,
    submit_campaign,
    work_through,
)
from fairdue.messaging.models import (
    Campaign,
    CampaignState,
    Foreseen,
    Message,
    MessageState,
    Recipient,
    RecipientState,
)
from fairdue.messaging.rules.campaigns import BEST, Selection
from fairdue.messaging.tests.crowd import (
    EVENING,
    KANNEL,
    a_lead,
    looked,
    people,
    running,
    wanted,
)
from fairdue.people.models import Role
from fairdue.portfolio.models import ContactPoint

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def gateway(settings: Settings) -> None:
    settings.SMS_URL = KANNEL


def on_hold(case: Case) -> None:
    place_hold(
        customer_id=case.customer_id,
        kind="dispute",
        reason="asked",
        staff=a_member(Role.COMPLIANCE),
        at=MORNING,
    )


def states(campaign: Campaign) -> Counter[str]:
    return Counter(Recipient.objects.filter(campaign=campaign).values_list("state", flat=True))


def work(campaign: Campaign, at: object = MORNING) -> int:
    campaign.refresh_from_db()
    return round_of(campaign, at=at)  # type: ignore[arg-type]


def test_a_dry_run_tells_who_would_get_it_and_by_which_rule_others_would_not() -> None:
    cases = people(3)
    on_hold(cases[1])
    campaign = looked(cases)
    assert campaign.state == CampaignState.READY
    assert campaign.selected == 3
    found = {row.customer_id: row for row in Foreseen.objects.filter(campaign=campaign)}
    assert [found[case.customer_id].outcome for case in cases] == ["now", "denied", "now"]
    assert found[cases[1].customer_id].rules == ["LENDER-HOLD"]
    assert found[cases[0].customer_id].segments > 0
    assert found[cases[0].customer_id].carrier == "kannel"
    assert not Permit.objects.exists(), "nobody was asked about"
    assert not Message.objects.exists()


def test_it_selects_by_all_that_is_said() -> None:
    little, much = people(1, 10_000), people(1, 90_000)
    Case.objects.filter(pk=much[0].pk).update(bucket=3, days_past_due=70)

    def chosen(**asked: object) -> set[int]:
        campaign = looked(selection=Selection(**asked))  # type: ignore[arg-type]
        rows = Foreseen.objects.filter(campaign=campaign)
        return set(rows.values_list("case_id", flat=True))

    both = {little[0].pk, much[0].pk}
    assert chosen() == both
    assert chosen(buckets=(3,)) == {much[0].pk}
    assert chosen(days_from=9, days_to=30) == {little[0].pk}
    assert chosen(currency="CNY", past_due_from_minor=10_001) == {much[0].pk}
    assert chosen(currency="CNY", past_due_to_minor=10_000) == {little[0].pk}
    assert chosen(language="zh-hans") == both
    with pytest.raises(Refused, match="Nobody"):
        chosen(language="en")
    with pytest.raises(Refused, match="Nobody"):
        chosen(teams=("north",))
    Case.objects.filter(pk=little[0].pk).update(closed_on=MORNING.date())
    assert chosen(cases=tuple(both)) == {much[0].pk}


def test_a_large_one_needs_a_second_person_and_a_small_one_does_not() -> None:
    small = looked(people(1))
    assert submit_campaign(small.pk, staff=a_lead(), at=MORNING).state == CampaignState.APPROVED
    author, second = a_lead(), a_lead()
    large = looked(people(50), staff=author)
    assert submit_campaign(large.pk, staff=author, at=MORNING).state == CampaignState.SUBMITTED
    with pytest.raises(Refused, match="somebody else"):
        approve_campaign(large.pk, staff=author, at=MORNING)
    with pytest.raises(Refused, match="role"):
        approve_campaign(large.pk, staff=a_member(Role.COLLECTOR), at=MORNING)
    with pytest.raises(Refused, match="role"):
        approve_campaign(large.pk, staff=a_member(Role.STRATEGIST), at=MORNING)
    assert approve_campaign(large.pk, staff=second, at=MORNING).state == CampaignState.APPROVED


def test_the_database_lets_nobody_approve_their_own() -> None:
    campaign = looked(people(50))
    author = a_lead()
    submit_campaign(campaign.pk, staff=author, at=MORNING)
    with pytest.raises(DatabaseError, match="second_person"), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(state="approved", decided_by=author.username)


def test_one_that_was_turned_down_is_changed_and_looked_into_again() -> None:
    cases = people(50)
    campaign = looked(cases)
    submit_campaign(campaign.pk, staff=a_lead(), at=MORNING)
    with pytest.raises(Refused, match="Say why"):
        refuse_campaign(campaign.pk, note=" ", staff=a_lead(), at=MORNING)
    lead = a_lead()
    refuse_campaign(campaign.pk, note="too many", staff=lead, at=MORNING)
    edit_campaign(campaign.pk, wanted(name="Fewer"), staff=a_lead(), at=MORNING)
    with pytest.raises(Refused, match="moved on"):
        submit_campaign(campaign.pk, staff=a_lead(), at=MORNING)
    look_into(campaign.pk, staff=a_lead(), at=MORNING)
    assert Foreseen.objects.filter(campaign=campaign).count() == 50


def test_only_those_whose_work_it_is_draft_one() -> None:
    for role in (Role.COLLECTOR, Role.COMPLIANCE, Role.ADMINISTRATOR):
        with pytest.raises(Refused, match="role"):
            draft_campaign(wanted(), staff=a_member(role), at=MORNING)
    assert draft_campaign(wanted(), staff=a_member(Role.STRATEGIST), at=MORNING).state == "draft"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"channel": "visit"},
        {"template": ""},
        {"ends_at": MORNING},
        {"ends_at": MORNING + timedelta(days=30)},
        {"selection": Selection(days_from=9, days_to=3)},
        {"selection": Selection(past_due_from_minor=3)},
        {"selection": Selection(buckets=(9,))},
    ],
)
def test_what_can_not_be_meant_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(Refused, match=r"."):
        draft_campaign(wanted(**changes), staff=a_lead(), at=MORNING)


def test_everyone_is_asked_about_once_and_written_to_under_a_permit() -> None:
    cases = people(4)
    on_hold(cases[2])
    campaign = running(cases)
    assert work_through(campaign.pk, at=MORNING, most=3) == 3
    assert work_through(campaign.pk, at=MORNING, most=3) == 1
    assert work_through(campaign.pk, at=MORNING, most=3) == 0
    assert states(campaign) == {"queued": 3, "denied": 1}
    assert Recipient.objects.get(state="denied").rules == ["LENDER-HOLD"]
    assert Message.objects.filter(state=MessageState.WAITING).count() == 3
    assert Permit.objects.filter(granted=True).count() == Attempt.objects.count() == 3
    for attempt in Attempt.objects.all():
        assert attempt.content_digest == attempt.permit.content_digest != ""
        assert attempt.made_by == f"campaign:{campaign.pk}"
    assert not work(campaign), "nothing more to do until they have left"
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.RUNNING


def test_a_slice_that_was_killed_has_not_happened() -> None:
    campaign = running(people(3))
    with transaction.atomic():
        work_through(campaign.pk, at=MORNING, most=3)
        transaction.set_rollback(True)
    assert states(campaign) == {"pending": 3}
    assert not Permit.objects.exists()
    assert work_through(campaign.pk, at=MORNING, most=3) == 3
    assert Message.objects.count() == 3


def test_what_waits_is_held_back_by_a_pause_and_sent_once_it_goes_on() -> None:
    campaign = running(people(3))
    work_through(campaign.pk, at=MORNING, most=2)
    with pytest.raises(Refused, match="Say why"):
        pause_campaign(campaign.pk, note="", staff=a_lead(), at=MORNING)
    with pytest.raises(Refused, match="role"):
        pause_campaign(campaign.pk, note="wait", staff=a_member(Role.COLLECTOR), at=MORNING)
    assert pause_campaign(campaign.pk, note="wait", staff=a_lead(), at=MORNING) == 2
    assert work_through(campaign.pk, at=MORNING, most=9) == 0
    assert not take_turns([], carrier="kannel", channels=["sms"], most=9, at=MORNING)
    resume_campaign(campaign.pk, staff=a_lead(), at=MORNING)
    assert work_through(campaign.pk, at=MORNING, most=9) == 3
    waiting = Message.objects.filter(state=MessageState.WAITING)
    assert waiting.values("customer").distinct().count() == waiting.count() == 3


def test_a_stop_withdraws_what_waits_and_asks_about_nobody_more() -> None:
    campaign = running(people(3))
    work_through(campaign.pk, at=MORNING, most=2)
    assert stop_campaign(campaign.pk, note="enough", staff=a_lead(), at=MORNING) == 2
    assert work_through(campaign.pk, at=MORNING, most=9) == 0
    assert not work(campaign)
    assert states(campaign) == {"queued": 2, "stopped": 1}
    assert not Message.objects.exclude(state=MessageState.WITHDRAWN).exists()
    with pytest.raises(Refused, match="moved on"):
        resume_campaign(campaign.pk, staff=a_lead(), at=MORNING)


def test_whose_permit_ran_out_while_the_carrier_was_away_is_asked_for_again_and_not_for_ever() -> (
    None
):
    campaign = running(people(1))
    at = MORNING
    for turn in range(3):
        assert work_through(campaign.pk, at=at, most=9) == 1
        settle_messages(at=at + 2 * MINUTE)
        assert work(campaign, at + 2 * MINUTE) == 0
        expected = "pending" if turn < 2 else "skipped"
        assert states(campaign) == {expected: 1}
        assert work_through(campaign.pk, at=at + 3 * MINUTE, most=9) == 0, "not at once"
        at += 8 * MINUTE
    assert Message.objects.filter(state=MessageState.WITHDRAWN).count() == 3
    assert not work(campaign, at)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.FINISHED


def test_at_night_it_waits_for_the_morning_and_is_late_when_it_ends_before() -> None:
    [one], [other] = people(1), people(1)
    short = running([one], ends_at=NIGHT + 2 * HOUR, starts_at=NIGHT)
    long = running([other], ends_at=NIGHT + 20 * HOUR, starts_at=NIGHT)
    assert work_through(long.pk, at=NIGHT, most=9) == 1
    row = Recipient.objects.get(campaign=long)
    assert row.state == RecipientState.PENDING
    assert row.has_waited
    assert NIGHT + 9 * HOUR < row.due_at < long.ends_at
    assert work_through(long.pk, at=row.due_at, most=9) == 1
    assert states(long) == {"queued": 1}
    assert work_through(short.pk, at=NIGHT, most=9) == 1
    assert states(short) == {"denied": 1}
    assert Recipient.objects.get(campaign=short).rules == ["CN-HOURS-01"]


def test_those_not_reached_by_its_end_are_named() -> None:
    campaign = running(people(2))
    assert work_through(campaign.pk, at=EVENING, most=9) == 0
    assert not work(campaign, EVENING)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.FINISHED
    assert states(campaign) == {"late": 2}


def test_the_best_channel_is_each_persons_own_and_says_why(settings: Settings) -> None:
    settings.SMTP_URL, settings.MAIL_FROM = "smtp://127.0.0.1:1", "help@bank.example"
    cases = people(2, with_email=True)
    campaign = running(cases, channel=BEST)
    assert work_through(campaign.pk, at=MORNING, most=9) == 2
    for row in Recipient.objects.filter(campaign=campaign):
        assert row.channel in ("sms", "email")
        assert row.why[0]["zh"]


def test_one_without_a_number_is_skipped() -> None:
    cases = people(2)
    campaign = running(cases, channel="sms")
    ContactPoint.objects.filter(customer=cases[0].customer_id).update(kind="email")
    work_through(campaign.pk, at=MORNING, most=9)
    assert states(campaign) == {"queued": 1, "skipped": 1}


def test_its_journal_tells_no_names_and_no_words() -> None:
    campaign = running(people(2))
    work_through(campaign.pk, at=MORNING, most=9)
    told = str([*Entry.objects.values("details", "subject", "action")])
    assert "campaign_began" in told
    assert "Help in spring" not in told
    assert "100****" not in told


def test_one_that_is_approved_begins_when_its_time_comes() -> None:
    campaign = running(people(1), starts_at=MORNING + HOUR)
    assert campaign.state == CampaignState.RUNNING
    later = looked(people(1), starts_at=MORNING + 2 * HOUR)
    submit_campaign(later.pk, staff=a_lead(), at=MORNING)
    assert begin_due(at=MORNING + HOUR) == 0
    assert begin_due(at=MORNING + 2 * HOUR) == 1
    assert begin_due(at=MORNING + 2 * HOUR) == 0

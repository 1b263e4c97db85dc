"""The page of messages: who sends, what is unknown, how many of each, and each one."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from fairdue.contact.tests.records import MORNING, a_case, an_address
from fairdue.delivery import Report, outbox
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.kernel.money import Money
from fairdue.messaging.actions import (
    Letter,
    deliver,
    end_lost,
    send_message,
    take_report,
    take_turns,
    withdraw,
)
from fairdue.messaging.actions.beating import beat
from fairdue.messaging.models import Message
from fairdue.messaging.tests.post import written
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

DAYS = {"first": "2026-03-01", "last": "2026-03-10"}
VALUES = {"due_on": date(2026, 3, 13), "amount": Money(95_000, "CNY")}


@pytest.fixture(autouse=True)
def _only_the_folder(settings: Settings) -> None:
    settings.SMTP_URL, settings.SMS_URL, settings.OUTBOX = "", "", True


def queued() -> Message:
    case, _ = a_case()
    address = an_address(case.customer)
    letter = Letter(case.customer_id, address.pk, "payment_reminder", VALUES)
    found = send_message(letter, actor="reminders", at=MORNING)
    return Message.objects.get(pk=found.message_id)


def delivered() -> Message:
    message = queued()
    deliver(message.pk, at=MORNING)
    message.refresh_from_db()
    report = Report(outbox.NAME, message.references[0], message.key, "delivered", "", MORNING)
    assert take_report(report, at=MORNING)
    return message


def lost() -> Message:
    message = queued()
    assert take_turns([], carrier=outbox.NAME, channels=["email"], most=1, at=MORNING)
    assert end_lost(carrier=outbox.NAME, at=MORNING) == 1
    return message


def shown(client: Client, part: str, **asked: str) -> list[list[str]]:
    """The rows of one of the page's tables, each cell as it reads."""
    page = client.get(reverse("messages"), {**DAYS, **asked}).content.decode()
    panel = re.search(rf'aria-labelledby="{part}".*?</section>', page, re.S)
    if panel is None:
        return []
    rows = re.findall(r"<tr>(.*?)</tr>", panel[0].partition("<tbody>")[2], re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [[re.sub(r"<[^>]+>|\s+", " ", cell).strip() for cell in row] for row in cells]


def numbers(rows: list[list[str]]) -> set[str]:
    return {row[-1] for row in rows}


def test_each_message_is_shown_by_state_and_channel_with_its_title(as_role: SignIn) -> None:
    arrived, unknown, waiting = delivered(), lost(), queued()
    letter = written()
    lead = as_role(Role.LEAD)
    everything = shown(lead, "each")
    assert numbers(everything) == {
        str(each) for each in (arrived.pk, unknown.pk, waiting.pk, letter.message_id)
    }
    assert {row[-2] for row in everything} == {"Reminder of what was agreed"}
    assert numbers(shown(lead, "each", state="delivered")) == {str(arrived.pk)}
    assert numbers(shown(lead, "each", state="unconfirmed")) == {str(unknown.pk)}
    [row] = shown(lead, "each", channel="letter")
    assert (row[1], row[-1]) == ("Waits to be printed", str(letter.message_id))
    assert shown(lead, "each", state="delivered", channel="letter") == []
    assert len(shown(lead, "each", state="nonsense", channel="nonsense")) == 4


def test_the_counts_agree_with_the_messages_and_other_days_have_none(as_role: SignIn) -> None:
    delivered(), lost(), queued()
    lead = as_role(Role.LEAD)
    [row] = shown(lead, "counts")
    assert row[:2] == ["E-mail", outbox.NAME]
    assert row[2:] == ["1", "–", "–", "1", "–", "1", "–", "3"]
    empty = lead.get(reverse("messages"), {"first": "2026-01-01", "last": "2026-01-02"})
    assert "Nothing was written on these days" in empty.content.decode()


def test_the_unknown_is_named_whatever_the_days(as_role: SignIn) -> None:
    message = lost()
    client = as_role(Role.ADMINISTRATOR)
    [row] = shown(client, "unknown", first="2026-01-01", last="2026-01-02")
    assert row[1] == str(message.pk)
    assert row[-1] == "the sender was stopped"
    address = reverse("customer", args=[message.customer_id])
    assert address not in client.get(reverse("messages")).content.decode(), "not for this role"
    assert address in as_role(Role.LEAD).get(reverse("messages")).content.decode()


def test_why_one_was_withdrawn_is_said_in_words(as_role: SignIn) -> None:
    withdraw([queued().pk], why="opted_out", actor="carriers", at=MORNING)
    [row] = shown(as_role(Role.COMPLIANCE), "each")
    assert row[1].startswith("Withdrawn before it was sent")
    assert row[1].endswith("wants no more of these")


def test_senders_are_at_work_or_not_and_letters_have_none(as_role: SignIn) -> None:
    written(), queued()
    lead = as_role(Role.LEAD)
    [[carrier, state, _, waiting]] = shown(lead, "senders")
    assert (carrier, state, waiting) == (outbox.NAME, "Not at work", "1")
    now = MORNING.replace(hour=10, minute=30)
    beat(outbox.NAME, None, at=now - timedelta(seconds=1))
    [[_, state, _, _]] = shown(lead, "senders")
    assert state == "At work"


def test_addresses_and_words_stay_hidden(as_role: SignIn) -> None:
    queued()
    page = as_role(Role.LEAD).get(reverse("messages"), DAYS).content.decode()
    assert "n***@customer.example" in page
    assert "nobody" not in page
    assert "950" not in page

"""A reading is chosen by compliance, with a reason, and counts from then on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import Error as DatabaseError
from django.db import connection, transaction

from fairdue.compliance.actions import choose_reading
from fairdue.compliance.models import ReadingChoice
from fairdue.compliance.queries import choices_of, profile_at
from fairdue.compliance.tests.records import AT, HOUR, a_member
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role
from fairdue.rulebook.packs import law_in_force

pytestmark = pytest.mark.django_db(transaction=True)

RULE, PARAMETER = "CN-HOURS-01", "night_begins"


def choose(
    reading: str,
    *,
    after: timedelta = 0 * HOUR,
    role: Role = Role.COMPLIANCE,
    reason: str = "asked",
) -> ReadingChoice:
    return choose_reading(
        rule=RULE,
        parameter=PARAMETER,
        reading=reading,
        reason=reason,
        staff=a_member(role),
        at=AT + after,
    )


def night_begins(after: timedelta) -> str:
    law = law_in_force("CN", profile=profile_at(AT + after))
    return str(law.value(RULE, PARAMETER, (AT + after).date()).value)


def test_a_choice_counts_from_its_moment_until_the_next() -> None:
    choose("outside", after=HOUR)
    choose("", after=2 * HOUR)
    moments = (0 * HOUR, HOUR, 2 * HOUR)
    assert [night_begins(after) for after in moments] == ["22:00", "22:00:01", "22:00"]


def test_a_choice_changes_the_pack_s_version_and_stands_in_the_journal() -> None:
    before = law_in_force("CN", profile=profile_at(AT)).version
    made = choose("outside", after=HOUR)
    assert law_in_force("CN", profile=profile_at(AT + HOUR)).version != before
    entry = Entry.objects.get(pk=made.journal_entry_id)
    assert (entry.action, entry.subject) == ("reading_chosen", f"rule:{RULE}")
    assert entry.details == {"parameter": PARAMETER, "from": "", "to": "outside"}
    assert entry.rules[0]["pack"] == "law/cn"
    (fact,) = choices_of(RULE)
    assert (fact.reading, fact.reason) == ("outside", "asked")


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.LEAD, Role.ADMINISTRATOR])
def test_only_compliance_may_choose(role: Role) -> None:
    with pytest.raises(Refused, match="for compliance officers"):
        choose("outside", role=role)
    assert not ReadingChoice.objects.exists()


def test_refuses_a_choice_without_a_reason_of_nothing_or_of_what_applies() -> None:
    for reading, reason, message in (
        ("outside", " ", "Say why"),
        ("loosely", "asked", "no reading 'loosely'"),
        ("", "asked", "applies already"),
    ):
        with pytest.raises(Refused, match=message):
            choose(reading, reason=reason)
    with pytest.raises(Refused, match="not open to more than one reading"):
        choose_reading(
            rule="CN-FREQ-01",
            parameter="effective_calls_per_day_max",
            reading="any",
            reason="asked",
            staff=a_member(Role.COMPLIANCE),
            at=AT,
        )
    choose("outside", after=2 * HOUR)
    with pytest.raises(Refused, match="later choice"):
        choose("", after=HOUR)


def test_the_database_refuses_to_change_or_drop_a_choice_unjournalled() -> None:
    made = choose("outside")
    for change in (
        "UPDATE compliance_readingchoice SET reading = ''",
        "DELETE FROM compliance_readingchoice",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    made.refresh_from_db()
    assert made.reading == "outside"

"""Staff of every role signed in, and one drawn talk of a collector."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fairdue.contact.tests.records import MORNING
from fairdue.desk.oversight.tests.conftest import _demonstration_clock, as_role, staff, team
from fairdue.people.models import Role, Staff
from fairdue.quality.actions import scoring
from fairdue.quality.models import DrawnTalk
from fairdue.quality.tests.test_taking_in import GOOD, a_talk, take
from fairdue.training.actions.shipped import install_shipped
from fairdue.wording import Line

__all__ = ["_demonstration_clock", "as_role", "staff", "team"]

NOW = MORNING
SAID = Line("collector", "不还就告诉你单位领导和你父母。", 20, 22)


@pytest.fixture
def officer(db: None) -> Staff:
    """Another compliance officer than the one of `staff`."""
    return Staff.objects.create(username="officer2", role=Role.COMPLIANCE)


@pytest.fixture
def talk(staff: dict[Role, Staff]) -> DrawnTalk:
    """A talk of the collector with a grave finding, drawn for two to score."""
    install_shipped(at=MORNING)
    scoring.install_sheet(at=MORNING)
    take(a_talk(staff[Role.COLLECTOR]), *GOOD, SAID)
    made = scoring.draw_talks(
        from_on=date(2026, 3, 10),
        until_on=date(2026, 3, 10),
        staff=staff[Role.COMPLIANCE],
        at=NOW + timedelta(days=1),
    )
    return DrawnTalk.objects.get(draw=made)

"""Staff of every role, signed in, with the templates that come with the product."""

from __future__ import annotations

import pytest

from fairdue.contact.tests.records import MORNING
from fairdue.desk.oversight.tests.conftest import (
    SignIn,
    _demonstration_clock,
    as_role,
    staff,
    team,
)
from fairdue.messaging.actions.shipped import install_shipped

__all__ = ["SignIn", "_demonstration_clock", "as_role", "staff", "team"]


@pytest.fixture
def installed(db: None) -> int:
    """How many templates came with the product."""
    return install_shipped(at=MORNING)

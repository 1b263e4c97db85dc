"""Staff of every role, signed in, at a fixed hour."""

from fairdue.desk.oversight.tests.conftest import _demonstration_clock, as_role, staff, team

__all__ = ["_demonstration_clock", "as_role", "staff", "team"]

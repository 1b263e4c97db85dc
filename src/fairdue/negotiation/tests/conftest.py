"""A real mail server for reminders."""

from __future__ import annotations

from fairdue.delivery.tests.conftest import postbox

__all__ = ["postbox"]

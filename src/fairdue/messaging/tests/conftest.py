"""A real mail server, and real gateways for texts."""

from __future__ import annotations

from fairdue.delivery.sms.tests.counterparts import smsc, start_kannel
from fairdue.delivery.tests.conftest import hearing, postbox, var

__all__ = ["hearing", "postbox", "smsc", "start_kannel", "var"]

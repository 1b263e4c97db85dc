"""The gateways that tests of this folder use."""

from __future__ import annotations

from fairdue.delivery.sms.tests.counterparts import drive_smpp, smsc

__all__ = ["drive_smpp", "smsc"]

"""The gateways that tests of this folder use."""

from __future__ import annotations

from fairdue.delivery.sms.tests.counterparts import (
    called,
    drive_smpp,
    kannel,
    smsc,
    start_kannel,
)

__all__ = ["called", "drive_smpp", "kannel", "smsc", "start_kannel"]

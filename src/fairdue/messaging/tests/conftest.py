"""A real mail server for what is written to customers."""

from __future__ import annotations

from fairdue.delivery.tests.conftest import hearing, postbox, var

__all__ = ["hearing", "postbox", "var"]

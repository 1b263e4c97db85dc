"""Decides what may be promised or agreed, and what became of it. Pure; amounts in minor units."""

from fairdue.negotiation.rules.promises import (
    BROKEN,
    KEPT,
    OPEN,
    PARTIAL,
    Asked,
    PromiseTerms,
    Share,
    check_promise,
    promise_state,
    share_days,
    share_out,
)

__all__ = [
    "BROKEN",
    "KEPT",
    "OPEN",
    "PARTIAL",
    "Asked",
    "PromiseTerms",
    "Share",
    "check_promise",
    "promise_state",
    "share_days",
    "share_out",
]

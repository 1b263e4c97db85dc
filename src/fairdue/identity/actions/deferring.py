"""Puts down for a worker what nobody should wait for, or could time. `identity.jobs` does it."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

from fairdue.identity.queries.policy import SignInPolicy
from fairdue.identity.queries.trying import wrong_of_pair
from fairdue.identity.rules.limits import brings_lock

PROMPT = "prompt"
"""The queue of jobs somebody waits for; a worker of their own does nothing else."""
SEND_CODE, TELL_PERSON = "identity.send_code", "identity.tell_person"


def have_code_sent(request_id: int) -> None:
    """Have the person looked for, and the code sent if there is one. With this transaction."""
    _put_down(SEND_CODE, request_id)


def have_person_told(request_id: int, pair: bytes, policy: SignInPolicy, at: datetime) -> None:
    """Have the person told of wrong codes, if this one begins a lock. There may be no person."""
    if brings_lock(len(wrong_of_pair(pair, at)), policy.back_off):
        _put_down(TELL_PERSON, request_id)


def _put_down(name: str, request_id: int) -> None:
    app.configure_task(name, queue=PROMPT).defer(request_id=request_id)

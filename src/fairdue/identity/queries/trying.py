"""How much was tried lately: what limits ask. Every count is by digests and time alone."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from fairdue.identity.models import CodeCheck, SignInTry, TryKind, TryOutcome
from fairdue.identity.queries.policy import CodePolicy, SignInPolicy
from fairdue.identity.rules.limits import DAY, Window, is_full

ASKED = Q(kind=TryKind.ASK, outcome=TryOutcome.TAKEN)
WRONG = Q(kind=TryKind.CODE, outcome__in=(TryOutcome.WRONG, TryOutcome.STRANGE))


def asks_are_full(
    policy: SignInPolicy, pair: bytes, point: bytes, client: bytes, at: datetime
) -> str:
    """Which limit of asking is reached: pair, point, client, overall; empty where none is.

    All are counted whatever the first says, so that the work is the same for everyone.
    """
    full = {
        "pair": _full(SignInTry.objects.filter(ASKED, pair_digest=pair), policy.asks_per_pair, at),
        "point": _full(
            SignInTry.objects.filter(ASKED, point_index=point), policy.asks_per_point, at
        ),
        "client": _full(
            SignInTry.objects.filter(ASKED, client_digest=client), policy.asks_per_client, at
        ),
        "overall": _full(SignInTry.objects.filter(ASKED), policy.asks_overall, at),
    }
    return next((name for name, reached in full.items() if reached), "")


def wrong_codes_are_full(policy: SignInPolicy, client: bytes, at: datetime) -> str:
    """Which limit of wrong codes is reached: client, overall; empty where none is."""
    full = {
        "client": _full(
            SignInTry.objects.filter(WRONG, client_digest=client), policy.wrong_per_client, at
        ),
        "overall": _full(SignInTry.objects.filter(WRONG), policy.wrong_overall, at),
    }
    return next((name for name, reached in full.items() if reached), "")


def checks_are_full(policy: CodePolicy, client: bytes, at: datetime) -> str:
    """Which limit of checking contact codes is reached: client, overall; empty where none is."""
    full = {
        "client": _full(
            CodeCheck.objects.filter(client_digest=client), policy.checks_per_client, at
        ),
        "overall": _full(CodeCheck.objects.all(), policy.checks_overall, at),
    }
    return next((name for name, reached in full.items() if reached), "")


def wrong_of_pair(pair: bytes, at: datetime) -> list[datetime]:
    """When wrong codes of a pair were typed within a day and since the last right one, in order."""
    tries = SignInTry.objects.filter(pair_digest=pair, kind=TryKind.CODE, at__gt=at - DAY)
    found = tries.filter(outcome__in=(TryOutcome.WRONG, TryOutcome.RIGHT)).order_by("at", "pk")
    moments: list[datetime] = []
    for outcome, moment in found.values_list("outcome", "at"):
        if outcome == TryOutcome.RIGHT:
            moments.clear()
        else:
            moments.append(moment)
    return moments


def wrong_of_request(request_id: int) -> int:
    """How many wrong codes were typed for one request."""
    return SignInTry.objects.filter(request_id=request_id, outcome=TryOutcome.WRONG).count()


def take_turns(key: bytes) -> None:
    """Until this transaction ends, nobody else tries under the same key: counts stay true."""
    number = int.from_bytes(key[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _full(rows: QuerySet[SignInTry] | QuerySet[CodeCheck], window: Window, at: datetime) -> bool:
    """No more rows are read than the window has uses."""
    recent = rows.filter(at__gt=at - window.span)[: window.uses]
    return is_full(window, recent.count())

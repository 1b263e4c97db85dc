"""Whether asking for a code, or typing one, is taken up at all; and what is said where not.

Nothing here asks whether there is a person: what is said depends on what was typed, how often and
when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdue.identity.models import SignInRequest, TryOutcome
from fairdue.identity.queries.policy import SignInPolicy, clock_words
from fairdue.identity.queries.trying import (
    asks_are_full,
    wrong_codes_are_full,
    wrong_of_pair,
    wrong_of_request,
)
from fairdue.identity.rules.limits import locked_until
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text


class SignInRefused(Refused):
    """Not signed in; `outcome` says why, so that a page knows what to offer next."""

    def __init__(self, text: Text, outcome: TryOutcome) -> None:
        super().__init__(text)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a try."""

    outcome: TryOutcome
    limit: str = ""
    """Which limit, where it is LIMITED."""
    until: datetime | None = None
    """Until when, where it is LOCKED."""
    left: int = 0
    """How many more times this code may be typed, where it is WRONG."""


RIGHT = Judged(TryOutcome.RIGHT)


def judge_asking(
    point: bytes, pair: bytes, client: bytes, policy: SignInPolicy, at: datetime
) -> Judged | None:
    """Why no code may be asked for now, or None."""
    limit = asks_are_full(policy, pair, point, client, at)
    until = locked_until(wrong_of_pair(pair, at), policy.back_off)
    if until is not None and at < until:
        return Judged(TryOutcome.LOCKED, until=until)
    return Judged(TryOutcome.LIMITED, limit) if limit else None


def judge_code(
    request: SignInRequest | None, pair: bytes, client: bytes, policy: SignInPolicy, at: datetime
) -> Judged | None:
    """Why a code isn't even looked at, or None."""
    limit = wrong_codes_are_full(policy, client, at)
    until = locked_until(wrong_of_pair(pair, at), policy.back_off)
    if limit:
        return Judged(TryOutcome.LIMITED, limit)
    if request is None:
        return Judged(TryOutcome.STRANGE)
    if until is not None and at < until:
        return Judged(TryOutcome.LOCKED, until=until)
    if request.used_at is not None or wrong_of_request(request.pk) >= policy.tries_per_code:
        return Judged(TryOutcome.SPENT)
    if at >= request.expires_at:
        return Judged(TryOutcome.EXPIRED)
    return None


def wrong_code(request: SignInRequest | None, policy: SignInPolicy) -> Judged:
    """A wrong code, and how many tries it leaves."""
    wrong = wrong_of_request(request.pk) if request else 0
    return Judged(TryOutcome.WRONG, left=max(0, policy.tries_per_code - wrong - 1))


def refusal(judged: Judged) -> SignInRefused:
    """What the person is told."""
    if judged.outcome is TryOutcome.LOCKED and judged.until is not None:
        until = clock_words(judged.until)
        text = Text(
            f"Too many wrong codes. Signing in is possible again after {until}.",
            f"验证码错误次数过多，请于 {until} 后再试。",
        )
    elif judged.outcome is TryOutcome.WRONG and judged.left:
        text = Text(
            f"This code is not right. It may be typed {judged.left} more times.",
            f"验证码不正确，还可输入 {judged.left} 次。",
        )
    else:
        text = SAID[judged.outcome]
    return SignInRefused(text, judged.outcome)


SAID = {
    TryOutcome.WRONG: Text(
        "This code is not right and can't be used any more. Ask for a new one.",
        "验证码不正确且已作废，请重新获取。",
    ),
    TryOutcome.EXPIRED: Text(
        "This code has expired. Ask for a new one.", "验证码已过期，请重新获取。"
    ),
    TryOutcome.SPENT: Text(
        "This code can't be used any more. Ask for a new one.", "该验证码已作废，请重新获取。"
    ),
    TryOutcome.STRANGE: Text(
        "No code was asked for in this browser. Ask for one here first.",
        "当前浏览器未获取过验证码，请先在此获取。",
    ),
    TryOutcome.LIMITED: Text(
        "Too many tries. Please wait a while and try again.", "操作过于频繁，请稍后再试。"
    ),
}

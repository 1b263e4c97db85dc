"""No contact while a hold stands: LENDER-HOLD (cf. CN-DISP-01, CN-PLAN-02)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fairdue.contact.rules.terms import Term, say_moment
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Standing:
    """A hold not released: from `starts_at` up to, not including, `ends_at` (None: no end)."""

    id: int
    name: Text
    starts_at: datetime
    ends_at: datetime | None
    lets: tuple[str, ...] = ()
    """Purposes that it doesn't stop, such as reminding of what was agreed."""

    def stands_at(self, at: datetime) -> bool:
        """True while it stops contact."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


def may_contact_despite(
    holds: Sequence[Standing],
    channel: str,
    at: datetime,
    stops: Term[tuple[str, ...]],
    zone: ZoneInfo,
    *,
    purpose: str = "",
    reminders: Collection[str] = (),
) -> Clause:
    """Denied while any hold stands, for the channels that holds stop.

    A hold that `lets` the purpose through doesn't stop it on the channels of `reminders`: as long
    as an agreement is performed collecting rests (CN-PLAN-02), but its instalments are reminded of.
    """
    if channel in reminders:
        holds = [hold for hold in holds if not purpose or purpose not in hold.lets]
    standing = [hold for hold in holds if hold.stands_at(at)]
    values = (("holds", str(len(standing))), *((("purpose", purpose),) if purpose else ()))
    if channel not in stops.value or not standing:
        return Clause(
            rule=stops.rule,
            allowed=True,
            reason=Text("No hold stands in the way.", "无停催。"),
            values=values,
            citation=stops.citation,
        )
    free_from = _free_from(holds, at)
    names = Text(
        ", ".join(hold.name.en for hold in standing), "、".join(hold.name.zh for hold in standing)
    )
    if free_from is None:
        mend = Text("Allowed once it is released.", "解除停催后方可联系。")
    else:
        when = say_moment(free_from, zone)
        mend = Text(
            f"Allowed from {when.en}, or once it is released.",
            f"{when.zh}起或解除停催后可联系。",
        )
    return Clause(
        rule=stops.rule,
        allowed=False,
        reason=Text(
            f"On hold: {names.en} {stops.basis.en}. {mend.en}",
            f"停催中：{names.zh}{stops.basis.zh}。{mend.zh}",
        ),
        values=values,
        citation=stops.citation,
        allowed_from=free_from,
    )


def _free_from(holds: Sequence[Standing], at: datetime) -> datetime | None:
    """The first moment from `at` on at which no hold stands; None when there is none."""
    moment = at
    while standing := [hold for hold in holds if hold.stands_at(moment)]:
        ends = [hold.ends_at for hold in standing if hold.ends_at is not None]
        if len(ends) < len(standing):
            return None
        moment = max(ends)
    return moment

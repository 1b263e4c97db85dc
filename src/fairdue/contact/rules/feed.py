"""No balance is stated from figures that are too old: LENDER-FEED."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from fairdue.contact.rules.terms import Term
from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def may_state_balance(
    feed_as_of: date, at: datetime, zone: ZoneInfo, days_max: Term[int], *, states_balance: bool
) -> Clause:
    """Denied when what is owed would be stated and payments are known only up to long ago.

    `feed_as_of`: the last day whose payments were taken in. Days are local ones. Time only makes
    it worse, so no moment is named from which it would be allowed.
    """
    age = (local_day(at, zone) - feed_as_of).days
    values = (("feed_as_of", feed_as_of.isoformat()), ("days", str(age)),
              ("days_max", str(days_max.value)))  # fmt: skip
    if age <= days_max.value or not states_balance:
        return Clause(
            rule=days_max.rule,
            allowed=True,
            reason=Text(
                f"Payments are known up to {feed_as_of} {days_max.basis.en}.",
                f"还款数据截至{feed_as_of}{days_max.basis.zh}。",
            ),
            values=values,
            citation=days_max.citation,
        )
    return Clause(
        rule=days_max.rule,
        allowed=False,
        reason=Text(
            f"Payments are known only up to {feed_as_of}, {age} days ago; at most "
            f"{days_max.value} where a balance is stated {days_max.basis.en}. "
            "Take the issuer's newest file in first.",
            f"还款数据仅截至{feed_as_of}，已过{age}天；告知欠款金额时不得超过{days_max.value}天"
            f"{days_max.basis.zh}。请先接收发卡机构的最新文件。",
        ),
        values=values,
        citation=days_max.citation,
    )

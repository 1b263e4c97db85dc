"""Asks for holds in force and marks that stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from fairdue.compliance.models import Hold, HoldKind, Mark, MarkKind
from fairdue.kernel.text import Text, day_in_words
from fairdue.kernel.timeline import NOTHING, Moment
from fairdue.vault.sealing import vault

HOLD_NAMES = {
    HoldKind.DISPUTE: Text("Dispute", "争议"),
    HoldKind.CEASE: Text("Asked us to stop", "要求停止联系"),
    HoldKind.REPRESENTATIVE: Text("Has a representative", "已委托代理人"),
    HoldKind.HARDSHIP: Text("Hardship", "困难"),
    HoldKind.VULNERABILITY: Text("Vulnerability", "弱势"),
    HoldKind.IDENTITY_THEFT: Text("Identity theft", "身份盗用"),
    HoldKind.DECEASED: Text("Deceased", "身故"),
    HoldKind.IMPRISONED: Text("Imprisoned", "服刑"),
    HoldKind.COMPLAINT: Text("Complaint", "投诉"),
    HoldKind.PLAN: Text("Agreement being performed", "协议履行中"),
    HoldKind.PAYMENT: Text("Payment not booked yet", "还款待入账"),
    HoldKind.MANUAL: Text("Other", "其他"),
}
MARK_NAMES = {
    MarkKind.DISPUTE: Text("Dispute", "争议"),
    MarkKind.HARDSHIP: Text("Hardship", "困难"),
    MarkKind.VULNERABILITY: Text("Vulnerability", "弱势"),
    MarkKind.ABUSE: Text("Abuse to collector", "辱骂催收员"),
    MarkKind.NO_VISITS: Text("Not to be visited", "禁止上门"),
}


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A hold as screens and the permit see it."""

    id: int
    customer_id: int
    kind: str
    name: Text
    reason: str
    owner: str
    starts_at: datetime
    ends_at: datetime | None
    released_at: datetime | None
    review_on: date | None = None

    def in_force(self, at: datetime) -> bool:
        """True while it stops contact: begun, not ended, not released."""
        ended = self.ends_at is not None and self.ends_at <= at
        released = self.released_at is not None and self.released_at <= at
        return self.starts_at <= at and not ended and not released


@dataclass(frozen=True, slots=True)
class MarkFacts:
    """A mark with its note opened; need-to-know, so for pages of the customer only."""

    id: int
    customer_id: int
    kind: str
    name: Text
    note: str
    raised_by: str
    raised_at: datetime
    cleared_at: datetime | None
    cleared_by: str
    reason: str
    owner: str
    review_on: date | None
    ends_at: datetime | None

    def stands_at(self, at: datetime) -> bool:
        """True from when it was raised until it is cleared or ends."""
        ends = [end for end in (self.cleared_at, self.ends_at) if end is not None]
        return self.raised_at <= at and all(at < end for end in ends)


def in_force_rows(at: datetime) -> QuerySet[Hold]:
    """Everyone's holds that stop contact at a moment, as `HoldFacts.in_force` tells of one."""
    return Hold.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at),
        Q(released_at__isnull=True) | Q(released_at__gt=at),
        starts_at__lte=at,
    )


def holds_in_force(customer_id: int, at: datetime) -> list[HoldFacts]:
    """Holds that stop contact with the customer at `at`, the oldest first."""
    return in_force(holds_of(customer_id), at)


def in_force(holds: Sequence[HoldFacts], at: datetime) -> list[HoldFacts]:
    """Those of `holds`, given the newest first, that stop contact at `at`; the oldest first."""
    return [hold for hold in reversed(holds) if hold.in_force(at)]


def holds_of(customer_id: int) -> list[HoldFacts]:
    """Every hold of the customer, past ones too, the newest first."""
    rows = Hold.objects.filter(customer_id=customer_id).order_by("-starts_at", "-id")
    return [hold_facts(row) for row in rows]


def marks_of(customer_id: int) -> list[MarkFacts]:
    """Every mark of the customer, cleared ones too, the newest first."""
    rows = Mark.objects.filter(customer_id=customer_id).order_by("-raised_at", "-id")
    return [mark_facts(row) for row in rows]


def hold_facts(row: Hold) -> HoldFacts:
    """A row as others may see it."""
    return HoldFacts(
        id=row.pk,
        customer_id=row.customer_id,
        kind=row.kind,
        name=HOLD_NAMES[HoldKind(row.kind)],
        reason=row.reason,
        owner=row.owner,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        released_at=row.released_at,
        review_on=row.review_on,
    )


def mark_facts(row: Mark) -> MarkFacts:
    """A row with its note opened."""
    return MarkFacts(
        id=row.pk,
        customer_id=row.customer_id,
        kind=row.kind,
        name=MARK_NAMES[MarkKind(row.kind)],
        note=vault().unseal(row.note_sealed) if row.note_sealed else "",
        raised_by=row.raised_by,
        raised_at=row.raised_at,
        cleared_at=row.cleared_at,
        cleared_by=row.cleared_by,
        reason=row.reason,
        owner=row.owner,
        review_on=row.review_on,
        ends_at=row.ends_at,
    )


NIGHT_COLUMNS = {
    "customer_ref": pl.String(),
    "has_hold": pl.Boolean(),
    "vulnerable": pl.Boolean(),
    "disputed": pl.Boolean(),
}

FOR_THE_NIGHT = """
SELECT customer.customer_ref, bool_or(found.hold), bool_or(found.vulnerable),
       bool_or(found.disputed)
FROM (
    SELECT customer_id, true AS hold, false AS vulnerable, false AS disputed
    FROM compliance_hold
    WHERE starts_at <= %(at)s AND (ends_at IS NULL OR ends_at > %(at)s)
      AND (released_at IS NULL OR released_at > %(at)s)
    UNION ALL
    SELECT customer_id, false, kind <> 'dispute', kind = 'dispute'
    FROM compliance_mark
    WHERE kind IN ('vulnerability', 'hardship', 'dispute')
      AND raised_at <= %(at)s AND (cleared_at IS NULL OR cleared_at > %(at)s)
      AND (ends_at IS NULL OR ends_at > %(at)s)
    UNION ALL
    SELECT customer_id, false, false, true
    FROM compliance_dispute
    WHERE received_at <= %(at)s AND (answered_at IS NULL OR answered_at > %(at)s)
      AND (withdrawn_at IS NULL OR withdrawn_at > %(at)s)
) AS found
JOIN portfolio_customer AS customer ON customer.id = found.customer_id
GROUP BY customer.customer_ref
ORDER BY customer.customer_ref
"""


def customers_with_holds_or_marks(at: datetime) -> pl.DataFrame:
    """Customers with a hold in force or a standing mark at `at`, in customer_ref order.

    Columns: customer_ref, has_hold, vulnerable, disputed. Everyone else has none of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(FOR_THE_NIGHT, {"at": at})
        return pl.DataFrame(cursor.fetchall(), schema=NIGHT_COLUMNS, orient="row")


def timeline(customer_id: int, limit: int = 50) -> list[Moment]:
    """Holds placed, released and run out, and marks raised and cleared; newest first."""
    return moments_of(holds_of(customer_id), marks_of(customer_id), limit)


def moments_of(
    holds: Sequence[HoldFacts], marks: Sequence[MarkFacts], limit: int = 50
) -> list[Moment]:
    """The timeline from what was looked up already, newest first.

    Reasons and notes are need-to-know and stay out of it.
    """
    moments = [moment for hold in holds for moment in _hold_moments(hold)]
    moments += [moment for mark in marks for moment in _mark_moments(mark)]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:limit]


def _hold_moments(hold: HoldFacts) -> list[Moment]:
    placed = Moment(
        at=hold.starts_at,
        kind="hold",
        title=Text(f"Hold placed: {hold.name.en}", f"停催：{hold.name.zh}"),
        detail=_until(hold.ends_at),
        actor=hold.owner,
        tone="warn",
    )
    if hold.released_at is None:
        return [placed]
    title = Text(f"Hold released: {hold.name.en}", f"解除停催：{hold.name.zh}")
    return [placed, Moment(hold.released_at, "hold_released", title, NOTHING, "")]


def _until(ends_at: datetime | None) -> Text:
    if ends_at is None:
        return Text("until released", "至解除为止")
    local = ends_at.astimezone(timezone.get_default_timezone())
    day = day_in_words(local)
    return Text(f"until {day.en} {local:%H:%M}", f"至{day.zh}{local:%H:%M}")


def _mark_moments(mark: MarkFacts) -> list[Moment]:
    name = mark.name
    raised = Moment(
        at=mark.raised_at,
        kind="mark",
        title=Text(f"Marked: {name.en}", f"标记：{name.zh}"),
        detail=NOTHING,
        actor=mark.raised_by,
        tone="warn",
    )
    if mark.cleared_at is None:
        return [raised]
    title = Text(f"Mark cleared: {name.en}", f"取消标记：{name.zh}")
    return [raised, Moment(mark.cleared_at, "mark_cleared", title, NOTHING, mark.cleared_by)]

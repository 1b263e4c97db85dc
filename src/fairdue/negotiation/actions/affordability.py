"""Works out what a customer can set aside each month, and keeps it; opens what it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation import queries
from fairdue.negotiation.actions.recording import somebody
from fairdue.negotiation.models import Assessment, Depth
from fairdue.negotiation.queries.guidelines import figure_max_minor, guidelines, valid_days
from fairdue.negotiation.rules.affordability import (
    Capacity,
    Disposable,
    Guidelines,
    Remark,
    full_disposable,
    quick_disposable,
)
from fairdue.negotiation.rules.figures_given import read_full, read_quick
from fairdue.people.actors import Actor
from fairdue.people.rules import require
from fairdue.rulebook.packs import NoValueError
from fairdue.vault.sealing import vault


@dataclass(frozen=True, slots=True)
class Assessed:
    """What came of an assessment, for whoever gave the figures."""

    capacity: Capacity
    short_minor: int
    """How much more is spent than earned a month; 0 where something is left."""
    remarks: tuple[Remark, ...]
    """Friendly questions about figures outside the guidelines."""


def record_assessment(
    *,
    customer_id: int,
    currency: str,
    depth: str,
    figures: Mapping[str, object],
    actor: Actor,
    at: datetime,
) -> Assessed:
    """Work out the range a month in one currency and keep it; the newest counts, while valid.

    `figures` for depth "quick" and "full" as `rules.figures_given` reads them. They are sealed;
    in clear stands the range only, and no amount stands in the journal.

    Raises Refused, naming the figure: negative, huge, in another currency, missing, not asked;
    and for who may not.
    """
    require(actor, "record_capacity", customer_id)
    somebody(customer_id)
    found = disposable_of(customer_id, currency, depth, figures, at)
    today = local_day(at, queries.zone())
    with transaction.atomic():
        entry = record(
            actor=actor.username,
            action="capacity_recorded",
            at=at,
            subject=f"customer:{customer_id}",
            customer_id=customer_id,
            details={"currency": currency, "depth": depth},
        )
        row = Assessment.objects.create(
            customer_id=customer_id,
            currency=currency,
            depth=depth,
            low_minor=found.low_minor,
            high_minor=found.high_minor,
            figures_sealed=vault().seal(_written(figures)),
            made_at=at,
            made_by=actor.username,
            valid_until=today + timedelta(days=valid_days(depth, today) - 1),
            journal_entry=entry,
        )
    return Assessed(queries.capacity_of(row), found.short_minor, found.remarks)


def disposable_of(
    customer_id: int, currency: str, depth: str, figures: Mapping[str, object], at: datetime
) -> Disposable:
    """The range that figures come to, without keeping anything. Raises as `record_assessment`."""
    if depth not in Depth.values:
        known = ", ".join(Depth.values)
        raise Refused(
            Text(
                f"There is no depth {depth!r}. Choose one of: {known}.",
                f"没有“{depth}”这种评估方式，请从以下选择：{known}。",
            )
        )
    guide, most = _terms(customer_id, currency, at)
    if depth == Depth.QUICK:
        return quick_disposable(read_quick(figures, currency, most), guide)
    return full_disposable(read_full(figures, currency, most), guide)


def open_figures(
    *, assessment_id: int, reason: str, actor: Actor, at: datetime
) -> dict[str, object]:
    """The figures an assessment rests on, opened; the journal says who looked and why.

    Raises Refused without a reason, for one that doesn't exist, and for who may not.
    """
    row = Assessment.objects.filter(pk=assessment_id).first()
    require(actor, "record_capacity", row.customer_id if row else None)
    if row is None:
        raise Refused(Text("There is no such assessment.", "没有该项评估。"))
    if not reason.strip():
        raise Refused(Text("Say why; the reason is kept.", "请填写原因，原因将被留存。"))
    with transaction.atomic():
        record(
            actor=actor.username,
            action="capacity_opened",
            at=at,
            subject=f"assessment:{row.pk}",
            customer_id=row.customer_id,
            details={"reason": reason.strip()},
        )
    opened: dict[str, object] = json.loads(vault().unseal(row.figures_sealed))
    return opened


def _terms(customer_id: int, currency: str, at: datetime) -> tuple[Guidelines, int]:
    today = local_day(at, queries.zone())
    try:
        return guidelines(customer_id, currency, today), figure_max_minor(currency, today)
    except NoValueError:
        raise Refused(
            Text(
                f"There are no spending guidelines for {currency}. Have them added to the policy "
                "pack (LENDER-GUIDELINES), or assess in another currency.",
                f"尚无{currency}的支出指引。请在政策规则包（LENDER-GUIDELINES）中补充，"
                "或改用其他币种评估。",
            )
        ) from None


def _written(figures: Mapping[str, object]) -> str:
    """The figures as given, amounts in minor units."""
    return json.dumps(
        {
            key: given.minor if isinstance(given, Money) else given
            for key, given in sorted(figures.items())
        }
    )

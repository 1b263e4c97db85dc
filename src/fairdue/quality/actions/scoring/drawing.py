"""Writes sampling plans, and draws the talks of some days by the one that counts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from fairdue.identity.queries.policy import zone
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.calendars import local_day
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.quality.models import Draw, DrawnTalk, SamplingPlan
from fairdue.quality.queries.scoring.drawn import shares_of
from fairdue.quality.queries.scoring.policy import scoring_policy
from fairdue.quality.queries.scoring.population import TalkFacts, population
from fairdue.quality.rules.sampling import STRATA, Drawn, Shares, Talked, draw

WATCH = "sampling"
"""Who draws when nobody asks, and who wrote the plan that only says what policy does."""
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
LOCK = "SELECT pg_advisory_xact_lock(hashtext('quality'), hashtext('sampling'))"


def write_plan(
    *,
    percent: Mapping[str, int],
    least_per_collector: int,
    calibration_percent: int,
    note: str,
    staff: Staff,
    at: datetime,
) -> SamplingPlan:
    """A plan that counts from the next draw on. Raises Refused without a reason, and for less
    than policy has drawn.
    """
    require(staff, "plan_sampling")
    why = reason_given(note)
    shares = Shares(
        {each: percent[each] for each in STRATA}, least_per_collector, calibration_percent
    )
    _refuse_too_little(shares, scoring_policy(local_day(at, zone())).least)
    with transaction.atomic():
        _lock()
        return _write_plan(shares, why, staff.username, at)


def draw_talks(*, from_on: date, until_on: date, staff: Staff, at: datetime) -> Draw:
    """Draw among the talks of these days. Raises Refused for days that aren't over, and for days
    that were drawn from already.
    """
    require(staff, "plan_sampling")
    if until_on >= local_day(at, zone()) or from_on > until_on:
        raise Refused(
            Text(
                "Choose days that are over, the first before the last.", "请选择已结束的日期区间。"
            )
        )
    with transaction.atomic():
        _lock()
        if Draw.objects.filter(from_on__lte=until_on, until_on__gte=from_on).exists():
            raise Refused(Text("Some of these days were drawn from already.", "所选日期已抽检过。"))
        return _draw(from_on, until_on, staff.username, at)


def draw_due(*, at: datetime) -> Draw | None:
    """Draw among the talks of the weeks that ended since the last draw; None where none did.

    Safe to be run as often as one likes.
    """
    today = local_day(at, zone())
    sunday = today - timedelta(days=today.isoweekday())
    with transaction.atomic():
        _lock()
        last = Draw.objects.order_by("-until_on").first()
        from_on = last.until_on + DAY if last else sunday - WEEK + DAY
        if from_on > sunday:
            return None
        return _draw(from_on, sunday, WATCH, at)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def _draw(from_on: date, until_on: date, by: str, at: datetime) -> Draw:
    policy = scoring_policy(local_day(at, zone()))
    plan = SamplingPlan.objects.order_by("-number").first()
    if plan is None:
        plan = _write_plan(policy.least, "", WATCH, at)
    facts, talks = population(from_on, until_on, policy)
    chosen = draw(talks, shares_of(plan), plan.seed)
    entry = record(
        actor=by,
        action="talks_drawn",
        at=at,
        subject=f"sampling_plan:{plan.number}",
        details={
            "from": from_on.isoformat(),
            "until": until_on.isoformat(),
            "talks": len(talks),
            "drawn": len(chosen),
        },
    )
    made = Draw.objects.create(
        journal_entry=entry,
        plan=plan,
        from_on=from_on,
        until_on=until_on,
        drawn_at=at,
        drawn_by=by,
        population=[
            [talk.reference, talk.collector, talk.stratum, list(talk.always), talk.readable]
            for talk in talks
        ],
        drawn=len(chosen),
    )
    _keep(made, entry, facts, talks, chosen)
    return made


def _keep(
    made: Draw,
    entry: Entry,
    facts: list[TalkFacts],
    talks: list[Talked],
    chosen: tuple[Drawn, ...],
) -> None:
    known = {talk.reference: (fact, talk) for fact, talk in zip(facts, talks, strict=True)}
    DrawnTalk.objects.bulk_create(
        DrawnTalk(
            journal_entry=entry,
            draw=made,
            customer_id=known[each.reference][0].customer_id,
            attempt_id=known[each.reference][0].attempt_id,
            call_id=known[each.reference][0].call_id,
            staff=known[each.reference][0].staff,
            talked_at=known[each.reference][0].talked_at,
            stratum=known[each.reference][1].stratum,
            reasons=list(each.reasons),
            calibrates=each.calibrates,
        )
        for each in chosen
    )


def _write_plan(shares: Shares, note: str, by: str, at: datetime) -> SamplingPlan:
    last = SamplingPlan.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    told = {
        "percent": dict(shares.percent),
        "least_per_collector": shares.least_per_collector,
        "calibration_percent": shares.calibration_percent,
    }
    entry = record(
        actor=by,
        action="sampling_plan_written",
        at=at,
        subject=f"sampling_plan:{number}",
        details=told,
    )
    return SamplingPlan.objects.create(
        journal_entry=entry,
        number=number,
        seed=secrets.token_hex(32),
        note=note,
        written_by=by,
        written_at=at,
        **told,
    )


def _refuse_too_little(shares: Shares, least: Shares) -> None:
    given = [*shares.percent.values(), shares.calibration_percent]
    if not all(0 <= each <= 100 for each in given) or not 0 <= shares.least_per_collector <= 50:
        raise Refused(Text("Shares are from 0 to 100 per cent.", "比例应为0%至100%。"))
    short = [each for each in STRATA if shares.percent[each] < least.percent[each]]
    if (
        short
        or shares.least_per_collector < least.least_per_collector
        or shares.calibration_percent < least.calibration_percent
    ):
        raise Refused(
            Text(
                "A plan draws no less than policy LENDER-SCORING has drawn: "
                f"{least.percent['high']} %, {least.percent['middle']} % and "
                f"{least.percent['low']} % by risk, {least.least_per_collector} of everyone, "
                f"{least.calibration_percent} % twice.",
                "方案不得低于LENDER-SCORING的下限：高、中、低风险"
                f"{least.percent['high']}%、{least.percent['middle']}%、{least.percent['low']}%，"
                f"每人至少{least.least_per_collector}通，双人评分{least.calibration_percent}%。",
            )
        )

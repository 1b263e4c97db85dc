"""United Kingdom: CONC 7.9, 7.10, 7.12, 7.14 and contact in a breathing space (SI 2020/1311)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause
from fairdue.wording.rules.said import Wish, free_from


def may_contact_reasonably(
    at: datetime,
    medium: str,
    wishes: Sequence[Wish],
    zone: ZoneInfo,
    *,
    by_the_clock: bool,
    place: str = "",
    unclear: bool = False,
    earliest: time,
    latest: time,
) -> tuple[Clause, Clause]:
    """Within the firm's hours, the last not included, and as the customer reasonably asked.

    Source: CONC 7.9.4R. It names no hours; `earliest` and `latest` are policy. `unclear`: the
    request isn't understood, so a person must read it first.
    """
    rule = "uk.conc.7.9.4.contact_time"
    local = at.astimezone(zone)
    usual = earliest <= local.time() < latest
    return (
        clause(
            rule,
            by_the_clock and not usual,
            Text(
                f"Contact between {earliest:%H:%M} and {latest:%H:%M}; it is {local:%H:%M}.",
                f"仅可在{earliest:%H:%M}至{latest:%H:%M}联系；当前为{local:%H:%M}。",
            ),
            ("earliest", f"{earliest:%H:%M}"),
            ("latest", f"{latest:%H:%M}"),
            allowed_from=_opens(at, zone, earliest),
        ),
        clause(
            rule,
            unclear or any(wish.bars(local, medium, place) for wish in wishes),
            Text(
                "The customer reasonably asked not to be contacted then or this way.",
                "客户已合理请求不在此时或不以此方式联系。",
            ),
            allowed_from=None if unclear else free_from(at, zone, wishes, medium, place),
        ),
    )


def _opens(at: datetime, zone: ZoneInfo, earliest: time) -> datetime:
    """The next moment after this one at which the firm's hours begin."""
    day = at.astimezone(zone).date()
    begins = datetime.combine(day, earliest, tzinfo=zone)
    return begins if begins > at else datetime.combine(day + timedelta(1), earliest, tzinfo=zone)


def may_contact_in_moratorium(
    *, covered: bool, nation: str, why: str, permitted: Collection[str], nations: Collection[str]
) -> Clause:
    """No contact about enforcing a moratorium debt, save what reg 11 permits (`why`).

    `covered`: the day is inside and the debt is in the moratorium. England and Wales only.
    """
    return clause(
        "uk.debt_respite.contact",
        covered and nation in nations and why not in permitted,
        Text(
            "The debt is in a breathing space.",
            "该债务处于暂缓期内。",
        ),
        ("purpose", why),
    )


def may_pursue(*, pursues: bool, capacity_doubted: bool, applies: bool) -> Clause:
    """Pursuit is suspended on notice of a possible lack of mental capacity: CONC 7.10.1R."""
    return clause(
        "uk.conc.7.10.capacity",
        applies and pursues and capacity_doubted,
        Text(
            "Suspend recovery: the customer may lack mental capacity.",
            "客户可能缺乏行为能力，须暂停追偿。",
        ),
    )


def may_go_past_adviser(
    *, represented: bool, to_adviser: bool, excused: bool, applies: bool
) -> Clause:
    """Deal with the adviser or authorised person, save with consent or objective reason."""
    return clause(
        "uk.conc.7.12.adviser",
        applies and represented and not to_adviser and not excused,
        Text(
            "Contact the customer's adviser.",
            "请联系客户的债务顾问或授权代理人。",
        ),
    )


def may_pursue_disputed(*, pursues: bool, disputed: bool, applies: bool) -> Clause:
    """A disputed debt is looked into, not pursued: CONC 7.14."""
    return clause(
        "uk.conc.7.14.dispute",
        applies and pursues and disputed,
        Text(
            "The debt is disputed; investigate first.",
            "债务存在争议，须先行调查。",
        ),
    )


def suspended_until(since: date, *, extended: bool, days: int) -> date:
    """The last day of the suspension: 30 days, and 30 more when extended (CONC 7.3.12G)."""
    return since + timedelta(days=days * (2 if extended else 1))


def may_pursue_while_planning(
    since: date | None, on: date, *, pursues: bool, extended: bool = False, days: int
) -> Clause:
    """Recovery waits `days` days, the last included, while a plan is made: CONC 7.3.11R."""
    last = None if since is None else suspended_until(since, extended=extended, days=days)
    return clause(
        "uk.conc.7.3.11",
        pursues and since is not None and last is not None and since <= on <= last,
        Text(
            "A repayment plan is being made; recovery is suspended.",
            "正在制定还款计划，须暂停追偿。",
        ),
        ("days", days),
    )


def treats_fairly(acts: Collection[str], *, applies: bool) -> Clause:
    """No pressure to pay at once, by borrowing or by selling the home; affordable proposals are
    not refused; arrears and balance are told: CONC 7.3, 7.4, the Consumer Duty.
    """
    return clause(
        "uk.conc.7.3.fairness",
        applies and bool(acts),
        Text(
            "Treat customers in difficulty with forbearance and due consideration.",
            "对陷入困难的客户应给予宽限和妥善考量。",
        ),
        ("acts", " ".join(sorted(acts))),
    )


def keeps_private(
    *, discloses_to_others: bool, unidentified: bool, premium_number: bool, applies: bool
) -> Clause:
    """Others must not learn of the debt; identity first; no premium numbers: CONC 7.9."""
    return clause(
        "uk.conc.7.9.7.privacy",
        applies and (discloses_to_others or unidentified or premium_number),
        Text(
            "Keep the debt from others, verify identity first, and use no premium numbers.",
            "不得让他人知悉债务，须先核实身份，且不得使用高额收费号码。",
        ),
    )

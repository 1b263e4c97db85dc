"""Which languages and skills waiting cases insist on: put down with the cases, for quick taking."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import connection

from fairdue.kernel.calendars import local_day
from fairdue.training.queries import cleared
from fairdue.work.models import Ability, QueueItem
from fairdue.work.queries.queue import zone
from fairdue.work.queries.team import off_on
from fairdue.work.rules.abilities import LANGUAGES, asked_for, needs

SETTLE = """
UPDATE work_queueitem AS item SET needs = found.needs
FROM (
    SELECT waiting.id, wanted.needs
    FROM work_queueitem AS waiting
    JOIN delinquency_case AS one ON one.id = waiting.case_id
    JOIN portfolio_customer AS customer ON customer.id = one.customer_id
    LEFT JOIN unnest(%(teams)s::bigint[], %(languages)s::text[], %(careful)s::boolean[],
                     %(codes)s::text[]) AS rule (team_id, language, careful, codes)
        ON rule.team_id = waiting.team_id
        AND rule.language = lower(split_part(customer.language, '-', 1))
        AND rule.careful = EXISTS (
            SELECT FROM compliance_mark AS mark
            WHERE mark.customer_id = customer.id AND mark.kind IN ('hardship', 'vulnerability')
              AND mark.cleared_at IS NULL AND (mark.ends_at IS NULL OR mark.ends_at > %(at)s))
    CROSS JOIN LATERAL (
        SELECT string_to_array(nullif(rule.codes, ''), ' ')::varchar[] AS needs) AS wanted
    WHERE waiting.state = 'waiting'
      AND (%(team)s::bigint IS NULL OR waiting.team_id = %(team)s)
) AS found
WHERE found.id = item.id AND item.needs IS DISTINCT FROM found.needs
"""
"""`rule`: one row per team, language and whether hardship stands, with what is insisted on."""
OTHER = ""
"""A language that nobody is known to speak, or none."""


def settle_needs(at: datetime, team_id: int | None = None, day: date | None = None) -> int:
    """Put down anew what waiting cases insist on, of one team or all, by who is there on a day (by
    default that of `at`); gives how many changed. Inside the caller's transaction.

    Cheap where nothing is known of anybody: then no case insists on anything.
    """
    able = _able(at, day or local_day(at, zone()))
    insisting = QueueItem.objects.filter(needs__isnull=False)
    if not able and not insisting.exists():
        return 0
    rows = [
        (team, language, careful, " ".join(sorted(wanted)))
        for team, people in able.items()
        for language in (*(code.removeprefix("speaks:") for code in LANGUAGES), OTHER)
        for careful in (False, True)
        if (wanted := needs(asked_for(language, hardship=careful), people))
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    names = ("teams", "languages", "careful", "codes")
    given = dict(zip(names, columns, strict=True)) | {"at": at, "team": team_id}
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, given)
        return int(cursor.rowcount)


def _able(at: datetime, day: date) -> dict[int, list[list[str]]]:
    """By team, what each is able to who may work cases and is there on the day."""
    known = list(
        Ability.objects.filter(staff__team__isnull=False, staff__in=cleared(at)).values_list(
            "staff_id", "staff__team_id", "codes"
        )
    )
    off = off_on([staff_id for staff_id, _team, _codes in known], day, known_at=at)
    found: dict[int, list[list[str]]] = defaultdict(list)
    for staff_id, team, codes in known:
        if staff_id not in off and team is not None:
            found[team].append(codes)
    return dict(found)

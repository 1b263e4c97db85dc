"""Looks up the queue, what a person has in hand, callbacks and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from fairdue.delinquency.models import Case
from fairdue.engine.copy import copy_out
from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text, day_in_words
from fairdue.kernel.timeline import NOTHING, Moment
from fairdue.people.models import Staff, Team
from fairdue.rulebook.packs import RuleValue, pack
from fairdue.vault.sealing import vault
from fairdue.work.models import (
    BY_TELEPHONE,
    Callback,
    Ending,
    Note,
    QueueItem,
    QueueState,
    Stint,
)

POLICY = "policy/default"
QUEUE_RULE = "LENDER-QUEUE"
LATELY = timedelta(days=3)
"""How long people are told of a case that left their hands."""
BY_PRIORITY = ("-priority", "available_at", "id")


@dataclass(frozen=True, slots=True)
class Load:
    """A collector's own day so far."""

    finished: int
    """Cases finished today."""
    full_day: int
    """What policy calls a full day, less the time taken to recover; nothing stops at it."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A case that left someone's hands without their doing."""

    case_id: int
    case_number: str
    ending: Ending
    """Why: released, reallocated or closed."""


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """A note, opened."""

    id: int
    case_id: int | None
    text: str
    author: str
    """Display name."""
    author_id: int
    username: str
    """The author's sign-in name."""
    written_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallbackFacts:
    """A moment agreed with the customer."""

    id: int
    case_id: int
    due_at: datetime
    made_by: str
    """Display name."""
    username: str
    """Their sign-in name."""
    made_by_id: int
    made_at: datetime
    done_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_open(self) -> bool:
        """True until it was done or withdrawn."""
        return self.done_at is None and self.withdrawn_at is None


def policy(parameter: str, at: datetime) -> RuleValue:
    """A value of the queue's policy on the day of `at`."""
    return pack(POLICY).value(QUEUE_RULE, parameter, local_day(at, zone()))


def zone() -> ZoneInfo:
    """The zone whose days the desk works by."""
    return ZoneInfo(timezone.get_default_timezone_name())


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One case of the queue as lists show it, without personal data beyond the mask."""

    item_id: int
    case_id: int
    case_number: str
    customer_id: int
    name_masked: str
    bucket: int
    days_past_due: int | None
    treatment: str
    priority: int
    state: str
    team_id: int
    team_name: str
    available_at: datetime
    assigned_to: str
    """Display name, "" for nobody in particular."""
    taken_by: str
    """Display name, "" when nobody has it in hand."""
    taken_at: datetime | None
    why: str
    """In one's own queue, why it is there: callback | assigned | team; else ""."""


def _with_customer(items: QuerySet[QueueItem]) -> QuerySet[QueueItem]:
    """Queue items with their case and customer, in one query; nothing sealed."""
    return items.select_related("case__customer").defer(
        "case__customer__name_sealed",
        "case__customer__name_index",
        "case__customer__id_number_sealed",
        "case__customer__id_number_index",
        "case__customer__fingerprint",
    )


NOT_TOO_HARD = """(item.hardness = 0 OR NOT EXISTS (
        SELECT FROM work_respite AS respite WHERE respite.staff_id = %(staff)s
          AND respite.starts_at <= %(at)s AND respite.until > %(at)s))"""
"""Nothing hard comes while somebody recovers."""
OWN_CALLBACKS = f"""
    FROM work_queueitem AS item
    JOIN (
        SELECT case_id, min(due_at) AS due_at FROM work_callback
        WHERE made_by_id = %(staff)s AND due_at <= %(at)s
          AND done_at IS NULL AND withdrawn_at IS NULL
        GROUP BY case_id
    ) AS callback ON callback.case_id = item.case_id
    WHERE item.state = 'waiting' AND {NOT_TOO_HARD}
    ORDER BY callback.due_at, item.id
"""
ASSIGNED = f"""
    FROM work_queueitem AS item
    WHERE item.state = 'waiting' AND item.assigned_to_id = %(staff)s
      AND item.available_at <= %(at)s AND {NOT_TOO_HARD}
    ORDER BY item.priority DESC, item.available_at, item.id
"""
_TELEPHONE = ", ".join(f"'{treatment}'" for treatment in BY_TELEPHONE)
OF_THE_TEAM = f"""
    FROM work_queueitem AS item
    WHERE item.state = 'waiting' AND item.assigned_to_id IS NULL AND item.team_id = %(team)s
      AND item.treatment IN ({_TELEPHONE}) AND item.available_at <= %(at)s AND item.hardness = 0
      AND (item.needs IS NULL OR item.needs <@ coalesce(
          (SELECT codes FROM work_ability WHERE staff_id = %(staff)s), '{{}}'))
    ORDER BY item.priority DESC, item.available_at, item.id
"""
IN_ORDER = {"callback": OWN_CALLBACKS, "assigned": ASSIGNED, "team": OF_THE_TEAM}
"""What may come next for a person, and why, in the order it is given. `actions.take_next` claims
by the same texts, so what the list shows on top is what comes."""

_CANDIDATES = " UNION ALL ".join(
    f"SELECT {step} AS step, '{why}' AS why, one.id, one.place FROM "
    f"unnest(ARRAY(SELECT item.id {found} LIMIT %(limit)s)) WITH ORDINALITY AS one (id, place)"
    for step, (why, found) in enumerate(IN_ORDER.items())
)
MY_LINE = """
    item.id, item.case_id, one.customer_id, customer.name_masked, one.bucket, one.days_past_due,
    item.treatment, item.priority, item.state, item.team_id,
    (SELECT name FROM people_team WHERE id = item.team_id),
    item.available_at, item.taken_at,
    for_whom.username, for_whom.last_name, for_whom.first_name, NULL, NULL, NULL
"""
"""Nobody holds what waits. Few tables are joined, as planning takes longer than reading."""
MY_QUEUE = f"""
SELECT {MY_LINE}, chosen.why
FROM (
    SELECT DISTINCT ON (id) step, why, id, place FROM ({_CANDIDATES}) AS candidate
    ORDER BY id, step
) AS chosen
JOIN work_queueitem AS item ON item.id = chosen.id
JOIN delinquency_case AS one ON one.id = item.case_id
JOIN portfolio_customer AS customer ON customer.id = one.customer_id
LEFT JOIN people_staff AS for_whom ON for_whom.id = item.assigned_to_id
ORDER BY chosen.step, chosen.place LIMIT %(limit)s
"""


def open_callbacks() -> QuerySet[Callback]:
    """Callbacks neither done nor withdrawn."""
    return Callback.objects.filter(done_at__isnull=True, withdrawn_at__isnull=True)


def taken(staff: Staff) -> QueueItem | None:
    """What this person has in hand, if anything."""
    return _with_customer(QueueItem.objects.filter(state=QueueState.TAKEN, taken_by=staff)).first()


def last_lost(staff: Staff, at: datetime) -> Lost | None:
    """The case this person had last, if it left their hands without their doing, lately."""
    last = (
        Stint.objects.filter(staff=staff, ended_at__gte=at - LATELY)
        .order_by("-ended_at", "-id")
        .values_list("case_id", "ending")
        .first()
    )
    if last is None or last[1] in (Ending.FINISHED, Ending.PUT_BACK):
        return None
    return Lost(last[0], Case(pk=last[0]).number, Ending(last[1]))


def item_of(case_id: int) -> QueueItem | None:
    """The case's place in the queue, if it has one."""
    return _with_customer(QueueItem.objects.filter(case_id=case_id)).first()


def without_a_place(case_id: int) -> QueueItem:
    """A case that has left the queue, as lists and pages show an item; never to be saved."""
    case = Case.objects.select_related("customer").get(pk=case_id)
    return QueueItem(case=case, treatment="")


def my_queue(staff: Staff, at: datetime, limit: int = 8) -> list[QueueLine]:
    """What would come next for this person, in the order `actions.take_next` gives it."""
    with connection.cursor() as cursor:
        cursor.execute(
            MY_QUEUE, {"staff": staff.pk, "team": staff.team_id, "at": at, "limit": limit}
        )
        return [_line(row, why) for *row, why in cursor.fetchall()]


def live_queue(team: Team | None = None, limit: int = 200) -> list[QueueLine]:
    """The queue as a lead watches it: in hand first (the longest held on top), then waiting."""
    items = QueueItem.objects.exclude(state=QueueState.DONE)
    if team is not None:
        items = items.filter(team=team)
    ordered = items.order_by(F("taken_at").asc(nulls_last=True), *BY_PRIORITY)
    person = ("username", "last_name", "first_name")
    rows = ordered[:limit].values_list(
        *("id", "case_id", "case__customer_id", "case__customer__name_masked", "case__bucket"),
        *("case__days_past_due", "treatment", "priority", "state", "team_id", "team__name"),
        *("available_at", "taken_at"),
        *(f"assigned_to__{name}" for name in person),
        *(f"taken_by__{name}" for name in person),
    )
    return [_line(row, "") for row in rows]


def queue_counts(team: Team | None = None) -> dict[str, int]:
    """How many items are waiting, taken and done."""
    items = QueueItem.objects.all() if team is None else QueueItem.objects.filter(team=team)
    found = dict(items.values_list("state").annotate(number=Count("id")).order_by())
    return {state: found.get(state, 0) for state in QueueState.values}


GIVEN_BY_PEOPLE = """
SELECT customer.customer_ref, known.ordinal,
       CASE WHEN item.assigned_to_id IS NOT NULL OR item.taken_by_id IS NOT NULL
            THEN holder.code ELSE moved.code END AS team_before,
       (item.assigned_to_id IS NOT NULL OR item.taken_by_id IS NOT NULL) AS is_assigned
FROM delinquency_case AS known
JOIN portfolio_customer AS customer ON customer.id = known.customer_id
LEFT JOIN work_queueitem AS item ON item.case_id = known.id
LEFT JOIN people_team AS holder ON holder.id = item.team_id
LEFT JOIN (
    SELECT DISTINCT ON (entry.subject) entry.subject, team.code
    FROM journal_entry AS entry
    JOIN people_team AS team ON team.id = (entry.details ->> 'to_team')::bigint
    WHERE entry.action = 'case_reallocated' AND entry.at <= %(known_at)s
    ORDER BY entry.subject, entry.at DESC, entry.id DESC
) AS moved ON moved.subject = 'case:' || known.id
WHERE moved.code IS NOT NULL OR item.assigned_to_id IS NOT NULL OR item.taken_by_id IS NOT NULL
"""
GIVEN_COLUMNS: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "ordinal": pl.Int16(),
    "team_before": pl.String(),
    "is_assigned": pl.Boolean(),
}


def given_by_people(known_at: datetime) -> pl.DataFrame:
    """Cases that people gave to somebody: whether to a person by name, or they are in somebody's
    hand; and the code of that person's team, else of the team that a lead gave it to last. In no
    order.
    """
    with connection.cursor() as cursor:
        found = copy_out(cursor, GIVEN_BY_PEOPLE, {"known_at": known_at}, GIVEN_COLUMNS)
    return found.with_columns(pl.col("is_assigned").fill_null(False))


def notes_of(customer_id: int, limit: int = 50) -> list[NoteFacts]:
    """The customer's notes, opened, newest first. For pages of staff who work the customer."""
    rows = Note.objects.filter(customer_id=customer_id).order_by("-written_at", "-id")
    return [_note(*row) for row in rows.values_list(*NOTE)[:limit]]


def open_note(staff: Staff, case_id: int) -> NoteFacts | None:
    """The note this person is still writing on a case, if any."""
    rows = Note.objects.filter(written_by=staff, case_id=case_id, closed_at=None)
    row = rows.order_by("-id").values_list(*NOTE).first()
    return _note(*row) if row else None


def callbacks_of(case_id: int) -> list[CallbackFacts]:
    """The case's callbacks, the open ones first by due moment, then the newest."""
    rows = Callback.objects.filter(case_id=case_id).order_by("-due_at", "-id")
    facts = [_callback(*row) for row in rows.values_list(*CALLBACK)]
    upcoming = sorted((each for each in facts if each.is_open), key=lambda each: each.due_at)
    return upcoming + [each for each in facts if not each.is_open]


def callbacks_with(customer_id: int, limit: int = 50) -> list[CallbackFacts]:
    """The newest callbacks on any of the customer's cases, in the order they were agreed."""
    rows = Callback.objects.filter(case__customer_id=customer_id).order_by("-made_at", "-id")
    return [_callback(*row) for row in rows.values_list(*CALLBACK)[:limit]]


def timeline(customer_id: int, limit: int = 50) -> list[Moment]:
    """Callbacks agreed and notes written (not their text), newest first."""
    return moments_of(callbacks_with(customer_id, limit), notes_of(customer_id, limit), limit)


def moments_of(
    callbacks: Sequence[CallbackFacts], notes: Sequence[NoteFacts], limit: int = 50
) -> list[Moment]:
    """The timeline from what was looked up already, newest first; not the notes' text."""
    moments = [_callback_moment(each) for each in callbacks]
    moments += [
        Moment(note.written_at, "note", Text("Note", "备注"), NOTHING, note.username)
        for note in notes
    ]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:limit]


def _callback_moment(row: CallbackFacts) -> Moment:
    due = row.due_at.astimezone(zone())
    day = day_in_words(due)
    ends = Text("", "")
    if row.withdrawn_at:
        ends = Text(", withdrawn", "，已撤回")
    elif row.done_at:
        ends = Text(", done", "，已完成")
    return Moment(
        at=row.made_at,
        kind="callback",
        title=Text("Callback agreed", "约定回电"),
        detail=Text(f"for {day.en} {due:%H:%M}{ends.en}", f"{day.zh}{due:%H:%M}{ends.zh}"),
        actor=row.username,
    )


def _line(row: Sequence[Any], why: str) -> QueueLine:
    """A row of MY_LINE's columns as lists show it."""
    return QueueLine(
        item_id=row[0],
        case_id=row[1],
        case_number=Case(pk=row[1]).number,
        customer_id=row[2],
        name_masked=row[3],
        bucket=row[4],
        days_past_due=row[5],
        treatment=row[6],
        priority=row[7],
        state=row[8],
        team_id=row[9],
        team_name=row[10],
        available_at=row[11],
        taken_at=row[12],
        assigned_to=_display_name(*row[13:16]),
        taken_by=_display_name(*row[16:19]),
        why=why,
    )


def _display_name(username: str | None, last_name: str, first_name: str) -> str:
    """As Staff.display_name says it; "" for nobody."""
    if username is None:
        return ""
    return Staff(username=username, last_name=last_name, first_name=first_name).display_name


NOTE = (
    *("id", "case_id", "text_sealed", "written_by_id", "written_at", "closed_at"),
    *("written_by__username", "written_by__last_name", "written_by__first_name"),
)


def _note(
    note_id: int,
    case_id: int | None,
    sealed: bytes,
    author_id: int,
    written_at: datetime,
    closed_at: datetime | None,
    *person: str,
) -> NoteFacts:
    return NoteFacts(
        id=note_id,
        case_id=case_id,
        text=vault().unseal(sealed),
        author=_display_name(*person),
        author_id=author_id,
        username=person[0],
        written_at=written_at,
        closed_at=closed_at,
    )


CALLBACK = (
    *("id", "case_id", "due_at", "made_by_id", "made_at", "done_at", "withdrawn_at"),
    *("made_by__username", "made_by__last_name", "made_by__first_name"),
)


def _callback(
    callback_id: int,
    case_id: int,
    due_at: datetime,
    made_by_id: int,
    made_at: datetime,
    done_at: datetime | None,
    withdrawn_at: datetime | None,
    *person: str,
) -> CallbackFacts:
    return CallbackFacts(
        id=callback_id,
        case_id=case_id,
        due_at=due_at,
        made_by=_display_name(*person),
        username=person[0],
        made_by_id=made_by_id,
        made_at=made_at,
        done_at=done_at,
        withdrawn_at=withdrawn_at,
    )

"""No collecting at night: CN-HOURS-01."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules.terms import Night, Term, say_moment
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def may_contact_at(at: datetime, night: Term[Night], zone: ZoneInfo) -> Clause:
    """Denied from the moment the night begins up to, not including, the moment it ends.

    Source: CN-HOURS-01. The texts leave both ends open; 22:00:00 is read as inside, 08:00:00 as
    outside the ban. Consent to be contacted at night is not known to the system and not assumed.
    """
    hours = night.value
    local = at.astimezone(zone).timetz().replace(tzinfo=None)
    inside = _is_inside(local, hours)
    span = f"{hours.begins:%H:%M}–{hours.ends:%H:%M}"
    values = (
        ("night_begins", f"{hours.begins:%H:%M}"),
        ("night_ends", f"{hours.ends:%H:%M}"),
        ("local_time", f"{local:%H:%M}"),
    )
    if not inside:
        until = _next(at, hours.begins, zone)
        return Clause(
            rule=night.rule,
            allowed=True,
            reason=Text(
                f"It is {local:%H:%M}, outside the night hours {span} {night.basis.en}.",
                f"当前{local:%H:%M}，不在夜间禁催时段{span}内{night.basis.zh}。",
            ),
            values=values,
            citation=night.citation,
            allowed_until=until,
        )
    since = _next(at, hours.ends, zone)
    when = say_moment(since, zone)
    return Clause(
        rule=night.rule,
        allowed=False,
        reason=Text(
            f"No collecting at night, {span}; it is {local:%H:%M} {night.basis.en}. "
            f"Allowed from {when.en}.",
            f"夜间{span}不得催收，当前{local:%H:%M}{night.basis.zh}。{when.zh}起可联系。",
        ),
        values=values,
        citation=night.citation,
        allowed_from=since,
    )


def _is_inside(local: time, hours: Night) -> bool:
    if hours.begins <= hours.ends:
        return hours.begins <= local < hours.ends
    return local >= hours.begins or local < hours.ends


def _next(at: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The first moment after `at` at which the local clock shows `clock`."""
    today = at.astimezone(zone).date()
    moment = datetime.combine(today, clock, tzinfo=zone)
    if moment <= at:
        moment = datetime.combine(today + timedelta(days=1), clock, tzinfo=zone)
    return moment

"""The day, as a phone keeps it until the evening; and setting out on a round."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from fairdue.compliance.queries.clocks import law_of
from fairdue.field.access import VisitorRequest, body_of, call, device_in, sent_at
from fairdue.identity.qr import public_url, qr_svg
from fairdue.identity.queries.policy import lender
from fairdue.kernel.money import MINOR_DIGITS
from fairdue.people.models import Staff
from fairdue.training.queries import may_work
from fairdue.visits.actions.giving import give_card, give_sheet
from fairdue.visits.actions.giving_out import take_round
from fairdue.visits.actions.handing_in import Bringing, hand_in
from fairdue.visits.models import Round, Visit, VisitRecord
from fairdue.visits.queries.afterwards import asked_today
from fairdue.visits.queries.days import FieldDay, day_of
from fairdue.visits.queries.field_policy import emergency_number, phone_policy
from fairdue.visits.rules.bases import BASES
from fairdue.visits.rules.clocks import said as clock_said

MIDNIGHT = time(0)
LANGUAGES = {"zh": "中文", "en": "English"}


@call
def day(request: VisitorRequest) -> dict[str, Any]:
    """Today's rounds and visits. `have`: the plan's version by visit, where sheet and card are on
    the phone already; those aren't given again. `asks`: today's visits with abuse after which this
    visitor hasn't said yet how they want to go on. Without a certificate that counts there is no
    visit, while what was recorded is still taken in.
    """
    told = body_of(request)
    bringing = hand_in(
        device_uuid=device_in(told), sent_at=sent_at(told), staff=request.user, at=request.now
    )
    found = day_of(request.user, request.now)
    have = told.get("have", {}) if told.get("day") == found.day.isoformat() else {}
    language = get_language() or "en"
    return {
        **clock_of(bringing, language),
        "now": request.now.isoformat(),
        "day": found.day.isoformat(),
        "wipe_at": _wipe_at(found, request.now).isoformat(),
        "firm": lender(request.now).in_language(language),
        "check_at": public_url("/genuine/").removeprefix("https://").removeprefix("http://"),
        "asks": [
            {"visit": visit, "minutes": minutes}
            for visit, minutes in asked_today(request.user, request.now).items()
        ],
        "rounds": [_round(each) for each in found.rounds],
        "visits": [
            _visit(each, found.records.get(each.pk), have, bringing, language)
            for each in (found.visits if may_work(request.user.pk, request.now) else ())
        ],
    }


@call
def take(request: VisitorRequest, round_id: int) -> dict[str, Any]:
    """The team sets out: each visit's permit is asked for now. Says how many fell out."""
    told = body_of(request)
    hand_in(device_uuid=device_in(told), sent_at=sent_at(told), staff=request.user, at=request.now)
    taken = take_round(round_id=round_id, staff=request.user, at=request.now)
    return {"permitted": len(taken.permitted), "refused": len(taken.refused)}


def clock_of(bringing: Bringing, language: str) -> dict[str, Any]:
    """What a phone is told of its clock, with every answer."""
    milliseconds = round(bringing.offset / timedelta(milliseconds=1))
    wrong = clock_said(bringing.offset).in_language(language) if bringing.clock_wrong else None
    return {"offset_ms": milliseconds, "clock": wrong}


def _wipe_at(found: FieldDay, at: datetime) -> datetime:
    zone = timezone.get_default_timezone()
    over = datetime.combine(found.day + timedelta(days=1), MIDNIGHT, tzinfo=zone)
    return over + timedelta(hours=phone_policy(at).keep_hours)


def _round(each: Round) -> dict[str, Any]:
    return {
        "id": each.pk,
        "state": each.state,
        "over": each.over_since is not None,
        "version": each.version,
        "sets_out_at": each.sets_out_at.isoformat(),
        "returns_at": each.returns_at.isoformat(),
        "visitors": [_person(each.first), _person(each.second)],
    }


def _person(staff: Staff) -> dict[str, Any]:
    return {"id": staff.pk, "name": staff.display_name}


def _visit(
    each: Visit,
    record: VisitRecord | None,
    have: dict[str, Any],
    bringing: Bringing,
    language: str,
) -> dict[str, Any]:
    assert each.round is not None, "a visitor's day has visits of rounds only"
    version = each.round.version
    is_new = have.get(str(each.pk)) != version
    return {
        "id": each.pk,
        "round": each.round_id,
        "stop": each.stop,
        "version": version,
        "state": each.state,
        "state_name": each.get_state_display(),
        "fell_out": each.get_fell_out_because_display(),
        "emergency": emergency_number(law_of(each.customer_id, each.day), bringing.received_at),
        "arrives_at": _moment(each.arrives_at),
        "leaves_at": _moment(each.leaves_at),
        "window_from": each.window_from.isoformat(),
        "window_until": each.window_until.isoformat(),
        "record": _record(record),
        "sheet": _sheet(each, bringing, language) if is_new else None,
        "card": _card(each, bringing) if is_new else None,
    }


def _record(record: VisitRecord | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {"uuid": str(record.uuid), "state": record.state, "note": record.decision_note}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _sheet(each: Visit, bringing: Bringing, language: str) -> dict[str, Any]:
    sheet = give_sheet(
        visit=each, device=bringing.device, staff=bringing.staff, at=bringing.received_at
    )
    return {
        "name": sheet.name,
        "address": sheet.address,
        "basis": BASES[each.basis].in_language(language),
        "owes": [str(amount) for amount in sheet.past_due],
        "days_past_due": sheet.days_past_due,
        "currencies": {amount.currency: MINOR_DIGITS[amount.currency] for amount in sheet.past_due}
        or {"CNY": 2},
        "cards": sheet.cards,
        "speaks": LANGUAGES.get(sheet.language[:2], sheet.language),
        "care": sheet.needs_care,
        "recording": sheet.is_recorded,
    }


def _card(each: Visit, bringing: Bringing) -> dict[str, Any]:
    code = give_card(visit=each, staff=bringing.staff, at=bringing.received_at)
    return {
        "code": code.code,
        "svg": qr_svg(f"{settings.PUBLIC_URL}{code.url_path}"),
        "until": code.expires_at.isoformat(),
    }

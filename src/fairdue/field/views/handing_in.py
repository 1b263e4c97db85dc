"""What a phone hands in: evidence one by one, everything else by the batch."""

from __future__ import annotations

import base64
import binascii
import json
from typing import IO, Any, cast
from uuid import UUID

from django.utils.translation import get_language

from fairdue.field.access import VisitorRequest, body_of, call, device_in, said, sent_at
from fairdue.field.views.day import clock_of
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.visits.actions.afterwards import NO_RECORD, WAITS, take_answer
from fairdue.visits.actions.alarms import bar_from_phone, raise_alarm
from fairdue.visits.actions.deeds import take_deed
from fairdue.visits.actions.evidence import keep_evidence
from fairdue.visits.actions.handing_in import Bringing, hand_in
from fairdue.visits.actions.records import take_record
from fairdue.visits.queries.devices import DeviceRevoked
from fairdue.visits.rules.record import aware

ITEMS_MAX = 50


@call
def hand_in_batch(request: VisitorRequest) -> dict[str, Any]:
    """Take each item by itself: one that is refused holds up no other.

    Answers with {uuid, result: taken | already | waits | refused, why, conflicts} for each; what
    waits for another item is to be handed in again.
    """
    told = body_of(request)
    bringing = hand_in(
        device_uuid=device_in(told), sent_at=sent_at(told), staff=request.user, at=request.now
    )
    results = [_take(item, bringing) for item in told["items"][:ITEMS_MAX]]
    return {**clock_of(bringing, get_language() or "en"), "results": results}


def _take(item: dict[str, Any], bringing: Bringing) -> dict[str, Any]:
    body = item["body"]
    answer: dict[str, Any] = {"uuid": body["uuid"]}
    try:
        return answer | _TAKES[item["type"]](item, body, bringing)
    except DeviceRevoked:
        raise
    except Refused as refused:
        return answer | {"result": "refused", "why": said(refused)}
    except (KeyError, TypeError, ValueError):
        wrong = Text("This can't be read; reload the page.", "内容无法读取，请刷新页面。")
        return answer | {"result": "refused", "why": said(Refused(wrong))}


def _deed(item: dict[str, Any], body: dict[str, Any], bringing: Bringing) -> dict[str, Any]:
    result = take_deed(
        uuid=UUID(body["uuid"]),
        visit_id=int(body["visit"]),
        kind=str(body["kind"]),
        number=int(item["number"]),
        phone_at=aware(body["phone_at"]),
        place=body.get("place"),
        bringing=bringing,
    )
    return {"result": result}


def _record(_item: dict[str, Any], body: dict[str, Any], bringing: Bringing) -> dict[str, Any]:
    took = take_record(
        content=str(body["content"]).encode(),
        signature=_bytes(body["signature"]),
        bringing=bringing,
    )
    return {"result": took.result, "conflicts": list(took.conflicts)}


def _alarm(_item: dict[str, Any], body: dict[str, Any], bringing: Bringing) -> dict[str, Any]:
    visit = body.get("visit")
    result = raise_alarm(
        uuid=UUID(body["uuid"]),
        kind=str(body["kind"]),
        visit_id=None if visit is None else int(visit),
        phone_at=aware(body["phone_at"]),
        place=body.get("place"),
        words=str(body.get("words", "")),
        evidence=[str(UUID(each)) for each in body.get("evidence", [])],
        bringing=bringing,
    )
    return {"result": result}


def _bar(_item: dict[str, Any], body: dict[str, Any], bringing: Bringing) -> dict[str, Any]:
    result = bar_from_phone(
        visit_id=int(body["visit"]), note=str(body.get("note", "")), bringing=bringing
    )
    return {"result": result}


def _after(_item: dict[str, Any], body: dict[str, Any], bringing: Bringing) -> dict[str, Any]:
    result = take_answer(visit_id=int(body["visit"]), go_on=str(body["go_on"]), bringing=bringing)
    if result != WAITS:
        return {"result": result}
    return {"result": result, "why": said(Refused(NO_RECORD))}


_TAKES = {"deed": _deed, "record": _record, "after": _after, "alarm": _alarm, "bar": _bar}


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error:
        raise ValueError("base64") from None


@call
def evidence(request: VisitorRequest) -> dict[str, Any]:
    """Take one file: its bytes are the body, what it is stands in a header."""
    told = json.loads(request.headers["X-Fairdue-Evidence"])
    bringing = hand_in(
        device_uuid=device_in(told), sent_at=sent_at(told), staff=request.user, at=request.now
    )
    record = told.get("record")
    result = keep_evidence(
        uuid=UUID(told["uuid"]),
        visit_id=int(told["visit"]),
        record_uuid=UUID(record) if record else None,
        kind=str(told["kind"]),
        sha256=str(told["sha256"]),
        size=int(request.headers.get("Content-Length") or 0),
        phone_at=aware(told["phone_at"]),
        file=cast("IO[bytes]", request),
        bringing=bringing,
    )
    return {"result": result}

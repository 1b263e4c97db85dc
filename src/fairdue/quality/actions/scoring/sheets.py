"""Score sheets as the lender writes them: begun, edited, submitted, approved by two, in use."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import connection, transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.people.versions import (
    digest_of,
    gone_on,
    is_last_approval,
    refuse_changed,
    refuse_second,
    with_writer,
)
from fairdue.quality.models import SheetApproval, SheetState, SheetVersion
from fairdue.quality.rules.sheets import read
from fairdue.training.queries.rules_changed import unknown_rules

MAKER = "Fairdue"
"""Who wrote the version that comes with the product."""

FILE = Path(__file__).parents[2] / "shipped" / "sheet.yaml"
NOTE_LENGTH_MAX = 400
OPEN = (SheetState.DRAFT, SheetState.SUBMITTED)
LOCK = "SELECT pg_advisory_xact_lock(hashtext('quality'), hashtext('sheets'))"


@cache
def shipped() -> dict[str, Any]:
    """The sheet that comes with Fairdue, found whole."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    read(content)
    return content


def install_sheet(*, at: datetime) -> bool:
    """Put the sheet that comes with Fairdue in use where there is none. Safe to be run again."""
    with transaction.atomic():
        _lock()
        if SheetVersion.objects.exists():
            return False
        digest = digest_of(shipped())
        entry = record(
            actor=MAKER,
            action="sheet_installed",
            at=at,
            subject="score_sheet:1",
            details={"digest": digest},
        )
        SheetVersion.objects.create(
            journal_entry=entry,
            number=1,
            state=SheetState.LIVE,
            content=shipped(),
            digest=digest,
            shipped=True,
            editors=[MAKER],
            started_at=at,
            changed_at=at,
            live_from=at,
        )
    return True


def start_sheet(*, staff: Staff, at: datetime) -> SheetVersion:
    """A draft that begins with what is in use. Raises Refused while another is on its way."""
    require(staff, "write_sheet")
    with transaction.atomic():
        _lock()
        refuse_second(SheetVersion.objects.filter(state__in=OPEN).exists())
        base = SheetVersion.objects.filter(state=SheetState.LIVE).first()
        content = base.content if base else shipped()
        last = SheetVersion.objects.order_by("-number").first()
        number = last.number + 1 if last else 1
        entry = record(
            actor=staff.username,
            action="sheet_begun",
            at=at,
            subject=f"score_sheet:{number}",
        )
        return SheetVersion.objects.create(
            journal_entry=entry,
            number=number,
            state=SheetState.DRAFT,
            content=content,
            digest=digest_of(content),
            editors=[staff.username],
            started_at=at,
            changed_at=at,
        )


def edit_sheet(
    version_id: int, *, content: Any, seen: str, note: str, staff: Staff, at: datetime
) -> SheetVersion:
    """Replace a draft's contents. `seen`: the digest of those it was changed from.

    Raises Refused, naming the place, for contents that are no sheet or name clauses that no pack
    has; when somebody changed it meanwhile; and when it is no draft.
    """
    require(staff, "write_sheet")
    _refuse_unfit(content)
    with transaction.atomic():
        version = _locked(version_id, SheetState.DRAFT)
        refuse_changed(version.digest, seen=seen)
        version.content, version.digest = content, digest_of(content)
        version.note, version.changed_at = note.strip()[:NOTE_LENGTH_MAX], at
        version.editors = with_writer(version.editors, staff)
        _change(version, "sheet_edited", staff, at)
    return version


def submit_sheet(version_id: int, *, staff: Staff, at: datetime) -> SheetVersion:
    """Freeze a draft and ask two others for approval."""
    require(staff, "write_sheet")
    with transaction.atomic():
        version = _locked(version_id, SheetState.DRAFT)
        version.state = SheetState.SUBMITTED
        _change(version, "sheet_submitted", staff, at)
    return version


def approve_sheet(version_id: int, *, staff: Staff, at: datetime) -> SheetVersion:
    """Approve what others wrote; by the second approval, a compliance officer's among them, it is
    in use. Raises Refused for one's own writing, for approving twice, and where the other approval
    has to be a compliance officer's.
    """
    require(staff, "approve_sheet")
    with transaction.atomic():
        version = _locked(version_id, SheetState.SUBMITTED)
        given = {each.approver: each.role for each in version.approvals.all()}
        is_last = is_last_approval(staff, writers=version.editors, given=given)
        entry = record(
            actor=staff.username,
            action="sheet_approved",
            at=at,
            subject=f"score_sheet:{version.number}",
            details={"digest": version.digest},
        )
        SheetApproval.objects.create(
            journal_entry=entry,
            version=version,
            approver=staff.username,
            role=staff.role,
            approved_at=at,
        )
        if is_last:
            _put_in_use(version, staff, at)
    return version


def refuse_sheet(version_id: int, *, staff: Staff, at: datetime) -> None:
    """Let a version go no further: its writers give it up, or an approver refuses it."""
    require(staff, "approve_sheet")
    with transaction.atomic():
        version = _locked(version_id, *OPEN)
        version.state, version.ended_at = SheetState.REFUSED, at
        _change(version, "sheet_refused", staff, at)


def _refuse_unfit(content: Any) -> None:
    unknown = unknown_rules(read(content).rules)
    if unknown:
        names = ", ".join(unknown)
        raise Refused(Text(f"rule: no pack has {names}.", f"rule：规则包中没有{names}。"))


def _put_in_use(version: SheetVersion, staff: Staff, at: datetime) -> None:
    live = SheetVersion.objects.filter(state=SheetState.LIVE).first()
    if live is not None:
        live.state, live.ended_at = SheetState.REPLACED, at
        _change(live, "sheet_replaced", staff, at)
    version.state, version.live_from = SheetState.LIVE, at
    _change(version, "sheet_live", staff, at)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def _locked(version_id: int, *states: str) -> SheetVersion:
    found = SheetVersion.objects.select_for_update().filter(pk=version_id).first()
    if found is None or found.state not in states:
        raise gone_on()
    return found


def _change(version: SheetVersion, action: str, staff: Staff, at: datetime) -> None:
    version.journal_entry = record(
        actor=staff.username,
        action=action,
        at=at,
        subject=f"score_sheet:{version.number}",
        details={"digest": version.digest},
    )
    version.save()

"""What happens in a matter: steps with their evidence, the stages and deadlines they bring."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fairdue.compliance.actions.recording import not_later, today
from fairdue.contact.wording import in_both
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.actions.counting import begin_deadlines, end_deadlines
from fairdue.legal.actions.recording import (
    Proof,
    add_step,
    enter,
    matter_to_change,
    proof_digest,
    refuse_unless,
    save,
)
from fairdue.legal.models import Approval, ClosedBecause, Matter, MatterStep, Stage, StepKind
from fairdue.legal.queries.matters import steps_done
from fairdue.legal.queries.roads import claim_on
from fairdue.legal.rules import stages, steps
from fairdue.people.models import Staff

CORRECTED = Text("This step was corrected already.", "该步骤已被更正。")


def record_step(
    *,
    matter_id: int,
    kind: str,
    on: date,
    staff: Staff,
    at: datetime,
    note: str = "",
    proof: Proof | None = None,
    corrects: int | None = None,
) -> MatterStep:
    """Record what happened on a day, with what proves it.

    It may bring the matter to another stage, keep or miss deadlines and set others running.
    Raises Refused for a step that can't happen now, one that needs an approved road or evidence,
    a day still to come or before the matter, for pursuing who is protected by now, and for who
    may not.
    """
    with transaction.atomic():
        matter = matter_to_change(matter_id, staff, "conduct_matter")
        _makes_sense(matter, kind, proof)
        not_later(on, at)
        corrected = _corrected(matter, corrects, kind)
        if corrected is None:
            _possible(matter, kind)
        if kind in steps.LEADS_TO and on < matter.stage_since:
            raise Refused(
                Text(
                    f"The matter has been in its stage since {matter.stage_since}.",
                    f"案件自{matter.stage_since}起处于当前阶段，日期不能更早。",
                )
            )
        if kind in steps.PURSUES:
            _may_still_be_pursued(matter, kind, at)
        details = {"step": kind, "on": on.isoformat()}
        if digest := proof_digest(proof):
            details["sha256"] = digest
        if proof and proof.record:
            details["evidence"] = proof.record
        entry = enter(matter, "matter_step_recorded", staff, at, details)
        stage = steps.LEADS_TO.get(kind, matter.stage)
        if stage != matter.stage:
            save(matter, entry, stage=stage, stage_since=on)
        step = add_step(
            matter, kind, on, staff, at, entry, note=note.strip()[:400], proof=proof,
            corrects=corrected,
        )  # fmt: skip
        if corrected is not None:
            end_deadlines(matter, corrected, staff, at, corrected=True)
        end_deadlines(matter, step, staff, at)
        begin_deadlines(matter, step, staff, at)
        return step


def close_matter(
    *, matter_id: int, because: str, reason: str, staff: Staff, at: datetime
) -> Matter:
    """End a matter. Its open deadlines are dropped.

    Raises Refused for `paid` while something of the claim is still owed, without a reason, and
    for who may not.
    """
    said = reason_given(reason)
    if because not in ClosedBecause.values:
        raise Refused(Text("Choose why the matter ends.", "请选择结案原因。"))
    with transaction.atomic():
        matter = matter_to_change(matter_id, staff, "open_matter")
        if because == ClosedBecause.PAID:
            owed = claim_on(matter.customer_id, matter.currency, at, besides=matter.pk).owed_minor
            if owed > 0:
                raise Refused(
                    Text(
                        "Something is still owed on the accounts.",
                        "相关账户仍有欠款，不能以已还款结案。",
                    )
                )
        entry = enter(matter, "matter_closed", staff, at, {"closed_because": because})
        save(
            matter,
            entry,
            stage=Stage.CLOSED,
            stage_since=today(at),
            closed_because=because,
            closed_reason=said,
            closed_at=at,
        )
        step = add_step(matter, StepKind.CLOSED, today(at), staff, at, entry)
        end_deadlines(matter, step, staff, at)
        return matter


def confirm_court(
    *, matter_id: int, court: str, staff: Staff, at: datetime, court_number: str = ""
) -> Matter:
    """Say which court it goes to, and the number it was given there. Raises Refused."""
    named, number = court.strip(), court_number.strip()
    if not named or len(named) > 80 or len(number) > 80:
        raise Refused(Text("Name the court, within 80 characters.", "请填写法院名称，不超过80字。"))
    with transaction.atomic():
        matter = matter_to_change(matter_id, staff, "conduct_matter")
        entry = enter(matter, "court_confirmed", staff, at)
        return save(
            matter, entry, court=named, court_number=number, court_confirmed_by=staff.username
        )


def _makes_sense(matter: Matter, kind: str, proof: Proof | None) -> None:
    if kind not in steps.POSSIBLE_IN:
        raise Refused(Text("There is no such step.", "没有该步骤。"))
    if kind != StepKind.REMINDER_SENT and matter.approval != Approval.APPROVED:
        raise Refused(
            Text(
                "Two others must approve the road first; until then only the reminder goes out.",
                "方案须先经另外两人批准；此前仅可发出催告。",
            )
        )
    if kind in steps.PROVED and not proof:
        raise Refused(
            Text(
                "Say what proves it: a record here, or a file of the paper itself.",
                "请提供证据：系统内的记录编号，或上传文书文件。",
            )
        )


def _possible(matter: Matter, kind: str) -> None:
    done = steps_done(matter.pk)
    if kind in steps.possible(matter.stage, done, road=matter.road):
        return
    needed = steps.NEEDS_BEFORE.get(kind, ())
    if matter.stage in steps.POSSIBLE_IN[kind] and needed and not set(needed) & set(done):
        names = [in_both(StepKind(each).label) for each in needed]
        raise Refused(
            Text(
                f"First record: {' / '.join(name.en for name in names)}.",
                f"请先记录：{' / '.join(name.zh for name in names)}。",
            )
        )
    stage = steps.LEADS_TO.get(kind)
    if stage is not None and stage in stages.NEXT[matter.stage]:
        raise Refused(
            Text(
                "The approved road does not lead there; propose another road first.",
                "已批准的方案不包含该阶段，请先提出新方案。",
            )
        )
    raise Refused(Text("This can't happen in the matter's stage.", "案件当前阶段不能记录该步骤。"))


def _corrected(matter: Matter, number: int | None, kind: str) -> MatterStep | None:
    """The step that is corrected by this one: of the same kind, with another day or evidence."""
    if number is None:
        return None
    found = MatterStep.objects.filter(pk=number, matter=matter, kind=kind).first()
    if found is None:
        raise Refused(Text("A step is corrected by one of the same kind.", "只能以同类步骤更正。"))
    if MatterStep.objects.filter(corrects=found).exists():
        raise Refused(CORRECTED)
    return found


def _may_still_be_pursued(matter: Matter, kind: str, at: datetime) -> None:
    """Was the customer protected, the debt disputed or paid since the road was approved?"""
    claim = claim_on(matter.customer_id, matter.currency, at, besides=matter.pk)
    verdict = claim.comparison.claim
    if kind == StepKind.ENFORCEMENT_APPLIED:
        kept = tuple(each for each in verdict.clauses if each.rule == "LENDER-ROADS")
        verdict = type(verdict)(kept)
    refuse_unless(verdict)

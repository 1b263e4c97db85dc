"""Keeps a legal officer's judgement of the limbs of a malicious overdraft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.actions.recording import enter, matter_to_change
from fairdue.legal.actions.speaking import tell_steps
from fairdue.legal.models import Matter, OverdraftJudgement
from fairdue.legal.queries.overdraft import applies_to, limbs_of, standing_judgement
from fairdue.legal.rules import limbs
from fairdue.people.models import Staff
from fairdue.vault.sealing import vault

REASONS_LENGTH_MAX = 4000


def judge_overdraft(
    *,
    matter_id: int,
    stated: Mapping[str, bool],
    reasons: str,
    may_be_spoken_of: bool,
    staff: Staff,
    at: datetime,
) -> OverdraftJudgement:
    """Keep an officer's reasoned judgement of today; it takes the place of the one before.

    `stated`: what no record can tell, by name of limbs.STATED. Raises Refused without reasons,
    for a law or currency that it isn't about, for letting texts speak of a police report where a
    limb doesn't stand or the road isn't approved, and for a role that may not.
    """
    said = reasons.strip()
    if not said or len(said) > REASONS_LENGTH_MAX:
        raise Refused(
            Text(
                f"Give your reasons, within {REASONS_LENGTH_MAX} characters.",
                f"请填写判断理由，不超过{REASONS_LENGTH_MAX}字。",
            )
        )
    with transaction.atomic():
        matter = matter_to_change(matter_id, staff, "judge_overdraft")
        if not applies_to(matter):
            raise Refused(
                Text(
                    "This is about debts in yuan under the law of China.",
                    "仅适用于中国法律下的人民币债务。",
                )
            )
        known = {name: bool(value) for name, value in stated.items() if name in limbs.STATED}
        found = limbs_of(matter, local_day(at, zone()), known)
        if may_be_spoken_of and not limbs.all_stand(found):
            lacking = [limbs.NAMES[each.name] for each in found if each.state != "met"]
            raise Refused(
                Text(
                    "Nothing may speak of it while a limb doesn't stand: "
                    f"{'; '.join(each.en for each in lacking)}.",
                    f"以下要素未满足，不得提及：{'、'.join(each.zh for each in lacking)}。",
                )
            )
        judged = _kept(matter, found, known, said, may_be_spoken_of, staff, at)
        tell_steps(matter, actor=staff.username, at=at)
        return judged


def _kept(
    matter: Matter,
    found: Sequence[limbs.Limb],
    stated: Mapping[str, bool],
    reasons: str,
    may_be_spoken_of: bool,
    staff: Staff,
    at: datetime,
) -> OverdraftJudgement:
    """The judgement, which takes the place of the one before."""
    today, kept = local_day(at, zone()), limbs.as_kept(found)
    entry = enter(
        matter,
        "overdraft_judged",
        staff,
        at,
        {
            "as_of": today.isoformat(),
            "limbs": {each["limb"]: each["state"] for each in kept},
            "sha256": limbs.digest(kept),
            "may_be_spoken_of": may_be_spoken_of,
        },
    )
    before = standing_judgement(matter)
    if before is not None:
        before.ended_at, before.ended_by, before.journal_entry = at, staff.username, entry
        before.save()
    return OverdraftJudgement.objects.create(
        matter=matter,
        customer_id=matter.customer_id,
        as_of=today,
        limbs=kept,
        stated=dict(stated),
        limbs_digest=limbs.digest(kept),
        all_stand=limbs.all_stand(found),
        may_be_spoken_of=may_be_spoken_of,
        reasons_sealed=vault().seal(reasons),
        judged_by=staff.username,
        judged_at=at,
        journal_entry=entry,
    )


def take_back_judgement(*, matter_id: int, reason: str, staff: Staff, at: datetime) -> None:
    """Take the judgement that stands back. Raises Refused where there is none, without a reason,
    and for a role that may not.
    """
    because = reason_given(reason)
    with transaction.atomic():
        matter = matter_to_change(matter_id, staff, "judge_overdraft", closed=True)
        judged = standing_judgement(matter)
        if judged is None:
            raise Refused(Text("There is no judgement to take back.", "没有可撤回的判断。"))
        judged.journal_entry = enter(
            matter, "overdraft_judgement_ended", staff, at, {"judgement": judged.pk}
        )
        judged.ended_at, judged.ended_by, judged.end_reason = at, staff.username, because
        judged.save()
        tell_steps(matter, actor=staff.username, at=at)


def reasons_of(judged: OverdraftJudgement) -> str:
    """An officer's reasons in full; whoever asks may see the matter."""
    return vault().unseal(judged.reasons_sealed)

"""Records pay schemes that the rule on pay lets pass, and ends them. Journalled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from fairdue.compliance.models import PayScheme
from fairdue.compliance.queries.readings import profile_at
from fairdue.compliance.rules.pay import RECOVERED, weights_of
from fairdue.compliance.rules.staff import may_approve_pay_plan
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation, Clause
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.rulebook.packs import law_in_force
from fairdue.rulebook.terms import citation, terms

RULE = "CN-STAFF-01"
NAME_LENGTH_MAX = 80


class Forbidden(Refused):
    """The rule on pay forbids a scheme; `clause` and `cited` say by which text."""

    def __init__(self, clause: Clause, cited: Citation | None) -> None:
        source = cited.source if cited else Text("", "")
        super().__init__(
            Text(
                f"{clause.reason.en} {RULE}: {source.en}",
                f"{clause.reason.zh}{RULE}：{source.zh}",
            )
        )
        self.clause = clause
        self.cited = cited


def record_pay_scheme(
    *,
    name: str,
    percent: Mapping[str, int],
    in_force_from: date,
    note: str,
    staff: Staff,
    at: datetime,
) -> PayScheme:
    """Put a scheme on record, as judged by the law in force on its first day.

    Raises Forbidden, with the clause, for one that rests on recovered amounts alone; Refused for
    parts that don't add up, a name that is none or taken, and for a role that may not.
    """
    require(staff, "keep_pay_schemes")
    called = name.strip()
    if not called or len(called) > NAME_LENGTH_MAX:
        raise Refused(Text("Give a name of at most 80 characters.", "请填写名称，不超过80字。"))
    weights = weights_of(percent)
    law = law_in_force("CN", profile=profile_at(at))
    clause = may_approve_pay_plan(weights, RECOVERED, **terms(law, RULE, in_force_from))
    if not clause.allowed:
        raise Forbidden(clause, citation(law, RULE, in_force_from))
    with transaction.atomic():
        if PayScheme.objects.filter(name=called, ended_at=None).exists():
            raise Refused(
                Text(
                    "A scheme of this name is in force; end it first.",
                    "同名方案仍在执行，请先终止。",
                )
            )
        entry = record(
            actor=staff.username,
            action="pay_scheme_recorded",
            at=at,
            subject="pay_scheme",
            details={"percent": dict(percent), "in_force_from": in_force_from.isoformat()},
            rules=[{"rule": RULE, "pack": law.name, "version": law.version}],
        )
        return PayScheme.objects.create(
            journal_entry=entry,
            name=called,
            recovered_percent=percent.get(RECOVERED, 0),
            other_parts={k: v for k, v in percent.items() if v and k != RECOVERED},
            in_force_from=in_force_from,
            note=note.strip()[:400],
            recorded_by=staff.username,
            recorded_at=at,
        )


def end_pay_scheme(scheme_id: int, *, staff: Staff, at: datetime) -> PayScheme:
    """Nobody is paid by it any more. Raises Refused where it ended already."""
    require(staff, "keep_pay_schemes")
    with transaction.atomic():
        found = PayScheme.objects.select_for_update().filter(pk=scheme_id, ended_at=None).first()
        if found is None:
            raise Refused(Text("This scheme has ended already.", "该方案已终止。"))
        found.ended_at, found.ended_by = at, staff.username
        found.journal_entry = record(
            actor=staff.username,
            action="pay_scheme_ended",
            at=at,
            subject=f"pay_scheme:{found.pk}",
        )
        found.save()
    return found

"""What a person asked of us is kept: no contact, not this way, not then, not there, not past them.

United States: 12 CFR 1006.6(b)-(c), 1006.14(h). United Kingdom: CONC 7.9.4R, 7.12.2R. Elsewhere
the lender's own rule, LENDER-REQUEST.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from fairdue.compliance.rules.circumstances import Consent, Request
from fairdue.contact.rules.terms import Term, say_moment
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

ASKED = {
    "cease": Text("not to be contacted", "停止一切联系"),
    "stop_medium": Text("not to be contacted this way", "停止以此方式联系"),
    "stop_point": Text("not to be contacted at this number or address", "停止联系该号码或地址"),
    "inconvenient_time": Text("not to be contacted at this hour", "请勿在此时段联系"),
    "inconvenient_place": Text("not to be contacted at this place", "请勿在此地点联系"),
    "not_at_work": Text("not to be contacted at work", "请勿在工作单位联系"),
    "representative": Text("to be contacted through a representative only", "仅通过其代理人联系"),
    "letters_only": Text("to be contacted by letter only", "仅以信函联系"),
}

LIFTED_BY = {
    "inconvenient_time": "time_or_place",
    "inconvenient_place": "time_or_place",
    "not_at_work": "employer_contact",
    "representative": "despite_representative",
}
"""Kinds of request that a later consent lifts, and the consent's kind."""


def may_contact_as_asked(
    requests: Sequence[Request],
    consents: Sequence[Consent],
    *,
    at: datetime,
    channel: str,
    contact_point_id: int | None,
    zone: ZoneInfo,
    basis: Mapping[str, Term[bool]],
) -> list[Clause]:
    """One clause per request that stands in the way, or a single one that nothing does.

    `basis`: the rule that a kind of request rests on; "" is the rule for all others.
    """
    where = (channel, contact_point_id, zone)
    barring = [
        request
        for request in requests
        if request.bars(at, *where) and not _lifted(request, consents, at, where)
    ]
    if not barring:
        rule = basis[""]
        said = Text("No request stands in the way.", "客户未提出相关要求。")
        return [Clause(rule.rule, True, said, (("requests", "0"),), rule.citation)]
    return [_denies(request, at, where, basis) for request in barring]


def _lifted(
    request: Request,
    consents: Sequence[Consent],
    at: datetime,
    where: tuple[str, int | None, ZoneInfo],
) -> bool:
    """Did the person allow it again since?"""
    return any(
        consent.kind == LIFTED_BY.get(request.kind)
        and consent.granted_at >= request.received_at
        and consent.covers(at, *where)
        for consent in consents
    )


def _denies(
    request: Request,
    at: datetime,
    where: tuple[str, int | None, ZoneInfo],
    basis: Mapping[str, Term[bool]],
) -> Clause:
    rule = basis.get(request.kind, basis[""])
    free = request.next_free(at, *where)
    asked = ASKED[request.kind]
    if free is None:
        mend = Text("Allowed once the request is withdrawn.", "撤回该要求后方可联系。")
    else:
        when = say_moment(free, where[2])
        mend = Text(f"Allowed from {when.en}.", f"{when.zh}起可联系。")
    return Clause(
        rule=rule.rule,
        allowed=False,
        reason=Text(
            f"The customer asked {asked.en} {rule.basis.en}. {mend.en}",
            f"客户要求{asked.zh}{rule.basis.zh}。{mend.zh}",
        ),
        values=(("request", request.kind),),
        citation=rule.citation,
        allowed_from=free,
    )

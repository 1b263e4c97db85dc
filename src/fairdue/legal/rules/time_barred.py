"""Suing, threatening and demanding on a debt whose limitation period is over.

United States: 12 CFR 1006.26(b). United Kingdom: CONC 7.15, Limitation Act 1980 (6 years),
Prescription and Limitation (Scotland) Act 1973 (5 years, the debt itself ceases).
"""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def may_threaten_suit(*, time_barred: bool, proof_of_claim: bool, applies: bool) -> Clause:
    """May a debt collector sue or threaten to? Not on a time-barred debt, save in bankruptcy."""
    return Clause(
        "us.regf.26.time_barred",
        allowed=not (applies and time_barred) or proof_of_claim,
        reason=Text(
            "No suit, and no threat of one, on a time-barred debt.",
            "对已过时效的债务不得起诉或以起诉相威胁。",
        ),
    )


def may_demand_statute_barred(
    *,
    statute_barred: bool,
    extinguished: bool,
    customer_relies_on_it: bool,
    ombudsman_open: bool,
    misleads: bool = False,
    sold_unflagged: bool = False,
) -> tuple[Clause, ...]:
    """May payment still be asked for? Not once the debt ceased or the customer says it is barred;
    never as if a court could still order it (`misleads`); a buyer is told. No proceedings while
    the ombudsman considers an apparently valid complaint.
    """
    return (
        Clause(
            "uk.conc.7.15",
            allowed=not (statute_barred and misleads),
            reason=Text(
                "A statute-barred debt may not be presented as one that a court would order.",
                "不得将已过时效的债务表述为可经法院强制的债务。",
            ),
        ),
        Clause(
            "uk.conc.7.15",
            allowed=not (statute_barred and sold_unflagged),
            reason=Text(
                "Tell the buyer that the debt is statute-barred.", "须告知受让人该债务已过时效。"
            ),
        ),
        Clause(
            "uk.conc.7.15",
            allowed=not (statute_barred and extinguished),
            reason=Text("The debt has ceased to exist.", "债务已消灭。"),
        ),
        Clause(
            "uk.conc.7.15",
            allowed=not (statute_barred and customer_relies_on_it),
            reason=Text(
                "The customer has said they will not pay a statute-barred debt.",
                "客户已主张时效届满而拒绝偿还。",
            ),
        ),
        Clause(
            "uk.conc.7.15",
            allowed=not ombudsman_open,
            reason=Text("The ombudsman is considering a complaint.", "申诉专员正在处理投诉。"),
        ),
    )

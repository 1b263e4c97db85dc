"""Written disputes in the validation period, false statements: 12 CFR 1006.38, 1006.18, 1006.14."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Dispute:
    """A written dispute, or a request for the original creditor's name."""

    in_period: bool
    in_writing: bool = True
    duplicative: bool = False
    answers: frozenset[str] = frozenset()
    """What was sent since, by the names that the pack uses, such as verification_sent."""


def may_collect_disputed(
    disputes: Collection[Dispute], *, collects: bool, answers: Collection[str]
) -> Clause:
    """Collecting stops from a timely written dispute until it is answered: us.regf.38d.dispute.

    A repeated dispute without anything new needs a reasoned notice only.
    """
    standing = [
        each
        for each in disputes
        if each.in_period and each.in_writing and not each.answers & set(answers)
    ]
    return clause(
        "us.regf.38d.dispute",
        collects and bool(standing),
        Text(
            "The debt is disputed in writing; answer first.",
            "该债务已被书面异议，须先予答复。",
        ),
        ("disputes", len(standing)),
    )


def says_only_what_is_true(
    falsehoods: Collection[str], *, discloses: bool, applies: bool
) -> tuple[Clause, ...]:
    """No false statement, and the disclosure that a collector speaks: us.regf.18."""
    return (
        clause(
            "us.regf.18",
            applies and bool(falsehoods),
            Text(
                "No false, deceptive or misleading statements.",
                "不得作虚假、欺骗或误导性陈述。",
            ),
            ("statements", " ".join(sorted(falsehoods))),
        ),
        clause(
            "us.regf.18",
            applies and not discloses,
            Text(
                "Disclose that a debt collector is speaking, and first that it is to collect.",
                "须披露催收方身份，首次联系须说明催收目的。",
            ),
        ),
    )


def harasses_nobody(acts: Collection[str], *, applies: bool) -> Clause:
    """No violence, obscenity, threats, lists of debtors, or hidden identity: us.regf.14.other."""
    return clause(
        "us.regf.14.other",
        applies and bool(acts),
        Text(
            "No harassment, and disclose who is calling.",
            "不得骚扰，并须表明来电方身份。",
        ),
        ("acts", " ".join(sorted(acts))),
    )

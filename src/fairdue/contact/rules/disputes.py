"""Written disputes in the validation period, false statements: 12 CFR 1006.38, 1006.18, 1006.14."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

DUPLICATE = "notice_of_duplicate"


@dataclass(frozen=True, slots=True)
class Dispute:
    """A written dispute, or a request for the original creditor's name."""

    in_period: bool
    in_writing: bool = True
    duplicative: bool = False
    answers: frozenset[str] = frozenset()
    """What was sent since, by the names that the pack uses, such as verification_sent."""
    partly: bool = False
    """The contact asks only for what isn't disputed."""


def may_collect_disputed(
    disputes: Collection[Dispute], *, collects: bool, answers: Collection[str]
) -> Clause:
    """Collecting stops from a timely written dispute until it is answered: us.regf.38d.dispute.

    A repeated dispute without anything new needs a reasoned notice only. The undisputed part may
    still be collected.
    """
    standing = [
        each
        for each in disputes
        if each.in_period
        and each.in_writing
        and not each.partly
        and not each.answers & (set(answers) | ({DUPLICATE} if each.duplicative else set()))
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


def keeps_rights_visible(*, overshadows: bool, applies: bool) -> Clause:
    """Nothing in the validation period may overshadow the right to dispute: 1006.38(b)."""
    return clause(
        "us.regf.38b.overshadow",
        applies and overshadows,
        Text(
            "This overshadows the consumer's right to dispute the debt.",
            "该内容掩盖了消费者对债务提出异议的权利。",
        ),
    )


def respects_bankruptcy(*, stayed: bool, applies: bool) -> Clause:
    """No collecting under the automatic stay or after discharge: 11 U.S.C. 362(a), 524(a)."""
    return clause(
        "us.bankruptcy.stay",
        applies and stayed,
        Text(
            "A bankruptcy stay or discharge bars collecting.",
            "破产中止令或免责裁定期间不得催收。",
        ),
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

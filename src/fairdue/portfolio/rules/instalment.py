"""Instalments on a card in China: CBRC Decree 2011 No. 2 art. 70, CBIRC Rule [2022] 13."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def may_grant_personal_instalment(
    months: int,
    *,
    debt_exceeds_ability: bool,
    willing_to_repay: bool,
    agreement_items: Collection[str] | None = None,
    bank_agrees: bool = True,
    months_max: int,
    items: Collection[str],
) -> tuple[Clause, ...]:
    """May the bank agree to a personalised plan: beyond ability, willing, at most five years?

    `agreement_items` are the items the agreement shows; None leaves its text out of the question.
    """
    missing = [
        item for item in items if agreement_items is not None and item not in agreement_items
    ]
    return (
        Clause(
            "CN-PLAN-01",
            allowed=debt_exceeds_ability,
            reason=Text("The debt must exceed the ability to pay.", "欠款须超出还款能力。"),
        ),
        Clause(
            "CN-PLAN-01",
            allowed=willing_to_repay,
            reason=Text("The holder must be willing to repay.", "持卡人须有还款意愿。"),
        ),
        _term("CN-PLAN-01", months, months_max),
        Clause(
            "CN-PLAN-01",
            allowed=bank_agrees,
            reason=Text("The bank is free to agree or not.", "须经银行同意。"),
        ),
        Clause(
            "CN-PLAN-01",
            allowed=not missing,
            reason=Text(
                f"The agreement lacks: {', '.join(missing)}."
                if missing
                else "The agreement is complete.",
                f"协议缺少：{'、'.join(missing)}。" if missing else "协议内容完整。",
            ),
        ),
    )


def may_grant_instalment(
    months: int,
    amount: Decimal | None = None,
    *,
    cash: bool,
    re_instalment: bool,
    months_max: int,
    cash_months_max: int,
    cash_amount_max: Decimal,
) -> tuple[Clause, ...]:
    """May an ordinary instalment be granted? Cash ones are shorter and capped; none twice."""
    return (
        _term("CN-INST-01", months, cash_months_max if cash else months_max),
        Clause(
            "CN-INST-01",
            allowed=not cash or amount is None or amount <= cash_amount_max,
            reason=Text(
                f"A cash instalment is at most {cash_amount_max} yuan.",
                f"现金分期不得超过{cash_amount_max}元。",
            ),
        ),
        Clause(
            "CN-INST-01",
            allowed=not re_instalment,
            reason=Text("An instalment can't be put in instalments again.", "分期不得再次分期。"),
        ),
    )


def may_get_new_card(*, plan_signed: bool, settled: bool) -> Clause:
    """May the holder of a personalised plan get a new card? Not before the debt is settled: the
    agreement promises so (art. 70).
    """
    return Clause(
        "CN-PLAN-01",
        allowed=settled or not plan_signed,
        reason=Text(
            "Under the plan no new card before the debt is settled.",
            "个性化分期结清前不得申办新卡。",
        ),
    )


def collection_must_rest(*, signed: bool, broken: bool) -> bool:
    """Must bank and agencies stop collecting: a plan is signed and not broken (art. 70)?"""
    return signed and not broken


def _term(rule: str, months: int, months_max: int) -> Clause:
    return Clause(
        rule,
        allowed=0 < months <= months_max,
        reason=Text(
            f"{months} months; the longest term is {months_max}.",
            f"{months}个月；最长{months_max}个月。",
        ),
        values=(("months", str(months)),),
    )

"""What an agreement says, item by item: the same on every screen and every document. Pure.

In China the items of CN-PLAN-01 (art. 70 of the 2011 decree) must all be there; elsewhere they do
no harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text, day_in_words
from fairdue.negotiation.rules.agreements import Following
from fairdue.negotiation.rules.schedule import Cost, Due
from fairdue.negotiation.rules.terms import INSTALMENT_PLAN, Parts, Terms, say_every, waived

BALANCE, SCHEDULE, FEES = "balance_structure_currency", "schedule", "fees_during_plan"
NO_NEW_CARD, RIGHTS, WAIVER = "promise_no_new_card", "rights_and_breach", "waiver"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agreement's text."""

    key: str
    title: Text
    body: Text


def items(
    terms: Terms, dues: Sequence[Due], shown: Cost, following: Following, law: str
) -> tuple[Item, ...]:
    """The items of an agreement, in order. `law`: CN, US or UK."""
    found = [_balance(terms), _schedule(terms, dues), _fees(terms, shown)]
    if terms.waived_minor:
        found.append(_waiver(terms))
    if law == "CN" and terms.kind == INSTALMENT_PLAN:
        found.append(
            Item(
                NO_NEW_CARD,
                Text("No new credit card", "不申领新卡承诺"),
                Text(
                    "I will not apply for a credit card at any bank until all of this is paid.",
                    "本人承诺，在全部结清前不向任何银行申领信用卡。",
                ),
            )
        )
    found.append(_rights(following))
    return tuple(found)


def _balance(terms: Terms) -> Item:
    def money(minor: int) -> Money:
        return Money(minor, terms.currency)

    principal, interest = money(terms.principal_minor), money(terms.interest_minor)
    fees, all_of_it = money(terms.fees_minor), money(terms.owed_minor)
    return Item(
        BALANCE,
        Text("What is owed", "欠款余额、结构与币种"),
        Text(
            f"{all_of_it}: principal {principal}, interest {interest}, fees {fees}.",
            f"共{all_of_it}，其中本金{principal}、利息{interest}、费用{fees}。",
        ),
    )


def _schedule(terms: Terms, dues: Sequence[Due]) -> Item:
    every = say_every(terms.every)
    first, last = dues[0], dues[-1]
    begins, ends = day_in_words(first.due_on), day_in_words(last.due_on)
    each, rest = Money(first.amount_minor, terms.currency), Money(last.amount_minor, terms.currency)
    if len(dues) == 1:
        return Item(
            SCHEDULE,
            Text("When it is paid", "还款方式"),
            Text(f"{each} by {begins.en}.", f"于{begins.zh}前一次还清{each}。"),
        )
    return Item(
        SCHEDULE,
        Text("When it is paid", "还款周期、方式与金额"),
        Text(
            f"{len(dues)} instalments {every.en} from {begins.en} to {ends.en}, the first "
            f"{each}, the last {rest}; each as listed.",
            f"自{begins.zh}至{ends.zh}，{every.zh}还款，共{len(dues)}期，"
            f"首期{each}，末期{rest}，各期以还款计划表为准。",
        ),
    )


def _fees(terms: Terms, shown: Cost) -> Item:
    interest = Money(shown.plan_interest_minor, terms.currency)
    total = Money(shown.total_minor, terms.currency)
    rate, yearly = shown.annualised_rate, terms.yearly_rate
    return Item(
        FEES,
        Text("What it costs", "协议期间的利息与费用"),
        Text(
            f"Interest of {yearly:.2%} a year on the principal still owed, {interest} in all; no "
            f"other fees. {total} is paid altogether, {rate:.2%} a year all in.",
            f"按未还本金计收年利率{yearly:.2%}的利息，合计{interest}，不另收其他费用。"
            f"还款总额{total}，综合年化成本{rate:.2%}。",
        ),
    )


def _waiver(terms: Terms) -> Item:
    forgiven: Parts = waived(terms)
    principal = Money(forgiven.principal_minor, terms.currency)
    interest = Money(forgiven.interest_minor, terms.currency)
    fees, total = (
        Money(forgiven.fees_minor, terms.currency),
        Money(terms.waived_minor, terms.currency),
    )
    return Item(
        WAIVER,
        Text("What is forgiven", "减免"),
        Text(
            f"Once the last instalment is paid, {total} is forgiven: principal {principal}, "
            f"interest {interest}, fees {fees}.",
            f"最后一期还清后减免{total}，其中本金{principal}、利息{interest}、费用{fees}。",
        ),
    )


def _rights(following: Following) -> Item:
    grace, cure = following.grace_days, following.cure_days
    missed = following.breach_instalments
    return Item(
        RIGHTS,
        Text("Rights, duties and breach", "权利义务与违约责任"),
        Text(
            "Collecting stops as long as this is kept to; reminders of what falls due are sent. "
            f"An instalment paid within {grace} days of its day is in time. After {missed} missed "
            f"this is breached; paying what is missing within {cure} days more mends it, else it "
            "ends and all that is owed falls due as before. You may pay early at no cost, and may "
            "ask for other terms at any time.",
            "履行期间停止催收，仅发送到期提醒。"
            f"到期后{grace}日内还款视为按期。累计{missed}期未按期还款即构成违约；"
            f"其后{cure}日内补足的恢复履行，逾期未补足的协议终止，恢复原有还款义务。"
            "您可随时提前还款且不收取费用，也可随时申请变更协议。",
        ),
    )

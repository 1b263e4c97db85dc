"""Why a contact was allowed, in words for the person it was made with.

A permit keeps what each rule answered and the values it used. These sentences say the same without
the words of the trade; each stands beside the text that the rule is written in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation, Clause, Verdict

NUMBER_OF_TODAY, NUMBER_IN_DAYS, MOST = "today", "count", "max"


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that the contact kept, and where it is written."""

    rule: str
    text: Text
    citation: Citation | None


def reasons(verdict: Verdict) -> tuple[Reason, ...]:
    """A sentence for every clause that allowed, in the order in which they were asked.

    Clauses whose values say nothing that a sentence can be made of are left out.
    """
    said = ((clause, plain(clause)) for clause in verdict.clauses if clause.allowed)
    return tuple(Reason(clause.rule, text, clause.citation) for clause, text in said if text)


def plain(clause: Clause) -> Text | None:
    """What an allowing clause says, by the values that it used; None where they tell nothing."""
    values = dict(clause.values)
    for needs, words in _WORDS:
        if all(name in values for name in needs):
            return words(values)
    return None


def _night(values: Mapping[str, str]) -> Text:
    begins, ends, clock = values["night_begins"], values["night_ends"], values["local_time"]
    return Text(
        f"It was {clock}, outside the quiet hours from {begins} to {ends}.",
        f"当时为{clock}，不在{begins}至次日{ends}的安静时段内。",
    )


def _hours(values: Mapping[str, str]) -> Text:
    return Text(
        f"It was within the hours allowed where you live, {values['earliest']} to "
        f"{values['latest']}.",
        f"处于您所在地允许联系的时段{values['earliest']}至{values['latest']}内。",
    )


def _today(values: Mapping[str, str]) -> Text:
    number, most = values[NUMBER_OF_TODAY], values[MOST]
    return Text(
        f"{number} of at most {most} contacts of this kind had been made that day.",
        f"当日此类联系已进行{number}次，上限{most}次。",
    )


def _in_days(values: Mapping[str, str]) -> Text:
    number, most = values[NUMBER_IN_DAYS], values[MOST]
    return Text(
        f"{number} of at most {most} contacts of this kind had been made in those days.",
        f"限定天数内此类联系已进行{number}次，上限{most}次。",
    )


def _pressure(values: Mapping[str, str]) -> Text:
    now, adds, budget = values["pressure"], values["adds"], values["budget"]
    return Text(
        f"The pressure on you stood at {now} of at most {budget}; this added at most {adds}.",
        f"您当时的压力指数为{now}，上限{budget}；本次联系最多增加{adds}。",
    )


def _feed(values: Mapping[str, str]) -> Text:
    return Text(
        f"Your payments were known up to {values['feed_as_of']}.",
        f"您的还款情况已更新至{values['feed_as_of']}。",
    )


_WORDS = (
    (("night_begins", "night_ends", "local_time"), _night),
    (("earliest", "latest"), _hours),
    ((NUMBER_OF_TODAY, MOST), _today),
    ((NUMBER_IN_DAYS, MOST), _in_days),
    (("pressure", "adds", "budget"), _pressure),
    (("feed_as_of",), _feed),
    (
        ("holds",),
        lambda _values: Text("Nothing had stopped collection.", "当时没有停止催收的事由。"),
    ),
    (
        ("visit_bars",),
        lambda _values: Text("Nothing spoke against a visit.", "当时没有禁止上门的事由。"),
    ),
    (
        ("planned", "min"),
        lambda values: Text(
            f"{values['planned']} visitors went; at least {values['min']} must.",
            f"外访人员{values['planned']}人，不少于{values['min']}人。",
        ),
    ),
    (
        ("requests",),
        lambda _values: Text("You had not asked us to refrain.", "您当时未要求停止此类联系。"),
    ),
    (
        ("invalid_since",),
        lambda _values: Text(
            "It went to a number or address that is registered as yours.",
            "联系的是登记在您名下的号码或地址。",
        ),
    ),
)
"""By the names of the values that a clause carries; the first that fit speak."""

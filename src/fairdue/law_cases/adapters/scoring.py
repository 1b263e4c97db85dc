"""Every country: what a score may be told of a person."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.strategy.rules.features import AGE, may_predict

RULES = {
    "law/cn": "CN-SCORE-01",
    "law/us": "us.regb.6b2.age",
    "law/uk": "uk.eqa.sch3.20A.age",
}
"""By pack: the rule that says whether age may be used."""


@answers("CN", "use_in_score")
@answers("US", "use_in_score")
@answers("UK", "use_in_score")
def may_use_in_score(facts: Facts, law: Law) -> Answer:
    """May a score see this attribute of a person?"""
    rule = RULES[law.pack.name]
    told = facts.word("attribute", "feature", "input")
    name = AGE.code if told == "age" else told
    allowed = may_predict(name, age_allowed=law.term(rule, "age_may_predict"))
    reason = (
        Text(f"A score may be told {told}.", f"评分可使用“{told}”。")
        if allowed
        else Text(f"A score may not be told {told}.", f"评分不得使用“{told}”。")
    )
    return Answer.judged(Clause(rule, allowed=allowed, reason=reason))

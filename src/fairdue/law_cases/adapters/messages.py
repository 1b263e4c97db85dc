"""What a written message must show, in all three countries.

A case tells `fields`, those of the template (`messaging.rules.fields`), its `purpose` (`messaging.
rules.mandatory.KINDS`) and its `channel`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.messaging.rules.mandatory import ASKED, Asked, Required, missing
from fairdue.rulebook.terms import citation

RULES = {
    "CN": ("CN-MSG-01",),
    "US": ("us.regf.18e.disclosures",),
    "UK": ("uk.conc.7.4.information", "uk.conc.7.9.8.post"),
}


def _clause(asked: Asked, channel: str, shown: Sequence[str], law: Law) -> Clause:
    source = citation(law.pack, asked.rule, law.on)
    text = source.source if source else Text("", "")
    items = asked.items(law.term(asked.rule, asked.parameter), channel)
    lacking = missing([Required(item, asked.rule, text, asked.law) for item in items], shown)
    return Clause(
        asked.rule,
        allowed=not lacking,
        reason=Text(
            f"The message lacks: {', '.join(each.label.en for each in lacking)}.",
            f"信息缺少：{'、'.join(each.label.zh for each in lacking)}。",
        ),
        citation=source,
    )


def _answering(jurisdiction: str) -> Callable[[Facts, Law], Answer]:
    def shows_what_it_must(facts: Facts, law: Law) -> Answer:
        """A clause for every parameter that asks something of such a message."""
        purpose, channel = facts.word("purpose"), facts.word("channel")
        return Answer.judged(
            *(
                _clause(asked, channel, facts.get("fields", default=[]), law)
                for asked in ASKED
                if asked.law == jurisdiction
                and asked.rule in RULES[jurisdiction]
                and purpose in asked.kinds
                and channel in asked.channels
            )
        )

    return shows_what_it_must


for _country in RULES:
    answers(_country, "written_message")(_answering(_country))

"""What a collector says on a call, step by step, with this customer's figures put in. Pure.

The words are the lender's (LENDER-SCRIPT), by the law over the customer. Until it is clear who
answers, nothing may be said of a debt: `speaks_too_early` finds a script that would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fairdue.kernel.text import Text

OPENING, VERIFY = "opening", "verify"
FIELDS = ("collector", "lender", "genuine", "home", "past_due", "able")
"""What stands in braces: the collector's name, the lender's, where a contact is checked, the
cardholder's pages, what is past due, what can be set aside a month."""

OF_A_DEBT = ("past_due", "able")
"""Fields that only the customer themselves may hear."""

UNKNOWN = "…"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a talk."""

    code: str
    title: Text
    say: Text
    rule: str = ""
    """The rule it rests on, where there is one."""


def filled(steps: Iterable[Step], values: Mapping[str, Text]) -> tuple[Step, ...]:
    """The steps with their fields put in; what isn't known shows as an ellipsis."""
    en = {name: values[name].en if name in values else UNKNOWN for name in FIELDS}
    zh = {name: values[name].zh if name in values else UNKNOWN for name in FIELDS}
    return tuple(
        Step(
            each.code,
            each.title,
            Text(each.say.en.format_map(en), each.say.zh.format_map(zh)),
            each.rule,
        )
        for each in steps
    )


def speaks_too_early(steps: Sequence[Step]) -> list[str]:
    """The codes of steps that tell of a debt before it is clear who answers."""
    codes = [each.code for each in steps]
    end = codes.index(VERIFY) + 1 if VERIFY in codes else len(steps)
    return [
        each.code
        for each in steps[:end]
        if any(f"{{{name}}}" in text for name in OF_A_DEBT for text in (each.say.en, each.say.zh))
    ]
